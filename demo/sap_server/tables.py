"""Tables as SAP sends them, made at random from ABAP's types, and a WSDL that describes them.

For tests and benchmarks: how fast large tables are read, and whether every value is right.
"""

import base64
from collections.abc import Iterator
from io import BytesIO
from random import Random
from xml.sax.saxutils import escape

import zeep
from lxml import etree

from demo.sap_server.dictionary import Dictionary, FunctionModule, Parameter, Published
from demo.sap_server.wsdl import Names, write

FUNCTION = "Z_QL_TABLE"
TABLE = "ET_ROWS"
STYLES = ("rfc", "mc-style")
TYPES = (
    "char1", "char12", "char40", "char220", "numeric3", "numeric10", "numeric12", "date10", "time",
    "quantum13.3", "curr11.2", "decimal6.2", "decimal15.0", "unit3", "cuky5", "clnt3", "lang",
    "int", "double", "string", "byte16",
)  # fmt: skip

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WORDS = ("Schweißnaht", "焊缝", "a & b < c", "Ω 𝔘", "\u00a0", 'O\'Neil "x"', "  ahead", "4-")


def random_structure(random: Random, width: int = 20) -> dict[str, str]:
    """Field → type, with names of several words."""
    kinds = [*TYPES, *random.choices(TYPES, k=width)][:width]
    random.shuffle(kinds)
    return {f"FIELD_X{_LETTERS[n // 26]}_Y{_LETTERS[n % 26]}": k for n, k in enumerate(kinds)}


def value_of(kind: str, random: Random) -> str:
    """One value as ABAP writes it, initial ones among them."""
    initial = random.random() < 0.2
    if kind == "date10":
        return "0000-00-00" if initial else f"20{random.randrange(26):02d}-12-31"
    if kind == "time":
        return (
            "00:00:00" if initial else f"{random.randrange(24):02d}:{random.randrange(60):02d}:07"
        )
    if kind.startswith("numeric"):
        length = int(kind.removeprefix("numeric"))
        return "0" * length if initial else str(random.randrange(10**length)).zfill(length)
    if kind.startswith(("quantum", "curr", "decimal")):
        digits, places = kind.lstrip("abcdefghijklmnopqrstuvwxyz").split(".")
        number = 0 if initial else random.randrange(-(10 ** int(digits)), 10 ** int(digits))
        return f"{number / 10 ** int(places):.{places}f}" if int(places) else str(number)
    if kind == "int":
        return str(0 if initial else random.randrange(-(2**31), 2**31))
    if kind == "double":
        return "0.0" if initial else repr(random.uniform(-1e9, 1e9))
    if kind.startswith("byte"):
        return "" if initial else base64.b64encode(random.randbytes(16)).decode()
    length = int(kind.lstrip("abcdefghijklmnopqrstuvwxyz") or 60)
    return "" if initial else random.choice(_WORDS)[:length]


class SapTable:
    """One function with one table: its WSDL, and replies of any size."""

    def __init__(self, structure: dict[str, str], style: str = "rfc") -> None:
        self.structure = structure
        self.names = Names(style)
        published = Published(name="Z_QL_TABLES", functions=(FUNCTION,), style=style)
        module = FunctionModule(
            FUNCTION,
            (Parameter(TABLE, f"TABLE_OF_{TABLE}", optional=True),),
            (
                Parameter("EV_COUNT", "int", optional=False),
                Parameter(TABLE, f"TABLE_OF_{TABLE}", optional=False),
            ),
        )
        abap = Dictionary({TABLE: structure}, {FUNCTION: module}, {})
        self.wsdl = write(published, abap, "http://inside-sap:8000/sap/bc/srt/x")
        self.client = zeep.Client(BytesIO(self.wsdl.encode()))
        (self.operation,) = (
            operation
            for binding in self.client.wsdl.bindings.values()
            if not isinstance(binding, zeep.wsdl.bindings.Soap12Binding)
            for operation in binding._operations.values()
        )

    def row(self, random: Random) -> str:
        fields = (
            f"<{wire}>{escape(value)}</{wire}>"
            if (value := value_of(kind, random))
            else f"<{wire}/>"
            for name, kind in self.structure.items()
            for wire in (self.names.wire(name),)
        )
        return f"<item>{''.join(fields)}</item>"

    def pieces(self, rows: Iterator[str] | list[str], count: int) -> Iterator[bytes]:
        """The reply, piece by piece."""
        function, table = self.names.wire(FUNCTION), self.names.wire(TABLE)
        yield (
            '<?xml version="1.0" encoding="utf-8"?><soap-env:Envelope'
            ' xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/"><soap-env:Header/>'
            f'<soap-env:Body><n0:{function}Response xmlns:n0="{self.names.namespace}">'
            f"<{self.names.wire('EV_COUNT')}>{count}</{self.names.wire('EV_COUNT')}><{table}>"
        ).encode()
        for row in rows:
            yield row.encode()
        yield (f"</{table}></n0:{function}Response></soap-env:Body></soap-env:Envelope>").encode()

    def reply(self, seed: int, count: int) -> bytes:
        """A whole reply of ``count`` random rows."""
        random = Random(seed)
        return b"".join(self.pieces((self.row(random) for _ in range(count)), count))

    def by_zeep(self, reply: bytes) -> list[dict[str, object]]:
        """The rows as plain zeep reads them, by the names of ABAP."""
        answer = self.operation.process_reply(etree.fromstring(reply))
        abap = {self.names.wire(name): name for name in self.structure}
        table = answer[self.names.wire(TABLE)]
        rows = [] if table is None else table["item"]
        return [{abap[name]: row[name] for name in row} for row in rows]

"""Large tables: exactly what zeep reads, row by row as they come, and in little memory."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from adapters.contract import AuthenticationFailed, ProtocolError, Unavailable
from adapters.sap.decoding import Unreadable, unknown_in
from adapters.sap.reading import ReplyReader, SoapFault
from adapters.sap.wsdl import reply_kind
from demo.sap_server.tables import STYLES, TABLE, SapTable, random_structure

MEGABYTE = 1024 * 1024
PEAK_LIMIT = 60 * MEGABYTE


def read(table: SapTable, reply: bytes, piece: int = 1 << 16) -> tuple[list[dict], dict]:
    """All rows, fed in pieces of some length, and the rest."""
    reader = ReplyReader(reply_kind(table.operation))
    rows = []
    for start in range(0, len(reply), piece):
        for name, some in reader.feed(reply[start : start + piece]):
            assert name == TABLE
            rows += some
    return rows, reader.close()


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("style", STYLES)
def test_every_value_is_what_plain_zeep_reads(style, seed):
    random = Random(seed)  # noqa: S311
    table = SapTable(random_structure(random, random.randrange(1, 40)), style)
    reply = table.reply(seed, count=random.choice((0, 1, 2, 200)))

    rows, rest = read(table, reply, piece=random.choice((7, 1000, 1 << 20)))

    expected = table.by_zeep(reply)
    assert rows == expected
    assert [list(map(type, row.values())) for row in rows] == [
        list(map(type, row.values())) for row in expected
    ]
    assert rest["EV_COUNT"] == len(expected)


def test_a_row_is_handed_out_before_the_next_one_has_come():
    table = SapTable({"MATNR": "char18"})
    head, first, second, tail = table.pieces(
        ["<item><MATNR>1</MATNR></item>", "<item><MATNR>2</MATNR></item>"], 2
    )
    reader = ReplyReader(reply_kind(table.operation))
    assert reader.feed(head) == []
    assert reader.feed(first) == []
    assert reader.feed(second) == [(TABLE, [{"MATNR": "1"}])]
    assert reader.feed(tail) == [(TABLE, [{"MATNR": "2"}])]
    assert reader.close() == {"EV_COUNT": 2, TABLE: []}


@pytest.mark.parametrize(
    ("sent", "read_as"),
    [
        ("<A>1</A><ZZ_NEW>x</ZZ_NEW><B>2.50</B>", {"A": "1", "B": Decimal("2.50"), "?ZZ_NEW": "x"}),
        ("<B>2.50</B><A>1</A>", {"A": "1", "B": Decimal("2.50")}),
        ("<A>1</A>", {"A": "1", "B": None}),
        ("<A>1</A><A>2</A>", {"A": "1", "B": None, "?A": "2"}),
        ("<A>1</A><B>2.50</B><A>2</A>", {"A": "1", "B": Decimal("2.50"), "?A": "2"}),
        ("<A>1<X>deep</X></A><B>1</B>", {"A": Unreadable("1deep"), "B": Decimal(1)}),
        ("<A>1</A><B>12.000-</B>", {"A": "1", "B": Decimal("-12.000")}),
        ("<A>1</A><B>1.234,5</B>", {"A": "1", "B": Unreadable("1.234,5")}),
        ("<A>1</A><B>NaN</B>", {"A": "1", "B": Unreadable("NaN")}),
        ("<A><!-- no --> 1</A><B> 2 </B>", {"A": " 1", "B": Decimal(2)}),
        ("<A><![CDATA[<1>]]></A><B/>", {"A": "<1>", "B": None}),
    ],
)
def test_what_zeep_would_lose_or_break_on_is_kept(sent, read_as):
    table = SapTable({"A": "char12", "B": "quantum13.3"})
    usual = "<item><A>0</A><B>0.000</B></item>"
    reply = b"".join(table.pieces([usual, f"<item>{sent}</item>", usual], 3))

    rows, _ = read(table, reply)

    assert rows == [{"A": "0", "B": 0}, read_as, {"A": "0", "B": 0}]
    assert isinstance(rows[1]["B"], type(read_as["B"]))
    assert unknown_in(rows) == [name[1:] for name in read_as if name.startswith("?")]


def test_a_stranger_between_the_rows_is_reported():
    table = SapTable({"A": "char12"})
    rows, _ = read(table, b"".join(table.pieces(["<item><A>1</A></item><row><A>2</A></row>"], 1)))
    assert rows == [{"A": "1"}, {"?row": "2"}]


def test_the_end_of_a_day_stays_what_it_is():
    # zeep makes nothing of it
    table = SapTable({"A": "time"})
    assert read(table, b"".join(table.pieces(["<item><A>24:00:00</A></item>"], 1)))[0] == [
        {"A": "24:00:00"}
    ]


@pytest.mark.parametrize("cut", [0, 1, 40, 300, 2000, -1, -40])
def test_a_reply_that_ends_in_its_middle_is_no_reply(cut):
    table = SapTable({"A": "char12"})
    whole = b"".join(table.pieces(["<item><A>1</A></item>"] * 200, 200))
    with pytest.raises(Unavailable, match="in the middle"):
        read(table, whole[:cut])


def test_what_is_no_reply_is_said():
    table = SapTable({"A": "char12"})
    with pytest.raises(ProtocolError, match="not XML"):
        read(table, b"<a></b>")
    with pytest.raises(ProtocolError, match="not a SOAP"):
        read(table, b"<a/>")
    with pytest.raises(AuthenticationFailed, match="page for people"):
        read(table, b"\n<!DOCTYPE HTML PUBLIC><html></html>")
    with pytest.raises(SoapFault, match="it failed"):
        read(
            table,
            b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault>'
            b"<faultstring>it failed</faultstring></e:Fault></e:Body></e:Envelope>",
        )


def test_two_hundred_thousand_rows_need_little_memory():
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("sap_memory.py"), "200000"],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    rows, above_idle = map(int, done.stdout.split())
    assert rows == 200_000
    assert above_idle < PEAK_LIMIT, f"{above_idle / MEGABYTE:.1f} MiB above idle"

"""B2MML documents as an MES writes them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

V7 = "http://www.mesa.org/xml/B2MML"
V6 = "http://www.mesa.org/xml/B2MML-V0600"


def el(name: str, content: Any, **attributes: str) -> str:
    """An element; nothing at all where there is no content."""
    if content is None:
        return ""
    inner = "".join(content) if isinstance(content, list) else escape(str(content))
    given = "".join(f' {n}="{escape(v)}"' for n, v in attributes.items())
    return f"<{name}{given}>{inner}</{name}>"


def raw(name: str, *inner: str) -> str:
    return f"<{name}>{''.join(inner)}</{name}>"


def quantity(value: Any, unit: str) -> str:
    return raw("Quantity", el("QuantityString", value), el("UnitOfMeasure", unit))


def material(use: str, value: Any, unit: str = "C62", **values: Any) -> str:
    """A MaterialActual; a use that B2MML does not know is an OtherValue."""
    known = use in {"Produced", "Consumed", "Material Produced", "Yield Produced"}
    said = el("MaterialUse", use) if known else el("MaterialUse", "Other", OtherValue=use)
    disposition = values.get("disposition")
    return raw(
        "MaterialActual",
        el("MaterialDefinitionID", values.get("material", "M-0007")),
        el("MaterialLotID", values.get("lot", "L1")),
        said,
        quantity(value, unit),
        raw(
            "MaterialActualProperty",
            el("ID", "Disposition"),
            raw("Value", el("ValueString", disposition)),
        )
        if disposition
        else "",
    )


def segment(number: Any = "1", *inner: str, **values: Any) -> str:
    """A SegmentResponse of one operation."""
    materials = values.get("materials", (material("Produced", 97), material("Scrap", 3)))
    return raw(
        "SegmentResponse",
        el("ID", number),
        el("ProcessSegmentID", values.get("operation", "0010")),
        el("ActualStartTime", values.get("started", "2026-03-02T06:10:00+01:00")),
        el("ActualEndTime", values.get("ended", "2026-03-02T07:10:00+01:00")),
        *(raw("PersonnelActual", el("PersonID", p)) for p in values.get("people", ("00001001",))),
        *(raw("EquipmentActual", el("EquipmentID", m)) for m in values.get("machines", ("M1",))),
        *materials,
        *inner,
    )


def scope(equipment: str | None, *inner: str) -> str:
    """Where in the hierarchy of IEC 62264 something is."""
    return raw("HierarchyScope", el("EquipmentID", equipment), *inner)


def response(*segments: str, number: str = "R1", order: Any = "000004711") -> str:
    return raw(
        "OperationsResponse",
        el("ID", number),
        el("OperationsRequestID", order),
        scope("LINE1", el("EquipmentLevel", "WorkCenter")),
        *segments,
    )


def performance(
    *responses: str,
    namespace: str = V7,
    published: str | None = "2026-03-02T14:00:00Z",
    encoding: str = "utf-8",
    verb: str = "",
) -> bytes:
    """An OperationsPerformance, or a message with one."""
    noun = raw(
        "OperationsPerformance",
        el("ID", "P1"),
        el("PublishedDate", published),
        *responses,
    )
    return document(noun, namespace=namespace, encoding=encoding, verb=verb)


def document(
    noun: str, *, namespace: str = V7, encoding: str = "utf-8", verb: str = "", action: str = ""
) -> bytes:
    if verb:
        name = noun[1 : noun.index(">")]
        criteria = f'<ActionCriteria><ActionExpression actionCode="{action}"/></ActionCriteria>'
        noun = raw(
            f"{verb}{name}",
            raw("ApplicationArea", el("CreationDateTime", "2026-03-02T15:00:00Z")),
            raw("DataArea", raw(verb, criteria if action else ""), noun),
        )
    root = noun[1 : noun.index(">")]
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n{noun}'
    return text.replace(f"<{root}>", f'<{root} xmlns="{namespace}">', 1).encode(encoding)


class Folder:
    """A folder that an MES writes into."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(exist_ok=True)

    def write(self, name: str, content: bytes | Sequence[str]) -> Path:
        file = self.path / name
        file.write_bytes(content if isinstance(content, bytes) else performance(*content))
        return file

"""Fits a part of the shipped mapping to another function: what it renames, what it loses."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.contract import Stream
from adapters.mapping.model import FieldSpec, field_types
from adapters.sap.layout import READ_AT
from adapters.sap.model import ColumnSpec, ListedSpec, SapPart
from adapters.sap.schema import Field
from adapters.sap.wsdl import Function

Tree = dict[str, Any]

# What customer functions and BAPIs call the fields of SAP's tables.
_ALSO: Mapping[str, tuple[str, ...]] = {
    "QMNUM": ("NOTIF_NO", "NOTIFICAT", "NOTIFICATION"),
    "QMART": ("NOTIF_TYPE",),
    "QMTXT": ("SHORT_TEXT", "DESCRIPT"),
    "PRIOK": ("PRIORITY",),
    "QMDAT": ("NOTIF_DATE",),
    "STTXT": ("SYS_STATUS", "SYSTEM_STATUS", "STATUS"),
    "MATNR": ("MATERIAL", "MATERIAL_LONG"),
    "CHARG": ("BATCH",),
    "AUFNR": ("ORDERID", "ORDER_NUMBER", "ORDER_NO", "PROD_ORDER"),
    "WERKS": ("PLANT",),
    "PRUEFLOS": ("INSPLOT", "INSP_LOT"),
    "RUECK": ("CONF_NO",),
    "RMZHL": ("CONF_CNT",),
    "VORNR": ("OPERATION",),
    "ARBPL": ("WORK_CNTR", "WORK_CENTER", "WORKCENTER"),
    "PERNR": ("PERS_NO", "PERSNO", "EMPLOYEE_NO", "EMPLOYEENUMBER"),
    "LMNGA": ("YIELD",),
    "XMNGA": ("SCRAP",),
    "RMNGA": ("REWORK",),
    "MEINH": ("CONF_QUAN_UNIT", "UNIT", "MEINS"),
    "GMEIN": ("UNIT", "MEINS"),
    "GAMNG": ("TARGET_QUANTITY",),
    "QUALI": ("OBJ_ID", "QUALI_ID"),
    "PROFC": ("RATING", "CHARA"),
    "BEGDA": ("FROM_DATE", "VALID_FROM"),
    "ENDDA": ("TO_DATE", "VALID_TO"),
    "ERDAT": ("ENTER_DATE", "CREATED_ON", "CREATED_ON_DATE"),
    "AEDAT": ("CHANGED_ON", "CHANGED_ON_DATE"),
}
_FROM = re.compile(r"FROM|VON|LOW|SINCE|BEGIN|BEGDA|START")
_TO = re.compile(r"(^|_)(TO|BIS|HIGH|UNTIL|END|ENDDA)(_|$)")
_CHANGED = re.compile(r"CHANG|AEND|AEDAT|UPDAT|MODIF")
_LIMIT = re.compile(r"MAX|ROWS|LIMIT|ROWCOUNT")
_PLANT = re.compile(r"PLANT|WERK")
_DAY = r"\d\d\d\d-\d\d-\d\d"


@dataclass(slots=True)
class Fit:
    """``tree`` is what differs from the shipped part, as its file says it; ``share`` of 1 is all
    fields. ``lost`` are those fields of the records that the function does not give.
    """

    stream: Stream
    part: SapPart
    function: Function
    table: str
    tree: Tree
    share: float
    lost: list[str] = field(default_factory=list[str])
    needed: list[str] = field(default_factory=list[str])


def fit(stream: Stream, part: SapPart, function: Function, table: Field) -> Fit | None:
    """The part over a table of the function, or ``None`` where key fields are not in it."""
    names = _Names(column.name for column in table.type.columns)
    columns = {name: names.column(spec) for name, spec in part.columns.items()}
    if not names.has_all(_inputs(part, part.key)) or columns.get(part.key.column or "") is _GONE:
        return None
    names.take(columns)
    fields = {name: _field(spec, names) for name, spec in part.fields.items()}
    lost = [name for name, spec in fields.items() if spec is _GONE]
    types = field_types(stream)
    tree: Tree = {
        "name": part.name,
        "list": _list_tree(part, function, table, names),
        "columns": _changes(part.columns, names.columns),
        "fields": _changes(part.fields, fields),
    }
    tree |= _others(part, names)
    beside, lists = _lists(part, function, table, names)
    tree["list"] |= beside
    tree |= {"lists": lists} if lists else {}
    return Fit(
        stream=stream,
        part=part,
        function=function,
        table=table.name,
        tree={key: value for key, value in tree.items() if value != {}},
        share=1 - len(lost) / max(len(fields), 1),
        lost=lost,
        needed=[name for name in lost if types[name][1]],
    )


# Stands for a column or field that the function does not give.
_GONE: Any = object()


class _Names:
    """The fields of a table, and what the mapping's names are called there."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = set(known)
        self._columns: Mapping[str, Any] = {}

    def take(self, columns: Mapping[str, Any]) -> None:
        """Knows worked out columns too: as they are, gone, or the one field that is left of one."""
        self._columns = columns

    @property
    def columns(self) -> dict[str, Any]:
        """The worked out columns; one that is a field by now is no longer one."""
        return {n: _GONE if isinstance(c, str) else c for n, c in self._columns.items()}

    def here(self, name: str) -> str | None:
        """The field's name in the table; ``None`` where it is not there."""
        column = self._columns.get(name)
        if column is not None:
            return None if column is _GONE else column if isinstance(column, str) else name
        if name in self._known or name == READ_AT:
            return name
        return next((other for other in _ALSO.get(name, ()) if other in self._known), None)

    def has_all(self, names: Iterable[str]) -> bool:
        return all(self.here(name) is not None for name in names)

    def some(self, names: Sequence[str]) -> list[str]:
        return [found for name in names if (found := self.here(name)) is not None]

    def column(self, spec: ColumnSpec) -> Any:
        """The worked out column over what is there."""
        changed: Tree = {}
        for way in ("sum", "first"):
            given: tuple[str, ...] | None = getattr(spec, way)
            if given is not None:
                changed[way] = tuple(self.some(given))
        if spec.latest is not None:
            changed["latest"] = tuple(self._latest(spec.latest))
        if spec.join is not None:
            changed["join"] = tuple(self.some(spec.join))
        if spec.moment is not None:
            day, time = (self.here(name) for name in spec.moment)
            changed["moment"] = None if day is None else (day, time or day)
        for way in ("word", "when"):
            name: str | None = getattr(spec, way)
            if name is not None:
                changed[way] = self.here(name)
        for way in ("sum", "first"):
            left: tuple[str, ...] = changed.get(way, ())
            if len(left) == 1 and spec.otherwise is None and spec.when is None:
                return left[0]
        whole = spec.join is None or len(changed["join"]) == len(spec.join)
        timed = spec.moment is None or self.has_all(spec.moment)
        return (
            spec.model_copy(update=changed) if all(changed.values()) and whole and timed else _GONE
        )

    def _latest(self, stamps: Sequence[tuple[str, str] | str]) -> Iterator[tuple[str, str] | str]:
        for stamp in stamps:
            found = self.some((stamp,) if isinstance(stamp, str) else stamp)
            if len(found) == 2:
                yield (found[0], found[1])
            elif found:
                yield found[0]


def _field(spec: FieldSpec, names: _Names) -> Any:
    """The field as the table has it."""
    if spec.constant is not None or spec.read is not None:
        return spec
    for way in ("column", "first_of", "all_of"):
        given: Any = getattr(spec, way)
        if given is None:
            continue
        several = (given,) if isinstance(given, str) else tuple(given)
        found = names.some(several)
        if not found or (way == "all_of" and len(found) < len(several)):
            return _GONE
        return spec.model_copy(update={way: found[0] if isinstance(given, str) else tuple(found)})
    return spec


def _inputs(part: SapPart, spec: FieldSpec) -> list[str]:
    """The row's fields that a field is made of."""
    given = [n for n in (spec.column, *(spec.first_of or ()), *(spec.all_of or ())) if n]
    found: list[str] = []
    for name in given:
        column = part.columns.get(name)
        found += [name] if column is None else list(column.join or column.first or ())
    return found


def _others(part: SapPart, names: _Names) -> Tree:
    """Key, revision, unit and reversal, where they differ."""
    tree: Tree = {}
    for what in ("key", "revision"):
        spec: FieldSpec | None = getattr(part, what)
        if spec is not None:
            changed = _field(spec, names)
            if changed is _GONE:
                tree[what] = None
            elif changed != spec:
                tree[what] = _dump(changed)
    if part.unit is not None and part.unit.column is not None:
        here = names.here(part.unit.column)
        if here != part.unit.column:
            tree["unit"] = {"column": here}
    if part.reversal is not None and names.here(part.reversal.column) is None:
        tree["reversal"] = None
    return tree


def _changes(was: Mapping[str, Any], now: Mapping[str, Any]) -> Tree:
    tree: Tree = {}
    for name, spec in now.items():
        if spec is _GONE:
            tree[name] = None
        elif spec != was[name]:
            tree[name] = _dump(spec)
    return tree


def _dump(spec: Any) -> Any:
    content = spec.model_dump(mode="json", exclude_defaults=True)
    return content["column"] if set(content) == {"column"} else content


# ------------------------------------------------------------------ the list itself


def _list_tree(part: SapPart, function: Function, table: Field, names: _Names) -> Tree:
    given = part.list
    tree: Tree = {"function": function.name, "table": table.name}
    plain = [p for p in function.importing if not p.type.columns]
    days = [p.name for p in plain if _DAY in p.type.patterns]
    known = {p.name for p in function.importing}
    tree |= _renamed("plant", given.plant, _first(known, given.plant, _PLANT))
    changed_from = _first(days, given.changed and given.changed.since, _CHANGED, _FROM)
    others = [day for day in days if not _CHANGED.search(day)]
    since = _first(others, given.created and given.created.since, _FROM)
    until = _first(others, given.created and given.created.until, _TO)
    day = given.created and given.created.field
    held = names.here(day) if day else None
    window = since is not None and (until is not None or held is not None)
    if given.created is not None or window:
        created = {"from": since, "to": until, "field": held} if window else None
        same = given.created is not None and created == {
            "from": given.created.since, "to": given.created.until, "field": given.created.field
        }  # fmt: skip
        tree |= {} if same else {"created": created}
    if given.changed is not None and (changed_from != given.changed.since or not window):
        tree["changed"] = {"from": changed_from} if changed_from and window else None
    numbers = [p.name for p in plain if p.type.base == "int"]
    limit = _first(numbers, given.limit, _LIMIT) if window else None
    tree |= _renamed("limit", given.limit, limit)
    one = dict(_one(part, [p.name for p in plain], names))
    if one != dict(given.one):
        tree["one"] = one if len(one) == len(given.one) and one else None
        tree["one"] = _replaced(given.one, tree["one"])
    if given.parameters and not set(given.parameters) <= known:
        tree["parameters"] = {name: None for name in given.parameters if name not in known}
    return tree


def _renamed(what: str, was: str | None, now: str | None) -> Tree:
    return {} if was == now else {what: now}


def _replaced(was: Mapping[str, str], now: Mapping[str, str] | None) -> Tree | None:
    """Mappings are merged, so what is no longer there has to be taken away by name."""
    if now is None:
        return None if not was else dict.fromkeys(was)
    return {name: None for name in was if name not in now} | dict(now)


def _one(part: SapPart, parameters: Sequence[str], names: _Names) -> Iterator[tuple[str, str]]:
    for parameter, column in part.list.one.items():
        here = names.here(column)
        wanted = re.compile(rf"(^|_)({'|'.join({column, here or column})})$")
        found = _first(parameters, parameter, wanted)
        if found is not None and here is not None:
            yield found, here


def _first(names: Iterable[str], shipped: str | None, *patterns: re.Pattern[str]) -> str | None:
    """The shipped name, or the first that all the patterns find."""
    known = list(names)
    if shipped in known:
        return shipped
    return next((name for name in known if all(p.search(name) for p in patterns)), None)


def _lists(part: SapPart, function: Function, table: Field, names: _Names) -> tuple[Tree, Tree]:
    """Items, causes and tasks: other tables of the reply that name the record's key."""
    beside: dict[str, Any] = {}
    lists: Tree = {}
    others = [p for p in function.exporting if p.type.row is not None and p.name != table.name]
    taken: set[str] = set()
    for name, listed in part.lists.items():
        key = part.list.beside.get(listed.rows)
        if key is None:
            continue
        found = _best_rows(listed, key, [p for p in others if p.name not in taken])
        if found is None:
            lists[name] = None
            beside[listed.rows] = None
            continue
        rows, inner = found
        taken.add(rows.name)
        if rows.name != listed.rows:
            beside |= {listed.rows: None, rows.name: inner.here(key)}
            lists[name] = {"rows": rows.name}
        gone = {n: None for n, spec in listed.fields.items() if _field(spec, inner) is _GONE}
        if gone:
            lists.setdefault(name, {})["fields"] = gone
    return ({"beside": beside} if beside else {}), lists


def _best_rows(
    listed: ListedSpec, key: str, tables: Sequence[Field]
) -> tuple[Field, _Names] | None:
    ranked: list[tuple[int, Field, _Names]] = []
    for table in tables:
        names = _Names(column.name for column in table.type.columns)
        found = [name for name, spec in listed.fields.items() if _field(spec, names) is not _GONE]
        if names.here(key) is not None and len(found) * 2 > len(listed.fields):
            ranked.append((len(found), table, names))
    best = max(ranked, key=lambda entry: entry[0], default=None)
    return None if best is None else (best[1], best[2])

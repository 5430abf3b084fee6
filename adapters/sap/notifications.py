"""Quality notifications with their items and tasks, through a customer function over QMEL."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from adapters.contract import (
    Notification,
    NotificationItem,
    NotificationKind,
    NotificationTask,
    ProtocolError,
    Reason,
)
from adapters.sap.settings import SapSettings
from adapters.sap.system import SapSystem
from adapters.sap.values import Fields, Flaw, check_known, day, needed, revision, text

_MOST_ROWS = 1_000_000


class Notifications:
    """Lists notifications by date window; a window that hits the limit is halved."""

    def __init__(self, system: SapSystem, settings: SapSettings) -> None:
        self._system = system
        self._settings = settings

    def windows(self, since: date, until: date) -> Iterator[tuple[date, list[dict[str, Any]]]]:
        """Those created from ``since`` to ``until``, by window: its last day and what it holds."""
        step = timedelta(days=self._settings.window_days - 1)
        while since <= until:
            last = min(since + step, until)
            yield last, self._complete(since, last, None)
            since = last + timedelta(days=1)

    def changed(self, changed_since: date, until: date) -> list[dict[str, Any]]:
        """Those changed on ``changed_since`` or later, whenever they were created."""
        return self._complete(self._settings.since, until, changed_since)

    def one(self, number: str) -> dict[str, Any] | None:
        found = self._read({"I_QMNUM": number})
        return found[0] if found else None

    def _complete(
        self, since: date, until: date, changed: date | None, limit: int = 0
    ) -> list[dict[str, Any]]:
        limit = limit or self._settings.max_rows
        parameters: dict[str, Any] = {
            "I_DATE_FROM": since.isoformat(),
            "I_DATE_TO": until.isoformat(),
            "I_MAX_ROWS": limit,
        }
        if changed is not None:
            parameters["I_CHANGED_FROM"] = changed.isoformat()
        if self._settings.plant:
            parameters["I_PLANT"] = self._settings.plant
        found = self._read(parameters)
        if len(found) < limit:
            return found
        if since == until:
            if limit > _MOST_ROWS:
                raise ProtocolError("SAP lists more notifications of one day than can be.")
            return self._complete(since, until, changed, limit * 2)
        middle = since + (until - since) // 2
        later = self._complete(middle + timedelta(days=1), until, changed)
        return self._complete(since, middle, changed) + later

    def _read(self, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        reply = self._system.call(self._settings.functions.notification_list, parameters)
        items, tasks = _by_number(reply.get("ET_ITEM")), _by_number(reply.get("ET_TASK"))
        headers = cast(Sequence[Fields], reply.get("ET_HEADER") or [])
        return [
            {"header": header, "items": items[number], "tasks": tasks[number]}
            for header in headers
            for number in (str(header.get("QMNUM")),)
        ]


def revision_of(content: Mapping[str, Any]) -> int:
    """From the stamps of creation, change and completion, whichever is the latest."""
    header = content["header"]
    return revision(
        (header, "QMDAT", "MZEIT"), (header, "AEDAT", "AEZEIT"), (header, "QMDAB", "QMZAB")
    )


def notification(source: str, content: Mapping[str, Any], settings: SapSettings) -> Notification:
    """A notification with its items and tasks. Raises ``Flaw``."""
    check_known(content)
    header: Fields = content["header"]
    reported = day(header, "QMDAT")
    if reported is None:
        raise Flaw(Reason.MISSING_VALUE, "QMDAT is empty. Fill it in SAP.")
    number = needed(header, "QMNUM")
    return Notification(
        source=source,
        key=number,
        revision=revision_of(content),
        kind=_kind(header, settings),
        number=number,
        text=text(header, "QMTXT") or "",
        status=needed(header, "STTXT"),
        priority=text(header, "PRIOK"),
        created=reported,
        due=day(header, "LTRMN"),
        closed=day(header, "QMDAB"),
        material=text(header, "MATNR"),
        lot=text(header, "CHARG"),
        order=text(header, "AUFNR"),
        items=tuple(_item(fields) for fields in content["items"]),
        tasks=tuple(_task(fields) for fields in content["tasks"]),
    )


def _item(fields: Fields) -> NotificationItem:
    return NotificationItem(
        number=needed(fields, "FENUM"),
        code_group=text(fields, "FEGRP") or "",
        code=text(fields, "FECOD") or "",
        quantity=_quantity(fields),
        text=text(fields, "FETXT") or "",
    )


def _task(fields: Fields) -> NotificationTask:
    return NotificationTask(
        number=needed(fields, "MANUM"),
        text=text(fields, "MATXT") or "",
        status=text(fields, "STTXT") or "",
        due=day(fields, "PETER"),
        completed=day(fields, "ERLDAT"),
    )


def _quantity(fields: Fields) -> Any:
    value = fields.get("FMGEIG")
    return None if value is None or value == "" else Decimal(str(value))


def _kind(header: Fields, settings: SapSettings) -> NotificationKind:
    code = needed(header, "QMART")
    if code not in settings.notification_types:
        raise Flaw(
            Reason.UNKNOWN_CODE,
            f"QMART holds {code!r}, which the settings do not know. Add it to"
            " `notification_types`.",
        )
    return settings.notification_types[code]


def _by_number(rows: Any) -> defaultdict[str, list[Fields]]:
    by_number: defaultdict[str, list[Fields]] = defaultdict(list)
    for row in cast(Sequence[Fields], rows or []):
        by_number[str(row.get("QMNUM"))].append(row)
    return by_number

"""Commands as the parameters of BAPIs. A company's own functions take the same.

Keys are filled up with zeros to their length in SAP, as its conversion exits would do.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from adapters.contract import (
    CharacteristicResult,
    Command,
    CompleteTask,
    ConfigurationError,
    ConfirmProduction,
    CreateNotification,
    DecideUsage,
    NotificationItem,
    RecordResults,
    WriteQualification,
)
from adapters.sap.errors import ValueRefused
from adapters.sap.writing.settings import WriteSettings

Parameters = dict[str, Any]

_COMPLETED = "01"
_END_OF_TIME = date(9999, 12, 31)
_SORT_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What of the settings commands need."""

    writes: WriteSettings
    plant: str | None
    zone: ZoneInfo


def padded(key: str, length: int) -> str:
    """A number with its leading zeros; other keys are left as they are."""
    return key.zfill(length) if key.isascii() and key.isdigit() else key


def create_notification(command: CreateNotification, context: Context) -> Parameters:
    """BAPI_QUALNOT_CREATE. Sort numbers, which SAP needs, follow the order given."""
    writes, names = context.writes, context.writes.notification_fields
    header = {
        names.text: command.text,
        names.priority: command.priority,
        names.due: command.due,
        names.material: command.material,
        names.plant: context.plant,
        names.lot: command.lot,
        names.order: None if command.order is None else padded(command.order, 12),
    }
    sort = _sort_numbers(command.items)
    return {
        "NOTIF_TYPE": writes.notification_types[command.kind],
        "NOTIFHEADER": _given(header),
        "NOTITEM": [_item(item, sort) for item in command.items],
        "NOTIFCAUS": [
            _given(
                {
                    "CAUSE_SORT_NO": _sort(place),
                    "ITEM_SORT_NO": _of_item(cause.item, sort),
                    "CAUSE_CODEGRP": cause.code_group,
                    "CAUSE_CODE": cause.code,
                    "CAUSETEXT": cause.text,
                }
            )
            for place, cause in enumerate(command.causes, start=1)
        ],
        "NOTIFTASK": [
            _given(
                {
                    "TASK_SORT_NO": _sort(place),
                    "TASK_TEXT": task.text,
                    "TASK_CODEGRP": writes.task_code_group,
                    "TASK_CODE": writes.task_code,
                    "PLND_END_DATE": task.due,
                }
            )
            for place, task in enumerate(command.tasks, start=1)
        ],
    }


def complete_task(command: CompleteTask, _context: Context) -> Parameters:
    """BAPI_QUALNOT_CHANGETSKSTAT."""
    return _given(
        {
            "NUMBER": padded(command.notification, 12),
            "TASK_KEY": padded(command.task, 4),
            "TASK_CODE": _COMPLETED,
            "CARRIED_OUT_DATE": command.completed,
            "CARRIED_OUT_BY": command.person,
        }
    )


def record_results(command: RecordResults, context: Context) -> Parameters:
    """BAPI_INSPOPER_RECORDRESULTS, where numbers are text."""
    lot, operation = padded(command.inspection, 12), padded(command.operation, 4)
    recorded = command.recorded.astimezone(context.zone)
    common = {
        "INSPLOT": lot,
        "INSPOPER": operation,
        "CLOSED": command.close,
        "EVALUATED": True,
        "INSPECTOR": command.inspector,
        "END_DATE": recorded.date(),
        "END_TIME": recorded.time().replace(microsecond=0),
    }
    return {
        "INSPLOT": lot,
        "INSPOPER": operation,
        "CHAR_RESULTS": [_given(common | _result(result)) for result in command.results],
    }


def decide_usage(command: DecideUsage, context: Context) -> Parameters:
    """BAPI_INSPLOT_SETUSAGEDECISION. Raises ``ConfigurationError`` without a plant."""
    if context.plant is None:
        raise ConfigurationError(
            "A usage decision belongs to a plant's selected set: set `plant` for this source."
        )
    number = padded(command.inspection, 12)
    decided = command.decided.astimezone(context.zone)
    return {
        "NUMBER": number,
        "UD_DATA": _given(
            {
                "INSPLOT": number,
                "UD_SELECTED_SET": context.writes.selected_set,
                "UD_PLANT": context.plant,
                "UD_CODE_GROUP": command.code_group,
                "UD_CODE": command.code,
                "UD_RECORDED_BY_USER": command.person,
                "UD_RECORDED_ON_DATE": decided.date(),
                "UD_RECORDED_AT_TIME": decided.time().replace(microsecond=0),
                "UD_FORCE_COMPLETION": command.force,
            }
        ),
    }


def confirm_production(command: ConfirmProduction, context: Context) -> Parameters:
    """BAPI_PRODORDCONF_CREATE_TT with one ticket."""
    units = context.writes.units
    if command.unit not in units:
        raise ValueRefused(
            f"SAP's code of the unit {command.unit!r} is not known (known are"
            f" {', '.join(units)}). Add it to `writes.units`.",
            field="TIMETICKETS-CONF_QUAN_UNIT",
        )
    ticket = {
        "ORDERID": padded(command.order, 12),
        "OPERATION": padded(command.operation, 4),
        "FIN_CONF": command.final,
        "POSTG_DATE": command.day,
        "DEV_REASON": command.reason,
        "WORK_CNTR": command.work_center,
        "PLANT": context.plant if command.work_center else None,
        "PERS_NO": None if command.person is None else padded(command.person, 8),
        "YIELD": command.good,
        "SCRAP": command.scrapped,
        "REWORK": command.reworked,
        "CONF_QUAN_UNIT": units[command.unit],
    }
    return {"TIMETICKETS": [_given(ticket)]}


def write_qualification(command: WriteQualification, context: Context) -> Parameters:
    """BAPI_QUALIPROF_CHANGE."""
    level = None if command.level is None else padded(_plain(command.level), 4)
    skill = context.writes.qualifications.get(command.skill, command.skill)
    if not (skill.isascii() and skill.isdigit()):
        raise ValueRefused(
            f"SAP's object id of the qualification {skill!r} is not known. Add it to"
            " `writes.qualifications`.",
            field="PROFILE_ADD-OBJ_ID",
        )
    row = {
        "OBJ_ID": padded(skill, 8),
        "BEGDA": command.valid_from,
        "ENDDA": command.valid_until or _END_OF_TIME,
        "RATING": level,
    }
    return {
        "PLVAR": context.writes.plan_version,
        "OTYPE": context.writes.person_type,
        "SOBID": padded(command.person, 8),
        "PROFILE_ADD": [_given(row)],
    }


PAYLOADS: Mapping[type[Command], Callable[[Any, Context], Parameters]] = {
    CreateNotification: create_notification,
    CompleteTask: complete_task,
    RecordResults: record_results,
    DecideUsage: decide_usage,
    ConfirmProduction: confirm_production,
    WriteQualification: write_qualification,
}


def _item(item: NotificationItem, sort: Mapping[str, str]) -> Parameters:
    return _given(
        {
            "ITEM_SORT_NO": sort[item.number],
            "DESCRIPT": item.text,
            "D_CODEGRP": item.code_group,
            "D_CODE": item.code,
            "QUANT_DEFECTS": item.quantity,
        }
    )


def _sort_numbers(items: Sequence[NotificationItem]) -> dict[str, str]:
    """A sort number for each item's number. Raises ``ValueRefused`` where two are alike."""
    sort = {item.number: _sort(place) for place, item in enumerate(items, start=1)}
    if len(sort) != len(items):
        raise ValueRefused(
            "Two items have the same number. Give each its own.", field="NOTITEM-ITEM_SORT_NO"
        )
    return sort


def _of_item(number: str, sort: Mapping[str, str]) -> str:
    if number not in sort:
        raise ValueRefused(
            f"A cause names the item {number!r}, which is not among the items.",
            field="NOTIFCAUS-ITEM_SORT_NO",
        )
    return sort[number]


def _sort(place: int) -> str:
    return str(place).zfill(_SORT_DIGITS)


def _result(result: CharacteristicResult) -> Parameters:
    return {
        "INSPCHAR": padded(result.characteristic, 4),
        "EVALUATION": "A" if result.accepted else "R",
        "MEAN_VALUE": None if result.mean is None else _plain(result.mean),
        "CODE_GRP1": result.code_group,
        "CODE1": result.code,
        "VALID_VALS": result.inspected,
        "NONCONF": result.nonconforming,
    }


def _plain(number: Decimal) -> str:
    """A number as text, without exponent and idle zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _given(fields: Mapping[str, Any]) -> Parameters:
    """The fields that say something; a name is empty where SAP is not to be told."""
    return {name: value for name, value in fields.items() if name and value not in (None, "")}

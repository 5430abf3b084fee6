"""Which functions carry out which commands, and the settings for that."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from adapters.sap.schema import Field
from adapters.sap.settings import SapSettings
from adapters.sap.writing.deeds import DEEDS
from adapters.sap.writing.offers import Offer, Way, offers
from adapters.sap.writing.settings import NotificationFields, OneCallFunctions, WriteSettings
from adapters.sap.writing.transaction import COMMIT, ROLLBACK
from adapters.sap.wsdl import Function

# What a function must take for a command to be handed over in one call.
_TAKES: Mapping[str, frozenset[str]] = {
    "create_notification": frozenset({"NOTIF_TYPE", "NOTIFHEADER"}),
    "complete_task": frozenset({"NUMBER", "TASK_KEY", "TASK_CODE"}),
    "record_results": frozenset({"INSPLOT", "INSPOPER", "CHAR_RESULTS"}),
    "decide_usage": frozenset({"NUMBER", "UD_DATA"}),
    "confirm_production": frozenset({"TIMETICKETS"}),
    "write_qualification": frozenset({"PLVAR", "OTYPE", "SOBID", "PROFILE_ADD"}),
}
OF_SESSIONS = frozenset(
    {
        *(name for deed in DEEDS.values() for name in (*deed.writes, *deed.reads)),
        COMMIT,
        ROLLBACK,
        WriteSettings().table_reader,
    }
)
"""The functions that commands in a session need."""
_KEY = re.compile(r"KEY|UUID|GUID|IDEMP|REQUEST_?ID")
_TEST = re.compile(r"TEST|SIMUL")
_REFERENCE = re.compile(r"REFERENCE|REF$|NUMBER|_NO$|QMNUM")
_REPEATED = re.compile(r"REPEAT|DUPL|EXIST|KNOWN")


@dataclass(slots=True)
class CommandProposal:
    """``offers`` under the proposed ``settings``; ``notes`` say what a reader should look at."""

    settings: WriteSettings
    offers: Mapping[str, Offer]
    used: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    notes: list[str] = field(default_factory=list[str])


def propose_commands(functions: Sequence[Function], settings: SapSettings) -> CommandProposal:
    """By the names and parameters of functions; ``settings`` are those of the exploration."""
    notes: list[str] = []
    one_call: dict[str, str] = {}
    for command in _TAKES:
        one_call |= _one_call(command, functions, notes)
    header = next(_headers(functions), None)
    writes = WriteSettings(
        one_call=OneCallFunctions(**one_call),
        notification_fields=_header_fields(header) if header else NotificationFields(),
    )
    proposed = offers(functions, settings.model_copy(update={"writes": writes}))
    proposal = CommandProposal(writes, proposed, notes=notes)
    for command, offer in proposed.items():
        for name in _used(command, offer):
            proposal.used.setdefault(name, []).append(command)
    return proposal


def _one_call(
    command: str, functions: Sequence[Function], notes: list[str]
) -> Iterator[tuple[str, str]]:
    defaults = OneCallFunctions()
    if any(f.name == getattr(defaults, command) for f in functions):
        return
    for function in functions:
        names = {parameter.name for parameter in function.importing}
        if not names >= _TAKES[command] or function.name.startswith("BAPI_"):
            continue
        words = command.replace("_", " ")
        key = _named(function.importing, _KEY, 32)
        reference = _named(function.exporting, _REFERENCE, 8)
        repeated = _named(function.exporting, _REPEATED, 1)
        if key is None or reference is None or repeated is None:
            lacking = [
                what
                for what, found in (
                    ("a key (CHAR 64) to keep", key),
                    ("a reference in its answer", reference),
                    ("a flag in its answer that says that the key was known", repeated),
                )
                if found is None
            ]
            notes.append(f"{function.name} could {words}, but has not {', not '.join(lacking)}.")
            continue
        yield command, function.name
        yield "key", key
        yield "reference", reference
        yield "repeated", repeated
        test_run = _named(function.importing, _TEST, 1)
        if test_run is not None:
            yield "test_run", test_run
        return


def _named(fields: Sequence[Field], pattern: re.Pattern[str], length: int) -> str | None:
    """The first parameter of that name that is text and long enough."""
    for parameter in fields:
        kind = parameter.type
        long_enough = kind.max_length is None or (
            kind.max_length == 1 if length == 1 else kind.max_length >= length
        )
        if pattern.search(parameter.name) and not kind.columns and long_enough:
            return parameter.name
    return None


def _headers(functions: Sequence[Function]) -> Iterator[Field]:
    for function in functions:
        names = {parameter.name for parameter in function.importing}
        if names >= _TAKES["create_notification"]:
            yield next(p for p in function.importing if p.name == "NOTIFHEADER")


def _header_fields(header: Field) -> NotificationFields:
    """Without those that this header does not have."""
    known = {column.name for column in header.type.columns}
    defaults = NotificationFields().model_dump()
    return NotificationFields(
        **{what: name if name in known else "" for what, name in defaults.items()}
    )


def _used(command: str, offer: Offer) -> Sequence[str]:
    if offer.way is None:
        return ()
    if offer.way is Way.ONE_CALL:
        return list(offer.functions)
    deed = DEEDS[command]
    found = [*deed.writes, *deed.reads, COMMIT, ROLLBACK]
    return [*found, WriteSettings().table_reader] if not deed.reads else found

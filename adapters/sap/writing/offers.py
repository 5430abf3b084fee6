"""Which way each command can go, by the WSDLs: one call, a session, or none and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from adapters.contract import COMMAND_TYPES, Capability
from adapters.sap.schema import Field
from adapters.sap.settings import SapSettings
from adapters.sap.writing.deeds import DEEDS, ConfirmProductionDeed, CreateNotificationDeed
from adapters.sap.writing.keys import NUMBER_LENGTH, TOKEN_LENGTH
from adapters.sap.writing.settings import WriteSettings
from adapters.sap.writing.transaction import COMMIT, ROLLBACK
from adapters.sap.wsdl import Function


class Way(StrEnum):
    ONE_CALL = "one call"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class Offer:
    """How a command is carried out. Without a ``way`` it is not, and ``reason`` says why.

    ``functions`` has the one function, or those of the service whose session is used.
    """

    way: Way | None
    functions: Mapping[str, Function]
    reason: str = ""

    @property
    def capability(self) -> Capability:
        return Capability.UNSUPPORTED if self.way is None else Capability.SUPPORTED


def offers(functions: Sequence[Function], settings: SapSettings) -> dict[str, Offer]:
    """By the names of ``COMMAND_TYPES``."""
    found = {name: _offer(name, functions, settings) for name in DEEDS}
    nothing = Offer(None, {}, "SAP has no function that allows or blocks a person")
    return {name: found.get(name, nothing) for name in COMMAND_TYPES}


def described(found: Mapping[str, Offer]) -> str:
    """One line for an operator."""
    told: list[str] = []
    for name, offer in found.items():
        words = name.replace("_", " ")
        told.append(f"{words}: {offer.way or f'no ({offer.reason})'}")
    return "; ".join(told)


def _offer(name: str, functions: Sequence[Function], settings: SapSettings) -> Offer:
    if name == "decide_usage" and settings.plant is None:
        return Offer(None, {}, "the selected set of usage decisions needs `plant`")
    ways = {
        "auto": (_one_call, _in_session),
        "one_call": (_one_call,),
        "session": (_in_session,),
    }
    refused: list[str] = []
    for way in ways[settings.writes.way]:
        offer = way(name, functions, settings)
        if offer.way is not None:
            return offer
        refused.append(offer.reason)
    return Offer(None, {}, ", and ".join(refused))


def _one_call(name: str, functions: Sequence[Function], settings: SapSettings) -> Offer:
    one_call = settings.writes.one_call
    wanted: str = getattr(one_call, name)
    function = next((f for f in functions if f.name == wanted), None)
    if function is None:
        return Offer(None, {}, f"no WSDL has {wanted}")
    lacking = _lacking(function.importing, one_call.key) or _lacking(
        function.exporting, one_call.reference, one_call.repeated
    )
    if lacking:
        return Offer(None, {}, f"{wanted} has no {lacking}, without which keys are not kept")
    return Offer(Way.ONE_CALL, {wanted: function})


def _in_session(name: str, functions: Sequence[Function], settings: SapSettings) -> Offer:
    deed = DEEDS[name]
    needed = [*deed.writes, COMMIT, ROLLBACK]
    services: dict[str, dict[str, Function]] = {}
    for function in functions:
        services.setdefault(function.service, {})[function.name] = function
    for service in services.values():
        if all(n in service for n in needed):
            if not all(service[n].stateful for n in needed):
                return Offer(None, {}, f"the service of {needed[0]} keeps no session")
            return _protected(name, service, functions, settings)
    return Offer(None, {}, f"no one service has {', '.join(needed)}")


def _protected(
    name: str,
    service: Mapping[str, Function],
    functions: Sequence[Function],
    settings: SapSettings,
) -> Offer:
    """Only what can be found again may be done: the caller may send it twice."""
    deed, writes = DEEDS[name], settings.writes
    by_number = deed is CreateNotificationDeed and writes.external_numbers
    by_key = deed in (CreateNotificationDeed, ConfirmProductionDeed) and not by_number
    reads = [*deed.reads, *([writes.table_reader] if by_key else [])]
    if by_number:
        reads.append("BAPI_QUALNOT_GETDETAIL")
    known = {function.name for function in functions}
    lacking = [read for read in reads if read not in known]
    if lacking:
        return Offer(
            None, {}, f"without {', '.join(lacking)} it could not be known whether it was done"
        )
    write = service[deed.writes[0]]
    missing = _lacking(write.importing, *deed.demands)
    if missing:
        return Offer(None, {}, f"{write.name} has no {missing}, without which it commits by itself")
    homeless = _no_place_for_key(write, writes) if deed is CreateNotificationDeed else ""
    if homeless:
        return Offer(None, {}, homeless)
    return Offer(Way.SESSION, service)


def _no_place_for_key(create: Function, writes: WriteSettings) -> str:
    """Why a notification could not carry the key; empty where it can."""
    if writes.external_numbers:
        wide = any(
            f.name == "EXTERNAL_NUMBER" and (f.type.max_length or 0) >= NUMBER_LENGTH
            for f in create.importing
        )
        return "" if wide else f"{create.name} takes no EXTERNAL_NUMBER (`writes.external_numbers`)"
    field = _field(create.importing, "NOTIFHEADER", writes.key_field)
    if field is None or (field.type.max_length or 0) < TOKEN_LENGTH:
        return (
            f"NOTIFHEADER has no field {writes.key_field} of {TOKEN_LENGTH} characters for the"
            " key (`writes.key_field`)"
        )
    return ""


def _field(fields: Sequence[Field], structure: str, name: str) -> Field | None:
    columns = next((f.type.columns for f in fields if f.name == structure), ())
    return next((f for f in columns if f.name == name), None)


def _lacking(fields: Sequence[Field], *names: str) -> str:
    known = {field.name for field in fields}
    return ", ".join(name for name in names if name not in known)

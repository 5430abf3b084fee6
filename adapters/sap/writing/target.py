"""SAP as a command target."""

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from adapters.contract import (
    COMMAND_TYPES,
    AdapterError,
    Capability,
    Command,
    CommandResult,
    ConfigurationError,
)
from adapters.sap.errors import SapMessage, messages
from adapters.sap.settings import SapSettings
from adapters.sap.system import SapSystem
from adapters.sap.writing.deeds import DEEDS, Deed, Messages
from adapters.sap.writing.keys import check_key
from adapters.sap.writing.offers import Offer, Way, described, offers
from adapters.sap.writing.payloads import PAYLOADS, Context, Parameters
from adapters.sap.writing.transaction import Transaction

COMMANDS: Mapping[str, Capability] = {
    name: Capability.SUPPORTED if name in DEEDS else Capability.UNSUPPORTED
    for name in COMMAND_TYPES
}
"""What the adapter can do, given the functions for it."""

_ONLY_FIELDS = "SAP offers no test run of this: only the fields were checked."


class SapCommands(Mapping[str, Capability]):
    """Carries out commands; as a mapping, what these WSDLs allow, which is read when asked for.

    Unknown while SAP does not give its WSDLs.
    """

    def __init__(self, system: SapSystem, settings: SapSettings) -> None:
        self._system = system
        self._settings = settings
        self._context = Context(
            writes=settings.writes, plant=settings.plant, zone=ZoneInfo(settings.zone)
        )

    def __getitem__(self, name: str) -> Capability:
        if COMMANDS[name] is not Capability.SUPPORTED:
            return COMMANDS[name]
        try:
            return self._offers()[name].capability
        except AdapterError:
            return Capability.UNKNOWN

    def __iter__(self) -> Iterator[str]:
        return iter(COMMAND_TYPES)

    def __len__(self) -> int:
        return len(COMMAND_TYPES)

    def described(self) -> str:
        """One line that says which way each command goes. Raises as reading the WSDLs does."""
        return described(self._offers())

    def execute(self, command: Command, *, dry_run: bool = False) -> CommandResult:
        """See ``CommandTarget.execute``."""
        name = next((n for n, kind in COMMAND_TYPES.items() if kind is type(command)), None)
        offer = self._offers().get(name or "")
        if name is None or offer is None or offer.way is None:
            why = "is not known" if offer is None else f"is not possible: {offer.reason}"
            raise ConfigurationError(f"{type(command).__name__} {why}.")
        check_key(command.idempotency_key)
        given = PAYLOADS[type(command)](command, self._context)
        if offer.way is Way.ONE_CALL:
            return self._in_one_call(offer, given, command.idempotency_key, dry_run)
        return self._in_session(name, offer, given, command.idempotency_key, dry_run)

    def _offers(self) -> dict[str, Offer]:
        return offers(self._system.all_functions(), self._settings)

    # ------------------------------------------------------------------ one call

    def _in_one_call(
        self, offer: Offer, given: Parameters, key: str, dry_run: bool
    ) -> CommandResult:
        """SAP keeps the key in the same transaction, and answers it as the first time."""
        names = self._settings.writes.one_call
        ((function_name, function),) = offer.functions.items()
        parameters = given | {names.key: key}
        known = {field.name for field in function.importing}
        parameters |= {name: [] for name in ("RETURN",) if name in known}
        if dry_run and names.test_run not in known:
            function.request(parameters)
            return CommandResult(messages=(_ONLY_FIELDS,), dry_run=True)
        if dry_run:
            parameters[names.test_run] = True
        reply = self._system.call(function_name, parameters)
        return CommandResult(
            reference=_text(reply, names.reference),
            messages=_said(messages(reply)),
            repeated=_text(reply, names.repeated) is not None,
            dry_run=dry_run,
        )

    # ------------------------------------------------------------------ a session

    def _in_session(
        self, name: str, offer: Offer, given: Parameters, key: str, dry_run: bool
    ) -> CommandResult:
        deed = DEEDS[name](self._settings.writes)
        with Transaction(self._system, self._settings, offer.functions) as transaction:
            before = deed.find(transaction, given, key)
            if before is not None:
                return CommandResult(reference=before, repeated=True, dry_run=dry_run)
            if dry_run and deed.test_run is not None:
                (write, *_) = deed.writes
                function = offer.functions[write]
                if deed.test_run not in {field.name for field in function.importing}:
                    function.request(given)
                    return CommandResult(messages=(_ONLY_FIELDS,), dry_run=True)
                given = given | {deed.test_run: True}
            if dry_run:
                _, said = deed.do(transaction, given, key, dry_run=True)
                return CommandResult(messages=_said(said), dry_run=True)
            try:
                reference, said = deed.do(transaction, given, key, dry_run=False)
                # SAP holds its lock now: what another worker did is there to be seen.
                meanwhile = self._found_by_others(deed, offer, given, key)
                if meanwhile is None:
                    transaction.commit()
                    return CommandResult(reference=reference, messages=_said(said))
            except SapMessage:
                meanwhile = self._found_by_others(deed, offer, given, key)
                if meanwhile is None:
                    raise
            return CommandResult(reference=meanwhile, repeated=True)

    def _found_by_others(self, deed: Deed, offer: Offer, given: Parameters, key: str) -> str | None:
        """What everybody sees, not this session, which may see what it has not committed."""
        with Transaction(self._system, self._settings, offer.functions) as look:
            return deed.find(look, given, key)


def _said(rows: Messages) -> tuple[str, ...]:
    """What SAP said beside refusing."""
    return tuple(text for row in rows if (text := str(row.get("MESSAGE") or "").strip()))


def _text(reply: Mapping[str, Any], name: str) -> str | None:
    return str(reply.get(name) or "").strip() or None

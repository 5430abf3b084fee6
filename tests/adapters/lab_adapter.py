"""A good adapter for the system in memory; each small method can be done wrong."""

import types
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from lab_system import AGE, STREAM, SYSTEMS, LabSystem, NoLogon, NoRight, Refused, Row
from pydantic import BaseModel, SecretStr

from adapters.conformance import ZONE
from adapters.contract import (
    COMMAND_TYPES,
    RECORD_TYPES,
    AccessDenied,
    AuthenticationFailed,
    BusinessError,
    Capability,
    Command,
    CommandResult,
    ConfigurationError,
    ConfirmProduction,
    Page,
    ProtocolError,
    Reason,
    Record,
    Rejection,
    SetPermission,
    Stream,
    TimedOut,
    Unavailable,
)


class LabSettings(BaseModel):
    address: str
    password: SecretStr
    time_limit: float = 30


class Flaw(Exception):
    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


class LabSource:
    """Reads and writes one ``LabSystem``."""

    Settings: ClassVar[type[BaseModel]] = LabSettings
    streams: ClassVar[Mapping[Stream, Capability]] = dict.fromkeys(Stream, Capability.SUPPORTED)
    commands: ClassVar[Mapping[str, Capability]] = {
        **dict.fromkeys(COMMAND_TYPES, Capability.UNSUPPORTED),
        "set_permission": Capability.SUPPORTED,
        "confirm_production": Capability.SUPPORTED,
    }

    def __init__(self, name: str, settings: LabSettings) -> None:
        self.name = name
        self._password = settings.password
        self._patience: float | None = settings.time_limit
        self._address = settings.address

    # ------------------------------------------------------------------ the port

    def pages(self, stream: Stream, since: str | None, *, limit: int = 5000) -> Iterator[Page]:
        self._declared(stream)
        return self._pages(stream, self._begin(since), limit)

    def lookup(self, stream: Stream, key: str) -> Record | None:
        self._declared(stream)
        with self._said():
            row = self._system.find(self._secret, stream, key, patience=self._patience)
        if row is None:
            return None
        found = self._converted(stream, row)
        if isinstance(found, Rejection):
            raise ProtocolError(found.detail)
        return found

    def replay(self, rejection: Rejection) -> Record | Rejection:
        with self._said():
            row = self._system.find(
                self._secret, rejection.stream, str(rejection.raw["key"]), patience=self._patience
            )
        return self._converted(rejection.stream, row or dict(rejection.raw))

    def check(self) -> str:
        with self._said():
            rows = self._system.state(self._secret, patience=self._patience)
        return f"the lab's system, {rows} rows"

    def close(self) -> None:
        pass

    def execute(self, command: Command, *, dry_run: bool = False) -> CommandResult:
        self._can_do(command)
        with self._said():
            reference, repeated = self._system.do(
                self._secret, command.idempotency_key, self._deed(command), write=not dry_run
            )
        return CommandResult(
            reference=reference or None, repeated=repeated, dry_run=dry_run and not repeated
        )

    # ------------------------------------------------------------------ what can be done wrong

    def _declared(self, stream: Stream) -> None:
        if self.streams.get(stream) is not Capability.SUPPORTED:
            raise ConfigurationError(f"The lab has no {stream}.")

    def _can_do(self, command: Command) -> None:
        names = [name for name, kind in COMMAND_TYPES.items() if type(command) is kind]
        if self.commands.get(names[0]) is not Capability.SUPPORTED:
            raise ConfigurationError(f"The lab does not know {names[0]}.")

    def _deed(self, command: Command) -> str:
        match command:
            case SetPermission():
                return f"{command.person} {command.operation} {command.allowed}"
            case ConfirmProduction():
                return f"{command.order} {command.good}"
            case _:
                return ""

    def _begin(self, since: str | None) -> int:
        if since is None:
            return 0
        if not since.isdecimal():
            raise ConfigurationError("That cursor is not the lab's: pull from the beginning.")
        return int(since)

    def _pages(self, stream: Stream, after: int, limit: int) -> Iterator[Page]:
        while rows := self._rows(stream, after, limit):
            after = self._place(rows)
            yield self._page(stream, rows, after)
            if len(rows) < limit:
                return
        yield self._empty(after)

    def _empty(self, after: int) -> Page:
        return Page(records=(), cursor=str(after))

    def _place(self, rows: Sequence[Row]) -> int:
        return rows[-1][AGE]

    def _page(self, stream: Stream, rows: Sequence[Row], after: int) -> Page:
        found = [self._converted(stream, row) for row in rows]
        return Page(
            records=[one for one in found if not isinstance(one, Rejection)],
            rejections=[one for one in found if isinstance(one, Rejection)],
            cursor=str(after),
        )

    def _rows(self, stream: Stream, after: int, limit: int) -> list[Row]:
        with self._said():
            answer = self._system.read(self._secret, stream, after, limit, patience=self._patience)
        if not isinstance(answer, list):
            raise ProtocolError("The lab answered with something that is no list of rows.")
        return answer

    @property
    def _system(self) -> LabSystem:
        return SYSTEMS[self._address]

    @property
    def _secret(self) -> str:
        return self._password.get_secret_value()

    @contextmanager
    def _said(self) -> Iterator[None]:
        """The system's failures in the contract's words."""
        try:
            yield
        except TimeoutError:
            raise TimedOut("The lab took longer than the time limit.") from None
        except ConnectionError:
            raise Unavailable("The lab does not answer: is it running?") from None
        except NoLogon:
            raise AuthenticationFailed("The lab does not accept this password.") from None
        except NoRight:
            raise AccessDenied("The lab's user may not read rows: give him the right.") from None
        except Refused as error:
            raise BusinessError(f"The lab refused it: {error}") from None

    # ------------------------------------------------------------------ rows as records

    def _converted(self, stream: Stream, row: Row) -> Record | Rejection:
        try:
            return self._record(stream, row)
        except Flaw as flaw:
            return Rejection(
                source=self.name,
                stream=stream,
                key=str(row["key"]),
                revision=row[AGE],
                reason=flaw.reason,
                detail=str(flaw),
                raw={name: value for name, value in row.items() if name != STREAM},
            )

    def _record(self, stream: Stream, row: Row) -> Record:
        kind = RECORD_TYPES[stream]
        values = self._values(kind, row)
        values |= {"source": self.name, "key": self._code(row["key"]), "revision": self._age(row)}
        return kind(**values)

    def _age(self, row: Row) -> int:
        return row[AGE]

    def _values(self, kind: type, row: Row) -> dict[str, Any]:
        hints = _hints(kind)
        own = [f.name for f in fields(kind) if f.name not in {"source", "key", "revision"}]
        return {name: self._value(name, hints[name], row[name]) for name in own}

    def _value(self, name: str, hint: Any, value: Any) -> Any:
        if get_origin(hint) is tuple:
            part = get_args(hint)[0]
            return tuple(part(**self._values(part, each)) for each in value)
        optional = get_origin(hint) in {Union, types.UnionType}
        kind = next(k for k in get_args(hint) if k is not type(None)) if optional else hint
        if value is None:
            if optional:
                return None
            raise Flaw(Reason.MISSING_VALUE, f"{name} is empty: fill it in at the lab.")
        return self._of_kind(name, kind, value)

    def _of_kind(self, name: str, kind: Any, value: Any) -> Any:
        if kind is Decimal:
            return self._number(name, value)
        if kind is datetime:
            return self._moment(value)
        if kind is date:
            return self._day(value)
        if kind is str:
            return self._code(value)
        return kind(value) if issubclass(kind, StrEnum) else value

    def _number(self, name: str, value: str) -> Decimal:
        try:
            return Decimal(value)
        except InvalidOperation:
            raise Flaw(
                Reason.NOT_A_NUMBER, f"{name} holds {value!r}: correct it at the lab."
            ) from None

    def _moment(self, value: str) -> datetime:
        return datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(ZONE))

    def _day(self, value: str) -> date:
        return date.fromisoformat(value)

    def _code(self, value: str) -> str:
        return value

"""From the ERP's ledger into a source's system: who may do what.

What was told is kept, so that only differences are sent. Each difference has a revision, and the
command's key names it: what a crash left open is sent again under the same key and is carried out
once. Whom the ERP no longer lists may not do it any more.
"""

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from psycopg.rows import class_row

from adapters.contract import (
    AdapterError,
    BusinessError,
    Capability,
    CommandTarget,
    ConfigurationError,
    ProtocolError,
    SetPermission,
)
from gateway.abilities import abilities_of
from gateway.loop.context import LoopContext
from gateway.loop.erp import ask, erp_session
from gateway.loop.reading import on_thread
from gateway.loop.state import PERMISSIONS
from gateway.registry import make_source
from gateway.settings import Settings, SettingsError
from gateway.warehouse.check import storable_text
from gateway.warehouse.database import psycopg_of

COMMAND = "set_permission"
NOT_LISTED = "not_listed"
_COMMANDS_PER_THREAD = 20

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a source's system is to know of a person, by his code there, and an operation.

    ``reason`` is the ledger's status in a word. ``sent`` is false until the system has carried it
    out; ``problem`` is why it would not.
    """

    person: str
    operation: str
    allowed: bool
    valid_until: date | None
    reason: str = ""
    revision: int = 0
    sent: bool = False
    problem: str | None = None

    @property
    def key(self) -> Key:
        return self.person, self.operation

    def says_as(self, other: "Told") -> bool:
        """Whether both say the same to the system."""
        return (self.allowed, self.valid_until) == (other.allowed, other.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Permitted:
    """``told`` was sent, or would be; ``without_code`` are people who have no code there."""

    told: Sequence[Told]
    unchanged: int
    without_code: int


class Refused(BusinessError):
    """The system did not take all of it; the rest was carried out."""

    def __init__(self, source: str, permitted: Permitted) -> None:
        wrong = [each for each in permitted.told if each.problem]
        first = wrong[0]
        super().__init__(
            f"{source} refused {len(wrong)} of {len(permitted.told)} permissions; the first, of "
            f"{first.person} for {first.operation}: {first.problem}"
        )
        self.permitted = permitted


async def send_permissions(
    loop: LoopContext, source: str, *, again: bool = False, dry_run: bool = False
) -> Permitted:
    """Tells the source's system what differs from what it was told last.

    ``again`` tells it everything, whatever it was told. ``dry_run`` has the system check it and
    changes nothing. Raises ``Refused``, another ``AdapterError`` or ``SettingsError``; what was
    carried out until then stays noted.
    """
    if source not in loop.settings.sources:
        known = ", ".join(sorted(loop.settings.sources)) or "none"
        raise SettingsError(f"There is no source {source} in the settings; there are: {known}.")
    async with loop.warehouse.alone(f"{PERMISSIONS}/{source}"):
        if dry_run:
            return await _send(loop, source, again=again, dry_run=True)
        async with loop.state_of_permissions(source).run():
            return await _send(loop, source, again=again, dry_run=False)


async def _send(loop: LoopContext, source: str, *, again: bool, dry_run: bool) -> Permitted:
    wishes, without_code = await _wishes(loop, source)
    known = await _known(loop, source)
    if not wishes and any(old.allowed for old in known.values()):
        raise ProtocolError(
            "The ERP lists nobody who may work, so nothing was sent. See whether the technical "
            "user still belongs to the group Feeder."
        )
    different = list(_differences(wishes, known, again=again))
    if not dry_run:
        await _note(loop, source, different)
    told: list[Told] = []
    for begin in range(0, len(different), _COMMANDS_PER_THREAD):
        chunk = different[begin : begin + _COMMANDS_PER_THREAD]
        done, problem = await on_thread(
            loop.left_behind,
            partial(_carry_out, loop.settings, source, chunk, dry_run=dry_run),
            time_limit=loop.settings.sources[source].time_limit * len(chunk),
            purpose=f"{source}/{PERMISSIONS}",
        )
        if not dry_run:
            await _note(loop, source, done)
        told += done
        if problem is not None:
            raise problem
    unchanged = len(wishes.keys() - {each.key for each in different})
    permitted = Permitted(told=told, unchanged=unchanged, without_code=without_code)
    if any(each.problem for each in told):
        raise Refused(source, permitted)
    return permitted


async def _wishes(loop: LoopContext, source: str) -> tuple[dict[Key, Told], int]:
    """What the ERP's ledger says today, and how many people have no code in the source."""
    wishes: dict[Key, Told] = {}
    without_code: set[int] = set()
    for row in await _rows(loop):
        codes = [each["code"] for each in row["codes"] if each["source"] == source]
        if not codes:
            without_code.add(row["employee_id"])
        for code in codes:
            wish = _wish(code, row)
            wishes[wish.key] = wish
    return wishes, len(without_code)


async def _rows(loop: LoopContext) -> list[dict[str, Any]]:
    """All at one moment: whom a change between two pages hid would be blocked."""
    async with erp_session(loop) as session:
        return await ask(loop, session, "hr.quality.qualification", "get_permissions")


def _wish(code: str, row: Mapping[str, Any]) -> Told:
    until = row["valid_until"]
    return Told(
        person=code,
        operation=row["operation"],
        allowed=bool(row["may_work"]),
        valid_until=date.fromisoformat(until) if until and row["may_work"] else None,
        reason=row["status"],
    )


def _differences(
    wishes: Mapping[Key, Told], known: Mapping[Key, Told], *, again: bool
) -> Iterator[Told]:
    """What the system is to be told. Whom to block comes last: where operations share a skill in
    the system, the block has the last word.
    """
    gone = [
        replace(old, allowed=False, valid_until=None, reason=NOT_LISTED)
        for key, old in known.items()
        if key not in wishes
    ]
    now = int(time.time())
    for wish in sorted((*wishes.values(), *gone), key=lambda w: (not w.allowed, w.key)):
        old = known.get(wish.key)
        if old is None:
            yield replace(wish, revision=now, sent=False, problem=None)
        elif not old.says_as(wish) or (again and old.sent):
            # The seconds keep a warehouse that was made anew from using a key a second time.
            revision = max(old.revision + 1, now)
            yield replace(wish, revision=revision, sent=False, problem=None)
        elif not old.sent:
            yield replace(wish, revision=old.revision, sent=False, problem=None)


def _carry_out(
    settings: Settings, name: str, wishes: Sequence[Told], *, dry_run: bool
) -> tuple[list[Told], AdapterError | None]:
    """What became of them, and the problem that ended it before its end; blocks."""
    source = make_source(settings, name)
    try:
        if abilities_of(source).commands[COMMAND] is not Capability.SUPPORTED or not isinstance(
            source, CommandTarget
        ):
            raise ConfigurationError(
                f"{name} cannot be told who may work: it does not take the command {COMMAND}. "
                "Give its mapping one, and an account that may write."
            )
        done: list[Told] = []
        for wish in wishes:
            try:
                source.execute(_command(name, wish), dry_run=dry_run)
            except BusinessError as problem:
                done.append(replace(wish, problem=storable_text(str(problem))))
            except AdapterError as problem:
                return done, problem
            else:
                done.append(replace(wish, sent=not dry_run))
        return done, None
    finally:
        source.close()


def _command(source: str, wish: Told) -> SetPermission:
    named = hashlib.sha256("\0".join((source, *wish.key)).encode()).hexdigest()[:32]
    return SetPermission(
        idempotency_key=f"permission-{named}-{wish.revision}",
        person=wish.person,
        operation=wish.operation,
        allowed=wish.allowed,
        valid_until=wish.valid_until,
        reason=wish.reason or None,
    )


async def _known(loop: LoopContext, source: str) -> dict[Key, Told]:
    async with loop.warehouse.read() as connection:
        driver = await psycopg_of(connection)
        async with driver.cursor(row_factory=class_row(Told)) as cursor:
            await cursor.execute(
                "SELECT person, operation, allowed, valid_until, revision, problem, "
                "sent_at IS NOT NULL AS sent FROM sent_permission WHERE source = %s",
                [source],
            )
            return {told.key: told for told in await cursor.fetchall()}


async def _note(loop: LoopContext, source: str, told: Sequence[Told]) -> None:
    async with loop.warehouse.write() as connection:
        driver = await psycopg_of(connection)
        async with driver.cursor() as cursor:
            await cursor.executemany(
                "INSERT INTO sent_permission "
                "(source, person, operation, allowed, valid_until, revision, sent_at, problem) "
                "VALUES (%s, %s, %s, %s, %s, %s, CASE WHEN %s THEN now() END, %s) "
                "ON CONFLICT (source, person, operation) DO UPDATE SET "
                "allowed = excluded.allowed, valid_until = excluded.valid_until, "
                "revision = excluded.revision, sent_at = excluded.sent_at, "
                "problem = excluded.problem",
                [
                    (source, *each.key, each.allowed, each.valid_until, each.revision, each.sent,
                     each.problem)
                    for each in told
                ],
            )  # fmt: skip

"""Who calls: the ERP's own answer about a key.

The gateway has no users. It asks the ERP once per key and keeps the answer for at most 30
seconds, counted from the moment it asked: a revoked key stops working within that time. What is
kept is filed under a keyed hash of the key, made with a secret of this process; the key itself is
not kept.
"""

import asyncio
import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, ValidationError

from adapters.contract import (
    AdapterError,
    AuthenticationFailed,
    Erp,
    ErpCredentials,
    ProtocolError,
    Unavailable,
)

LONGEST_LIFE = 30.0
"""Seconds for which an identity may be believed."""


class Party(StrEnum):
    """The groups of people that the add-on tells apart."""

    OPERATIONS = "operations"
    QUALITY = "quality"
    HR = "hr"
    ANALYST = "analyst"


class Code(BaseModel):
    """How a source names a person."""

    model_config = ConfigDict(frozen=True)

    source: str
    code: str


class VisiblePerson(BaseModel):
    """A person whose own figures the caller may see."""

    model_config = ConfigDict(frozen=True)

    employee_id: int
    name: str
    codes: tuple[Code, ...] = ()


class Identity(BaseModel):
    """What the ERP says about the caller.

    ``people`` are the caller and everybody below; it is empty where ``sees_all_people``.
    """

    model_config = ConfigDict(frozen=True)

    user_id: int
    login: str
    name: str
    lang: str
    tz: str | None
    employee_id: int | None
    parties: frozenset[Party]
    administrator: bool
    sees_all_people: bool
    sees_facts: bool
    people: tuple[VisiblePerson, ...] = ()


@dataclass(slots=True)
class _Entry:
    """``answer`` is the identity, or why there is none; believed until ``until``."""

    answer: Identity | AdapterError
    until: float


class _Shelf:
    """At most ``size`` entries; the one not used for longest makes room."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: OrderedDict[bytes, _Entry] = OrderedDict()

    def get(self, key: bytes, now: float) -> _Entry | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry.until <= now:
            del self._entries[key]
            return None
        self._entries.move_to_end(key)
        return entry

    def put(self, key: bytes, entry: _Entry) -> None:
        self._entries[key] = entry
        self._entries.move_to_end(key)
        while len(self._entries) > self._size:
            self._entries.popitem(last=False)


class Identities:
    """Asks the ERP who holds a key, once for all requests that come at the same time.

    ``sources`` are those whose records may name people by their badges. ``life`` seconds for an
    identity, ``refusal_life`` for a key that the ERP does not accept, ``outage_life`` for an ERP
    that does not answer. Refused keys are kept apart from good ones, so that guessing keys pushes
    nobody out.
    """

    def __init__(
        self,
        erp: Erp,
        *,
        sources: Sequence[str] = (),
        life: float = 20.0,
        refusal_life: float = 5.0,
        outage_life: float = 1.0,
        size: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not 0 <= life <= LONGEST_LIFE:
            raise ValueError(f"An identity lives at most {LONGEST_LIFE:.0f} seconds, not {life}.")
        self._erp = erp
        self._sources = list(sources)
        self._life = life
        self._refusal_life = refusal_life
        self._outage_life = outage_life
        self._clock = clock
        self._secret = secrets.token_bytes(32)
        self._known = _Shelf(size)
        self._refused = _Shelf(size)
        self._asking: dict[bytes, asyncio.Task[_Entry]] = {}

    async def of(self, credentials: ErpCredentials) -> tuple[Identity, bool]:
        """The identity behind the key, and whether the ERP was asked just now.

        Raises ``AuthenticationFailed`` for a key that the ERP does not accept, ``Unavailable``
        when the ERP does not answer, ``AccessDenied`` or another ``AdapterError`` as it says.
        """
        key = self._file_name(credentials)
        now = self._clock()
        entry = self._known.get(key, now) or self._refused.get(key, now)
        asked = entry is None
        if entry is None:
            entry = await asyncio.shield(self._question(key, credentials))
        if isinstance(entry.answer, AdapterError):
            raise type(entry.answer)(str(entry.answer), reference=entry.answer.reference)
        return entry.answer, asked

    def _file_name(self, credentials: ErpCredentials) -> bytes:
        digest = hashlib.blake2b(key=self._secret, digest_size=32)
        digest.update((credentials.login or "").encode(errors="surrogatepass") + b"\0")
        digest.update(credentials.key.get_secret_value().encode(errors="surrogatepass"))
        return digest.digest()

    def _question(self, key: bytes, credentials: ErpCredentials) -> asyncio.Task[_Entry]:
        task = self._asking.get(key)
        if task is None:
            task = asyncio.create_task(self._ask(key, credentials))
            self._asking[key] = task
            task.add_done_callback(lambda _task: self._asking.pop(key, None))
        return task

    async def _ask(self, key: bytes, credentials: ErpCredentials) -> _Entry:
        asked = self._clock()
        try:
            identity = await self._identity(credentials)
        except AdapterError as error:
            life = self._outage_life if isinstance(error, Unavailable) else self._refusal_life
            entry = _Entry(error, self._clock() + life)
            self._refused.put(key, entry)
        else:
            entry = _Entry(identity, asked + self._life)
            self._known.put(key, entry)
        return entry

    async def _identity(self, credentials: ErpCredentials) -> Identity:
        session = self._erp.session(credentials)
        answer = await session.call("res.users", "get_quality_identity", sources=self._sources)
        try:
            identity = Identity.model_validate(answer)
        except ValidationError as error:
            raise ProtocolError(
                "The ERP's answer about the caller is not understood; "
                "its add-on hr_quality may be of another version than the gateway."
            ) from error
        if credentials.login is not None and credentials.login != identity.login:
            raise AuthenticationFailed("The key belongs to another login.")
        return identity

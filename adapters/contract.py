"""The ports of Quality Loop: what an adapter gives and what it is given.

A *source* yields pages of canonical records for a stream, since a cursor. An *ERP* carries out
calls under a person's own key. A *command target* carries out a command under an idempotency key.
The words are those of IEC 62264 (what is made, where, by whom) and ISO 22400-2 (quantities).

Three rules hold for every record:

* keys and codes are text and keep their zeros;
* quantities are ``Decimal`` in the record's ``unit``;
* times carry a zone; the *day* of a count is the day on which its shift began, in the plant's zone.

What breaks a rule is not dropped: the adapter returns it as a ``Rejection`` with its reason.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Protocol, runtime_checkable

from pydantic import BaseModel, SecretStr

SOURCE_ENTRY_POINTS = "quality_loop.sources"
ERP_ENTRY_POINTS = "quality_loop.erps"


class Capability(StrEnum):
    """What an adapter can do, never a guess."""

    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"
    NOT_IMPLEMENTED = "not_implemented"
    UNKNOWN = "unknown"


class Stream(StrEnum):
    """The kinds of records that a source may yield."""

    PRODUCTION_COUNT = "production_count"
    INSPECTION = "inspection"
    DEFECT = "defect"
    NOTIFICATION = "notification"
    ORDER = "order"
    LOT = "lot"
    EQUIPMENT = "equipment"
    PERSON = "person"
    QUALIFICATION = "qualification"
    INDICATOR_VALUE = "indicator_value"


# ---------------------------------------------------------------------------------- records


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What all records share: where it is from and which state of it this is.

    ``(source, key)`` names the fact; a higher ``revision`` replaces a lower one, an equal one
    is the same record delivered again.
    """

    source: str
    key: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductionCount(Record):
    """Quantities that one work unit reported for one operation (ISO 22400-2).

    ``produced = good + scrapped + reworked``. Quantities are negative only in a reversal, which
    names the key of the count that it takes back in ``reverses``. ``person`` is ``None`` where
    the source names nobody or a badge that several people share.
    """

    day: date
    shift: str
    operation: str
    work_center: str
    work_unit: str | None = None
    order: str | None = None
    lot: str | None = None
    material: str | None = None
    person: str | None = None
    started: datetime
    ended: datetime
    produced: Decimal
    good: Decimal
    scrapped: Decimal
    reworked: Decimal
    unit: str
    reverses: str | None = None


class InspectionKind(StrEnum):
    INCOMING = "incoming"
    IN_PROCESS = "in_process"
    FINAL = "final"
    SUPERVISION = "supervision"


class InspectionResult(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionCharacteristic:
    """What an inspection asks of one characteristic, and what was found.

    Measured ones have limits, a ``mean`` and their own ``unit``; the others have a code.
    """

    operation: str
    number: str
    text: str = ""
    target: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    mean: Decimal | None = None
    unit: str | None = None
    inspected: Decimal | None = None
    nonconforming: Decimal | None = None
    code_group: str | None = None
    code: str | None = None
    inspector: str | None = None
    result: InspectionResult = InspectionResult.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection(Record):
    """A lot or sample that quality staff checked; ``decided`` is empty while it is open."""

    kind: InspectionKind
    operation: str | None = None
    order: str | None = None
    lot: str | None = None
    material: str | None = None
    person: str | None = None
    inspector: str | None = None
    inspected: Decimal
    nonconforming: Decimal | None = None
    unit: str
    result: InspectionResult
    standard_revision: str | None = None
    created: date | None = None
    decided: datetime | None = None
    characteristics: tuple[InspectionCharacteristic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect(Record):
    """What was found wrong, in an inspection or a count (``found_in`` is that record's key)."""

    found_in: str
    code_group: str
    code: str
    cause: str | None = None
    quantity: Decimal
    unit: str
    place: str | None = None


class NotificationKind(StrEnum):
    COMPLAINT = "complaint"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationItem:
    number: str
    code_group: str
    code: str
    quantity: Decimal | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationCause:
    """Why an item went wrong; ``item`` is that item's number."""

    item: str
    code_group: str
    code: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationTask:
    """One step of rectification."""

    number: str
    text: str
    status: str
    due: date | None = None
    completed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification(Record):
    """A quality notification: a complaint from outside, or a problem reported inside."""

    kind: NotificationKind
    number: str
    text: str
    status: str
    priority: str | None = None
    created: date
    due: date | None = None
    closed: date | None = None
    material: str | None = None
    lot: str | None = None
    order: str | None = None
    items: tuple[NotificationItem, ...] = ()
    causes: tuple[NotificationCause, ...] = ()
    tasks: tuple[NotificationTask, ...] = ()


class OrderState(StrEnum):
    PLANNED = "planned"
    RELEASED = "released"
    RUNNING = "running"
    HELD = "held"
    COMPLETED = "completed"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Record):
    """What is to be made (IEC 62264: operations request): quantities in ``unit``.

    ``produced``, ``scrapped`` are the source's own totals; empty where it keeps none.
    """

    number: str
    state: OrderState
    material: str | None = None
    work_center: str | None = None
    lot: str | None = None
    planned: Decimal
    produced: Decimal | None = None
    scrapped: Decimal | None = None
    unit: str
    start: date | None = None
    due: date | None = None
    started: datetime | None = None
    ended: datetime | None = None


class LotState(StrEnum):
    RELEASED = "released"
    RESTRICTED = "restricted"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot(Record):
    """A material lot (IEC 62264); SAP calls it a batch."""

    number: str
    material: str
    state: LotState | None = None
    quantity: Decimal | None = None
    unit: str
    order: str | None = None
    supplier: str | None = None
    produced: date | None = None
    expires: date | None = None


class EquipmentLevel(StrEnum):
    """The equipment hierarchy of IEC 62264."""

    ENTERPRISE = "enterprise"
    SITE = "site"
    AREA = "area"
    WORK_CENTER = "work_center"
    WORK_UNIT = "work_unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment(Record):
    """``parent`` is the code of the equipment of the next higher level."""

    code: str
    name: str
    level: EquipmentLevel
    parent: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """Whom the source knows; no more of him than it takes to recognise him.

    ``code`` is what other records of the source name him by (a badge, a personnel number).
    """

    code: str
    name: str
    department: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification(Record):
    """What a person may do, as the source has it.

    ``skill`` or ``operation`` says what for, at least one of them. ``level`` is the source's own
    scale. Both days count; an empty ``until`` has no end. ``allowed`` false: expressly blocked.
    """

    person: str
    skill: str | None = None
    operation: str | None = None
    level: Decimal | None = None
    allowed: bool = True
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorValue(Record):
    """One figure of one person in one period, from any system: attendance, sales, projects.

    ``begins`` and ``ends`` are the first and the last day. The value is taken as it is, below
    zero too; ``unit`` is the source's word (``h``, ``%``, ``CNY``).
    """

    indicator: str
    person: str
    begins: date
    ends: date
    value: Decimal
    unit: str


RECORD_TYPES: Mapping[Stream, type[Record]] = {
    Stream.PRODUCTION_COUNT: ProductionCount,
    Stream.INSPECTION: Inspection,
    Stream.DEFECT: Defect,
    Stream.NOTIFICATION: Notification,
    Stream.ORDER: Order,
    Stream.LOT: Lot,
    Stream.EQUIPMENT: Equipment,
    Stream.PERSON: Person,
    Stream.QUALIFICATION: Qualification,
    Stream.INDICATOR_VALUE: IndicatorValue,
}


class Reason(StrEnum):
    """Why a row of a source could not become a record."""

    MISSING_VALUE = "missing_value"
    NOT_A_NUMBER = "not_a_number"
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_CODE = "unknown_code"
    QUANTITIES_DISAGREE = "quantities_disagree"
    NEGATIVE_QUANTITY = "negative_quantity"
    INVALID_TIME = "invalid_time"
    UNREADABLE_TEXT = "unreadable_text"
    UNKNOWN_FIELD = "unknown_field"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A row that is not usable: what was wrong, and the row itself so that it can be replayed.

    ``raw`` holds the row as the source gave it, values turned into JSON types; ``detail`` is a
    sentence that says which field, which value and how to mend it.
    """

    source: str
    stream: Stream
    key: str
    revision: int
    reason: Reason
    detail: str
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some records of a stream and the cursor to go on from, once they are stored.

    A cursor is text that only the adapter understands.
    """

    records: Sequence[Record]
    rejections: Sequence[Rejection] = ()
    cursor: str | None


# ----------------------------------------------------------------------------------- errors


class AdapterError(Exception):
    """A sentence that an operator can act on.

    ``retryable`` says whether the same call may succeed later; ``reference`` is what the other
    system's support asks for (SAP's transaction id, a request id). The message holds neither
    secrets nor internal addresses.
    """

    code: ClassVar[str] = "adapter_error"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, reference: str | None = None) -> None:
        super().__init__(message)
        self.reference = reference


class ConfigurationError(AdapterError):
    """The adapter's settings or mapping cannot work."""

    code = "configuration"


class Unavailable(AdapterError):
    """The system does not answer."""

    code = "unavailable"
    retryable = True


class TimedOut(Unavailable):
    """The system took longer than the configured limit."""

    code = "timed_out"


class AuthenticationFailed(AdapterError):
    """The system does not accept the logon."""

    code = "authentication_failed"


class AccessDenied(AdapterError):
    """The logon is good, but may not do this."""

    code = "access_denied"


class ProtocolError(AdapterError):
    """The answer is not what the system's description promises."""

    code = "protocol"


class BusinessError(AdapterError):
    """The system understood and refused; the message is its own."""

    code = "business"


# ------------------------------------------------------------------------------------ ports


@runtime_checkable
class Source(Protocol):
    """Where records come from.

    An implementation is a class named by an entry point of group ``quality_loop.sources``. It
    declares ``Settings`` (a pydantic model; secrets are ``SecretStr``) and ``streams``, and is
    made with the name that the configuration gives to the source. The class's ``streams`` say
    what the adapter can do, an instance's what it can do under its settings.
    Every method may raise ``AdapterError``, and blocks: callers put it on a thread.
    """

    Settings: ClassVar[type[BaseModel]]
    streams: Mapping[Stream, Capability]
    name: str

    def __init__(self, name: str, settings: Any) -> None: ...

    def pages(self, stream: Stream, since: str | None, *, limit: int = 5000) -> Iterator[Page]:
        """Records of ``stream`` changed since the cursor, oldest change first, in pages of at
        most ``limit``. The last page's cursor is where the next pull begins. Rows may come
        twice (an overlap is allowed), never not at all.
        """
        ...

    def lookup(self, stream: Stream, key: str) -> Record | None:
        """The record as the system has it now, or ``None`` where it has none of that key.

        Raises ``ConfigurationError`` for a stream without lookup.
        """
        ...

    def replay(self, rejection: Rejection) -> Record | Rejection:
        """The rejected row again, under today's settings."""
        ...

    def check(self) -> str:
        """Reaches the system and returns one line that says what answered."""
        ...

    def close(self) -> None: ...


@runtime_checkable
class Listener(Protocol):
    """A source whose system pushes, and keeps little or nothing for who is away.

    A source's class may be one too; the worker then has an instance of its own listen all the time.
    """

    def listen(self, stop: Callable[[], bool]) -> None:
        """Keeps what comes, for ``pages`` of any instance to give, until ``stop`` says so.

        Goes on by itself after a trouble, which ``pages`` raises meanwhile. Raises ``Unavailable``
        where another process listens already.
        """
        ...


class ErpCredentials(BaseModel):
    """A person's own key; ``login`` only where the protocol asks for one (odoorpc)."""

    key: SecretStr
    login: str | None = None


class ErpSession(Protocol):
    """Calls in the name of one person."""

    def call(
        self, model: str, method: str, ids: Sequence[int] = (), /, **parameters: Any
    ) -> Awaitable[Any]:
        """Calls a public method of a model and returns its JSON result.

        One call is one transaction. Raises ``AuthenticationFailed``, ``AccessDenied``,
        ``BusinessError`` (the ERP's own sentence), ``Unavailable`` or ``ProtocolError``.
        """
        ...


@runtime_checkable
class Erp(Protocol):
    """The ERP that holds people and workflow; an entry point of group ``quality_loop.erps``."""

    Settings: ClassVar[type[BaseModel]]

    def __init__(self, settings: Any) -> None: ...

    def session(self, credentials: ErpCredentials) -> ErpSession: ...

    async def check(self) -> str:
        """Reaches the ERP without a key and returns its version."""
        ...

    async def aclose(self) -> None: ...


# --------------------------------------------------------------------------------- commands


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something another system is to do, once, whatever happens on the way.

    ``idempotency_key`` is the caller's, at most 64 letters, digits and dashes: whoever sends the
    same key again asks for the answer, not for the deed.
    """

    idempotency_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateNotification(Command):
    """Answered with the notification's key as ``reference``."""

    kind: NotificationKind
    text: str
    priority: str | None = None
    due: date | None = None
    material: str | None = None
    lot: str | None = None
    order: str | None = None
    items: tuple[NotificationItem, ...] = ()
    causes: tuple[NotificationCause, ...] = ()
    tasks: tuple[NotificationTask, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTask(Command):
    """A step of rectification is done; ``notification`` and ``task`` are the source's keys."""

    notification: str
    task: str
    completed: date
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacteristicResult:
    """What was found of one characteristic: a mean of measured values, or a code."""

    characteristic: str
    accepted: bool
    mean: Decimal | None = None
    code_group: str | None = None
    code: str | None = None
    inspected: int | None = None
    nonconforming: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordResults(Command):
    """Results of one operation of an inspection, and whether its characteristics are closed."""

    inspection: str
    operation: str
    inspector: str | None = None
    recorded: datetime
    close: bool = True
    results: tuple[CharacteristicResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideUsage(Command):
    """The usage decision on an inspection; allowed while there is none."""

    inspection: str
    code_group: str
    code: str
    decided: datetime
    person: str | None = None
    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmProduction(Command):
    """Quantities made of an order's operation, in the order's unit."""

    order: str
    operation: str
    day: date
    person: str | None = None
    work_center: str | None = None
    good: Decimal
    scrapped: Decimal = Decimal(0)
    reworked: Decimal = Decimal(0)
    unit: str
    final: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteQualification(Command):
    """A person has a qualification at a level, between two days."""

    person: str
    skill: str
    level: Decimal | None = None
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPermission(Command):
    """Allow or block a person for an operation; a later one replaces an earlier one."""

    person: str
    operation: str
    allowed: bool
    valid_until: date | None = None
    reason: str | None = None


COMMAND_TYPES: Mapping[str, type[Command]] = {
    "create_notification": CreateNotification,
    "complete_task": CompleteTask,
    "record_results": RecordResults,
    "decide_usage": DecideUsage,
    "confirm_production": ConfirmProduction,
    "write_qualification": WriteQualification,
    "set_permission": SetPermission,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandResult:
    """``reference`` is the other system's own key of what it did; ``messages`` what it said.

    ``repeated``: the key was known, nothing was done again. ``dry_run``: nothing was done at all.
    """

    reference: str | None = None
    messages: Sequence[str] = ()
    repeated: bool = False
    dry_run: bool = False


@runtime_checkable
class CommandTarget(Protocol):
    """A system that carries out commands: a source's class may be one too.

    ``commands`` has a capability for each name in ``COMMAND_TYPES``; the class's say what the
    adapter can do, an instance's what it can do under its settings.
    """

    commands: Mapping[str, Capability]

    def execute(self, command: Command, *, dry_run: bool = False) -> CommandResult:
        """Carries out the command; a repeated key answers as the first time and does nothing.

        ``dry_run`` has the other system check all it can and changes nothing. Raises
        ``BusinessError`` when the system refuses, ``Unavailable`` when it may be retried with the
        same key, ``ConfigurationError`` for a command that it does not know.
        """
        ...

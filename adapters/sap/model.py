"""What the mapping of a SAP system says beyond the fields: functions, windows, further calls.

A column is written ``FIELD`` (of the list's row), ``STRUCTURE.FIELD`` (of a further call's reply)
or is one of the part's own ``columns``, which are worked out of others. Names are ABAP's.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from adapters.mapping.file import load_mapping
from adapters.mapping.model import FieldOrColumn, Name, Part, ShiftSpec, SourceMapping, Spec

PACKAGE = "adapters.sap"

Parameters = Mapping[str, str | int]
Messages = tuple[str, ...]
"""Messages by class and number, such as ``QV 102``."""


class WindowSpec(Spec):
    """Parameters that select by day; both days count. ``field`` of the row holds that day.

    Without ``to`` a list that is as long as its limit is asked for again with a higher one, unless
    its rows come ``in_order`` of their days: then the next list begins with the last day.
    """

    since: Name = Field(alias="from")
    until: Name | None = Field(default=None, alias="to")
    field: Name | None = None
    in_order: bool = False

    @model_validator(mode="after")
    def _ends_somewhere(self) -> Self:
        if self.until is None and self.field is None:
            raise ValueError("say to, or the field of the row that holds the day")
        return self


class ChangedSpec(Spec):
    """Parameters that select by the day of the last change; both days count."""

    since: Name = Field(alias="from")
    until: Name | None = Field(default=None, alias="to")


class OpenSpec(Spec):
    """Records that will change without SAP telling: those whose column ``empty`` is empty.

    They are read again once a list with ``parameters`` no longer has them, or at every pull.
    """

    empty: Name
    parameters: Parameters = Field(default_factory=dict)


class ListSpec(Spec):
    """The function that lists what there is, and the table of its reply that holds the rows.

    ``limit`` is the parameter that limits the rows, ``rows`` how many are asked for at once;
    ``plant`` the parameter (or table of ranges) for the setting ``plant``. ``created`` and
    ``changed`` select by day; at first everything is read from ``earliest`` (the setting
    ``since``) to ``ahead`` days after today, ``days`` (the setting ``window_days``) at once.
    ``one`` are the parameters that select one record, with the columns of its key. ``beside``:
    tables of the reply whose rows belong to a row by an equal field. ``nothing``: messages by
    which the function says that it found nothing. ``persons``: the parameter of a function that
    tells of one person only; it is called for each of the setting ``persons``, and the parameter's
    name is a column with that person.
    """

    function: Name
    table: Name
    parameters: Parameters = Field(default_factory=dict)
    plant: Name | None = None
    limit: Name | None = None
    rows: int = Field(default=1000, ge=1)
    days: int | None = Field(default=None, ge=1)
    earliest: date | None = None
    ahead: int = Field(default=30, ge=0)
    created: WindowSpec | None = None
    changed: ChangedSpec | None = None
    one: Mapping[str, Name] = Field(default_factory=dict)
    beside: Mapping[str, Name] = Field(default_factory=dict)
    open: OpenSpec | None = None
    persons: Name | None = None
    nothing: Messages = ()

    @model_validator(mode="after")
    def _can_be_completed(self) -> Self:
        if self.changed is not None and self.created is None:
            raise ValueError("changed needs created, by which everything is read at first")
        if self.open is not None and self.changed is not None:
            raise ValueError("open is for lists that cannot be asked for changes")
        if self.limit is not None and self.created is None:
            raise ValueError("a list with a limit needs created, to be read piece by piece")
        if self.persons is not None and self.created is not None:
            raise ValueError("persons is for lists that are read whole, without created")
        return self


class DetailSpec(Spec):
    """A further call for each record, or for each row of a table of an earlier one (``each``).

    ``by``: parameter → column. ``missing``: messages that say that there is no such record any
    more. An ``optional`` call is left out where no WSDL has the function.
    """

    function: Name
    each: Name | None = None
    by: Annotated[Mapping[str, Name], Field(min_length=1)]
    parameters: Parameters = Field(default_factory=dict)
    missing: Messages = ()
    optional: bool = False


class ColumnSpec(Spec):
    """A column worked out of others: exactly one way; with ``when``, only where that is filled.

    ``moment``: a date and a time. ``latest``: the latest of several moments or days, as a number
    that grows (for ``revision``). ``sum``; ``first`` that is neither empty nor zero;
    ``join`` with ``between``; ``word``: the first of the words ``of`` that a text
    has; ``text`` as it is. ``otherwise`` is taken where first or word finds nothing.
    """

    moment: tuple[Name, Name] | None = None
    latest: Annotated[tuple[tuple[Name, Name] | Name, ...], Field(min_length=1)] | None = None
    sum: Annotated[tuple[Name, ...], Field(min_length=1)] | None = None
    first: Annotated[tuple[Name, ...], Field(min_length=1)] | None = None
    join: Annotated[tuple[Name, ...], Field(min_length=2)] | None = None
    between: str = "-"
    word: Name | None = None
    of: tuple[Name, ...] = ()
    text: str | None = None
    otherwise: str | None = None
    when: Name | None = None

    @model_validator(mode="after")
    def _has_one_way(self) -> Self:
        ways = ("moment", "latest", "sum", "first", "join", "word", "text")
        given = [way for way in ways if getattr(self, way) is not None]
        if len(given) != 1:
            raise ValueError(f"say exactly one of {', '.join(ways)}")
        alone = self.first if self.otherwise is None else None
        if any(names and len(names) < 2 and self.when is None for names in (alone, self.sum)):
            raise ValueError(f"{given[0]} has one column only: name that column itself")
        if (self.word is None) != (not self.of):
            raise ValueError("word and of belong together")
        if self.otherwise is not None and given[0] not in {"first", "word"}:
            raise ValueError("otherwise belongs to first or word")
        return self

    def __str__(self) -> str:
        """What it is worked out of, as errors name it."""
        otherwise = () if self.otherwise is None else (repr(self.otherwise),)
        latest = ", ".join(map(_stamp, self.latest or ()))
        way = (
            " and ".join(self.moment or ())
            or " + ".join(self.sum or ())
            or self.between.join(self.join or ())
            or " or ".join((*(self.first or ()), *(otherwise if self.first else ())))
            or (f"the latest of {latest}" if latest else "")
            or (f"{'/'.join((*self.of, *otherwise))} in {self.word}" if self.word else "")
            or repr(self.text)
        )
        return way if self.when is None else f"{way} where {self.when}"


def _stamp(stamp: tuple[str, str] | str) -> str:
    return stamp if isinstance(stamp, str) else " and ".join(stamp)


class ListedSpec(Spec):
    """Parts of a record: rows of a table of the replies.

    ``joined``: other tables with one row for each, and the fields that both have in common.
    """

    rows: Name
    joined: Mapping[str, tuple[Name, ...]] = Field(default_factory=dict)
    columns: Mapping[str, ColumnSpec] = Field(default_factory=dict)
    fields: Mapping[str, FieldOrColumn]


class SapPart(Part):
    """Records of one kind, by the functions of SAP.

    Left out while the WSDLs lack its functions, or while the part ``unless`` can be read.
    """

    list: ListSpec
    details: tuple[DetailSpec, ...] = ()
    columns: Mapping[str, ColumnSpec] = Field(default_factory=dict)
    lists: Mapping[str, ListedSpec] = Field(default_factory=dict)
    unless: Name | None = None

    @property
    def functions(self) -> tuple[str, ...]:
        """The functions that it cannot do without."""
        needed = [detail.function for detail in self.details if not detail.optional]
        return (self.list.function, *needed)


class SapMapping(SourceMapping[SapPart, Mapping[str, ShiftSpec]]):
    """A whole file. The zone is a setting, since it is the SAP system's."""


def load_sap_mapping(place: Path) -> SapMapping:
    """See ``load_mapping``."""
    return load_mapping(place, SapMapping, PACKAGE)

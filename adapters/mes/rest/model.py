"""What the mapping of a REST interface says beyond the fields: addresses, paging, what is new.

Every *place* is one in the JSON of an answer, as ``places`` describes it.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from adapters.mapping.file import load_mapping
from adapters.mapping.model import Name, Part, ShiftSpec, SourceMapping, Spec
from adapters.mes.rest.command_model import CommandSpec, Text, command_problems

PACKAGE = "adapters.mes.rest"


def _several(value: Any) -> Any:
    """One alone may be written without a list."""
    return (value,) if isinstance(value, str | int) else value


Places = Annotated[tuple[Name, ...], BeforeValidator(_several)]


class _Paging(Spec):
    """``limit``: the parameter that says how many; ``size``: how many at most."""

    limit: Name | None = None
    size: int | None = Field(default=None, ge=1)


class OnePage(_Paging):
    """All in one answer."""

    by: Literal["nothing"] = "nothing"


class ByCursor(_Paging):
    """The answer holds a text at ``next``, to be sent back as ``parameter``.

    ``more``: a place that says whether there is more, for systems that always give a next one.
    """

    by: Literal["cursor"]
    parameter: Name
    next: Name
    more: Name | None = None


class ByOffset(_Paging):
    """``parameter`` says how many to pass over.

    Each page begins with the last object of the page before, which is recognised by ``id``: so
    nothing is passed over when the list grows or shrinks meanwhile.
    """

    by: Literal["offset"]
    parameter: Name
    id: Name | None = None


class ByPage(_Paging):
    """``parameter`` is the page's number; ``pages`` and ``total`` are places that say how many
    pages or objects there are. A list that shrinks while it is read is begun again, if ``total``
    is there to tell.
    """

    by: Literal["page"]
    parameter: Name
    first: int = 1
    pages: Name | None = None
    total: Name | None = None


class ByLink(_Paging):
    """The header ``Link`` with ``rel="next"`` (RFC 8288)."""

    by: Literal["link"]


class ByNext(_Paging):
    """The answer holds the address of the next page at ``next``."""

    by: Literal["next"]
    next: Name


class ByAfter(_Paging):
    """``parameter`` is the ``id`` of the last object read; those after it come, in its order.

    That is a cursor over pulls too. The last ``overlap_ids`` are read again at each pull.
    """

    by: Literal["after"]
    parameter: Name
    id: Name
    overlap_ids: int = Field(default=0, ge=0)


Paging = Annotated[
    OnePage | ByCursor | ByOffset | ByPage | ByLink | ByNext | ByAfter, Field(discriminator="by")
]


class ChangedSpec(Spec):
    """Only what changed since then is asked for, by ``parameter``.

    ``field`` is the place in an object of the time of its last change; ``form`` is how both are
    written (as in a field; without it ISO 8601 in UTC). The last ``overlap_minutes`` are asked for
    again, for what was written late. ``since`` is for the first pull.
    """

    parameter: Name
    field: Name
    form: str | None = None
    overlap_minutes: int = Field(default=5, ge=0)
    since: date | None = None


class WindowSpec(Spec):
    """What lies between two times is asked for, window after window up to now.

    ``begin`` and ``end`` are parameters, written in ``form``; a window is ``days`` long, the
    first begins at ``since``. A system that hands out at most ``most_rows`` and has no paging is
    asked for half the window until all of it is there. At each pull the last ``overlap_minutes``
    are asked for again.
    """

    begin: Name
    end: Name
    form: str | None = None
    days: int = Field(default=7, ge=1)
    since: date
    overlap_minutes: int = Field(default=1440, ge=0)
    most_rows: int | None = Field(default=None, ge=2)


class Request(Spec):
    """``get`` or ``post`` an address, which is relative to the settings' ``url``.

    ``body`` is JSON; with it, ``parameters`` and those of the paging stand in the body too.
    """

    get: Name | None = None
    post: Name | None = None
    parameters: Mapping[str, Text] = Field(default_factory=dict)
    headers: Mapping[str, Text] = Field(default_factory=dict)
    body: Mapping[str, Any] | None = None

    @model_validator(mode="after")
    def _has_one_address(self) -> Self:
        if (self.get is None) == (self.post is None):
            raise ValueError("say either get or post")
        if self.body is not None and self.post is None:
            raise ValueError("body belongs to post")
        if "?" in self.address:
            raise ValueError("write what follows ? under parameters")
        return self

    @property
    def address(self) -> str:
        return self.get or self.post or ""


class OneSpec(Request):
    """How one record is asked for: ``{key}`` in the address or a parameter is its key.

    ``row`` is the place of the object, or ``rows`` that of a list with it.
    """

    row: str | None = None
    rows: str | None = None

    @model_validator(mode="after")
    def _has_one_place(self) -> Self:
        if self.row is not None and self.rows is not None:
            raise ValueError("say row or rows, not both")
        texts = (self.address, *self.parameters.values(), *map(str, (self.body or {}).values()))
        if not any("{key}" in text for text in texts):
            raise ValueError("{key} is neither in the address nor in a parameter")
        return self


class RestPart(Part, Request):
    """One address that yields records of a stream.

    ``rows`` is the place of the list of objects; ``each`` makes a row of every element of a list
    within each object (of a list within that …).
    """

    rows: str = ""
    each: Places = ()
    paging: Paging = OnePage()
    changed: ChangedSpec | None = None
    window: WindowSpec | None = None
    one: OneSpec | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        after = self.paging if isinstance(self.paging, ByAfter) else None
        if sum((after is not None, self.changed is not None, self.window is not None)) > 1:
            raise ValueError("say one of changed, window and paging by after")
        if isinstance(self.paging, ByOffset) and self.each and self.paging.id is None:
            raise ValueError("paging by offset with each needs id, the place of an object's key")
        if self.window and self.window.most_rows and not isinstance(self.paging, OnePage):
            raise ValueError("most_rows is for a system without paging")
        if self.counter and (after is None or self.each or after.overlap_ids):
            raise ValueError(
                "counter readings must be read once, in order: paging by after, no overlap, no each"
            )
        return self


class FaultSpec(Spec):
    """For systems that answer 200 with an error inside: ``at`` is the place of their code.

    Codes other than ``good`` are errors, with the system's sentence at ``message``. Codes in
    ``logon`` say that the logon is not, or no longer, good.
    """

    at: Name
    good: Annotated[tuple[Text, ...], BeforeValidator(_several)]
    message: Name | None = None
    logon: tuple[Text, ...] = ()


class RestMapping(SourceMapping[RestPart, Mapping[str, ShiftSpec]]):
    """A whole file."""

    fault: FaultSpec | None = None
    commands: Mapping[str, CommandSpec] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _knows_the_commands(self) -> Self:
        found = [p for name, spec in self.commands.items() for p in command_problems(name, spec)]
        if found:
            raise ValueError("; ".join(found))
        return self


def load_rest_mapping(place: Path) -> RestMapping:
    """See ``load_mapping``."""
    return load_mapping(place, RestMapping, PACKAGE)

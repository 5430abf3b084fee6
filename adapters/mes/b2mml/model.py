"""What the mapping of B2MML says beyond the fields: which elements are rows.

A *place* is an XPath, seen from the row's element, without prefixes: namespaces do not count, so
that all versions of B2MML are read alike. ``places`` has what is added to XPath 1.0.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from adapters.mapping.file import load_mapping
from adapters.mapping.model import Name, Part, ShiftSpec, SourceMapping, Spec

PACKAGE = "adapters.mes.b2mml"

Text = Annotated[str, BeforeValidator(lambda v: v if v is None or isinstance(v, str) else str(v))]


class B2mmlPart(Part):
    """Every element named ``each`` is a row, if the XPath ``where`` is true of it."""

    each: Annotated[str, Field(pattern=r"^\w[\w.-]*$")]
    where: Name | None = None

    @model_validator(mode="after")
    def _has_no_counter(self) -> Self:
        if self.counter is not None:
            raise ValueError("documents may come in any order, so they cannot hold counters")
        return self


class WebSpec(Spec):
    """The document over HTTP, at ``get``, which is relative to the settings' ``url``.

    ``since``: the parameter that asks for what is newer than the last pull, less
    ``overlap_minutes``, in ISO 8601 and UTC.
    """

    get: str = ""
    parameters: Mapping[str, Text] = Field(default_factory=dict)
    since: Name | None = None
    overlap_minutes: int = Field(default=5, ge=0)


class B2mmlMapping(SourceMapping[B2mmlPart, Mapping[str, ShiftSpec]]):
    """A whole file."""

    web: WebSpec = WebSpec()


def load_b2mml_mapping(place: Path) -> B2mmlMapping:
    """See ``load_mapping``."""
    return load_mapping(place, B2mmlMapping, PACKAGE)

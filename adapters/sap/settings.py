"""How to reach a SAP system and which of its functions feed which stream."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    SecretStr,
    model_validator,
)

from adapters.contract import Stream
from adapters.mapping.model import ZoneName
from adapters.sap.writing.settings import WriteSettings

OneOrMore = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda v: (v,) if isinstance(v, str) else v),
    Field(min_length=1),
]


# Settings of the first adapter, which read lots and notifications alone.
_IN_MAPPING = ("functions", "units", "inspection_types", "notification_types")


class SapSettings(BaseModel):
    """``wsdl``: addresses or files of the services' WSDLs.

    ``mapping`` says which of their functions feed which streams: a .yaml file, or one that comes
    with the adapter; ``streams``, which of these are read (all for which there are functions).
    ``address`` replaces scheme and host of the endpoints that the WSDLs name, where those are
    known inside SAP only. ``zone`` is the system's (its dates and times have none).
    ``max_rows`` is how many rows one list call asks for, where it is to be another number than the
    mapping's; lists are complete all the same. ``window_days``: how much is read at once at first.
    ``persons``: personnel numbers, for functions that tell of one person only.
    ``recheck_days``: what was created or changed so lately is read again at each pull.
    ``time_limit`` is how long SAP may be silent in a call, ``transfer_limit`` how long one whole
    answer may take to come; times are seconds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    wsdl: OneOrMore
    user: str
    password: SecretStr | None = None
    password_file: Path | None = None
    client: Annotated[str, Field(pattern=r"^\d{3}$")]
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{1,2}$")] = "EN"
    address: str | None = None
    verify: bool | Path = True
    zone: ZoneName = "UTC"
    time_limit: float = Field(default=60.0, gt=0)
    transfer_limit: float = Field(default=600.0, gt=0)
    connect_timeout: float = Field(default=10.0, gt=0)
    soap: Literal["1.1", "1.2"] = "1.1"
    plant: str | None = None
    since: date = date(2020, 1, 1)
    max_rows: int | None = Field(default=None, ge=1)
    window_days: int = Field(default=30, ge=1)
    recheck_days: int = Field(default=2, ge=0)
    parallel: int = Field(default=4, ge=1, le=4)
    persons: tuple[str, ...] = ()
    mapping: Path = Path("standard")
    streams: tuple[Stream, ...] | None = None
    writes: WriteSettings = WriteSettings()

    @model_validator(mode="wrap")
    @classmethod
    def _names_what_moved(cls, given: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        moved = [name for name in _IN_MAPPING if isinstance(given, Mapping) and name in given]
        if moved:
            raise ValueError(
                f"{', '.join(moved)}: this is said in a mapping now, a file of your own that begins"
                " with `extends: standard` (docs/adapters/sap.md)"
            )
        return handler(given)

    @model_validator(mode="after")
    def _has_one_password(self) -> "SapSettings":
        if (self.password is None) == (self.password_file is None):
            raise ValueError("say either password or password_file")
        return self

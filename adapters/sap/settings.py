"""How to reach a SAP system and which of its functions feed which stream."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from adapters.contract import InspectionKind, NotificationKind
from adapters.sap.writing.settings import WriteSettings

OneOrMore = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda v: (v,) if isinstance(v, str) else v),
    Field(min_length=1),
]


class Functions(BaseModel):
    """The function modules by what they are for; a company may have its own with these shapes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lot_list: str = "BAPI_INSPLOT_GETLIST"
    lot_detail: str = "BAPI_INSPLOT_GETDETAIL"
    notification_list: str = "Z_QL_NOTIFICATION_LIST"


class SapSettings(BaseModel):
    """``wsdl``: addresses or files of the services' WSDLs.

    ``address`` replaces scheme and host of the endpoints that the WSDLs name, where those are
    known inside SAP only. ``zone`` is the system's (its dates and times have none).
    ``max_rows`` is how many rows one list call asks for; lists are complete all the same.
    ``recheck_days``: lots created so lately are read again at each pull, decided ones too.
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
    zone: str = "UTC"
    time_limit: float = Field(default=60.0, gt=0)
    transfer_limit: float = Field(default=600.0, gt=0)
    connect_timeout: float = Field(default=10.0, gt=0)
    soap: Literal["1.1", "1.2"] = "1.1"
    plant: str | None = None
    since: date = date(2020, 1, 1)
    max_rows: int = Field(default=1000, ge=1)
    window_days: int = Field(default=30, ge=1)
    recheck_days: int = Field(default=2, ge=0)
    parallel: int = Field(default=4, ge=1, le=4)
    functions: Functions = Functions()
    writes: WriteSettings = WriteSettings()
    units: Mapping[str, str] = {"ST": "pcs", "PC": "pcs", "EA": "pcs", "KG": "kg"}
    inspection_types: Mapping[str, InspectionKind] = {
        "01": InspectionKind.INCOMING,
        "03": InspectionKind.IN_PROCESS,
        "04": InspectionKind.FINAL,
        "Z9": InspectionKind.SUPERVISION,
    }
    notification_types: Mapping[str, NotificationKind] = {
        "Q1": NotificationKind.COMPLAINT,
        "Q2": NotificationKind.COMPLAINT,
        "Q3": NotificationKind.INTERNAL,
    }

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"there is no time zone {value!r}; try Europe/Berlin") from None
        return value

    @model_validator(mode="after")
    def _has_one_password(self) -> "SapSettings":
        if (self.password is None) == (self.password_file is None):
            raise ValueError("say either password or password_file")
        return self

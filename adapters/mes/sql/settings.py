"""How to reach an MES database and which mapping describes it."""

from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator


class SqlSettings(BaseModel):
    """``url`` is SQLAlchemy's (``sqlite:////path``, ``postgresql://user@host/database``).

    The password may stand in the url, or apart in ``password`` or ``password_file``. ``mapping``
    is a .yaml file, or the name of a mapping that comes with the adapter. ``zone`` overrules the
    mapping's. ``time_limit`` is seconds per query.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: SecretStr
    password: SecretStr | None = None
    password_file: Path | None = None
    mapping: Path
    zone: str | None = None
    time_limit: float = Field(default=30.0, gt=0)

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                ZoneInfo(value)
            except (ZoneInfoNotFoundError, ValueError):
                raise ValueError(f"there is no time zone {value!r}; try Europe/Berlin") from None
        return value

    @model_validator(mode="after")
    def _one_password(self) -> "SqlSettings":
        if self.password is not None and self.password_file is not None:
            raise ValueError("say password or password_file, not both")
        return self

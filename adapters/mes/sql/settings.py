"""How to reach an MES database and which mapping describes it."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from adapters.mes.mapping.model import ZoneName


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
    zone: ZoneName | None = None
    time_limit: float = Field(default=30.0, gt=0)

    @model_validator(mode="after")
    def _one_password(self) -> "SqlSettings":
        if self.password is not None and self.password_file is not None:
            raise ValueError("say password or password_file, not both")
        return self

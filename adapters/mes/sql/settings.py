"""How to reach an MES database and which mapping describes it."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from adapters.mapping.model import ZoneName


class SqlSettings(BaseModel):
    """``url`` is SQLAlchemy's (``sqlite:////path``, ``postgresql://user@host/database``).

    The password may stand in the url, or apart in ``password`` or ``password_file``. ``mapping``
    is a .yaml file, or the name of a mapping that comes with the adapter. ``zone`` overrules the
    mapping's. ``time_limit`` is seconds per query.

    ``write_url``, with ``write_password`` or ``write_password_file``, is the account under which
    the mapping's commands are carried out; without it nothing is ever written.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: SecretStr
    password: SecretStr | None = None
    password_file: Path | None = None
    mapping: Path
    zone: ZoneName | None = None
    time_limit: float = Field(default=30.0, gt=0)
    write_url: SecretStr | None = None
    write_password: SecretStr | None = None
    write_password_file: Path | None = None

    @model_validator(mode="after")
    def _one_password(self) -> "SqlSettings":
        if self.password is not None and self.password_file is not None:
            raise ValueError("say password or password_file, not both")
        if self.write_password is not None and self.write_password_file is not None:
            raise ValueError("say write_password or write_password_file, not both")
        if self.write_url is None and (self.write_password or self.write_password_file):
            raise ValueError("write_password belongs to a write_url")
        return self

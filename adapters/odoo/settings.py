"""How to reach an Odoo. Persons bring their own keys, so there is no secret in here."""

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator


class OdooSettings(BaseModel):
    """Where Odoo answers and how long we wait for it.

    ``database`` may be empty where the server has exactly one. ``verify`` is false, or the file
    of a certificate authority, only where the company's own certificates demand it. Times are
    seconds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str
    database: str | None = None
    timeout: float = Field(default=60.0, gt=0)
    connect_timeout: float = Field(default=5.0, gt=0)
    max_connections: int = Field(default=20, ge=1)
    verify: bool | Path = True

    @field_validator("url")
    @classmethod
    def _plain_http_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("url must look like https://odoo.example.com")
        if parts.username or parts.password:
            raise ValueError("url must not hold a login or password: every person brings a key")
        if parts.query or parts.fragment:
            raise ValueError("url must end before any ? or #")
        return value.rstrip("/")

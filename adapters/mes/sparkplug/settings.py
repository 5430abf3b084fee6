"""How to reach the broker, where to keep the journal, and which mapping reads the machines."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, field_validator

from adapters.mapping.model import ZoneName

Groups = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda v: (v,) if isinstance(v, str) else v),
    Field(min_length=1),
]


class SparkplugSettings(BaseModel):
    """``groups`` are the first part of the topics; ``+`` is all of them.

    ``journal`` is a file on a disk of this machine. ``client_id`` must be this source's alone: the
    broker keeps what comes for it while we are away, for ``session_days``. A pull receives until
    nothing has come for ``quiet_seconds``, at most ``listen_seconds``; a message that came too
    early waits ``hold_seconds`` for the ones before it. ``rebirth``: nodes may be asked for their
    birth. Readings are kept in the journal for ``keep_days`` after they were stored.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str
    port: int = Field(default=1883, ge=1, le=65535)
    tls: bool = False
    verify: Path | None = None
    certificate: Path | None = None
    user: str | None = None
    secret: SecretStr | None = None
    mqtt: Literal["5", "3.1.1"] = "5"
    client_id: str | None = Field(default=None, min_length=1)
    groups: Groups = ("+",)
    mapping: Path
    journal: Path
    zone: ZoneName | None = None
    time_limit: float = Field(default=30.0, gt=0)
    quiet_seconds: float = Field(default=1.0, gt=0)
    listen_seconds: float = Field(default=10.0, gt=0)
    hold_seconds: float = Field(default=3.0, ge=0)
    session_days: int = Field(default=7, ge=1)
    keep_days: int = Field(default=14, ge=1)
    rebirth: bool = True

    @field_validator("groups")
    @classmethod
    def _are_groups(cls, groups: tuple[str, ...]) -> tuple[str, ...]:
        if any(g != "+" and (not g or set(g) & set("/+#")) for g in groups):
            raise ValueError("a group is a name without / + and #, or + for all groups")
        return groups

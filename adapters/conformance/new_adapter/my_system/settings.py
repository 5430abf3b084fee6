"""What the settings file says about one such system."""

from collections.abc import Mapping
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, field_validator


class MySystemSettings(BaseModel):
    """``folder`` holds the CSV files. ``zone`` is the plant's: the files' times have none.

    ``shifts`` says when each shift begins, on the plant's wall clock. A password or token would be
    a ``SecretStr``: it may then stand in the environment or in a file of its own, and is shown in
    no log and no error.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Path
    zone: str = "Europe/Berlin"
    shifts: Mapping[str, time] = {"early": time(6), "late": time(14), "night": time(22)}

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"there is no time zone {value!r}; try Europe/Berlin") from None
        return value

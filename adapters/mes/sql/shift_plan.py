"""The shift plan: in the mapping, or a table of the MES."""

from datetime import time, timedelta
from typing import Any

from adapters.contract import ConfigurationError
from adapters.mapping.plant import shifts_of_file
from adapters.mapping.shifts import Shift
from adapters.mes.sql.database import Database
from adapters.mes.sql.model import ShiftTable, SqlMapping
from adapters.mes.sql.query import shift_query


def shift_plan(mapping: SqlMapping, database: Database) -> dict[str, Shift]:
    """The shifts by their code; empty where the mapping has none."""
    spec = mapping.shifts
    if isinstance(spec, ShiftTable):
        return {
            code: Shift(spec.names.get(code, code), _clock_time(start), _clock_time(end))
            for code, start, end in (
                (str(row[0]).strip(), row[1], row[2]) for row in database.rows(shift_query(spec))
            )
        }
    return shifts_of_file(spec)


def _clock_time(value: Any) -> time:
    if isinstance(value, time):
        return value
    if isinstance(value, timedelta):  # MariaDB's times of day
        value = str(value).rjust(8, "0")
    try:
        return time() if str(value).strip() == "24:00" else time.fromisoformat(str(value).strip())
    except ValueError as error:
        raise ConfigurationError(
            f"The MES's shift plan holds {value!r}, which is not a time like 06:00."
        ) from error

"""Makes the recordings of the REST adapter: ``python tests/adapters/rest_recordings.py``."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from business_system import SECRET, Answer, BusinessSystem, Request, booking
from rest_building import SmallRest

from adapters.contract import Stream
from adapters.mes.rest import RestSettings, RestSource
from adapters.recording import Plan, ScrubRules, make

FOLDER = Path(__file__).with_name("recordings") / "rest"


def timesheet(
    number: int, worked: str = "160.5", updated: str = "2026-04-02T12:00:00+02:00"
) -> Any:
    """A person's month as an attendance system has it."""
    return {
        "id": f"TS-{number:04}",
        "employee": {"number": f"{1000 + number:08}", "name": "林静"},
        "period": {"from": "2026-03-01", "to": "2026-03-31"},
        "hours": {"planned": 168, "worked": float(worked)},
        "late": {"days": 1 - number},
        "updated_at": updated,
    }


def record(name: str, settings: dict[str, Any], plan: Plan) -> None:
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    given = RestSettings.model_validate(settings)
    made = make(name, "rest", RestSource, given, plan, ScrubRules.shipped(), folder)
    print(f"{name}: {made.requests} requests, {made.records} records")  # noqa: T201


def attendance(system: BusinessSystem) -> None:
    """Figures by cursor, with a key; one page is asked for too soon."""
    sheets = [timesheet(n) for n in range(1, 8)]

    def serve(request: Request) -> Answer:
        begin = int(request.query.get("page_token") or 0)
        end = begin + int(request.query["page_size"])
        following = str(end) if end < len(sheets) else None
        return Answer({"data": sheets[begin:end], "meta": {"next": following}})

    system._by_timesheets = serve  # type: ignore[attr-defined]
    system.logon = "key"
    system.most = 5
    record(
        "attendance",
        {"url": system.url, "secret": "k-123", "logon": {"kind": "key"}, "mapping": "attendance"},
        Plan(streams=(Stream.INDICATOR_VALUE,), pages=10, rows=3, lookups=0),
    )


def bookings(system: BusinessSystem, folder: Path) -> None:
    """Counts by offset, behind a logon that gives a token, one of them flawed."""
    rest = SmallRest(system, folder)
    rest.use("offset")
    rest.part["one"] = {"get": "booking/{key}", "row": "data"}
    rest.source().close()
    system.bookings = [booking(n) for n in range(1, 9)]
    system.bookings[4]["unit"] = "KAR"
    system.logon = "token"
    logon = {"kind": "login", "url": "login", "token_at": "data.jwt", "seconds_at": "data.seconds"}
    record(
        "bookings",
        {"url": system.url, "user": "u", "secret": SECRET, "logon": logon, "mapping": rest.file},
        Plan(streams=(Stream.PRODUCTION_COUNT,), pages=10, rows=3, lookups=2),
    )


if __name__ == "__main__":
    with BusinessSystem() as one:
        attendance(one)
    with BusinessSystem() as other, TemporaryDirectory() as temporary:
        bookings(other, Path(temporary))

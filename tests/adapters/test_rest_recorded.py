"""Recorded traffic replays to the same records, and any business system gives its figures.

The recordings are made of a real server by ``python tests/adapters/rest_recordings.py``.
"""

from datetime import date
from decimal import Decimal

import pytest
from business_system import Answer
from rest_recordings import FOLDER, timesheet

from adapters.contract import Stream
from adapters.mapping.file import shipped_mappings
from adapters.mes.rest import RestSettings, RestSource
from adapters.mes.rest.model import PACKAGE, load_rest_mapping
from adapters.recording import check_replay

FIGURE = Stream.INDICATOR_VALUE


@pytest.mark.parametrize("name", sorted(f.name for f in FOLDER.iterdir()))
def test_a_recording_gives_the_same_records(name):
    check_replay(FOLDER / name)


@pytest.mark.parametrize("name", shipped_mappings(PACKAGE))
def test_what_is_shipped_can_be_read(name, tmp_path):
    assert load_rest_mapping(tmp_path.with_name(name)).streams


def test_an_attendance_system_gives_figures_by_person_and_period(rest):
    rest.system._by_timesheets = lambda _request: Answer(
        {"data": [timesheet(1), timesheet(2, worked="150.25")], "meta": {"next": None}}
    )
    source = RestSource("hr", RestSettings(url=rest.system.url, mapping="attendance"))
    values = [r for page in source.pages(FIGURE, None) for r in page.records]
    assert {(v.indicator, v.person, v.value, v.unit) for v in values} == {
        ("hours_worked", "00001001", Decimal("160.5"), "h"),
        ("hours_worked", "00001002", Decimal("150.25"), "h"),
        ("days_late", "00001001", Decimal(0), "d"),
        ("days_late", "00001002", Decimal(-1), "d"),
    }
    assert {(v.begins, v.ends) for v in values} == {(date(2026, 3, 1), date(2026, 3, 31))}
    assert len({v.key for v in values}) == 4
    assert all(r.query["status"] == "approved" for r in rest.system.requests)


def test_a_figure_that_is_corrected_replaces_the_earlier_one(rest):
    def serve(sheet):
        rest.system._by_timesheets = lambda _request: Answer({"data": [sheet], "meta": {}})

    source = RestSource("hr", RestSettings(url=rest.system.url, mapping="attendance"))
    serve(timesheet(1))
    *_, last = source.pages(FIGURE, None)
    (first,) = _hours(source.pages(FIGURE, None))
    serve(timesheet(1, worked="152", updated="2026-04-09T10:00:00+02:00"))
    (later,) = _hours(source.pages(FIGURE, last.cursor))
    assert (later.key, later.value) == (first.key, 152)
    assert later.revision > first.revision
    assert rest.system.requests[-1].query["updated_since"] == "2026-04-02T09:30:00Z"


def _hours(pages):
    return [r for page in pages for r in page.records if r.indicator == "hours_worked"]

"""The demo plant's MES through its shipped mapping, against the truth that the plant knows."""

import json
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from mes_building import gathered
from sqlalchemy import delete, table

from adapters.contract import AccessDenied, Stream
from adapters.mes.sql import SqlSettings, SqlSource
from demo.plant.build import build_plant

COUNT = Stream.PRODUCTION_COUNT
STREAMS = (COUNT, Stream.INSPECTION, Stream.DEFECT)


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mariadb"])
def demo(request, tmp_path_factory, empty_database) -> tuple[SqlSource, dict]:
    folder: Path = tmp_path_factory.mktemp("mes")
    url = None if request.param == "sqlite" else empty_database(request.param)
    build_plant(
        folder, seed=11, until=date(2026, 4, 5), operators=24, weeks=10, counts=12_000, mes_url=url
    )
    settings = SqlSettings(url=url or f"sqlite:///{folder}/mes.sqlite", mapping="demo_plant")
    return SqlSource("mes", settings), json.loads((folder / "truth.json").read_text())


def current(records) -> dict:
    newest: dict = {}
    for record in records:
        if record.key not in newest or record.revision > newest[record.key].revision:
            newest[record.key] = record
    return newest


def test_it_says_what_answered(demo):
    source, _ = demo
    assert "mapping demo_plant: production_count, inspection, defect" in source.check()


@pytest.mark.parametrize("stream", STREAMS)
def test_what_is_rejected_and_what_is_taken_is_the_truth(demo, stream):
    source, truth = demo
    records, rejections = gathered(source.pages(stream, None))
    assert Counter(r.reason for r in rejections) == truth["rejections"]["mes"].get(stream, {})
    assert len(current(records)) == truth["records"]["mes"][stream]


def test_the_weeks_of_every_operation_are_the_truth(demo):
    source, truth = demo
    records, _ = gathered(source.pages(COUNT, None, limit=700))
    weeks: dict = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for count in current(records).values():
        year, week, _day = count.day.isocalendar()
        sums = weeks[count.operation, f"{year}-W{week:02}"]
        sums[0] += count.produced
        sums[1] += count.scrapped + count.reworked
        assert count.produced == count.good + count.scrapped + count.reworked
    for operation, of_operation in truth["weeks"].items():
        for week, expected in of_operation.items():
            found = weeks[operation, week]
            assert found == [Decimal(expected["produced"]), Decimal(expected["defective"])], week


@pytest.mark.parametrize("stream", STREAMS)
def test_pages_of_any_size_give_the_same(demo, stream):
    source, _ = demo
    small, _ = gathered(source.pages(stream, None, limit=97))
    large, _ = gathered(source.pages(stream, None, limit=100_000))
    assert small == large


@pytest.mark.parametrize("stream", STREAMS)
def test_lookup_finds_what_pages_found(demo, stream):
    source, _ = demo
    records, _ = gathered(source.pages(stream, None))
    newest = list(current(records).values())
    for record in (newest[0], newest[-1], newest[len(newest) // 2]):
        assert source.lookup(stream, record.key) == record
    assert source.lookup(stream, "no such key") is None


def test_every_rejection_is_json_and_says_the_same_again(demo):
    source, _ = demo
    _, rejections = gathered(source.pages(COUNT, None))
    for rejection in rejections:
        json.dumps(rejection.raw, allow_nan=False)
        assert source.replay(rejection) == rejection


LIMITS = {
    "postgresql": ("SHOW statement_timeout", "30s"),
    "mariadb": ("SELECT @@max_statement_time", 30.0),
}


def test_it_cannot_be_written_and_a_server_enforces_the_time_limit(demo):
    source, _ = demo
    database = source._database
    with (
        pytest.raises(AccessDenied, match="only reads"),
        database._connection() as connection,
    ):
        connection.execute(delete(table("BDE_MELDUNG")))
    if database.dialect in LIMITS:
        question, answer = LIMITS[database.dialect]
        with database._connection() as connection:
            assert connection.exec_driver_sql(question).scalar() == answer

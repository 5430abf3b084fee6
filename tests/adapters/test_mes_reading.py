"""How an MES is read: read-only, within a limit, in pages that neither skip nor repeat."""

import gc
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from mes_building import gathered, only, read

from adapters.contract import AccessDenied, ConfigurationError, Stream, TimedOut, Unavailable

COUNT = Stream.PRODUCTION_COUNT


def keys(pages) -> list[str]:
    records, rejections = gathered(pages)
    assert rejections == []
    return [record.key for record in records]


def book(mes, first: int, last: int, **values) -> None:
    for number in range(first, last + 1):
        mes.book(number=f"{number:010}", **values)


@pytest.mark.parametrize("limit", [1, 3, 10, 11])
def test_pages_hold_every_row_once_in_order(mes, limit):
    book(mes, 1, 10)
    pages = list(mes.source().pages(COUNT, None, limit=limit))
    assert keys(pages) == [f"{n:010}" for n in range(1, 11)]
    assert max(len(page.records) for page in pages) <= limit


def test_a_pull_that_was_killed_goes_on_after_the_last_stored_page(mes):
    book(mes, 1, 10)
    source = mes.source()
    pages = source.pages(COUNT, None, limit=3)
    stored = [next(pages), next(pages)]
    pages.close()
    rest = source.pages(COUNT, stored[-1].cursor, limit=3)
    assert keys(stored) + keys(rest) == [f"{n:010}" for n in range(1, 11)]


def test_an_empty_source_gives_a_cursor_to_go_on_from(mes):
    source = mes.source()
    (page,) = source.pages(COUNT, None)
    assert page.records == ()
    book(mes, 1, 2)
    assert len(keys(source.pages(COUNT, page.cursor))) == 2


def test_nothing_new_is_an_empty_page_with_the_same_cursor(mes):
    book(mes, 1, 2)
    source = mes.source()
    *_, last = source.pages(COUNT, None)
    (page,) = source.pages(COUNT, last.cursor)
    assert (page.records, page.cursor) == ((), last.cursor)


def test_an_overlap_finds_a_row_that_was_committed_late(mes):
    mes.part["cursor"]["overlap_ids"] = "5"
    book(mes, 1, 3)
    mes.sql("UPDATE booking SET row_no = 9 WHERE row_no = 3")
    source = mes.source()
    *_, last = source.pages(COUNT, None)
    mes._rows = 6
    mes.book(number="late")
    assert "late" in keys(source.pages(COUNT, last.cursor))


def test_a_cursor_by_time_reads_the_last_minutes_again(mes):
    mes.part["cursor"] = {"changed": "b.changed", "id": "b.row_no", "overlap_minutes": "30"}
    book(mes, 1, 2, changed="2026-03-02 08:00:00")
    source = mes.source()
    *_, last = source.pages(COUNT, None)
    mes.book(number="late", changed="2026-03-02 07:40:00")
    mes.book(number="too late", changed="2026-03-02 07:20:00")
    mes.book(number="next", changed="2026-03-02 09:00:00")
    found = keys(source.pages(COUNT, last.cursor, limit=2))
    assert {"late", "next"} <= set(found)
    assert "too late" not in found


def test_rows_of_one_moment_are_told_apart_by_their_id(mes):
    mes.part["cursor"] = {"changed": "b.changed", "id": "b.row_no"}
    book(mes, 1, 7, changed="2026-03-02 08:00:00")
    assert len(keys(mes.source().pages(COUNT, None, limit=2))) == 7


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_without_an_id_rows_of_one_moment_are_told_apart_by_their_key(mes, limit):
    mes.part["cursor"] = {"changed": "b.changed", "overlap_minutes": 5}
    for number in range(7):
        mes.book(number=str(number))
    mes.book(number="8", changed="2026-03-02 09:00:00")
    pages = list(mes.source().pages(COUNT, None, limit=limit))
    assert [r.key for page in pages for r in page.records] == [*"01234568"]
    again = mes.source().pages(COUNT, pages[-1].cursor, limit=limit)
    assert [r.key for page in again for r in page.records] == ["8"]


def test_a_cursor_of_time_and_nothing_to_part_it_by_is_refused(mes):
    mes.part["cursor"] = {"changed": "b.changed", "overlap_minutes": 5}
    mes.part["key"] = {"sql": "b.number"}
    with pytest.raises(ConfigurationError, match="a cursor by time alone needs a key that is a"):
        mes.source()


def test_rows_that_no_page_would_hold_are_said_and_how_to_have_them(mes):
    """Given rows that were never changed, so that their time of change is empty."""
    mes.part["cursor"] = {"changed": "b.changed", "id": "b.row_no"}
    mes.book()
    mes.book(number="2", changed=None)
    with pytest.raises(ConfigurationError, match=r"b\.changed, which is empty in some rows"):
        read(mes.source())
    mes.part["where"] = "b.changed IS NOT NULL"
    assert [count.key for count in mes.counts()] == ["0000000001"]


def test_a_clock_that_runs_ahead_hides_nothing(mes):
    mes.part["cursor"] = {"changed": "b.changed", "id": "b.row_no", "overlap_minutes": "5"}
    mes.book(number="ahead", changed="2099-01-01 00:00:00")
    source = mes.source()
    *_, last = source.pages(COUNT, None)
    now = datetime.now(UTC) + timedelta(hours=3)
    mes.book(number="today", changed=f"{now:%Y-%m-%d %H:%M:%S}")
    assert "today" in keys(source.pages(COUNT, last.cursor))


def test_a_foreign_cursor_is_said(mes):
    for cursor in ("", "17", "{}", '{"version": 9, "parts": {}}'):
        with pytest.raises(ConfigurationError, match="cursor"):
            list(mes.source().pages(COUNT, cursor))


def test_lookup_answers_with_the_highest_revision(mes):
    mes.book()
    mes.book(version=2, good=1070, scrap=22.5)
    source = mes.source()
    found = source.lookup(COUNT, "0000000001")
    assert (found.revision, found.good) == (2, 1070)
    assert source.lookup(COUNT, "0000000009") is None


def test_only_mapped_columns_are_read(mes):
    mes.book(note="private")
    _, rejections = read(mes.source())
    assert rejections == []
    mes.book(number="2", shift="Z", note="private")
    _, (rejection,) = read(mes.source())
    assert "note" not in rejection.raw["row"]


def test_the_mes_cannot_be_written(mes):
    mes.book()
    with (
        pytest.raises(AccessDenied, match="only reads"),
        mes.source()._database._connection() as connection,
    ):
        connection.exec_driver_sql("DELETE FROM booking")
    assert len(mes.sql("SELECT row_no FROM booking")) == 1


def test_a_query_over_the_time_limit_is_broken_off(mes):
    mes.part["where"] = {
        "sqlite": "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
        " WHERE i < 1000000000) SELECT max(i) FROM n) > 0",
        "postgresql": "pg_sleep(20) IS NOT NULL",
        "mariadb": "SLEEP(20) = 0",
    }[mes.dialect]
    mes.book()
    with pytest.raises(TimedOut, match=r"0\.3 s"):
        read(mes.source(time_limit=0.3))


@only("sqlite")
def test_a_file_that_is_away_comes_back(mes):
    mes.book()
    source = mes.source()
    away = mes.file.with_suffix(".away")
    mes.file.rename(away)
    with pytest.raises(Unavailable, match="file is not there"):
        read(source)
    away.rename(mes.file)
    records, _ = read(source)
    assert len(records) == 1


@only("sqlite")
def test_memory_does_not_grow_with_the_number_of_pages(mes):
    rows = "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
    mes.book()
    columns = ", ".join(row[1] for row in mes.sql("PRAGMA table_info(booking)")[2:])
    copies = f"SELECT i, printf('%010d', i), {columns} FROM n, booking WHERE row_no = 1"
    mes.sql(f"INSERT INTO booking (row_no, number, {columns}) {rows} {copies}")

    def peak(pages: int) -> int:
        # What nobody holds any more does not count, whenever Python would have looked for it.
        gc.collect()
        gc.freeze()
        tracemalloc.start()
        for number, page in enumerate(mes.source().pages(COUNT, None, limit=250), start=1):
            assert len(page.records) == 250
            gc.collect()
            if number == pages:
                break
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        gc.unfreeze()
        return found

    peak(2)
    assert peak(40) < peak(4) * 1.5

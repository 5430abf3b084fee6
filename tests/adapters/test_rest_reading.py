"""What is new at each pull, and what a row of JSON says, exactly."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from business_system import BEGAN, Answer, booking
from mes_building import gathered

from adapters.contract import ConfigurationError, ProtocolError, Reason, Stream

COUNT = Stream.PRODUCTION_COUNT
CHANGED = {"parameter": "changedSince", "field": "changed", "overlap_minutes": "10"}


def keys(pages) -> list[int]:
    records, rejections = gathered(pages)
    assert rejections == []
    return [int(record.key) for record in records]


def last_cursor(source, since=None, limit=5) -> str:
    *_, last = source.pages(COUNT, since, limit=limit)
    return last.cursor


def at(minutes: int) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


# ------------------------------------------------------------------ what is new


@pytest.mark.parametrize("manner", ["cursor", "offset", "link", "page"])
def test_only_what_changed_is_asked_for_with_an_overlap(rest, manner):
    rest.use(manner)
    rest.part["changed"] = CHANGED
    rest.system.bookings = [booking(n) for n in range(1, 31)]
    source = rest.source()
    cursor = last_cursor(source)
    rest.system.bookings += [booking(31), booking(3, version=2, changed=f"{at(31):%FT%TZ}")]
    records, _ = gathered(source.pages(COUNT, cursor, limit=5))
    assert [(int(r.key), r.revision) for r in records if r.key != "0000000030"][-2:] == [
        (31, 1),
        (3, 2),
    ]
    assert {int(r.key) for r in records} == {*range(20, 32), 3}
    assert "changedSince" not in rest.system.requests[0].query
    assert rest.system.requests[-1].query["changedSince"] == "2026-03-02T06:20:00Z"


def test_nothing_new_leaves_the_cursor_where_it_is(rest):
    rest.part["changed"] = CHANGED
    rest.system.bookings = [booking(n) for n in range(1, 4)]
    source = rest.source()
    cursor = last_cursor(source)
    assert last_cursor(source, cursor) == cursor
    rest.system.bookings = []
    assert last_cursor(source, cursor) == cursor


def test_what_changes_while_the_pages_are_read_comes_with_the_next_pull(rest):
    rest.use("cursor")
    rest.part["changed"] = CHANGED | {"overlap_minutes": "0"}
    rest.system.bookings = [booking(n) for n in range(1, 13)]
    rest.system.now = at(12)

    def change(_request):
        # A row that was read already changes, and a row that came later still is read.
        if len(rest.system.requests) == 2:
            rest.system.now = at(14)
            rest.system.bookings[0] = booking(1, version=2, changed=f"{at(13):%FT%TZ}")
            rest.system.bookings.append(booking(14))

    rest.system.before = change
    source = rest.source()
    pages = list(source.pages(COUNT, None, limit=5))
    assert set(keys(pages)) == {*range(1, 13), 14}
    records, _ = gathered(source.pages(COUNT, pages[-1].cursor, limit=5))
    assert (1, 2) in [(int(r.key), r.revision) for r in records]


def test_a_change_in_the_future_hides_nothing_that_changes_until_then(rest):
    rest.part["changed"] = CHANGED
    rest.system.now = at(5)
    rest.system.bookings = [booking(1), booking(2, changed="2031-01-01T00:00:00Z")]
    source = rest.source()
    cursor = last_cursor(source)
    rest.system.bookings.append(booking(6))
    assert 6 in keys(source.pages(COUNT, cursor))


def test_the_first_pull_can_begin_at_a_day(rest):
    rest.part["changed"] = CHANGED | {"since": "2026-03-02"}
    rest.system.bookings = [booking(1)]
    assert keys(rest.source().pages(COUNT, None)) == [1]
    assert rest.system.requests[0].query["changedSince"] == "2026-03-01T23:00:00Z"


@pytest.mark.parametrize(
    ("form", "field", "asked"),
    [
        ("%d.%m.%Y %H:%M:%S", "02.03.2026 07:30:00", "02.03.2026 07:20:00"),
        ("epoch_milliseconds", 1772433000000, "1772432400000"),
        ("epoch_seconds", 1772433000, "1772432400"),
    ],
)
def test_times_of_change_are_written_as_the_system_writes_them(rest, form, field, asked):
    rest.part["changed"] = CHANGED | {"form": form}
    rest.system._by_all = lambda _request: Answer([booking(1, changed=field)])
    source = rest.source()
    last_cursor(source, last_cursor(source))
    assert rest.system.requests[-1].query["changedSince"] == asked


def test_objects_without_the_time_of_change_are_told_at_once(rest):
    rest.part["changed"] = CHANGED | {"field": "modified"}
    rest.system.bookings = [booking(1)]
    with pytest.raises(ProtocolError, match="has a time of change"):
        list(rest.source().pages(COUNT, None))


def test_ids_go_on_where_the_last_pull_ended_less_the_overlap(rest):
    rest.use("after")
    rest.part["paging"] = rest.part["paging"] | {"overlap_ids": "3"}
    rest.system.bookings = [booking(n) for n in range(1, 11) if n != 8]
    source = rest.source()
    cursor = last_cursor(source)
    rest.system.bookings += [booking(8), booking(11)]
    found = keys(source.pages(COUNT, cursor, limit=2))
    assert found == [8, 9, 10, 11]


WINDOW = {"begin": "from", "end": "to", "days": "1", "since": "2026-03-02"}


def test_windows_follow_each_other_to_now(rest):
    now = datetime.now(UTC)
    since = now - timedelta(days=5)
    rest.part["window"] = WINDOW | {"since": f"{since:%Y-%m-%d}"}
    rest.system.bookings = [
        booking(n, done=f"{since + timedelta(hours=10 * n):%FT%TZ}", begun=f"{since:%FT%TZ}")
        for n in range(1, 12)
    ]
    source = rest.source()
    pages = list(source.pages(COUNT, None))
    assert set(keys(pages)) == set(range(1, 12))
    assert 5 <= len(rest.system.requests) <= 7
    asked = len(rest.system.requests)
    assert set(keys(source.pages(COUNT, pages[-1].cursor))) >= {10, 11}
    assert len(rest.system.requests) - asked <= 3, "only the overlap is asked for again"


@pytest.mark.parametrize("form", [None, "%Y-%m-%dT%H:%M:%S"])
def test_a_window_that_is_cut_off_is_halved_until_all_of_it_is_there(rest, form):
    rest.part["window"] = WINDOW | {"days": "30", "most_rows": "10", "overlap_minutes": "0"}
    if form:
        rest.part["window"]["form"] = form
    rest.system.most = 10
    rest.system.bookings = [booking(n * 7) for n in range(1, 101)]
    found = keys(rest.source().pages(COUNT, None))
    assert set(found) == {n * 7 for n in range(1, 101)}


def test_a_window_that_cannot_be_halved_any_more_is_told(rest):
    rest.part["window"] = WINDOW | {"form": "%Y-%m-%d", "most_rows": "10"}
    rest.system.most = 10
    rest.system.bookings = [booking(n) for n in range(1, 101)]
    with pytest.raises(ProtocolError, match="no more than 10 rows"):
        list(rest.source().pages(COUNT, None))


def test_windows_and_pages_go_together(rest):
    rest.use("cursor")
    rest.part["window"] = WINDOW | {"days": "400"}
    rest.system.bookings = [booking(n) for n in range(1, 24)]
    pages = list(rest.source().pages(COUNT, None, limit=5))
    assert keys(pages) == list(range(1, 24))
    rest_of_it = rest.source().pages(COUNT, pages[1].cursor, limit=5)
    assert keys(rest_of_it) == list(range(11, 24))


# ------------------------------------------------------------------ what a row says


def one_row(rest, text: bytes, content_type: str = "application/json"):
    rest.system._by_all = lambda _request: Answer(body=text, headers={"content-type": content_type})
    return rest.read()


def a_row(**values: str) -> bytes:
    """A booking whose values are written in JSON as given."""
    written = {name: json.dumps(v, ensure_ascii=False) for name, v in booking(1).items()}
    content = ",".join(f'"{name}":{value}' for name, value in (written | values).items())
    return f"[{{{content}}}]".encode()


def test_numbers_are_exact_and_keys_keep_their_zeros(rest):
    text = a_row(
        produced="123456789012345678.12", good="123456789012345675.12", no='"000000000042"'
    )
    (count,), _ = one_row(rest, text)
    assert count.key == "000000000042"
    assert count.produced == Decimal("123456789012345678.12")


@pytest.mark.parametrize("key", ["12E4", "0x1F", "{env.HOME}", "批/1 ?&#%"])
def test_keys_stay_as_sent(rest, key):
    (count,), _ = one_row(rest, a_row(no=json.dumps(key)))
    assert count.key == key


def test_a_number_as_a_code_is_text(rest):
    (count,), _ = one_row(rest, a_row(badge="1001"))
    assert count.person == "1001"


@pytest.mark.parametrize("number", ["NaN", "-Infinity", '"about 5"', "true", "[5]"])
def test_what_is_no_number_is_rejected(rest, number):
    records, (rejection,) = one_row(rest, a_row(produced=number))
    assert records == []
    assert rejection.reason in {Reason.NOT_A_NUMBER, Reason.UNKNOWN_FIELD}
    assert "produced (produced)" in rejection.detail


def test_an_object_where_a_value_should_be_is_rejected_and_kept(rest):
    _, (rejection,) = one_row(rest, a_row(lot='{"code": "批1", "size": 1.5}'))
    assert rejection.reason is Reason.UNKNOWN_FIELD
    assert rejection.raw["row"]["lot"] == {"code": "批1", "size": "1.5"}
    assert rejection.key == "0000000001"


@pytest.mark.parametrize("field", ["produced", "begun", "no", "operation"])
def test_what_is_missing_is_missed_by_name(rest, field):
    _, (rejection,) = one_row(rest, a_row(**{field: "null"}))
    assert rejection.reason is Reason.MISSING_VALUE
    assert f"({field}" in rejection.detail


def test_rows_without_a_key_are_told_apart(rest):
    text = a_row(no="null")[:-1] + b"," + a_row(no="null", badge='"2"')[1:]
    _, rejections = one_row(rest, text)
    assert len({rejection.key for rejection in rejections}) == 2


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("gb18030", "application/json; charset=gb18030"),
        ("gb18030", "application/json"),
        ("utf-16", "application/json"),
        ("utf-8-sig", "text/json"),
    ],
)
def test_text_in_another_encoding_is_read(rest, encoding, said):
    rest.mapping["encoding"] = ["utf-8", "gb18030"]
    (count,), _ = one_row(rest, a_row().decode().encode(encoding), said)
    assert count.lot == "批1"


def test_bytes_that_no_encoding_reads_spoil_their_own_row_only(rest):
    good, bad = a_row(), a_row(no='"2"').replace("批".encode(), b"\xff\xfe")
    (count,), (rejection,) = one_row(rest, good[:-1] + b"," + bad[1:])
    assert count.key == "0000000001"
    assert rejection.reason is Reason.UNREADABLE_TEXT


def test_lines_within_an_object_are_rows_that_know_what_is_around_them(rest):
    part = rest.part
    part["rows"], part["each"] = "orders", ["steps", "bookings"]
    part["fields"] |= {"order": "^^.number", "operation": "^.code", "lot": "^^^.plant"}
    part["fields"]["work_center"] = "center.0"
    inner = [booking(n, center=["0100"]) for n in (1, 2, 3)]
    rest.system._by_all = lambda _request: Answer(
        {
            "plant": "P1",
            "orders": [
                {"number": "0007", "steps": [{"code": "0010", "bookings": inner[:2]}]},
                {"number": "0008", "steps": {"code": "0020", "bookings": inner[2]}},
                {"number": "0009", "steps": []},
            ],
        }
    )
    records, _ = rest.read()
    assert [(c.order, c.operation, c.lot, c.work_center) for c in records] == [
        ("0007", "0010", "P1", "0100"),
        ("0007", "0010", "P1", "0100"),
        ("0008", "0020", "P1", "0100"),
    ]


def test_names_that_hold_dots_are_written_as_pointers(rest):
    rest.part["fields"]["lot"] = "/lot.no~1x"
    (count,), _ = one_row(rest, a_row(**{"lot.no/x": '"L9"'}))
    assert count.lot == "L9"


def test_a_counter_read_over_http_counts_steps_once(rest):
    rest.use("after")
    rest.part.pop("revision")
    rest.part["counter"] = {
        "machine": "machine", "time": "done", "digits": "4", "largest_step": "500",
    }  # fmt: skip
    fields = rest.part["fields"]
    rest.part["fields"] = {n: fields[n] for n in ("operation", "work_center", "produced")} | {
        "scrapped": {"constant": "0"}, "reworked": {"constant": "0"},
    }  # fmt: skip
    totals = [100, 150, 9990, 10, 5, 30]
    rest.system.bookings = [
        booking(n, machine="M1", produced=total) for n, total in enumerate(totals, start=1)
    ]
    rest.part["counter"]["largest_step"] = "9900"
    source = rest.source()
    pages = source.pages(COUNT, None, limit=2)
    first = next(pages)
    pages.close()
    counts = [*first.records, *gathered(source.pages(COUNT, first.cursor, limit=2))[0]]
    assert [int(c.produced) for c in counts] == [50, 9840, 20, 5, 25]


# ------------------------------------------------------------------ one record, and again


def test_one_record_is_looked_up_as_the_system_has_it_now(rest):
    rest.part["one"] = {"get": "booking/{key}", "row": "data"}
    rest.system.bookings = [booking(1), booking(1, version=3), booking(2, no="a/b?c")]
    source = rest.source()
    assert source.lookup(COUNT, "0000000001").revision == 3
    assert source.lookup(COUNT, "a/b?c").key == "a/b?c"
    assert source.lookup(COUNT, "0000000009") is None


def test_a_lookup_without_a_question_in_the_mapping_is_refused(rest):
    with pytest.raises(ConfigurationError, match="add `one`"):
        rest.source().lookup(COUNT, "1")


def test_a_rejection_replays_as_the_system_has_it_now_or_as_it_was(rest):
    rest.part["one"] = {"get": "booking/{key}", "row": "data"}
    rest.system.bookings = [booking(1, unit="KAR", scrap=12.5, good=87)]
    _, (rejection,) = rest.read()
    assert rejection.reason is Reason.UNKNOWN_UNIT
    rest.part["unit"]["factors"]["KAR"] = "2"
    assert rest.source().replay(rejection).scrapped == 25
    rest.system.bookings = [booking(1, scrap=1.5, good=98)]
    assert rest.source().replay(rejection).scrapped == Decimal("1.5")
    rest.system.bookings = []
    assert rest.source().replay(rejection).scrapped == 25


def test_a_check_says_what_answers_and_which_names_no_row_holds(rest):
    rest.part["fields"]["material"] = "materiel"
    rest.system.bookings = [booking(n) for n in range(1, 4)]
    line = rest.source().check()
    assert "production_count" in line
    assert "materiel" in line
    assert "lot" not in line


def test_the_time_is_the_systems_not_ours(rest):
    rest.part["changed"] = CHANGED
    rest.system.now = at(3)
    rest.system.bookings = [booking(n) for n in range(1, 6)]
    source = rest.source()
    list(source.pages(COUNT, last_cursor(source)))
    assert rest.system.requests[-1].query["changedSince"] == f"{at(3 - 10):%Y-%m-%dT%H:%M:%SZ}"

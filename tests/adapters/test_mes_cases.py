"""Each thing that goes wrong in real MES data: what is usable is used, the rest says why not."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from mes_building import COUNTERS, only, read

from adapters.contract import ProductionCount, Reason, Rejection, Stream


def test_a_plain_count_keeps_zeros_decimals_and_instants(mes):
    mes.book()
    (count,) = mes.counts()
    assert (count.source, count.key, count.revision) == ("mes", "0000000001", 1)
    assert (count.operation, count.work_center, count.person) == ("0010", "0100", "00001001")
    assert (count.produced, count.good, count.scrapped, count.reworked) == (
        Decimal("1100.000"),
        Decimal("1080"),
        Decimal("12.5"),
        Decimal("7.5"),
    )
    assert count.started == datetime(2026, 3, 2, 5, 10, tzinfo=UTC)
    assert (count.day, count.shift, count.unit) == (date(2026, 3, 2), "early", "pcs")


# ------------------------------------------------------------------ time


@pytest.mark.parametrize(
    ("begun", "done", "day"),
    [
        ("02.03.2026 22:30:00", "02.03.2026 23:30:00", date(2026, 3, 2)),
        ("03.03.2026 00:00:00", "03.03.2026 01:00:00", date(2026, 3, 2)),
        ("03.03.2026 05:59:00", "03.03.2026 06:20:00", date(2026, 3, 2)),
        ("02.03.2026 21:55:00", "02.03.2026 22:30:00", date(2026, 3, 2)),  # begun a little early
        ("03.03.2026 06:05:00", "03.03.2026 06:10:00", date(2026, 3, 2)),  # booked a little late
    ],
)
def test_a_night_shift_belongs_to_the_day_it_began(mes, begun, done, day):
    mes.book(shift="N", begun=begun, done=done)
    assert [count.day for count in mes.counts()] == [day]


def test_a_shift_can_be_told_by_the_time_of_day(mes):
    del mes.part["fields"]["shift"]
    mes.book(begun="03.03.2026 01:00:00", done="03.03.2026 02:00:00")
    (count,) = mes.counts()
    assert (count.shift, count.day) == ("night", date(2026, 3, 2))


def test_local_times_follow_the_plants_summer_time(mes):
    mes.book(begun="28.03.2026 06:10:00", done="28.03.2026 07:00:00")
    mes.book(begun="30.03.2026 06:10:00", done="30.03.2026 07:00:00")
    winter, summer = mes.counts()
    assert winter.started == datetime(2026, 3, 28, 5, 10, tzinfo=UTC)
    assert summer.started == datetime(2026, 3, 30, 4, 10, tzinfo=UTC)


def test_the_zone_of_the_settings_overrules_the_mappings(mes):
    mes.book()
    (count,) = mes.counts(zone="Asia/Shanghai")
    assert count.started == datetime(2026, 3, 1, 22, 10, tzinfo=UTC)


def test_an_hour_that_the_clock_change_skips_is_rejected(mes):
    mes.book(shift="N", begun="29.03.2026 02:30:00", done="29.03.2026 03:30:00")
    rejection = mes.rejection()
    assert rejection.reason is Reason.INVALID_TIME
    assert "started (begun) holds 2026-03-29 02:30:00" in rejection.detail


@pytest.mark.parametrize(
    ("begun", "done", "started", "ended"),
    [
        # 02:30 happens twice: the first is meant, and an end is never before its start.
        ("25.10.2026 01:30:00", "25.10.2026 02:30:00", (23, 30), (0, 30)),
        ("25.10.2026 02:30:00", "25.10.2026 02:40:00", (0, 30), (0, 40)),
        ("25.10.2026 02:50:00", "25.10.2026 02:10:00", (0, 50), (1, 10)),
        ("25.10.2026 02:30:00", "25.10.2026 03:30:00", (0, 30), (2, 30)),
    ],
)
def test_an_hour_that_the_clock_change_repeats_is_read_in_order(mes, begun, done, started, ended):
    mes.book(shift="N", begun=begun, done=done)
    (count,) = mes.counts()
    for instant, expected in ((count.started, started), (count.ended, ended)):
        instant = instant.astimezone(UTC)
        assert (instant.hour, instant.minute) == expected


def test_the_later_reading_of_a_repeated_hour_can_be_chosen(mes):
    mes.mapping["ambiguous_hour"] = "later"
    mes.book(shift="N", begun="25.10.2026 02:30:00", done="25.10.2026 03:30:00")
    (count,) = mes.counts()
    assert count.started.astimezone(UTC).hour == 1


@pytest.mark.parametrize("begun", ["31.02.2026 09:00:00", "2026-03-02 09:00", "0", "02/03/2026"])
def test_what_is_no_time_is_rejected(mes, begun):
    mes.book(begun=begun)
    rejection = mes.rejection()
    assert rejection.reason is Reason.INVALID_TIME
    assert begun in rejection.detail


def test_an_end_before_its_start_is_rejected(mes):
    mes.book(done="02.03.2026 05:00:00")
    assert mes.rejection().reason is Reason.INVALID_TIME


# ------------------------------------------------------------------ counters


def test_a_count_is_the_step_between_two_readings(mes):
    mes.use(COUNTERS)
    mes.read_counter("02.03.2026 07:00:00", 100, 3)
    mes.read_counter("02.03.2026 08:00:00", 150, 5)
    mes.read_counter("02.03.2026 09:00:00", 150, 5)
    first, second = mes.counts()
    assert (first.key, first.produced, first.good, first.scrapped) == ("R2", 50, 48, 2)
    assert (first.started.hour, first.ended.hour) == (7, 8)
    assert second.produced == 0


@pytest.mark.parametrize(
    ("before", "after", "step"),
    [
        ((9_900, 10), (50, 12), (150, 2)),  # rolled over: 9999 → 0
        ((4_000, 10), (50, 2), (50, 2)),  # reset: both began again at zero
        ((4_000, 9_990), (4_100, 5), (100, 15)),  # only the second one rolled over
        ((10, 4_000), (80, 7), (80, 7)),  # reset, told by the second one
    ],
)
def test_a_counter_that_falls_rolled_over_or_was_reset(mes, before, after, step):
    mes.use(COUNTERS)
    mes.read_counter("02.03.2026 07:00:00", *before)
    mes.read_counter("02.03.2026 08:00:00", *after)
    (count,) = mes.counts()
    assert (count.produced, count.scrapped) == step


def test_machines_have_counters_of_their_own(mes):
    mes.use(COUNTERS)
    mes.read_counter("02.03.2026 07:00:00", 100)
    mes.read_counter("02.03.2026 07:00:00", 500, machine="M2")
    mes.read_counter("02.03.2026 08:00:00", 110)
    mes.read_counter("02.03.2026 08:00:00", 530, machine="M2")
    assert [count.produced for count in mes.counts()] == [10, 30]


def test_readings_go_on_where_the_last_pull_ended(mes):
    mes.use(COUNTERS)
    mes.read_counter("02.03.2026 07:00:00", 100)
    source = mes.source()
    *_, last = source.pages(Stream.PRODUCTION_COUNT, None)
    mes.read_counter("02.03.2026 08:00:00", 140)
    records, _ = read(source, since=last.cursor)
    assert [count.produced for count in records] == [40]


def test_a_reading_that_cannot_be_read_is_contained_in_the_next(mes):
    mes.use(COUNTERS)
    mes.read_counter("02.03.2026 07:00:00", 100)
    mes.read_counter("02.03.2026 08:00:00", None)
    mes.read_counter("02.03.2026 09:00:00", 160)
    source = mes.source()
    records, (rejection,) = read(source)
    assert [count.produced for count in records] == [60]
    assert rejection.reason is Reason.MISSING_VALUE
    assert "next reading" in rejection.detail
    # so a replay must not count it again, even when the source has been mended
    mes.sql("UPDATE reading SET total = 130 WHERE row_no = 2")
    assert isinstance(source.replay(rejection), Rejection)


def test_a_reading_at_no_time_keeps_its_quantity_for_its_replay(mes):
    mes.use(COUNTERS)
    mes.read_counter("02.03.2026 07:00:00", 100)
    mes.read_counter("31.02.2026 08:00:00", 130)
    mes.read_counter("02.03.2026 09:00:00", 160)
    records, (rejection,) = read(mes.source())
    assert [count.produced for count in records] == [30]
    assert rejection.reason is Reason.INVALID_TIME
    assert rejection.raw["before"]["M1"]["values"] == ["100", None, "0", "0"]


def test_a_shift_begins_anew_after_a_standstill(mes):
    mes.use(COUNTERS)
    mes.read_counter("27.02.2026 21:00:00", 100, shift="S")
    mes.read_counter("02.03.2026 07:00:00", 120)
    (count,) = mes.counts()
    assert count.day == date(2026, 3, 2)


# ------------------------------------------------------------------ again, late, corrected


def test_the_same_count_delivered_twice_is_the_same_record(mes):
    mes.book()
    mes.book()
    first, second = mes.counts()
    assert first == second


def test_a_correction_is_a_higher_revision_of_the_same_key(mes):
    mes.book()
    mes.book(version=2, good=1070, scrap=22.5)
    assert [(c.key, c.revision, c.scrapped) for c in mes.counts()] == [
        ("0000000001", 1, Decimal("12.5")),
        ("0000000001", 2, Decimal("22.5")),
    ]


def test_scrap_booked_after_the_week_closed_is_found_by_the_next_pull(mes):
    mes.book()
    source = mes.source()
    *_, last = source.pages(Stream.PRODUCTION_COUNT, None)
    mes.book(version=2, good=1000, scrap=92.5, changed="2026-04-20 10:00:00")
    records, _ = read(source, since=last.cursor)
    assert [(c.revision, c.day) for c in records] == [(2, date(2026, 3, 2))]


def test_a_reversal_is_negative_and_names_what_it_takes_back(mes):
    mes.book(number="0000000002", reversal="X", reverses="0000000001", total="-10,000",
             good=-9, scrap=-1, rework=0)  # fmt: skip
    (count,) = mes.counts()
    assert (count.reverses, count.produced, count.scrapped) == ("0000000001", -10, -1)


def test_a_reversal_with_positive_quantities_can_be_negated(mes):
    mes.part["reversal"]["negate"] = "true"
    mes.book(reversal="X", reverses="0000000009", total="10,000", good=9, scrap=1, rework=0)
    (count,) = mes.counts()
    assert (count.produced, count.good) == (-10, -9)


# ------------------------------------------------------------------ quantities and units


def test_scrap_greater_than_produced_is_rejected(mes):
    mes.book(total="10,000", good=0, scrap=12, rework=0)
    rejection = mes.rejection()
    assert rejection.reason is Reason.QUANTITIES_DISAGREE
    assert "produced 10.000 does not equal good 0" in rejection.detail
    assert "scrapped 12" in rejection.detail


def test_scrap_greater_than_produced_is_rejected_where_good_is_worked_out(mes):
    del mes.part["fields"]["good"]
    mes.book(total="10,000", scrap=12, rework=0)
    assert mes.rejection().reason is Reason.QUANTITIES_DISAGREE


def test_a_quantity_that_the_mes_does_not_keep_is_worked_out(mes):
    del mes.part["fields"]["good"]
    mes.book(total="10,000", scrap=2, rework=1)
    (count,) = mes.counts()
    assert count.good == 7


def test_rounding_within_the_tolerance_is_put_right(mes):
    mes.part["tolerance"] = "0.01"
    mes.book(total="10,001", good=9, scrap=1, rework=0)
    (count,) = mes.counts()
    assert count.produced == count.good + count.scrapped + count.reworked == 10


def test_a_negative_quantity_without_a_reversal_is_rejected(mes):
    mes.book(total="-10,000", good=-10, scrap=0, rework=0)
    assert mes.rejection().reason is Reason.NEGATIVE_QUANTITY


def test_kilograms_become_pieces_exactly(mes):
    mes.book(unit="KG", total="25,250", good=25, scrap=0.25, rework=0)
    (count,) = mes.counts()
    assert (count.produced, count.good, count.scrapped, count.unit) == (101, 100, 1, "pcs")


def test_kilograms_without_a_weight_per_piece_are_rejected(mes):
    mes.book(unit="KG", operation="0020")
    rejection = mes.rejection()
    assert rejection.reason is Reason.MISSING_VALUE
    assert "op.weight is empty" in rejection.detail


def test_a_unit_may_stay_what_it_is(mes):
    mes.part["unit"]["names"] = {"M": "m"}
    mes.book(unit="M")
    mes.book(unit="ST")
    metres, pieces = mes.counts()
    assert (metres.unit, pieces.unit) == ("m", "pcs")
    assert metres.produced == pieces.produced


def test_an_unknown_unit_is_rejected_and_comes_in_once_the_mapping_knows_it(mes):
    mes.book(unit="KAR", total="2,000", good=2, scrap=0, rework=0)
    rejection = mes.rejection()
    assert rejection.reason is Reason.UNKNOWN_UNIT
    assert "'KAR'" in rejection.detail
    mes.part["unit"]["factors"]["KAR"] = "48"
    count = mes.source().replay(rejection)
    assert isinstance(count, ProductionCount)
    assert count.produced == 96


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_quantity_that_is_missing_is_not_zero(mes, value):
    mes.book(total=value)
    rejection = mes.rejection()
    assert rejection.reason is Reason.MISSING_VALUE
    assert "produced (total) is empty" in rejection.detail


@pytest.mark.parametrize("value", ["NaN", "k.A.", "1e5", "1_000", "∞", "１２", "--5", "Infinity"])
def test_what_is_no_number_is_rejected(mes, value):
    mes.book(total=value)
    assert mes.rejection().reason is Reason.NOT_A_NUMBER


@only("sqlite", "postgresql")
def test_a_float_that_is_no_number_is_rejected(mes):
    mes.book(scrap=float("inf"))
    assert mes.rejection().reason is Reason.NOT_A_NUMBER


def test_huge_and_tiny_quantities_stay_exact(mes):
    del mes.part["fields"]["good"]
    mes.book(total="123.456.789.012.345.678,125", scrap=0.001, rework=0)
    (count,) = mes.counts()
    assert count.good == Decimal("123456789012345678.124")


def test_a_trailing_minus_is_a_minus(mes):
    mes.book(reversal="X", reverses="0000000009", total="10,000-", good=-10, scrap=0, rework=0)
    assert mes.counts()[0].produced == -10


# ------------------------------------------------------------------ codes and text


def test_an_unknown_badge_is_kept_for_the_worklist(mes):
    mes.book(badge="00077123")
    assert mes.counts()[0].person == "00077123"


def test_nobody_named_is_nobody(mes):
    mes.book(badge=None)
    assert mes.counts()[0].person is None


def test_a_shared_badge_counts_for_the_operation_alone(mes):
    mes.book(badge="00009999")
    (count,) = mes.counts()
    assert (count.operation, count.person) == ("0010", None)


def test_a_renamed_work_center_counts_under_its_new_number(mes):
    mes.book(center="0101")
    assert mes.counts()[0].work_center == "0100"


def test_text_in_another_encoding_is_read(mes):
    mes.book(lot="批2026".encode("gb18030"))
    assert mes.counts()[0].lot == "批2026"


def test_text_that_no_encoding_reads_is_rejected_and_kept(mes):
    mes.part["fields"]["lot"]["encoding"] = ["utf-8"]
    mes.book(lot=b"L\xff\xfe")
    rejection = mes.rejection()
    assert rejection.reason is Reason.UNREADABLE_TEXT
    assert rejection.raw["row"]["lot"] == {"base64": "TP/+"}
    mes.part["fields"]["lot"]["encoding"] = ["utf-8", "latin-1"]
    assert mes.source().replay(rejection).lot == "Lÿþ"


@only("sqlite")
def test_a_text_column_in_another_encoding_spoils_no_other_row(mes):
    mes.part["fields"]["material"] = {"column": "note", "encoding": ["utf-8", "latin-1"]}
    mes.book(number="1", note="plain")
    mes.book(number="2")
    mes.sql("UPDATE booking SET note = CAST(x'4dfc' AS TEXT) WHERE number = '2'")
    assert [count.material for count in mes.counts()] == ["plain", "Mü"]


@only("sqlite", "mariadb")
def test_text_that_no_database_can_keep_is_rejected(mes):
    mes.book(badge="A\x00B")
    rejection = mes.rejection()
    assert rejection.reason is Reason.UNREADABLE_TEXT
    assert "\\u0000" not in json.dumps(rejection.raw)


def test_an_unknown_shift_is_rejected(mes):
    mes.book(shift="Z")
    rejection = mes.rejection()
    assert rejection.reason is Reason.UNKNOWN_CODE
    assert "'Z'" in rejection.detail
    assert "F, S, N" in rejection.detail


@pytest.mark.parametrize("column", ["number", "operation", "center", "shift", "begun", "unit"])
def test_what_a_record_needs_is_missed_by_name(mes, column):
    mes.book(**{column: None})
    rejection = mes.rejection()
    assert rejection.reason is Reason.MISSING_VALUE
    assert f"{column})" in rejection.detail


# ------------------------------------------------------------------ replay


def test_a_rejection_is_json_and_replays_from_it_alone(mes):
    mes.book(unit="KAR", lot="批".encode("gb18030"))
    stored = mes.rejection()
    again = Rejection(**{f: getattr(stored, f) for f in stored.__slots__} | {
        "raw": json.loads(json.dumps(stored.raw)),
    })  # fmt: skip
    mes.sql("DELETE FROM booking")
    mes.part["unit"]["factors"]["KAR"] = "10"
    count = mes.source().replay(again)
    assert (count.produced, count.lot) == (Decimal(11000), "批")


def test_a_row_that_was_corrected_in_the_source_replays_as_it_is_now(mes):
    mes.book(total="NaN")
    rejection = mes.rejection()
    mes.sql("UPDATE booking SET total = '1100'")
    assert mes.source().replay(rejection).produced == 1100


def test_a_row_that_is_still_flawed_stays_rejected(mes):
    mes.book(shift="Z")
    source = mes.source()
    rejection = mes.rejection()
    assert source.replay(rejection) == rejection


def test_a_number_replays_as_a_number_whatever_the_decimal_sign_of_text(mes):
    mes.part["fields"]["scrapped"] = {"column": "scrap", "decimal": ","}
    mes.book(unit="KAR", scrap=12.5)
    stored = mes.rejection()
    mes.sql("DELETE FROM booking")
    mes.part["unit"]["factors"]["KAR"] = "1"
    assert mes.source().replay(stored).scrapped == Decimal("12.5")


def test_a_number_without_a_form_is_no_time(mes):
    mes.part["fields"]["started"] = "version"
    mes.book()
    assert mes.rejection().reason is Reason.INVALID_TIME

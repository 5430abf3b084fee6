"""Attendance and CRM deliver figures per person and period, by the examples of the documents."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from mes_building import gathered, only

from adapters.contract import ConfigurationError, IndicatorValue, Reason, Stream
from adapters.mapping.periods import period_of

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
VALUE = Stream.INDICATOR_VALUE

ATTENDANCE = """
    row_no INTEGER PRIMARY KEY, badge {TEXT}, work_day {TEXT}, minutes_planned INTEGER,
    minutes_present INTEGER, minutes_late INTEGER, changed {TEXT}
"""
DEAL = """
    deal_id INTEGER PRIMARY KEY, seller {TEXT}, stage {TEXT}, amount {NUMBER}, quarter {TEXT},
    won_at TIMESTAMP NULL
"""
WON = """
    CREATE VIEW won_per_quarter AS
    SELECT seller, quarter, min(won_at) AS first_won, max(won_at) AS last_won,
           sum(amount) AS amount, count(*) AS deals, min(deal_id) AS first_deal
    FROM deal WHERE stage = 'won' GROUP BY seller, quarter
"""


@pytest.fixture
def attendance(mes):
    mes.table("attendance_day", ATTENDANCE)
    mes.use((EXAMPLES / "attendance.yaml").read_text(encoding="utf-8"))
    return mes


@pytest.fixture
def crm(mes):
    mes.table("deal", DEAL)
    mes.sql("DROP VIEW IF EXISTS won_per_quarter")
    mes.sql(WON)
    mes.use((EXAMPLES / "crm.yaml").read_text(encoding="utf-8"))
    yield mes
    mes.sql("DROP VIEW won_per_quarter")


def attend(mes, row_no: int, badge: str, day: str, present: int, **values) -> None:
    row = {"row_no": row_no, "badge": badge, "work_day": day, "minutes_planned": 480}
    row |= {"minutes_present": present, "minutes_late": 0, "changed": f"{day} 18:00:00"}
    mes.insert("attendance_day", row | values)


def win(mes, deal_id: int, seller: str, amount: float, won_at: str, quarter: str) -> None:
    row = {"deal_id": deal_id, "seller": seller, "stage": "won", "amount": amount}
    mes.insert("deal", row | {"quarter": quarter, "won_at": won_at})


def figures(pages) -> dict[str, tuple]:
    values, rejections = gathered(pages)
    assert rejections == []
    return {v.key: (v.person, v.begins, v.ends, v.value, v.unit) for v in values}


def test_the_days_of_a_month_become_its_rate_and_its_late_days(attendance):
    attend(attendance, 1, "00001001", "2026-02-27", 480)
    attend(attendance, 2, "00001001", "2026-03-02", 480)
    attend(attendance, 3, "00001001", "2026-03-03", 400, minutes_late=12)
    attend(attendance, 4, "00001002", "2026-03-02", 0)
    march = (date(2026, 3, 1), date(2026, 3, 31))
    assert figures(attendance.source().pages(VALUE, None, limit=2)) == {
        "rate/00001001/2026-02": (
            "00001001", date(2026, 2, 1), date(2026, 2, 28), Decimal(100), "%"
        ),
        "rate/00001001/2026-03": ("00001001", *march, Decimal("91.67"), "%"),
        "rate/00001002/2026-03": ("00001002", *march, Decimal(0), "%"),
        "late/00001001/2026-02": ("00001001", date(2026, 2, 1), date(2026, 2, 28), 0, "d"),
        "late/00001001/2026-03": ("00001001", *march, 1, "d"),
        "late/00001002/2026-03": ("00001002", *march, 0, "d"),
    }  # fmt: skip


def test_a_day_that_is_corrected_later_replaces_its_month(attendance):
    attend(attendance, 1, "00001001", "2026-02-27", 240)
    attend(attendance, 2, "00001001", "2026-03-02", 480)
    source = attendance.source()
    *_, last = source.pages(VALUE, None)
    before, _ = gathered(source.pages(VALUE, None))
    attendance.sql(
        "UPDATE attendance_day SET minutes_present = 480, changed = '2026-03-20 09:00:00'"
        " WHERE row_no = 1"
    )
    after, _ = gathered(source.pages(VALUE, last.cursor))
    old, new = (
        next(v for v in values if v.key == "rate/00001001/2026-02") for values in (before, after)
    )
    assert (old.value, new.value) == (50, 100)
    assert new.revision > old.revision


def test_what_comes_twice_is_the_same_record(attendance):
    attend(attendance, 1, "00001001", "2026-03-02", 480)
    source = attendance.source()
    first, _ = gathered(source.pages(VALUE, None))
    again, _ = gathered(source.pages(VALUE, None))
    assert first == again
    for value in first:
        assert source.lookup(VALUE, value.key) == value
    assert source.lookup(VALUE, "rate/00001001/2026-04") is None


def test_a_month_without_planned_time_has_no_rate_and_says_so(attendance):
    attend(attendance, 1, "00001001", "2026-03-01", 0, minutes_planned=0)
    values, (rejection,) = gathered(attendance.source().pages(VALUE, None))
    assert [v.indicator for v in values] == ["days_late"]
    assert (rejection.reason, rejection.key) == (Reason.MISSING_VALUE, "rate/00001001/2026-03")


def test_a_view_of_deals_becomes_sales_per_quarter(crm):
    win(crm, 1, "S/1", 1000.5, "2026-01-05 02:00:00", "2026Q1")
    win(crm, 2, "S/1", 500, "2026-03-30 20:00:00", "2026Q1")
    win(crm, 3, "王芳", -200, "2026-04-01 02:00:00", "2026Q2")
    crm.insert("deal", {"deal_id": 4, "seller": "S/1", "stage": "lost", "quarter": "2026Q2"})
    values, rejections = gathered(crm.source().pages(VALUE, None))
    assert rejections == []
    sales = [v for v in values if v.indicator == "sales"]
    assert [(v.key, v.person, v.value, v.begins, v.ends, v.unit) for v in sales] == [
        ("sales/S%2F1/2026Q1", "S/1", Decimal("1500.5"), date(2026, 1, 1), date(2026, 3, 31),
         "CNY"),
        ("sales/王芳/2026Q2", "王芳", Decimal(-200), date(2026, 4, 1), date(2026, 6, 30), "CNY"),
    ]  # fmt: skip
    assert [v.value for v in values if v.indicator == "deals_won"] == [2, 1]
    assert isinstance(crm.source().lookup(VALUE, "sales/S%2F1/2026Q1"), IndicatorValue)


def test_a_deal_won_in_the_evening_counts_for_the_day_where_the_seller_is(crm):
    win(crm, 1, "S1", 10, "2026-03-31 17:00:00", "2026Q2")  # 1 April in Shanghai
    values, _ = gathered(crm.source().pages(VALUE, None))
    assert {v.begins for v in values} == {date(2026, 4, 1)}


@only("sqlite")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT badge FROM attendance_day", "has no column month"),
        ("SELECT 1;", "without a semicolon"),
        ("SELECT badge FROM nowhere", "does not accept the query"),
        ("DELETE FROM attendance_day RETURNING badge, 1 AS month", "does not accept the query"),
    ],
)
def test_a_query_that_does_not_fit_is_said_and_changes_nothing(attendance, query, said):
    attend(attendance, 1, "00001001", "2026-03-02", 480)
    attendance.mapping["streams"]["indicator_value"][0]["query"] = query
    with pytest.raises(ConfigurationError, match=said):
        attendance.source().check()
    assert len(attendance.sql("SELECT badge FROM attendance_day")) == 1


def test_a_query_may_hold_what_looks_like_parameters(attendance):
    part = attendance.mapping["streams"]["indicator_value"][0]
    part["query"] = part["query"].replace(
        "FROM attendance_day", "FROM attendance_day WHERE changed LIKE '%18:00:00%'"
    )
    attend(attendance, 1, "00001001", "2026-03-02", 480)
    attend(attendance, 2, "00001001", "2026-03-03", 0, changed="2026-03-03 19:00:00")
    values = figures(attendance.source().pages(VALUE, None))
    assert values["rate/00001001/2026-03"][3] == 100


@pytest.mark.parametrize(
    ("day", "length", "first", "last"),
    [
        (date(2026, 3, 1), "day", date(2026, 3, 1), date(2026, 3, 1)),
        (date(2027, 1, 3), "week", date(2026, 12, 28), date(2027, 1, 3)),
        (date(2028, 2, 10), "month", date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 12, 31), "quarter", date(2026, 10, 1), date(2026, 12, 31)),
        (date(2026, 7, 1), "year", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_is_told_by_any_of_its_days(day, length, first, last):
    assert period_of(day, length) == (first, last)


def test_weeks_and_months_written_as_numbers_are_periods_too(mes):
    mes.use(yaml.safe_dump({
        "zone": "Europe/Berlin",
        "streams": {"indicator_value": [
            {"name": name, "from": "calls", "cursor": {"id": "row_no"},
             "key": {"column": "row_no", "prefix": name},
             "period": {"of": {"column": name, "form": form}, "length": name},
             "unit": {"into": "calls"},
             "fields": {"indicator": {"constant": "calls"}, "person": "agent", "value": "calls"}}
            for name, form in (("week", "%G-W%V"), ("month", "%Y%m"))
        ]},
    }))  # fmt: skip
    mes.table("calls", "row_no INTEGER, agent {TEXT}, week {TEXT}, month INTEGER, calls INTEGER")
    row = {"row_no": 1, "agent": "A1", "week": "2026-W53", "month": 202612, "calls": 40}
    mes.insert("calls", row)
    mes.insert("calls", row | {"row_no": 2, "week": "2026-W54", "month": 202613})
    values, rejections = gathered(mes.source().pages(VALUE, None))
    assert [(v.key, v.begins, v.ends) for v in values] == [
        ("week1", date(2026, 12, 28), date(2027, 1, 3)),
        ("month1", date(2026, 12, 1), date(2026, 12, 31)),
    ]
    assert [(r.key, r.reason) for r in rejections] == [
        ("week2", Reason.INVALID_TIME), ("month2", Reason.INVALID_TIME),
    ]  # fmt: skip

"""A real MES, qcadoo: its own tables, our rows, the mapping that comes along."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg
import pytest
from mes_building import gathered
from qcadoo import Qcadoo

from adapters.contract import (
    BusinessError,
    Capability,
    CommandResult,
    ConfigurationError,
    EquipmentLevel,
    InspectionKind,
    InspectionResult,
    LotState,
    OrderState,
    Reason,
    SetPermission,
    Stream,
    TimedOut,
)
from adapters.mes.sql import SqlSettings, SqlSource
from adapters.mes.sql.command_keys import key_table_statement


@pytest.fixture(scope="module")
def address(make_database) -> str:
    made = make_database()
    Qcadoo(made).make()
    database = psycopg.connect(made, autocommit=True)
    database.execute(key_table_statement("quality_loop_command", "postgresql"))
    database.close()
    return made


@pytest.fixture
def mes(address) -> Iterator[Qcadoo]:
    qcadoo = Qcadoo(address)
    tables = qcadoo.run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    qcadoo.run(f"TRUNCATE {', '.join(name for (name,) in tables)} CASCADE")
    qcadoo.fill()
    yield qcadoo
    qcadoo.connection.close()


@pytest.fixture
def source(mes, address) -> Iterator[SqlSource]:
    made = source_of(address, write_url=address)
    yield made
    made.close()


def source_of(address: str, **settings) -> SqlSource:
    given = {"url": address, "mapping": "qcadoo", "zone": "Europe/Warsaw", **settings}
    return SqlSource("qcadoo", SqlSettings(**given))


def records(source: SqlSource, stream: Stream) -> list:
    found, rejections = gathered(source.pages(stream, None))
    assert rejections == []
    return found


def test_it_says_what_it_reads_and_writes(source):
    assert "production_count, defect, inspection" in source.check()
    assert source.check().endswith("set_permission")


def test_a_production_record_is_a_count(mes, source):
    mes.track(1)
    (count,) = records(source, Stream.PRODUCTION_COUNT)
    assert (count.key, count.operation, count.work_center) == ("11", "OP-WELD", "L-01")
    assert (count.work_unit, count.order, count.lot) == ("WS-1", "000001", "批-1")
    assert (count.material, count.person) == ("P-100", "001")
    assert (count.produced, count.good, count.scrapped) == (105, 100, 5)
    assert (count.day, count.shift, count.unit) == (date(2026, 3, 2), "I", "pcs")
    assert count.started == datetime(2026, 3, 2, 5, 10, tzinfo=UTC)
    assert source.lookup(Stream.PRODUCTION_COUNT, "11") == count


def test_a_record_without_a_shift_is_told_by_its_time_and_one_past_midnight_by_its_start(
    mes, source
):
    mes.track(1, shift_id=None, timerangefrom="2026-03-03 01:00", timerangeto="2026-03-03 02:00")
    mes.track(2, shift_id=None, timerangefrom="2026-03-03 20:00", timerangeto="2026-03-03 21:00")
    counts = records(source, Stream.PRODUCTION_COUNT)
    assert [(c.shift, c.day) for c in counts] == [
        ("III", date(2026, 3, 2)), ("II", date(2026, 3, 3)),
    ]  # fmt: skip


def test_what_was_recorded_for_a_whole_order_counts_for_its_technology(mes, source):
    mes.track(1, technologyoperationcomponent_id=None, wastesquantity=None, product_id=2)
    (count,) = records(source, Stream.PRODUCTION_COUNT)
    assert (count.operation, count.scrapped, count.unit) == ("T-1", 0, "kg")


def test_only_accepted_records_count_and_a_correction_takes_the_place_of_the_old(mes, source):
    mes.track(1)
    mes.track(2, state="01draft")
    mes.track(3, typeofmaterial="04waste")
    *_, last = source.pages(Stream.PRODUCTION_COUNT, None)
    mes.run(
        "UPDATE productioncounting_productiontracking SET state = '04corrected',"
        " updatedate = '2026-03-02 09:00' WHERE id = 1"
    )
    mes.track(4, usedquantity=90, wastesquantity=15, iscorrection=True,
              updatedate="2026-03-02 09:00")  # fmt: skip
    counts, _ = gathered(source.pages(Stream.PRODUCTION_COUNT, last.cursor))
    assert {c.key: (c.produced, c.scrapped) for c in counts} == {"11": (0, 0), "14": (105, 15)}


def test_an_unknown_unit_and_a_missing_time_are_rejected(mes, source):
    mes.insert("basic_product", id=3, number="P-300", unit="kartony")
    mes.track(1, product_id=3)
    mes.track(2, timerangeto=None)
    counts, rejections = gathered(source.pages(Stream.PRODUCTION_COUNT, None))
    assert counts == []
    assert [r.reason for r in rejections] == [Reason.UNKNOWN_UNIT, Reason.MISSING_VALUE]


def test_causes_of_waste_are_defects_of_their_count(mes, source):
    mes.track(1, causeofwastes="crack")
    mes.track(2, manyreasonsforlacks=True, causeofwastes="x")
    mes.insert("productioncounting_lack", id=1, lackquantity=3,
               trackingoperationproductoutcomponent_id=12)  # fmt: skip
    mes.insert("productioncounting_lackreason", id=1, lack_id=1, causeofwastes="pore")
    mes.insert("productioncounting_lackreason", id=2, lack_id=1, causeofwastes="scratch")
    defects = records(source, Stream.DEFECT)
    assert [(d.key, d.found_in, d.code, d.quantity) for d in defects] == [
        ("C11", "11", "crack", 5), ("L1", "12", "pore, scratch", 3),
    ]  # fmt: skip


def test_a_quality_control_is_open_until_it_is_rated(mes, source):
    today = date.today()  # noqa: DTZ011 - old controls are not read
    mes.insert("qualitycontrol_qualitycontrol", id=1, number="QC-1", order_id=1, batch_id=1,
               product_id=1, staff_id=2, date=today)  # fmt: skip
    (control,) = records(source, Stream.INSPECTION)
    assert (control.result, control.kind) == (InspectionResult.OPEN, InspectionKind.FINAL)
    assert (control.lot, control.inspector, control.unit) == ("批-1", "002", "lot")
    *_, last = source.pages(Stream.INSPECTION, None)
    mes.run("UPDATE qualitycontrol_qualitycontrol SET qualityrating = '03notAcceptable'")
    (rated,), _ = gathered(source.pages(Stream.INSPECTION, last.cursor))
    assert rated.result is InspectionResult.REJECTED
    assert rated.revision > control.revision


def test_open_orders_are_read_and_old_ones_left(source):
    (order,) = records(source, Stream.ORDER)
    assert (order.number, order.state) == ("000001", OrderState.RUNNING)
    assert (order.planned, order.produced, order.scrapped) == (500, 110, 7)
    assert (order.start, order.due) == (date(2026, 3, 2), date(2026, 3, 5))
    assert (order.revision, order.ended) == (9, None)


def test_lots_know_whether_they_are_blocked(source):
    states = {lot.number: lot.state for lot in records(source, Stream.LOT)}
    assert states == {"批-1": LotState.RELEASED, "B-2": LotState.BLOCKED}


def test_equipment_is_a_tree_from_factory_to_workstation(source):
    places = {e.code: (e.level, e.parent, e.active) for e in records(source, Stream.EQUIPMENT)}
    assert places == {
        "F1": (EquipmentLevel.SITE, None, True),
        "D1": (EquipmentLevel.AREA, "F1", True),
        "L-01": (EquipmentLevel.WORK_CENTER, "D1", True),
        "WS-1": (EquipmentLevel.WORK_UNIT, "L-01", True),
        "WS-2": (EquipmentLevel.WORK_UNIT, "L-01", False),
    }


def test_persons_have_number_name_and_division(source):
    people = [(p.code, p.name, p.department) for p in records(source, Stream.PERSON)]
    assert people == [("001", "Anna Żak", "D1"), ("002", "王 芳", "D1"), ("003", "Jan Nowak", "D1")]


# ------------------------------------------------------------------ who may do what


def permissions(source: SqlSource) -> dict[tuple[str, str], bool]:
    return {
        (q.person, q.operation): q.allowed
        for q in records(source, Stream.QUALIFICATION)
        if q.operation
    }


def permit(person: str, operation: str, allowed: bool, key: str = "k-1") -> SetPermission:
    return SetPermission(
        idempotency_key=key, person=person, operation=operation, allowed=allowed, reason="training"
    )


def test_who_may_do_what_is_told_by_skills_and_levels(source):
    assert permissions(source) == {
        ("001", "OP-WELD"): True,
        ("001", "OP-TACK"): True,
        ("002", "OP-WELD"): False,  # level 2 of 3, and no pressing
        ("002", "OP-TACK"): True,
        ("003", "OP-WELD"): False,
        ("003", "OP-TACK"): False,
    }
    skills = [q for q in records(source, Stream.QUALIFICATION) if q.skill]
    assert [(q.person, q.skill, q.level) for q in skills] == [
        ("001", "WELD", Decimal(4)), ("001", "PRESS", 1), ("002", "WELD", 2),
    ]  # fmt: skip


def test_allowing_gives_every_skill_that_the_operation_demands(mes, source):
    result = source.execute(permit("002", "OP-WELD", allowed=True))
    assert result == CommandResult(
        reference="002/OP-WELD",
        messages=("The same skill is demanded by operation OP-TACK.",),
    )
    assert (mes.level(2, 1), mes.level(2, 2)) == (3, 1)
    assert permissions(source)["002", "OP-WELD"] is True


def test_allowing_takes_no_higher_level_away(mes, source):
    source.execute(permit("001", "OP-WELD", allowed=True))
    assert (mes.level(1, 1), mes.level(1, 2)) == (4, 1)


def test_blocking_takes_the_skills_below_what_the_operation_demands(mes, source):
    source.execute(permit("001", "OP-WELD", allowed=False))
    assert (mes.level(1, 1), mes.level(1, 2)) == (2, None)
    allowed = permissions(source)
    assert (allowed["001", "OP-WELD"], allowed["001", "OP-TACK"]) == (False, True)


def test_a_repeated_key_does_nothing_even_after_the_opposite(mes, source):
    first = source.execute(permit("002", "OP-WELD", allowed=True, key="k-1"))
    source.execute(permit("002", "OP-WELD", allowed=False, key="k-2"))
    again = source.execute(permit("002", "OP-WELD", allowed=True, key="k-1"))
    assert (again.repeated, again.reference) == (True, first.reference)
    assert mes.level(2, 1) == 2


def test_a_key_of_another_command_is_refused(source):
    source.execute(permit("002", "OP-WELD", allowed=True))
    with pytest.raises(BusinessError, match="used for another command"):
        source.execute(permit("003", "OP-WELD", allowed=True))


def test_the_same_key_from_two_threads_is_done_once(mes, address, source):
    mes.run(
        "CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN PERFORM pg_sleep(0.3); RETURN NEW; END'"
    )
    mes.run(
        "CREATE TRIGGER pause BEFORE INSERT ON basic_staffskill"
        " FOR EACH ROW EXECUTE FUNCTION pause()"
    )
    other = source_of(address, write_url=address)
    command = permit("003", "OP-WELD", allowed=True)
    try:
        with ThreadPoolExecutor(2) as threads:
            results = list(threads.map(lambda target: target.execute(command), (source, other)))
    finally:
        mes.run("DROP FUNCTION pause CASCADE")
        other.close()
    assert sorted(result.repeated for result in results) == [False, True]
    assert mes.run("SELECT count(*) FROM basic_staffskill WHERE staff_id = 3") == [(2,)]


def test_a_dry_run_changes_nothing_and_keeps_its_key_free(mes, source):
    tried = source.execute(permit("002", "OP-WELD", allowed=True), dry_run=True)
    assert (tried.dry_run, tried.repeated) == (True, False)
    assert mes.level(2, 1) == 2
    assert source.execute(permit("002", "OP-WELD", allowed=True)).repeated is False


@pytest.mark.parametrize(
    ("person", "operation", "said"),
    [
        ("999", "OP-WELD", "no active person 999"),
        ("001", "OP-NONE", "no operation OP-NONE"),
        ("001", "OP-PACK", "demands no skill"),
    ],
)
def test_what_cannot_be_done_is_refused_and_leaves_no_key(mes, source, person, operation, said):
    with pytest.raises(BusinessError, match=said):
        source.execute(permit(person, operation, allowed=True))
    assert mes.run("SELECT count(*) FROM quality_loop_command") == [(0,)]


def test_without_an_account_for_it_nothing_is_written(mes, address):
    reading = source_of(address)
    assert set(reading.commands.values()) == {Capability.UNSUPPORTED}
    with pytest.raises(ConfigurationError, match="set `write_url`"):
        reading.execute(permit("002", "OP-WELD", allowed=True))
    reading.close()


def test_a_lock_is_waited_for_no_longer_than_the_limit(mes, address):
    hasty = source_of(address, write_url=address, time_limit=0.3)
    with mes.connection.transaction():
        mes.run("SELECT * FROM basic_staff FOR UPDATE")
        with pytest.raises(TimedOut):
            hasty.execute(permit("002", "OP-WELD", allowed=True))
    assert hasty.execute(permit("002", "OP-WELD", allowed=True)).repeated is False
    hasty.close()

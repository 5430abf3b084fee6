"""Odoo's own Manufacturing as a MES: a real Odoo's database, the mapping that comes along."""

import shutil
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import yaml
from mes_building import gathered
from typer.testing import CliRunner

from adapters.contract import EquipmentLevel, OrderState, Stream
from adapters.mes.cli import app
from adapters.mes.sql import SqlSettings, SqlSource
from demo.runtime.odoo_server import OdooServer


@pytest.fixture(scope="module")
def odoo(shared) -> Iterator[tuple[str, dict]]:
    """The address of the database of an Odoo that has produced something, and what it made."""
    name = f"ql_test_{uuid.uuid4().hex[:10]}"
    shared.server.create(name, template=shared.templates().base())
    folder = shared.layout.root / name
    folder.mkdir()
    server = OdooServer(
        source=shared.source(), server=shared.server, database=name, port=0,
        conf=folder / "odoo.conf", files=folder / "files", log=folder / "odoo.log",
        cron_threads=0,
    )  # fmt: skip
    try:
        server.configure()
        made = server.script(Path(__file__).with_name("odoo_production.py"), None)
        yield shared.server.url(name), made
    finally:
        shared.server.drop(name)
        shutil.rmtree(folder)


@pytest.fixture
def source(odoo) -> Iterator[SqlSource]:
    address, _ = odoo
    made = SqlSource("odoo", SqlSettings(url=address, mapping="odoo_mrp", zone="Asia/Shanghai"))
    yield made
    made.close()


def records(source: SqlSource, stream: Stream) -> list:
    found, rejections = gathered(source.pages(stream, None))
    assert rejections == []
    return found


def test_it_answers(source):
    assert source.check().startswith("postgresql")


def test_a_finished_work_order_is_a_count_and_its_scrap_is_the_last_ones(source, odoo):
    _, made = odoo
    weld, pack = records(source, Stream.PRODUCTION_COUNT)
    assert (weld.operation, weld.work_center) == ("Weld", "WC-1")
    assert (pack.operation, pack.work_center) == ("Pack", "Packing")
    assert (weld.produced, weld.good, weld.scrapped) == (10, 10, 0)
    assert (pack.produced, pack.good, pack.scrapped) == (10, 8, 2)
    for count in (weld, pack):
        assert (count.order, count.lot, count.material) == (made["done"], "L-2026-1", "FRAME")
        assert (count.person, count.unit) == ("admin", "pcs")
        assert abs(datetime.now(UTC) - count.ended) < timedelta(minutes=30)
        assert source.lookup(Stream.PRODUCTION_COUNT, count.key) == count


def test_scrap_that_is_booked_later_comes_with_the_next_pull(source, odoo):
    address, _ = odoo
    *_, last = source.pages(Stream.PRODUCTION_COUNT, None)
    before = records(source, Stream.PRODUCTION_COUNT)[-1]
    with psycopg.connect(address, autocommit=True) as database:
        change = "UPDATE stock_scrap SET scrap_qty = %s, write_date = now() AT TIME ZONE 'UTC'"
        database.execute(change, [3])
        found, _ = gathered(source.pages(Stream.PRODUCTION_COUNT, last.cursor))
        database.execute(change, [2])
    after = next(count for count in found if count.key == before.key)
    assert (after.good, after.scrapped) == (7, 3)
    assert after.revision > before.revision


def test_orders_have_state_quantities_and_days_of_the_plant(source, odoo):
    _, made = odoo
    orders = {order.number: order for order in records(source, Stream.ORDER)}
    done, running = orders[made["done"]], orders[made["running"]]
    assert (done.state, done.planned, done.produced) == (OrderState.COMPLETED, 10, 10)
    assert (running.state, running.planned, running.produced) == (OrderState.RUNNING, 5, 0)
    assert done.ended is not None
    assert running.ended is None
    assert running.started.utcoffset() == timedelta(hours=8)


def test_lots_work_centers_and_users_are_known(source):
    assert [(lot.number, lot.material) for lot in records(source, Stream.LOT)] == [
        ("L-2026-1", "FRAME")
    ]
    centers = {e.code: e.level for e in records(source, Stream.EQUIPMENT)}
    assert centers == {
        "WC-1": EquipmentLevel.WORK_CENTER, "Packing": EquipmentLevel.WORK_CENTER,
    }  # fmt: skip
    assert "admin" in [person.code for person in records(source, Stream.PERSON)]


def test_odoos_tables_are_found_among_hundreds(odoo, tmp_path):
    address, _ = odoo
    out = tmp_path / "proposed.yaml"
    result = CliRunner().invoke(
        app, ["explore", address, "--zone", "Asia/Shanghai", "--out", str(out)]
    )
    assert result.exit_code == 0, result.output
    streams = yaml.safe_load(out.read_text(encoding="utf-8"))["streams"]
    tables = {name: [part["from"] for part in parts] for name, parts in streams.items()}
    assert tables["production_count"] == ["mrp_workorder"]
    assert tables["order"] == ["mrp_production"]
    assert tables["lot"] == ["stock_lot"]
    assert tables["equipment"] == ["mrp_workcenter"]
    assert tables["person"] == ["hr_employee"]
    (part,) = streams["production_count"]
    assert part["fields"]["operation"] == "operation.name"
    assert part["fields"]["work_center"] == {"first_of": ["workcenter.code", "workcenter.name"]}
    assert "t.state holds blocked, done, progress: say in `where`" in result.output
    # of the four work orders one has not begun
    assert "3 records, 1 rejection:" in result.output
    assert "missing_value: started (t.date_start) is empty" in result.output

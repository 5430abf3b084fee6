"""Feeding a real Odoo with what quality found: inspections, and the defects of each."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, LiteralString

import pytest
from loop_building import a_count, one, opened_jobs, rows, write_settings
from test_feed import erp_of

from adapters.contract import (
    Defect,
    Inspection,
    InspectionKind,
    InspectionResult,
    Page,
    Record,
    Stream,
)
from demo.runtime.throwaway import ThrowawayOdoo
from gateway.loop.decide import decision_is_due
from gateway.loop.feed import Fed, feed, is_waiting
from gateway.loop.jobs import Jobs
from gateway.loop.replay import replay
from gateway.warehouse.ingest import ingest
from gateway.warehouse.queries import RejectedFilter

pytestmark = pytest.mark.odoo


def an_inspection(key: str, *, source: str, **values: Any) -> Inspection:
    return Inspection(
        **{
            "source": source,
            "key": key,
            "revision": 0,
            "kind": InspectionKind.FINAL,
            "operation": f"{source}-WELD",
            "order": "O-1",
            "lot": f"{source}-LOT",
            "inspector": "QMEIER",
            "inspected": Decimal(50),
            "nonconforming": Decimal("4.5"),
            "unit": "pcs",
            "result": InspectionResult.REJECTED,
            "created": date(2026, 2, 2),
            "decided": datetime(2026, 2, 3, 14, 5, tzinfo=UTC),
            **values,
        }
    )


def a_defect(key: str, *, source: str, **values: Any) -> Defect:
    return Defect(
        **{
            "source": source,
            "key": key,
            "revision": 1,
            "found_in": "I1",
            "code_group": "WELD",
            "code": "POROSITY",
            "quantity": Decimal(4),
            "unit": "pcs",
            **values,
        }
    )


async def take_in(jobs: Jobs, stream: Stream, *records: Record, source: str) -> None:
    async with jobs.loop.warehouse.write() as connection:
        await ingest(connection, source, stream, Page(records=records, cursor="c"))


def in_odoo(
    odoo: ThrowawayOdoo, source: str, what: LiteralString, columns: LiteralString
) -> list[tuple[Any, ...]]:
    """Columns of the inspections or nonconformities, by key and revision."""
    with odoo.server.connection(odoo.database) as connection:
        return connection.execute(
            f"SELECT {columns} FROM hr_quality_{what} r "
            "JOIN hr_quality_source s ON s.id = r.source_id "
            "WHERE s.code = %s ORDER BY r.source_key, r.revision",
            [source],
        ).fetchall()


async def test_inspections_and_their_defects_reach_odoo_once_and_again_when_corrected(
    tmp_path: Path, warehouse_url: str, odoo: ThrowawayOdoo
) -> None:
    file = write_settings(tmp_path, warehouse_url, erp=erp_of(odoo, feed_batch=1))
    async with opened_jobs(file) as jobs:
        await take_in(
            jobs,
            Stream.INSPECTION,
            an_inspection("I1", source="ia"),
            an_inspection(
                "I2", source="ia", result=InspectionResult.OPEN, nonconforming=None, decided=None
            ),
            source="ia",
        )
        await take_in(jobs, Stream.DEFECT, a_defect("D1", source="ia"), source="ia")
        assert await is_waiting(jobs.loop.warehouse)
        assert await feed(jobs.loop) == Fed(sent=3, changed=3)
        found = in_odoo(odoo, "ia", "inspection", "source_key, result, nonconforming, day::text")
        assert found == [
            ("I1", "rejected", Decimal("4.5"), "2026-02-03"),
            ("I2", "open", None, "2026-02-02"),
        ]
        linked = in_odoo(odoo, "ia", "nonconformity", "r.code, r.lot, inspection_id IS NOT NULL")
        assert linked == [("POROSITY", "ia-LOT", True)]
        assert not await is_waiting(jobs.loop.warehouse)
        assert await feed(jobs.loop) == Fed()

        corrected = an_inspection("I1", source="ia", revision=7, lot="ia-OTHER")
        await take_in(jobs, Stream.INSPECTION, corrected, source="ia")
        assert await feed(jobs.loop) == Fed(sent=1, changed=1)
        assert in_odoo(odoo, "ia", "nonconformity", "lot, current") == [("ia-OTHER", True)]
        history = await one(jobs.loop.warehouse, "SELECT content FROM superseded_record")
        assert "fed_revision" not in history["content"]


async def test_a_defect_of_a_count_says_what_it_is_about(
    tmp_path: Path, warehouse_url: str, odoo: ThrowawayOdoo
) -> None:
    async with opened_jobs(write_settings(tmp_path, warehouse_url, erp=erp_of(odoo))) as jobs:
        count = a_count("C1", source="ib", operation="IB1", lot="ib-LOT", order="O-9")
        await take_in(jobs, Stream.PRODUCTION_COUNT, count, source="ib")
        defect = a_defect("D1", source="ib", found_in="C1")
        await take_in(jobs, Stream.DEFECT, defect, source="ib")
        assert await feed(jobs.loop) == Fed(sent=2, changed=2)
        found = in_odoo(odoo, "ib", "nonconformity", "operation_code, lot, order_code, day::text")
        assert found == [("IB1", "ib-LOT", "O-9", count.day.isoformat())]


async def test_what_odoo_refuses_is_kept_by_its_kind_and_sent_again(
    tmp_path: Path, warehouse_url: str, odoo: ThrowawayOdoo
) -> None:
    """Given an inspection without a day and a measurement of the same key and revision, then the
    one is refused and the other fed, and a replay after the repair settles it.
    """
    async with opened_jobs(write_settings(tmp_path, warehouse_url, erp=erp_of(odoo))) as jobs:
        warehouse = jobs.loop.warehouse
        flawed = an_inspection("I1", source="ic", created=None, decided=None)
        await take_in(jobs, Stream.INSPECTION, flawed, source="ic")
        assert await feed(jobs.loop) == Fed(sent=1, refused=1)
        refused = await one(warehouse, "SELECT * FROM rejected_record")
        assert (refused["stream"], refused["reason"]) == ("feed/inspection", "refused_by_erp")
        assert await feed(jobs.loop) == Fed()

        await rows(warehouse, "UPDATE inspection SET created = '2026-02-02'")
        where = RejectedFilter(streams=("feed/inspection",))
        done = await replay(jobs.loop, where, on_change=jobs.defer_feed)
        assert done.sent_again == 1
        assert await feed(jobs.loop) == Fed(sent=1, changed=1)
        assert (await one(warehouse, "SELECT * FROM rejected_record"))["resolved_at"] is not None


async def test_inspections_alone_call_for_no_decision(
    tmp_path: Path, warehouse_url: str, odoo: ThrowawayOdoo
) -> None:
    async with opened_jobs(write_settings(tmp_path, warehouse_url, erp=erp_of(odoo))) as jobs:
        inspection = an_inspection("I1", source="id")
        await take_in(jobs, Stream.INSPECTION, inspection, source="id")
        await feed(jobs.loop)
        assert not await decision_is_due(jobs.loop.warehouse)

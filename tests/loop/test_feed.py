"""Feeding a real Odoo: once, whole, and again after a correction, a refusal or a crash."""

from pathlib import Path
from typing import Any

import pytest
from loop_building import a_count, one, opened_jobs, rows, write_settings

from adapters.contract import AuthenticationFailed, Page, Record, Stream, Unavailable
from demo.runtime.throwaway import ThrowawayOdoo
from gateway.loop.decide import decide, decision_is_due
from gateway.loop.feed import Fed, feed
from gateway.loop.jobs import Jobs
from gateway.loop.replay import replay
from gateway.settings import SettingsError
from gateway.warehouse.ingest import ingest
from gateway.warehouse.queries import RejectedFilter

pytestmark = pytest.mark.odoo


def erp_of(odoo: ThrowawayOdoo, **values: Any) -> dict[str, Any]:
    return {
        "adapter": "json2",
        "url": odoo.url,
        "database": odoo.database,
        "feed_key": odoo.person("feeder")["key"],
        **values,
    }


async def take_in(jobs: Jobs, *records: Record, source: str) -> None:
    async with jobs.loop.warehouse.write() as connection:
        page = Page(records=records, cursor="c")
        await ingest(connection, source, Stream.PRODUCTION_COUNT, page)


def in_odoo(odoo: ThrowawayOdoo, source: str) -> list[tuple[Any, ...]]:
    """Operation, produced, scrapped, current of the measurements, the oldest revision first."""
    with odoo.server.connection(odoo.database) as connection:
        return connection.execute(
            "SELECT m.operation_code, m.produced, m.scrapped, m.current "
            "FROM hr_quality_measurement m JOIN hr_quality_source s ON s.id = m.source_id "
            "WHERE s.code = %s ORDER BY m.operation_code, m.revision",
            [source],
        ).fetchall()


async def test_measurements_reach_odoo_once_and_again_when_corrected(
    tmp_path: Path, warehouse_url: str, odoo: ThrowawayOdoo
) -> None:
    file = write_settings(tmp_path, warehouse_url, erp=erp_of(odoo, feed_batch=2))
    async with opened_jobs(file) as jobs:
        counts = [a_count(str(n), operation=f"F{n % 3}", source="fa") for n in range(6)]
        await take_in(jobs, *counts, source="fa")
        assert await feed(jobs.loop) == Fed(sent=3, changed=3)
        assert in_odoo(odoo, "fa") == [(f"F{n}", 200, 10, True) for n in range(3)]
        assert await feed(jobs.loop) == Fed()

        corrected = a_count("0", operation="F0", revision=2, scrapped=8, good=92, source="fa")
        await take_in(jobs, corrected, source="fa")
        assert await feed(jobs.loop) == Fed(sent=1, changed=1)
        assert in_odoo(odoo, "fa")[:2] == [("F0", 200, 10, False), ("F0", 200, 13, True)]
        state = await one(jobs.loop.warehouse, "SELECT * FROM source_state WHERE source = 'erp'")
        assert (state["stream"], state["state"], state["records"]) == ("feed", "ok", 4)


async def test_a_crash_between_odoos_answer_and_our_note_doubles_nothing(
    tmp_path: Path, warehouse_url: str, odoo: ThrowawayOdoo
) -> None:
    """Given measurements that Odoo took in while we forgot that we fed them, when they are fed
    again, then nothing changes there.
    """
    async with opened_jobs(write_settings(tmp_path, warehouse_url, erp=erp_of(odoo))) as jobs:
        await take_in(jobs, a_count("1", source="fb"), source="fb")
        await feed(jobs.loop)
        await rows(jobs.loop.warehouse, "UPDATE measurement SET fed_revision = 0")
        before = in_odoo(odoo, "fb")
        assert await feed(jobs.loop) == Fed(sent=1, changed=0)
        assert in_odoo(odoo, "fb") == before


async def test_what_odoo_refuses_is_kept_and_settled_when_it_is_taken_in(
    tmp_path: Path, warehouse_url: str, odoo: ThrowawayOdoo
) -> None:
    """Given a measurement that changed without a new revision, Odoo refuses it; the refusal is
    kept with Odoo's own sentence, the others are fed, and a replay after the repair settles it.
    """
    async with opened_jobs(write_settings(tmp_path, warehouse_url, erp=erp_of(odoo))) as jobs:
        warehouse = jobs.loop.warehouse
        await take_in(jobs, a_count("1", operation="R1", source="fc"), source="fc")
        await feed(jobs.loop)
        await rows(warehouse, "UPDATE measurement SET fed_revision = 0, good = 94, reworked = 1")
        await take_in(jobs, a_count("2", operation="R2", source="fc"), source="fc")
        assert await feed(jobs.loop) == Fed(sent=2, changed=1, refused=1)
        refused = await one(warehouse, "SELECT * FROM rejected_record")
        assert (refused["stream"], refused["reason"]) == ("feed", "refused_by_erp")
        assert len(refused["detail"]) > 20
        assert refused["raw"]["good"] == "94"
        assert await feed(jobs.loop) == Fed()

        await rows(warehouse, "UPDATE measurement SET good = 95, reworked = 0")
        where = RejectedFilter(streams=("feed",))
        done = await replay(jobs.loop, where, on_change=jobs.defer_feed)
        assert done.sent_again == 1
        assert (await feed(jobs.loop)).refused == 0
        assert (await one(warehouse, "SELECT * FROM rejected_record"))["resolved_at"] is not None


async def test_a_negative_sum_is_not_fed(
    tmp_path: Path, warehouse_url: str, odoo: ThrowawayOdoo
) -> None:
    async with opened_jobs(write_settings(tmp_path, warehouse_url, erp=erp_of(odoo))) as jobs:
        reversal = a_count("r", source="fd", produced=-100, good=-95, scrapped=-5)
        await take_in(jobs, reversal, source="fd")
        assert await feed(jobs.loop) == Fed()
        await take_in(jobs, a_count("1", source="fd"), source="fd")
        assert await feed(jobs.loop) == Fed(sent=1, changed=1)


async def test_the_rules_decide_once_on_what_was_fed(
    tmp_path: Path, warehouse_url: str, odoo: ThrowawayOdoo
) -> None:
    async with opened_jobs(write_settings(tmp_path, warehouse_url, erp=erp_of(odoo))) as jobs:
        warehouse = jobs.loop.warehouse
        assert not await decision_is_due(warehouse)
        await take_in(jobs, a_count("1", source="fe"), source="fe")
        await feed(jobs.loop)
        assert await decision_is_due(warehouse)
        answer = await decide(jobs.loop)
        assert set(answer) >= {"raised", "outcomes"}
        assert not await decision_is_due(warehouse)


async def test_the_jobs_feed_and_then_decide(
    tmp_path: Path, warehouse_url: str, odoo: ThrowawayOdoo
) -> None:
    """Given a page whose transaction deferred the feed, when a worker catches up, then Odoo has
    been fed and its rules have decided.
    """
    async with opened_jobs(write_settings(tmp_path, warehouse_url, erp=erp_of(odoo))) as jobs:
        async with jobs.loop.warehouse.write() as connection:
            page = Page(records=[a_count("1", source="fg")], cursor="c")
            await ingest(connection, "fg", Stream.PRODUCTION_COUNT, page)
            await jobs.defer_feed(connection)
        await jobs.app.run_worker_async(wait=False, delete_jobs="always", listen_notify=False)
        assert [row[1] for row in in_odoo(odoo, "fg")] == [100]
        states = await rows(
            jobs.loop.warehouse, "SELECT stream, state FROM source_state WHERE source = 'erp'"
        )
        assert {row["stream"]: row["state"] for row in states} == {"feed": "ok", "decide": "ok"}


@pytest.mark.parametrize(
    ("flaw", "error", "code"),
    [
        ({"url": "http://127.0.0.1:9"}, Unavailable, "unavailable"),
        ({"feed_key": "0" * 40}, AuthenticationFailed, "authentication_failed"),
        ({"feed_key_file": "none"}, SettingsError, None),
    ],
)
async def test_an_odoo_that_cannot_be_fed_is_told_and_tried_again_later(
    tmp_path: Path,
    warehouse_url: str,
    odoo: ThrowawayOdoo,
    flaw: dict[str, str],
    error: type[Exception],
    code: str | None,
) -> None:
    erp = {**erp_of(odoo), **flaw}
    if code is None:
        del erp["feed_key"]
        erp["feed_key_file"] = "key"
        (tmp_path / "key").write_text(odoo.person("feeder")["key"] + "\n")
        erp["adapter"] = "nosuch"
        code = "configuration"
    async with opened_jobs(write_settings(tmp_path, warehouse_url, erp=erp)) as jobs:
        await take_in(jobs, a_count("1", source="ff"), source="ff")
        with pytest.raises(error):
            await feed(jobs.loop)
        state = await one(jobs.loop.warehouse, "SELECT * FROM source_state WHERE source = 'erp'")
        assert (state["state"], state["reason_code"]) == ("failing", code)
        assert state["next_attempt_at"] > state["last_attempt_at"]
        left = await one(jobs.loop.warehouse, "SELECT fed_revision FROM measurement")
        assert left["fed_revision"] == 0

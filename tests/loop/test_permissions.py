"""Odoo's ledger tells a MES who may do what: once each, and again only what changes."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from loop_building import a_count, one, opened_jobs, rows, write_settings
from typer.testing import CliRunner

from adapters.contract import AdapterError, Page, ProtocolError, Stream
from adapters.mes.sql.command_keys import key_table_statement
from demo.runtime.throwaway import ThrowawayOdoo
from gateway.cli import make_cli
from gateway.loop.feed import feed
from gateway.loop.jobs import Jobs
from gateway.loop.permissions import Refused, send_permissions
from gateway.settings import SettingsError
from gateway.warehouse.ingest import ingest

pytestmark = pytest.mark.odoo

WELDING = "011010"
TODAY = date.today()  # noqa: DTZ011 - the day of the Odoo on this machine

MAPPING = """
zone: Europe/Berlin
shifts:
  early: {start: "06:00", end: "14:00"}
streams:
  person:
    - name: badges
      from: badge
      as: b
      cursor: {id: b.number, whole: true}
      key: b.number
      fields: {code: b.number, name: b.number, active: {constant: "true"}}
"""

COMMAND = """
commands:
  set_permission:
    keys: done
    steps:
      - sql: SELECT number FROM badge WHERE number = :person
        otherwise: The MES has no person {person}.
      - sql: INSERT INTO deed (person, operation, allowed) VALUES (:person, :operation, :allowed)
      - sql: DELETE FROM permit WHERE person = :person AND operation = :operation
      - sql: >-
          INSERT INTO permit (person, operation, allowed, until, why)
          VALUES (:person, :operation, :allowed, :valid_until, :reason)
"""


class Terminal:
    """A real SQLite MES that lets people log in: whom it knows, and what it was told."""

    def __init__(self, folder: Path, badges: Sequence[str], *, command: bool = True) -> None:
        self.file = folder / "terminal.sqlite"
        self.mapping = folder / "terminal.yaml"
        self.mapping.write_text(MAPPING + COMMAND * command, encoding="utf-8")
        self.ask("CREATE TABLE badge (number TEXT PRIMARY KEY)")
        self.ask("CREATE TABLE deed (person TEXT, operation TEXT, allowed INTEGER)")
        self.ask(
            "CREATE TABLE permit (person TEXT, operation TEXT, allowed INTEGER, until TEXT, "
            "why TEXT, PRIMARY KEY (person, operation))"
        )
        self.ask(key_table_statement("done", "sqlite"))
        for badge in badges:
            self.ask("INSERT INTO badge VALUES (?)", badge)

    def ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.file) as database:
            return database.execute(statement, values).fetchall()

    def permits(self) -> list[tuple[Any, ...]]:
        return self.ask("SELECT person, allowed, until, why FROM permit ORDER BY person")

    @property
    def deeds(self) -> int:
        return self.ask("SELECT count(*) FROM deed")[0][0]

    def settings(self, **values: Any) -> dict[str, Any]:
        url = f"sqlite:///{self.file}"
        mapping = str(self.mapping)
        return {"adapter": "sql", "url": url, "write_url": url, "mapping": mapping, **values}


@pytest.fixture(scope="module")
def untrained(plant: Path) -> Iterator[str]:
    """Badges of operators who never learned to weld by robot; each is given to one test."""
    people = json.loads((plant / "plant.json").read_text())["employees"]
    return iter(
        [
            each["badge"]
            for each in people
            if each["role"] == "operator" and "special_equipment" not in each["scores"]
        ]
    )


def erp_of(odoo: ThrowawayOdoo, role: str = "feeder") -> dict[str, Any]:
    key = odoo.person(role)["key"]
    return {"adapter": "json2", "url": odoo.url, "database": odoo.database, "feed_key": key}


def ids_of(odoo: ThrowawayOdoo, table: str, column: str, code: str) -> int:
    with odoo.server.connection(odoo.database) as connection:
        found = connection.execute(f"SELECT id FROM {table} WHERE {column} = %s", [code])
        return found.fetchall()[0][0]


def decide(odoo: ThrowawayOdoo, act: str, badge: str, *arguments: Any) -> None:
    """An act of quality on the ledger."""
    employee = ids_of(odoo, "hr_employee", "barcode", badge)
    operation = ids_of(odoo, "hr_quality_operation", "code", WELDING)
    names = {"exempt": ("reason", "valid_until"), "suspend": ("reason",), "lift": ("reason",)}[act]
    answer = httpx.post(
        f"{odoo.url}/json/2/hr.quality.qualification/{act}",
        json={
            "employee_id": employee,
            "operation_id": operation,
            **dict(zip(names, arguments, strict=True)),
        },
        headers={"Authorization": f"Bearer {odoo.person('quality_engineer')['key']}"},
        timeout=60,
    )
    assert answer.status_code == 200, answer.text


async def work(jobs: Jobs, source: str, *badges: str) -> None:
    """These people welded today, and Odoo knows it."""
    counts = [
        a_count(badge, source=source, person=badge, operation=WELDING, day=TODAY)
        for badge in badges
    ]
    async with jobs.loop.warehouse.write() as connection:
        page = Page(records=counts, cursor="c")
        await ingest(connection, source, Stream.PRODUCTION_COUNT, page)
    await feed(jobs.loop)


async def test_the_ledger_is_told_once_and_then_what_changes(
    tmp_path: Path, warehouse_url: str, odoo: ThrowawayOdoo, untrained: Iterator[str]
) -> None:
    first, second = sorted((next(untrained), next(untrained)))
    terminal = Terminal(tmp_path, [first, second])
    file = write_settings(tmp_path, warehouse_url, erp=erp_of(odoo), pa=terminal.settings())
    until = str(TODAY + timedelta(days=3))
    async with opened_jobs(file) as jobs:
        await work(jobs, "pa", first, second)
        decide(odoo, "exempt", first, "Urgent order", until)
        dry = await send_permissions(jobs.loop, "pa", dry_run=True)
        assert ([t.person for t in dry.told], terminal.permits()) == ([first, second], [])

        done = await send_permissions(jobs.loop, "pa")
        assert [(t.person, t.allowed, t.sent) for t in done.told] == [
            (first, True, True),
            (second, False, True),
        ]
        assert terminal.permits() == [(first, 1, until, "exempt"), (second, 0, None, "none")]

        again = await send_permissions(jobs.loop, "pa")
        assert (again.told, again.unchanged, terminal.deeds) == ([], 2, 2)

        decide(odoo, "suspend", first, "Rework found")
        third = await send_permissions(jobs.loop, "pa")
        assert [(t.person, t.allowed) for t in third.told] == [(first, False)]
        assert terminal.permits()[0] == (first, 0, None, "suspended")

        terminal.ask("UPDATE permit SET allowed = 1")
        await send_permissions(jobs.loop, "pa", again=True)
        assert [row[:2] for row in terminal.permits()] == [(first, 0), (second, 0)]
        state = await one(
            jobs.loop.warehouse, "SELECT * FROM source_state WHERE stream = 'permissions'"
        )
        assert (state["source"], state["state"]) == ("pa", "ok")


async def test_what_a_crash_left_open_is_done_once(
    tmp_path: Path, warehouse_url: str, odoo: ThrowawayOdoo, untrained: Iterator[str]
) -> None:
    """Given a MES that did as told while we forgot that it had, when it is told again, then it
    answers and does nothing.
    """
    badge = next(untrained)
    terminal = Terminal(tmp_path, [badge])
    file = write_settings(tmp_path, warehouse_url, erp=erp_of(odoo), pb=terminal.settings())
    async with opened_jobs(file) as jobs:
        await work(jobs, "pb", badge)
        await send_permissions(jobs.loop, "pb")
        await rows(jobs.loop.warehouse, "UPDATE sent_permission SET sent_at = NULL")
        done = await send_permissions(jobs.loop, "pb")
        assert ([t.sent for t in done.told], terminal.deeds) == ([True], 1)


async def test_a_refusal_is_told_and_keeps_nobody_else_waiting(
    tmp_path: Path, warehouse_url: str, odoo: ThrowawayOdoo, untrained: Iterator[str]
) -> None:
    unknown, known = next(untrained), next(untrained)
    terminal = Terminal(tmp_path, [known])
    file = write_settings(tmp_path, warehouse_url, erp=erp_of(odoo), pc=terminal.settings())
    state = "SELECT state, reason FROM source_state WHERE stream = 'permissions'"
    async with opened_jobs(file) as jobs:
        await work(jobs, "pc", unknown, known)
        with pytest.raises(Refused, match=rf"1 of 2 .* The MES has no person {unknown}\."):
            await send_permissions(jobs.loop, "pc")
        assert [row[0] for row in terminal.permits()] == [known]
        kept = await one(jobs.loop.warehouse, state)
        assert (kept["state"], f"no person {unknown}" in kept["reason"]) == ("failing", True)

        terminal.ask("INSERT INTO badge VALUES (?)", unknown)
        done = await send_permissions(jobs.loop, "pc")
        assert [(t.person, t.sent) for t in done.told] == [(unknown, True)]
        assert await one(jobs.loop.warehouse, state) == {"state": "ok", "reason": None}


async def test_who_is_no_longer_listed_is_blocked_but_never_all_at_once(
    tmp_path: Path, warehouse_url: str, odoo: ThrowawayOdoo, untrained: Iterator[str]
) -> None:
    """Given people who were told to be allowed, when the ledger lists one no more, then he is
    blocked; when it lists nobody at all, as for a key without rights, then nothing is told.
    """
    listed, gone = next(untrained), "G1"
    terminal = Terminal(tmp_path, [listed, gone])
    file = write_settings(tmp_path, warehouse_url, erp=erp_of(odoo), pd=terminal.settings())
    async with opened_jobs(file) as jobs:
        await work(jobs, "pd", listed)
        decide(odoo, "exempt", listed, "Urgent order", str(TODAY + timedelta(days=2)))
        await send_permissions(jobs.loop, "pd")
        await rows(
            jobs.loop.warehouse,
            "INSERT INTO sent_permission (source, person, operation, allowed, revision, sent_at) "
            f"VALUES ('pd', '{gone}', '{WELDING}', true, 1, now())",
        )
        done = await send_permissions(jobs.loop, "pd")
        assert [(t.person, t.allowed, t.reason) for t in done.told] == [(gone, False, "not_listed")]
    file = write_settings(
        tmp_path, warehouse_url, erp=erp_of(odoo, "bi_analyst"), pd=terminal.settings()
    )
    async with opened_jobs(file) as jobs:
        with pytest.raises(ProtocolError, match="lists nobody who may work"):
            await send_permissions(jobs.loop, "pd")
    assert [row[:2] for row in terminal.permits()] == [(listed, 1), (gone, 0)]


async def test_the_worker_tells_a_source_that_asks_for_it(
    tmp_path: Path, warehouse_url: str, odoo: ThrowawayOdoo, untrained: Iterator[str]
) -> None:
    """Given two sources, of which one is to be told, then only its system is."""
    for name in ("pe", "pf"):
        (tmp_path / name).mkdir()
    badge = next(untrained)
    told, spared = (Terminal(tmp_path / name, [badge]) for name in ("pe", "pf"))
    file = write_settings(
        tmp_path, warehouse_url, erp=erp_of(odoo),
        pe=told.settings(permissions=True), pf=spared.settings(),
    )  # fmt: skip
    async with opened_jobs(file) as jobs:
        await work(jobs, "pe", badge)
        await work(jobs, "pf", badge)
        assert await jobs.defer_due() >= 1
        await jobs.app.run_worker_async(wait=False, delete_jobs="always", listen_notify=False)
        later = await rows(jobs.loop.warehouse, "SELECT * FROM source_state WHERE source = 'pe'")
        assert later[0]["next_attempt_at"] - later[0]["last_attempt_at"] > timedelta(seconds=290)
    assert (told.deeds, spared.deeds) == (1, 0)


async def test_a_system_that_cannot_be_told_says_so(
    tmp_path: Path, warehouse_url: str, odoo: ThrowawayOdoo, untrained: Iterator[str]
) -> None:
    badge = next(untrained)
    terminal = Terminal(tmp_path, [badge], command=False)
    file = write_settings(tmp_path, warehouse_url, erp=erp_of(odoo), pg=terminal.settings())
    async with opened_jobs(file) as jobs:
        await work(jobs, "pg", badge)
        with pytest.raises(AdapterError, match="does not take the command set_permission"):
            await send_permissions(jobs.loop, "pg")
        with pytest.raises(SettingsError, match="no source ph"):
            await send_permissions(jobs.loop, "ph")


def test_by_hand(
    tmp_path: Path,
    warehouse_url: str,
    odoo: ThrowawayOdoo,
    untrained: Iterator[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Given a person whom the MES knows and one whom it does not, then the command lists both and
    says which was refused.
    """
    known, unknown = sorted((next(untrained), next(untrained)))
    terminal = Terminal(tmp_path, [known])
    file = write_settings(tmp_path, warehouse_url, erp=erp_of(odoo), pi=terminal.settings())
    monkeypatch.setenv("QUALITY_LOOP_CONFIG", str(file))

    async def prepare() -> None:
        async with opened_jobs(file) as jobs:
            await work(jobs, "pi", known, unknown)

    asyncio.run(prepare())

    def call(*arguments: str) -> Any:
        return CliRunner().invoke(make_cli(["permissions"]), ["permissions", "pi", *arguments])

    dry = call("--dry-run", "--json")
    assert (dry.exit_code, terminal.deeds) == (1, 0)
    answer = json.loads(dry.stdout)
    assert [(t["person"], t["told"], bool(t["problem"])) for t in answer["told"]] == [
        (known, "block", False),
        (unknown, "block", True),
    ]
    shown = call()
    assert shown.exit_code == 1
    assert "told 2, unchanged 0" in shown.stdout
    assert f"no person {unknown}" in shown.stderr
    terminal.ask("INSERT INTO badge VALUES (?)", unknown)
    assert call().exit_code == 0
    assert "Nothing is different" in call().stdout

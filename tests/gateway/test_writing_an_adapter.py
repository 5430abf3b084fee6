"""Whoever follows docs/writing-an-adapter.md sees his data in GraphQL, and his adapter is platinum.

All commands are run in the order of the page, in an environment of a stranger's own.
"""

import asyncio
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from gateway_client import World

from demo.parts import toml
from demo.runtime import ports
from gateway.settings import Settings
from gateway.warehouse.database import Warehouse
from gateway.warehouse.migrate import migrate
from strangers_environment import StrangersEnvironment
from whole_factory import serving

TEXT = (Path(__file__).parents[2] / "docs" / "writing-an-adapter.md").read_text(encoding="utf-8")
FENCES = re.findall(r"```(\w+)\n(.*?)```", TEXT, re.DOTALL)


@dataclass
class Reader:
    """Somebody who does what the page says, one block after the other."""

    environment: StrangersEnvironment
    variables: dict[str, str]
    lasting: list[str] = field(default_factory=list)
    said: str = ""

    def types(self, block: str) -> str:
        """Runs the commands in his terminal, where earlier ones have set variables."""
        self.said = self.environment.done("\n".join([*self.lasting, block]), **self.variables)
        self.lasting += [line for line in block.splitlines() if line.startswith(("export ", ". "))]
        return self.said

    def tries(self, block: str) -> str:
        """As ``types``, of a command that is to fail."""
        ran = self.environment.run("\n".join([*self.lasting, block]), **self.variables)
        assert ran.returncode != 0
        self.said = ran.stdout
        return self.said

    def edits(self, diff: str, *, back: bool = False) -> None:
        """Changes the package as a block shows it, or back again."""
        for file, lines in _changes(diff):
            path = self.environment.folder / "acme-lab" / file
            before = "".join(f"{line[1:]}\n" for line in lines if line[0] in " -")
            after = "".join(f"{line[1:]}\n" for line in lines if line[0] in " +")
            if back:
                before, after = after, before
            content = path.read_text(encoding="utf-8")
            assert content.count(before) == 1, f"{file} does not have once:\n{before}"
            path.write_text(content.replace(before, after), encoding="utf-8")


def _changes(diff: str) -> list[tuple[str, list[str]]]:
    parts = re.split(r"^--- a/(.*)\n\+\+\+ b/.*\n@@\n", diff, flags=re.MULTILINE)
    return [
        (file, [line or " " for line in lines.splitlines()])
        for file, lines in zip(parts[1::2], parts[2::2], strict=True)
    ]


def test_the_page_leads_from_nothing_to_data_in_graphql(
    tmp_path: Path, fresh_database: str, world: World
) -> None:
    """Given a Quality Loop that runs, when a stranger does what the page says, then each command
    works, the page shows what they print, and GraphQL has his counts.
    """
    asyncio.run(_migrated(fresh_database))
    environment = StrangersEnvironment(tmp_path)
    (environment.folder / ".venv").symlink_to(tmp_path / "environment")
    settings, port = _demo_settings(environment.folder, fresh_database, world)
    with serving(settings, port, tmp_path / "gateway.log") as url:
        reader = Reader(environment, {"GRAPHQL": url, "KEY": world.keys["gq.quality"]})
        said = [_done(reader, kind, block) for kind, block in FENCES if kind != "python"]
        everything = "\n".join(said)
        assert re.search(r"^acme-lab +yes +production_count", everything, re.MULTILINE)
        (answer,) = [json.loads(text) for text in said if text.startswith('{"data"')]
        counts = answer["data"]["measurements"]
        assert sorted((c["day"], c["scrapped"], c["lot"]) for c in counts) == [
            ("2026-03-02", "0", "焊接-01"),
            ("2026-03-02", "1.5", "L-0042"),
            ("2026-03-02", "5", "L-0042"),
            ("2026-03-02", "6", "L-0042"),
        ]
        assert "lab (adapter acme-lab): platinum" in everything
        counted = reader.types("quality-loop rejected list --source lab --json")
        assert json.loads(counted) == []


def _done(reader: Reader, kind: str, block: str) -> str:
    match kind:
        case "sh":
            return reader.types(block)
        case "diff":
            reader.edits(block)
            if "float" in block:
                reader.tries("pytest acme-lab -k 'exact or port'")
                reader.edits(block, back=True)
        case "text":
            for line in block.splitlines():
                assert line.startswith("export ") or line in reader.said, line
        case _:
            pytest.fail(f"Nobody runs blocks of the kind {kind}.")
    return ""


def _demo_settings(folder: Path, warehouse: str, world: World) -> tuple[Path, int]:
    """Where and as ``make demo`` writes them, and the port of its gateway."""
    port = ports.choose("a test's gateway", None, 8869, option="", taken=())
    file = folder / ".quality-loop" / "quality-loop.toml"
    file.parent.mkdir()
    tables: dict[str, Any] = {
        "": {"warehouse_url": warehouse, "port": port},
        "erp": {"adapter": "json2", "url": world.url, "database": world.database},
    }
    file.write_text(toml(tables), encoding="utf-8")
    return file, port


async def _migrated(url: str) -> None:
    async with Warehouse.open(Settings(warehouse_url=url)) as warehouse:  # pyright: ignore
        await migrate(warehouse.engine)

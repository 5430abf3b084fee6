"""A database that nobody has described is read, and a mapping proposed that loads and yields."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
import yaml
from mes_building import DIALECTS, SmallMes, gathered, only
from qcadoo import Qcadoo
from typer.testing import CliRunner

from adapters.contract import Capability, Stream
from adapters.mes.cli import PASSWORD, app
from adapters.mes.sql import SqlSettings, SqlSource
from adapters.mes.sql.explore.codes import codes_as, units_of
from adapters.mes.sql.explore.words import fit, words_for
from demo.plant.build import build_plant

COUNT = Stream.PRODUCTION_COUNT


def explored(url: str, folder: Path, *options: str) -> tuple[dict, str]:
    """The proposed mapping and what was said."""
    out = folder / "proposed.yaml"
    result = CliRunner().invoke(app, ["explore", url, "--out", str(out), *options])
    assert result.exit_code == 0, result.output
    return yaml.load(out.read_text(encoding="utf-8"), yaml.BaseLoader), result.output  # noqa: S506


def source(url: str, mapping: Path | str, **settings) -> SqlSource:
    return SqlSource("mes", SqlSettings(url=url, mapping=mapping, **settings))


def counts(made: SqlSource) -> dict:
    found, _ = gathered(made.pages(COUNT, None))
    made.close()
    return {(count.key, count.revision): count for count in found}


# ------------------------------------------------------------------ MES that are known


@pytest.fixture(scope="module")
def plant(tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("plant")
    build_plant(folder, seed=11, until=date(2026, 4, 5), operators=24, weeks=10, counts=3_000)
    return f"sqlite:///{folder}/mes.sqlite"


def test_the_demos_mes_is_found_with_its_german_names_and_awkward_values(plant, tmp_path):
    mapping, said = explored(plant, tmp_path, "--zone", "Europe/Berlin", "--rows", "3")
    tables = {name: [part["from"] for part in parts] for name, parts in mapping["streams"].items()}
    assert tables == {
        "production_count": ["BDE_MELDUNG"],
        "inspection": ["PRUEF_MELDUNG"],
        "defect": ["PRUEF_FEHLER"],
        "equipment": ["ARBPLATZ"],
        "person": ["PERS_STAMM"],
    }
    assert mapping["shifts"] == {
        "table": "SCHICHTPLAN", "code": "SCHICHT", "start": "VON", "end": "BIS",
    }  # fmt: skip
    (part,) = mapping["streams"]["production_count"]
    assert (part["key"], part["revision"]) == ("t.MELD_NR", "t.LFD")
    assert part["cursor"] == {"id": "t.SATZ_NR", "overlap_ids": "200"}
    assert part["fields"]["started"] == {"column": "t.BEGINN", "form": "%d.%m.%Y %H:%M:%S"}
    assert part["fields"]["produced"] == {"column": "t.MENGE_GES", "decimal": ","}
    assert part["fields"]["lot"] == {"column": "t.CHARGE", "encoding": ["utf-8", "gb18030"]}
    (person,) = mapping["streams"]["person"]
    assert person["fields"]["name"]["encoding"] == ["utf-8", "gb18030"]
    assert "say what XX of t.PRUEF_ART means for kind" in said
    assert "3 records, 0 rejections" in said


def test_the_mapping_alone_is_printed_and_loads_and_twenty_rows_are_shown_beside(plant, tmp_path):
    """Given no --out, then standard output is a mapping file as it stands."""
    result = CliRunner().invoke(app, ["explore", plant, "--zone", "Europe/Berlin"])
    assert result.exit_code == 0
    for stream in ("production_count", "inspection", "defect", "person"):
        told = result.stderr.split(f"\n{stream}: ")[1].split("\n\n")[0].splitlines()
        assert len([line for line in told if line.startswith(("  + ", "  - "))]) == 20
    assert "\nMissing:\n  notification: " in result.stderr
    (tmp_path / "printed.yaml").write_text(result.stdout, encoding="utf-8")
    made = source(plant, tmp_path / "printed.yaml")
    assert set(yaml.safe_load(result.stdout)["streams"]) == {
        name for name, capability in made.streams.items() if capability is Capability.SUPPORTED
    }
    made.close()


def test_the_proposal_reads_the_demos_counts_as_the_mapping_that_comes_along_does(plant, tmp_path):
    explored(plant, tmp_path, "--zone", "Europe/Berlin", "--rows", "1")
    proposed = counts(source(plant, tmp_path / "proposed.yaml"))
    known = counts(source(plant, "demo_plant"))
    shift = {"early": "F", "late": "S", "night": "N"}
    same = [key for key in known if key in proposed and proposed[key].unit == "pcs"]
    assert len(same) > 0.8 * len(known)
    # a renamed work centre, a reversal and a shared badge are what only people know
    for key in same:
        told = known[key]
        expected = replace(told, shift=shift[told.shift], work_center=proposed[key].work_center,
                           person=proposed[key].person, reverses=None)  # fmt: skip
        assert proposed[key] == expected


@pytest.fixture(scope="module")
def qcadoo(make_database) -> str:
    address = make_database()
    mes = Qcadoo(address)
    mes.make()
    mes.fill()
    for number in range(1, 6):
        mes.track(number)
    mes.track(6, state="01draft")
    mes.connection.close()
    return address


def test_qcadoos_lines_are_read_with_their_header_and_what_it_refers_to(qcadoo, tmp_path):
    mapping, said = explored(qcadoo, tmp_path, "--zone", "Europe/Warsaw")
    (part,) = mapping["streams"]["production_count"]
    assert part["from"] == "productioncounting_trackingoperationproductoutcomponent"
    assert "productiontracking.state holds 01draft, 02accepted: say in `where`" in said
    assert "nobody found the shift plan" in said
    assert "inspection: qualitycontrol_qualitycontrol looks like it, but nobody found" in said
    levels = [part["fields"]["level"]["constant"] for part in mapping["streams"]["equipment"]]
    assert levels == ["site", "area", "work_center", "work_unit"]
    (skills,) = mapping["streams"]["qualification"]
    assert skills["fields"] == {"person": "staff.number", "skill": "skill.name", "level": "t.level"}

    proposed = counts(source(qcadoo, tmp_path / "proposed.yaml"))
    known = counts(source(qcadoo, "qcadoo", zone="Europe/Warsaw"))
    by_key = {key: count for (key, _), count in proposed.items()}
    assert len(known) == 5
    for (key, _), count in known.items():
        same = replace(by_key[key], revision=count.revision, shift=count.shift)
        assert same == count


# ------------------------------------------------------------------ MES of one's own


@pytest.fixture(params=DIALECTS)
def mes(request, tmp_path, empty_database) -> Iterator[SmallMes]:
    """A small MES in a database of its own, where no other test has left a table."""
    small = SmallMes(tmp_path, empty_database(request.param))
    yield small
    small.close()


CHINESE = """
    编号 {TEXT} PRIMARY KEY, 工序 {TEXT}, 产线 {TEXT}, 设备 {TEXT}, 工单号 {TEXT}, 批次号 {TEXT},
    物料编码 {TEXT}, 工号 {TEXT}, 开始时间 TIMESTAMP NULL, 结束时间 TIMESTAMP NULL,
    合格数 {NUMBER}, 报废数 {NUMBER}, 返工数 {NUMBER}, 更新时间 TIMESTAMP NULL
"""


def test_chinese_names_are_understood_in_each_database(mes, tmp_path):
    mes.table("报工记录", CHINESE)
    mes.insert("报工记录", {
        "编号": "B001", "工序": "焊接", "产线": "L1", "设备": "M1", "工单号": "WO1",
        "批次号": "批1", "物料编码": "P1", "工号": "0001", "开始时间": datetime(2026, 3, 2, 7),  # noqa: DTZ001
        "结束时间": datetime(2026, 3, 2, 8), "合格数": 98, "报废数": 2, "返工数": 0,  # noqa: DTZ001
        "更新时间": datetime(2026, 3, 2, 8, 1),  # noqa: DTZ001
    })  # fmt: skip
    mapping, said = explored(mes.address, tmp_path, "--zone", "Asia/Shanghai")
    (part,) = mapping["streams"]["production_count"]
    fields = {name: f["column"] if isinstance(f, dict) else f for name, f in part["fields"].items()}
    assert fields == {
        "operation": "t.工序", "work_center": "t.产线", "work_unit": "t.设备", "order": "t.工单号",
        "lot": "t.批次号", "material": "t.物料编码", "person": "t.工号", "started": "t.开始时间",
        "ended": "t.结束时间", "good": "t.合格数", "scrapped": "t.报废数", "reworked": "t.返工数",
    }  # fmt: skip
    assert part["cursor"]["changed"] == "t.更新时间"
    assert "1 record, 0 rejections:" in said


@only("sqlite", "mariadb")
def test_tables_without_foreign_keys_are_joined_by_the_names_of_their_columns(mes, tmp_path):
    mes.table("worker", "id INTEGER PRIMARY KEY, badge {TEXT}, full_name {TEXT}")
    mes.table("batch", "batch_id INTEGER PRIMARY KEY, number {TEXT}")
    mes.table("output_log_line", """
        row_no INTEGER PRIMARY KEY, operation {TEXT}, work_center {TEXT}, worker_id INTEGER,
        batch_id INTEGER, started_at {TEXT}, ended_at {TEXT}, qty_good INTEGER, qty_scrap INTEGER
    """)  # fmt: skip
    mes.insert("worker", {"id": 7, "badge": "0001", "full_name": "Ann"})
    mes.insert("batch", {"batch_id": 3, "number": "L-3"})
    mes.insert("output_log_line", {
        "row_no": 1, "operation": "WELD", "work_center": "L1", "worker_id": 7, "batch_id": 3,
        "started_at": "2026-03-02T06:00:00", "ended_at": "2026-03-02T07:00:00", "qty_good": 5,
        "qty_scrap": 1,
    })  # fmt: skip
    mapping, said = explored(mes.address, tmp_path, "--zone", "Europe/Berlin")
    (part,) = mapping["streams"]["production_count"]
    assert part["from"] == "output_log_line"
    assert part["fields"]["lot"] == "batch.number"
    assert "worker is joined by the name of worker_id alone" in said
    assert "lot=L-3" in said


def test_what_is_done_at_a_machine_is_no_machine(mes, tmp_path):
    mes.table("machine", "id INTEGER PRIMARY KEY, code VARCHAR(20), name {TEXT}")
    mes.table("step_machine", """
        id INTEGER PRIMARY KEY, name {TEXT}, machine_id INTEGER,
        FOREIGN KEY (machine_id) REFERENCES machine (id)
    """)  # fmt: skip
    mes.insert("machine", {"id": 1, "code": "M1", "name": "Welder"})
    mes.insert("step_machine", {"id": 1, "name": "Weld", "machine_id": 1})
    mapping, _ = explored(mes.address, tmp_path, "--zone", "UTC")
    assert "machine" in [part["from"] for part in mapping["streams"]["equipment"]]
    assert "step_machine" not in [part["from"] for part in mapping["streams"]["equipment"]]


def test_a_stream_whose_needed_fields_nobody_found_is_left_out_and_said(mes, tmp_path):
    mes.table("complaint", "id INTEGER PRIMARY KEY, title {TEXT}")
    mes.table("staff", "badge {TEXT} PRIMARY KEY, name {TEXT}")
    mapping, said = explored(mes.address, tmp_path)
    assert "notification" not in mapping["streams"]
    assert "notification: complaint looks like it, but nobody found" in said
    assert "notification: complaint looks like it" in (tmp_path / "proposed.yaml").read_text()


def test_where_nothing_looks_like_anything_it_says_so_and_writes_nothing(tmp_path):
    import sqlite3

    file = tmp_path / "other.sqlite"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE zzz (a TEXT)")
    result = CliRunner().invoke(app, ["explore", f"sqlite:///{file}", "--out", str(tmp_path / "p")])
    assert result.exit_code == 1
    assert "none of 1 tables can be read as one of the streams" in result.output
    assert not (tmp_path / "p").exists()


@only("postgresql")
def test_a_view_that_takes_too_long_keeps_nothing_from_being_explored(mes, tmp_path):
    mes.table("staff", "badge {TEXT} PRIMARY KEY, name {TEXT}, active {BIT}")
    mes.insert("staff", {"badge": "0001", "name": "Ann", "active": True})
    mes.sql("CREATE OR REPLACE VIEW worker_slowly AS SELECT * FROM staff"
            " WHERE (SELECT count(*) FROM pg_sleep(30)) > 0")  # fmt: skip
    mapping, _ = explored(mes.address, tmp_path, "--time-limit", "0.5")
    assert [part["from"] for part in mapping["streams"]["person"]] == ["staff"]


@only("mariadb")
def test_a_wrong_password_is_told_without_it(mariadb, mes, monkeypatch):
    mariadb.execute("CREATE OR REPLACE USER looker@localhost IDENTIFIED BY 'geheim'")
    monkeypatch.setenv(PASSWORD, "wr0ng")
    result = CliRunner().invoke(app, ["explore", mes.address.replace("root@", "looker@")])
    assert result.exit_code == 1
    assert "does not accept this user and password" in result.output
    assert "wr0ng" not in result.output


# ------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("AUFTR_NR", "order"),
        ("productionline_id", "work_center"),
        ("timeRangeFrom", "started"),
        ("qtyScrap", "scrapped"),
        ("MENGE_GUT", "good"),
        ("返工数量", "reworked"),
        ("PersonalNummer", "person"),
    ],
)
def test_names_are_understood(name, field):
    assert fit(name, words_for(field)) >= 0.7


@pytest.mark.parametrize(
    ("name", "field"), [("workflow", "work_center"), ("orders_of_magnitude", "lot"), ("x1", "good")]
)
def test_other_names_are_not(name, field):
    assert fit(name, words_for(field)) < 0.5


def test_codes_are_translated_only_where_words_tell():
    known, unknown = codes_as("OrderState", ["01pending", "03inProgress", "Q7", "04completed"])
    assert known == {"01pending": "planned", "03inProgress": "running", "04completed": "completed"}
    assert unknown == ["Q7"]
    known, unknown = codes_as("InspectionResult", ["A", "R", "notAccepted", "Z"])
    assert known == {"A": "accepted", "R": "rejected", "notAccepted": "rejected"}
    assert unknown == ["Z"]


def test_units_are_pieces_measures_or_keep_their_name():
    factors, names = units_of(["ST", "Stk.", "KG", "公斤", "KAR"])
    assert factors == {"ST": 1, "Stk.": 1}
    assert names == {"KG": "kg", "公斤": "kg", "KAR": "KAR"}

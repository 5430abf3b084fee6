"""A mapping file that cannot work is told by line, before anything is read."""

from pathlib import Path

import pytest
from mes_building import MAPPING, read

from adapters.contract import ConfigurationError, Stream
from adapters.mapping.file import shipped_mappings
from adapters.mes.sql import SqlSettings, SqlSource
from adapters.mes.sql.model import PACKAGE, load_sql_mapping


def problem(tmp_path: Path, old: str, new: str) -> str:
    assert old in MAPPING
    file = tmp_path / "mapping.yaml"
    file.write_text(MAPPING.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError) as error:
        load_sql_mapping(file)
    return str(error.value)


def line_of(text: str) -> int:
    return next(n for n, line in enumerate(MAPPING.splitlines(), start=1) if text in line)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("zone:", "zones:", "zone:", "zones: Extra inputs"),
        ("start: 06:00", "start: six", "F: {", "shifts"),
        ("revision: version", "revision: {colum: version}", "revision:", "colum"),
        ("from: booking", "form: booking", "name: booked", "form: Extra"),
        ("        good: good\n        scrapped: scrap\n", "", "fields:", "one may be"),
        ("        operation: operation\n", "", "fields:", "field operation is missing"),
        ("        operation: op", "        operatoin: op", "operation: op", "no field operatoin"),
        ("cursor: {id: b.row_no}", "cursor: {}", "cursor:", "id, changed or both"),
        ("divide_by: op.weight, d", "d", "factors:", "multiply_by or divide_by"),
        ("{column: total, decimal: \",\"}", "{decimal: \",\"}", "produced:", "exactly one of"),
        ("as: ce,", "as: op,", "name: booked", "same name"),
    ],
)  # fmt: skip
def test_an_error_names_its_line_and_field(tmp_path, old, new, line, said):
    message = problem(tmp_path, old, new)
    assert said in message
    numbers = {int(part.split(":")[1]) for part in message.splitlines()}
    assert any(abs(number - line_of(line)) <= 2 for number in numbers), message


def test_codes_that_yaml_would_take_for_something_else_stay_text(tmp_path):
    file = tmp_path / "mapping.yaml"
    text = MAPPING.replace("shift: shift", "shift: {column: shift, values: {NO: F, 0010: S}}")
    file.write_text(text, encoding="utf-8")
    (part,) = load_sql_mapping(file).streams[Stream.PRODUCTION_COUNT]
    assert part.fields["shift"].values == {"NO": "F", "0010": "S"}


@pytest.mark.parametrize("text", ["", "- a\n", "a: [", "just text"])
def test_what_is_no_mapping_is_said(tmp_path, text):
    file = tmp_path / "mapping.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"mapping\.yaml"):
        load_sql_mapping(file)


def test_a_missing_file_and_an_unknown_name_are_said(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_sql_mapping(tmp_path / "gone.yaml")
    with pytest.raises(ConfigurationError, match="demo_plant"):
        load_sql_mapping(Path("no_such_mes"))


def test_every_shipped_mapping_loads():
    assert shipped_mappings(PACKAGE)
    for name in shipped_mappings(PACKAGE):
        assert load_sql_mapping(Path(name)).streams


def test_a_column_that_the_mes_has_not_is_said_with_those_it_has(mes):
    # SQLite would take the misspelt name for a text and read it as such in every row.
    mes.part["fields"]["lot"]["column"] = "lott"
    mes.book()
    with pytest.raises(ConfigurationError, match=r"booking has no column lott \(only .*lot"):
        read(mes.source())


def test_a_table_that_the_mes_has_not_is_said(mes):
    mes.part["from"] = "bookings"
    with pytest.raises(ConfigurationError, match="no table or view bookings"):
        mes.source().check()


def test_an_alias_that_no_join_has_is_said(mes):
    mes.part["fields"]["lot"]["column"] = "x.lot"
    with pytest.raises(ConfigurationError, match=r"x\.lot"):
        mes.source().check()


def test_a_stream_that_is_not_mapped_is_said(mes):
    source = mes.source()
    assert source.streams[Stream.INSPECTION] == "unsupported"
    with pytest.raises(ConfigurationError, match="no stream inspection"):
        list(source.pages(Stream.INSPECTION, None))


def test_a_source_without_a_zone_is_said(mes):
    del mes.mapping["zone"]
    with pytest.raises(ConfigurationError, match="zone"):
        mes.source()


def test_a_schema_an_expression_and_a_condition_can_be_mapped(mes):
    schema = mes.address.partition("?")[0].rpartition("/")[2]
    schema = {"sqlite": "main", "postgresql": "public"}.get(mes.dialect, schema)
    mes.part["from"] = f"{schema}.booking"
    mes.part["fields"]["material"] = {"sql": "concat(b.operation, '-', b.center)"}
    if mes.dialect == "sqlite":
        mes.part["fields"]["material"] = {"sql": "b.operation || '-' || b.center"}
    # neither :words nor % are parameters of ours
    mes.part["where"] = "b.unit <> 'XX' AND b.unit NOT LIKE '%:X'"
    mes.book()
    mes.book(number="2", unit="XX")
    assert [count.material for count in mes.counts()] == ["0010-0100"]


def test_a_password_is_in_no_error(tmp_path):
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    secret = "s3cret-of-the-mes"
    settings = SqlSettings(
        url=f"postgresql://mes:{secret}@127.0.0.1:1/mes", mapping=tmp_path / "mapping.yaml"
    )
    assert secret not in repr(settings)
    with pytest.raises(Exception, match="MES") as error:
        SqlSource("mes", settings).check()
    shown, cause = "", error.value
    while cause is not None:
        shown, cause = shown + repr(cause) + str(cause), cause.__context__
    assert secret not in shown


def extending(tmp_path: Path, text: str) -> Path:
    (tmp_path / "base.yaml").write_text(MAPPING, encoding="utf-8")
    file = tmp_path / "own.yaml"
    file.write_text(f"extends: base.yaml\n{text}", encoding="utf-8")
    return file


def test_a_mapping_says_only_what_differs_from_the_one_it_extends(tmp_path):
    file = extending(
        tmp_path,
        "shifts: {N: {name: dark}}\n"
        "streams:\n  production_count:\n    - {name: booked, unit: {factors: {DZ: 12}},\n"
        "       revision: null, fields: {operation: number}}\n",
    )
    mapping = load_sql_mapping(file)
    part, *others = mapping.streams[Stream.PRODUCTION_COUNT]
    whole = load_sql_mapping(tmp_path / "base.yaml")
    assert (mapping.zone, mapping.shifts["N"].name) == (whole.zone, "dark")
    assert mapping.shifts["N"].end == whole.shifts["N"].end
    assert set(part.unit.factors) == {"ST", "KG", "DZ"}
    assert (part.revision, part.fields["operation"].column) == (None, "number")
    assert part.cursor == whole.streams[Stream.PRODUCTION_COUNT][0].cursor
    assert others == list(whole.streams[Stream.PRODUCTION_COUNT][1:])


def test_what_is_wrong_is_told_with_the_file_that_says_it(tmp_path):
    with pytest.raises(ConfigurationError, match=r"own\.yaml:3: .*shfits"):
        load_sql_mapping(extending(tmp_path, "zone: Europe/Berlin\nshfits: {}\n"))
    (tmp_path / "base.yaml").write_text(MAPPING.replace("zone:", "zones:", 1), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"base\.yaml:\d+: .*zones"):
        load_sql_mapping(tmp_path / "own.yaml")


def test_mappings_that_extend_each_other_are_said(tmp_path):
    (tmp_path / "a.yaml").write_text("extends: b.yaml", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("extends: a.yaml", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="extends itself"):
        load_sql_mapping(tmp_path / "a.yaml")

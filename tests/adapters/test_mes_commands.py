"""Commands as statements of the mapping: once, in one transaction, under their own account."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
import yaml
from mes_building import only
from typer.testing import CliRunner

from adapters.contract import (
    AccessDenied,
    BusinessError,
    Capability,
    ConfigurationError,
    SetPermission,
    TimedOut,
    Unavailable,
    WriteQualification,
)
from adapters.mes.cli import app

MAPPING = """
zone: Europe/Berlin
streams:
  qualification:
    - name: permissions
      from: permission
      cursor: {id: pair, whole: true}
      key: pair
      revision: {read: minute}
      fields: {person: badge, operation: operation, allowed: {column: stopped,
               values: {"0": "true", "1": "false"}}, valid_until: valid_until}
commands:
  set_permission:
    keys: quality_loop_command
    steps:
      - sql: SELECT badge FROM person WHERE badge = :person
        otherwise: The MES has no person {person}.
      - sql: DELETE FROM permission WHERE badge = :person AND operation = :operation
      - when: allowed
        sql: |
          INSERT INTO permission (pair, badge, operation, stopped, valid_until, reason)
          VALUES (concat(:person, '\\:', :operation), :person, :operation, 0, :valid_until, :reason)
      - unless: allowed
        sql: |
          INSERT INTO permission (pair, badge, operation, stopped, valid_until, reason)
          VALUES (concat(:person, '\\:', :operation), :person, :operation, 1, :valid_until, :reason)
    reference: SELECT pair FROM permission WHERE badge = :person AND operation = :operation
    messages: SELECT operation FROM permission WHERE badge = :person ORDER BY operation
"""
TABLES = {
    "person": "badge {TEXT} PRIMARY KEY",
    "permission": """
        pair {TEXT} PRIMARY KEY, badge {TEXT} NOT NULL, operation {TEXT}, stopped INTEGER,
        valid_until DATE, reason {TEXT} NOT NULL
    """,
}


@pytest.fixture
def gate(mes):
    """A MES with persons 0001 and 0002 and a table of permissions."""
    text = MAPPING
    if mes.dialect == "sqlite":
        pair = ("concat(:person, '\\:', :operation)", ":person || '\\:' || :operation")
        text = text.replace(*pair)
    mes.use(text)
    for name, columns in TABLES.items():
        mes.table(name, columns)
    mes.sql("DROP TABLE IF EXISTS quality_loop_command")
    mes.sql(said("key-table", mes.dialect).rstrip().rstrip(";"))
    mes.sql("INSERT INTO person VALUES ('0001'), ('0002')")
    return mes


def said(*arguments: str) -> str:
    """What ``quality-loop mes`` prints."""
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def permit(person: str = "0001", **values: Any) -> SetPermission:
    given = {"idempotency_key": "key-1", "operation": "0010", "allowed": True, "reason": "r"}
    return SetPermission(person=person, **given | values)


def target(gate, **settings: Any):
    return gate.source(write_url=gate.address, **settings)


def permissions(gate) -> list[tuple]:
    return [tuple(r) for r in gate.sql("SELECT pair, stopped FROM permission ORDER BY pair")]


def test_a_command_runs_its_steps_and_answers(gate):
    result = target(gate).execute(permit(valid_until=date(2026, 12, 31)))
    assert (result.reference, result.messages) == ("0001:0010", ("0010",))
    assert (result.repeated, result.dry_run) == (False, False)
    assert permissions(gate) == [("0001:0010", 0)]
    (until,) = gate.sql("SELECT valid_until FROM permission")[0]
    assert str(until) == "2026-12-31"


def test_who_may_do_what_is_reported_as_the_mes_has_it_now(gate):
    target(gate).execute(permit(operation="0020", idempotency_key="k-1"))
    target(gate).execute(permit(valid_until=date(2027, 1, 31), idempotency_key="k-2"))
    target(gate).execute(permit("0002", allowed=False, idempotency_key="k-3"))
    report = ("permissions", gate.address, "--mapping", gate.mapping_file)
    assert said(*report).splitlines() == [
        "0001\tallowed\toperation 0010 until 2027-01-31",
        "0001\tallowed\toperation 0020",
        "0002\tblocked\toperation 0010",
    ]
    assert said(*report, "--person", "0002") == "0002\tblocked\toperation 0010\n"
    assert said(*report, "--operation", "0020") == "0001\tallowed\toperation 0020\n"
    assert said(*report, "--person", "0003") == ""


@only("sqlite")
def test_of_a_permission_that_was_changed_by_a_new_row_the_newest_is_reported(gate):
    gate.mapping["streams"]["qualification"][0] |= {
        "cursor": {"id": "number"}, "revision": "number", "from": "permission_log",
    }  # fmt: skip
    gate.sql(
        "CREATE TABLE permission_log AS SELECT 1 AS number, '1:9' AS pair, '1' AS badge,"
        " '9' AS operation, 0 AS stopped, NULL AS valid_until"
        " UNION SELECT 2, '1:9', '1', '9', 1, NULL"
    )
    gate.source()
    report = said("permissions", gate.address, "--mapping", gate.mapping_file)
    assert report == "1\tblocked\toperation 9\n"


def test_a_condition_decides_which_steps_run_and_an_empty_field_is_empty(gate):
    target(gate).execute(permit(allowed=False))
    assert permissions(gate) == [("0001:0010", 1)]
    assert gate.sql("SELECT valid_until FROM permission")[0][0] is None


def test_a_repeated_key_answers_as_the_first_time_and_does_nothing(gate):
    mes = target(gate)
    first = mes.execute(permit())
    mes.execute(permit(allowed=False, idempotency_key="key-2"))
    again = target(gate).execute(permit())
    assert (again.reference, again.messages) == (first.reference, first.messages)
    assert again.repeated
    assert permissions(gate) == [("0001:0010", 1)]


def test_keys_that_differ_in_case_alone_are_two(gate):
    mes = target(gate)
    mes.execute(permit(idempotency_key="ab"))
    assert not mes.execute(permit("0002", idempotency_key="AB")).repeated


def test_a_key_that_was_used_for_something_else_is_refused(gate):
    mes = target(gate)
    mes.execute(permit())
    with pytest.raises(BusinessError, match="key-1 was used for another command"):
        mes.execute(permit(operation="0020"))
    assert permissions(gate) == [("0001:0010", 0)]


def test_many_threads_with_one_key_do_it_once(gate):
    targets = [target(gate) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(lambda mes: mes.execute(permit()), targets))
    assert sorted(r.repeated for r in results) == [False, True, True, True]
    assert {r.reference for r in results} == {"0001:0010"}
    assert len(gate.sql("SELECT idempotency_key FROM quality_loop_command")) == 1


def test_a_dry_run_is_rolled_back_with_its_key(gate):
    mes = target(gate)
    tried = mes.execute(permit(), dry_run=True)
    assert (tried.dry_run, tried.reference) == (True, "0001:0010")
    assert permissions(gate) == gate.sql("SELECT * FROM quality_loop_command") == []
    assert not mes.execute(permit()).repeated


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_the_mapping_refuses_is_its_own_sentence(gate, dry_run):
    with pytest.raises(BusinessError, match=r"The MES has no person 0009\."):
        target(gate).execute(permit("0009"), dry_run=dry_run)
    assert gate.sql("SELECT * FROM quality_loop_command") == []


def test_what_the_database_refuses_leaves_nothing_behind(gate):
    with pytest.raises(BusinessError, match="refuses the data"):
        target(gate).execute(permit(reason=None))  # the column must be filled
    assert permissions(gate) == gate.sql("SELECT * FROM quality_loop_command") == []


def test_where_no_table_can_be_had_the_state_itself_tells_a_repetition(gate):
    spec = gate.mapping["commands"]["set_permission"]
    del spec["keys"]
    spec["done_when"] = (
        "SELECT pair FROM permission WHERE badge = :person AND operation = :operation"
        " AND stopped = CASE WHEN :allowed THEN 0 ELSE 1 END"
    )
    mes = target(gate)
    first = mes.execute(permit())
    again = mes.execute(permit(reason="another"))
    assert (first.repeated, again.repeated, again.reference) == (False, True, first.reference)
    assert gate.sql("SELECT reason FROM permission") == [("r",)]


def test_only_commands_of_the_mapping_can_be_carried_out(gate):
    mes = target(gate)
    supported = {name for name, able in mes.commands.items() if able is Capability.SUPPORTED}
    assert supported == {"set_permission"}
    skill = WriteQualification(
        idempotency_key="q", person="0001", skill="S", valid_from=date(2026, 1, 1)
    )
    with pytest.raises(ConfigurationError, match="no command write_qualification"):
        mes.execute(skill)
    with pytest.raises(ConfigurationError, match="write_url"):
        gate.source().execute(permit())


def test_a_table_of_keys_that_is_not_there_is_said_by_the_check(gate):
    gate.sql("DROP TABLE quality_loop_command")
    with pytest.raises(ConfigurationError, match="quality_loop_command"):
        target(gate).check()


@only("postgresql", "mariadb")
def test_a_command_over_the_time_limit_is_broken_off_and_not_done(gate):
    sleep = {"postgresql": "SELECT pg_sleep(20)", "mariadb": "SELECT SLEEP(20)"}[gate.dialect]
    gate.mapping["commands"]["set_permission"]["steps"] += [{"sql": sleep}]
    with pytest.raises(TimedOut):
        target(gate, time_limit=0.5).execute(permit())
    assert permissions(gate) == []


@only("sqlite")
def test_a_locked_file_is_said_and_may_be_tried_again(gate):
    mes = target(gate, time_limit=0.2)
    gate.sql("BEGIN IMMEDIATE")
    try:
        with pytest.raises(Unavailable, match="locked"):
            mes.execute(permit())
    finally:
        gate.sql("ROLLBACK")
    assert not mes.execute(permit()).repeated


@only("mariadb")
def test_an_account_that_may_only_read_is_told_what_it_lacks(gate, mariadb):
    schema = gate.address.partition("?")[0].rpartition("/")[2]
    mariadb.execute(
        "CREATE OR REPLACE USER onlooker@localhost", f"GRANT SELECT ON {schema}.* TO onlooker"
        "@localhost",
    )  # fmt: skip
    address = gate.address.replace("root@", "onlooker@")
    mes = gate.source(write_url=address)
    with pytest.raises(AccessDenied, match="grant it what the command's statements need"):
        mes.execute(permit())


@only("postgresql", "mariadb")
def test_an_answer_that_was_lost_is_found_when_the_command_is_sent_again(gate, monkeypatch):
    """The server is told to end the connection in the moment after the commit."""
    mes = target(gate)
    engine: Any = mes._commands._engine
    commit = engine.dialect.do_commit

    def commit_and_lose(connection: Any) -> None:
        commit(connection)
        cursor = connection.cursor()
        kill = {
            "postgresql": "SELECT pg_terminate_backend(pg_backend_pid())",
            "mariadb": "KILL CONNECTION_ID()",
        }
        cursor.execute(kill[gate.dialect])

    monkeypatch.setattr(engine.dialect, "do_commit", commit_and_lose)
    with pytest.raises(Unavailable):
        mes.execute(permit())
    monkeypatch.undo()
    assert mes.execute(permit()).repeated
    assert permissions(gate) == [("0001:0010", 0)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("set_permission:", "sett_permission:", r"there is no command sett_permission"),
        ("set_permission:", "record_results:", "lists of things"),
        (":valid_until", ":valid_till", r"no field valid_till \(there are idempotency_key"),
        ("when: allowed", "when: alowed", "no field alowed"),
        ("person {person}", "person {persn}", "no field persn"),
        ("keys: quality_loop_command", "", "say how a repeated command is known"),
        ("steps:", "step:", "Extra inputs"),
    ],
)
def test_what_cannot_work_is_told_by_line(tmp_path, old, new, said):
    from adapters.mes.sql.model import load_sql_mapping

    file = tmp_path / "mapping.yaml"
    file.write_text(MAPPING.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=said) as error:
        load_sql_mapping(file)
    assert "mapping.yaml:" in str(error.value)


def test_a_writing_password_is_in_no_error(tmp_path):
    from adapters.mes.sql import SqlSettings, SqlSource

    (tmp_path / "mapping.yaml").write_text(
        yaml.safe_dump(yaml.safe_load(MAPPING)), encoding="utf-8"
    )
    settings = SqlSettings(
        url=f"sqlite:///{tmp_path}/mes.sqlite",
        mapping=tmp_path / "mapping.yaml",
        write_url="postgresql://writer@127.0.0.1:1/mes",
        write_password="s3cret",
    )
    with pytest.raises(Unavailable) as error:
        SqlSource("mes", settings).execute(permit())
    assert "s3cret" not in f"{settings!r}{error.value!r}{error.value}"
    assert "127.0.0.1" not in str(error.value)

"""The embedded PostgreSQL survives what a laptop does to it, and changes nothing around it."""

import os
import signal
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from demo.runtime.database import Server
from demo.runtime.errors import SetupError
from demo.runtime.postgres import EmbeddedPostgres
from demo.runtime.processes import birth
from demo.runtime.server_user import is_root


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(tmp_path / "postgres", log=tmp_path / "log", lasting=False)
    yield server
    server.stop()


def test_its_data_are_there_again(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    postgres.server.create("kept")
    postgres.stop()
    postgres.start()
    assert "kept" in postgres.server.names()


def test_it_starts_after_it_was_killed(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    assert postgres.pid
    os.killpg(postgres.pid, signal.SIGKILL)
    again = EmbeddedPostgres(postgres.folder, log=postgres.log, lasting=False)
    again.start()
    assert "postgres" in again.server.names()
    again.stop()


def test_it_clears_the_lock_of_a_server_that_is_gone(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    postgres.stop()
    # the id now belongs to somebody who is no PostgreSQL: this test
    (postgres.data / "postmaster.pid").write_text(f"{os.getpid()}\n{postgres.data}\n0\n5432\n")
    postgres.start()
    assert "postgres" in postgres.server.names()


def test_it_ends_a_server_that_outlived_its_keeper(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    first = postgres.pid
    assert first
    again = EmbeddedPostgres(postgres.folder, log=postgres.log, lasting=False)
    again.start()
    assert birth(first) is None
    again.stop()


def test_a_long_path_does_not_keep_it_from_listening(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 60) / ("b" * 60)
    folder.mkdir(parents=True)
    server = EmbeddedPostgres(folder / "postgres", log=tmp_path / "log", lasting=False)
    try:
        server.start()
        assert "postgres" in server.server.names()
        elsewhere = server.sockets
    finally:
        server.stop()
    assert not elsewhere.exists()


def test_it_opens_no_folder_above_it(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres(closed / "postgres", log=tmp_path / "log", lasting=False)
    try:
        server.start()
        assert "postgres" in server.server.names()
    finally:
        server.stop()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_nobody_else_reaches_its_socket(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    assert stat.S_IMODE(postgres.sockets.stat().st_mode) == 0o700
    assert postgres.server.parts.port is None


def test_the_role_of_odoo_is_no_superuser(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    with postgres.server.connection() as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row == (False, True)


def test_a_role_without_the_right_to_make_databases(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    superuser = Server(f"postgresql://postgres@/postgres?host={postgres.sockets}")
    with superuser.connection() as connection:
        connection.execute("CREATE ROLE humble LOGIN")
    humble = Server(f"postgresql://humble@/postgres?host={postgres.sockets}")
    with pytest.raises(SetupError, match="ALTER ROLE humble CREATEDB"):
        humble.create("mine")


def test_a_failed_beginning_leaves_no_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres", log=tmp_path / "log")
    blocked = tmp_path / "bin"
    blocked.mkdir()
    (blocked / "initdb").write_text("#!/bin/sh\necho 'initdb: error: no luck' >&2\nexit 1\n")
    (blocked / "initdb").chmod(0o755)
    monkeypatch.setattr("demo.runtime.postgres._binaries", lambda: blocked)
    with pytest.raises(SetupError, match="no luck"):
        server.start()
    assert not server.data.exists()
    assert not (server.folder / "new").exists()


def test_as_root_no_user_is_made(postgres: EmbeddedPostgres) -> None:
    before = Path("/etc/passwd").read_bytes()
    postgres.start()
    assert Path("/etc/passwd").read_bytes() == before
    if is_root():
        assert postgres.data.owner() == "nobody"


def test_a_database_is_dropped_when_the_servers_own_work_there_ends(
    postgres: EmbeddedPostgres,
) -> None:
    # given a database in which somebody works whom our role may not end, as the vacuum does
    postgres.start()
    postgres.server.create("busy")
    superuser = psycopg.connect(host=str(postgres.sockets), user="postgres", dbname="busy")
    leave = threading.Timer(1, superuser.close)
    leave.start()

    # when it is dropped, then that waits for the work's end and does not fail
    postgres.server.drop("busy")
    leave.join()
    assert "busy" not in postgres.server.names()

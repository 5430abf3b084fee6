"""A real Odoo of this folder's own, on a copy of a template database."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import psycopg
import pytest
from psycopg import sql

DATABASE = "ad_adapters"
SCRIPT = """
import datetime, json
people = {}
Users = env["res.users"].with_context(no_reset_password=True)
for login, groups in {
    "ad.member": ["base.group_user"],
    "ad.leaver.Json2Erp": ["base.group_user"],
    "ad.leaver.OdooRpcErp": ["base.group_user"],
    "ad.admin": ["base.group_user", "base.group_system"],
}.items():
    user = Users.search([("login", "=", login)]) or Users.create({
        "name": login, "login": login,
        "group_ids": [(6, 0, [env.ref(g).id for g in groups])],
    })
    until = datetime.datetime.now() + datetime.timedelta(days=1)
    key = env["res.users.apikeys"].with_user(user).sudo()._generate(None, "tests", until)
    people[login] = {"login": login, "key": key}
env.cr.commit()
print("PEOPLE=" + json.dumps(people))
"""


@dataclass(frozen=True)
class OdooUnderTest:
    url: str
    database: str
    people: dict[str, dict[str, str]] = field(repr=False)


def _free_port() -> int:
    for port in range(8170, 8180):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("no free port between 8170 and 8179")


@pytest.fixture(scope="session")
def odoo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OdooUnderTest]:
    root = os.environ["QUALITY_LOOP_ODOO"]
    folder = os.environ["QUALITY_LOOP_TEST_PG"]
    data = tmp_path_factory.mktemp("odoo")
    _copy_template(folder)
    port = _free_port()
    options = ["--db_host", folder, "-r", "odoo", "-d", DATABASE, "--data-dir", str(data)]
    options += ["--addons-path", f"{root}/odoo/addons", "--http-port", str(port)]
    environment = {**os.environ, "PYTHONPATH": root}
    made = subprocess.run(
        [sys.executable, "-m", "odoo", "shell", *options, "--no-http"],
        input=SCRIPT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    people = next(x for x in made.stdout.splitlines() if "PEOPLE=" in x).split("PEOPLE=")[1]
    log = (data / "odoo.log").open("wb")
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "odoo",
            *options,
            "--http-interface",
            "127.0.0.1",
            "--max-cron-threads",
            "0",
            "--db-filter",
            f"^{DATABASE}$",
        ],
        env=environment,
        stdout=log,
        stderr=log,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url)
        yield OdooUnderTest(url, DATABASE, json.loads(people))
    finally:
        server.terminate()
        server.wait(30)
        log.close()
        _drop(folder)


def _wait_for(url: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"{url}/json/version", timeout=5).raise_for_status()
        except httpx.HTTPError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


def _copy_template(folder: str) -> None:
    _drop(folder)
    with psycopg.connect(f"host={folder} user=postgres", autocommit=True) as server:
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE base19 OWNER odoo").format(
                sql.Identifier(DATABASE)
            )
        )


def _drop(folder: str) -> None:
    with psycopg.connect(f"host={folder} user=postgres", autocommit=True) as server:
        server.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(DATABASE))
        )

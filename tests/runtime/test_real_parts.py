"""The parts that all other tests stand on are real and answer."""

import re

import httpx

from demo.runtime.database import Server
from demo.runtime.throwaway import ThrowawayOdoo

PATIENCE = 60
"""Seconds for an answer: the first ones of an Odoo come late on a busy machine."""


def test_fresh_database_is_empty_and_real(fresh_database: str, postgres: Server) -> None:
    name = fresh_database.rpartition("/")[2].partition("?")[0]
    with postgres.connection(name) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert tables.fetchone() == (0,)


def test_every_kind_of_person_calls_odoo_with_a_key_of_his_own(odoo: ThrowawayOdoo) -> None:
    kinds = {person["role"] for person in odoo.people.values()}
    assert kinds >= {
        "operator",
        "production_manager",
        "quality_engineer",
        "hr_officer",
        "bi_analyst",
        "administrator",
        "feeder",
    }
    for person in odoo.people.values():
        answer = httpx.post(
            f"{odoo.url}/json/2/res.users/get_quality_identity",
            headers={"Authorization": f"Bearer {person['key']}"},
            json={},
            timeout=PATIENCE,
        )
        assert answer.json()["login"] == person["login"]


def test_every_kind_of_person_signs_in_to_the_web_client(odoo: ThrowawayOdoo) -> None:
    for person in odoo.people.values():
        body = {"db": odoo.database, "login": person["login"], "password": person["password"]}
        answer = httpx.post(
            f"{odoo.url}/web/session/authenticate",
            json={"jsonrpc": "2.0", "params": body},
            timeout=PATIENCE,
        )
        assert answer.json()["result"]["username"] == person["login"]


def test_the_first_to_sign_in_waits_for_no_bundle(odoo: ThrowawayOdoo) -> None:
    """Given an Odoo without a visitor yet, then its first pages have their scripts and styles."""
    person = odoo.person("quality_engineer")
    body = {"db": odoo.database, "login": person["login"], "password": person["password"]}
    with httpx.Client(base_url=odoo.url, follow_redirects=True, timeout=PATIENCE) as visitor:
        pages = visitor.get("/web/login").text
        visitor.post("/web/session/authenticate", json={"jsonrpc": "2.0", "params": body})
        pages += visitor.get("/odoo").text
    with odoo.server.connection(odoo.database) as connection:
        kept = connection.execute("SELECT url FROM ir_attachment WHERE url LIKE '/web/assets/%'")
        made = bundles(" ".join(url for (url,) in kept))
    assert len(bundles(pages)) >= 6
    assert bundles(pages) - made == set()


def bundles(text: str) -> set[str]:
    """The bundles that a text names, each with its version: ``1a2b3c4/web.assets_web.min.js``.

    One of a website is copied from that of no website, if both are the same.
    """
    return set(re.findall(r"/web/assets/(?:\d+/)?([0-9a-f]{7}/[\w.]+)", text))


def test_nobody_keeps_the_password_that_everybody_knows(odoo: ThrowawayOdoo) -> None:
    body = {"db": odoo.database, "login": "admin", "password": "admin"}
    answer = httpx.post(
        f"{odoo.url}/web/session/authenticate",
        json={"jsonrpc": "2.0", "params": body},
        timeout=PATIENCE,
    )
    assert "result" not in answer.json()


def test_the_list_of_databases_is_closed(odoo: ThrowawayOdoo) -> None:
    answer = httpx.post(f"{odoo.url}/web/database/list", json={"jsonrpc": "2.0", "params": {}})
    assert "result" not in answer.json()


def test_a_manager_sees_the_people_below_him_and_an_operator_himself(odoo: ThrowawayOdoo) -> None:
    seen = {}
    for role in ("operator", "production_manager"):
        answer = httpx.post(
            f"{odoo.url}/json/2/res.users/get_quality_identity",
            headers={"Authorization": f"Bearer {odoo.person(role)['key']}"},
            json={},
            timeout=PATIENCE,
        )
        seen[role] = answer.json()
    assert len(seen["operator"]["people"]) == 1
    assert len(seen["production_manager"]["people"]) > 10
    assert seen["production_manager"]["parties"] == ["operations"]

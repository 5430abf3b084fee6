"""Both ways into Odoo, held to the same promises on a real Odoo 19."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pydantic import SecretStr

from adapters.contract import (
    AccessDenied,
    AdapterError,
    AuthenticationFailed,
    BusinessError,
    ConfigurationError,
    Erp,
    ErpCredentials,
    ErpSession,
    ProtocolError,
)
from adapters.odoo import Json2Erp, OdooRpcErp, OdooSettings

pytestmark = pytest.mark.odoo


@pytest.fixture(params=[Json2Erp, OdooRpcErp], ids=["json2", "odoorpc"])
async def erp(request, odoo) -> AsyncIterator[Erp]:
    adapter = request.param(OdooSettings(url=odoo.url, database=odoo.database))
    yield adapter
    await adapter.aclose()


def credentials(odoo, login: str) -> ErpCredentials:
    return ErpCredentials(key=SecretStr(odoo.people[login]["key"]), login=login)


@pytest.fixture
def admin(erp, odoo) -> ErpSession:
    return erp.session(credentials(odoo, "ad.admin"))


@pytest.fixture
def member(erp, odoo) -> ErpSession:
    return erp.session(credentials(odoo, "ad.member"))


async def test_check_names_the_version_without_a_key(erp):
    assert (await erp.check()).startswith("Odoo 19.")


async def test_a_method_of_records_gets_its_ids(admin):
    created = await admin.call("res.partner", "create", vals_list=[{"name": "Ü 焊接"}])
    rows = await admin.call("res.partner", "read", created, fields=["name"])
    assert rows == [{"id": created[0], "name": "Ü 焊接"}]


async def test_a_method_of_the_model_needs_no_ids(member):
    rows = await member.call(
        "res.users", "search_read", domain=[["login", "=", "ad.member"]], fields=["login"]
    )
    assert [row["login"] for row in rows] == ["ad.member"]


async def test_a_method_of_records_may_be_called_on_none(member):
    assert await member.call("res.partner", "read", fields=["name"]) == []
    assert await member.call("res.partner", "read", fields=["name"]) == []


async def test_the_context_reaches_the_method(admin):
    partner = await admin.call(
        "res.partner",
        "create",
        vals_list=[{"name": "Context"}],
        context={"default_comment": "from the context"},
    )
    rows = await admin.call("res.partner", "read", partner, fields=["comment"])
    assert "from the context" in rows[0]["comment"]


async def test_decimals_dates_and_times_are_sent_as_odoo_reads_them(admin):
    moment = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    found = await admin.call(
        "res.partner",
        "search_count",
        domain=[
            ["create_date", ">", moment],
            ["create_date", ">", date(2026, 3, 1)],
            ["partner_latitude", "<", Decimal("90.00")],
        ],
    )
    assert isinstance(found, int)


async def test_each_call_is_made_in_the_callers_own_name(admin, member):
    async def who(session: ErpSession) -> str:
        context = await session.call("res.users", "context_get")
        rows = await session.call("res.users", "read", [context["uid"]], fields=["login"])
        return rows[0]["login"]

    answers = await asyncio.gather(*(who(s) for s in [admin, member] * 6))
    assert answers == ["ad.admin", "ad.member"] * 6


async def test_a_wrong_key_is_an_authentication_failure(erp):
    session = erp.session(ErpCredentials(key=SecretStr("f" * 40), login="ad.member"))
    with pytest.raises(AuthenticationFailed):
        await session.call("res.users", "context_get")


async def test_a_key_that_no_header_can_hold_is_an_authentication_failure(erp):
    session = erp.session(ErpCredentials(key=SecretStr("naïve\nkey"), login="ad.member"))
    with pytest.raises(AuthenticationFailed):
        await session.call("res.users", "context_get")


async def test_a_person_who_is_put_away_is_out_at_the_next_call(erp, odoo, admin):
    # given somebody whose key works
    login = f"ad.leaver.{type(erp).__name__}"
    session = erp.session(credentials(odoo, login))
    leaver = (await session.call("res.users", "context_get"))["uid"]
    # when he is archived, then his very next call fails
    await admin.call("res.users", "write", [leaver], vals={"active": False})
    with pytest.raises(AuthenticationFailed):
        await session.call("res.users", "context_get")


async def test_missing_rights_are_told_in_odoos_own_words(member):
    with pytest.raises(AccessDenied, match=r"(?i)not allowed|access"):
        await member.call("ir.config_parameter", "set_param", key="a", value="b")


async def test_a_private_method_is_refused(admin):
    with pytest.raises(AccessDenied, match=r"[Pp]rivate"):
        await admin.call("res.partner", "_compute_display_name", [1])


async def test_a_refusal_is_odoos_own_sentence_without_a_traceback(admin):
    root = await admin.call(
        "res.users", "search", domain=[["id", "=", 1]], context={"active_test": False}
    )
    with pytest.raises(BusinessError) as refusal:
        await admin.call("res.users", "unlink", root)
    assert "admin user" in str(refusal.value)
    assert "Traceback" not in str(refusal.value)


async def test_a_record_that_is_gone_is_a_business_error(admin):
    with pytest.raises(BusinessError, match=r"(?i)does not exist"):
        await admin.call("res.partner", "write", [99999999], vals={"name": "nobody"})


@pytest.mark.parametrize(
    ("model", "method", "parameters"),
    [
        ("no.such.model", "read", {}),
        ("res.partner", "no_such_method", {}),
        ("res.partner", "search_count", {"nonsense": 1}),
        ("res.partner", "search_count", {"domain": [["no_such_field", "=", 1]]}),
    ],
)
async def test_a_call_that_odoo_does_not_know_is_a_protocol_error(admin, model, method, parameters):
    with pytest.raises(ProtocolError) as error:
        await admin.call(model, method, **parameters)
    assert "Traceback" not in str(error.value)
    assert 'File "' not in str(error.value)


@pytest.mark.parametrize("adapter", [Json2Erp, OdooRpcErp])
async def test_an_unknown_database_is_said(adapter, odoo):
    erp = adapter(OdooSettings(url=odoo.url, database="no_such_database"))
    session = erp.session(credentials(odoo, "ad.member"))
    with pytest.raises(AdapterError, match="database") as error:
        await session.call("res.users", "context_get")
    assert isinstance(error.value, ConfigurationError)
    await erp.aclose()


async def test_the_key_is_in_no_log_and_no_error(erp, odoo, caplog):
    caplog.set_level(logging.DEBUG)
    key = odoo.people["ad.member"]["key"]
    session = erp.session(credentials(odoo, "ad.member"))
    await session.call("res.users", "context_get")
    with pytest.raises(AccessDenied) as error:
        await session.call("ir.config_parameter", "set_param", key="a", value="b")
    assert key not in caplog.text
    assert key not in repr(error.value)
    assert key not in repr(session.__dict__)


async def test_odoorpc_without_a_login_says_so(odoo):
    erp = OdooRpcErp(OdooSettings(url=odoo.url, database=odoo.database))
    with pytest.raises(AuthenticationFailed, match="login"):
        await erp.session(ErpCredentials(key=SecretStr("k"))).call("res.users", "context_get")
    await erp.aclose()

"""What answers instead of Odoo, and what the adapters say then."""

import socket

import pytest
from misbehaving import Answer
from pydantic import SecretStr, ValidationError

from adapters.contract import (
    AuthenticationFailed,
    ConfigurationError,
    ErpCredentials,
    ProtocolError,
    TimedOut,
    Unavailable,
)
from adapters.odoo import Json2Erp, OdooRpcErp, OdooSettings

KEY = "k" * 40
BOTH = pytest.mark.parametrize("adapter", [Json2Erp, OdooRpcErp])


async def called(adapter, url: str, **settings):
    erp = adapter(OdooSettings(url=url, database="d", **settings))
    try:
        session = erp.session(ErpCredentials(key=SecretStr(KEY), login="somebody"))
        return await session.call("res.users", "context_get")
    finally:
        await erp.aclose()


@BOTH
async def test_nobody_there(adapter):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(Unavailable, match="cannot be reached") as error:
        await called(adapter, url)
    assert "127.0.0.1" not in str(error.value)


@BOTH
async def test_no_answer_in_time(adapter, misbehaving):
    misbehaving.answer = Answer(delay=2)
    with pytest.raises(TimedOut):
        await called(adapter, misbehaving.url, timeout=0.3)


@BOTH
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(200, b"<html>a shop</html>"), ProtocolError),
        (Answer(200, b'{"jsonrpc": "2.0", "res', "application/json"), ProtocolError),
        (Answer(502, b"<html>Bad gateway</html>"), Unavailable),
        (Answer(503, b"<html>later</html>"), Unavailable),
        (Answer(401, b"<html>proxy</html>"), AuthenticationFailed),
        (Answer(200, b'{"jsonrpc"', "application/json", cut=99), Unavailable),
    ],
)
async def test_another_answer(adapter, misbehaving, answer, error):
    misbehaving.answer = answer
    with pytest.raises(error) as raised:
        await called(adapter, misbehaving.url)
    assert type(raised.value) is error
    assert KEY not in str(raised.value)


async def test_a_redirect_is_not_followed_with_the_key(misbehaving):
    misbehaving.answer = Answer(301, headers={"Location": "http://127.0.0.1:1/"})
    with pytest.raises(ConfigurationError, match="redirect"):
        await called(Json2Erp, misbehaving.url)


async def test_an_odoo_without_json2_is_said(misbehaving):
    misbehaving.answer = Answer(404, b"<html>not found</html>")
    with pytest.raises(ConfigurationError, match="odoorpc"):
        await called(Json2Erp, misbehaving.url)


async def test_a_cookie_of_one_person_does_not_travel_with_another(misbehaving):
    misbehaving.answer = Answer(
        200, b"{}", "application/json", headers={"Set-Cookie": "session_id=of-one; Path=/"}
    )
    erp = Json2Erp(OdooSettings(url=misbehaving.url, database="d"))
    for key in ("one", "two"):
        await erp.session(ErpCredentials(key=SecretStr(key))).call("res.users", "context_get")
    await erp.aclose()
    assert [headers.get("Cookie") for _, _, headers in misbehaving.requests] == [None, None]


@pytest.mark.parametrize(
    "url", ["odoo.example.com", "ftp://odoo", "https://me:secret@odoo", "https://odoo/?db=x"]
)
def test_an_address_that_cannot_work_is_refused(url):
    with pytest.raises(ValidationError) as error:
        OdooSettings(url=url, database="d")
    assert "https://odoo.example.com" in str(error.value) or "url must" in str(error.value)

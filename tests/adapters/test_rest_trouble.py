"""Logons, limits and all that goes wrong over HTTP: each has an error that can be acted on."""

import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from business_system import SECRET, Fault, booking
from mes_building import gathered
from pydantic import ValidationError

from adapters.contract import (
    AccessDenied,
    AdapterError,
    AuthenticationFailed,
    BusinessError,
    ConfigurationError,
    ProtocolError,
    Stream,
    TimedOut,
    Unavailable,
)
from adapters.mes.rest import RestSettings

COUNT = Stream.PRODUCTION_COUNT


def read(rest, **settings) -> list[str]:
    source = rest.source(**settings)
    try:
        records, rejections = gathered(source.pages(COUNT, None, limit=5))
    finally:
        source.close()
    assert rejections == []
    return [record.key for record in records]


@pytest.fixture
def filled(rest):
    rest.system.bookings = [booking(n) for n in range(1, 13)]
    rest.use("cursor")
    return rest


# ------------------------------------------------------------------ logon

LOGONS = {
    "basic": ("basic", {"user": "u", "secret": SECRET, "logon": {"kind": "basic"}}),
    "key": ("key", {"secret": "k-123", "logon": {"kind": "key"}}),
    "client in body": (
        "token",
        {
            "user": "client", "secret": "sec ret",
            "logon": {"kind": "client_credentials", "token_url": "token", "send": "body",
                      "scope": "read", "parameters": {"audience": "mes"}},
        },
    ),
    "client as basic": (
        "token",
        {
            "user": "client", "secret": "sec ret",
            "logon": {"kind": "client_credentials", "token_url": "token"},
        },
    ),
    "login": (
        "token",
        {
            "user": "u", "secret": SECRET,
            "logon": {"kind": "login", "url": "login", "token_at": "data.jwt",
                      "seconds_at": "data.seconds"},
        },
    ),
    "cookie": (
        "cookie",
        {"user": "u", "secret": SECRET, "logon": {"kind": "login", "url": "login", "token_at": ""}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("logon", LOGONS)
def test_each_kind_of_logon_gets_in(filled, logon):
    filled.system.logon, settings = LOGONS[logon]
    assert len(read(filled, **settings)) == 12


@pytest.mark.parametrize("logon", LOGONS)
def test_each_kind_of_logon_is_refused_with_a_wrong_secret(filled, logon):
    filled.system.logon, settings = LOGONS[logon]
    wrong = settings | {"secret": "wr0ng-s3cret"}
    with pytest.raises(AuthenticationFailed) as error:
        read(filled, **wrong)
    assert "wr0ng" not in str(error.value)
    assert "tok-" not in str(error.value)


@pytest.mark.parametrize("logon", ["client in body", "login", "cookie"])
def test_a_token_that_ended_before_its_time_is_had_anew_once(filled, logon):
    filled.system.logon, settings = LOGONS[logon]

    def forget(_request):
        if len(filled.system.requests) == 3:
            filled.system.tokens.clear()

    filled.system.before = forget
    assert len(read(filled, **settings)) == 12
    asked = filled.system.paths("token") + filled.system.paths("login")
    assert len(asked) == 2


def test_a_token_that_is_refused_again_and_again_is_an_error(filled):
    filled.system.logon, settings = LOGONS["login"]
    filled.system.before = lambda _request: filled.system.tokens.clear()
    with pytest.raises(AuthenticationFailed):
        read(filled, **settings)
    assert len(filled.system.requests) == 4


def test_a_token_is_kept_until_shortly_before_its_end(filled):
    filled.system.logon, settings = LOGONS["login"]
    filled.system.lifetime = 0.2
    filled.system.before = lambda _request: time.sleep(0.1)
    assert len(read(filled, **settings)) == 12
    assert 2 <= len(filled.system.paths("login")) <= 4
    filled.system.requests.clear()
    filled.system.lifetime = 3600
    read(filled, **settings)
    assert len(filled.system.paths("login")) == 1


def test_a_token_goes_nowhere_but_to_its_system(filled):
    filled.system.logon, settings = LOGONS["login"]
    read(filled, **settings)
    assert "authorization" not in filled.system.paths("login")[0].headers


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(status=500), Unavailable),
        (Fault(status=404), AuthenticationFailed),
        (Fault(body=b"<html>logon</html>"), ProtocolError),
        (Fault(body=b'{"token": 5}'), ProtocolError),
        (Fault(body=b"[]"), ProtocolError),
    ],
)
def test_what_gives_no_token_has_its_own_error(filled, fault, kind):
    _, settings = LOGONS["login"]
    filled.system.faults.append(fault)
    with pytest.raises(kind):
        read(filled, **settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"url": "ftp://x/"},
        {"url": "https://u:p@x/"},
        {"url": "https://x/?key=1"},
        {"url": "https://x/", "logon": {"kind": "basic"}, "secret": "s"},
        {"url": "https://x/", "logon": {"kind": "key"}},
        {"url": "https://x/", "logon": {"kind": "magic"}},
        {"url": "https://x/", "zone": "Europe/Nowhere"},
        {"url": "https://x/", "pasword": "p"},
    ],
)
def test_settings_that_cannot_work_are_refused(settings, tmp_path):
    with pytest.raises(ValidationError):
        RestSettings.model_validate({"mapping": tmp_path / "m.yaml"} | settings)


# ------------------------------------------------------------------ rate limits


def test_a_rate_limit_is_waited_for(filled):
    filled.system.faults += [Fault(), Fault(status=429, headers={"retry-after": "1"})]
    began = time.monotonic()
    assert len(read(filled)) == 12
    assert time.monotonic() - began >= 1


def test_a_rate_limit_until_a_date_is_waited_for_by_the_systems_clock(filled):
    filled.system.now = datetime(2031, 1, 1, tzinfo=UTC)
    until = format_datetime(filled.system.now + timedelta(seconds=1), usegmt=True)
    filled.system.faults.append(Fault(status=503, headers={"retry-after": until}))
    began = time.monotonic()
    assert len(read(filled)) == 12
    assert 1 <= time.monotonic() - began < 4


def test_a_rate_limit_beyond_the_time_limit_says_until_when(filled):
    filled.system.faults.append(Fault(status=429, headers={"retry-after": "90"}))
    began = time.monotonic()
    with pytest.raises(Unavailable, match=r"until \d\d:\d\d:\d\d UTC, 90 s from now") as error:
        read(filled)
    assert error.value.retryable
    assert time.monotonic() - began < 3


def test_a_rate_limit_that_does_not_say_how_long_is_tried_again(filled):
    filled.system.faults.append(Fault(status=429))
    assert len(read(filled)) == 12


def test_a_limit_of_our_own_keeps_calls_apart(filled):
    began = time.monotonic()
    read(filled, requests_per_minute=300)
    assert time.monotonic() - began >= (len(filled.system.requests) - 1) * 0.2


# ------------------------------------------------------------------ what goes wrong


def html(text: str) -> bytes:
    return f"<!doctype html><html><body>{text}</body></html>".encode()


@pytest.mark.parametrize(
    ("fault", "kind", "said"),
    [
        (Fault(status=400, body=b'{"detail": "plant is missing"}'), ConfigurationError, "plant is"),
        (Fault(status=401), AuthenticationFailed, "logon"),
        (Fault(status=403), AccessDenied, "may not use cursor"),
        (Fault(status=404), ConfigurationError, "nothing at cursor"),
        (Fault(status=302, headers={"location": "/logon"}), ConfigurationError, "elsewhere"),
        (Fault(status=500, body=html("at 10.1.2.3:8080")), Unavailable, "HTTP 500"),
        (Fault(status=502), Unavailable, "HTTP 502"),
        (Fault(status=503), Unavailable, "HTTP 503"),
        (Fault(body=html("Please log on")), AuthenticationFailed, "page for people"),
        (Fault(body=b'{"data": {"items": ['), ProtocolError, "is not JSON: line 1"),
        (Fault(body=b"\x00\x01\x02"), ProtocolError, "not JSON"),
        (Fault(body=b"[" * 100_000), ProtocolError, "beyond all measure"),
        (Fault(body=b'{"n": ' + b"9" * 5000 + b"}"), ProtocolError, "beyond all measure"),
        (Fault(body=b'{"data": []}', cut=100), Unavailable, "middle of its answer"),
        (Fault(headers={"content-encoding": "gzip"}), ProtocolError, "not compressed"),
        (Fault(delay=3), TimedOut, "time limit of 1 s"),
        (Fault(trickle=0.02), TimedOut, "time limit of 1 s"),
    ],
)
def test_each_way_of_failing_has_its_own_error(filled, fault, kind, said):
    filled.system.faults.append(fault)
    with pytest.raises(AdapterError, match=said) as error:
        read(filled, time_limit=1)
    assert type(error.value) is kind
    assert "127.0.0.1" not in str(error.value)
    assert "10.1.2.3" not in str(error.value)


def test_an_answer_larger_than_can_be_held_is_refused(rest):
    rest.system.bookings = [booking(n) for n in range(1, 13)]
    with pytest.raises(ProtocolError, match="larger than 2000 bytes"):
        read(rest, most_bytes=2000)


def test_an_empty_answer_is_no_row(filled):
    filled.system.faults.append(Fault(status=204))
    assert read(filled) == []


def test_what_does_not_listen_is_unavailable(filled):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unavailable, match="cannot be reached") as error:
        read(filled, url=f"http://127.0.0.1:{port}/")
    assert str(port) not in str(error.value)


def test_what_does_not_speak_tls_is_told(filled):
    with pytest.raises(AdapterError) as error:
        read(filled, url=filled.system.url.replace("http:", "https:"))
    assert type(error.value) in {ConfigurationError, Unavailable}
    assert "127.0.0.1" not in str(error.value)


def test_a_certificate_file_that_is_none_is_told(filled, tmp_path):
    file = tmp_path / "ca.pem"
    file.write_text("nothing")
    with pytest.raises(ConfigurationError, match="verify"):
        filled.source(url="https://127.0.0.1:1/", verify=file)
    with pytest.raises(ConfigurationError, match="certificate"):
        filled.source(url="https://127.0.0.1:1/", certificate=file)


def test_the_systems_own_number_of_the_request_is_kept_for_its_support(filled):
    filled.system.faults.append(Fault(status=500, headers={"x-request-id": "R-4711"}))
    with pytest.raises(Unavailable) as error:
        read(filled)
    assert error.value.reference == "R-4711"


def test_secrets_and_addresses_in_the_systems_own_words_are_not_shown(filled):
    body = f'{{"errors": [{{"message": "{SECRET} at http://10.1.2.3/x or db:5432"}}]}}'.encode()
    filled.system.logon, settings = LOGONS["basic"]
    filled.system.faults.append(Fault(status=422, body=body))
    with pytest.raises(ConfigurationError, match="… at … or …") as error:
        read(filled, **settings)
    assert "10.1.2.3" not in str(error.value)
    assert SECRET not in repr(filled.source(**settings).__dict__)


# ------------------------------------------------------------------ errors inside good answers

FAULT = {"at": "code", "good": ["0"], "message": "msg", "logon": ["401"]}


def test_an_error_inside_a_good_answer_is_an_error(filled):
    filled.mapping["fault"] = FAULT
    filled.system.faults.append(
        Fault(body='{"code": 17, "msg": "工厂未知", "data": null}'.encode())
    )
    with pytest.raises(BusinessError, match="code 17: 工厂未知"):
        read(filled)


def test_a_token_that_is_refused_inside_a_good_answer_is_had_anew(filled):
    filled.mapping["fault"] = FAULT | {"at": "paging.code"}
    _, settings = LOGONS["login"]
    original = filled.system._by_cursor

    def wrapped(request):
        answer = original(request)
        fresh = request.headers["authorization"].removeprefix("Bearer ") in filled.system.tokens
        answer.content["paging"]["code"] = 0 if fresh else 401
        return answer

    filled.system._by_cursor = wrapped

    def forget(_request):
        if len(filled.system.requests) == 3:
            filled.system.tokens.clear()

    filled.system.before = forget
    assert len(read(filled, **settings)) == 12
    assert len(filled.system.paths("login")) == 2

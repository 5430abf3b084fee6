"""SAP fails in the middle of what it sends: its own error each time, and nothing is lost."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from adapters.contract import (
    AccessDenied,
    AdapterError,
    AuthenticationFailed,
    ConfigurationError,
    Page,
    ProtocolError,
    Record,
    Stream,
    TimedOut,
    Unavailable,
)
from adapters.sap import SapSettings, SapSource
from demo.sap_server.faults import Mode
from demo.sap_server.runner import SapServer
from demo.sap_server.store import Store

COUNTS, ORDERS = Stream.PRODUCTION_COUNT, Stream.ORDER


@pytest.fixture
def sap(sap_content) -> Iterator[SapServer]:
    with SapServer(Store(deepcopy(sap_content))) as server:
        yield server


def source(sap: SapServer, service: str = "z_ql_production", **settings: Any) -> SapSource:
    logon = sap.store.logon
    values = {
        "wsdl": sap.wsdl_url(service), "user": logon.user, "password": logon.password,
        "client": logon.client, "zone": "Europe/Berlin", "since": "2025-12-01",
    }  # fmt: skip
    return SapSource("sap", SapSettings(**(values | settings)))


def keys(records: list[Record]) -> list[str]:
    return sorted({record.key for record in records})


@pytest.mark.parametrize(
    ("mode", "delay", "error", "said"),
    [
        (Mode.TRUNCATED, 0, Unavailable, "in the middle"),
        (Mode.TRICKLE, 1.2, TimedOut, "fell silent"),
        (Mode.TRICKLE, 0.4, TimedOut, "transfer limit"),
        (Mode.SLOW, 1.2, TimedOut, "time limit"),
        (Mode.REDIRECT, 0, ConfigurationError, "redirects"),
        (Mode.ERROR_500, 0, Unavailable, "HTTP 500"),
        (Mode.DOWN, 0, Unavailable, "HTTP 503"),
        (Mode.FAULT, 0, ProtocolError, "failed inside"),
        (Mode.FORBIDDEN, 0, AccessDenied, "may not call"),
        (Mode.HTML_200, 0, AuthenticationFailed, "page for people"),
    ],
)
def test_each_way_to_fail_has_its_own_error_in_a_stream_too(sap, mode, delay, error, said):
    reader = source(sap, time_limit=0.8, transfer_limit=1.0)
    reader.check()
    sap.control.mode, sap.control.delay = mode, delay
    with pytest.raises(error, match=said) as raised:
        list(reader.pages(COUNTS, None))
    assert type(raised.value) is error
    assert raised.value.retryable is issubclass(error, Unavailable)
    assert "127.0.0.1" not in str(raised.value)
    sap.control.mode = Mode.NONE
    assert reader.check()


def test_a_logon_that_ends_between_two_calls_is_said(sap):
    pages = source(sap).pages(COUNTS, None)
    next(pages)
    object.__setattr__(sap.store.logon, "password", "changed")
    with pytest.raises(AuthenticationFailed, match="user, password or client"):
        list(pages)


@pytest.mark.parametrize("limit", [50, 5000])
@pytest.mark.parametrize("after", [1, 3, 6])
def test_what_a_broken_pull_stored_stays_and_the_next_one_brings_the_rest(sap, limit, after):
    # given a pull that breaks off in the middle of a table
    reader = source(sap, window_days=7)
    pages = reader.pages(COUNTS, None, limit=limit)
    stored = [next(pages) for _ in range(after)]
    sap.control.mode = Mode.TRUNCATED
    with pytest.raises(Unavailable):
        stored += pages
    sap.control.mode = Mode.NONE
    # when it is tried again from what was stored last
    rest = list(reader.pages(COUNTS, stored[-1].cursor, limit=limit))
    # then everything is there
    found = [record for page in (*stored, *rest) for record in page.records]
    expected = {f"{r['RUECK']}-{r['RMZHL']}" for r in sap.store.table("confirmations")}
    assert keys(found) == sorted(expected)


@pytest.mark.parametrize("after", [1, 2, 5])
def test_a_pull_that_is_killed_between_two_pages_of_a_window_goes_on_with_the_second(sap, after):
    reader = source(sap, window_days=60)
    pages = reader.pages(COUNTS, None, limit=50)
    stored = [next(pages) for _ in range(after)]
    pages.close()
    rest = list(reader.pages(COUNTS, stored[-1].cursor, limit=50))
    found = [record for page in (*stored, *rest) for record in page.records]
    assert len(keys(found)) == len(sap.store.table("confirmations"))


def test_a_whole_list_that_breaks_off_has_given_what_came_before(sap):
    # given SAP's own list of orders, which comes as one stream
    reader = source(sap, "z_ql_production_order")
    reader.check()
    sap.control.mode = Mode.TRUNCATED
    stored: list[Page] = []
    with pytest.raises(Unavailable):
        stored += reader.pages(ORDERS, None, limit=20)
    orders = len(sap.store.table("orders"))
    came = sum(len(page.records) for page in stored)
    assert 0 < came < orders
    # when it is tried again
    sap.control.mode = Mode.NONE
    rest = [r for page in reader.pages(ORDERS, stored[-1].cursor) for r in page.records]
    # then only what had not come before does
    assert len(rest) == orders - came
    assert not set(keys(rest)) & {record.key for page in stored for record in page.records}


def test_an_unfinished_stream_lets_its_connection_go(sap):
    reader = source(sap, "z_ql_production_order", parallel=1)
    for _ in range(5):
        next(reader.pages(ORDERS, None, limit=5))
    assert len(list(reader.pages(ORDERS, None))) == 2


def test_no_error_of_a_pull_shows_the_password_or_where_sap_is(sap):
    reader = source(sap, time_limit=0.5)
    reader.check()
    said: list[AdapterError] = []
    for mode in set(Mode) - {Mode.NONE, Mode.CONTROL_CHARS, Mode.SLOW, Mode.TRICKLE}:
        sap.control.mode = mode
        with pytest.raises(AdapterError) as raised:
            list(reader.pages(COUNTS, None))
        said.append(raised.value)
    shown = " ".join(f"{error!r} {error.__cause__!r} {error.reference}" for error in said)
    assert sap.store.logon.password not in shown
    assert "127.0.0.1" not in shown
    assert len({str(error) for error in said}) == len(said)

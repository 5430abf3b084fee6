"""The demo SAP writes every function in both of SAP's namespaces, with sessions or without."""

import pytest

from demo.sap_server import dictionary
from demo.sap_server.codec import SOAP11, Service
from demo.sap_server.dictionary import Dictionary, Published
from demo.sap_server.functions import all_functions
from demo.sap_server.session import COOKIE, Sessions

MC_STYLE = "urn:sap-com:document:sap:soap:functions:mc-style"


@pytest.fixture(scope="module")
def abap() -> Dictionary:
    return dictionary.read()


def _service(abap: Dictionary, *functions: str, **how: object) -> Service:
    return Service(Published(name="Z_TEST", functions=functions, **how), abap)


def test_the_same_function_in_camel_case(abap: Dictionary) -> None:
    service = _service(abap, "Z_QL_NOTIFICATION_LIST", style="mc-style")
    message = (
        f'<e:Envelope xmlns:e="{SOAP11}" xmlns:f="{MC_STYLE}"><e:Body><f:ZQlNotificationList>'
        "<IQmnum>000200000001</IQmnum></f:ZQlNotificationList></e:Body></e:Envelope>"
    )

    version, request = service.read(message.encode())
    reply = b"".join(
        service.write(version, request.function, {"ET_HEADER": [{"QMNUM": "000200000001"}]})
    )

    assert (request.function, request.text("I_QMNUM")) == ("Z_QL_NOTIFICATION_LIST", "000200000001")
    assert f'{MC_STYLE}"><EtCause/><EtHeader><item><Qmnum>000200000001</Qmnum>'.encode() in reply


def test_every_function_of_the_dictionary_has_code_and_is_published(abap: Dictionary) -> None:
    published = {name for service in abap.services.values() for name in service.functions}
    assert set(abap.functions) == published == set(all_functions())


def test_a_session_is_found_by_its_cookie_alone() -> None:
    sessions = Sessions()
    name, first = sessions.of("")
    first.work["number"] = "1"

    assert sessions.of(f"{COOKIE}={name}") == (name, first)
    assert sessions.of(f"{COOKIE}=guessed")[1].work == {}
    assert sessions.of("")[0] != name


def test_what_was_rolled_back_does_not_happen() -> None:
    done: list[int] = []
    _, session = Sessions().of("")
    session.changes.append(lambda: done.append(1))
    session.rollback()
    session.changes.append(lambda: done.append(2))
    session.commit()
    session.commit()

    assert done == [2]

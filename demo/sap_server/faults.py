"""How SAP fails: faults, logon pages, a server that does not answer as it should."""

from dataclasses import dataclass, field
from enum import StrEnum
from xml.sax.saxutils import escape

from demo.sap_server.codec import SOAP12

TRANSACTION_ID = "5F2A7C10E4B30090E0063DB2D2D4B6C1"


class Mode(StrEnum):
    """What goes wrong on demand."""

    NONE = ""
    DOWN = "down"
    SLOW = "slow"
    FAULT = "fault"
    HTML_200 = "html-200"
    FORBIDDEN = "forbidden"
    CONTROL_CHARS = "control-chars"
    TRUNCATED = "truncated"
    TRICKLE = "trickle"
    REDIRECT = "redirect"
    ERROR_500 = "error-500"


@dataclass
class Control:
    """A test's hand on a running server; ``delay`` (seconds) is for the modes slow and trickle.

    ``calls`` names the functions called so far. ``lost`` names those whose next answer does not
    arrive although they are carried out.
    """

    mode: Mode = Mode.NONE
    delay: float = 5.0
    calls: list[str] = field(default_factory=list[str])
    lost: set[str] = field(default_factory=set[str])

    def loses(self, function: str) -> bool:
        """Whether the answer of this call gets lost; the next one arrives."""
        lost = function in self.lost
        self.lost.discard(function)
        return lost


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer."""

    status: int
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    cut: bool = False
    """The connection breaks in the middle of the body."""
    pause: float = 0
    """Seconds between two pieces of the body."""


HTML = "text/html; charset=utf-8"


def content_type(version: str) -> str:
    return "application/soap+xml; charset=utf-8" if version == SOAP12 else "text/xml; charset=utf-8"


def fault(version: str, text: str) -> Answer:
    """A SOAP fault of the server, with the empty detail that SAP sends."""
    said = escape(text)
    if version == SOAP12:
        body = (
            f'<env:Envelope xmlns:env="{SOAP12}"><env:Body><env:Fault>'
            "<env:Code><env:Value>env:Receiver</env:Value></env:Code>"
            f'<env:Reason><env:Text xml:lang="en">{said}</env:Text></env:Reason>'
            "<env:Detail/></env:Fault></env:Body></env:Envelope>"
        )
    else:
        body = (
            '<soap-env:Envelope xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/">'
            "<soap-env:Header/><soap-env:Body><soap-env:Fault>"
            f'<faultcode>soap-env:Server</faultcode><faultstring xml:lang="en">{said}</faultstring>'
            "<detail/></soap-env:Fault></soap-env:Body></soap-env:Envelope>"
        )
    return Answer(500, content_type(version), body.encode())


def system_error(version: str) -> Answer:
    text = (
        "Web service processing error; more details in the web service error log on provider side "
        f"(UTC timestamp 20260302081512; Transaction ID {TRANSACTION_ID})"
    )
    return fault(version, text)


def forbidden(version: str, service: str) -> Answer:
    return fault(version, f"Authorization role missing for service {service.upper()}")


def _page(title: str, text: str) -> bytes:
    return (
        '<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html">'
        f"<title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    ).encode()


def logon_failed() -> Answer:
    page = _page("Logon failed", "Anmeldung fehlgeschlagen. Name or password is incorrect.")
    return Answer(401, HTML, page, (("www-authenticate", 'Basic realm="SAP NetWeaver [QLD]"'),))


def no_such_client(client: str) -> Answer:
    page = _page("Logon failed", f"Client {escape(client)} is not available in this system.")
    return Answer(401, HTML, page, (("www-authenticate", 'Basic realm="SAP NetWeaver [QLD]"'),))


def unavailable() -> Answer:
    page = _page("503 Service Unavailable", "Error: -6, ICMENOSERVER: no server available")
    return Answer(503, HTML, page)


def lost() -> Answer:
    page = _page("504 Gateway Timeout", "Partner did not answer in time")
    return Answer(504, HTML, page)


def logon_page() -> Answer:
    return Answer(200, HTML, _page("Logon", "Please enter user and password.<br>"))


def not_found() -> Answer:
    return Answer(
        404, HTML, _page("404 Resource not found", "The requested service is not active.")
    )


def bad_method() -> Answer:
    return Answer(405, HTML, _page("405 Method not allowed", "Use POST."))


def redirected(address: str) -> Answer:
    """To where the caller is already."""
    page = _page("302 Found", "The resource has moved.")
    return Answer(302, HTML, page, (("location", address),))


def dump() -> Answer:
    return Answer(500, HTML, _page("500 SAP Internal Server Error", "ERROR: No memory (DUMP)"))

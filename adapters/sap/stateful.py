"""The SOAP header by which a caller tells a stateful service how long to keep his session."""

from typing import Any

from adapters.sap.untyped import etree

_SESSION = "http://www.sap.com/webas/630/soap/features/session/"


def session_header(*, goes_on: bool) -> Any:
    """SAP keeps the session, or ends it with this call."""
    header: Any = etree.Element(f"{{{_SESSION}}}Session", nsmap={"session": _SESSION})
    etree.SubElement(header, "enableSession").text = "true" if goes_on else "false"
    return header

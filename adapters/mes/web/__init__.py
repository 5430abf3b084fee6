"""HTTP to a business system: logon, limits and what goes wrong, whatever the answers hold."""

from adapters.mes.web.client import WebClient
from adapters.mes.web.message import Answer, Call
from adapters.mes.web.settings import WebSettings

__all__ = ["Answer", "Call", "WebClient", "WebSettings"]

"""The interface as the mapping describes it: questions with JSON answers, errors inside them."""

from http import HTTPStatus
from typing import Any

from adapters.contract import AuthenticationFailed, BusinessError
from adapters.mes.rest.model import RestMapping
from adapters.mes.rest.places import text_at
from adapters.mes.rest.text import parsed
from adapters.mes.web import Answer, Call, WebClient, WebSettings
from adapters.mes.web.faults import presentable


class Interface:
    """Asks and sends; what the system reports inside a good answer is an error too."""

    def __init__(self, settings: WebSettings, mapping: RestMapping) -> None:
        self._client = WebClient(settings)
        self._fault = mapping.fault
        self._encodings = mapping.encoding

    def ask(self, call: Call) -> tuple[Answer, Any]:
        """The answer and its content. Raises ``AdapterError`` for anything but success."""
        answer = self._send(call)
        if not answer.ok:
            raise self._client.fault(call, answer)
        return answer, self._content(call, answer)

    def ask_for_one(self, call: Call) -> Any:
        """The content; ``None`` where the system has no such thing."""
        answer = self._send(call)
        if answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            return None
        if not answer.ok:
            raise self._client.fault(call, answer)
        return self._content(call, answer)

    def tell(self, call: Call) -> tuple[Answer, Any]:
        """As ``ask``, for a command: what the system refuses is a ``BusinessError``."""
        answer = self._send(call)
        if not answer.ok:
            raise self._client.refusal(call, answer)
        return answer, self._content(call, answer)

    def presentable(self, text: str) -> str:
        """A sentence of the system's, fit to be shown."""
        return presentable(text, self._client.secrets)

    def close(self) -> None:
        self._client.close()

    def _send(self, call: Call) -> Answer:
        return self._client.send(call, self._client.deadline(), self._asks_to_log_on)

    def _asks_to_log_on(self, answer: Answer) -> bool:
        """Whether a good answer says inside that the logon is not good."""
        if self._fault is None or not self._fault.logon or not answer.ok:
            return False
        content = parsed(answer, self._encodings, "the system")
        return text_at(content, self._fault.at) in self._fault.logon

    def _content(self, call: Call, answer: Answer) -> Any:
        content = parsed(answer, self._encodings, call.what)
        fault = self._fault
        if fault is None or content is None:
            return content
        code = text_at(content, fault.at)
        if code in fault.good:
            return content
        if code in fault.logon:
            raise AuthenticationFailed(
                "The system does not accept the logon. Check `logon`, `user` and `secret`."
            )
        own = self.presentable(text_at(content, fault.message) or "without a reason")
        raise BusinessError(f"The system refuses {call.what} with {fault.at} {code}: {own}")

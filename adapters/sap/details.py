"""The further calls for a record, several records at once."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from adapters.sap.columns import Content
from adapters.sap.errors import SapMessage
from adapters.sap.model import DetailSpec, SapPart
from adapters.sap.parameters import is_one_of, tables_sent
from adapters.sap.settings import SapSettings
from adapters.sap.system import SapSystem


class Details:
    """What the further functions of a part say of its records."""

    def __init__(self, system: SapSystem, settings: SapSettings, part: SapPart) -> None:
        self._system = system
        self._settings = settings
        known = system.functions()
        self._details = [d for d in part.details if not d.optional or d.function in known]
        wanted = {table for spec in part.lists.values() for table in (spec.rows, *spec.joined)}
        wanted |= {detail.each for detail in self._details if detail.each is not None}
        self._tables = {d.function: tables_sent(known[d.function], wanted) for d in self._details}

    def __bool__(self) -> bool:
        return bool(self._details)

    def of(self, contents: Sequence[Content]) -> Iterator[Content]:
        """The contents with their details, in their order; what is gone meanwhile is left out."""
        if not self._details:
            yield from contents
            return
        with ThreadPoolExecutor(self._settings.parallel, "sap-detail") as threads:
            for content in threads.map(self.one, contents):
                if content is not None:
                    yield content

    def one(self, content: Content) -> Content | None:
        """A content with its details; ``None`` where SAP says that there is no such record."""
        found: dict[str, Any] = dict(content)
        for detail in self._details:
            rows = [found] if detail.each is None else found.get(detail.each) or []
            for row in rows:
                reply = self._call(detail, found, row)
                if reply is None:
                    return None
                _add(found, reply)
        return found

    def _call(
        self, detail: DetailSpec, content: Content, row: Mapping[str, Any]
    ) -> Mapping[str, Any] | None:
        given = {p: row.get(column, content.get(column)) for p, column in detail.by.items()}
        sent = {**self._tables[detail.function], **detail.parameters, **given}
        try:
            return self._system.call(detail.function, sent)
        except SapMessage as message:
            if is_one_of(message, detail.missing):
                return None
            raise


def _add(content: dict[str, Any], reply: Mapping[str, Any]) -> None:
    """Tables of several calls follow each other; anything else is the last call's."""
    for name, value in reply.items():
        if isinstance(value, list) and isinstance(content.get(name), list):
            content[name] = [*content[name], *value]
        elif name not in content or isinstance(value, list | dict):
            content[name] = value

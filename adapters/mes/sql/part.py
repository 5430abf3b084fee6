"""A part of an SQL mapping, compiled: its query beside the function from rows to records."""

from adapters.contract import Stream
from adapters.mapping.part import CompiledPart, Plant
from adapters.mes.sql.model import SqlPart
from adapters.mes.sql.query import SqlLayout


class CompiledSqlPart(CompiledPart):
    """A part with its query."""

    def __init__(self, plant: Plant, stream: Stream, part: SqlPart) -> None:
        layout = SqlLayout(part)
        super().__init__(plant, stream, part, layout, part.order)
        self.part = part
        self.layout = layout
        self.key_numbers: dict[str, bool] = {}

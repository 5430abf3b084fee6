"""A part of the mapping of B2MML, ready to read."""

from adapters.contract import Stream
from adapters.mapping.part import CompiledPart
from adapters.mapping.plant import Plant
from adapters.mes.b2mml.model import B2mmlPart
from adapters.mes.b2mml.places import FILE_NAME, XmlLayout


class CompiledB2mmlPart(CompiledPart):
    """A part with its places; every row knows the file that it is from."""

    def __init__(self, plant: Plant, stream: Stream, part: B2mmlPart) -> None:
        layout = XmlLayout(part.where)
        super().__init__(plant, stream, part, layout, [])
        layout.place(FILE_NAME)
        self.part = part
        self.layout = layout

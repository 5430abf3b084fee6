"""B2MML documents (IEC 62264) as a source, from a folder or over HTTP."""

from adapters.mes.b2mml.settings import B2mmlSettings
from adapters.mes.b2mml.source import B2mmlSource

__all__ = ["B2mmlSettings", "B2mmlSource"]

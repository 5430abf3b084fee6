"""A REST interface as a source: its JSON mapped in one YAML file."""

from adapters.mes.rest.settings import RestSettings
from adapters.mes.rest.source import RestSource

__all__ = ["RestSettings", "RestSource"]

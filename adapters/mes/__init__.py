"""An MES with an SQL database as a source: its tables mapped in one YAML file."""

from adapters.mes.settings import MesSettings
from adapters.mes.source import MesSource

__all__ = ["MesSettings", "MesSource"]

"""An SQL database as a source: its tables mapped in one YAML file."""

from adapters.mes.sql.settings import SqlSettings
from adapters.mes.sql.source import SqlSource

__all__ = ["SqlSettings", "SqlSource"]

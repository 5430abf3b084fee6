"""My system as a source of production counts: a folder of CSV files."""

from .settings import MySystemSettings
from .source import MySystemSource

__all__ = ["MySystemSettings", "MySystemSource"]

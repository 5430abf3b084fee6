"""Machines that publish Sparkplug B over MQTT as a source; needs ``quality-loop[sparkplug]``."""

from adapters.mes.sparkplug.settings import SparkplugSettings
from adapters.mes.sparkplug.source import SparkplugSource

__all__ = ["SparkplugSettings", "SparkplugSource"]

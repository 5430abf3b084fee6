"""SAP over SOAP as a source: inspection lots and quality notifications."""

from adapters.sap.settings import SapSettings
from adapters.sap.source import SapSource

__all__ = ["SapSettings", "SapSource"]

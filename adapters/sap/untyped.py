# pyright: reportMissingTypeStubs=false, reportAttributeAccessIssue=false
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
"""zeep and lxml, which have no types, under names that a strict checker accepts."""

from typing import Any

import lxml.etree
import zeep
import zeep.exceptions
import zeep.wsdl.bindings
import zeep.xsd

etree: Any = lxml.etree
Client: Any = zeep.Client
Settings: Any = zeep.Settings
xsd: Any = zeep.xsd
Soap12Binding: Any = zeep.wsdl.bindings.Soap12Binding
ZeepError: type[Exception] = zeep.exceptions.Error
XmlError: type[Exception] = lxml.etree.XMLSyntaxError

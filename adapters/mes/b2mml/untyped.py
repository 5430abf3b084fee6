# pyright: reportMissingTypeStubs=false, reportAttributeAccessIssue=false
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false
"""lxml, which has no types, under names that a strict checker accepts."""

from typing import Any

import lxml.etree

etree: Any = lxml.etree
XmlError: type[Exception] = lxml.etree.XMLSyntaxError
XPathError: type[Exception] = lxml.etree.XPathError
EndOfFeed: type[Exception] = lxml.etree.ParserError

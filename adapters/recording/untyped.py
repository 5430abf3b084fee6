# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false
# pyright: reportUnknownMemberType=false, reportMissingImports=false
# pyright: reportAttributeAccessIssue=false
"""vcrpy, time-machine and lxml, under names that a strict checker accepts."""

from typing import Any

import lxml.etree

try:
    import time_machine
    import vcr
    import vcr.errors
    import vcr.persisters.filesystem
    import vcr.request
    import vcr.serialize
    import vcr.serializers.yamlserializer
except ImportError as missing:
    raise ImportError(
        f"{missing.name} is missing; pip install 'quality-loop[record]' brings it"
    ) from missing

Vcr: Any = vcr.VCR
VcrRequest: Any = vcr.request.Request
NotRecorded: type[Exception] = vcr.errors.CannotOverwriteExistingCassetteException
NoCassette: type[Exception] = vcr.persisters.filesystem.CassetteNotFoundError
serialize: Any = vcr.serialize.serialize
yaml_serializer: Any = vcr.serializers.yamlserializer
etree: Any = lxml.etree
XmlError: type[Exception] = lxml.etree.XMLSyntaxError
travel: Any = time_machine.travel

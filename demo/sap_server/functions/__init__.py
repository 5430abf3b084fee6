"""What the function modules do: one module for each subject, each with its ``FUNCTIONS``."""

import importlib
import pkgutil
from collections.abc import Mapping

from demo.sap_server.call import FunctionCode


def all_functions() -> Mapping[str, FunctionCode]:
    """Every function of the modules beside this file, by its ABAP name."""
    found: dict[str, FunctionCode] = {}
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        found |= importlib.import_module(module.name).FUNCTIONS
    return found

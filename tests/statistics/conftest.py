"""The add-on's statistics by path: they import neither Odoo nor the add-on round them."""

import importlib.util
import sys
from types import ModuleType

import pytest

from demo.runtime.layout import addons_folder

NAME = "quality_loop_statistics"


@pytest.fixture(scope="session")
def ours() -> ModuleType:
    """The package ``hr_quality_training/statistics``, with its modules as attributes."""
    folder = addons_folder() / "hr_quality_training" / "statistics"
    specification = importlib.util.spec_from_file_location(
        NAME, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert specification is not None
    assert specification.loader is not None
    package = importlib.util.module_from_spec(specification)
    sys.modules[NAME] = package
    specification.loader.exec_module(package)
    return package

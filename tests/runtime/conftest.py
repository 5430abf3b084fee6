"""Fixtures of the tests of the demo's own machinery."""

import io

import pytest
from rich.console import Console

from demo.runtime.steps import Steps


@pytest.fixture
def steps() -> Steps:
    """Progress that nobody sees."""
    return Steps(Console(file=io.StringIO()))

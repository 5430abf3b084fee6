"""``quality-loop adapter new``: a package that works at once, to be made one's own."""

import keyword
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from adapters.contract import SOURCE_ENTRY_POINTS

_TEMPLATE = Path(__file__).with_name("new_adapter")
_SUFFIX = ".tmpl"
"""Of files that would mean something where they lie (a pyproject.toml, tests)."""
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class ScaffoldError(Exception):
    """Why no package was made, and what to do instead."""


def create(name: str, into: Path) -> Path:
    """Makes the package ``name`` in a new folder of that name below ``into``; returns the folder.

    It is there whole or not at all. Raises ``ScaffoldError``.
    """
    module = _checked(name)
    folder = into / name
    if folder.exists():
        raise ScaffoldError(
            f"{folder} is there already: choose another name, or remove it. Nothing was changed."
        )
    words = {
        "my_system": module,
        "my-system": name,
        "MySystem": "".join(part.capitalize() for part in name.split("-")),
        "My system": name.replace("-", " ").capitalize(),
    }
    try:
        with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=into) as unfinished:
            for source, place in _files():
                target = Path(unfinished, "whole", _replaced(place, words))
                target.parent.mkdir(parents=True, exist_ok=True)
                text = _replaced(source.read_text(encoding="utf-8"), words)
                target.write_text(text, encoding="utf-8")
            shutil.move(Path(unfinished, "whole"), folder)
    except OSError as error:
        raise ScaffoldError(
            f"{folder} cannot be written ({error.strerror}): name another place with --into."
        ) from None
    return folder


def _checked(name: str) -> str:
    """The name of the Python module. Raises ``ScaffoldError``."""
    if not _NAME.fullmatch(name):
        raise ScaffoldError(
            f"{name!r} is no name for an adapter: use small letters, digits and single dashes, a"
            " letter first, like acme-lab."
        )
    module = name.replace("-", "_")
    if any(point.name == name for point in entry_points(group=SOURCE_ENTRY_POINTS)):
        raise ScaffoldError(f"An adapter {name} is installed already: choose another name.")
    if keyword.iskeyword(module) or keyword.issoftkeyword(module):
        raise ScaffoldError(f"{name} is a word of Python itself: choose another name.")
    if module in sys.stdlib_module_names or find_spec(module) is not None:
        raise ScaffoldError(
            f"There is a Python module {module} already, which the new one would hide: choose"
            " another name."
        )
    return module


def _files() -> Iterator[tuple[Path, str]]:
    """The files of the template and their places in the package."""
    for file in sorted(_TEMPLATE.rglob("*")):
        if file.is_file() and file.parent.name != "__pycache__":
            yield file, str(file.relative_to(_TEMPLATE)).removesuffix(_SUFFIX)


def _replaced(text: str, words: dict[str, str]) -> str:
    for word, ours in words.items():
        text = text.replace(word, ours)
    return text

"""The modules of this checkout's add-ons path, as their manifests describe them."""

import ast
import hashlib
from collections.abc import Iterable
from pathlib import Path

from demo.runtime.errors import SetupError
from demo.runtime.layout import addons_folder

_NOT_SOURCE = {".pyc", ".md"}


def modules() -> list[str]:
    """Every installable module, those made for tests among them."""
    return sorted(manifest.parent.name for manifest in addons_folder().glob("*/__manifest__.py"))


def chosen(names: Iterable[str]) -> list[str]:
    """The named modules, or all when none is named. Raises ``SetupError`` for an unknown one."""
    known = modules()
    wanted = [name for given in names for name in given.split(",") if name]
    for name in wanted:
        if name not in known:
            raise SetupError(
                f"There is no module {name} in erp_addon: choose among {', '.join(known)}."
            )
    return wanted or known


def foreign_depends() -> list[str]:
    """What our modules need of Odoo's own."""
    ours = modules()
    needed = {name for module in ours for name in manifest(module).get("depends", [])}
    return sorted(needed - set(ours))


def manifest(module: str) -> dict[str, list[str]]:
    """The content of a manifest."""
    return ast.literal_eval((addons_folder() / module / "__manifest__.py").read_text())


def digest() -> str:
    """A digest of all sources of our modules: another one means the database is out of date."""
    result = hashlib.sha256()
    for file in sorted(addons_folder().rglob("*")):
        if file.is_file() and file.suffix not in _NOT_SOURCE and "tests" not in _inside(file):
            result.update(str(file.relative_to(addons_folder())).encode())
            result.update(file.read_bytes())
    return result.hexdigest()


def _inside(file: Path) -> tuple[str, ...]:
    return file.relative_to(addons_folder()).parts

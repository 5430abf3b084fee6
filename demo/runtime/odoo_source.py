"""A real Odoo 19: the one that the user names, the machine's own, or one fetched from Debian."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from demo.runtime.debian_archive import DebianArchive
from demo.runtime.disk import require_space
from demo.runtime.errors import SetupError
from demo.runtime.layout import download_cache
from demo.runtime.locks import exclusive
from demo.runtime.steps import Steps

SERIES = "19"
VARIABLE = "QUALITY_LOOP_ODOO"
PACKAGES = (
    "odoo-19",
    # The package links into these by relative path; without them the login page fails.
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
)
FETCH_MEBIBYTES = 1500
"""135 MB of packages beside the 1.2 GB that they unpack to, and some air."""

_INSTEAD = f"set {VARIABLE} to the folder of an existing Odoo 19"
_PACKAGE_FOLDER = Path("usr/lib/python3/dist-packages")


@dataclass(frozen=True, slots=True)
class OdooSource:
    """An Odoo that can be run: ``folder`` holds the Python package ``odoo``."""

    folder: Path
    version: str

    @property
    def addons_path(self) -> list[Path]:
        """Odoo's own add-ons folders: a checkout has two, a package one."""
        folders = (self.folder / "addons", self.folder / "odoo" / "addons")
        return [folder for folder in folders if any(folder.glob("*/__manifest__.py"))]


def find_or_fetch(steps: Steps) -> OdooSource:
    """The Odoo to run.

    In order: what ``QUALITY_LOOP_ODOO`` names, an ``odoo`` of series 19 on the search path, one
    fetched earlier, one fetched now. Raises ``SetupError`` when there is none to be had.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return named_source(Path(named))
    return _installed() or fetched() or fetch(steps)


def named_source(named: Path) -> OdooSource:
    """The Odoo in a folder (checkout, package, or the folder above) or behind an executable."""
    path = named.expanduser().resolve()
    if not path.exists():
        raise SetupError(
            f"{VARIABLE} names {named}, which does not exist: name the folder of an Odoo 19 "
            "(its source checkout or its Python package), or unset it to have one fetched."
        )
    for folder in _possible_folders(path):
        version = _version(folder)
        if version is None:
            continue
        if not _fits(version):
            raise SetupError(
                f"{VARIABLE} names an Odoo {version} in {folder}, but the add-ons need Odoo "
                f"{SERIES}: name an Odoo {SERIES}, or unset it to have one fetched."
            )
        return OdooSource(folder, version)
    raise SetupError(
        f"{VARIABLE} names {named}, where there is no Odoo (no odoo/release.py): name the folder "
        "of its source checkout or of its Python package, or unset it to have one fetched."
    )


def _possible_folders(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path.parent
        yield from _imported_by(path)
        return
    yield path
    yield path.parent  # the package itself was named
    yield path / _PACKAGE_FOLDER  # an unpacked Debian package


def _imported_by(executable: Path) -> Iterator[Path]:
    """The folder from which a Python script imports ``odoo``."""
    with executable.open("rb") as file:
        first = file.readline(200).decode(errors="replace").strip()
    if not first.startswith("#!") or "python" not in first:
        return
    question = "import importlib.util as u; print(*u.find_spec('odoo').submodule_search_locations)"
    answer = subprocess.run(
        [*first[2:].split(), "-c", question],
        cwd=executable.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    for location in answer.stdout.split():
        yield Path(location).parent


def _version(folder: Path) -> str | None:
    release = folder / "odoo" / "release.py"
    if not release.is_file():
        return None
    found = re.search(r"^version_info = \(([^,]+), *(\d+)", release.read_text(), re.MULTILINE)
    return (
        ".".join(part.strip("'\" ") for part in found.groups()) if found else "of unknown version"
    )


def _fits(version: str) -> bool:
    return version.split(".")[0] == SERIES


def _installed() -> OdooSource | None:
    for name in ("odoo", "odoo-19", "odoo-bin"):
        executable = shutil.which(name)
        if executable is None:
            continue
        for folder in _possible_folders(Path(executable).resolve()):
            version = _version(folder)
            if version is not None and _fits(version):
                return OdooSource(folder, version)
    return None


def _cached_folder() -> Path:
    return download_cache() / f"odoo-{SERIES}"


def fetched() -> OdooSource | None:
    """The Odoo fetched earlier; its folder is there only when it is whole."""
    folder = _cached_folder() / _PACKAGE_FOLDER
    version = _version(folder)
    return OdooSource(folder, version) if version else None


def fetch(steps: Steps) -> OdooSource:
    """Fetch Odoo from Debian's archive into the user's cache folder, whole or not at all."""
    cache = download_cache()
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"The cache folder {cache} cannot be made ({error.strerror}): set XDG_CACHE_HOME to a "
            "folder that you can write."
        ) from None
    with exclusive(cache / "fetch.lock", wait=True):
        already = fetched()
        if already:
            return already
        _remove_leftovers(cache)
        require_space(cache, FETCH_MEBIBYTES, "Fetching Odoo 19")
        with steps.step("Fetch Odoo 19 from Debian (123 MB) and unpack it"), _workshop(cache) as w:
            DebianArchive(w, "Odoo 19", _INSTEAD).fetch(PACKAGES, w / "root")
            (w / "root").rename(_cached_folder())
    whole = fetched()
    if whole is None or not _fits(whole.version):
        shutil.rmtree(_cached_folder())
        raise SetupError(
            "Debian's package odoo-19 does not hold an Odoo 19 where it used to: set "
            f"{VARIABLE} to the folder of an existing Odoo 19."
        )
    return whole


@contextmanager
def _workshop(cache: Path) -> Iterator[Path]:
    """A folder beside the final one, gone afterwards, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix=".fetch-", dir=cache))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_leftovers(cache: Path) -> None:
    """A fetch that was killed outright could not clean up; nobody else fetches now."""
    for folder in cache.glob(".fetch-*"):
        shutil.rmtree(folder, ignore_errors=True)

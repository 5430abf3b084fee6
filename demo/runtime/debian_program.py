"""Programs of Debian that some tests run: the machine's own, or fetched once without root.

What is fetched lies in the user's cache folder and is run from there; nothing is installed, no
service is started.
"""

import os
import platform
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from demo.runtime.debian_archive import DebianArchive
from demo.runtime.errors import SetupError
from demo.runtime.layout import download_cache
from demo.runtime.locks import exclusive

_SYSTEM_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin")
"""Where servers lie; only root has these on the search path."""


@dataclass(frozen=True, slots=True)
class DebianProgram:
    """A program at ``path`` (such as ``usr/sbin/mariadbd``) of a Debian package."""

    package: str
    path: str

    @property
    def name(self) -> str:
        return Path(self.path).name

    def find(self) -> "Unpacked | None":
        """The program as it lies on this machine or was fetched earlier."""
        search = os.pathsep.join((os.environ.get("PATH", os.defpath), *_SYSTEM_FOLDERS))
        installed = shutil.which(self.name, path=search)
        if installed is not None:
            return Unpacked(Path(installed), Path("/"))
        root = self._cached
        return Unpacked(root / self.path, root) if (root / self.path).exists() else None

    def find_or_fetch(self) -> "Unpacked":
        """The program, fetched if need be. Raises ``SetupError``."""
        return self.find() or self._fetch()

    @property
    def _cached(self) -> Path:
        return download_cache() / f"{self.package}-{_codename() or 'unknown'}"

    def _fetch(self) -> "Unpacked":
        instead = f"install it (sudo apt-get install {self.package})"
        codename = _codename()
        if codename is None:
            raise SetupError(
                f"This machine does not say which Debian it is, so {self.package} cannot be "
                f"fetched: {instead}."
            )
        cache = download_cache()
        cache.mkdir(parents=True, exist_ok=True)
        with exclusive(cache / "fetch.lock", wait=True):
            found = self.find()
            if found is not None:
                return found
            with tempfile.TemporaryDirectory(prefix=".fetch-", dir=cache) as folder:
                workshop = Path(folder)
                archive = DebianArchive(workshop, self.package, instead, codename)
                archive.fetch_runnable(self.package, workshop / "root")
                (workshop / "root").rename(self._cached)
        found = self.find()
        if found is None:
            raise SetupError(
                f"Debian's package {self.package} does not hold {self.path}: {instead}."
            )
        return found


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A program and the folder that its package was unpacked into (``/``: it is installed)."""

    program: Path
    root: Path

    @property
    def libraries(self) -> Path:
        """The folder of the libraries and plug-ins that came with it."""
        return self.root / "usr/lib" / _multiarch()

    @property
    def environment(self) -> dict[str, str]:
        """What the program needs to find the libraries that came with it."""
        if self.root == Path("/"):
            return {}
        folders = [self.libraries, self.root / "usr/lib"]
        return {"LD_LIBRARY_PATH": os.pathsep.join(map(str, folders))}


def _codename() -> str | None:
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return None
    return release.get("VERSION_CODENAME") if release.get("ID") == "debian" else None


def _multiarch() -> str:
    return f"{platform.machine()}-linux-gnu"

"""Packages of Debian, fetched and unpacked without root.

The address of the archive is the one that this machine's own apt uses; the suite is Debian's
development branch unless told. Everything is checked with the machine's own Debian archive keyring.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from demo.runtime.errors import SetupError

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SUITE = "sid"
_INSTALLED = Path("/var/lib/dpkg/status")
TIME_LIMIT = 900
"""Seconds that one apt command may take: 123 MB over a slow line."""


@dataclass(frozen=True, slots=True)
class DebianArchive:
    """An apt configuration of its own in ``folder``; the machine's own is only read."""

    folder: Path
    wanted: str
    """What the user is to have in the end, for the sentences he reads."""
    instead: str
    """How he gets it without this archive."""
    suite: str = SUITE

    def fetch(self, packages: Sequence[str], into: Path) -> None:
        """Download the packages and unpack them all into one folder.

        Raises ``SetupError`` when apt, the network, the archive or the disk refuses.
        """
        uri = self._refresh()
        self._run(
            f"Debian's archive ({uri}) could not deliver {packages[0]}",
            ["apt-get", *self._options(), "download", *packages],
        )
        self._unpack(self.folder, into)

    def fetch_runnable(self, package: str, into: Path) -> None:
        """Download a package with all that this machine lacks for it, and unpack it.

        Only a package of the machine's own suite runs with the machine's own libraries. Raises
        ``SetupError`` as ``fetch`` does.
        """
        uri = self._refresh()
        shutil.copy(_INSTALLED, self.folder / "status")
        install = ["install", "--yes", "--no-install-recommends", "--download-only", package]
        self._run(
            f"Debian's archive ({uri}) could not deliver {package}",
            ["apt-get", *self._options(), *install],
        )
        self._unpack(self.folder / "cache" / "archives", into)

    def _unpack(self, folder: Path, into: Path) -> None:
        into.mkdir(parents=True)
        for deb in sorted(folder.glob("*.deb")):
            self._run(f"{deb.name} could not be unpacked", ["dpkg", "-x", str(deb), str(into)])
            deb.unlink()

    def _refresh(self) -> str:
        """Read the package lists from the first Debian archive that answers; return its address."""
        if not KEYRING.exists():
            raise SetupError(
                f"The keyring of Debian's archive ({KEYRING}) is not on this machine: install the "
                f"package debian-archive-keyring, or {self.instead}."
            )
        addresses = self._addresses()
        if not addresses:
            raise SetupError(
                f"apt names no Debian archive on this machine, so {self.wanted} cannot be fetched: "
                f"add a Debian mirror to /etc/apt, or {self.instead}."
            )
        troubles: list[SetupError] = []
        for uri in addresses:
            self._configure(uri)
            try:
                self._run(f"Debian's archive ({uri}) does not answer", self._update_command())
            except SetupError as error:
                troubles.append(error)
            else:
                return uri
        raise troubles[0]

    def _addresses(self) -> list[str]:
        """The addresses of Debian archives in this machine's apt configuration.

        Where apt has never fetched its lists, it does not know whose archive an address is; then
        all are tried in turn, and the keyring tells.
        """
        try:
            return _indexed_addresses() or _configured_addresses()
        except FileNotFoundError:
            raise SetupError(
                f"There is no apt on this machine, so {self.wanted} cannot be fetched: "
                f"{self.instead}."
            ) from None

    def _configure(self, uri: str) -> None:
        (self.folder / "lists" / "partial").mkdir(parents=True, exist_ok=True)
        (self.folder / "cache" / "archives" / "partial").mkdir(parents=True, exist_ok=True)
        (self.folder / "status").touch()
        source = f"deb [signed-by={KEYRING}] {uri} {self.suite} main\n"
        (self.folder / "sources.list").write_text(source)

    def _update_command(self) -> list[str]:
        return ["apt-get", *self._options(), "update", "--error-on=any"]

    def _options(self) -> list[str]:
        values = {
            "Dir::Etc::sourcelist": self.folder / "sources.list",
            "Dir::Etc::sourceparts": "-",
            "Dir::Etc::preferences": "-",
            "Dir::Etc::preferencesparts": "-",
            "Dir::State": self.folder,
            "Dir::State::lists": self.folder / "lists",
            "Dir::State::status": self.folder / "status",
            "Dir::Cache": self.folder / "cache",
            "Dir::Log": self.folder,
            "Debug::NoLocking": "1",
            "Acquire::Languages": "none",
            "Acquire::Retries": "2",
            "Acquire::http::Timeout": "30",
            "Acquire::https::Timeout": "30",
            "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
            "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled": "false",
            "APT::Update::Post-Invoke::": "",
            # root's own folders are closed to apt's download user
            "APT::Sandbox::User": "root" if os.geteuid() == 0 else "",
        }
        options = ["-qq"]
        for name, value in values.items():
            options += ["-o", f"{name}={value}"]
        return options

    def _run(self, trouble: str, command: list[str]) -> None:
        """Run a command; its last line of complaint ends up in the one sentence."""
        try:
            done = _quietly(command, self.folder)
        except FileNotFoundError:
            raise SetupError(
                f"{command[0]} is not on this machine, so {self.wanted} cannot be fetched: "
                f"{self.instead}."
            ) from None
        except subprocess.TimeoutExpired:
            reason = f"no end after {TIME_LIMIT} s"
        else:
            if done.returncode == 0:
                return
            reason = complaint(done.stderr) or f"exit code {done.returncode}"
        raise SetupError(
            f"{trouble} ({reason}): check the network and the free space of {self.folder.parent}, "
            f"or {self.instead}."
        )


def _indexed_addresses() -> list[str]:
    fields = "$(REPO_URI) $(ORIGIN) $(LABEL)"
    lines = _quietly(
        ["apt-get", "indextargets", "--format", fields, "Created-By: Packages"]
    ).stdout.splitlines()
    rows = [line.split(" ", 2) for line in lines]
    return list(dict.fromkeys(uri for uri, *whose in rows if whose == ["Debian", "Debian"]))


def _configured_addresses() -> list[str]:
    lines = _quietly(
        ["apt-get", "update", "--print-uris", "-o", "Debug::NoLocking=1"]
    ).stdout.splitlines()
    files = [line.split("'")[1] for line in lines if line.startswith("'")]
    return list(dict.fromkeys(f"{uri.partition('/dists/')[0]}/" for uri in files))


def complaint(text: str) -> str:
    """The last line of what a program complained, without the sign of its kind."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].removeprefix("E: ").rstrip(".") if lines else ""


def _quietly(command: list[str], folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder or tempfile.gettempdir(),
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
        timeout=TIME_LIMIT,
    )

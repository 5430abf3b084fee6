"""A Python environment of a stranger: it sees what ours has, and what he installs stays in it."""

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

_QUALITY_LOOP = 'import sys; sys.argv[0] = "quality-loop"; from gateway.cli import main; main()'


class StrangersEnvironment:
    """Below ``folder``: commands ``pip``, ``pytest`` and ``quality-loop``, and where to run them.

    ``pip`` builds with the setuptools that is there, and fetches nothing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.folder.mkdir()
        self._home = folder / "environment"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(self._home)], check=True)
        self._see_ours()
        python = self._home / "bin" / "python"
        self._command("quality-loop", f"exec {python} -c '{_QUALITY_LOOP}' \"$@\"")
        self._command("pytest", f'exec {python} -m pytest -p no:cacheprovider "$@"')
        self._command("pip", _pip(python))

    def run(self, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """What a shell makes of the commands; it ends at the first that fails."""
        environment = {
            **os.environ,
            **variables,
            "PATH": f"{self._home / 'bin'}:{os.environ['PATH']}",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )

    def done(self, script: str, **variables: str) -> str:
        """As ``run``; what it printed. Fails where a command does."""
        ran = self.run(script, **variables)
        assert ran.returncode == 0, f"{script}\n{ran.stdout}\n{ran.stderr}"
        return ran.stdout

    def _see_ours(self) -> None:
        ours = sysconfig.get_paths()["purelib"]
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        packages = self._home / "lib" / version / "site-packages"
        line = f"import site; site.addsitedir({ours!r})\n"
        (packages / "ours.pth").write_text(line, encoding="utf-8")

    def _command(self, name: str, line: str) -> None:
        file = self._home / "bin" / name
        file.write_text(f"#!/bin/bash\n{line}\n", encoding="utf-8")
        file.chmod(0o755)


def _pip(python: Path) -> str:
    offline = "--no-build-isolation -q"
    if importlib.util.find_spec("pip") is not None:
        begin = f"{python} -m pip install --no-index --disable-pip-version-check"
        return f'[ "$1" = install ] && shift && exec {begin} {offline} "$@"'
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    begin = f"{uv} pip install --offline --no-deps --python {python}"
    return f'[ "$1" = install ] && shift && exec {begin} {offline} "$@"'

"""Makes the virtual environment: ``python3 demo/runtime/environment.py demo`` (or ``dev``).

Runs on the machine's own Python, before anything is installed: the standard library only, and our
own modules, which need Python 3.11, only after the version is known. A second run finds the
environment as it should be and returns at once; when a run fails, what it began is removed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
STATE = CHECKOUT / ".quality-loop"
EXTRAS = {"demo": ".[demo]", "dev": ".[demo,dev]"}
"""What each kind of environment installs; ``dev`` has all that ``demo`` has."""

_LEAST_PYTHON = (3, 11)
_NEW_MEBIBYTES = 1200
_DEBIAN_WHEELS = "usr/share/python-wheels"
_DEBIAN_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
_SECONDS_BETWEEN_SIGNS = 10


def main(kind: str) -> None:
    """Bring the environment to the state that pyproject.toml and constraints.txt describe."""
    from demo.runtime.disk import require_space
    from demo.runtime.locks import exclusive

    STATE.mkdir(mode=0o700, exist_ok=True)
    with exclusive(STATE / "environment.lock", wait=True):
        if any(
            _stamp(wide).exists() and _stamp(wide).read_text() == _wanted()
            for wide in (kind, "dev")
        ):
            return
        new = not VENV.exists()
        if new:
            require_space(CHECKOUT, _NEW_MEBIBYTES, "The Python environment")
        try:
            _make()
            _install(kind)
        except BaseException:
            if new:
                shutil.rmtree(VENV, ignore_errors=True)
            raise
        _stamp(kind).write_text(_wanted())


def _stamp(kind: str) -> Path:
    return VENV / f".installed-{kind}"


def _wanted() -> str:
    """A digest of everything that the environment depends on, its own place among it."""
    digest = hashlib.sha256(f"{VENV} {sys.version}".encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((CHECKOUT / name).read_bytes())
    return digest.hexdigest()


def _make() -> None:
    """Make the environment with the installers pip and uv in it."""
    if not _works(PYTHON):
        shutil.rmtree(VENV, ignore_errors=True)
        _run([sys.executable, "-m", "venv", "--without-pip", str(VENV)], "Make .venv")
    if shutil.which("uv") is None and not (VENV / "bin" / "uv").exists():
        with tempfile.TemporaryDirectory(prefix="quality-loop-") as folder:
            pip = _pip(Path(folder))
            _run([*pip, "install", "-q", *_constraints(), "pip", "uv"], "Install the installer uv")


def _works(python: Path) -> bool:
    if not python.exists():
        return False
    question = "import sys; print(sys.prefix, sys.version)"
    answer = subprocess.run(
        [str(python), "-c", question], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip() == f"{VENV} {sys.version}"


def _pip(folder: Path) -> list[str]:
    """A command that runs pip in the environment.

    Debian keeps pip out of Python: without its package python3-venv, which only root may install,
    pip comes from Debian's wheel, fetched into ``folder`` if need be.
    """
    if importlib.util.find_spec("ensurepip") is not None:
        _run([str(PYTHON), "-m", "ensurepip", "--default-pip"], "Install pip")
        return [str(PYTHON), "-m", "pip"]
    wheels = sorted(Path("/", _DEBIAN_WHEELS).glob("pip-*.whl"))
    if not wheels:
        from demo.runtime.debian_archive import DebianArchive

        instead = "have python3-venv installed (as root: apt-get install python3-venv)"
        DebianArchive(folder, "pip", instead).fetch(("python3-pip-whl",), folder / "root")
        wheels = sorted((folder / "root" / _DEBIAN_WHEELS).glob("pip-*.whl"))
    # the wheel lies in a folder that goes away: it first installs the pip of our choice
    return [str(PYTHON), str(wheels[-1] / "pip")]


def _install(kind: str) -> None:
    """Install the project and what it needs with uv, or with pip where uv cannot."""
    from demo.runtime.errors import SetupError

    what = ["-q", *_constraints(), "-e", EXTRAS[kind]]
    inside = VENV / "bin" / "uv"
    uv = str(inside) if inside.exists() else shutil.which("uv")
    title = "Install the Python packages"
    if uv is not None:
        try:
            _run([uv, "pip", "install", f"--python={PYTHON}", *what], title)
        except SetupError:
            _say("       … once more with pip, which knows this machine's own settings")
        else:
            return
    with tempfile.TemporaryDirectory(prefix="quality-loop-") as folder:
        _run([*_pip(Path(folder)), "install", *what], title)


def _constraints() -> list[str]:
    return ["-c", str(CHECKOUT / "constraints.txt")]


def _run(command: list[str], title: str) -> None:
    """Run a command with its time on the screen and its words in the log."""
    from demo.runtime.debian_archive import complaint
    from demo.runtime.errors import SetupError
    from demo.runtime.layout import download_cache

    log = STATE / "log" / "environment.log"
    log.parent.mkdir(mode=0o700, exist_ok=True)
    environment = {
        "UV_CACHE_DIR": str(download_cache() / "uv"),
        "PIP_CACHE_DIR": str(download_cache() / "pip"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        **_certificates(),
        **os.environ,
    }
    begun = time.monotonic()
    _say(f"       … {title}")
    # uv leaves its locks behind in the folder for temporary files
    with log.open("a+") as words, tempfile.TemporaryDirectory(prefix="quality-loop-") as scratch:
        begin = words.tell()
        process = subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env={**environment, "TMPDIR": scratch},
            stdout=words,
            stderr=words,
        )
        _await(process, begun)
        words.seek(begin)
        said = words.read()
    if process.returncode:
        raise SetupError(
            f"{title}: that failed ({complaint(said)}); check the network and the free space, then "
            f"repeat; all of it is in {log}."
        )
    _say(f"{time.monotonic() - begun:6.1f} s {title}")


def _certificates() -> dict[str, str]:
    """Has uv trust what this machine trusts, a company's own authority among it (two names,
    for uv renamed the variable)."""
    if not _DEBIAN_CERTIFICATES.exists():
        return {}
    return {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}


def _await(process: subprocess.Popen[bytes], begun: float) -> None:
    """Wait for a process, with a sign of life from time to time; end it when we are ended."""
    try:
        while True:
            try:
                process.wait(_SECONDS_BETWEEN_SIGNS)
            except subprocess.TimeoutExpired:
                _say(f"{time.monotonic() - begun:6.0f} s …")
            else:
                return
    except BaseException:
        process.terminate()
        process.wait()
        raise


def _say(line: str) -> None:
    print(line, flush=True)


def _end(number: int, _frame: object) -> None:
    sys.exit(128 + number)


def _start(arguments: list[str]) -> None:
    if sys.version_info < _LEAST_PYTHON:
        sys.exit(
            "Quality Loop needs Python 3.11 or later and this is "
            f"{sys.version.split()[0]}: name another with make PYTHON=python3.11."
        )
    sys.path.insert(0, str(CHECKOUT))
    from demo.runtime.errors import SetupError

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    try:
        main(*arguments)
    except SetupError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    _start(sys.argv[1:])

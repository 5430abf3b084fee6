"""Removes all that ``make demo`` and ``make test`` made: ``python3 demo/runtime/clean.py [keep]``.

Runs on the machine's own Python; what needs the environment is left to it while it is still there.
With ``keep`` the downloads stay.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
MADE = (
    ".quality-loop",
    ".venv",
    ".pytest_cache",
    ".ruff_cache",
    ".import_linter_cache",
    "build",
    "quality_loop.egg-info",
    "bench/results.json",
)


def main(cache: str = "") -> int:
    """Stop what runs, then remove; returns the exit code."""
    sys.path.insert(0, str(CHECKOUT))
    sys.dont_write_bytecode = True
    from demo.runtime.layout import download_cache

    python = CHECKOUT / ".venv" / "bin" / "python"
    if python.exists() and (CHECKOUT / ".quality-loop").exists():
        stopped = subprocess.run(
            [str(python), "-m", "demo.runtime.stop_all"], cwd=CHECKOUT, check=False
        )
        if stopped.returncode:
            return stopped.returncode
    remove = [CHECKOUT / name for name in MADE]
    for folder in ("adapters", "bench", "demo", "erp_addon", "gateway", "tests"):
        remove += (CHECKOUT / folder).rglob("__pycache__")
    if cache != "keep":
        remove.append(download_cache())
    left = [path for path in remove if not _remove(path)]
    for path in left:
        print(f"{path} could not be removed: it belongs to another user, remove it as that user.")
    return 1 if left else 0


def _remove(path: Path) -> bool:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    return not path.exists()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))

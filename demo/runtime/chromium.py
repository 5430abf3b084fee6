"""Chromium for the browser tests: ``python -m demo.runtime.chromium``.

Found on the search path, or installed with apt where we are root. Otherwise the user reads the
command to run; that is a failure where ``CI=true``, and elsewhere those tests are skipped.
"""

import shutil
import sys

from demo.runtime.machine_packages import install_command, provide, required

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")
COMMAND = install_command(PACKAGES)

__all__ = ["COMMAND", "find", "main", "required"]


def find() -> str | None:
    """The path of a Chromium or Chrome."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> int:
    """Have a Chromium; returns the exit code."""
    return provide("Chromium", "the browser tests", PACKAGES, find)


if __name__ == "__main__":
    sys.exit(main())

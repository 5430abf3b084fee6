"""Chromium for the browser tests: ``python -m demo.runtime.chromium``.

Found on the search path, or installed with apt where we are root. Otherwise the user reads the
command to run; that is a failure where ``CI=true``, and elsewhere those tests are skipped.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")
COMMAND = f"sudo apt-get install {' '.join(PACKAGES)}"


def find() -> str | None:
    """The path of a Chromium or Chrome."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def required() -> bool:
    """Whether its absence is a failure."""
    return os.environ.get("CI") == "true"


def main() -> int:
    """Have a Chromium; returns the exit code."""
    if find() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _install()
    if find() is not None:
        return 0
    print(f"The browser tests need Chromium, which is not here; install it with: {COMMAND}")
    return 1 if required() else 0


def _install() -> None:
    print("Install Chromium for the browser tests …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(
            ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120", *command],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            print(done.stderr.strip())


if __name__ == "__main__":
    sys.exit(main())

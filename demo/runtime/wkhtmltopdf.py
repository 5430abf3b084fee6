"""wkhtmltopdf for Odoo's PDF reports: ``python -m demo.runtime.wkhtmltopdf``.

Comes with a font that knows Chinese. Where it is not, Odoo opens the page in the browser, to be
printed from there, and the tests that print are skipped; with ``CI=true`` that is a failure.
"""

import shutil
import sys

from demo.runtime.machine_packages import install_command, provide

PACKAGES = ("wkhtmltopdf", "fonts-liberation", "fonts-wqy-microhei")
COMMAND = install_command(PACKAGES)


def find() -> str | None:
    """The path of wkhtmltopdf."""
    return shutil.which("wkhtmltopdf")


def main() -> int:
    """Have wkhtmltopdf; returns the exit code."""
    return provide("wkhtmltopdf", "PDF reports", PACKAGES, find)


if __name__ == "__main__":
    sys.exit(main())

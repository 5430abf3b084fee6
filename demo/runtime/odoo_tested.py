"""Odoo for its own tests: ``python -m demo.runtime.odoo_tested server …``.

Before tests of a controller Odoo bundles the scripts and styles of every page and of its own
tests, which takes as long as a quarter of ours. Ours open few pages: what those need is bundled
when it is asked for.
"""

import sys


def main(*arguments: str) -> None:
    """Be Odoo, without its bundling ahead."""
    from odoo.cli import main as odoo
    from odoo.tests.suite import OdooSuite

    OdooSuite.has_http_case = _bundles_nothing_ahead
    sys.argv = ["odoo", *arguments]
    odoo()


def _bundles_nothing_ahead(_suite: object) -> bool:
    return False


if __name__ == "__main__":
    main(*sys.argv[1:])

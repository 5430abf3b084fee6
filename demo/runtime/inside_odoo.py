"""Runs ``run(env, given)`` of a module inside Odoo; see ``OdooServer.script``.

Started as its own process with Odoo on the path: ``python -m demo.runtime.inside_odoo CONF MODULE``
with JSON on standard input (nothing is ``None``) and the answer, JSON too, on standard output.
"""

import json
import runpy
import sys
from importlib import import_module


def main(conf: str, module: str) -> None:
    """Open the database that the configuration names, run, commit, answer."""
    # Odoo is only on the path of this process
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["--config", conf, "--no-http"], setup_logging=True)
    loaded = runpy.run_path(module) if module.endswith(".py") else vars(import_module(module))
    given = json.loads(sys.stdin.read() or "null")
    with Registry(config["db_name"][0]).cursor() as cursor:
        env = api.Environment(cursor, SUPERUSER_ID, {"lang": "en_US", "tz": "UTC"})
        answer = loaded["run"](env, given)
        env.flush_all()
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])

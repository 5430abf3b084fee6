"""Calls at the same moment, each in a real transaction of its own."""

import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name
from odoo.tools import mute_logger

TIMEOUT = 60  # seconds; the server waits up to 2 s before its first retry


def run_at_once(registry, *calls):
    """Run each call in a thread and transaction of its own, begun together, as the server would.

    :param calls: pairs of a user's id and a function of an environment, which reads what it is
        going to change before the others have changed it
    :return: per call, what the function returned, or the text of its refusal
    """
    barrier = threading.Barrier(len(calls))

    def run(user_id, call):
        with registry.cursor() as cr:
            env = api.Environment(cr, user_id, {})
            cr.execute("SELECT 1")  # the snapshot is taken here
            barrier.wait(timeout=TIMEOUT)
            try:
                return retrying(lambda: call(env), env)
            except UserError as refusal:
                cr.rollback()
                return str(refusal)

    # The runner of the tests holds the registry's lock, and the threads would wait for it. The
    # database says whom it sends back to begin anew; what does not end well is raised all the same.
    with (
        mute_logger("odoo.sql_db"),
        patch.object(Registry, "_lock", DummyRLock()),
        ThreadPoolExecutor(max_workers=len(calls)) as executor,
    ):
        futures = [executor.submit(run, *call) for call in calls]
        return [future.result(timeout=TIMEOUT) for future in futures]


class AtOnceCase(BaseCase):
    """Commits, because only committed rows meet another transaction; takes it all back.

    A class says in ``_build`` what it makes and in ``_remove`` how that goes away again; both get
    an environment of the superuser in a transaction of their own.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.addClassCleanup(cls._in_transaction, cls._remove)
        cls._in_transaction(cls._build)

    @classmethod
    def _in_transaction(cls, work):
        with cls.registry.cursor() as cr:
            return work(api.Environment(cr, SUPERUSER_ID, {}))

    @classmethod
    def _build(cls, env):
        raise NotImplementedError

    @classmethod
    def _remove(cls, env):
        raise NotImplementedError

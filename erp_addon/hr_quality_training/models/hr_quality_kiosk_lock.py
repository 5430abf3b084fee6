"""How often somebody has tried in vain, and until when nobody may try again."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

WINDOW = timedelta(minutes=15)
LOCKED = timedelta(minutes=15)
TRIES = {"badge": 5, "kiosk": 20}
"""Failures within the window after which a badge, or a whole kiosk, is locked."""


class HrQualityKioskLock(models.Model):
    """Tries in vain of one badge, known or not, or at one kiosk. Kept across restarts.

    Whoever tries holds the row until his transaction ends: of many who try at once, each finds
    what the one before him has left.
    """

    _name = "hr.quality.kiosk.lock"
    _description = "Lock of a Badge or Kiosk"
    _inherit = ["base.act.protected"]
    _act_protected_fields = "*"
    _order = "locked_until desc, id desc"
    _rec_name = "key"

    kind = fields.Selection([("badge", "Badge"), ("kiosk", "Kiosk")], required=True)
    key = fields.Char("Badge or Kiosk", required=True)
    fails = fields.Integer("Tries in Vain", required=True)
    first_fail_on = fields.Datetime("Since")
    locked_until = fields.Datetime()

    _key_unique = models.Constraint("UNIQUE (kind, key)", "A badge has one lock.")

    @api.model
    def _hold(self, kind, key):
        """Hold the row of this badge or kiosk; the moment until which it is locked, or None."""
        row = self.env.execute_query(
            SQL(
                """
                INSERT INTO hr_quality_kiosk_lock (kind, key, fails) VALUES (%(kind)s, %(key)s, 0)
                ON CONFLICT (kind, key) DO UPDATE SET fails = hr_quality_kiosk_lock.fails
                RETURNING locked_until
                """,
                kind=kind,
                key=key,
            )
        )
        until = row[0][0]
        return until if until and until > fields.Datetime.now() else None

    @api.model
    def _count(self, kind, key):
        """Count a try in vain of a row that is held; lock it when they are too many."""
        now = fields.Datetime.now()
        self.env.cr.execute(
            """
            WITH lately AS (
                SELECT id,
                       first_fail_on IS NOT NULL AND first_fail_on > %(begin)s
                           AND (locked_until IS NULL OR locked_until > %(now)s) AS goes_on
                  FROM hr_quality_kiosk_lock WHERE kind = %(kind)s AND key = %(key)s
            )
            UPDATE hr_quality_kiosk_lock held
               SET fails = CASE WHEN goes_on THEN fails + 1 ELSE 1 END,
                   first_fail_on = CASE WHEN goes_on THEN first_fail_on ELSE %(now)s END,
                   locked_until = CASE WHEN goes_on AND fails + 1 >= %(most)s THEN %(until)s END
              FROM lately WHERE held.id = lately.id
            """,
            {
                "kind": kind,
                "key": key,
                "now": now,
                "begin": now - WINDOW,
                "until": now + LOCKED,
                "most": TRIES[kind],
            },
        )
        self.invalidate_model()

    @api.model
    def _forget(self, kind, key):
        """Somebody got in: his tries before are no longer counted."""
        self.env.cr.execute(
            """
            UPDATE hr_quality_kiosk_lock
               SET fails = 0, first_fail_on = NULL, locked_until = NULL
             WHERE kind = %s AND key = %s
            """,
            [kind, key],
        )
        self.invalidate_model()

    @api.autovacuum
    def _gc_locks(self):
        """Rows that lock nothing any more; a badge is kept no longer than it must be."""
        self.env.cr.execute(
            """
            DELETE FROM hr_quality_kiosk_lock
             WHERE coalesce(locked_until, first_fail_on, 'epoch') < %s
            """,
            [fields.Datetime.now() - timedelta(days=1)],
        )

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .hr_quality_fact import FACTS

RECOUNT = """
    UPDATE hr_quality_alias alias
       SET waiting_count = counted.waiting
      FROM (SELECT id, CASE
                WHEN COALESCE(employee_id, operation_id, work_center_id) IS NOT NULL
                     OR shared THEN 0
                WHEN kind = 'operation' THEN %(operation)s
                WHEN kind = 'employee' THEN %(employee)s
                WHEN kind = 'work_center' THEN %(work_center)s
                END AS waiting
              FROM hr_quality_alias a
             WHERE source_id = ANY(%(sources)s)
               AND (waiting_count > 0
                    OR COALESCE(employee_id, operation_id, work_center_id) IS NULL)
           ) counted
     WHERE counted.id = alias.id AND alias.waiting_count IS DISTINCT FROM counted.waiting
"""


class HrQualitySource(models.Model):
    """A system that measurements come from: a MES, a quality system, a file."""

    _name = "hr.quality.source"
    _description = "Measurement Source"
    _order = "code"

    code = fields.Char(required=True, help="The name under which the system delivers.")
    name = fields.Char(required=True, translate=True)
    note = fields.Text()
    last_batch_at = fields.Datetime(
        string="Last Delivery", readonly=True, copy=False, help="When its last batch came in."
    )
    alias_ids = fields.One2many("hr.quality.alias", "source_id", string="Aliases")
    open_alias_count = fields.Integer(
        string="Unknown Codes", compute="_compute_open_alias_count", compute_sudo=True
    )

    _code_unique = models.Constraint("UNIQUE (code)", "Another source has this code already.")

    def _compute_open_alias_count(self):
        counts = dict(
            self.env["hr.quality.alias"]._read_group(
                [("source_id", "in", self.ids), *self.env["hr.quality.alias"]._open_domain()],
                ["source_id"],
                ["__count"],
            )
        )
        for source in self:
            source.open_alias_count = counts.get(source, 0)

    @api.constrains("code")
    def _check_code(self):
        for source in self:
            if source.code != source.code.strip() or not source.code.strip():
                raise ValidationError(
                    self.env._("The code of a source has no blanks at its ends and is not empty.")
                )

    @api.model
    def _of_delivery(self, code):
        """The source that delivers under ``code``, made when it delivers for the first time."""
        source = self.search([("code", "=", code)], limit=1)
        if not source:
            # Of two first deliveries at once the later one starts again instead of failing.
            self.env.cr.execute(
                SQL(
                    "INSERT INTO hr_quality_source (code, name)"
                    " VALUES (%s, jsonb_build_object('en_US', %s)) ON CONFLICT DO NOTHING",
                    code,
                    code,
                )
            )
            source = self.search([("code", "=", code)], limit=1)
        return source

    def _lock(self):
        """Holds back every other delivery and tie of these sources until the transaction ends.

        Who waited here for another's delivery works on an old snapshot; the database refuses his
        next step and Odoo repeats his request. Rows are taken in order, so nobody waits in a ring.
        """
        self.env.cr.execute(
            SQL(
                "SELECT id FROM hr_quality_source WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
                self.ids,
            )
        )

    def _begin_delivery(self):
        """Takes the lock and notes the time; the write makes every concurrent delivery repeat."""
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                "UPDATE hr_quality_source SET last_batch_at = %s WHERE id = %s",
                fields.Datetime.now(),
                self.id,
            )
        )
        self.invalidate_recordset(["last_batch_at"])

    def _recount_waiting(self):
        """Counts anew how many records wait for each open code of these sources."""
        self.env["hr.quality.alias"].flush_model()
        waiting = {
            kind: SQL(" + ").join(
                count for model in FACTS for count in self.env[model]._waiting_sql(kind)
            )
            for kind in ("operation", "employee", "work_center")
        }
        self.env.cr.execute(SQL(RECOUNT, sources=self.ids, **waiting))
        self.env["hr.quality.alias"].invalidate_model(["waiting_count"])

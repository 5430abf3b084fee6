"""Who has to acknowledge a revision, and how many have."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.base_act.permit import with_permit
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.plant_day import plant_day
from ..tools.uninstalling import is_uninstalling

PRODUCED_WITHIN = timedelta(weeks=8)
BEFORE_FORCE = timedelta(days=3)
FOR_NEWCOMERS = timedelta(days=3)
BEFORE_INSTALLATION = timedelta(days=90)
CONCERNED = ("qualified", "retraining_due", "outdated", "exempt", "suspended")
READ_FIELDS = {"number", "date_from", "limit", "note", "key_point_ids", "attachment_ids"}


class HrQualityStandardRevision(models.Model):
    _inherit = "hr.quality.standard.revision"

    acknowledgement_ids = fields.One2many(
        "hr.quality.acknowledgement", "revision_id", string="Acknowledgements"
    )
    acknowledgement_count = fields.Integer(
        string="Asked to Acknowledge", compute="_compute_acknowledgement_count"
    )
    acknowledged_count = fields.Integer(
        string="Have Acknowledged", compute="_compute_acknowledgement_count"
    )
    acknowledgement_text = fields.Char(
        string="Acknowledged", compute="_compute_acknowledgement_count"
    )

    @api.depends("acknowledgement_ids.state")
    @api.depends_context("lang")
    def _compute_acknowledgement_count(self):
        """Numbers only, so that everybody who reads the standard may see them."""
        groups = (
            self.env["hr.quality.acknowledgement"]
            .sudo()
            ._read_group(
                [("revision_id", "in", self._origin.ids)], ["revision_id", "state"], ["__count"]
            )
        )
        counts = {(revision.id, state): count for revision, state, count in groups}
        for revision in self:
            done = counts.get((revision._origin.id, "acknowledged"), 0)
            asked = done + counts.get((revision._origin.id, "due"), 0)
            revision.acknowledgement_count = asked
            revision.acknowledged_count = done
            revision.acknowledgement_text = (
                self.env._("%(done)s of %(asked)s", done=done, asked=asked) if asked else False
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Ask those concerned to acknowledge what is new."""
        revisions = super().create(vals_list)
        revisions._ask_to_acknowledge()
        return revisions

    def write(self, vals):
        """Ask again where the words have changed."""
        result = super().write(vals)
        if READ_FIELDS & vals.keys():
            self._words_changed()
        return result

    def _words_changed(self):
        """What was read is no longer what will hold: it is to be read again."""
        self.sudo().acknowledgement_ids._ask_again()

    @api.ondelete(at_uninstall=True)
    def _unlink_except_told(self):
        """Keep what people were told; take back what nobody has acknowledged yet."""
        if is_uninstalling(self.env):
            return
        self._unlink_except_settled()
        asked = self.sudo().acknowledgement_ids
        kept = asked.filtered(lambda one: one.state == "acknowledged").revision_id
        kept |= (
            self.env["hr.quality.qualification"]
            .sudo()
            .search([("revision_id", "in", self.ids)], limit=1)
            .revision_id
        )
        if kept:
            raise UserError(
                self.env._(
                    "%s was acknowledged, or stands in the ledger, so it is kept. Change it as long"
                    " as it is not in force, or end it.",
                    kept[0].display_name,
                )
            )
        with_permit(asked).unlink()

    # ------------------------------------------------------------------------------- asking

    def _ask_to_acknowledge(self):
        """Ask those concerned who were not asked before; newcomers come by the daily run."""
        today = plant_day(self.env)
        open_ones = self.sudo().filtered(
            lambda revision: not revision.date_to or revision.date_to >= today
        )
        if not open_ones:
            return
        concerned = open_ones._concerned(today)
        asked = {(one.revision_id.id, one.employee_id.id) for one in open_ones.acknowledgement_ids}
        values = [
            {
                "revision_id": revision.id,
                "employee_id": employee.id,
                "due_on": revision._acknowledgement_due_on(today),
            }
            for revision in open_ones
            for employee in concerned[revision.operation_id.id]
            if (revision.id, employee.id) not in asked
        ]
        self.env["hr.quality.acknowledgement"]._act_create(values).sudo()._tell()

    def _acknowledgement_due_on(self, today):
        """A few days before it takes force; where there is no time for that, on its first day."""
        if self.date_from - BEFORE_FORCE >= today:
            return self.date_from - BEFORE_FORCE
        return self.date_from if self.date_from > today else today + FOR_NEWCOMERS

    def _concerned(self, today):
        """{operation id: employees who must know its standard}.

        Who is qualified or exempted for it, or has done it in the last 8 weeks; the direct
        managers of these, and the manager of its department.
        """
        operations = self.operation_id
        statuses = self.env["hr.quality.qualification"]._held_statuses(None, operations, today)
        workers = {operation.id: set() for operation in operations}
        for (employee, operation), status in statuses.items():
            if status.status in CONCERNED:
                workers[operation].add(employee)
        for employee, operation in self._recent_workers(operations, today):
            workers[operation].add(employee)
        people = self.env["hr.employee"].sudo().with_context(active_test=True)
        answer = {}
        for operation in operations:
            found = people.browse(workers[operation.id])
            found |= found.parent_id | operation.department_id.manager_id
            answer[operation.id] = found.filtered("active").sorted("id")
        return answer

    def _recent_workers(self, operations, today):
        self.env["hr.quality.measurement"].flush_model()
        return self.env.execute_query(
            SQL(
                "SELECT DISTINCT employee_id, operation_id FROM (%s) used"
                " WHERE operation_id = ANY(%s) AND day > %s AND day <= %s",
                self.env["hr.quality.qualification"]._uses_sql(),
                operations.ids,
                today - PRODUCED_WITHIN,
                today,
            )
        )

    def action_open_acknowledgements(self):
        """Who has acknowledged, and who has not."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_quality.hr_quality_acknowledgement_action"
        )
        return {**action, "domain": [("revision_id", "=", self.id)], "context": {}}

    # ------------------------------------------------------------------------------ daily run

    def _entered_lately(self):
        """Those of these revisions that the daily run asks newcomers to acknowledge.

        A standard that was there long before anybody could acknowledge anything is known to those
        who work by it: to ask the whole plant on the first day for every standard in force would
        teach it to sign unread. So: entered 90 days before the daily run itself was, or later.
        """
        run = self.env.ref("hr_quality.ir_cron_standards", raise_if_not_found=False)
        if not run:
            return self
        first = run.sudo().create_date - BEFORE_INSTALLATION
        return self.filtered(
            lambda revision: revision.create_date >= first or revision.sudo().acknowledgement_ids
        )

    @api.model
    def _cron_standards(self):
        """Newcomers are asked to acknowledge; who fell behind is marked for retraining."""
        domain = self._not_over_domain() & Domain("standard_id.operation_id.active", "=", True)
        todo = self.search(domain, order="id")
        crons = self.env["ir.cron"]
        crons._commit_progress(remaining=len(todo))
        asked = todo._entered_lately()
        for revision in todo:
            (revision & asked)._ask_to_acknowledge()
            revision._mark_retraining()
            if not crons._commit_progress(1):
                break

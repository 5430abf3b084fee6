from odoo import api, fields, models
from odoo.addons.base_act.append_only import make_append_only
from odoo.addons.base_act.models.base_act_protected import ALL_FIELDS
from odoo.exceptions import AccessError, ValidationError

from ..tools.plant_day import plant_day

KINDS = [
    ("assessed", "Assessed"),
    ("qualified", "Qualified"),
    ("revoked", "Revoked"),
    ("suspended", "Suspended"),
    ("reinstated", "Reinstated"),
    ("exempted", "Exempted"),
    ("retraining_due", "Retraining Due"),
]


class HrQualityQualification(models.Model):
    """The ledger of what people can and may do: signed, dated entries, only ever appended.

    An entry is about a person and a skill, an operation, or both. Of a person and skill the latest
    entry decides the score; of a person and operation the entries together decide whether he may do
    it (``hr_quality_qualification_status``). ``hr.employee.skill`` is mirrored from here and never
    read, because every employee may write his own.
    """

    _name = "hr.quality.qualification"
    _description = "Qualification Entry"
    _inherit = ["base.act.protected"]
    _act_protected_fields = ALL_FIELDS
    _order = "date desc, id desc"

    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, readonly=True, ondelete="restrict"
    )
    skill_id = fields.Many2one(
        "hr.skill", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    operation_id = fields.Many2one(
        "hr.quality.operation", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    scored = fields.Boolean(readonly=True, help="Whether the entry carries a score.")
    score = fields.Float(digits=(5, 2), readonly=True, aggregator="avg", help="From 0 to 100.")
    revision_id = fields.Many2one(
        "hr.quality.standard.revision",
        string="Standard Revision",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
        help="The wording of the standard that the person was judged by.",
    )
    date = fields.Date(
        string="From", required=True, readonly=True, help="The first day on which it holds."
    )
    valid_until = fields.Date(readonly=True, help="The last day; empty: until a later entry.")
    unused_months = fields.Integer(
        string="Lapses Unused After (Months)",
        readonly=True,
        help="Months without doing the operation after which it lapses; 0: never.",
    )
    signer_id = fields.Many2one(
        "res.users", string="Signed By", required=True, readonly=True, ondelete="restrict"
    )
    second_signer_id = fields.Many2one(
        "res.users", string="Also Signed By", readonly=True, ondelete="restrict"
    )
    reason = fields.Text(readonly=True)
    evidence = fields.Text(readonly=True, help="What it rests on.")
    res_model = fields.Char(string="Evidence Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Evidence Record", model_field="res_model", readonly=True
    )
    created_at = fields.Datetime(
        string="Entered At",
        required=True,
        readonly=True,
        help="The moment of the entry, kept in UTC and shown in your own zone.",
    )

    _score_range = models.Constraint(
        "CHECK (score BETWEEN 0 AND 100)", "A score lies between 0 and 100."
    )
    _score_of_skill = models.Constraint(
        "CHECK (COALESCE(scored, FALSE) = (score IS NOT NULL))",
        "An entry has a score or it has none.",
    )
    _assessed_skill = models.Constraint(
        "CHECK (kind <> 'assessed' OR (skill_id IS NOT NULL AND scored))",
        "An assessment is of a skill, with a score.",
    )
    _subject = models.Constraint(
        "CHECK (skill_id IS NOT NULL OR operation_id IS NOT NULL)",
        "A qualification is for an operation or a skill.",
    )
    _ground = models.Constraint(
        "CHECK (COALESCE(evidence, '') <> '' OR COALESCE(reason, '') <> '')",
        "An entry says what it rests on, or why.",
    )
    _exemption_ends = models.Constraint(
        "CHECK (kind <> 'exempted' OR valid_until IS NOT NULL)", "An exemption has an end."
    )
    _two_signers = models.Constraint(
        "CHECK (second_signer_id <> signer_id)", "Two different people sign."
    )
    _validity_order = models.Constraint(
        "CHECK (valid_until IS NULL OR valid_until >= date)",
        "A qualification cannot end before it begins.",
    )
    _latest_index = models.Index("(employee_id, skill_id, date DESC, id DESC)")
    _operation_index = models.Index(
        "(employee_id, operation_id, date DESC, id DESC) WHERE operation_id IS NOT NULL"
    )
    _evidence_index = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")

    @api.depends("employee_id", "skill_id", "operation_id", "kind", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            subject = entry.sudo().operation_id.display_name or entry.sudo().skill_id.name or ""
            entry.display_name = (
                f"{entry.sudo().employee_id.name or ''}: {subject}, "
                f"{kinds.get(entry.kind, '')} ({entry.date})"
            )

    # ------------------------------------------------------------------------- append only

    @api.private
    def init(self):
        """Let the database refuse what goes round the ORM."""
        make_append_only(
            self.env.cr, self._table, "The qualification ledger is append-only: sign a new entry."
        )

    def _act_may_write(self):
        return False

    def _act_may_remove(self):
        return False

    def _act_message_wholly_protected(self):
        return self.env._(
            "A qualification is entered by signing it, and never changed or deleted. Sign a new"
            " entry."
        )

    def _act_message_protected(self, names):
        return self._act_message_wholly_protected()

    # ---------------------------------------------------------------------------- the one door

    @api.model
    def _append(self, vals_list):
        """Append entries and mirror the scores that they change; the only way in.

        For code only, which has decided that the signers may sign; that nobody signs about himself
        is checked here once more, for every entry.
        """
        now, today = fields.Datetime.now(), plant_day(self.env)
        rows = [
            {"date": today, **vals, "scored": "score" in vals, "created_at": now}
            for vals in vals_list
        ]
        self._refuse_own_signature(rows)
        entries = self._act_create(rows).sudo()
        entries._mirror()
        return entries

    @api.model
    def _refuse_own_signature(self, rows):
        people = self.env["hr.employee"].sudo().browse({row["employee_id"] for row in rows})
        users = {person.id: person.user_id.id for person in people}
        for row in rows:
            signers = [row["signer_id"], *filter(None, [row.get("second_signer_id")])]
            if users[row["employee_id"]] in signers:
                raise AccessError(self.env._("Nobody signs his own qualification."))
            if len(set(signers)) < len(signers):
                raise ValidationError(self.env._("Two different people sign a qualification."))

from odoo import api, fields, models
from odoo.tools import SQL

from .inspection_batch import STANDARD_IN_FORCE, InspectionBatch


class HrQualityInspection(models.Model):
    """What quality staff checked, who had produced it, and how it came out.

    Recorded by its source, or by hand by quality (source ``hand``); ``recorded_by_id`` and
    ``reason`` then say who did it and, of a correction, why. What it was replaced by is kept.
    """

    _name = "hr.quality.inspection"
    _description = "Inspection"
    _inherit = ["hr.quality.fact"]
    _order = "day desc, id desc"
    _log_access = False
    _quality_batch = InspectionBatch

    kind = fields.Selection(
        [
            ("incoming", "Incoming"),
            ("in_process", "In Process"),
            ("final", "Final"),
            ("supervision", "Supervision"),
        ],
        required=True,
    )
    result = fields.Selection(
        [
            ("open", "Open"),
            ("accepted", "Accepted"),
            ("conditional", "Accepted with Conditions"),
            ("rejected", "Rejected"),
        ],
        required=True,
    )
    day = fields.Date(
        required=True, help="The day of the decision; while it is open, that of its creation."
    )
    decided_at = fields.Datetime(string="Decided")
    employee_id = fields.Many2one(string="Produced By")
    inspector_id = fields.Many2one("hr.employee", ondelete="restrict")
    inspector_code = fields.Char()
    inspected = fields.Float(digits=(18, 6), required=True)
    nonconforming = fields.Float(digits=(18, 6))
    is_counted = fields.Boolean(
        string="Counted",
        required=True,
        help="Whether somebody said how many did not conform; missing is not zero.",
    )
    standard_code = fields.Char(
        string="Standard (Source)", help="The standard's revision, as the source names it."
    )
    standard_revision_id = fields.Many2one(
        "hr.quality.standard.revision",
        string="Standard in Force",
        ondelete="restrict",
        help="The revision of the operation's standard that held on that day.",
    )
    nonconformity_ids = fields.One2many(
        "hr.quality.nonconformity", "inspection_id", domain=[("current", "=", True)]
    )
    recorded_by_id = fields.Many2one(
        "res.users", string="Entered By", ondelete="restrict", help="Empty: a source recorded it."
    )
    reason = fields.Text(string="Reason of the Correction")

    _state_of_operation = models.Constraint(
        "CHECK ((operation_code IS NOT NULL AND operation_id IS NULL) = (state = 'waiting'))",
        "An inspection waits as long as its operation is unknown.",
    )
    _quantities = models.Constraint(
        "CHECK (inspected >= 0 AND nonconforming >= 0"
        " AND (nonconforming IS NULL) = (NOT is_counted))",
        "Quantities are not negative, and one that is missing is not zero.",
    )
    _day_index = models.Index("(day, id)")
    _inspector_day_index = models.Index("(inspector_id, day) WHERE inspector_id IS NOT NULL")
    _waiting_inspector_index = models.Index(
        "(source_id, inspector_code) WHERE inspector_id IS NULL AND inspector_code IS NOT NULL"
    )

    @api.depends("kind", "lot", "serial", "source_key")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for inspection in self:
            what = inspection.lot or inspection.serial or inspection.source_key
            inspection.display_name = f"{kinds.get(inspection.kind, '')} {what or ''}".strip()

    @api.model
    def record_batch(self, source, records):
        """Takes in inspections of a source; the same batch twice changes nothing.

        :param str source: code of the source
        :param list records: at most 20,000 of ``{"key", "revision", "kind", "result", "created",
            "decided", "operation", "order", "lot", "serial", "material", "employee", "inspector",
            "inspected", "nonconforming", "unit", "standard"}``. ``kind`` is ``incoming``,
            ``in_process``, ``final`` or ``supervision``; ``result`` is ``open``, ``accepted``,
            ``conditional`` or ``rejected``; ``created`` is a day, ``decided`` a time with its
            zone, and one of them is said; ``employee`` (who produced it) and ``inspector`` are
            badges or codes; ``nonconforming`` is null where nobody counted.
        :return: as ``hr.quality.measurement.record_batch``
        :raises AccessError: the caller is not a feeder
        """
        return self._record_as_feeder(source, records)

    @api.model
    def _retargeted(self, source_id, kind, code):
        if kind == "operation":
            self.env["hr.quality.standard.revision"].flush_model()
            which = SQL("i.operation_code = %s", code)
            self.env.cr.execute(SQL(STANDARD_IN_FORCE, source=source_id, which=which))

    def action_open_trace(self):
        """The time line of what was inspected: its serial number, else its lot, else its order."""
        self.ensure_one()
        subjects = {"serial": self.serial, "lot": self.lot, "order": self.order_code}
        kind, value = next(((k, v) for k, v in subjects.items() if v), (None, None))
        return self.env["hr.quality.trace"].action_open_trace(kind, value)

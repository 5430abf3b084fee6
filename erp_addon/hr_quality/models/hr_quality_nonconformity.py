from odoo import api, fields, models

from .inspection_batch import NonconformityBatch


class HrQualityNonconformity(models.Model):
    """What was found wrong: in an inspection, or in what production or a customer reported.

    One found in an inspection is about whatever that is about: operation, person, lot and day are
    the inspection's, also after a correction.
    """

    _name = "hr.quality.nonconformity"
    _description = "Nonconformity"
    _inherit = ["hr.quality.fact"]
    _order = "day desc, id desc"
    _log_access = False
    _quality_batch = NonconformityBatch

    found_in = fields.Char(help="The key of the inspection, or of another record of the source.")
    inspection_id = fields.Many2one("hr.quality.inspection", ondelete="restrict")
    code_group = fields.Char()
    code = fields.Char(required=True)
    text = fields.Text(string="What Was Wrong")
    cause = fields.Char()
    place = fields.Char(help="Where on the piece, or where in the plant.")
    quantity = fields.Float(digits=(18, 6), required=True)
    day = fields.Date()
    employee_id = fields.Many2one(string="Produced By")
    picture = fields.Binary(attachment=True)

    _state_of_operation = models.Constraint(
        "CHECK ((operation_code IS NOT NULL AND operation_id IS NULL) = (state = 'waiting'))",
        "A nonconformity waits as long as its operation is unknown.",
    )
    _found_in_index = models.Index("(source_id, found_in) WHERE found_in IS NOT NULL")
    _inspection_index = models.Index("(inspection_id) WHERE inspection_id IS NOT NULL")
    _code_index = models.Index("(code, day) WHERE current")

    @api.depends("code_group", "code")
    def _compute_display_name(self):
        for row in self:
            row.display_name = " / ".join(filter(None, (row.code_group, row.code)))

    @api.model
    def record_batch(self, source, records):
        """Takes in nonconformities of a source; the same batch twice changes nothing.

        :param str source: code of the source
        :param list records: at most 20,000 of ``{"key", "revision", "found_in", "code_group",
            "code", "text", "cause", "place", "quantity", "unit", "day", "operation", "order",
            "lot", "serial", "material", "employee"}``. ``found_in`` is the key of the inspection;
            from ``day`` on they are for what was found in no inspection, and else the
            inspection's own hold.
        :return: as ``hr.quality.measurement.record_batch``
        :raises AccessError: the caller is not a feeder
        """
        return self._record_as_feeder(source, records)

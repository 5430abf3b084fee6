"""What makes the weekly sums of a million measurements quick."""

from odoo import models


class HrQualityMeasurement(models.Model):
    _inherit = "hr.quality.measurement"

    # All that the rules read, so that the sums come from the index alone.
    _rule_index = models.Index(
        "(operation_id, week) INCLUDE (employee_id, produced, scrapped, reworked)"
        " WHERE current AND state = 'taken'"
    )

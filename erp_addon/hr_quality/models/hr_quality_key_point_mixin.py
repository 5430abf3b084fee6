"""One parameter that decides about quality, and the tolerance it must stay in."""

from odoo import api, fields, models


class HrQualityKeyPointMixin(models.AbstractModel):
    """A key point: of a standard's revision, or of the review of a training need.

    ``nominal``, ``lower`` and ``upper`` are in ``unit`` and absolute: 180 A from 170 A to 190 A.
    """

    _name = "hr.quality.key.point.mixin"
    _description = "Key Point"
    _order = "sequence, id"
    _rec_name = "parameter"

    sequence = fields.Integer(default=10)
    parameter = fields.Char(required=True, translate=True, help="For instance: welding current.")
    kind = fields.Selection(
        [
            ("range", "From … To"),
            ("minimum", "At Least"),
            ("maximum", "At Most"),
            ("attribute", "Yes or No"),
        ],
        required=True,
        default="range",
        help="Yes or no: what is seen or not, for instance a seam without pores.",
    )
    unit = fields.Char()
    nominal = fields.Float(digits=(16, 6))
    lower = fields.Float("Lower Limit", digits=(16, 6))
    upper = fields.Float("Upper Limit", digits=(16, 6))
    method = fields.Char("Method of Checking", required=True, translate=True)
    tolerance = fields.Char(compute="_compute_tolerance", help="What is right, in one line.")

    _limits_order = models.Constraint(
        "CHECK (kind <> 'range' OR (lower <= nominal AND nominal <= upper))",
        "The nominal value lies between the lower and the upper limit.",
    )
    _unit_required = models.Constraint(
        "CHECK (kind = 'attribute' OR COALESCE(unit, '') <> '')", "A measured parameter has a unit."
    )

    @api.depends("kind", "unit", "nominal", "lower", "upper")
    @api.depends_context("lang")
    def _compute_tolerance(self):
        for point in self:
            point.tolerance = getattr(point, f"_tolerance_{point.kind or 'attribute'}")(
                {
                    "nominal": plain_number(point.nominal),
                    "lower": plain_number(point.lower),
                    "upper": plain_number(point.upper),
                    "unit": point.unit or "",
                }
            )

    def _tolerance_range(self, words):
        return self.env._("%(nominal)s %(unit)s (%(lower)s to %(upper)s)", **words)

    def _tolerance_minimum(self, words):
        return self.env._("at least %(lower)s %(unit)s", **words)

    def _tolerance_maximum(self, words):
        return self.env._("at most %(upper)s %(unit)s", **words)

    def _tolerance_attribute(self, words):
        return self.env._("yes or no")


def plain_number(value) -> str:
    """A number as people write it: 9.2, not 9.200000."""
    return f"{value:.6f}".rstrip("0").rstrip(".")

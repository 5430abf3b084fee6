"""One parameter that decides about quality, and the tolerance it must stay in."""

from odoo import fields, models


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

    _limits_order = models.Constraint(
        "CHECK (kind <> 'range' OR (lower <= nominal AND nominal <= upper))",
        "The nominal value lies between the lower and the upper limit.",
    )
    _unit_required = models.Constraint(
        "CHECK (kind = 'attribute' OR unit <> '')", "A measured parameter has a unit."
    )

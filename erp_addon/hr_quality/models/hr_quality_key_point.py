"""The key points of a standard's revision: what quality is judged by, one parameter each."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.uninstalling import is_uninstalling

CONTINUED = (
    "sequence",
    "parameter",
    "kind",
    "unit",
    "nominal",
    "lower",
    "upper",
    "method",
)


class HrQualityKeyPoint(models.Model):
    """A parameter with its tolerance; it stays as it is once its revision is settled."""

    _name = "hr.quality.key.point"
    _description = "Key Point of a Standard"
    _inherit = ["hr.quality.key.point.mixin"]

    revision_id = fields.Many2one(
        "hr.quality.standard.revision", required=True, index=True, ondelete="cascade"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse new points of a revision that weeks were judged by."""
        points = super().create(vals_list)
        points._refuse_settled()
        points.revision_id._words_changed()
        return points

    def write(self, vals):
        """Refuse changes, and moves to or from such a revision."""
        self._refuse_settled()
        before = self.revision_id
        result = super().write(vals)
        if "revision_id" in vals:
            self._refuse_settled()
        (before | self.revision_id)._words_changed()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_settled(self):
        if not is_uninstalling(self.env):
            self._refuse_settled()
            self.revision_id._words_changed()

    def _refuse_settled(self):
        settled = self.sudo().revision_id._settled()
        if settled:
            raise UserError(
                self.env._(
                    "%(revision)s is in force and people were judged by its key points. Add a new"
                    " revision instead of changing them.",
                    revision=settled[0].display_name,
                )
            )

    # -------------------------------------------------------------- from revision to revision

    def _continued(self, values):
        """Values of a new key point: those given, and the rest from the one it continues.

        :param values: ``{"id": of one of ``self``, if it continues any, …}``
        """
        unknown = set(values) - {"id", *CONTINUED}
        if unknown:
            raise ValidationError(
                self.env._(
                    "A key point has no %(unknown)s; it has: %(names)s.",
                    unknown=", ".join(sorted(unknown)),
                    names=", ".join(CONTINUED),
                )
            )
        before = self.filtered(lambda point: point.id == values.get("id"))
        carried = {name: before[name] for name in CONTINUED} if before else {}
        return {**carried, **{name: values[name] for name in CONTINUED if name in values}}

    def _carry_translations(self, values_list, points):
        """Bring along the other languages of what was continued in the same words.

        :param values_list: as given to ``_continued``, in the order of ``points``
        """
        before_by_id = {before.id: before for before in self}
        for values, point in zip(values_list, points, strict=True):
            before = before_by_id.get(values.get("id"))
            if before:
                changed = [name for name in ("parameter", "method") if before[name] != point[name]]
                before.copy_translations(point, excluded=[*changed, "revision_id"])

"""The key points of a check: those of the need's review and of the standard in force."""

from dataclasses import dataclass, field
from decimal import Decimal

from odoo import api, fields, models
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.exceptions import AccessError
from odoo.tools import float_repr

COPIED = ("sequence", "kind", "unit", "nominal", "lower", "upper", "parameter", "method")


@dataclass(frozen=True)
class Point:
    """A key point as a check asks for it."""

    key: str
    origin: str
    values: dict = field(hash=False)

    @property
    def is_measured(self) -> bool:
        return self.values["kind"] != "attribute"


class HrQualityCheck(models.Model):
    _inherit = "hr.quality.check"

    point_count = fields.Integer("Key Points to Check", compute="_compute_point_count")

    def _compute_point_count(self):
        for check in self:
            check.point_count = len(check.get_points())

    @api.readonly
    def get_points(self):
        """What is to be looked at in this one check, in the caller's language.

        :return: ``[{"key", "origin", "parameter", "kind", "unit", "nominal", "lower", "upper",
            "method"}]``; limits are decimal text, None where the kind has none
        """
        self.ensure_one()
        self.check_access("read")
        own = self.sudo()
        revision = own._revision_in_force() if own.state == "due" else own.revision_id
        return [_description(point) for point in own._points(revision)]

    def _revision_in_force(self):
        """The revision of the operation's standard today."""
        self.ensure_one()
        revisions = self.env["hr.quality.standard.revision"]
        found = revisions._in_force(self.operation_id, plant_day(self.env))
        return found.get(self.operation_id.id, revisions)

    def _points(self, revision):
        """Points of the review first, then those of the standard that it does not name itself.

        A parameter that the review only ticks off and the standard measures is in both.
        """
        self.ensure_one()
        found = [_point("review", record) for record in self.need_id.key_point_ids]
        named = {_subject(point) for point in found}
        for record in revision.key_point_ids:
            point = _point("standard", record)
            if _subject(point) not in named:
                found.append(point)
        return found

    def _keep_points(self, demanded, finding):
        """Freeze the key points, and what was found at each."""
        lines = self.env["hr.quality.check.line"]._act_create(
            [
                {
                    "check_id": self.id,
                    "origin": demanded[found.key].origin,
                    "source_key": found.key,
                    "has_measured": found.measured is not None,
                    "measured": found.measured or 0,
                    "is_ok": found.ok,
                    **demanded[found.key].values,
                }
                for found in finding.points
            ]
        )
        lines._take_translations()

    def _allowed_share(self, revision):
        """The standard's limit as exact as it is written, or None."""
        return Decimal(f"{revision.limit:.6f}") if revision else None

    def _keep_pictures(self, attachment_ids):
        """Tie the caller's own uploads to the check.

        :raise AccessError: somebody else's, or one that belongs to another document
        """
        if not attachment_ids:
            return
        pictures = self.env["ir.attachment"].browse(attachment_ids).exists()
        for picture in pictures.sudo():
            loose = not picture.res_id or picture.res_model == "hr.quality.check.entry"
            if picture.create_uid != self.env.user or not loose:
                raise AccessError(
                    self.env._("Attach pictures that you have uploaded yourself for this check.")
                )
        pictures.sudo().write({"res_model": self._name, "res_id": self.id})
        self._act_write({"attachment_ids": [(6, 0, pictures.ids)]})

    def _act_kept_files(self, files):
        """The pictures of what was found stay, for whoever took them too."""
        return super()._act_kept_files(files) | (files & self.sudo().attachment_ids)


def _point(origin, record):
    values = {name: record[name] for name in COPIED}
    return Point(f"{origin},{record.id}", origin, values)


def _subject(point):
    return point.values["parameter"].strip().lower(), point.is_measured


def _description(point):
    values = point.values
    has = {"range": ("nominal", "lower", "upper"), "minimum": ("lower",), "maximum": ("upper",)}
    shown = has.get(values["kind"], ())
    return {
        "key": point.key,
        "origin": point.origin,
        "parameter": values["parameter"],
        "kind": values["kind"],
        "unit": values["unit"] or None,
        **{
            name: float_repr(values[name], 6).rstrip("0").rstrip(".") if name in shown else None
            for name in ("nominal", "lower", "upper")
        },
        "method": values["method"],
    }

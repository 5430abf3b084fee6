"""A check that failed outside a training raises a need, or joins the one that is open."""

from markupsafe import Markup
from odoo import models
from odoo.addons.base_act.permit import with_permit
from odoo.tools import format_date

from ..checking.words import found_text, short_number, tolerance_text


class HrQualityCheck(models.Model):
    _inherit = "hr.quality.check"

    def _raise_from_failure(self):
        """Raise a need of this one check, unless the operation has an open one: then tell that."""
        needs = self.env["hr.quality.need"].sudo()
        need = needs.search(
            [("operation_id", "=", self.operation_id.id), ("is_open", "=", True)],
            order="id",
            limit=1,
        )
        spoken = self.with_context(lang=self._language_of_failure())
        if need:
            need._message_log(body=Markup("<p>%s</p>") % spoken._failure_text())
        else:
            need = needs._raise_need(
                "check",
                self.operation_id,
                self.findings,
                values={"evidence_text": spoken._failure_text()},
                origin=self,
            )
        with_permit(self).write({"raised_need_id": need.id})

    def _language_of_failure(self):
        manager = self.operation_id.department_id._quality_responsible()
        return manager.lang or self.env.lang or "en_US"

    def _failure_text(self):
        """What was found, in figures and without the person's name: needs are read by many."""
        words = {
            "day": format_date(self.env, self.done_on),
            "bad": short_number(self.env, self.nonconforming),
            "whole": short_number(self.env, self.inspected),
            "unit": self.unit or self.env._("pieces"),
        }
        said = self.env._(
            "Supervision check of %(day)s: %(bad)s of %(whole)s %(unit)s nonconforming.", **words
        )
        wrong = [
            line._failure_text() for line in self.line_ids.filtered(lambda line: not line.is_ok)
        ]
        if not wrong:
            return said
        return self.env._("%(said)s Not in order: %(points)s.", said=said, points="; ".join(wrong))


class HrQualityCheckLine(models.Model):
    _inherit = "hr.quality.check.line"

    def _failure_text(self):
        """``welding current 195 A, allowed 170 … 190 A``; a yes-or-no point by its name."""
        if not self.has_measured:
            return self.parameter
        return self.env._(
            "%(parameter)s %(found)s, allowed %(allowed)s",
            parameter=self.parameter,
            found=found_text(self.env, self.measured, self.unit, self.is_ok),
            allowed=tolerance_text(
                self.env, self.kind, self.unit, self.nominal, self.lower, self.upper
            ),
        )

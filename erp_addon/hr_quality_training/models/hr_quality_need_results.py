"""What came of a training is told to operations, to HR and to quality, by the system."""

from markupsafe import Markup
from odoo import models


class HrQualityNeed(models.Model):
    _inherit = "hr.quality.need"

    def _concerned_by_results(self):
        """Who confirmed or is responsible, who planned, who reviewed."""
        need = self.sudo()
        parties = need.responsible_id | need.confirmed_by_id | need._planners() | need.reviewer_id
        return (parties - self.env.user).filtered("active")

    def _tell_results(self, words):
        """Notify those concerned by this one need, each in his language.

        :param words: of the need in a reader's language: ``(subject, body)``
        """
        self.ensure_one()
        for lang, users in self._concerned_by_results().grouped("lang").items():
            spoken = self.sudo().with_context(lang=lang or self.env.lang)
            subject, body = words(spoken)
            spoken.message_notify(partner_ids=users.partner_id.ids, subject=subject, body=body)

    def _settle_checks(self):
        """Tell what supervision found, once the last check of the round is done."""
        waiting = self.sudo().filtered(lambda need: need.state == "assessed")
        result = super()._settle_checks()
        for need in waiting.filtered(lambda need: need.state == "checked"):
            if need._round_checks():
                need._tell_results(lambda spoken: spoken._check_words())
        return result

    def _check_words(self):
        """What the checks of this round found, in numbers, and where something was not in order."""
        checks = self._round_checks()
        states = [check.state for check in checks]
        sentence = self.env._(
            "Supervision checks after the training: %(passed)s passed, %(failed)s failed,"
            " %(waived)s not made.",
            passed=states.count("passed"),
            failed=states.count("failed"),
            waived=states.count("waived"),
        )
        found = [
            f"{check.employee_id.name}: {check.findings or check.reason or ''}"
            for check in checks
            if check.state != "passed"
        ]
        lines = Markup("").join(Markup("<li>%s</li>") % line for line in found)
        body = Markup("<p>%s</p>") % sentence + (Markup("<ul>%s</ul>") % lines if found else "")
        return self.env._("Checked: %s", self.display_name), body


class HrQualityEffect(models.Model):
    _inherit = "hr.quality.effect"

    def _after_measuring(self):
        """Tell by how much the defect rate fell, or that it did not."""
        result = super()._after_measuring()
        for effect in self:
            effect.need_id._tell_results(
                lambda spoken, effect=effect: (
                    spoken.env._("Effect measured: %s", spoken.display_name),
                    effect.with_env(spoken.env).sentence,
                )
            )
        return result

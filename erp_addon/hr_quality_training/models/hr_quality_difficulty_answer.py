"""What becomes of a difficulty: a training need, an answer, or it is withdrawn."""

from odoo import fields, models
from odoo.addons.base_act import act
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class HrQualityDifficulty(models.Model):
    _inherit = "hr.quality.difficulty"

    @act(
        label=_lt("Raise a Training Need"),
        source=("reported",),
        target="need",
        party="quality",
        excludes=("author_id", "employee_id"),
    )
    def act_raise_need(self, reason=None):
        """Raise a training need from these difficulties, one for each operation among them.

        An open one that came from difficulties of the same operation, and is not planned yet,
        takes them in.
        """
        self._refuse_before_submission()
        for operation, difficulties in self.sudo().grouped("operation_id").items():
            need = self.env["hr.quality.need"]._for_difficulties(operation, difficulties, reason)
            own = self.browse(difficulties.ids)
            own._act_write({"need_id": need.id, **self._signature(reason)})
        self._tell_authors()

    @act(
        label=_lt("Answer"),
        source=("reported",),
        target="answered",
        party="quality",
        excludes=("author_id", "employee_id"),
        demands=("reason",),
        primary=False,
    )
    def act_answer(self, reason=None):
        """Answer without a training need: what was put right, or why nothing is."""
        self._refuse_before_submission()
        self._act_write(self._signature(reason))
        self._tell_authors()

    @act(
        label=_lt("Withdraw"),
        source=("reported",),
        target="withdrawn",
        actors=("author_id", "_act_managers"),
        demands=("reason",),
        primary=False,
        ends=True,
    )
    def act_withdraw(self, reason=None):
        """Take it off the list with a reason, before the list is handed in; it stays readable."""
        for record in self.sudo():
            if record.list_id.state != "draft":
                raise UserError(
                    self.env._(
                        "%(document)s has been handed in; only %(party)s can answer it now.",
                        document=record._act_document(),
                        party=record._act_party_name("quality"),
                    )
                )
        self._act_write(self._signature(reason))

    def _refuse_before_submission(self):
        for record in self.sudo():
            if record.list_id.state == "draft":
                raise UserError(
                    self.env._(
                        "%(document)s is on a list that is not handed in yet. %(manager)s submits"
                        " it.",
                        document=record._act_document(),
                        manager=", ".join(record._act_managers()[:2].mapped("name")) or "-",
                    )
                )

    def _signature(self, answer):
        return {
            "answer": answer,
            "answered_by_id": self.env.uid,
            "answered_at": fields.Datetime.now(),
        }

    def _tell_authors(self):
        """Whoever reported it reads what became of it; without a login he does at the kiosk."""
        for record in self.sudo().filtered("author_id"):
            author = record.author_id
            spoken = record.with_context(lang=author.lang or self.env.lang)
            record.message_notify(
                partner_ids=author.partner_id.ids,
                subject=spoken.env._("Your difficulty: %s", record.summary),
                body=spoken._outcome_text(),
                author_id=self.env.user.partner_id.id,
            )

    def _outcome_text(self):
        if self.need_id:
            return self.env._("A training need was raised: %s.", self.need_id.display_name)
        return self.env._("Answered: %s", self.answer or "")

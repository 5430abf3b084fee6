"""From the parts to the result, and what follows from it."""

from decimal import ROUND_HALF_UP, Decimal

from dateutil.relativedelta import relativedelta
from odoo import SUPERUSER_ID, models
from odoo.addons.base_act import act
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.tools import format_date, formatLang
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class HrQualityAssessment(models.Model):
    _inherit = "hr.quality.assessment"

    @act(
        label=_lt("Cancel the Attempt"),
        source=("open",),
        target="cancelled",
        party="hr",
        excludes=("_act_trainee",),
        demands=("reason",),
        primary=False,
        ends=True,
    )
    def act_cancel(self, reason=None):
        """Close an attempt that did not come about, saying why.

        One whose exam is done, or that somebody has scored, counts as an attempt all the same.
        """
        self._act_write({"reason": reason, "closed_on": plant_day(self.env)})

    @act(
        label=_lt("Withdraw"),
        source=("open",),
        target="cancelled",
        party="system",
        demands=("reason",),
    )
    def act_withdraw(self, reason=None):
        """Nothing is expected of the person any more, so the attempt is closed."""
        self._act_write({"reason": reason, "closed_on": plant_day(self.env)})

    def _withdraw(self, reason):
        """Close the open ones of these attempts, in the name of the system."""
        running = self.sudo().filtered(lambda one: one.state == "open")
        if running:
            running.with_user(SUPERUSER_ID).act_withdraw(reason=reason)

    def _conclude(self):
        """Close the attempt once its result is certain; inside an act.

        A part below its own minimum decides alone: nobody need score what cannot pass any more.
        """
        self.ensure_one()
        verdict = self.sudo()._verdict()
        if verdict is None:
            return
        values = {"state": verdict, "closed_on": plant_day(self.env)}
        if self.sudo()._parts_complete():
            values["score"] = self.sudo()._weighted_score()
        self._act_write(values)
        self._act_close_activities()
        if verdict == "passed":
            self._qualify()
            self.sudo().participant_id._passed(self.sudo())
        else:
            self._try_again()

    def _verdict(self):
        """ "passed", "failed", or None while it is open."""
        exam_done = bool(self.exam_done_on)
        if self.survey_id and exam_done and self.exam_score < self.exam_minimum:
            return "failed"
        if self.practical_done and self.practical_score < self.practical_minimum:
            return "failed"
        if not self._parts_complete():
            return None
        return "passed" if self._weighted_score() >= self.pass_mark else "failed"

    def _parts_complete(self):
        return self.practical_done and bool(self.exam_done_on or not self.survey_id)

    def _weighted_score(self):
        """``exam_weight`` % of the exam plus the rest of the practical, from 0 to 100."""
        weight = Decimal(str(self.exam_weight)) / 100
        exam, practical = Decimal(str(self.exam_score)), Decimal(str(self.practical_score))
        score = weight * exam + (1 - weight) * practical
        return float(score.quantize(Decimal("0.01"), ROUND_HALF_UP))

    # What follows

    def _try_again(self):
        """Open the next attempt, or tell the plan that the person has failed for good."""
        participant = self.sudo().participant_id
        most = participant.plan_id.max_attempts
        final = bool(most) and self.sudo()._attempts_used() >= most
        participant._failed(self.sudo(), final=final)
        if not final:
            self.env["hr.quality.assessment"]._open(participant)

    def _attempts_used(self):
        """Attempts that count: of this participant in this round; a cancelled one if begun."""
        attempts = self.search(
            [("participant_id", "=", self.participant_id.id), ("round", "=", self.round)]
        )
        return len(
            attempts.filtered(
                lambda one: (
                    one.state in ("passed", "failed")
                    or (one.state == "cancelled" and one._is_begun())
                )
            )
        )

    def _is_begun(self):
        return bool(self.exam_done_on or self.quality_scored_on or self.operations_scored_on)

    def _qualify(self):
        """Write the ledger entry under both assessors' signatures."""
        own = self.sudo()
        today = plant_day(self.env)
        months = own.plan_id.validity_months
        entry = (
            self.env["hr.quality.qualification"]
            .sudo()
            ._qualify(
                own.employee_id,
                own.operation_id,
                own.score,
                own._evidence_text(),
                own.quality_assessor_id | own.operations_assessor_id,
                skill=own.operation_id.skill_line_ids.skill_id | own.course_id.skill_ids,
                valid_until=today + relativedelta(months=months) if months else None,
                unused_months=own.plan_id.unused_months,
                source=own,
            )
        )
        self._act_write({"qualification_id": entry.id})

    def _evidence_text(self):
        """The numbers the entry rests on, in one sentence."""
        words = {
            "course": self.course_id.name,
            "attempt": self.attempt,
            "score": self._number(self.score),
            "mark": self._number(self.pass_mark),
            "practical": self._number(self.practical_score),
            "parts": ", ".join(
                f"{self._act_party_name(party)} {self._number(self._sheet(party).score)}"
                for party in ("quality", "operations")
            ),
        }
        if not self.survey_id:
            return self.env._(
                "%(course)s, attempt %(attempt)s: practical %(practical)s (%(parts)s); score"
                " %(score)s of at least %(mark)s.",
                **words,
            )
        return self.env._(
            "%(course)s, attempt %(attempt)s: exam %(exam)s on %(day)s (%(right)s of %(questions)s"
            " questions right), practical %(practical)s (%(parts)s), exam weighs %(weight)s %%;"
            " score %(score)s of at least %(mark)s.",
            **words,
            exam=self._number(self.exam_score),
            day=format_date(self.env, plant_day(self.env, self.exam_done_on)),
            right=self.question_count - self.wrong_count,
            questions=self.question_count,
            weight=self._number(self.exam_weight),
        )

    def _sheet(self, party):
        return self.practical_ids.filtered(lambda sheet: sheet.party == party)

    def _number(self, value):
        digits = 0 if value == round(value) else 2
        return formatLang(self.env, value, digits=digits)

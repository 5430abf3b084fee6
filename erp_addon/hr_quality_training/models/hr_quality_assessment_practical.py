"""The practical: two people, two parties, neither sees the other's points until both are in."""

from odoo import api, fields, models
from odoo.addons.base_act import act
from odoo.addons.base_act.permit import with_permit
from odoo.exceptions import UserError
from odoo.tools import format_datetime
from odoo.tools.translate import LazyTranslate

from .score_sheet import SheetError, read_points, sheet_score

_lt = LazyTranslate(__name__)

BARRED = ("_act_trainee", "_act_trainers", "_act_subordinates")


class HrQualityAssessment(models.Model):
    _inherit = "hr.quality.assessment"

    # Who may not

    def _act_trainee(self):
        """The person who is assessed."""
        return self._people_behind(self.employee_id)

    def _act_trainers(self):
        """Who trained him."""
        return self._people_behind(self.trainer_ids)

    def _act_subordinates(self):
        """Somebody who works under the person who is assessed."""
        everybody = self.env["hr.employee"].sudo()
        below = everybody.search([("parent_id", "child_of", self.employee_id.ids)])
        return self._people_behind(below - self.employee_id)

    def _act_quality_assessor(self):
        """Who has given quality's score sheet."""
        return self._people_behind_users(self.quality_assessor_id)

    def _act_operations_assessor(self):
        """Who has given operations' score sheet."""
        return self._people_behind_users(self.operations_assessor_id)

    def _act_barred(self):
        return self._act_trainee() | self._act_trainers() | self._act_subordinates()

    @api.model
    def _people_behind(self, employees):
        """Every login of the people behind these employees.

        One person may have several employees, one per company, and a login that is tied to him
        through his contact alone.
        """
        employees = employees.sudo().with_context(active_test=False)
        partners = employees.work_contact_id | employees.user_id.partner_id
        if not partners:
            return employees.user_id
        twins = employees.search([("work_contact_id", "in", partners.ids)])
        return (employees | twins).user_id | partners.user_ids

    @api.model
    def _people_behind_users(self, users):
        users = users.sudo()
        employees = users.with_context(active_test=False).employee_ids
        return users | self._people_behind(employees)

    # Acts

    @act(
        label=_lt("Score for Quality"),
        source=("open",),
        party="quality",
        excludes=(*BARRED, "_act_operations_assessor"),
        demands=("points",),
        button=False,
    )
    def act_score_quality(self, points=None, remark=None):
        """Give quality's score sheet, once.

        :param list points: ``[{"item": 1, "points": 8, "remark": "…"}]``, every item once
        :param str remark: about the whole
        """
        self._score("quality", points, remark)

    @act(
        label=_lt("Score for Operations"),
        source=("open",),
        party="operations",
        excludes=(*BARRED, "_act_quality_assessor"),
        demands=("points",),
        button=False,
    )
    def act_score_operations(self, points=None, remark=None):
        """Give operations' score sheet, once; parameters as of ``act_score_quality``."""
        self._score("operations", points, remark)

    def _score(self, party, points, remark):
        for assessment in self:
            assessment._refuse_second_sheet(party)
            assessment._give_sheet(party, points, remark)
            # Who and when, never how many: the trail keeps what is written here.
            assessment._act_write(
                {
                    f"{party}_assessor_id": self.env.uid,
                    f"{party}_scored_on": fields.Datetime.now(),
                }
            )
            assessment._reveal()
            assessment._conclude()

    def _refuse_second_sheet(self, party):
        assessor = self.sudo()[f"{party}_assessor_id"]
        if assessor:
            raise UserError(
                self.env._(
                    "%(document)s: %(user)s has given this score sheet at %(when)s. It is not"
                    " changed any more.",
                    document=self._act_document(),
                    user=assessor.name,
                    when=format_datetime(
                        self.env, self.sudo()[f"{party}_scored_on"], dt_format="medium"
                    ),
                )
            )

    def _give_sheet(self, party, points, remark):
        items = self.sudo().item_ids
        try:
            given = read_points({item.number: item.max_points for item in items}, points)
        except SheetError as error:
            raise UserError(self._sheet_problem(error)) from error
        if remark is not None and not isinstance(remark, str):
            raise UserError(self.env._("The remark must be a text."))
        common = {"assessor_id": self.env.uid, "revealed": False}
        self.env["hr.quality.practical"]._act_create(
            [
                {
                    **common,
                    "assessment_id": self.id,
                    "employee_id": self.sudo().employee_id.id,
                    "party": party,
                    "signed_on": fields.Datetime.now(),
                    "score": sheet_score(given, {i.number: i.max_points for i in items}),
                    "remark": (remark or "").strip(),
                    "line_ids": [
                        (0, 0, {**common, **self._line_values(item, given[item.number])})
                        for item in items
                    ],
                }
            ]
        )

    @api.model
    def _line_values(self, item, given):
        return {
            "item_id": item.id,
            "number": item.number,
            "points": given.points,
            "max_points": item.max_points,
            "remark": given.remark,
        }

    def _sheet_problem(self, error):
        """The sentence that says what is wrong with the points of a call."""
        items = {item.number: item for item in self.sudo().item_ids}
        item = items.get(error.item)
        words = {"item": item.name if item else repr(error.item)[:40]}
        sentences = {
            "form": self.env._(
                'The points come as a list of {"item": number, "points": number}, one per item.'
            ),
            "unknown": self.env._("There is no item %(item)s on this score sheet.", **words),
            "twice": self.env._("“%(item)s” has been given twice.", **words),
            "missing": self.env._("“%(item)s” has no points yet. Score every item.", **words),
            "range": self.env._(
                "“%(item)s” takes 0 to %(most)s points, in steps of a half.",
                **words,
                most=item.max_points if item else "",
            ),
            "remark": self.env._("“%(item)s”: the remark must be a text.", **words),
        }
        return f"{self._act_document()}: {sentences[error.kind]}"

    def _reveal(self):
        """Once both sheets are in, show them, and write their mean and difference."""
        sheets = self.sudo().practical_ids
        if len(sheets) < 2:
            return
        with_permit(sheets).write({"revealed": True})
        with_permit(sheets.line_ids).write({"revealed": True})
        first, second = sheets.mapped("score")
        self._act_write(
            {
                "practical_score": round((first + second) / 2, 2),
                "practical_difference": round(abs(first - second), 2),
            }
        )

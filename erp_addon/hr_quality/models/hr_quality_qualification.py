from decimal import Decimal, InvalidOperation

from odoo import Command, api, fields, models
from odoo.addons.base_act.append_only import make_append_only
from odoo.addons.base_act.models.base_act_protected import ALL_FIELDS
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL


class HrQualityQualification(models.Model):
    """The ledger of what people can do: signed, dated entries, only ever appended.

    The latest entry of a person and skill decides: its score holds until ``valid_until``; after
    that there is none until somebody signs anew. ``hr.employee.skill`` is mirrored from here and
    never read, because every employee may write his own.
    """

    _name = "hr.quality.qualification"
    _description = "Qualification Entry"
    _inherit = ["base.act.protected"]
    _act_protected_fields = ALL_FIELDS
    _order = "date desc, id desc"

    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, readonly=True, ondelete="restrict"
    )
    skill_id = fields.Many2one(
        "hr.skill", required=True, index=True, readonly=True, ondelete="restrict"
    )
    operation_id = fields.Many2one(
        "hr.quality.operation", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    kind = fields.Selection([("assessed", "Assessed")], required=True, readonly=True)
    score = fields.Float(
        digits=(5, 2), required=True, readonly=True, aggregator="avg", help="From 0 to 100."
    )
    date = fields.Date(required=True, readonly=True, help="The day of the assessment.")
    valid_until = fields.Date(readonly=True, help="The last day; empty: until a later entry.")
    signer_id = fields.Many2one(
        "res.users", string="Signed By", required=True, readonly=True, ondelete="restrict"
    )
    evidence = fields.Text(required=True, readonly=True)

    _score_range = models.Constraint(
        "CHECK (score BETWEEN 0 AND 100)", "A score lies between 0 and 100."
    )
    _validity_order = models.Constraint(
        "CHECK (valid_until IS NULL OR valid_until >= date)",
        "A qualification cannot end before its assessment.",
    )
    _latest_index = models.Index("(employee_id, skill_id, date DESC, id DESC)")

    @api.depends("employee_id", "skill_id", "date")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = (
                f"{entry.employee_id.name or ''}: {entry.skill_id.name or ''} ({entry.date})"
            )

    # ------------------------------------------------------------------------- append only

    @api.private
    def init(self):
        """Let the database refuse what goes round the ORM."""
        make_append_only(
            self.env.cr, self._table, "The qualification ledger is append-only: sign a new entry."
        )

    def _act_message_wholly_protected(self):
        return self.env._(
            "A qualification is entered by signing it, and never changed or deleted. Sign a new"
            " entry."
        )

    def _act_message_protected(self, names):
        return self._act_message_wholly_protected()

    # ------------------------------------------------------------------------------ signing

    @api.model
    def sign(
        self,
        employee_id,
        skill_id,
        score,
        evidence,
        operation_id=None,
        date=None,
        valid_until=None,
    ):
        """Enters an assessment under the caller's own signature; returns the entry's id.

        :param score: from 0 to 100, number or decimal text with at most two decimals
        :param str evidence: what the score rests on
        :param date: day of the assessment, today by default, never in the future
        :raises AccessError: the caller is neither quality nor HR, or the person himself
        """
        employee = self.env["hr.employee"].sudo().browse(employee_id).exists()
        skill = self.env["hr.skill"].sudo().browse(skill_id).exists()
        operation = self.env["hr.quality.operation"].sudo().browse(operation_id or [])
        if not employee or not skill or operation != operation.exists():
            raise UserError(self.env._("The person, skill or operation does not exist."))
        self._check_signer(employee)
        today = fields.Date.context_today(self)
        values = {
            "employee_id": employee.id,
            "skill_id": skill.id,
            "operation_id": operation.id,
            "kind": "assessed",
            "score": float(self._checked_score(score)),
            "date": fields.Date.to_date(date) or today,
            "valid_until": fields.Date.to_date(valid_until),
            "signer_id": self.env.uid,
            "evidence": (evidence or "").strip(),
        }
        if not values["evidence"]:
            raise ValidationError(self.env._("Say what the score rests on (evidence)."))
        if values["date"] > today:
            raise ValidationError(self.env._("An assessment cannot lie in the future."))
        entry = self._act_create([values]).sudo()
        entry._mirror()
        return entry.id

    def _check_signer(self, employee):
        user = self.env.user
        if not (
            user.has_group("base_act.base_act_group_quality")
            or user.has_group("base_act.base_act_group_hr")
        ):
            raise AccessError(self.env._("Only quality or HR signs a qualification."))
        if employee.user_id == user or employee in user.sudo().employee_ids:
            raise AccessError(self.env._("Nobody signs his own qualification."))

    def _checked_score(self, score):
        try:
            if isinstance(score, bool):
                raise InvalidOperation
            value = Decimal(str(score))
            if not (value.is_finite() and 0 <= value <= 100 and value == round(value, 2)):
                raise InvalidOperation
        except InvalidOperation as error:
            raise ValidationError(
                self.env._(
                    "A score is a number from 0 to 100 with at most two decimals, not %(score)s.",
                    score=repr(score)[:40],
                )
            ) from error
        return value

    # ----------------------------------------------------------------------------- mirroring

    def _mirror(self):
        """Shows the entry in Odoo's own skills: the highest level that the score reaches."""
        self.ensure_one()
        scores = self._current_scores(self.employee_id, self.skill_id)
        if scores.get((self.employee_id.id, self.skill_id.id), (None, None))[1] != self.id:
            return
        skill = self.skill_id
        levels = skill.skill_type_id.skill_level_ids
        reached = levels.filtered(lambda level: level.level_progress <= self.score)
        if reached:
            commands = [
                Command.create(
                    {
                        "employee_id": self.employee_id.id,
                        "skill_id": skill.id,
                        "skill_type_id": skill.skill_type_id.id,
                        "skill_level_id": reached.sorted("level_progress")[-1].id,
                        "valid_from": fields.Date.context_today(self),
                    }
                )
            ]
        else:
            shown = self.employee_id.employee_skill_ids.filtered(
                lambda line: line.skill_id == skill and not line.valid_to
            )
            commands = [Command.delete(line.id) for line in shown]
        # Odoo ends the level shown so far and keeps it as history.
        self.employee_id.write({"employee_skill_ids": commands})

    # ------------------------------------------------------------------------------- reading

    @api.model
    def _current_scores_sql(self, day):
        """The entry in force of every person and skill: employee_id, skill_id, score, entry_id."""
        return SQL(
            """
            SELECT employee_id, skill_id, score, id AS entry_id
              FROM (SELECT DISTINCT ON (employee_id, skill_id)
                           employee_id, skill_id, score, id, valid_until
                      FROM hr_quality_qualification
                     WHERE date <= %(day)s
                  ORDER BY employee_id, skill_id, date DESC, id DESC) latest
             WHERE valid_until IS NULL OR valid_until >= %(day)s
            """,
            day=day,
        )

    @api.model
    def _current_scores(self, employees, skills=None, day=None):
        """{(employee id, skill id): (score as Decimal, entry id)} on ``day``, by default today.

        :param skills: only these ``hr.skill``; None: all
        """
        self.flush_model()
        conditions = [SQL("employee_id = ANY(%s)", employees.ids)]
        if skills is not None:
            conditions.append(SQL("skill_id = ANY(%s)", skills.ids))
        rows = self.env.execute_query(
            SQL(
                "SELECT employee_id, skill_id, score::text, entry_id FROM (%s) current_score"
                " WHERE %s ORDER BY employee_id, skill_id",
                self._current_scores_sql(day or fields.Date.context_today(self)),
                SQL(" AND ").join(conditions),
            )
        )
        return {
            (employee_id, skill_id): (Decimal(score), entry_id)
            for employee_id, skill_id, score, entry_id in rows
        }

    @api.model
    def current_scores(self, employee_ids):
        """The scores in force of people the caller may see.

        :return: ``[{"employee_id", "skill_id", "skill", "score" (decimal text), "entry_id",
            "date", "valid_until", "signer"}]``
        """
        self.browse().check_access("read")
        people = self.env["hr.employee"].sudo().with_context(active_test=False)
        visible = people.search(
            [("id", "in", employee_ids), *self.env.user._quality_people_domain("id")]
        )
        scores = self._current_scores(visible)
        entries = self.sudo().browse(entry_id for _score, entry_id in scores.values())
        return [
            {
                "employee_id": entry.employee_id.id,
                "skill_id": entry.skill_id.id,
                "skill": entry.skill_id.name,
                "score": str(score),
                "entry_id": entry.id,
                "date": fields.Date.to_string(entry.date),
                "valid_until": fields.Date.to_string(entry.valid_until) or None,
                "signer": entry.signer_id.name,
            }
            for entry, (score, _entry_id) in zip(entries, scores.values(), strict=True)
        ]

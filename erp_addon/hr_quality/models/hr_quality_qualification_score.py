"""The scores of skills that the ledger holds, and their mirror in Odoo's own skills."""

from collections import defaultdict
from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.tools import SQL

MIRRORED_AT_ONCE = 200


class HrQualityQualification(models.Model):
    _inherit = "hr.quality.qualification"

    @api.model
    def _current_scores_sql(self, day):
        """The entry in force of every person and skill: employee_id, skill_id, score, entry_id.

        The latest entry of a person and skill decides, a revocation too: it has no score, so there
        is none in force.
        """
        return SQL(
            """
            SELECT employee_id, skill_id, score, id AS entry_id
              FROM (SELECT DISTINCT ON (employee_id, skill_id)
                           employee_id, skill_id, score, id, valid_until, scored
                      FROM hr_quality_qualification
                     WHERE date <= %(day)s AND skill_id IS NOT NULL
                  ORDER BY employee_id, skill_id, date DESC, id DESC) latest
             WHERE scored AND (valid_until IS NULL OR valid_until >= %(day)s)
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

    # ----------------------------------------------------------------------------- mirroring

    def _mirror(self):
        """Show what these entries change in Odoo's own skills."""
        entries = self.sudo().filtered("skill_id")
        self._mirror_skills(entries.employee_id, entries.skill_id)

    @api.model
    def _mirror_skills(self, employees, skills):
        """Have ``hr.employee.skill`` show the highest level that each score in force reaches.

        Only skills that the ledger knows of the person are touched.
        """
        if not employees:
            return
        scores = self._current_scores(employees, skills)
        commands = defaultdict(list)
        for employee, skill in self._known_pairs(employees, skills):
            score = scores.get((employee.id, skill.id), (None, None))[0]
            commands[employee] += self._mirror_commands(employee, skill, score)
        for employee, wanted in commands.items():
            if wanted:
                # Odoo ends the level shown so far and keeps it as history.
                employee.write({"employee_skill_ids": wanted})

    @api.model
    def _cron_mirror(self):
        """Show daily what has run out, and undo what people wrote into their own skills."""
        crons = self.env["ir.cron"]
        pairs = self.sudo()._read_group([("skill_id", "!=", False)], ["employee_id", "skill_id"])
        people = self.env["hr.employee"].sudo().union(*(person for person, _skill in pairs))
        skills = self.env["hr.skill"].sudo().union(*(skill for _person, skill in pairs))
        crons._commit_progress(remaining=len(people))
        for start in range(0, len(people), MIRRORED_AT_ONCE):
            batch = people[start : start + MIRRORED_AT_ONCE]
            self._mirror_skills(batch, skills)
            if not crons._commit_progress(len(batch)):
                break

    @api.model
    def _known_pairs(self, employees, skills):
        return self.sudo()._read_group(
            [("employee_id", "in", employees.ids), ("skill_id", "in", skills.ids)],
            ["employee_id", "skill_id"],
        )

    @api.model
    def _mirror_commands(self, employee, skill, score):
        """What of the person's skill lines has to change, if anything."""
        shown = employee.current_employee_skill_ids.filtered(lambda line: line.skill_id == skill)
        levels = skill.skill_type_id.skill_level_ids
        if score is None:
            levels = levels.browse()
        reached = levels.filtered(lambda level: level.level_progress <= score)
        level = reached.sorted("level_progress")[-1:]
        if not level:
            return [Command.delete(line.id) for line in shown]
        if shown.skill_level_id == level and len(shown) == 1:
            return []
        return [
            Command.create(
                {
                    "employee_id": employee.id,
                    "skill_id": skill.id,
                    "skill_type_id": skill.skill_type_id.id,
                    "skill_level_id": level.id,
                    "valid_from": fields.Date.context_today(self),
                }
            )
        ]

"""How a difficulty comes onto a list, and whose words it keeps."""

from odoo import api, models
from odoo.addons.base_act.permit import trusted_context
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.exceptions import AccessError, UserError

from ..planning.calendar import next_month
from .hr_quality_difficulty import MOST_LETTERS, WRITTEN_BY_AUTHOR


class HrQualityDifficulty(models.Model):
    _inherit = "hr.quality.difficulty"

    @api.model
    def report(
        self,
        operation_id,
        problem,
        kind="hard",
        frequency="daily",
        affected="team",
        affected_count=0,
        wish=None,
        picture=None,
    ):
        """Put a difficulty on the open list of the operation's department; return its id.

        :param kind: ``hard``, ``bottleneck``, ``flow`` or ``unclear``
        :param frequency: ``piece``, ``shift``, ``daily``, ``weekly`` or ``monthly``
        :param affected: ``me``, ``team`` or ``all``
        :param picture: image in base64
        :raise UserError: no problem is written, or nobody answers for the operation
        """
        caller = self.with_env(self.env(su=False, context=trusted_context(self.env)))
        caller.check_access("read")
        values = {
            "operation_id": operation_id,
            "problem": problem,
            "kind": kind,
            "frequency": frequency,
            "affected": affected,
            "affected_count": affected_count,
            "wish": wish,
            "picture": picture,
        }
        user = caller.env.user
        return caller._report(user, user._quality_employees()[:1], values).id

    @api.model
    def _report(self, author, employee, values):
        """Put a difficulty on the open list, for code that knows who speaks: a login, a badge.

        :param author: user; none where the kiosk knows ``employee``, who has no login
        :param values: of the fields in ``WRITTEN_BY_AUTHOR``
        """
        operation = self.env["hr.quality.operation"].sudo()
        if isinstance(values["operation_id"], int) and values["operation_id"] > 0:
            operation = operation.browse(values["operation_id"]).exists()
        if not operation.active:
            raise UserError(self.env._("This operation does not exist. Choose one of the list."))
        if not isinstance(values["problem"], str) or not values["problem"].strip():
            raise UserError(self.env._("Write what is hard, in a few words."))
        if len(values["problem"]) > MOST_LETTERS:
            raise UserError(
                self.env._(
                    "That is %(count)s letters long. Say it in at most %(most)s.",
                    count=len(values["problem"]),
                    most=MOST_LETTERS,
                )
            )
        department = operation.department_id or employee.sudo().department_id
        if not department:
            raise UserError(
                self.env._(
                    "%(operation)s belongs to no department, so nobody would read this. Have it"
                    " given one by %(party)s.",
                    operation=operation.display_name,
                    party=self._act_party_name("quality"),
                )
            )
        given = {name: values.get(name) for name in WRITTEN_BY_AUTHOR}
        return self._act_create(
            [
                {
                    **given,
                    "affected_count": max(int(given["affected_count"] or 0), 0),
                    "list_id": self._open_list(department).id,
                    "author_id": author.id,
                    "employee_id": employee.id,
                }
            ]
        )

    @api.model
    def _open_list(self, department):
        """The department's list of this month, or of the next where this one is handed in."""
        lists = self.env["hr.quality.difficulty.list"]
        day = plant_day(self.env)
        current = lists._list_of(department, day)
        return current if current.state == "draft" else lists._list_of(department, next_month(day))

    def write(self, vals):
        """The words of a difficulty are its author's, until the list is handed in."""
        if not self._act_may_write() and set(vals) & set(WRITTEN_BY_AUTHOR):
            self._refuse_foreign_words()
        return super().write(vals)

    def _act_kept_files(self, files):
        """The picture is part of its author's words."""
        his = {record.id for record in self if record.is_mine_to_write}
        return super()._act_kept_files(files) | files.filtered(
            lambda file: file.res_field and file.res_id not in his
        )

    def _refuse_foreign_words(self):
        for record in self.sudo():
            if record.author_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(document)s was reported by %(author)s, and nobody else changes these"
                        " words. Write a message below instead.",
                        document=record._act_document(),
                        author=(record.author_id or record.employee_id).name,
                    )
                )
            if not record.with_env(self.env).is_mine_to_write:
                raise UserError(
                    self.env._(
                        "%s has been handed in, so its words stay. Write a message below instead.",
                        record._act_document(),
                    )
                )

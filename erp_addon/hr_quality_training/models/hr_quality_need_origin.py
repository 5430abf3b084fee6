"""Where a need comes from: a person, another record, and the figures of that moment."""

from odoo import api, fields, models
from odoo.addons.base_act.permit import trusted_context
from odoo.addons.hr_quality.tools.iso_week import monday_of
from odoo.exceptions import AccessError, UserError

from ..decision.snapshot import read_snapshot, snapshot, snapshot_text

SUBMITTED_KINDS = ("person", "process")
"""What a person submits; the other kinds come from records."""


class HrQualityNeed(models.Model):
    _inherit = "hr.quality.need"
    _act_protected_fields = (
        "problem",
        "origin_model",
        "origin_id",
        "origin_name",
        "evidence_text",
    )

    problem = fields.Text(
        copy=False,
        help="What goes wrong, where and when, in the words of those who do the work. "
        "The training is judged by it.",
    )
    origin_model = fields.Char("Origin (technical name)", copy=False)
    origin_id = fields.Many2oneReference(
        "Origin ID", model_field="origin_model", copy=False, index="btree_not_null"
    )
    origin_name = fields.Char("Comes From", copy=False, help="Its name when the need was raised.")
    evidence_text = fields.Text(
        "Evidence", copy=False, help="What its origin said when the need was raised."
    )

    _origin_unique = models.UniqueIndex(
        "(kind, origin_model, origin_id, operation_id) WHERE origin_model IS NOT NULL",
        "A need was raised from this already.",
    )

    # Raising

    @api.model
    def submit(self, operation_id, problem, kind="person", attachment_ids=None):
        """Submit a need under the caller's own name; for every internal user.

        The manager of the operation's department, or one above, has confirmed it with that;
        whoever else submits it, the manager is asked.

        :param int operation_id: the operation that people have trouble with
        :param str problem: what goes wrong; for a new process: what is new
        :param str kind: ``person`` (a problem) or ``process`` (a new or changed process)
        :param list attachment_ids: the caller's own attachments, tied to nothing yet
        :return: id of the need
        """
        caller = self.with_env(self.env(su=False, context=trusted_context(self.env)))
        user = caller.env.user
        if not user._is_internal():
            raise AccessError(caller.env._("Only people of the company submit a need."))
        operation = caller._submitted_operation(operation_id)
        if kind not in SUBMITTED_KINDS:
            raise UserError(
                caller.env._(
                    "“%(kind)s” is nothing that a person submits. Choose one of: %(kinds)s.",
                    kind=kind,
                    kinds=", ".join(SUBMITTED_KINDS),
                )
            )
        pictures = caller._submitted_attachments(attachment_ids)
        need = caller._raise_need(kind, operation, problem, author=user)
        need._keep_attachments(pictures)
        if user in need._act_own_manager() and need._act_in_party(("operations",)):
            need.act_confirm_own()
        return need.id

    @api.model
    def _submitted_operation(self, operation_id):
        operation = self.env["hr.quality.operation"]
        if isinstance(operation_id, int) and operation_id:
            operation = operation.browse(operation_id).exists()
        if not operation or not operation.active:
            raise UserError(
                self.env._("Choose the operation that the need is about; this one is not in use.")
            )
        operation.check_access("read")
        return operation

    @api.model
    def _submitted_attachments(self, attachment_ids):
        """The caller's own uploads that belong to no document yet."""
        pictures = self.env["ir.attachment"].browse(attachment_ids or ()).exists()
        for picture in pictures.sudo():
            if picture.create_uid != self.env.user or picture.res_id:
                raise AccessError(
                    self.env._("Attach files that you have uploaded yourself for this need.")
                )
        return pictures

    def _keep_attachments(self, attachments):
        """Tie the uploads to the need, and show them in its chatter."""
        if attachments:
            self.ensure_one()
            attachments.sudo().write({"res_model": self._name, "res_id": self.id})
            self.sudo().message_post(
                body=self.env._("Attached by the author"), attachment_ids=attachments.ids
            )

    def _act_kept_files(self, files):
        """What its author has given as evidence stays, for himself too."""
        authors = {need.id: need.author_id for need in self.sudo()}
        return super()._act_kept_files(files) | files.filtered(
            lambda file: file.create_uid == authors.get(file.res_id)
        )

    @api.model
    def _raise_need(self, kind, operation, problem, values=None, author=None, origin=None):
        """Raise a need that no rule raised, with the operation's figures of the last weeks.

        For code only: RPC cannot reach it, and it checks no right of the caller. The same origin
        raises one need per kind and operation: called again, that one is returned, also when it is
        settled.

        :param str kind: check, difficulty, standard, process or person
        :param operation: record of hr.quality.operation
        :param str problem: what goes wrong
        :param dict values: further evidence, as values of the need: ``evidence_text``,
            ``reason``, figures that take the place of those of the last weeks, …
        :param author: the user who submits it; he confirms it only as the department's manager
        :param origin: record it comes from: a check, a difficulty, a standard's revision …
        :return: the need, as the caller's
        """
        if not isinstance(problem, str) or not problem.strip():
            raise UserError(
                self.env._(
                    "Say what goes wrong: where, when and how often. Without a problem nobody can "
                    "judge whether the training helped."
                )
            )
        operation = operation.sudo()
        operation.ensure_one()
        raised = self._raised_from(kind, operation, origin)
        if raised:
            return raised
        need = self._act_create(
            [
                {
                    "name": self.env["ir.sequence"].sudo().next_by_code("hr.quality.need"),
                    "kind": kind,
                    "raised_on": self.env["hr.quality.rule"]._evaluation_day(None),
                    "operation_id": operation.id,
                    "unit": operation.unit,
                    "problem": problem.strip(),
                    "author_id": author.id if author else False,
                    "responsible_id": self._responsible_for(operation, author).id,
                    **self._origin_values(origin),
                    **self._snapshot_values(operation),
                    **(values or {}),
                }
            ]
        )
        need._tell_responsible()
        return need

    @api.model
    def _raised_from(self, kind, operation, origin):
        """The need that this origin has raised already; none without an origin."""
        if not origin:
            return self.browse()
        origin.ensure_one()
        return (
            self.sudo()
            .search(
                [
                    ("kind", "=", kind),
                    ("origin_model", "=", origin._name),
                    ("origin_id", "=", origin.id),
                    ("operation_id", "=", operation.id),
                ],
                limit=1,
            )
            .with_env(self.env)
        )

    @api.model
    def _origin_values(self, origin):
        if not origin:
            return {}
        return {
            "origin_model": origin._name,
            "origin_id": origin.id,
            "origin_name": origin.sudo().display_name,
        }

    @api.model
    def _responsible_for(self, operation, author=None):
        """Whom a need of the operation is addressed to: the nearest manager with a login.

        Not the author, unless he may confirm it himself.
        """
        managers = operation.department_id._quality_managers().filtered("active")
        if author and not author.has_group("base_act.base_act_group_operations"):
            managers -= author
        return managers[:1]

    @api.model
    def _snapshot_values(self, operation):
        """The figures of the operation's last complete weeks, as values of the need."""
        rule = self.env["hr.quality.rule"].sudo()
        day = rule._evaluation_day(None)
        self.env.flush_all()
        scores = self.env["hr.quality.qualification"].sudo()._current_scores_sql(day)
        self.env.cr.execute(snapshot(operation.id, monday_of(day), scores))
        figures = read_snapshot(self.env.cr.dictfetchone())
        people = self.env["hr.employee"].sudo().with_context(active_test=False)
        names = {person.id: person.name for person in people.browse(figures.employee_ids)}
        return figures.need_values(names)

    # Acts of the author

    def _act_own_manager(self):
        """The author, where he manages the operation's department or one above it."""
        authors = self.env["res.users"]
        for need in self.sudo():
            authors |= need.author_id & need.department_id._quality_managers()
        return authors

    # Reading

    def _evidence_reason(self, mean_score):
        """Why, in the reader's language: a rule's sentence, or the figures of the last weeks."""
        if self.kind == "rule":
            return super()._evidence_reason(mean_score)
        weeks = self._evidence_weeks()
        said = [self.evidence_text, weeks and snapshot_text(self.env, weeks, self.unit)]
        return "\n".join(filter(None, said))

    def _why(self):
        return super()._why() if self.kind == "rule" else self._evidence_reason(None) or False

    def action_open_origin(self):
        """The record that the need comes from, with the reader's own rights."""
        self.ensure_one()
        if not self.origin_model or self.origin_model not in self.env:
            return False
        origin = self.env[self.origin_model].browse(self.origin_id).exists()
        if not origin:
            raise UserError(
                self.env._("“%s” no longer exists; the need keeps what it said.", self.origin_name)
            )
        origin.check_access("read")
        return origin.get_formview_action()

"""The trail: who did what to which record, when, from what to what, and why."""

from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .base_act_protected import ALL_FIELDS


class BaseActLog(models.Model):
    """One act done, signature given, glass broken. Written once; the database itself holds it."""

    _name = "base.act.log"
    _inherit = ["base.act.protected"]
    _description = "Act Log"
    _order = "id desc"
    _rec_name = "summary"
    _log_access = False  # who and when are the subject here, and no row is ever changed
    _act_protected_fields = ALL_FIELDS

    res_model = fields.Char(string="Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field="res_model", required=True, readonly=True
    )
    res_name = fields.Char(string="Document", readonly=True)
    kind = fields.Selection(
        [
            ("created", "Created"),
            ("act", "Act"),
            ("signature", "First signature"),
            ("glass", "Glass broken"),
            ("removed", "Deleted by breaking the glass"),
        ],
        required=True,
        readonly=True,
    )
    act = fields.Char(string="Act (technical name)", readonly=True)
    state_from = fields.Char(string="From (technical name)", readonly=True)
    state_to = fields.Char(string="To (technical name)", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Datetime(string="When", required=True, readonly=True)
    reason = fields.Text(readonly=True)
    changes = fields.Json(
        readonly=True, help="Field → [value before, value after] of every protected field written."
    )
    first_signature_id = fields.Many2one(
        "base.act.log", string="First Signature", readonly=True, ondelete="restrict"
    )
    act_label = fields.Char(string="Act", compute="_compute_labels")
    from_label = fields.Char(string="From", compute="_compute_labels")
    to_label = fields.Char(string="To", compute="_compute_labels")
    summary = fields.Char(compute="_compute_labels")

    _document_idx = models.Index("(res_model, res_id, id)")

    def init(self):
        """Let the database refuse what goes round the ORM: a row is neither changed nor deleted."""
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION base_act_log_append_only() RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION 'The act log is append-only: its rows are not changed or deleted.';
            END
            $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER base_act_log_append_only
                BEFORE UPDATE OR DELETE OR TRUNCATE ON base_act_log
                FOR EACH STATEMENT EXECUTE FUNCTION base_act_log_append_only();
            """
        )

    @api.depends("res_model", "act", "kind", "state_from", "state_to", "user_id", "date")
    @api.depends_context("lang", "tz")
    def _compute_labels(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            document = self.env.get(row.res_model)
            acts = document._acts() if hasattr(document, "_acts") else {}
            states = document._act_state_labels() if hasattr(document, "_acts") else {}
            label = acts[row.act].label if row.act in acts else row.act or kinds[row.kind]
            row.act_label = self.env._(label) if not isinstance(label, str) else label
            row.from_label = states.get(row.state_from, row.state_from)
            row.to_label = states.get(row.state_to, row.state_to)
            row.summary = self.env._(
                "%(act)s: %(document)s", act=row.act_label, document=row.res_name or row.res_id
            )

    def _act_chatter_line(self):
        """What the chatter says about this row, in the user's language."""
        self.ensure_one()
        line = Markup("<b>%s</b>") % self._act_title()
        if self.state_from != self.state_to:
            states = [label for label in (self.from_label, self.to_label) if label]
            line += Markup(" ") + " → ".join(states)
        if self.reason:
            line += Markup("<br/>") + self.reason
        return line

    def _act_title(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return (
            self.act_label
            if self.kind in ("act", "created")
            else f"{kinds[self.kind]}: {self.act_label}"
        )

    # Append-only

    def write(self, vals):
        """Refuse, whoever asks."""
        raise AccessError(self._act_message_append_only())

    def unlink(self):
        """Refuse, whoever asks."""
        raise AccessError(self._act_message_append_only())

    def _act_message_append_only(self):
        return self.env._(
            "The act log is append-only: its rows are not changed or deleted. "
            "What was wrong is put right by a further act."
        )

    # Reading: who may read the document, and who watches over all

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if operation != "read" or self.env.su or not self or result:
            return result
        forbidden = self - self._act_readable()
        if not forbidden:
            return None
        return forbidden, lambda: AccessError(
            self.env._("You may read the acts of documents that you may read, and of no others.")
        )

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        if self.env.su or bypass_access:
            return super()._search(
                domain, offset, limit, order, bypass_access=bypass_access, **kwargs
            )
        # The rights of a document cannot be said in SQL for all models at once: narrow the models
        # down first, then ask each for the documents in question.
        query = super()._search(domain, order=order, **kwargs)
        readable = self.browse(query.get_result_ids()).sudo()._act_readable(self.env)
        ids = Domain("id", "in", readable.ids)
        return super()._search(ids, offset, limit, order, bypass_access=True)

    def _act_readable(self, env=None):
        """The rows of ``self`` whose document the user of ``env`` may read, or watches over."""
        env = env or self.env
        documents = defaultdict(set)
        for row in self.sudo():
            documents[row.res_model].add(row.res_id)
        readable = {model: _readable_ids(env, model, ids) for model, ids in documents.items()}
        return self.filtered(lambda row: row.sudo().res_id in readable[row.sudo().res_model])


def _readable_ids(env, model, ids):
    documents = env.get(model)
    if not hasattr(documents, "_act_log_groups"):
        return set()
    if any(env.user.has_group(group) for group in documents._act_log_groups):
        return ids
    return set(documents.browse(ids).exists()._filtered_access("read")._ids)

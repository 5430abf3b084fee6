"""The trail: who did what to which record, when, from what to what, and why."""

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..append_only import make_append_only
from .base_act_protected import ALL_FIELDS

CHANGES_READERS = ",".join(
    f"base_act.base_act_group_{name}" for name in ("quality", "hr", "break_glass")
)
"""Who reads the values themselves: among them are some that not every reader of a document knows,
as the right answers of an exam."""


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
            ("moved", "Moved on"),
            ("glass", "Glass broken"),
            ("removed", "Deleted"),
        ],
        required=True,
        readonly=True,
    )
    act = fields.Char(string="Act (technical name)", readonly=True)
    state_from = fields.Char(string="From (technical name)", readonly=True)
    state_to = fields.Char(string="To (technical name)", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", required=True, readonly=True, ondelete="restrict", index=True
    )
    date = fields.Datetime(string="When", required=True, readonly=True)
    reason = fields.Text(readonly=True)
    changes = fields.Json(
        readonly=True,
        groups=CHANGES_READERS,
        help="Field → [value before, value after] of every protected field written.",
    )
    first_signature_id = fields.Many2one("base.act.log", readonly=True, ondelete="restrict")
    act_label = fields.Char(string="What", compute="_compute_labels")
    from_label = fields.Char(string="From", compute="_compute_labels")
    to_label = fields.Char(string="To", compute="_compute_labels")
    summary = fields.Char(compute="_compute_labels")

    _document_idx = models.Index("(res_model, res_id, id)")

    @api.private
    def init(self):
        """Let the database refuse what goes round the ORM: a row is neither changed nor deleted."""
        make_append_only(
            self.env.cr,
            self._table,
            "The act log is append-only: its rows are not changed or deleted.",
        )

    @api.depends("res_model", "act", "kind", "state_from", "state_to", "res_name")
    @api.depends_context("lang")
    def _compute_labels(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            documents = self._act_documents(row.res_model)
            states = {} if documents is None else documents._act_state_labels()
            row.from_label = states.get(row.state_from, row.state_from)
            row.to_label = states.get(row.state_to, row.state_to)
            label = self._act_name_label(documents, row.act)
            if row.kind == "act":
                row.act_label = label
            else:
                row.act_label = ": ".join(filter(None, (kinds[row.kind], label)))
            row.summary = f"{row.act_label} – {row.res_name or row.res_id}"

    @api.model
    def _act_name_label(self, documents, name):
        """Label of the act of that name; the name itself when the module is gone."""
        acts = {} if documents is None else documents._acts()
        return documents._act_label(acts[name]) if name in acts else name

    def _act_chatter_line(self):
        """What the chatter says about this one row, in the user's language."""
        self.ensure_one()
        line = Markup("<b>%s</b>") % self.act_label
        if self.state_from != self.state_to:
            line += Markup(" %s → %s") % (self.from_label or "", self.to_label or "")
        if self.reason:
            line += Markup("<br/>%s") % self.reason
        return line

    # Append-only, with the permit too

    def _act_may_write(self):
        return False

    def _act_may_remove(self):
        return False

    def _act_message_wholly_protected(self):
        return self.env._(
            "The act log is append-only: acts alone write it, and its rows are not changed or "
            "deleted. What was wrong is put right by a further act."
        )

    def _act_message_protected(self, names):
        return self._act_message_wholly_protected()

    # Reading: who may read the document, and who watches over all of its kind

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or operation != "read" or self.env.su or not self.ids:
            return result
        readable = self.sudo().search(Domain("id", "in", self.ids) & self._act_readable_domain())
        forbidden = self - readable
        if not forbidden:
            return None
        return forbidden, lambda: AccessError(
            self.env._("You may read the acts of documents that you may read, and of no others.")
        )

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not self.env.su and not bypass_access:
            domain = Domain(domain) & self._act_readable_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _act_readable_domain(self) -> Domain:
        """The rows whose document the user may read, or watches over; the rest is for nobody."""
        return Domain.OR(
            self._act_readable_domain_of(model_class._name)
            for model_class in self.pool.values()
            if not model_class._abstract and hasattr(model_class, "_act_log_groups")
        )

    @api.model
    def _act_readable_domain_of(self, model_name) -> Domain:
        documents = self.env[model_name].with_context(active_test=False)
        of_model = Domain("res_model", "=", model_name)
        if any(self.env.user.has_group(group) for group in documents._act_log_groups):
            return of_model
        if not documents.has_access("read"):
            return Domain.FALSE
        return of_model & Domain("res_id", "in", documents._search(Domain.TRUE))

    @api.model
    def _act_documents(self, model_name):
        """Model of that name if it has acts, else None: its module may be gone."""
        documents = self.env.get(model_name)
        return documents if hasattr(documents, "_act_log_groups") else None

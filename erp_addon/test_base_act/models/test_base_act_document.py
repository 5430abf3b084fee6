"""A small document with one act of every kind."""

from odoo import fields, models
from odoo.addons.base_act import act
from odoo.addons.base_act.models.base_act_protected import ALL_FIELDS
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class TestBaseActDocument(models.Model):
    """Operations raises it, its responsible person confirms, quality and HR approve together."""

    _name = "test.base.act.document"
    _inherit = ["base.act.mixin"]
    _description = "Document under Test"
    _act_protected_fields = (
        "title",
        "author_id",
        "responsible_id",
        "reason",
        "confirmed_on",
        "line_ids",
        "reader_ids",
    )

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    folder_id = fields.Many2one("test.base.act.folder", ondelete="restrict")
    note = fields.Text(help="Not protected: whoever may write the document writes it.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("confirmed", "Confirmed"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("expired", "Expired"),
        ],
        default="draft",
        required=True,
        readonly=True,
    )
    title = fields.Char(translate=True, readonly=True)
    partner_id = fields.Many2one("res.partner")
    author_id = fields.Many2one(
        "res.users", default=lambda self: self.env.user, readonly=True, ondelete="restrict"
    )
    responsible_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    reason = fields.Text(readonly=True)
    confirmed_on = fields.Date(readonly=True)
    secret = fields.Boolean(help="A record rule hides the document from all but HR.")
    line_ids = fields.One2many("test.base.act.line", "document_id", readonly=True)
    reader_ids = fields.Many2many("res.users", readonly=True)

    @act(
        label=_lt("Confirm"),
        source="draft",
        target="confirmed",
        party="operations",
        actors="responsible_id",
        excludes="author_id",
        assigns="_act_reviewers",
        due_days=3,
    )
    def act_confirm(self, reason=None):
        """The responsible person says that it is so."""
        self._act_write({"confirmed_on": fields.Date.to_date("2026-01-05"), "reason": reason})

    @act(
        label=_lt("Reject"),
        source=("draft", "confirmed"),
        target="rejected",
        party=("operations", "quality"),
        demands="reason",
        primary=False,
        ends=True,
    )
    def act_reject(self, reason):
        """Anybody of operations or quality turns it down and says why."""
        if reason == "fail":
            label = self._act_state_labels()[self.state]
            raise UserError(self.env._("Failed while “%(state)s”", state=label))
        self._act_write({"reason": reason})

    @act(
        label=_lt("Approve"),
        source="confirmed",
        target="approved",
        party="quality",
        second="hr",
        second_actors="_act_hr_people",
        excludes=("author_id", "_act_confirmers"),
        demands="note",
    )
    def act_approve(self, reason=None):
        """Quality, then HR sign; neither the author nor who confirmed does."""

    @act(label=_lt("Expire"), source="draft", target="expired", party="system")
    def act_expire(self):
        """The system closes what nobody took up."""

    @act(label=_lt("Add a Line"), party="operations", demands="text", button=False)
    def act_add_line(self, text):
        """In any state; the state stays."""
        self._act_write({"line_ids": [fields.Command.create({"text": text})]})

    @act(label=_lt("Keep"), party="operations", button=False)
    def act_keep(self):
        """Returns its records as it sees them."""
        return self

    @act(label=_lt("Write Another"), party="operations", button=False)
    def act_write_other(self, other_id=False):
        """Tries to write a document that it was not called on."""
        if other_id:
            self.browse(other_id)._act_write({"reason": "forged"})

    def _act_reviewers(self):
        """Everybody of quality."""
        return self.env.ref("base_act.base_act_group_quality").sudo().user_ids

    def _act_hr_people(self):
        """Everybody of HR."""
        return self.env.ref("base_act.base_act_group_hr").sudo().user_ids

    def _act_confirmers(self):
        """Who confirmed it."""
        rows = (
            self.env["base.act.log"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("act", "=", "act_confirm"),
                ]
            )
        )
        return rows.user_id


class TestBaseActLine(models.Model):
    """A wholly protected row."""

    _name = "test.base.act.line"
    _inherit = ["base.act.protected"]
    _description = "Line under Test"
    _act_protected_fields = ALL_FIELDS

    document_id = fields.Many2one("test.base.act.document", required=True, ondelete="cascade")
    text = fields.Char(required=True)

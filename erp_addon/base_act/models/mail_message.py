"""What Odoo itself has written below a document is not rewritten by the people it names."""

from odoo import api, models
from odoo.exceptions import AccessError

CONTENT = frozenset(
    {
        "author_id",
        "author_guest_id",
        "body",
        "date",
        "email_from",
        "is_internal",
        "message_type",
        "model",
        "parent_id",
        "record_name",
        "res_id",
        "subject",
        "subtype_id",
        "tracking_value_ids",
    }
)
WRITTEN_BY_PEOPLE = ("comment", "email")


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    _act_keeps_chatter = False
    """Whether the lines that Odoo writes into the chatter of this model stay: its changes, acts."""


class MailMessage(models.Model):
    """Odoo lets the author of a line change it, and who may write the document delete it."""

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse to speak in somebody else's name below a document, or at another time."""
        if not self.env.su:
            for vals in vals_list:
                self._act_refuse_borrowed_name(vals)
        return super().create(vals_list)

    def _act_refuse_borrowed_name(self, vals):
        if not getattr(self.env.get(vals.get("model")), "_act_keeps_chatter", False):
            return
        own = self.env.user.partner_id.id
        if vals.get("author_id", own) == own:
            for name in ("date", "email_from"):  # Odoo's own are right
                vals.pop(name, None)
        else:
            raise AccessError(
                self.env._("Below this document everybody speaks in his own name only.")
            )

    def write(self, vals):
        """Refuse another text, author, time or place for a line that tells what was done."""
        if CONTENT & vals.keys():
            self._act_refuse_trail()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_trail(self):
        self._act_refuse_trail()

    def _act_refuse_trail(self):
        """Refuse to a caller; the server's own code cleans up, as below a document deleted."""
        if self.env.su:
            return
        for message in self.sudo():
            keeps = getattr(self.env.get(message.model), "_act_keeps_chatter", False)
            if keeps and message.message_type not in WRITTEN_BY_PEOPLE:
                raise AccessError(
                    self.env._(
                        "This line tells what was done, and by whom. It stays as it is; write a"
                        " further message below."
                    )
                )

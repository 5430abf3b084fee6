"""The documents of a settled revision stay what people were judged and taught by."""

from odoo import api, models
from odoo.addons.base_act.models.ir_attachment import CONTENT
from odoo.exceptions import UserError

from ..tools.uninstalling import is_uninstalling

REVISION = "hr.quality.standard.revision"


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        """Refuse to change the document of a settled revision."""
        if CONTENT & vals.keys():
            self._refuse_settled_documents()
        result = super().write(vals)
        if CONTENT & vals.keys():
            self._documented_revisions()._words_changed()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_settled_documents(self):
        if not is_uninstalling(self.env):
            self._refuse_settled_documents()
            self._documented_revisions()._words_changed()

    def _documented_revisions(self):
        """The revisions that have these among their documents."""
        revisions = self.env[REVISION].sudo()
        ours = self.sudo().filtered(lambda document: document.res_model == REVISION)
        return revisions.search([("attachment_ids", "in", ours.ids)]) if ours else revisions

    def _refuse_settled_documents(self):
        settled = self._documented_revisions()._settled()
        if settled:
            raise UserError(
                self.env._(
                    "The document belongs to %(revision)s, which is in force and stays as it is."
                    " Add a new revision with the new document.",
                    revision=settled[0].display_name,
                )
            )

"""The documents of a revision belong to it alone, so that who reads the one reads the other."""

from odoo import api, models
from odoo.exceptions import AccessError


class HrQualityStandardRevision(models.Model):
    _inherit = "hr.quality.standard.revision"

    @api.model_create_multi
    def create(self, vals_list):
        """Take the uploaded documents as the revision's own."""
        revisions = super().create(vals_list)
        revisions._adopt_documents()
        return revisions

    def write(self, vals):
        """Take the uploaded documents as the revision's own."""
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_documents()
        return result

    def _adopt_documents(self):
        """Bind new uploads to the revision; refuse what belongs to anything else.

        Everybody reads a revision's documents. Somebody else's file, named by its id, would be
        opened to all.
        """
        for revision in self:
            for document in revision.sudo().attachment_ids:
                home = (document.res_model, document.res_id)
                if home == (self._name, revision.id):
                    continue
                if document.res_id or document.create_uid != self.env.user:
                    raise AccessError(
                        self.env._(
                            "“%s” belongs to something else. Upload the document here.",
                            document.name,
                        )
                    )
                document.write({"res_model": self._name, "res_id": revision.id})

    def _carry_documents(self, documents):
        """Copies of the documents of an earlier revision, as this one's own."""
        self.ensure_one()
        copies = self.env["ir.attachment"].sudo()
        for document in documents.sudo():
            copies |= document.copy({"res_model": self._name, "res_id": self.id})
        self.attachment_ids += copies.sudo(False)

"""Files below a document stay as they were given: they are its evidence."""

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError

from ..permit import is_permitted

CONTENT = frozenset(
    {
        "name",
        "type",
        "url",
        "raw",
        "datas",
        "db_datas",
        "store_fname",
        "checksum",
        "file_size",
        "mimetype",
        "res_model",
        "res_id",
        "res_field",
    }
)


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        """Refuse to change, or to carry off, what its document keeps."""
        if CONTENT & vals.keys():
            self._act_refuse_kept()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_kept(self):
        self._act_refuse_kept()

    def _act_refuse_kept(self):
        """Ask the documents; a module that is uninstalled deletes as the system's own user."""
        if is_permitted(self.env) or self.env.uid == SUPERUSER_ID:
            return
        tied = self.sudo().filtered(lambda file: file.res_id and file.res_model in self.env)
        for model, files in tied.grouped("res_model").items():
            documents = self.env[model].browse(files.mapped("res_id")).exists()
            if not documents or not hasattr(documents, "_act_kept_files"):
                continue
            kept = documents._act_kept_files(files)
            if kept:
                raise AccessError(
                    self.env._(
                        "“%(file)s” belongs to %(document)s and stays as it was given.",
                        file=kept[0].name,
                        document=documents._act_speaking()._act_document(),
                    )
                )

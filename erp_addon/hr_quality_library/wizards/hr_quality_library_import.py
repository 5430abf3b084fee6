"""A company's own course comes into the library as a course file."""

import base64

from odoo import Command, fields, models
from odoo.addons.base_act.permit import trusted_context
from odoo.exceptions import AccessError, UserError


class HrQualityLibraryImport(models.TransientModel):
    """Takes the files of one course, one per language."""

    _name = "hr.quality.library.import"
    _description = "Import a Course"

    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Course Files",
        help="One file per language of the same course, at most 2 MB each.",
    )

    def action_import(self):
        """Take the files in and open the library course.

        :raise UserError: which says what is wrong in which line
        """
        self.ensure_one()
        if not self.env.user.has_groups(
            "base_act.base_act_group_hr,base_act.base_act_group_quality"
        ):
            raise AccessError(self.env._("HR or quality imports courses. Ask one of them."))
        # Each file with the rights of the caller: an attachment's id is his own word.
        self.attachment_ids.check_access("read")
        files = [self._text(attachment) for attachment in self.attachment_ids]
        if not files:
            raise UserError(self.env._("Choose at least one course file."))
        library = self.env["hr.quality.library.course"]
        offer = library.with_env(self.env(context=trusted_context(self.env)))._take_in(files)
        self.attachment_ids = [Command.clear()]
        return {
            "type": "ir.actions.act_window",
            "res_model": "hr.quality.library.course",
            "res_id": offer.id,
            "view_mode": "form",
        }

    def _text(self, attachment) -> str:
        if attachment.file_size > 2 * 1024 * 1024:
            raise UserError(self.env._("%(name)s is larger than 2 MB.", name=attachment.name))
        try:
            return base64.b64decode(attachment.datas or b"").decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UserError(
                self.env._(
                    "%(name)s is not a text file in UTF-8. Start from a course file that you "
                    "download from the library.",
                    name=attachment.name,
                )
            ) from error

"""A parent through whose one2many field documents can be reached."""

from odoo import fields, models


class TestBaseActFolder(models.Model):
    _name = "test.base.act.folder"
    _description = "Folder under Test"

    name = fields.Char(required=True)
    document_ids = fields.One2many("test.base.act.document", "folder_id")

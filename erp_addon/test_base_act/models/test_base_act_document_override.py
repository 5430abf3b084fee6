"""What a second module does: one override without the decorator, one that changes a keyword."""

from odoo import fields, models
from odoo.addons.base_act import act


class TestBaseActDocument(models.Model):
    _inherit = "test.base.act.document"
    _act_protected_fields = ("noted_on",)

    noted_on = fields.Date(readonly=True)

    def act_confirm(self, reason=None):
        """Keeps the declaration whole, and is inside the act before and after super()."""
        result = super().act_confirm(reason=reason)
        for document in self:
            document._act_write({"noted_on": document.confirmed_on})
        return result

    @act(excludes=("author_id",))
    def act_reject(self, reason):
        """Changes one keyword, keeps the others."""
        return super().act_reject(reason)

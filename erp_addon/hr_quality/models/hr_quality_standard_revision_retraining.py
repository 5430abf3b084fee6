"""What a new revision means for those who are qualified on an earlier one."""

from odoo import models


class HrQualityStandardRevision(models.Model):
    _inherit = "hr.quality.standard.revision"

    def _raise_retraining(self, entries):
        """Called with the new ledger entries of kind ``retraining_due``; for other modules.

        :param entries: ``hr.quality.qualification``, of this revision
        """

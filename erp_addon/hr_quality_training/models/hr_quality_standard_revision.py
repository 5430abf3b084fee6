"""A new revision that outdates qualifications asks for training."""

from odoo import models
from odoo.tools import format_date


class HrQualityStandardRevision(models.Model):
    _inherit = "hr.quality.standard.revision"

    def _raise_retraining(self, entries):
        """Raise one need per revision; who must be trained again is in the ledger."""
        result = super()._raise_retraining(entries)
        for revision in self.sudo():
            people = entries.sudo().filtered(lambda entry, of=revision: entry.revision_id == of)
            count = len((people or entries.sudo()).employee_id)
            words = {
                "revision": revision.display_name,
                "day": format_date(self.env, revision.date_from),
                "count": count,
            }
            self.env["hr.quality.need"]._raise_need(
                "standard",
                revision.operation_id,
                self.env._(
                    "%(revision)s holds from %(day)s on. Those who learned an earlier one must "
                    "learn what has changed.",
                    **words,
                ),
                {
                    "evidence_text": self.env._(
                        "Qualifications marked “retraining due”: %(count)s.", **words
                    )
                },
                origin=revision,
            )
        return result

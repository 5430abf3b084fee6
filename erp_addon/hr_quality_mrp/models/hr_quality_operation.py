from odoo import models

NAMED = 3


class HrQualityOperation(models.Model):
    _inherit = "hr.quality.operation"

    def _sentence_whom_to_ask(self):
        """Whom somebody asks who stands before the closed gate."""
        people = self._whom_to_ask()
        names = people[:NAMED].mapped("name")
        if not names:
            return self.env._("Nobody of quality can be asked: have somebody put into that group.")
        return self.env._(
            "Ask %(people)s for a time-limited exemption, or choose a qualified operator.",
            people=", ".join(names + ["…"] * (len(people) > NAMED)),
        )

"""Somebody at a kiosk, known by badge and PIN."""

import hashlib
import hmac
import math
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.base_act.permit import with_permit

LONGEST = timedelta(hours=2)
"""However busy somebody is, he shows his badge again after that time."""
TOUCH = timedelta(seconds=10)
BADGE_LENGTH = 64


class HrQualityKioskSession(models.Model):
    """Who was at which kiosk, from when to when.

    The browser keeps a secret, the database its hash; it opens this kiosk and no other.
    """

    _name = "hr.quality.kiosk.session"
    _description = "Kiosk Session"
    _inherit = ["base.act.protected"]
    _act_protected_fields = "*"
    _order = "id desc"
    _rec_name = "employee_id"

    kiosk_id = fields.Many2one("hr.quality.kiosk", required=True, index=True, ondelete="restrict")
    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict")
    secret_hash = fields.Char(required=True, groups="base.group_no_one")
    pin_hash = fields.Char(required=True, groups="base.group_no_one")
    lang = fields.Char("Language")
    began_at = fields.Datetime("From", required=True)
    seen_at = fields.Datetime("Last Touch", required=True)
    ended_at = fields.Datetime("To")

    _secret_unique = models.UniqueIndex("(secret_hash)", "A secret opens one session.")
    _running_idx = models.Index("(kiosk_id) WHERE ended_at IS NULL")

    # Coming in

    @api.model
    def _log_in(self, kiosk, badge, pin):
        """Let somebody in who shows a badge and knows its PIN.

        :return: pair of the session, empty if he is not let in, and the secret for his browser,
            or the sentence that tells why he is not
        """
        locks = self.env["hr.quality.kiosk.lock"].sudo()
        badge = _printable(badge)[:BADGE_LENGTH]
        held = {"kiosk": str(kiosk.id), "badge": badge}
        until = [locks._hold(kind, key) for kind, key in held.items()]
        if any(until):
            return self.browse(), self._sentence_locked(max(filter(None, until)))
        employee = self._identified(kiosk, badge, pin)
        if not employee:
            for kind, key in held.items():
                locks._count(kind, key)
            return self.browse(), self._sentence_refused(badge)
        locks._forget("badge", badge)
        return self._begin(kiosk, employee)

    @api.model
    def _identified(self, kiosk, badge, pin):
        """The employee with this very badge and PIN, or none.

        Somebody without a PIN is not let in, whatever he types; nor is a badge that several use.
        """
        people = self.env["hr.employee"].sudo()
        employee = people.search(
            [("barcode", "=", badge), ("company_id", "=", kiosk.company_id.id)], limit=1
        )
        known = (employee.pin or "").encode()
        given = _printable(pin).encode()
        fits = hmac.compare_digest(known or secrets.token_bytes(4), given)
        if not (employee and known and fits) or self._is_shared(badge):
            return people
        return employee

    @api.model
    def _is_shared(self, badge):
        return bool(
            self.env["hr.quality.alias"]
            .sudo()
            .search_count(
                [("kind", "=", "employee"), ("code", "=", badge), ("shared", "=", True)], limit=1
            )
        )

    @api.model
    def _begin(self, kiosk, employee):
        secret, now = secrets.token_urlsafe(32), fields.Datetime.now()
        with_permit(kiosk).write({"last_login_on": now})
        session = self._act_create(
            [
                {
                    "kiosk_id": kiosk.id,
                    "employee_id": employee.id,
                    "secret_hash": _hash(secret),
                    "pin_hash": _hash(f"{secret}{employee.pin}"),
                    "lang": employee.lang or employee.user_id.lang or kiosk.lang,
                    "began_at": now,
                    "seen_at": now,
                }
            ]
        )
        return session.sudo(), secret

    # Staying

    @api.model
    def _resume(self, kiosk, secret):
        """The running session of this secret at this kiosk, or none; an idle one is ended."""
        if not isinstance(secret, str) or not secret:
            return self.sudo().browse()
        session = self.sudo().search(
            [
                ("secret_hash", "=", _hash(secret)),
                ("kiosk_id", "=", kiosk.id),
                ("ended_at", "=", False),
            ],
            limit=1,
        )
        now = fields.Datetime.now()
        if session and not session._still_holds(secret, now):
            session._end()
            return session.browse()
        if session and now - session.seen_at > TOUCH:
            with_permit(session).write({"seen_at": now})
        return session

    def _still_holds(self, secret, now):
        """Whether he is still busy, still employed, and his PIN the one he came in with."""
        idle = timedelta(minutes=self.kiosk_id.idle_minutes)
        person = self.employee_id
        return (
            now - self.seen_at <= idle
            and now - self.began_at <= LONGEST
            and person.active
            and bool(person.pin)
            and hmac.compare_digest(self.pin_hash, _hash(f"{secret}{person.pin}"))
        )

    def _speak(self, lang):
        """Go on in another language."""
        with_permit(self).write({"lang": lang})

    def _end(self):
        with_permit(self).write({"ended_at": fields.Datetime.now()})

    @api.model
    def _end_at(self, kiosks):
        """End whatever goes on at these kiosks."""
        running = self.sudo().search([("kiosk_id", "in", kiosks.ids), ("ended_at", "=", False)])
        running._end()

    @api.autovacuum
    def _gc_sessions(self):
        """Who was at a kiosk is kept for a quarter of a year."""
        old = self.sudo().search(
            [("began_at", "<", fields.Datetime.now() - timedelta(days=92))], limit=10_000
        )
        with_permit(old).unlink()

    # Sentences

    @api.model
    def _sentence_locked(self, until):
        minutes = math.ceil((until - fields.Datetime.now()).total_seconds() / 60)
        return self.env._(
            "Too many tries. Try again in %(minutes)s min, or ask for a new PIN here: %(party)s.",
            minutes=minutes,
            party=self._who_gives_badges(),
        )

    @api.model
    def _sentence_refused(self, badge):
        if self._is_shared(badge):
            return self.env._(
                "Several people use this badge, so it does not say who you are. Ask for one of your"
                " own here: %s.",
                self._who_gives_badges(),
            )
        return self.env._(
            "Badge or PIN is not right. Without a PIN of your own, ask for one here: %s.",
            self._who_gives_badges(),
        )

    @api.model
    def _who_gives_badges(self):
        return self.env["base.act.mixin"]._act_party_name("hr")


def _printable(text):
    """What somebody has typed, without what no keyboard types."""
    text = text if isinstance(text, str) else ""
    return "".join(letter for letter in text if letter.isprintable()).strip()


def _hash(text):
    return hashlib.sha256(text.encode()).hexdigest()

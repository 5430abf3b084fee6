"""Which day it is in the plant, whoever asks and from wherever."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from odoo import fields

UTC = ZoneInfo("UTC")


def plant_zone(env) -> ZoneInfo:
    """The zone of the company's working hours; never that of the caller's context."""
    return ZoneInfo(env.company.sudo().resource_calendar_id.tz or "UTC")


def plant_day(env, moment: datetime | None = None) -> date:
    """The plant's calendar day at a moment.

    :param moment: with a zone, or in UTC as Odoo keeps it; None: now
    """
    moment = moment or fields.Datetime.now()
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(plant_zone(env)).date()


def utc_moment(moment: datetime) -> datetime:
    """A moment as Odoo keeps it: in UTC and without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment

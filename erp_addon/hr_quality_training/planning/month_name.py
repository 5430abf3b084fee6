"""What people call a month: "December 2026", "2026年12月"."""

from odoo.tools import format_date


def month_name(env, day):
    """The name of the month that holds ``day``, in the order that the reader's language has."""
    # A translation may change the pattern, whose letters are those of Unicode's date fields.
    return format_date(env, day, date_format=env._("MMMM y"))

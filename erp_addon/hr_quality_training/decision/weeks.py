"""Runs of ISO weeks in words."""

from odoo.addons.hr_quality.tools.iso_week import week_label


def weeks_text(mondays):
    """ISO weeks in a row, the year said once: ``2026-W31, W32, W33``."""
    words, said = [], None
    for monday in mondays:
        year, week = week_label(monday).split("-")
        words.append(week if year == said else f"{year}-{week}")
        said = year
    return ", ".join(words)

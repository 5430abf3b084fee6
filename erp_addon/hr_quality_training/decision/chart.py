"""The weeks of a run as bars beside their limit, in plain HTML that any screen shows."""

from markupsafe import Markup
from odoo.addons.hr_quality.tools.iso_week import week_label

from .explain import percent

ROW = Markup(
    '<div class="d-flex align-items-center gap-2 mb-1">'
    '<span class="text-nowrap text-muted small" style="width:5.5em">{week}</span>'
    '<span class="flex-grow-1 position-relative bg-light rounded" style="height:1.1em">'
    '<span class="d-block h-100 rounded {color}" style="width:{rate_width}%"></span>'
    '<span class="position-absolute top-0 h-100 border-start border-2 border-dark"'
    ' style="left:{limit_left}%" title="{limit_title}"></span></span>'
    '<span class="text-nowrap small" style="width:8.5em"><b>{rate}</b>'
    ' <span class="text-muted">/ {limit}</span></span></div>'
)


def week_bars(env, weeks):
    """One bar per week, as wide as its defect rate; a line where the limit lies.

    :param weeks: list of dict with keys ``week``, ``produced``, ``defective``, ``limit``.
    """
    if not weeks:
        return Markup()
    rates = [week["defective"] / week["produced"] for week in weeks]
    widest = max(rates + [week["limit"] for week in weeks]) * 1.05
    rows = [
        ROW.format(
            week=week_label(week["week"]),
            color="bg-danger" if rate > week["limit"] else "bg-success",
            rate_width=f"{rate / widest * 100:.2f}",
            limit_left=f"{week['limit'] / widest * 100:.2f}",
            limit_title=env._("Limit %s", percent(env, week["limit"])),
            rate=percent(env, rate),
            limit=percent(env, week["limit"]),
        )
        for week, rate in zip(weeks, rates, strict=True)
    ]
    return Markup("").join(rows)

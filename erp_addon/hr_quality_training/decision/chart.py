"""The weeks of a run as bars beside their limit, in plain HTML that any screen shows."""

from markupsafe import Markup
from odoo.addons.hr_quality.tools.iso_week import week_label

from .explain import percent

ROW = Markup(
    '<div class="d-flex align-items-center gap-2 mb-1">'
    '<span class="text-nowrap text-muted small" style="width:5.5em">{week}</span>'
    '<span class="flex-grow-1 position-relative bg-light rounded" style="height:1.1em">'
    '<span class="d-block h-100 rounded {color}" style="width:{rate_width}%"></span>'
    "{limit_line}</span>"
    '<span class="text-nowrap small" style="width:8.5em"><b>{rate}</b>'
    ' <span class="text-muted">{limit}</span></span></div>'
)

LIMIT = Markup(
    '<span class="position-absolute top-0 h-100 border-start border-2 border-dark"'
    ' style="left:{left:.2f}%" title="{title}"></span>'
)


def week_bars(env, weeks):
    """One bar per week, as wide as its defect rate; a line where the limit lies.

    :param weeks: list of dict with keys ``week``, ``produced``, ``defective``, ``limit`` (None:
        no standard in force).
    """
    if not weeks:
        return Markup()
    rates = [week["defective"] / week["produced"] for week in weeks]
    limits = [week["limit"] for week in weeks if week["limit"] is not None]
    widest = max(rates + limits) * 1.05 or 1
    rows = [_bar(env, week, rate, widest) for week, rate in zip(weeks, rates, strict=True)]
    return Markup("").join(rows)


def _bar(env, week, rate, widest):
    limit = week["limit"]
    known = limit is not None
    return ROW.format(
        week=week_label(week["week"]),
        color=_color(rate, limit),
        rate_width=f"{rate / widest * 100:.2f}",
        limit_line=_limit_line(env, limit, widest) if known else "",
        rate=percent(env, rate),
        limit=f"/ {percent(env, limit)}" if known else "",
    )


def _color(rate, limit):
    if limit is None:
        return "bg-secondary"
    return "bg-danger" if rate > limit else "bg-success"


def _limit_line(env, limit, widest):
    return LIMIT.format(left=limit / widest * 100, title=env._("Limit %s", percent(env, limit)))

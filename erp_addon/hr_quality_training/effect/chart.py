"""Before and after as bars, week by week, in plain HTML that any screen shows."""

from markupsafe import Markup
from odoo.addons.hr_quality.tools.iso_week import week_label

from ..decision.explain import number, percent

ROW = Markup(
    '<div class="d-flex align-items-center gap-2 mb-1">'
    '<span class="text-nowrap text-muted small" style="width:5.5em">{week}</span>'
    '<span class="flex-grow-1 position-relative bg-light rounded" style="height:1.1em"'
    ' title="{title}">'
    '<span class="d-block h-100 rounded {color}" style="width:{width:.2f}%"></span></span>'
    '<span class="text-nowrap small text-end" style="width:4.5em"><b>{rate}</b></span></div>'
)
HEAD = Markup(
    '<div class="d-flex justify-content-between border-bottom mb-2 mt-3">'
    '<span class="fw-bold">{label}</span><span class="fw-bold">{rate}</span></div>'
)
COLORS = {"before": "bg-danger", "after": "bg-success"}


def effect_bars(env, weeks, labels):
    """A heading and a bar per week for each window, all on one scale.

    :param weeks: list of dict ``window`` (before, after), ``week``, ``produced``, ``defective``
    :param labels: {window: its heading}
    """
    if not weeks:
        return Markup()
    widest = max(week["defective"] / week["produced"] for week in weeks) * 1.05 or 1
    parts = []
    for window, label in labels.items():
        chosen = [week for week in weeks if week["window"] == window]
        if chosen:
            parts.append(_head(env, chosen, label))
            parts += [_bar(env, week, widest) for week in chosen]
    return Markup("").join(parts)


def _head(env, weeks, label):
    defective = sum(week["defective"] for week in weeks)
    produced = sum(week["produced"] for week in weeks)
    return HEAD.format(label=label, rate=percent(env, defective / produced))


def _bar(env, week, widest):
    rate = week["defective"] / week["produced"]
    return ROW.format(
        week=week_label(week["week"]),
        color=COLORS[week["window"]],
        width=rate / widest * 100,
        rate=percent(env, rate),
        title=env._(
            "%(defective)s of %(produced)s",
            defective=number(env, week["defective"]),
            produced=number(env, week["produced"]),
        ),
    )

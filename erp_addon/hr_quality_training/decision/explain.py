"""Figures to plain words, in the reader's language.

Nothing is looked up or computed anew here: the words say what was frozen.
"""

from odoo.tools.misc import formatLang

from .weeks import weeks_text


def number(env, value):
    """A quantity or score as short as it is exact to two decimals: ``2,310``, ``71.5``."""
    digits = next((d for d in (0, 1) if round(value, d) == round(value, 2)), 2)
    return formatLang(env, value, digits=digits)


def percent(env, fraction):
    """A fraction as a percentage with at most two decimals, never broken over a line: ``8.1 %``."""
    return env._("%(number)s\N{NO-BREAK SPACE}%%", number=number(env, fraction * 100))


def pieces(env, quantity, unit):
    """A quantity with its unit, or called pieces where the operation names none."""
    if unit:
        return env._("%(quantity)s %(unit)s", quantity=number(env, quantity), unit=unit)
    return env._("%(quantity)s pieces", quantity=number(env, quantity))


def above_standard(env, weeks, unit):
    """``defect rate above its standard 5 % in … (8.1 %, 7.9 % of 2,310 pieces)``.

    :param weeks: list of dict with keys ``week`` (date), ``produced``, ``defective``, ``limit``.
    """
    limits = {week["limit"] for week in weeks}
    rates = [_rate_text(env, week, with_limit=len(limits) > 1) for week in weeks]
    values = {
        "weeks": weeks_text([week["week"] for week in weeks]),
        "rates": ", ".join(rates),
        "total": pieces(env, sum(week["produced"] for week in weeks), unit),
    }
    if len(limits) > 1:
        return env._(
            "defect rate above its standard in %(weeks)s (%(rates)s; of %(total)s)", **values
        )
    return env._(
        "defect rate above its standard %(limit)s in %(weeks)s (%(rates)s of %(total)s)",
        limit=percent(env, limits.pop()),
        **values,
    )


def _rate_text(env, week, with_limit):
    rate = percent(env, week["defective"] / week["produced"])
    if with_limit:
        return env._(
            "%(rate)s where %(limit)s is allowed", rate=rate, limit=percent(env, week["limit"])
        )
    return rate


def people_text(env, scored, unscored):
    """``6 people; 1 more without a score``: who is in the mean and who is not."""
    people = env._("%s people", scored) if scored != 1 else env._("1 person")
    if not unscored:
        return people
    return env._("%(people)s; %(unscored)s more without a score", people=people, unscored=unscored)


def score_below(env, figures, skill):
    """The half of a need's reason that speaks of the score; the mean only where it may be shown."""
    values = {
        "skill": skill,
        "below": number(env, figures["score_below"]),
        "people": people_text(env, figures["scored"], figures["people"] - figures["scored"]),
    }
    if figures["mean_score"] is None:
        return env._("mean score in '%(skill)s' below %(below)s (%(people)s)", **values)
    return env._(
        "mean score in '%(skill)s' %(mean)s below %(below)s (%(people)s)",
        mean=number(env, figures["mean_score"]),
        **values,
    )


def reason(env, operation, figures, skill):
    """Why a need was raised, in one sentence without names of people.

    :param figures: dict with ``weeks``, ``unit``, ``mean_score`` (None: may not be shown),
        ``score_below``, ``people``, ``scored``.
    """
    return env._(
        "%(operation)s: %(rate)s; %(score)s",
        operation=operation,
        rate=above_standard(env, figures["weeks"], figures["unit"]),
        score=score_below(env, figures, skill),
    )

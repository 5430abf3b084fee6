"""Why a rule raised nothing for an operation, in figures and the reader's language."""

from odoo.addons.hr_quality.tools.iso_week import week_label

from .explain import above_standard, number, people_text


def why_not(env, outcome, figures):
    """One sentence for an outcome.

    :param outcome: key of ``hr.quality.rule.outcome``'s ``outcome``.
    :param figures: dict with the outcome's figures, see ``HrQualityRuleOutcome._figures``.
    """
    sentence = _SENTENCES[outcome](env, figures)
    return sentence[:1].upper() + sentence[1:]


def _raised(env, figures):
    return env._(
        "%(rate)s; need %(need)s was raised", rate=_run(env, figures), need=figures["need"]
    )


def _need_open(env, figures):
    if not figures["need"]:
        return env._("a need was being raised at the same moment; it is open")
    if not figures["weeks"]:
        return env._("need %s is still open", figures["need"])
    return env._(
        "need %(need)s is still open; since then: %(rate)s",
        need=figures["need"],
        rate=_run(env, figures),
    )


def _within_standard(env, figures):
    return env._(
        "within its standard in all %(counted)s weeks that count, of the last %(horizon)s",
        counted=figures["weeks_counted"],
        horizon=figures["horizon"],
    )


def _run_too_short(env, figures):
    return env._(
        "%(rate)s: %(weeks)s in a row where the rule asks for %(asked)s",
        rate=_run(env, figures),
        weeks=len(figures["weeks"]),
        asked=figures["rule_weeks"],
    )


def _skilled(env, figures):
    people = people_text(env, figures["scored"], figures["people"] - figures["scored"])
    values = {
        "rate": _run(env, figures),
        "skill": figures["skill"],
        "below": number(env, figures["score_below"]),
        "people": people,
    }
    if figures["mean_score"] is None:
        return env._(
            "%(rate)s; but the mean score in '%(skill)s' is not below %(below)s (%(people)s):"
            " look for another cause",
            **values,
        )
    return env._(
        "%(rate)s; but the mean score in '%(skill)s' is %(mean)s and so not below %(below)s"
        " (%(people)s): look for another cause",
        mean=number(env, figures["mean_score"]),
        **values,
    )


def _no_score(env, figures):
    if not figures["people"]:
        return env._(
            "%s; but nobody is known to have produced there: every badge is unknown or shared",
            _run(env, figures),
        )
    return env._(
        "%(rate)s; but none of the %(people)s people who produced there has a signed score in"
        " force",
        rate=_run(env, figures),
        people=figures["people"],
    )


def _no_skill(env, figures):
    return env._("%s; but no skill is tied to the operation", _run(env, figures))


def _no_standard(env, figures):
    return env._(
        "no standard was in force in the %(weeks)s weeks with enough volume, of the last"
        " %(horizon)s",
        weeks=figures["weeks_no_standard"],
        horizon=figures["horizon"],
    )


def _low_volume(env, figures):
    return env._(
        "produced in %(weeks)s of the last %(horizon)s weeks, but never the %(volume)s that a"
        " week must reach to count",
        weeks=figures["weeks_produced"],
        horizon=figures["horizon"],
        volume=number(env, figures["min_volume"]),
    )


def _already_decided(env, figures):
    return env._(
        "the weeks until %(week)s belong to need %(need)s, which was decided; nothing was produced"
        " since",
        week=week_label(figures["earlier_week"]),
        need=figures["need"],
    )


def _no_production(env, figures):
    return env._("nothing produced in the last %s weeks", figures["horizon"])


def _run(env, figures):
    return above_standard(env, figures["weeks"], figures["unit"])


_SENTENCES = {
    "raised": _raised,
    "need_open": _need_open,
    "within_standard": _within_standard,
    "run_too_short": _run_too_short,
    "skilled": _skilled,
    "no_score": _no_score,
    "no_skill": _no_skill,
    "no_standard": _no_standard,
    "low_volume": _low_volume,
    "already_decided": _already_decided,
    "no_production": _no_production,
}

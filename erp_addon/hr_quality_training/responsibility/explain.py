"""The evidence of a proposal in the reader's language; nothing is looked up anew."""

from ..checking.words import short_number

SHOWN = 5


def evidence(env, proposal):
    """One sentence for what a rule found; the facts were frozen when it was proposed."""
    say = _SENTENCES.get(proposal.rule)
    return say(env, proposal.facts or {}) if say else ""


def listed(names):
    """The first names of a list, and that there are more."""
    more = ["…"] if len(names) > SHOWN else []
    return ", ".join([*names[:SHOWN], *more])


def _no_problem(env, _facts):
    return env._("The need was confirmed without saying what goes wrong, where and when.")


def _points_left_out(env, facts):
    words = {"points": listed(facts["points"]), "count": facts["failures"]}
    if not facts["reviewed"]:
        return env._(
            "%(count)s failures after the training turned on %(points)s, and the review named no"
            " key point.",
            **words,
        )
    return env._(
        "%(count)s failures after the training turned on %(points)s. The review did not name this"
        " with its tolerance; it named %(reviewed)s.",
        reviewed=listed(facts["reviewed"]),
        **words,
    )


def _missed_people(env, facts):
    return env._(
        "The plan left out people whom the evidence names or who produced there: %(people)s"
        " (%(share)s %% of what was produced before the training).",
        people=listed(facts["people"]),
        share=short_number(env, round(facts["share"] * 100, 1)),
    )


def _not_released(env, facts):
    return env._(
        "Not all were released for the training: %s excused or absent.", listed(facts["people"])
    )


def _practical_failed(env, facts):
    return env._(
        "The exam was passed and the practical was not: %s. They know it and cannot do it.",
        listed(facts["people"]),
    )


def _passed_too_easily(env, facts):
    return env._(
        "Passed the assessment, and failed the supervision check on what the review names: %s.",
        listed(facts["people"]),
    )


def _check_late(env, facts):
    return env._(
        "Of %(all)s supervision checks, %(late)s were late (by up to %(days)s days) and %(waived)s"
        " waived.",
        **facts,
    )


def _check_absent(env, _facts):
    return env._("Nobody was checked at work after the training.")


def _feedback_late(env, facts):
    return env._(
        "%(party)s: the feedback came after %(days)s days, where %(allowed)s are allowed.",
        **facts,
        party=env["base.act.mixin"]._act_party_name("operations"),
    )


def _judged(env, _facts):
    return env._("Named by a person; no rule proposed it.")


_SENTENCES = {
    "no_problem": _no_problem,
    "points_left_out": _points_left_out,
    "missed_people": _missed_people,
    "not_released": _not_released,
    "practical_failed": _practical_failed,
    "passed_too_easily": _passed_too_easily,
    "check_late": _check_late,
    "check_absent": _check_absent,
    "feedback_late": _feedback_late,
    "judged": _judged,
}

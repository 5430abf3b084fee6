"""What an effect came to, in sentences that carry its numbers."""

from datetime import timedelta

from odoo.addons.hr_quality.tools.iso_week import week_label
from odoo.tools import format_date

from ..decision.explain import number, percent, pieces


def sentence(env, effect):
    """The verdict with its figures, and what speaks for caution; in the language of ``env``."""
    if effect.state == "waiting":
        return _waiting(env, effect)
    return " ".join(filter(None, (_verdict(env, effect), *_cautions(env, effect))))


def _waiting(env, effect):
    return env._(
        "To be measured from %(day)s: %(after)s after the training against %(before)s before it.",
        day=format_date(env, effect.due_on),
        before=window_text(effect.before_from, effect.before_to),
        after=window_text(effect.after_from, effect.after_to),
    )


def window_text(first, last):
    """Complete weeks from a Monday to a Sunday: ``2026-W32 … 2026-W34``."""
    return f"{week_label(first)} … {week_label(last - timedelta(days=6))}"


def _verdict(env, effect):
    return _VERDICTS[effect.why](env, _words(env, effect))


def _words(env, effect):
    return {
        "who": _who(env, effect),
        "before": _window(env, effect, "before"),
        "after": _window(env, effect, "after"),
        "change": _change(env, effect.reduction),
        "low": _change(env, effect.reduction_low),
        "high": _change(env, effect.reduction_high),
        "confidence": percent(env, 1 - (1 - effect.confidence) / effect.looks),
        "target": percent(env, effect.target),
        "volume": pieces(env, effect.min_volume, effect.unit),
    }


def _who(env, effect):
    if effect.basis == "operation":
        return env._("the whole operation")
    if effect.people_count == 1:
        return env._("the person trained")
    return env._("the %s people trained", effect.people_count)


def _window(env, effect, window):
    """``8 % (144 of 1,800 pcs in 2026-W32 … 2026-W34)``."""
    first, last = effect[f"{window}_from"], effect[f"{window}_to"]
    return env._(
        "%(rate)s (%(defective)s of %(produced)s in %(weeks)s)",
        rate=percent(env, effect[f"{window}_rate"]),
        defective=number(env, effect[f"{window}_defective"]),
        produced=pieces(env, effect[f"{window}_produced"], effect.unit),
        weeks=window_text(first, last),
    )


def _change(env, reduction):
    """A relative reduction in words: ``62.5 % lower``, ``4 % higher``, ``unchanged``."""
    rounded = round(reduction, 4)
    if not rounded:
        return env._("unchanged")
    if rounded > 0:
        return env._("%s lower", percent(env, rounded))
    return env._("%s higher", percent(env, -rounded))


def _reached(env, words):
    return env._(
        "Effective. Defect rate of %(who)s: %(before)s before the training, %(after)s after it."
        " That is %(change)s, with %(confidence)s certainty between %(low)s and %(high)s; the"
        " target is %(target)s lower.",
        **words,
    )


def _missed(env, words):
    return env._(
        "Not effective. Defect rate of %(who)s: %(before)s before the training, %(after)s after it."
        " That is %(change)s, and even at best (%(confidence)s certainty) %(high)s, less than the"
        " target of %(target)s lower.",
        **words,
    )


def _chance(env, words):
    return env._(
        "Not proven. Defect rate of %(who)s: %(before)s before the training, %(after)s after it."
        " That is %(change)s, but with %(confidence)s certainty anything between %(low)s and"
        " %(high)s: it may be chance.",
        **words,
    )


def _target_open(env, words):
    return env._(
        "Not proven. Defect rate of %(who)s: %(before)s before the training, %(after)s after it."
        " That is %(change)s, with %(confidence)s certainty between %(low)s and %(high)s: better,"
        " but it stays open whether it reaches the target of %(target)s lower.",
        **words,
    )


def _volume_before(env, words):
    return env._(
        "Not proven. Before the training %(who)s made too little to compare with: %(before)s, where"
        " at least %(volume)s are needed.",
        **words,
    )


def _volume_after(env, words):
    return env._(
        "Not proven. After the training %(who)s made too little to judge by: %(after)s, where at"
        " least %(volume)s are needed.",
        **words,
    )


def _no_defect(env, words):
    return env._(
        "Not proven. Nothing of %(who)s was defective before the training (%(before)s), so that it"
        " could not become less.",
        **words,
    )


def _cautions(env, effect):
    """What the verdict took into account, and what it could not."""
    if not effect.reduction_known:
        return []
    return [_control(env, effect), _restlessness(env, effect), _looks(env, effect)]


def _control(env, effect):
    if effect.control == "none":
        return _regression(env, effect)
    words = {
        "before": percent(env, effect.control_before_rate),
        "after": percent(env, effect.control_after_rate),
        "bare": _change(env, effect.bare_reduction),
        "people": effect.control_people_count,
        "operation": effect.control_operation_id.display_name,
    }
    if effect.control == "people":
        return env._(
            "What happened without the training is taken off: %(people)s others at the operation,"
            " not trained in these weeks, went from %(before)s to %(after)s. Without this it would"
            " be %(bare)s.",
            **words,
        )
    return env._(
        "What happened without the training is taken off: %(operation)s, without a training in"
        " these weeks, went from %(before)s to %(after)s. Without this it would be %(bare)s.",
        **words,
    )


def _regression(env, effect):
    """People are trained when they are bad, and bad times pass: said, where nothing took it off."""
    if not effect.baseline_produced:
        return env._(
            "Nothing comparable without the training was found. Whoever is trained because he is"
            " bad gets better partly by himself, and that part is in here."
        )
    against = 1 - effect.after_rate / effect.baseline_rate if effect.baseline_rate else 0.0
    return env._(
        "Nothing comparable without the training was found. Whoever is trained because he is bad"
        " gets better partly by himself: in the %(weeks)s weeks before, the rate was %(rate)s;"
        " against that it is %(change)s.",
        weeks=effect.baseline_weeks,
        rate=percent(env, effect.baseline_rate),
        change=_change(env, against),
    )


def _restlessness(env, effect):
    if effect.design_effect <= 1:
        return ""
    return env._(
        "The weeks or people vary %s times as much as chance alone would make them; the certainty"
        " is reckoned with that.",
        number(env, effect.design_effect),
    )


def _looks(env, effect):
    if effect.looks == 1:
        return ""
    return env._(
        "It was looked at %s times, and every further look asks for more certainty.", effect.looks
    )


_VERDICTS = {
    "reached": _reached,
    "missed": _missed,
    "chance": _chance,
    "target_open": _target_open,
    "volume_before": _volume_before,
    "volume_after": _volume_after,
    "no_defect": _no_defect,
}

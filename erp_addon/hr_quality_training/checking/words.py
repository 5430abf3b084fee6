"""Key points and what was found there, in the reader's words."""

from odoo.tools.misc import formatLang

DECIMALS = 6


def short_number(env, value):
    """A measured value in the reader's notation, without zeros that nobody wrote."""
    digits = len(f"{value:.{DECIMALS}f}".rstrip("0").partition(".")[2])
    return formatLang(env, value, digits=digits)


def tolerance_text(env, kind, unit, nominal, lower, upper):
    """``170 … 190 A (180)``, ``at least 5 N``, ``at most 2 mm``, or ``in order``."""
    words = {
        "low": short_number(env, lower),
        "high": short_number(env, upper),
        "nominal": short_number(env, nominal),
        "unit": unit or "",
    }
    if kind == "range":
        if nominal in (lower, upper):
            return env._("%(low)s … %(high)s %(unit)s", **words)
        return env._("%(low)s … %(high)s %(unit)s (%(nominal)s)", **words)
    if kind == "minimum":
        return env._("at least %(low)s %(unit)s", **words)
    if kind == "maximum":
        return env._("at most %(high)s %(unit)s", **words)
    return env._("in order")


def found_text(env, measured, unit, is_ok):
    """``195 A``, or for a point that is not measured whether it is in order.

    :param measured: None: not measured
    """
    if measured is not None:
        return f"{short_number(env, measured)} {unit or ''}".strip()
    return env._("in order") if is_ok else env._("not in order")

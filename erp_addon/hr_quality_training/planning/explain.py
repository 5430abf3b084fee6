"""Why a line is in the plan, in the reader's language. The words say what was found then."""

from datetime import date

from odoo.tools import format_date

from ..decision.explain import percent


def line_reason(env, figures):
    """The reason of one line: what was found, and what is known of the course.

    :param figures: ``{"findings": [{"kind", "count", …}], "course": {"reduction", …} or None}``
    """
    findings = figures.get("findings") or []
    if not findings:
        return env._("What it was proposed for is settled by now.")
    found = "; ".join(PHRASES[finding["kind"]](env, finding) for finding in findings)
    return env._(
        "%(found)s. %(course)s", found=found, course=course_sentence(env, figures.get("course"))
    )


def course_sentence(env, course):
    """What was measured of the proposed course."""
    if course is None:
        return env._("No course fits yet: choose one, or make one.")
    if course["reduction"] is None:
        return env._("The course has not been measured yet.")
    words = {"rate": percent(env, abs(course["reduction"])), "cases": course["cases"]}
    if course["reduction"] < 0:
        if course["here"]:
            return env._("The course did not help here: defects rose by %(rate)s.", **words)
        return env._("The course did not help elsewhere: defects rose by %(rate)s.", **words)
    if course["here"]:
        return env._(
            "The course lowered defects here by %(rate)s (measured %(cases)s times).", **words
        )
    return env._(
        "The course lowered defects at other operations by %(rate)s (measured %(cases)s times).",
        **words,
    )


def _day(env, text):
    return format_date(env, date.fromisoformat(text)) if text else ""


def _reviewed(env, found):
    return env._(
        "%(need)s is reviewed and has waited %(days)s days for its plan",
        need=found["name"],
        days=found["days"],
    )


def _open(env, found):
    return env._("training needs not reviewed yet: %(count)s", count=found["count"])


def _failed(env, found):
    return env._(
        "%(failed)s of %(done)s supervision checks failed in the last three months",
        failed=found["count"],
        done=found["of"],
    )


def _coverage(env, found):
    return env._(
        "only %(done)s of %(due)s supervision checks were made",
        done=found["done"],
        due=found["due"],
    )


def _expiring(env, found):
    return env._(
        "%(count)s of %(of)s qualifications end by %(day)s",
        count=found["count"],
        of=found["of"],
        day=_day(env, found["until"]),
    )


def _lapsed(env, found):
    return env._(
        "qualifications that have ended or are for an old revision: %(count)s",
        count=found["count"],
    )


def _standard(env, found):
    return env._(
        "revision %(number)s of the standard holds from %(day)s, people concerned: %(people)s",
        number=found["number"],
        day=_day(env, found["day"]),
        people=found["people"],
    )


def _unread(env, found):
    return env._("standard not acknowledged in time: %(count)s people", count=found["count"])


def _difficulty(env, found):
    return env._(
        "difficulties without an answer: %(count)s, about %(times)s times a month",
        count=found["count"],
        times=found["times"],
    )


def _newcomer(env, found):
    return env._("newcomers not qualified yet: %(count)s", count=found["count"])


def _wrong(env, found):
    return env._(
        "%(count)s of %(of)s examined answered wrong: “%(question)s”",
        count=found["count"],
        of=found["of"],
        question=found["question"],
    )


PHRASES = {
    "reviewed": _reviewed,
    "failed": _failed,
    "lapsed": _lapsed,
    "expiring": _expiring,
    "standard": _standard,
    "open": _open,
    "unread": _unread,
    "difficulty": _difficulty,
    "newcomer": _newcomer,
    "wrong": _wrong,
    "coverage": _coverage,
}

"""The files of one course in two languages ask and say the same."""

import re

from .document import CourseDocument, CourseFileError
from .markup import to_html
from .parse import Speaking

_BLOCK = re.compile(r"<(?:p|ul|ol|li|h4|table|tr|td|th|div|figure)\b")


def check_twins(first: CourseDocument, second: CourseDocument, env: Speaking) -> None:
    """Compare slides and their paragraphs, questions, right answers and points.

    :raise CourseFileError: naming the first slide, question or item that differs
    """
    slides = [(slide.key, slide.short) for slide in first.slides]
    _compare(slides, [(slide.key, slide.short) for slide in second.slides], first, second, env)
    sections = [len(section.slides) for section in first.sections]
    _compare(sections, [len(s.slides) for s in second.sections], first, second, env)
    asked = [(q.key, q.rights, q.number) for q in first.questions]
    _compare(asked, [(q.key, q.rights, q.number) for q in second.questions], first, second, env)
    for mine, other in zip(first.slides, second.slides, strict=True):
        _check_shape(first, second, mine, other, env)
    points = [(item.points,) for item in first.items]
    _compare(points, [(item.points,) for item in second.items], first, second, env)


def _check_shape(first, second, mine, other, env: Speaking) -> None:
    """Odoo translates an article paragraph by paragraph, so both have the same ones."""
    ours, theirs = (_BLOCK.findall(to_html(slide.body)) for slide in (mine, other))
    if ours != theirs:
        raise CourseFileError(
            env._(
                "Course %(code)s: the slide %(key)s has other paragraphs, list items or table "
                "cells in %(first)s than in %(second)s: %(ours)s and %(theirs)s of them.",
                code=first.code,
                key=mine.key,
                first=first.lang,
                second=second.lang,
                ours=len(ours),
                theirs=len(theirs),
            )
        )


def _compare(ours: list, theirs: list, first, second, env: Speaking) -> None:
    if ours == theirs:
        return
    pairs = zip([*ours, None], [*theirs, None], strict=False)
    mine, other = next(((a, b) for a, b in pairs if a != b), (None, None))
    raise CourseFileError(
        env._(
            "Course %(code)s: the files in %(first)s and %(second)s do not match: %(mine)s is not "
            "%(other)s. Slides, questions, right answers and points must be the same in both.",
            code=first.code,
            first=first.lang,
            second=second.lang,
            mine=_said(mine),
            other=_said(other),
        )
    )


def _said(value) -> str:
    if value is None:
        return "–"
    return " ".join(str(part) for part in (value if isinstance(value, tuple) else (value,)))

"""Reads a course file.

Its first ``# `` heading is the course with its facts, summary, sections (``## ``) and slides
(``### Title {#key}``, ``{#key short}`` when the refresher has it too); the second the exam
(``### Question {#key}``); the third the checklist of the practical (``- 20: What is done``).
"""

import re
from typing import Protocol

from .document import CourseDocument, CourseFileError, Item, Option, Question, Section, Slide

SECTORS = ("manufacturing", "hospital", "hotel", "finance", "general")
PERCENT = ("exam_weight", "pass_mark")
MONTHS = ("validity_months", "unused_months")
NUMBERS = ("hours", *PERCENT, *MONTHS)

_FACT = re.compile(r"(?P<name>[a-z_]+):\s*(?P<value>.+)")
_KEYED = re.compile(r"### (?P<title>.+?)\s*\{#(?P<key>[a-z0-9_]+)(?P<short> short)?\}")
_OPTION = re.compile(r"- \[(?P<mark>[ x])\] (?P<text>.+)")
_ITEM = re.compile(r"- (?P<points>\d+): (?P<text>.+)")

Lines = list[tuple[int, str]]


class Speaking(Protocol):
    """What a pure function needs of an Odoo environment: sentences in the user's language."""

    def _(self, source: str, /, *args: object, **kwargs: object) -> str: ...


def parse_course(text: str, env: Speaking) -> CourseDocument:
    """Return what a course file says.

    :raise CourseFileError: with the number of the line that is wrong
    """
    lines = list(enumerate(text.lstrip("\ufeff").splitlines(), start=1))
    parts = _split(lines, "# ")
    if len(parts) != 4 or any(line.strip() for _number, line in parts[0]):
        raise CourseFileError(
            env._(
                "A course file has three headings that begin with “# ”: the course, its exam and "
                "its practical. This one has %(count)s.",
                count=len(parts) - 1,
            )
        )
    course, exam, practical = parts[1:]
    head, *sections = _split(course, "## ")
    title = head[0][1][2:].strip()
    facts, summary = _facts(head[1:], env)
    seen: dict[str, int] = {}
    return CourseDocument(
        title=title,
        facts=facts,
        summary=summary,
        sections=tuple(_section(section, seen, env) for section in sections),
        questions=tuple(_question(part, seen, env) for part in _split(exam, "### ")[1:]),
        items=tuple(_items(practical[1:], env)),
        lines=seen,
    )


def _split(lines: Lines, mark: str) -> list[Lines]:
    """What comes before the first line that begins with ``mark``, then a part for each."""
    parts: list[Lines] = [[]]
    for number, line in lines:
        if line.startswith(mark):
            parts.append([])
        parts[-1].append((number, line))
    return parts


def _text(lines: Lines) -> str:
    return "\n".join(line for _number, line in lines).strip()


def _facts(lines: Lines, env: Speaking) -> tuple[dict[str, str], str]:
    facts: dict[str, str] = {}
    rest = list(lines)
    while rest and (fact := _FACT.fullmatch(rest[0][1].strip())):
        facts[fact["name"]] = fact["value"].strip()
        rest.pop(0)
    for name in ("code", "lang"):
        if name not in facts:
            raise CourseFileError(
                env._("Below the title a line “%(name)s: …” is missing.", name=name)
            )
    _check_facts(facts, env)
    return facts, _text(rest)


def _check_facts(facts: dict[str, str], env: Speaking) -> None:
    if facts.get("sector", "general") not in SECTORS:
        raise CourseFileError(
            env._(
                "The sector “%(sector)s” is unknown; choose one of %(sectors)s.",
                sector=facts["sector"],
                sectors=", ".join(SECTORS),
            )
        )
    for name in NUMBERS:
        value = facts.get(name, "0")
        highest = 100 if name in PERCENT else 1000
        if not re.fullmatch(r"\d+(\.\d+)?", value) or float(value) > highest:
            raise CourseFileError(
                env._(
                    "“%(name)s: %(value)s” must be a number from 0 to %(highest)s.",
                    name=name,
                    value=value,
                    highest=highest,
                )
            )


def _section(lines: Lines, seen: dict[str, int], env: Speaking) -> Section:
    head, *slides = _split(lines, "### ")
    return Section(
        title=head[0][1][3:].strip(),
        slides=tuple(_slide(slide, seen, env) for slide in slides),
    )


def _slide(lines: Lines, seen: dict[str, int], env: Speaking) -> Slide:
    heading = _keyed(lines[0], seen, env)
    return Slide(
        key=heading["key"],
        title=heading["title"],
        body=_text(lines[1:]),
        short=bool(heading["short"]),
    )


def _keyed(line: tuple[int, str], seen: dict[str, int], env: Speaking) -> re.Match:
    number, text = line
    heading = _KEYED.fullmatch(text.strip())
    if not heading:
        raise CourseFileError(
            env._(
                "Line %(number)s: a heading of a slide or question ends with its key, as in "
                "“### Title {#key}”; a key is of small letters, digits and _.",
                number=number,
            )
        )
    if heading["key"] in seen:
        raise CourseFileError(
            env._(
                "Line %(number)s: the key %(key)s is used in line %(first)s already.",
                number=number,
                key=heading["key"],
                first=seen[heading["key"]],
            )
        )
    seen[heading["key"]] = number
    return heading


def _question(lines: Lines, seen: dict[str, int], env: Speaking) -> Question:
    heading = _keyed(lines[0], seen, env)
    body = [line.strip() for _number, line in lines[1:] if line.strip()]
    options = tuple(
        Option(text=option["text"].strip(), right=option["mark"] == "x")
        for option in map(_OPTION.fullmatch, body)
        if option
    )
    explanation = " ".join(line[1:].strip() for line in body if line.startswith(">"))
    numbers = [line[2:].strip() for line in body if line.startswith("= ")]
    known = len(options) + len(numbers) + sum(line.startswith(">") for line in body)
    answered = (
        len(options) >= 2 and any(option.right for option in options) and not numbers
        if options
        else len(numbers) == 1 and re.fullmatch(r"-?\d+(\.\d+)?", numbers[0])
    )
    if not answered or known != len(body) or not explanation:
        raise CourseFileError(
            env._(
                "Line %(number)s: a question needs either at least two answers, the right ones "
                "marked “- [x]” and the wrong ones “- [ ]”, or a number as “= 12.5”; then an "
                "explanation that begins with “> ”, and nothing else.",
                number=lines[0][0],
            )
        )
    return Question(
        key=heading["key"],
        text=heading["title"],
        options=options,
        number=float(numbers[0]) if numbers else None,
        explanation=explanation,
    )


def _items(lines: Lines, env: Speaking) -> list[Item]:
    items = []
    for number, line in lines:
        if not line.strip():
            continue
        item = _ITEM.fullmatch(line.strip())
        if not item:
            raise CourseFileError(
                env._(
                    "Line %(number)s: a line of the practical says its points and what is done, "
                    "as in “- 20: Sets the current”.",
                    number=number,
                )
            )
        items.append(Item(points=int(item["points"]), text=item["text"]))
    return items

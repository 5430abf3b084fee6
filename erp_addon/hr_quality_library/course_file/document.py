"""What a course file says, in one language."""

from dataclasses import dataclass, field


class CourseFileError(Exception):
    """The file cannot be used; the message says where, why and what to do."""


@dataclass(frozen=True)
class Slide:
    """One article of the course."""

    key: str
    title: str
    body: str
    """In the markup of :mod:`.markup`."""
    short: bool
    """Whether the refresher for the experienced has it too."""


@dataclass(frozen=True)
class Section:
    title: str
    slides: tuple[Slide, ...]


@dataclass(frozen=True)
class Option:
    text: str
    right: bool


@dataclass(frozen=True)
class Question:
    """A question of the exam: of choice, or asking for a number."""

    key: str
    text: str
    options: tuple[Option, ...]
    """Empty when it asks for a number."""
    number: float | None
    explanation: str

    @property
    def rights(self) -> tuple[bool, ...]:
        return tuple(option.right for option in self.options)

    @property
    def kind(self) -> str:
        """As ``question_type`` of ``survey.question`` names it."""
        if not self.options:
            return "numerical_box"
        return "simple_choice" if sum(self.rights) == 1 else "multiple_choice"


@dataclass(frozen=True)
class Item:
    """A line of the practical's checklist."""

    points: int
    text: str


@dataclass(frozen=True)
class CourseDocument:
    """A whole course in one language."""

    title: str
    facts: dict[str, str]
    """The ``name: value`` lines below the title."""
    summary: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    items: tuple[Item, ...]
    lines: dict[str, int] = field(default_factory=dict)
    """Key of a slide or question → number of its line in the file."""

    @property
    def slides(self) -> tuple[Slide, ...]:
        return tuple(slide for section in self.sections for slide in section.slides)

    @property
    def code(self) -> str:
        return self.facts["code"]

    @property
    def lang(self) -> str:
        return self.facts["lang"]

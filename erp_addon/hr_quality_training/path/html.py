"""The path of a need as a list that any screen shows: what is done, who is asked, what comes."""

from dataclasses import dataclass

from markupsafe import Markup

LIST = Markup('<ul class="list-unstyled mb-0">{rows}</ul>')

ROW = Markup(
    '<li class="d-flex gap-2 py-1 {row_class}">'
    '<i class="fa fa-fw flex-shrink-0 {icon} mt-1" title="{icon_title}"></i>'
    '<div class="flex-grow-1 text-break"><span class="{name_class}">{name}</span>'
    ' <span class="badge rounded-pill text-bg-light border">{party}</span>'
    "{details}</div></li>"
)

DETAIL = Markup('<div class="small {css}">{text}</div>')

LOOKS = {
    "done": ("fa-check-circle text-success", "", "fw-bold"),
    "now": ("fa-hourglass-half text-warning", "bg-warning-subtle rounded px-1", "fw-bold fs-5"),
    "late": ("fa-exclamation-circle text-danger", "bg-danger-subtle rounded px-1", "fw-bold fs-5"),
    "ahead": ("fa-circle-o text-muted", "text-muted", ""),
    "over": ("fa-ban text-muted", "", "fw-bold"),
}
"""What a row is → icon, class of the row, class of its name."""


@dataclass(frozen=True)
class PathRow:
    """One step of the path."""

    look: str
    """A key of ``LOOKS``."""
    look_label: str
    """The same in the reader's words."""
    name: str
    party: str = ""
    details: tuple[str, ...] = ()
    """Lines below: who and when, or who is asked since when."""


def path_html(rows):
    """The rows as a list.

    :param rows: of :class:`PathRow`, the first step first
    """
    return LIST.format(rows=Markup("").join(map(_row, rows)))


def _row(row):
    icon, row_class, name_class = LOOKS[row.look]
    css = "text-danger" if row.look == "late" else "text-muted"
    details = [DETAIL.format(css=css, text=detail) for detail in row.details if detail]
    html = ROW.format(
        icon=icon,
        icon_title=row.look_label,
        row_class=row_class,
        name_class=name_class,
        name=row.name,
        party=row.party,
        details=Markup("").join(details),
    )
    empty = Markup(' <span class="badge rounded-pill text-bg-light border"></span>')
    return html.replace(empty, Markup(""))

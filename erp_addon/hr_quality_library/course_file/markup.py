"""The few marks of Markdown that a course file may use, made into HTML.

Blocks are separated by an empty line: paragraphs, ``- `` and ``1. `` lists, ``| a | b |`` tables
whose first row is the header, ``> `` for what must be noticed, ``#### `` for a heading and
``![what it shows](picture.svg)``. Inside a block ``**bold**``, ``*stressed*`` and a formula between
backticks. Everything else is text and is escaped.
"""

import re

from markupsafe import Markup, escape

_MARKED = re.compile(r"\*\*(?P<bold>.+?)\*\*|\*(?P<stress>[^*\s][^*]*)\*|`(?P<code>.+?)`")
_NUMBERED = re.compile(r"\d+\. ")
_PICTURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<file>[\w.-]+)\)")
_RULE_ROW = re.compile(r"\|[\s:|-]+\|")
_BULLETS = Markup("<ul>%s</ul>")
_STEPS = Markup("<ol>%s</ol>")


def to_html(text: str, pictures: str = "") -> Markup:
    """Return the HTML of ``text``.

    :param pictures: address of the folder of the pictures that it names
    """
    blocks = re.split(r"\n\s*\n", text.strip())
    return Markup("\n").join(_block(block.strip(), pictures) for block in blocks if block.strip())


def _block(block: str, pictures: str) -> Markup:
    lines = [line.strip() for line in block.splitlines()]
    first = lines[0]
    if picture := _PICTURE.fullmatch(first):
        return _picture(picture, pictures)
    if first.startswith("#### "):
        rest = "\n".join(lines[1:])
        heading = Markup("<h4>%s</h4>") % _inline(first[5:])
        return heading + Markup("\n") + _block(rest, pictures) if rest else heading
    if all(line.startswith("|") for line in lines):
        return _table(lines)
    if all(line.startswith(">") for line in lines):
        body = to_html("\n".join(line[1:].strip() for line in lines), pictures)
        return Markup('<div class="alert alert-warning">%s</div>') % body
    if first.startswith("- "):
        return _list(_BULLETS, _items(lines, lambda line: line.startswith("- ")))
    if _NUMBERED.match(first):
        return _list(_STEPS, _items(lines, _NUMBERED.match))
    return Markup("<p>%s</p>") % _inline(" ".join(lines))


def _items(lines, starts) -> list[str]:
    """Join the continued lines of each item and drop its mark."""
    items: list[str] = []
    for line in lines:
        if starts(line):
            items.append(line.split(" ", 1)[1])
        else:
            items[-1] += f" {line}"
    return items


def _list(frame: Markup, items: list[str]) -> Markup:
    return frame % Markup("").join(Markup("<li>%s</li>") % _inline(item) for item in items)


def _table(lines: list[str]) -> Markup:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if not _RULE_ROW.fullmatch(line)
    ]
    head = Markup("").join(Markup("<th>%s</th>") % _inline(cell) for cell in rows[0])
    body = Markup("").join(
        Markup("<tr>%s</tr>")
        % Markup("").join(Markup("<td>%s</td>") % _inline(cell) for cell in row)
        for row in rows[1:]
    )
    return Markup(
        '<div class="table-responsive"><table class="table table-sm table-bordered">'
        "<thead><tr>%s</tr></thead><tbody>%s</tbody></table></div>"
    ) % (head, body)


def _picture(picture: re.Match, pictures: str) -> Markup:
    return Markup(
        '<figure class="text-center"><img class="img-fluid" src="%s/%s" alt="%s"/>'
        '<figcaption class="text-muted">%s</figcaption></figure>'
    ) % (pictures, picture["file"], picture["alt"], picture["alt"])


def _inline(text: str) -> Markup:
    """Escape the text; mark what is bold and what is a formula."""
    html, end = Markup(""), 0
    for marked in _MARKED.finditer(text):
        html += escape(text[end : marked.start()])
        if marked["bold"]:
            html += Markup("<strong>%s</strong>") % _inline(marked["bold"])
        elif marked["stress"]:
            html += Markup("<em>%s</em>") % marked["stress"]
        else:
            html += Markup("<code>%s</code>") % marked["code"]
        end = marked.end()
    return html + escape(text[end:])

"""Measurement files that people make: CSV in any usual form, or the first sheet of an XLSX."""

import csv
import datetime
import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from .translating import Translating

COLUMNS = (
    "day",
    "shift",
    "operation",
    "work_center",
    "employee",
    "material",
    "lot",
    "produced",
    "good",
    "scrapped",
    "reworked",
    "unit",
)
# What tells two lines of a file apart; the same line in a later file corrects the earlier.
KEY_COLUMNS = ("day", "shift", "operation", "work_center", "employee", "material", "lot")
REQUIRED_COLUMNS = ("day", "operation", "produced", "good", "scrapped", "reworked", "unit")
ENCODINGS = ("utf-8-sig", "gb18030", "cp1252")
DELIMITERS = ",;\t"

Line = tuple[int, dict[str, str | None]]


class FileUnreadable(Exception):
    """The file cannot be read; the message says why and what to do."""


def read_lines(content: bytes, env: Translating) -> list[Line]:
    """``(line number, {column: text})`` of every line that is not empty, numbered as in Excel."""
    rows = _sheet(content, env) if content[:2] == b"PK" else _csv(content, env)
    header = [name.strip().lower() for name in next(rows, [])]
    missing = [name for name in REQUIRED_COLUMNS if name not in header]
    if missing:
        raise FileUnreadable(
            env._(
                "The first line must name the columns; missing: %(columns)s. Start from the"
                " template.",
                columns=", ".join(missing),
            )
        )
    lines = []
    for number, cells in enumerate(rows, start=2):
        if any(cells):
            named = dict(zip(header, cells, strict=False))
            lines.append((number, {name: named.get(name) or None for name in COLUMNS}))
    return lines


def key_of(line: dict[str, str | None]) -> str:
    """Names the measurement by what tells it apart from every other."""
    return "|".join(line[name] or "" for name in KEY_COLUMNS)


def _csv(content: bytes, env: Translating) -> Iterator[list[str]]:
    text = _decode(content, env)
    first_line = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [cell.strip() for cell in row]
    except csv.Error as error:
        raise FileUnreadable(env._("This is not a CSV file: %(error)s.", error=error)) from error


def _decode(content: bytes, env: Translating) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileUnreadable(env._("The text of the file is unreadable. Save it as CSV UTF-8."))


def _sheet(content: bytes, env: Translating) -> Iterator[list[str]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise FileUnreadable(
            env._("This is not an Excel workbook (XLSX). Save it as XLSX or CSV.")
        ) from error
    for row in book.worksheets[0].iter_rows(values_only=True):
        yield [_cell_text(value) for value in row]


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float):
        # Excel keeps 15 digits; 12.30 arrives as 12.3 and never as 12.300000000000001.
        number = Decimal(f"{value:.15g}")
        return format(number.normalize(), "f")
    return str(value).strip()

"""The folder: its lines in order, each with the place where the next one begins.

This is the part that knows how the system is reached. Whatever goes wrong here becomes one of the
contract's errors: a sentence, without secrets and without internal addresses.
"""

import csv
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.contract import AccessDenied, ProtocolError, Unavailable

NEEDED = (
    "number",
    "version",
    "shift",
    "operation",
    "work_center",
    "started",
    "ended",
    "good",
    "scrapped",
    "reworked",
    "unit",
)
OPTIONAL = ("order", "lot", "material", "person")
COLUMNS = (*NEEDED, *OPTIONAL)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file; ``after`` is the place in bytes where the next line begins."""

    file: str
    after: int
    cells: Mapping[str, str]


class CsvFolder:
    """Files that grow and files that are added; a line is read once it is complete."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def files(self) -> list[Path]:
        """In order of their names."""
        with _said():
            if not self._folder.is_dir():
                raise Unavailable("The folder of the CSV files is not there: is it mounted?")
            return sorted(self._folder.glob("*.csv"))

    def lines(self, begin: Mapping[str, int]) -> Iterator[Line]:
        """The lines after the places that ``begin`` names, files that it does not name whole."""
        for file in self.files():
            yield from self._lines_of(file, begin.get(file.name, 0))

    def _lines_of(self, file: Path, begin: int) -> Iterator[Line]:
        with _said(), file.open("rb") as content:
            header = content.readline()
            columns = _cells(_text(header))
            missing = [name for name in NEEDED if name not in columns]
            if header and missing:
                raise ProtocolError(
                    f"{file.name} has no column {missing[0]}. Export it with: {', '.join(NEEDED)}."
                )
            # A file that is shorter than it was has been written anew.
            if len(header) < begin <= file.stat().st_size:
                content.seek(begin)
            while (line := content.readline()).endswith(b"\n"):
                cells = _cells(_text(line))
                if cells:
                    row = dict(zip(columns, cells, strict=False))
                    yield Line(file.name, content.tell(), row)


def _text(line: bytes) -> str:
    """Bytes that are no UTF-8 stay visible as what they are, and the row is rejected for them."""
    return line.decode("utf-8-sig", "surrogateescape")


def _cells(line: str) -> list[str]:
    for cells in csv.reader([line]):
        return cells
    return []


@contextmanager
def _said() -> Generator[None]:
    """The operating system's errors in the contract's words."""
    try:
        yield
    except PermissionError:
        raise AccessDenied(
            "The folder of the CSV files may not be read: give its user the right to read it."
        ) from None
    except OSError as error:
        raise Unavailable(
            f"The folder of the CSV files cannot be read: {error.strerror or error}."
        ) from None

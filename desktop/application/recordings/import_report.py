"""The report of an import: a count of each outcome, and the outcome of each file.

Rules:
- File names hold telephone numbers. A report goes to the page, and into the file that someone asks for: this account
  alone may read that file. Nothing of it goes into the log or into an exception.
- A table is often opened with a program that treats some texts as formulas, and splits cells at signs of its own: such
  a text, or part of one, is escaped.
"""

from __future__ import annotations

import csv
import errno
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self
from unicodedata import category, normalize

from desktop.errors import ExternalSystemError, ListeningRoomError, in_place_of

_FORMULA = frozenset("=+-@\u2212")
_SEPARATOR = re.compile(r"([;|\t\r\n])")
"""Where programs may split a cell again: in many countries a list is separated by semicolons, quotes or not."""
_NEW, _OVER = os.O_CREAT | os.O_EXCL, os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)


class Outcome(StrEnum):
    """The outcome of a file."""

    CAME_IN = "came_in"
    CAME_BACK = "came_back"
    WAS_THERE = "was_there"
    NOT_ASKED_FOR = "not_asked_for"
    TIME_IS_UP = "time_is_up"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Line:
    """One file, by its path in the folder. `references`: the requests it is held for. `code`: why."""

    path: str = field(repr=False)
    outcome: Outcome
    references: tuple[str, ...] = ()
    code: str = ""


@dataclass
class ImportReport:
    """A report. `stopped`: the error that ended it early. `cancelled`: by a person. `anchored`: the log's head is."""

    source: str
    counts: Counter[Outcome] = field(default_factory=Counter)
    stopped: ListeningRoomError | None = None
    cancelled: bool = False
    anchored: bool = True

    @property
    def files(self) -> int:
        """The number of files in it."""
        return self.counts.total()

    @property
    def whole(self) -> bool:
        """Whether every file was looked at."""
        return self.stopped is None and not self.cancelled


@dataclass(frozen=True)
class Wording:
    """The words of a report's file: its headings, and the cells of a line."""

    headings: Sequence[str]
    cells: Callable[[Line], Sequence[str]]


class ReportFile:
    """A report as CSV, written line by line, so that nothing known is lost whatever happens. Use it as a context."""

    def __init__(self, path: Path, wording: Wording, *, replace: bool = False) -> None:
        """Begin a report. Raises ExternalSystemError where it cannot be written, or exists without `replace`."""
        try:
            if path.is_symlink():  # Windows has no flag for it
                raise OSError(errno.ELOOP, "a link")
            handle = os.open(path, os.O_WRONLY | (_OVER if replace else _NEW), 0o600)
            if hasattr(os, "fchmod"):
                os.fchmod(handle, 0o600)
        except FileExistsError:
            raise ExternalSystemError("report_exists") from None
        except OSError:
            raise _not_written() from None
        self._file = os.fdopen(handle, "w", encoding="utf-8-sig", errors="replace", newline="")
        self._cells = wording.cells
        self._write(*wording.headings)

    def add(self, line: Line) -> None:
        """Add a file's line. Raises ExternalSystemError."""
        self._write(*self._cells(line))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with in_place_of(OSError, _not_written()):
            self._file.close()

    def _write(self, *cells: str) -> None:
        with in_place_of(OSError, _not_written()):
            csv.writer(self._file).writerow([_no_formula(cell) for cell in cells])
            self._file.flush()


def save_report(path: Path, lines: Iterable[Line], wording: Wording) -> None:
    """Write a whole report, replacing any file there. Raises ExternalSystemError."""
    with ReportFile(path, wording, replace=True) as file:
        for line in lines:
            file.add(line)


def _no_formula(cell: str) -> str:
    """Return the cell, with an apostrophe before each part of it that could be taken for a formula."""
    safe = "".join(f"'{part}" if _is_formula(part) else part for part in _SEPARATOR.split(cell))
    return f"'{safe}" if safe.startswith(("\t", "\r", "\n")) else safe


def _is_formula(part: str) -> bool:
    """Return whether the first visible sign begins a formula, also at full width (U+FF1D) or small (U+FE66)."""
    first = next(
        (sign for sign in part if sign not in '"' and not sign.isspace() and category(sign) not in ("Cc", "Cf")), ""
    )
    return bool(first) and normalize("NFKC", first)[0] in _FORMULA


def _not_written() -> ExternalSystemError:
    return ExternalSystemError("report_not_written")

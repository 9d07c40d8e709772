"""How a telephone system names its recordings, and describes them beside: decided once for each source.

Rules:
- `Names` is the system whose names and side files are read; a name of another system means nothing.
- A table beside the recordings is Asterisk's own, or any CSV through a column map.
- A map that could not lead from a row to a recording, or to a time, is refused: ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from desktop.errors import ContradictionError

LONGEST_FORMAT = 64


class Names(StrEnum):
    """The system whose naming scheme is read; ANY tries them all."""

    FREEPBX = "freepbx"
    AMAZON_CONNECT = "amazon_connect"
    OREKA = "oreka"
    VERBA = "verba"
    THREE_CX = "3cx"
    RINGCENTRAL = "ringcentral"
    ANY = "any"


class Column(StrEnum):
    """The meaning of a column. A table has STARTED, or a date in STARTED and the time of day in STARTED_TIME."""

    STARTED = "started"
    STARTED_TIME = "started_time"
    MEDIA = "media"
    NUMBER = "number"
    EXTENSION = "extension"
    DIRECTION = "direction"
    LENGTH = "length"
    ENDED = "ended"
    AGENT_CHANNEL = "agent_channel"
    UNIQUE_ID = "unique_id"


@dataclass(frozen=True)
class SideTable:
    """A table about many calls: `file` is its name, anywhere in the folder (`*` and `?` are wildcards).

    Without `columns` it is Asterisk's `Master.csv`. `date_format` is one of `strptime`.
    """

    file: str
    columns: tuple[tuple[Column, str], ...] = ()
    date_format: str = ""

    def __post_init__(self) -> None:
        if any(slash in self.file for slash in "/\\"):
            raise ContradictionError("table_with_folders")
        if not self.columns:
            if self.date_format:
                raise ContradictionError("date_format_without_columns")
            return
        told = {column for column, _ in self.columns}
        headings = {heading(name) for _, name in self.columns}
        if Column.STARTED not in told or not told & {Column.MEDIA, Column.UNIQUE_ID}:
            raise ContradictionError("columns_too_few")
        if len(told) < len(self.columns) or len(headings) < len(self.columns):
            raise ContradictionError("column_twice")
        if not usable_date_format(self.date_format):
            raise ContradictionError("date_format_incomplete")

    def reads(self, headings: Iterable[str]) -> bool:
        """Return whether its columns are among these headings, each once."""
        compared = [heading(name) for name in headings]
        return bool(self.columns) and all(compared.count(heading(name)) == 1 for _, name in self.columns)


MASTER_CSV = SideTable("Master.csv*")
"""Also its name after rotation: `Master.csv.1`, `Master.csv-20260715`."""


_YEAR = re.compile(r"%[YyGcx]")
"""The codes for a year in a date format."""


def heading(name: str) -> str:
    """Return a column's name as it is compared."""
    return name.strip().casefold()


def usable_date_format(date_format: str) -> bool:
    """Return whether a day comes back as it was written: a format without a year, or with a bare `%`, is not usable."""
    probe = datetime(2026, 10, 25, 13, 47, 0, tzinfo=UTC)
    if not _YEAR.search(date_format):
        return False  # Python cannot read such a day back
    try:
        back = datetime.strptime(probe.strftime(date_format), date_format)
    except (ValueError, re.error):
        return False
    return len(date_format) <= LONGEST_FORMAT and (back.date(), back.hour, back.minute) == (probe.date(), 13, 47)

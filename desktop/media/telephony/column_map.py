"""The column map of any table of calls: which column means what, and how it is read. Made once for each source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo

from desktop.domain.recordings.sources import Column, heading, usable_date_format
from desktop.errors import MediaRefusedError
from desktop.media.telephony.facts import LONGEST_SECONDS, CallFacts, EndedBecause, SideFile
from desktop.media.telephony.local_time import Moment, moment, written
from desktop.media.telephony.naming import last_component, with_folder
from desktop.media.telephony.parties import extension_of, number_of
from desktop.media.telephony.refusals import refused
from desktop.media.telephony.text import ended_because

_OUT = frozenset(("out", "outbound", "outgoing", "o", "o/g", "dialled", "dialed", "made", "1", "true", "yes"))
_IN = frozenset(("in", "inbound", "incoming", "i", "i/c", "received", "0", "false", "no"))
_NEITHER = "internal"
_UNTOLD = frozenset(("", "-", "n/a", "null", "none", "unknown"))
_LONGEST_CELL = 4_096


@dataclass(frozen=True)
class ColumnMap:
    """Names of columns by their meaning, compared without regard to capitals and surrounding blanks.

    `date_format` is one of `strptime`; with a STARTED_TIME column it is that of date, blank and time together. A
    `%z` in it wins over `zone`. Raises MediaRefusedError for an impossible format or choice of columns.
    """

    columns: tuple[tuple[Column, str], ...]
    date_format: str
    zone: tzinfo

    def __post_init__(self) -> None:
        fields = [column for column, _ in self.columns]
        names = [heading(name) for _, name in self.columns]
        if Column.STARTED not in fields or len(set(fields)) < len(fields) or len(set(names)) < len(names):
            raise refused("side_column_missing")
        if not usable_date_format(self.date_format):
            raise refused("side_date_format")


def cell_problem(column: Column, text: str, column_map: ColumnMap) -> str | None:
    """Return the problem of one cell, as a refusal's code; None if it can be read.

    Date and time in two columns can only be judged together: see `side_file`.
    """
    try:
        if column in (Column.STARTED, Column.STARTED_TIME):
            if not any(field is Column.STARTED_TIME for field, _ in column_map.columns):
                started({Column.STARTED: text}, column_map.date_format, column_map.zone)
        else:
            read_cell(column, text)
    except MediaRefusedError as error:
        return error.code
    return None


def side_file(row: dict[Column, str], column_map: ColumnMap) -> SideFile:
    """Read one row of the table. Raises MediaRefusedError for the first cell that cannot be read."""
    start = started(row, column_map.date_format, column_map.zone)
    cells = {field: read_cell(field, text) for field, text in row.items()}
    facts = CallFacts(
        started_at=start.at,
        number=_text(cells.get(Column.NUMBER)),
        extension=_text(cells.get(Column.EXTENSION)),
        outbound=value if isinstance(value := cells.get(Column.DIRECTION), bool) else None,
        length_seconds=_whole(cells.get(Column.LENGTH)),
        ended_because=value if isinstance(value := cells.get(Column.ENDED), EndedBecause) else None,
        agent_channel=_whole(cells.get(Column.AGENT_CHANNEL)),
        unique_id=_text(cells.get(Column.UNIQUE_ID)),
        ambiguous=start.ambiguous,
    )
    media = _text(cells.get(Column.MEDIA))
    return SideFile(facts, (media,), with_folder(row[Column.MEDIA])) if media else SideFile(facts)


def started(row: dict[Column, str], date_format: str, zone: tzinfo) -> Moment:
    """Read the start of a call, from one column or two. Raises MediaRefusedError."""
    text = " ".join(row[field].strip() for field in (Column.STARTED, Column.STARTED_TIME) if field in row)
    return moment(written(text[:200], date_format), zone)


def read_cell(column: Column, text: str) -> str | bool | int | EndedBecause | None:
    """Read a cell of any column but those of the start. Raises MediaRefusedError."""
    text = text.strip()[:_LONGEST_CELL]
    if text.casefold() in _UNTOLD:
        return None
    match column:
        case Column.MEDIA:
            return last_component(text)
        case Column.NUMBER:
            return number_of(text)
        case Column.EXTENSION:
            return extension_of(text)
        case Column.DIRECTION:
            return _direction(text)
        case Column.LENGTH:
            return _length(text)
        case Column.ENDED:
            return ended_because(text)
        case Column.AGENT_CHANNEL:
            return _channel(text)
        case Column.UNIQUE_ID:
            return text[:256]
        case _:
            return None


def _direction(text: str) -> bool | None:
    """Return the direction; None for a call between two of ours."""
    word = text.casefold().removesuffix(" call").removesuffix(" calls")
    if word == _NEITHER:
        return None
    if word not in _OUT | _IN:
        raise refused("side_direction")
    return word in _OUT


def _length(text: str) -> int:
    """Read seconds, with or without a fraction that is dropped, or `MM:SS` or `HH:MM:SS`."""
    found = re.fullmatch(r"(?:(?:([0-9]{1,3}):)?([0-9]{1,3}):)?([0-9]{1,9})(?:[.,][0-9]{1,9})?", text)
    seconds = (
        sum(int(part or 0) * unit for part, unit in zip(found.groups(), (3600, 60, 1), strict=True)) if found else -1
    )
    if not 0 <= seconds <= LONGEST_SECONDS:
        raise refused("side_length")
    return seconds


def _channel(text: str) -> int:
    names = {"0": 0, "left": 0, "1": 1, "right": 1}
    if text.casefold() not in names:
        raise refused("side_channel")
    return names[text.casefold()]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _whole(value: object) -> int | None:
    return value if type(value) is int else None

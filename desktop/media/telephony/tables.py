"""Any CSV of calls, read through a column map: which column means what, and how it is read. Made once for each source.

- The separator is a comma, a semicolon, a tab or a bar: the one with which the map's headings are found. Lines above
  the headings are skipped: reports have a title there, and some tables `sep=;`.
- The encoding is UTF-8 with or without its mark, UTF-16 with it, or else the western Windows one.
- A reading is previewed before anything is stored.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import tzinfo

from desktop.domain.recordings.sources import Column, heading, usable_date_format
from desktop.errors import MediaRefusedError
from desktop.media.telephony.facts import (
    LARGEST_TABLE,
    LONGEST_SECONDS,
    CallFacts,
    EndedBecause,
    Moment,
    SideFile,
    decoded,
    ended_because,
    extension_of,
    last_component,
    moment,
    number_of,
    refused,
    with_folder,
    written,
)

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


SEPARATORS = (",", ";", "\t", "|")
MOST_COLUMNS = 500
PREVIEW_ROWS = 10
_SNIFFED_ROWS = 20
_DATA = re.compile(r"[0-9]{5}|[0-9]:[0-9]{2}|[0-9]/[0-9]")
"""The signs of a value, which no heading has: the digits of a number, a time, a date."""

_Rows = Iterator[list[str] | None]


@dataclass(frozen=True)
class Row:
    """Row `number` (from 1, the headings not counted) as it was read, or a refusal's code instead."""

    number: int
    read: SideFile | None = field(repr=False)
    problem: str | None = None


@dataclass(frozen=True)
class Cell:
    """One cell of a preview; `problem` is a refusal's code."""

    column: str
    text: str = field(repr=False)
    meaning: Column | None = None
    problem: str | None = None


@dataclass(frozen=True)
class PreviewRow:
    """The cells of a row, and how it would be read."""

    cells: tuple[Cell, ...]
    row: Row


@dataclass(frozen=True)
class Preview:
    """The first rows as they would be read."""

    separator: str
    encoding: str
    columns: tuple[str, ...]
    rows: tuple[PreviewRow, ...]


def read_table(data: bytes, column_map: ColumnMap) -> Iterator[Row]:
    """Yield every row of the table. Raises MediaRefusedError at the first step if it is no table of these columns."""
    text, _ = decoded(data, LARGEST_TABLE)
    _, columns, places, rows = _found(text, column_map)
    for number, cells in enumerate(rows, 1):
        yield _row(number, cells, len(columns), places, column_map)


def preview(data: bytes, column_map: ColumnMap, most: int = PREVIEW_ROWS) -> Preview:
    """Return the first `most` rows with each cell's problem. Raises MediaRefusedError as `read_table` does."""
    text, encoding = decoded(data, LARGEST_TABLE)
    separator, columns, places, rows = _found(text, column_map)
    meanings = {place: meaning for meaning, place in places.items()}
    shown = []
    for number, cells in zip(range(1, most + 1), rows, strict=False):
        row = _row(number, cells, len(columns), places, column_map)
        shown.append(PreviewRow(tuple(_cells(cells or [], columns, meanings, column_map)), row))
    return Preview(separator, encoding, columns, tuple(shown))


def sample(data: bytes, most: int = PREVIEW_ROWS) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]] | None:
    """Return the headings and the first rows of a table of any columns; None where it has not two headings that differ.

    The headings are the first row that is as wide as most rows. A row of data in their place is not taken for them.
    Raises MediaRefusedError where it is no text.
    """
    text, _ = decoded(data, LARGEST_TABLE)
    _, width, rows = max((_evenly(text, separator) for separator in SEPARATORS), key=lambda each: each[:2])
    even = [tuple(cell.strip() for cell in row) for row in rows if len(row) == width]
    if len(even) < 2 or len({heading(name) for name in even[0] if name}) < 2:
        return None
    names, *below = even
    return None if any(_DATA.search(name) for name in names) else (names, tuple(below[:most]))


def _found(text: str, column_map: ColumnMap) -> tuple[str, tuple[str, ...], dict[Column, int], _Rows]:
    """Return the separator, the headings, the map's places, and the rows below. Raises MediaRefusedError."""
    for separator in SEPARATORS:
        rows = _split(text, separator)
        for names, _ in zip(rows, range(_SNIFFED_ROWS), strict=False):
            if names and _are_headings(names, column_map):
                return (separator, *_places(names, column_map), rows)
    separator = _separator(text)
    rows = _split(text, separator)
    return (separator, *_places(next(rows, None), column_map), rows)  # which reports missing columns


def _are_headings(names: list[str], column_map: ColumnMap) -> bool:
    compared = [heading(name) for name in names]
    return all(compared.count(heading(name)) == 1 for _, name in column_map.columns)


def _separator(text: str) -> str:
    """Return the separator with the most cells, of those with which most rows have as many cells as the first."""

    def evenness(separator: str) -> tuple[int, int]:
        rows = [row for row, _ in zip(_split(text, separator), range(_SNIFFED_ROWS), strict=False)]
        widths = Counter(len(row or ()) for row in rows)
        first = len(rows[0] or ()) if rows else 0
        return (widths[first] if first > 1 else 0, first)

    return max(SEPARATORS, key=evenness)


def _evenly(text: str, separator: str) -> tuple[int, int, list[list[str]]]:
    """Return how many of the first rows have the commonest width of more than one cell, that width, and the rows."""
    rows = [row for row, _ in zip(_split(text, separator), range(_SNIFFED_ROWS), strict=False) if row]
    widths = Counter(len(row) for row in rows if 1 < len(row) <= MOST_COLUMNS)
    width, count = max(widths.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
    return count, width, rows


def _split(text: str, separator: str) -> _Rows:
    """Yield rows that are not empty; None for what is no row. A row may span several lines, within quotes."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None
        else:
            if any(cell.strip() for cell in row):
                yield row


def _places(names: list[str] | None, column_map: ColumnMap) -> tuple[tuple[str, ...], dict[Column, int]]:
    """Return the headings, and the places of the map's columns. Raises MediaRefusedError."""
    if not names or len(names) > MOST_COLUMNS:
        raise refused("side_not_as_expected")
    if not _are_headings(names, column_map):
        raise refused("side_column_missing")
    compared = [heading(name) for name in names]
    return tuple(name.strip() for name in names), {
        meaning: compared.index(heading(name)) for meaning, name in column_map.columns
    }


def _row(number: int, cells: list[str] | None, width: int, places: dict[Column, int], column_map: ColumnMap) -> Row:
    if cells is None or len(cells) < width or any(cell.strip() for cell in cells[width:]):
        return Row(number, None, "side_row_width" if cells else "side_not_as_expected")
    try:
        return Row(number, side_file({meaning: cells[place] for meaning, place in places.items()}, column_map))
    except MediaRefusedError as error:
        return Row(number, None, error.code)


def _cells(
    cells: list[str], columns: tuple[str, ...], meanings: dict[int, Column], column_map: ColumnMap
) -> Iterator[Cell]:
    for place, (column, text) in enumerate(zip(columns, cells, strict=False)):
        meaning = meanings.get(place)
        problem = cell_problem(meaning, text, column_map) if meaning else None
        yield Cell(column, text, meaning, problem)

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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import partial
from typing import Any

from desktop.application.ports.recordings import PreviewRow, ReadCell, TablePreview, TableSample
from desktop.domain.recordings.sources import Column, heading, usable_date_format
from desktop.errors import MediaRefusedError
from desktop.media.telephony import facts
from desktop.media.telephony.facts import CallFacts, EndedBecause, SideFile

_OUT = frozenset(("out", "outbound", "outgoing", "o", "o/g", "dialled", "dialed", "made", "1", "true", "yes"))
_IN = frozenset(("in", "inbound", "incoming", "i", "i/c", "received", "0", "false", "no"))
_NEITHER = "internal"
_UNTOLD = frozenset(("", "-", "n/a", "null", "none", "unknown"))
_LONGEST_CELL = 4_096
_LONGEST_SECONDS = 7 * 24 * 3600
"""A greater length is not believed."""


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
            raise facts.refused("side_column_missing")
        if not usable_date_format(self.date_format):
            raise facts.refused("side_date_format")


def _direction(text: str) -> bool | None:
    """Return the direction; None for a call between two of ours."""
    word = text.casefold().removesuffix(" call").removesuffix(" calls")
    if word == _NEITHER:
        return None
    if word not in _OUT | _IN:
        raise facts.refused("side_direction")
    return word in _OUT


def _length(text: str) -> int:
    """Read a length: seconds, with or without a fraction that is dropped, or `MM:SS` or `HH:MM:SS`."""
    found = re.fullmatch(r"(?:(?:([0-9]{1,3}):)?([0-9]{1,3}):)?([0-9]{1,9})(?:[.,][0-9]{1,9})?", text)
    units = zip(found.groups(), (3600, 60, 1), strict=True) if found else ()
    seconds = sum(int(part or 0) * unit for part, unit in units)
    if found is None or seconds > _LONGEST_SECONDS:
        raise facts.refused("side_length")
    return seconds


def _channel(text: str) -> int:
    names = {"0": 0, "left": 0, "1": 1, "right": 1}
    if text.casefold() not in names:
        raise facts.refused("side_channel")
    return names[text.casefold()]


_READERS: Mapping[Column, tuple[str, Callable[[str], Any]]] = {
    Column.NUMBER: ("number", facts.number_of),
    Column.EXTENSION: ("", facts.extension_of),
    Column.DIRECTION: ("outbound", _direction),
    Column.LENGTH: ("", _length),
    Column.ENDED: ("ended_because", facts.ended_because),
    Column.AGENT_CHANNEL: ("agent_channel", _channel),
    Column.UNIQUE_ID: ("unique_id", lambda text: text[:256]),
    Column.MEDIA: ("media", facts.last_component),
}
"""Of every column but those of the start: which of the call's facts it is, if any, and how it is read."""


def _read(column: Column, text: str) -> Any:
    """Read a cell; None where it says nothing. Raises MediaRefusedError."""
    text = text.strip()[:_LONGEST_CELL]
    return None if text.casefold() in _UNTOLD else _READERS[column][1](text)


def _started(row: Mapping[Column, str], date_format: str, zone: tzinfo) -> datetime:
    """Read the start of a call, from one column or two. Raises MediaRefusedError."""
    text = " ".join(row[field].strip() for field in (Column.STARTED, Column.STARTED_TIME) if field in row)
    return facts.moment(facts.written(text[:200], date_format), zone)


def _side_file(row: Mapping[Column, str], column_map: ColumnMap) -> SideFile:
    """Read one row of the table. Raises MediaRefusedError for the first cell that cannot be read."""
    start = _started(row, column_map.date_format, column_map.zone)
    told = {_READERS[column][0]: _read(column, text) for column, text in row.items() if column in _READERS}
    media, _ = told.pop("media", None), told.pop("", None)
    call = CallFacts(start, **told)
    return SideFile(call, (media,), facts.with_folder(row[Column.MEDIA])) if media else SideFile(call)


def _cell(read: Callable[[], Any], text: str) -> ReadCell:
    """Return a cell as it was read, or as it is written with what is wrong with it."""
    try:
        value = read()
    except MediaRefusedError as error:
        return ReadCell(problem=error.code, text=text)
    return ReadCell(value.value if isinstance(value, EndedBecause) else value)


def _start_cell(row: Mapping[Column, str], date_format: str, zone: tzinfo) -> ReadCell:
    text = " ".join(row[each] for each in (Column.STARTED, Column.STARTED_TIME) if each in row)
    return _cell(lambda: _started(row, date_format, zone), text)


def read_as(
    table: TableSample, columns: tuple[tuple[Column, str], ...], date_format: str, zone: tzinfo
) -> Mapping[Column, tuple[ReadCell, ...]]:
    """Return the cells as a map of these columns reads them (port `Folders`)."""
    names = [heading(name) for name in table.columns]
    places = {column: names.index(heading(name)) for column, name in columns if heading(name) in names}
    found = {
        column: tuple(_cell(partial(_read, column, row[place]), row[place]) for row in table.rows)
        for column, place in places.items()
        if column in _READERS
    }
    if Column.STARTED in places:
        rows = [{column: row[place] for column, place in places.items()} for row in table.rows]
        found[Column.STARTED] = tuple(_start_cell(row, date_format, zone) for row in rows)
    return found


SEPARATORS = (",", ";", "\t", "|")
MOST_COLUMNS = 500
PREVIEW_ROWS = 10
_SNIFFED_ROWS = 20
_DATA = re.compile(r"[0-9]{5}|[0-9]:[0-9]{2}|[0-9]/[0-9]")
"""The signs of a value, which no heading has: the digits of a number, a time, a date."""


@dataclass(frozen=True)
class Row:
    """Row `number` (from 1, the headings not counted) as it was read, or a refusal's code instead."""

    number: int
    read: SideFile | None = field(repr=False)
    problem: str = ""


def read_table(data: bytes, column_map: ColumnMap) -> Iterator[Row]:
    """Yield every row of the table. Raises MediaRefusedError at the first step if it is no table of these columns."""
    table = _Table(data, column_map)
    for number, cells in enumerate(table.rows, 1):
        yield table.read(number, cells)


def preview(path: str, data: bytes, column_map: ColumnMap, most: int = PREVIEW_ROWS) -> TablePreview:
    """Return the columns that are read of the first `most` rows. Raises MediaRefusedError as `read_table` does."""
    table = _Table(data, column_map)
    rows = tuple(
        PreviewRow(table.used(cells or ()), table.read(number, cells).problem)
        for number, cells in zip(range(1, most + 1), table.rows, strict=False)
    )
    return TablePreview(path, table.used(table.columns), rows)


def sample(data: bytes, most: int = PREVIEW_ROWS) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]] | None:
    """Return the headings and the first rows of a table of any columns; None where it has not two headings that differ.

    The headings are the first row that is as wide as most rows. A row of data in their place is not taken for them.
    Raises MediaRefusedError where it is no text.
    """
    text, _ = facts.decoded(data, facts.LARGEST_TABLE)
    _, width, rows = max((_evenly(text, separator) for separator in SEPARATORS), key=lambda each: each[:2])
    even = [tuple(cell.strip() for cell in row) for row in rows if len(row) == width]
    if len(even) < 2 or len({heading(name) for name in even[0] if name}) < 2:
        return None
    names, *below = even
    return None if any(_DATA.search(name) for name in names) else (names, tuple(below[:most]))


class _Table:
    """A table of the map's columns: its headings, and the rows below them, once. Raises MediaRefusedError."""

    def __init__(self, data: bytes, column_map: ColumnMap) -> None:
        text, _ = facts.decoded(data, facts.LARGEST_TABLE)
        self._map = column_map
        names, self.rows = self._found(text)
        self.columns = tuple(name.strip() for name in names)
        compared = [heading(name) for name in names]
        self._places = {meaning: compared.index(heading(name)) for meaning, name in column_map.columns}

    def _found(self, text: str) -> tuple[list[str], Iterator[list[str] | None]]:
        wide = 0
        for separator in SEPARATORS:
            rows = _split(text, separator)
            for at, names in zip(range(_SNIFFED_ROWS), rows, strict=False):
                if names and len(names) <= MOST_COLUMNS and self._are_headings(names):
                    return names, rows
                wide = wide if at or not names else max(wide, len(names))
        raise facts.refused("side_column_missing" if 0 < wide <= MOST_COLUMNS else "side_not_as_expected")

    def _are_headings(self, names: list[str]) -> bool:
        compared = [heading(name) for name in names]
        return all(compared.count(heading(name)) == 1 for _, name in self._map.columns)

    def read(self, number: int, cells: list[str] | None) -> Row:
        width = len(self.columns)
        if cells is None or len(cells) < width or any(cell.strip() for cell in cells[width:]):
            return Row(number, None, "side_row_width" if cells else "side_not_as_expected")
        try:
            return Row(number, _side_file({each: cells[place] for each, place in self._places.items()}, self._map))
        except MediaRefusedError as error:
            return Row(number, None, error.code)

    def used(self, cells: Sequence[str]) -> tuple[str, ...]:
        """Return the cells of the columns that are read."""
        return tuple(cells[place] if place < len(cells) else "" for place in sorted(self._places.values()))


def _evenly(text: str, separator: str) -> tuple[int, int, list[list[str]]]:
    """Return how many of the first rows have the commonest width of more than one cell, that width, and the rows."""
    rows = [row for row, _ in zip(_split(text, separator), range(_SNIFFED_ROWS), strict=False) if row]
    widths = Counter(len(row) for row in rows if 1 < len(row) <= MOST_COLUMNS)
    width, count = max(widths.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
    return count, width, rows


def _split(text: str, separator: str) -> Iterator[list[str] | None]:
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

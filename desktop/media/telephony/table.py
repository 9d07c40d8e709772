"""Reading any CSV through a column map, and a preview of the reading before anything is stored.

The separator is a comma, a semicolon, a tab or a bar: the one with which the map's headings are found. Lines
above the headings are skipped: reports have a title there, and some tables `sep=;`. The encoding is UTF-8 with or
without its mark, UTF-16 with it, or else the western Windows one.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from desktop.domain.recordings.sources import Column, heading
from desktop.errors import MediaRefusedError
from desktop.media.telephony.column_map import ColumnMap, cell_problem, side_file
from desktop.media.telephony.facts import SideFile
from desktop.media.telephony.refusals import refused
from desktop.media.telephony.text import LARGEST_TABLE, decoded

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

"""Choosing a column map: a sample of a table that none reads, and its cells as a map in the making reads them."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from desktop.application.ports.importing import ReadCell, TableSample
from desktop.domain.recordings.sources import Column, heading
from desktop.errors import MediaRefusedError
from desktop.media.telephony.column_map import read_cell, started
from desktop.media.telephony.facts import EndedBecause
from desktop.media.telephony.table import sample
from desktop.media.telephony.tree import Folder

ENDINGS = (".csv", ".tsv", ".tab", ".txt")
"""The endings of tables for a column map."""
MOST_TRIED = 200
"""So many files of such endings are looked at for a table: a folder may have a text beside each recording."""
_FIRST_BYTES = 64 << 10
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def may_be_a_table(name: str) -> bool:
    """Return whether it is called as tables are."""
    return name.casefold().endswith(ENDINGS)


def sample_of(folder: Folder, name: str) -> TableSample | None:
    """Return the headings and first rows of a file; None where it is no table with headings, or cannot be read."""
    try:
        file = folder.file(name)
        try:
            found = sample(_whole_lines(file.read(0, _FIRST_BYTES), file.size))
        finally:
            file.close()
    except MediaRefusedError:
        return None
    return TableSample(f"{folder.path}{name}", *found) if found else None


def read_as(
    table: TableSample, columns: tuple[tuple[Column, str], ...], date_format: str, zone: ZoneInfo
) -> Mapping[Column, tuple[ReadCell, ...]]:
    """Return the cells as a map of these columns reads them (port `Folders`)."""
    names = [heading(name) for name in table.columns]
    places = {column: names.index(heading(name)) for column, name in columns if heading(name) in names}
    rows = [{column: row[place] for column, place in places.items()} for row in table.rows]
    found: dict[Column, tuple[ReadCell, ...]] = {
        column: tuple(_cell(column, row[column]) for row in rows)
        for column in places
        if column not in (Column.STARTED, Column.STARTED_TIME)
    }
    if Column.STARTED in places:
        found[Column.STARTED] = tuple(_start(row, date_format, zone) for row in rows)
    return found


def _start(row: dict[Column, str], date_format: str, zone: ZoneInfo) -> ReadCell:
    try:
        return ReadCell(started(row, date_format, zone).at)
    except MediaRefusedError as error:
        written = " ".join(row[each] for each in (Column.STARTED, Column.STARTED_TIME) if each in row)
        return ReadCell(problem=error.code, text=written)


def _cell(column: Column, text: str) -> ReadCell:
    try:
        value = read_cell(column, text)
    except MediaRefusedError as error:
        return ReadCell(problem=error.code, text=text)
    return ReadCell(value.value if isinstance(value, EndedBecause) else value)


def _whole_lines(data: bytes, size: int) -> bytes:
    """Return the bytes without the line in which the first part of a long file ends."""
    if size <= len(data):
        return data
    if data.startswith(_UTF_16):
        return data[: len(data) // 2 * 2]
    return data[: data.rfind(b"\n") + 1]

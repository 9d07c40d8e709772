"""From a folder, or one file, to recordings with their facts: the port `Folders`; and choosing a column map there.

- Files come in order, one after the other: folder by folder, by name. Each is opened once, right before it is yielded,
  and closed by its receiver.
- The name counts first, and files beside it add what it lacks (`facts.joined`). A file without any facts is refused:
  nobody can say whose call it is. A person can describe one file by hand.
- Side files and tables are no recordings. Their unreadable parts are refused individually. Of a table that none reads a
  sample is shown, and its cells as a map in the making reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.application.ports.recordings import (
    CallMetadata,
    Candidate,
    PreviewCell,
    PreviewRow,
    ReadCell,
    Survey,
    TablePreview,
    TableSample,
)
from desktop.application.ports.sound import Watcher
from desktop.domain.recordings.retention import Source
from desktop.domain.recordings.sources import Column, heading
from desktop.errors import ExternalSystemError, ListeningRoomError, MediaRefusedError
from desktop.media.formats import formats
from desktop.media.telephony.beside import (
    FileBytes,
    Folder,
    Level,
    SideFiles,
    Tables,
    column_map_of,
    is_table,
    walk,
    whole,
)
from desktop.media.telephony.facts import LARGEST_TABLE, CallFacts, EndedBecause, is_unmarked, joined, refused
from desktop.media.telephony.names import facts_of_name
from desktop.media.telephony.tables import Cell, Preview, preview, read_cell, sample, started

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
        column: tuple(_chosen_cell(column, row[column]) for row in rows)
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


def _chosen_cell(column: Column, text: str) -> ReadCell:
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


class TelephonyFolders:
    """The port `Folders`."""

    def survey(self, path: Path, source: Source, watcher: Watcher | None = None) -> Survey:
        """Return how many files there are, how the first table would be read, and the first that no column map reads.

        Raises ExternalSystemError.
        """
        files, seen, unread, tried = 0, None, None, 0
        for level in _levels(path):
            if watcher is not None and watcher.cancelled:
                raise ListeningRoomError("stopped")
            files += len(SideFiles(level, source).recordings) + len(level.refused)
            for name in level.files if seen is None else ():
                seen = seen or (_preview(level.folder, name, source) if is_table(name, source) else None)
            for name in filter(may_be_a_table, level.files if path.is_dir() else ()):
                if unread is None and tried < MOST_TRIED:
                    unread, tried = _unread(level.folder, name, source), tried + 1
        return Survey(1 if path.is_file() else files, seen, unread)

    def read_as(
        self, sample: TableSample, columns: tuple[tuple[Column, str], ...], date_format: str, zone: ZoneInfo
    ) -> Mapping[Column, tuple[ReadCell, ...]]:
        """Return the cells of a sample as a map of these columns reads them."""
        return read_as(sample, columns, date_format, zone)

    def candidates(self, path: Path, source: Source) -> Iterator[Candidate]:
        """Yield every file, in order. Raises ExternalSystemError."""
        tables = Tables(source)
        for level in _levels(path):
            for name in (name for name in level.files if is_table(name, source)):
                for where, code in tables.read(level.folder, name):
                    yield Candidate(where, refusal=refused(code))
            for name in SideFiles(level, source).apart:
                for where, code in tables.read_records(level.folder, name):
                    if path.is_dir():
                        yield Candidate(where, refusal=refused(code))
        for level in _levels(path):
            sides = SideFiles(level, source)
            for name in sides.recordings if path.is_dir() else (path.name,):
                yield _candidate(level.folder, name, sides, tables)
            for name, code in (*level.refused, *sides.unread) if path.is_dir() else ():
                yield Candidate(f"{level.folder.path}{name}", refusal=refused(code))

    def by_hand(self, path: Path, metadata: CallMetadata) -> Iterator[Candidate]:
        """Yield one file with facts from a person. Raises ExternalSystemError."""
        for level in _levels(path):
            yield _opened(level.folder, path.name, metadata)


def _levels(path: Path) -> Iterator[Level]:
    """Yield the levels of a folder, or the one that holds a single file."""
    levels = walk(path if path.is_dir() else path.parent)
    if not path.is_dir():
        levels = (level for level, _ in zip(levels, range(1), strict=False))
    try:
        first = next(levels)
    except OSError:
        first = None
    if first is None or not (path.is_dir() or path.name in first.files):
        raise ExternalSystemError("nothing_to_import")
    yield from chain((first,), levels)


def _candidate(folder: Folder, name: str, sides: SideFiles, tables: Tables) -> Candidate:
    try:
        facts = _facts(f"{folder.path}{name}", name, sides, tables)
    except MediaRefusedError as error:
        return Candidate(f"{folder.path}{name}", refusal=error)
    channel = tables.source.agent_channel if facts.agent_channel is None else facts.agent_channel
    ended = facts.ended_because.value if facts.ended_because else None
    return _opened(folder, name, CallMetadata(facts.started_at, facts.number, facts.outbound, channel, ended))


def _facts(path: str, name: str, sides: SideFiles, tables: Tables) -> CallFacts:
    """Return the facts of the name, then the side file, then the table. Raises MediaRefusedError."""
    found = _named(path, tables.source)
    unique_id = found.unique_id if found else None
    for more in (sides.facts_of(name, unique_id), tables.facts_of(path, unique_id)):
        found = joined(found, more) if found and more else found or more
    if found is None:
        raise refused("side_name_not_known")
    return found


def _named(path: str, source: Source) -> CallFacts | None:
    """Return the facts of the name alone; None where it is none of the source's. Raises MediaRefusedError."""
    try:
        return facts_of_name(path, source.zone, source.names)
    except MediaRefusedError as error:
        if error.code != "side_name_not_known":
            raise
    return None


def _opened(folder: Folder, name: str, metadata: CallMetadata) -> Candidate:
    path = f"{folder.path}{name}"
    try:
        file = folder.file(name)
    except MediaRefusedError as error:
        return Candidate(path, refusal=error)
    code = _size_problem(file)
    if code is None:
        return Candidate(
            path, metadata, file, unmarked=formats.refused("media_no_header") if is_unmarked(name) else None
        )
    file.close()
    return Candidate(path, refusal=formats.refused(code))


def _size_problem(file: FileBytes) -> str | None:
    if file.size == 0:
        return "media_empty"
    return "media_too_large" if file.size > formats.MAX_BYTES else None


def _preview(folder: Folder, name: str, source: Source) -> TablePreview | None:
    """Return a preview; None for Asterisk's own table: nobody has chosen how it is read."""
    columns = column_map_of(source)
    if columns is None:
        return None
    path = f"{folder.path}{name}"
    try:
        return _shown(path, preview(whole(folder, name, LARGEST_TABLE), columns))
    except MediaRefusedError as error:
        return TablePreview(path, (), (), error.code)


def _unread(folder: Folder, name: str, source: Source) -> TableSample | None:
    """Return a sample of a table that the source does not read: of another name, or with other headings."""
    found = sample_of(folder, name)
    if found is None or not is_table(name, source):
        return found
    read = _preview(folder, name, source)
    return found if read is not None and read.problem == "side_column_missing" else None


def _shown(path: str, seen: Preview) -> TablePreview:
    rows = tuple(PreviewRow(tuple(map(_cell, row.cells)), row.row.problem or "") for row in seen.rows)
    return TablePreview(path, seen.columns, rows)


def _cell(cell: Cell) -> PreviewCell:
    return PreviewCell(cell.text, cell.meaning is not None, cell.problem or "")

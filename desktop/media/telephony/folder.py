"""From a folder, or one file, to recordings with their facts: the port `Folders`; and choosing a column map there.

- Files come in order, one after the other: folder by folder, by name. Each is opened once, right before it is yielded,
  and closed by its receiver.
- The name counts first, and files beside it add what it lacks (`facts.joined`). A file without any facts is refused:
  nobody can say whose call it is. A person can describe one file by hand.
- Side files and tables are no recordings. Their unreadable parts are refused individually. Of a table that none reads a
  sample is shown, and its cells as a map in the making reads them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.application.ports.recordings import (
    CallMetadata,
    Candidate,
    ReadCell,
    Survey,
    TablePreview,
    TableSample,
)
from desktop.application.ports.sound import Watcher
from desktop.domain.recordings.retention import Source
from desktop.domain.recordings.sources import Column
from desktop.errors import ExternalSystemError, ListeningRoomError, MediaRefusedError
from desktop.media.formats import formats
from desktop.media.telephony import beside, facts, tables
from desktop.media.telephony.facts import CallFacts
from desktop.media.telephony.names import facts_of_name

ENDINGS = (".csv", ".tsv", ".tab", ".txt")
"""The endings of tables for a column map."""
MOST_TRIED = 200
"""So many files of such endings are looked at for a table: a folder may have a text beside each recording."""
_FIRST_BYTES = 64 << 10
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def may_be_a_table(name: str) -> bool:
    """Return whether it is called as tables are."""
    return name.casefold().endswith(ENDINGS)


def sample_of(folder: beside.Folder, name: str) -> TableSample | None:
    """Return the headings and first rows of a file; None where it is no table with headings, or cannot be read."""
    try:
        with contextlib.closing(folder.file(name)) as file:
            found = tables.sample(_whole_lines(file.read(0, _FIRST_BYTES), file.size))
    except MediaRefusedError:
        return None
    return TableSample(f"{folder.path}{name}", *found) if found else None


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
            files += len(beside.SideFiles(level, source).recordings) + len(level.refused)
            for name in level.files if seen is None else ():
                seen = seen or (_preview(level.folder, name, source) if beside.is_table(name, source) else None)
            for name in filter(may_be_a_table, level.files if path.is_dir() else ()):
                if unread is None and tried < MOST_TRIED:
                    unread, tried = _unread(level.folder, name, source), tried + 1
        return Survey(1 if path.is_file() else files, seen, unread)

    def read_as(
        self, sample: TableSample, columns: tuple[tuple[Column, str], ...], date_format: str, zone: ZoneInfo
    ) -> Mapping[Column, tuple[ReadCell, ...]]:
        """Return the cells of a sample as a map of these columns reads them."""
        return tables.read_as(sample, columns, date_format, zone)

    def candidates(self, path: Path, source: Source) -> Iterator[Candidate]:
        """Yield every file, in order. Raises ExternalSystemError."""
        known = beside.Tables(source)
        for level in _levels(path):
            for name in (name for name in level.files if beside.is_table(name, source)):
                for where, code in known.read(level.folder, name):
                    yield Candidate(where, refusal=facts.refused(code))
            for name in beside.SideFiles(level, source).apart:
                for where, code in known.read_records(level.folder, name):
                    if path.is_dir():
                        yield Candidate(where, refusal=facts.refused(code))
        for level in _levels(path):
            sides = beside.SideFiles(level, source)
            for name in sides.recordings if path.is_dir() else (path.name,):
                yield _candidate(level.folder, name, sides, known)
            for name, code in (*level.refused, *sides.unread) if path.is_dir() else ():
                yield Candidate(f"{level.folder.path}{name}", refusal=facts.refused(code))

    def by_hand(self, path: Path, metadata: CallMetadata) -> Iterator[Candidate]:
        """Yield one file with facts from a person. Raises ExternalSystemError."""
        for level in _levels(path):
            yield _opened(level.folder, path.name, metadata)


def _levels(path: Path) -> Iterator[beside.Level]:
    """Yield the levels of a folder, or the one that holds a single file."""
    levels = beside.walk(path if path.is_dir() else path.parent)
    if not path.is_dir():
        levels = (level for level, _ in zip(levels, range(1), strict=False))
    try:
        first = next(levels)
    except OSError:
        first = None
    if first is None or not (path.is_dir() or path.name in first.files):
        raise ExternalSystemError("nothing_to_import")
    yield from chain((first,), levels)


def _candidate(folder: beside.Folder, name: str, sides: beside.SideFiles, known: beside.Tables) -> Candidate:
    try:
        call = _facts(f"{folder.path}{name}", name, sides, known)
    except MediaRefusedError as error:
        return Candidate(f"{folder.path}{name}", refusal=error)
    channel = known.source.agent_channel if call.agent_channel is None else call.agent_channel
    ended = call.ended_because.value if call.ended_because else None
    return _opened(folder, name, CallMetadata(call.started_at, call.number, call.outbound, channel, ended))


def _facts(path: str, name: str, sides: beside.SideFiles, known: beside.Tables) -> CallFacts:
    """Return the facts of the name, then the side file, then the table. Raises MediaRefusedError."""
    found = _named(path, known.source)
    unique_id = found.unique_id if found else None
    for more in (sides.facts_of(name, unique_id), known.facts_of(path, unique_id)):
        found = facts.joined(found, more) if found and more else found or more
    if found is None:
        raise facts.refused("side_name_not_known")
    return found


def _named(path: str, source: Source) -> CallFacts | None:
    """Return the facts of the name alone; None where it is none of the source's. Raises MediaRefusedError."""
    try:
        return facts_of_name(path, source.zone, source.names)
    except MediaRefusedError as error:
        if error.code != "side_name_not_known":
            raise
    return None


def _opened(folder: beside.Folder, name: str, metadata: CallMetadata) -> Candidate:
    path = f"{folder.path}{name}"
    try:
        file = folder.file(name)
    except MediaRefusedError as error:
        return Candidate(path, refusal=error)
    code = _size_problem(file)
    if code is None:
        return Candidate(
            path, metadata, file, unmarked=formats.refused("media_no_header") if facts.is_unmarked(name) else None
        )
    file.close()
    return Candidate(path, refusal=formats.refused(code))


def _size_problem(file: beside.FileBytes) -> str | None:
    if file.size == 0:
        return "media_empty"
    return "media_too_large" if file.size > formats.MAX_BYTES else None


def _preview(folder: beside.Folder, name: str, source: Source) -> TablePreview | None:
    """Return a preview; None for Asterisk's own table: nobody has chosen how it is read."""
    columns = beside.column_map_of(source)
    if columns is None:
        return None
    path = f"{folder.path}{name}"
    try:
        return tables.preview(path, beside.whole(folder, name, facts.LARGEST_TABLE), columns)
    except MediaRefusedError as error:
        return TablePreview(path, (), (), error.code)


def _unread(folder: beside.Folder, name: str, source: Source) -> TableSample | None:
    """Return a sample of a table that the source does not read: of another name, or with other headings."""
    found = sample_of(folder, name)
    if found is None or not beside.is_table(name, source):
        return found
    read = _preview(folder, name, source)
    return found if read is not None and read.problem == "side_column_missing" else None

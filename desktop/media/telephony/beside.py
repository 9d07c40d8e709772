"""Files beside a recording that describe it, and walking the folder from outside that holds both.

- A side file (JSON or XML) belongs to the recording of its name, of the contact that its name begins with, or that it
  names itself. These three are tried in turn, in the recording's folder; a side file is read only when a recording
  needs it. An unreadable one costs its recording: its facts may be what distinguishes two calls. Of several files about
  one contact, the first that can be read counts.
- Contact records of Amazon Connect that belong to no recording of their folder are read like a table, whatever else is
  in that folder: many may be in a file, with or without the ending `.json`. Anything else that is no recording
  (`_SUCCESS`) changes nothing.
- A table may be anywhere in the folder, and is in memory while the folder is walked.
- No link is followed, neither to a file nor to a folder: everything read is in the named folder. Everything is opened
  relative to its open folder, so that nothing can be swapped meanwhile. Windows has no such opening: there each folder
  on the way is held, so that nobody moves or replaces it, and an opened file has to be the one that was looked at.
  Ordinary files only: anything that waits (a pipe) or has no end (a device) is not opened. Hidden ones are skipped.
- Folders are walked level by level and in order; memory holds the names of one folder, however many there are.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import stat
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path

from desktop.domain.recordings.retention import Source
from desktop.domain.recordings.sources import Names
from desktop.errors import MediaRefusedError
from desktop.media.telephony import facts
from desktop.media.telephony.amazon_connect import amazon_json, amazon_records
from desktop.media.telephony.asterisk_cdr import master_csv, unique_ids
from desktop.media.telephony.facts import CallFacts, SideFile
from desktop.media.telephony.tables import ColumnMap, read_table
from desktop.media.telephony.verba import verba_xml

DEEPEST = 32
_BY_HANDLE = {os.open} <= os.supports_dir_fd and {os.scandir} <= os.supports_fd and hasattr(os, "O_NOFOLLOW")
_FILE = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_DIRECTORY", 0)


class FileBytes:
    """The port `OpenFile`: an ordinary file, read in ranges, from any thread."""

    def __init__(self, handle: int) -> None:
        """Takes ownership of the open file. Raises MediaRefusedError where it is no ordinary one."""
        self._handle = handle
        self._lock = threading.Lock()
        about = os.fstat(handle)
        self.size = about.st_size
        if not stat.S_ISREG(about.st_mode):
            self.close()
            raise facts.refused("file_is_special")

    def read(self, offset: int, length: int) -> bytes:
        """Read up to `length` bytes from `offset`. Raises MediaRefusedError where that fails."""
        pieces, left = [], length
        while left > 0 and (piece := self._piece(offset, left)):
            pieces.append(piece)
            offset, left = offset + len(piece), left - len(piece)
        return b"".join(pieces)

    def close(self) -> None:
        """Close it; safe at any time, and more than once."""
        with self._lock:
            if self._handle >= 0:
                os.close(self._handle)
            self._handle = -1

    def _piece(self, offset: int, length: int) -> bytes:
        with self._lock, contextlib.suppress(OSError):
            os.lseek(self._handle, offset, os.SEEK_SET)
            return os.read(self._handle, length)
        raise facts.refused("file_not_read")


class Folder:
    """An open folder; `path` is relative to the named one, and ends in a slash unless it is that one."""

    def __init__(self, place: Path, path: str = "", handle: int = -1) -> None:
        self.path = path
        self._place = place
        self._handle = handle

    @classmethod
    def at(cls, place: Path) -> Folder:
        """Open the named folder. Raises OSError."""
        return cls(place, "", os.open(place, os.O_RDONLY) if _BY_HANDLE else held(place, links=True))

    def entries(self) -> list[tuple[str, str]]:
        """Return name and kind (`file`, `folder`, `link`, `special`) of unhidden entries, by name. Raises OSError."""
        with os.scandir(self._handle if _BY_HANDLE else self._place) as found:
            return sorted((entry.name, _kind_of(entry)) for entry in found if not _is_hidden(entry))

    def folder(self, name: str) -> Folder:
        """Open a folder within. Raises OSError, also where a link has taken its place."""
        handle = os.open(name, _FOLDER, dir_fd=self._handle) if _BY_HANDLE else held(self._place / name)
        return Folder(self._place / name, f"{self.path}{name}/", handle)

    def file(self, name: str) -> FileBytes:
        """Open a file within. Raises MediaRefusedError."""
        handle = -1
        with contextlib.suppress(OSError):
            handle = self._opened(name)
        if handle < 0:
            raise facts.refused("file_not_read")
        return FileBytes(handle)

    def _opened(self, name: str) -> int:
        if _BY_HANDLE:
            return os.open(name, _FILE, dir_fd=self._handle)
        return opened_as_looked_at(self._place / name)

    def close(self) -> None:
        if self._handle >= 0:
            (os.close if _BY_HANDLE else let_go)(self._handle)
        self._handle = -1


def opened_as_looked_at(place: Path) -> int:
    """Open an ordinary file by its path; -1 where a link is there, or another file by the time that it is open."""
    seen = os.lstat(place)
    if not stat.S_ISREG(seen.st_mode):
        return -1
    handle = os.open(place, _FILE)
    if os.path.samestat(seen, os.fstat(handle)):
        return handle
    os.close(handle)
    return -1


_LIST, _READ_AND_WRITE, _EXISTING = 0x1, 0x1 | 0x2, 3
_A_FOLDER, _NO_LINK = 0x0200_0000, 0x0020_0000
"""FILE_LIST_DIRECTORY, the sharing without FILE_SHARE_DELETE, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS and
FILE_FLAG_OPEN_REPARSE_POINT. Source: CreateFileW, fileapi.h."""
_LINK = 0x400
"""FILE_ATTRIBUTE_REPARSE_POINT, in the first of the numbers of BY_HANDLE_FILE_INFORMATION."""


def held(place: Path, *, links: bool = False) -> int:
    """Hold a folder of Windows, so that nobody moves or replaces it. Raises OSError, also for a link unless `links`."""
    load = getattr(ctypes, "WinDLL", None)
    if load is None:
        return -1
    kernel, about = load("kernel32", use_last_error=True), (ctypes.c_uint32 * 13)()
    kernel.CreateFileW.restype = ctypes.c_void_p
    how = _A_FOLDER if links else _A_FOLDER | _NO_LINK
    handle = kernel.CreateFileW(ctypes.c_wchar_p(str(place)), _LIST, _READ_AND_WRITE, None, _EXISTING, how, None)
    if handle in (None, ctypes.c_void_p(-1).value):
        raise OSError("not held")
    if not kernel.GetFileInformationByHandle(ctypes.c_void_p(handle), about) or about[0] & _LINK:
        let_go(handle)
        raise OSError("a link")
    return int(handle)


def let_go(handle: int) -> None:
    """Hold that folder no longer."""
    getattr(ctypes, "WinDLL")("kernel32").CloseHandle(ctypes.c_void_p(handle))  # noqa: B009 - of Windows alone


@dataclass(frozen=True)
class Level:
    """The files of one folder, by name, while it is open; `refused` are name and code of entries that are none."""

    folder: Folder
    files: tuple[str, ...]
    refused: tuple[tuple[str, str], ...] = ()


STRANGE = {"link": "file_is_link", "special": "file_is_special"}


def walk(place: Path) -> Iterator[Level]:
    """Yield the folder, then those within, each before the ones inside it. An unreadable folder is `refused`."""
    with contextlib.closing(Folder.at(place)) as folder:
        yield from _levels(folder, folder.entries(), DEEPEST)


def _levels(folder: Folder, entries: list[tuple[str, str]], deeper: int) -> Iterator[Level]:
    files = tuple(name for name, kind in entries if kind == "file")
    strange = tuple((name, STRANGE[kind]) for name, kind in entries if kind in STRANGE)
    yield Level(folder, files, strange)
    for name in (name for name, kind in entries if kind == "folder"):
        if deeper == 0:
            yield Level(folder, (), ((name, "folder_too_deep"),))
            continue
        with contextlib.ExitStack() as opened:
            inside: list[tuple[str, str]] | None = None
            with contextlib.suppress(OSError):
                within = opened.enter_context(contextlib.closing(folder.folder(name)))
                inside = within.entries()
            if inside is None:
                yield Level(folder, (), ((name, "folder_not_read"),))
            else:
                yield from _levels(within, inside, deeper - 1)


_HIDDEN = stat.FILE_ATTRIBUTE_HIDDEN | stat.FILE_ATTRIBUTE_SYSTEM
_OF_WINDOWS = frozenset({"desktop.ini", "thumbs.db"})
"""Files of Windows' own, which are hidden there and not where another system sees the same share."""


def _is_hidden(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith(".") or entry.name.casefold() in _OF_WINDOWS:
        return True
    with contextlib.suppress(OSError):
        return bool(getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0) & _HIDDEN)
    return False


def _kind_of(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink() or getattr(entry, "is_junction", bool)():  # Windows has junctions; Python 3.12 knows them
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "special"


_MayShare = Callable[[CallFacts, CallFacts], bool]
Reader = Callable[[bytes], SideFile]
MOST_PROBLEMS = 1_000
_RECORDS = ".json"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_CONTACT = re.compile(_UUID, re.IGNORECASE | re.ASCII)
_DELIVERED = re.compile(rf".+-[0-9]+-[0-9]{{4}}(?:-[0-9]{{2}}){{5}}-{_UUID}", re.IGNORECASE | re.ASCII)
"""The object names of Amazon Data Firehose: stream, version, time in UTC, a UUID, and no ending by default."""


def readers_of(source: Source) -> dict[str, Reader]:
    """Return the readers of a source's side files, by the ending of their names."""
    found: dict[str, Reader] = {}
    if source.names in (Names.AMAZON_CONNECT, Names.ANY):
        found[_RECORDS] = amazon_json
    if source.names in (Names.VERBA, Names.ANY):
        found[".xml"] = lambda data: verba_xml(data, source.zone)
    return found


def is_table(name: str, source: Source) -> bool:
    """Return whether that is the name of the source's table."""
    table = source.side_table
    return table is not None and fnmatch(name.casefold(), table.file.casefold())


def column_map_of(source: Source) -> ColumnMap | None:
    """Return the column map of the source's table; None for Asterisk's own."""
    table = source.side_table
    return ColumnMap(table.columns, table.date_format, source.zone) if table and table.columns else None


def whole(folder: Folder, name: str, largest: int) -> bytes:
    """Return a side file's bytes. Raises MediaRefusedError."""
    with contextlib.closing(folder.file(name)) as file:
        if file.size > largest:
            raise facts.refused("side_too_large")
        return file.read(0, largest)


class SideFiles:
    """The side files in one folder of recordings."""

    def __init__(self, level: Level, source: Source) -> None:
        self._folder = level.folder
        self._readers = readers_of(source)
        names = [name for name in level.files if _ending(name) in self._readers]
        self.recordings = tuple(n for n in level.files if _ending(n) not in self._readers and not is_table(n, source))
        self.unread: list[tuple[str, str]] = []
        """Name and code of side files that were opened and could not be read."""
        self._by_stem = {_keys(name)[1]: name for name in names}
        self._by_contact = _by_contact(names)
        self._named: dict[str, CallFacts] | None = None
        self.apart = self._not_beside([name for name in names if _tells_of_contacts(name)])
        """Contact records that belong to no recording of this folder."""

    def facts_of(self, name: str, unique_id: str | None) -> CallFacts | None:
        """Return the facts about the recording of that name. Raises MediaRefusedError where they cannot be read."""
        beside = [self._by_stem[key] for key in _keys(name) if key in self._by_stem][:1]
        beside = beside or (self._by_contact.get(unique_id, []) if unique_id else [])
        if beside:
            return self._first_of(beside).facts
        return self._told_by_strays().get(facts.compared(name))

    def _first_of(self, names: list[str]) -> SideFile:
        """Return the first that can be read. Raises MediaRefusedError where none can."""
        *others, last = names
        for name in others:
            with contextlib.suppress(MediaRefusedError):
                return self._read(name)
        return self._read(last)

    def _not_beside(self, records: list[str]) -> tuple[str, ...]:
        if not records:
            return ()
        known = {key for name in self.recordings for key in _keys(name)}
        contacts = set(filter(None, map(_contact_of, self.recordings)))
        return tuple(name for name in records if _keys(name)[1] not in known and _contact_of(name) not in contacts)

    def _told_by_strays(self) -> dict[str, CallFacts]:
        """Return facts by recording's name, from side files whose names say nothing. One that names none is skipped."""
        if self._named is None:
            self._named = {}
            for stray in self._strays():
                self._take(stray, self._named)
        return self._named

    def _strays(self) -> list[str]:
        if not self._by_stem:
            return []
        known = {key for name in self.recordings for key in _keys(name)} | {_keys(name)[1] for name in self.apart}
        return [name for key, name in self._by_stem.items() if key not in known and not _CONTACT.match(name)]

    def _take(self, name: str, named: dict[str, CallFacts]) -> None:
        try:
            side = self._read(name)
        except MediaRefusedError as error:
            self.unread.append((name, error.code))
            return
        for media in side.media:
            named.setdefault(facts.compared(media), side.facts)

    def _read(self, name: str) -> SideFile:
        return self._readers[_ending(name)](whole(self._folder, name, facts.LARGEST_DOCUMENT))


def _keys(name: str) -> tuple[str, str]:
    """Return the possible names of that recording's side file, without their ending: `a.xml` or `a.wav.xml`."""
    return facts.compared(name), facts.compared(facts.stem(name))


def _by_contact(names: list[str]) -> dict[str, list[str]]:
    """Return the side files of each contact: first those that name the caller, the shortest name before the others."""
    known: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (not _tells_of_contacts(name), len(name), name)):
        if contact := _contact_of(name):
            known.setdefault(contact, []).append(name)
    return known


def _tells_of_contacts(name: str) -> bool:
    """Return whether it describes contacts. Contact Lens's transcripts do not: they are long, and hold no number."""
    return _ending(name) == _RECORDS and "_analysis_" not in name


def _contact_of(name: str) -> str | None:
    """Return the contact's id with which a name begins, in its compared form; None if it begins with none."""
    found = _CONTACT.match(name)
    return found[0].casefold() if found else None


def _ending(name: str) -> str:
    """Return the ending of a name with its dot, in small letters; that of records for what a stream delivered."""
    return _RECORDS if _DELIVERED.fullmatch(name) else "." + name.rpartition(".")[2].casefold()


@dataclass
class Tables:
    """The rows of all tables in a folder, by unique id and by recording's name; the first with a value counts.

    Both keys are in their compared form; None marks rows that describe different calls.
    """

    source: Source
    by_id: dict[str, CallFacts | None] = field(default_factory=dict, repr=False)
    by_name: dict[str, CallFacts | None] = field(default_factory=dict, repr=False)

    def read(self, folder: Folder, name: str) -> Iterator[tuple[str, str]]:
        """Read one table. Yields path and code for unreadable parts: the whole, or a row."""
        path = f"{folder.path}{name}"
        try:
            rows = self._take(whole(folder, name, facts.LARGEST_TABLE))
            problems = [(f"{path} (row {number})", code) for number, code in rows]
        except MediaRefusedError as error:
            problems = [(path, error.code)]
        yield from problems

    def read_records(self, folder: Folder, name: str) -> Iterator[tuple[str, str]]:
        """Read contact records. Yields path and code if there is none, or not all could be read."""
        path = f"{folder.path}{name}"
        try:
            records = amazon_records(whole(folder, name, facts.LARGEST_STREAM))
        except MediaRefusedError as error:
            problem = error.code
        else:
            problem = "" if records.whole else "side_cut"
            for record in records.found:
                self._add(record)
        if problem:
            yield path, problem

    def facts_of(self, path: str, unique_id: str | None) -> CallFacts | None:
        """Return the facts about that recording, or the call with that unique id. Raises MediaRefusedError."""
        name = path.rpartition("/")[2]
        names = facts.compared(facts.with_folder(path)), facts.compared(name), facts.compared(facts.bare(name))
        ids = (facts.compared(unique_id),) if unique_id else (*names, *unique_ids(name))
        for found in chain(_told(names, self.by_name), _told(ids, self.by_id)):
            if found is None:
                raise facts.refused("side_two_calls")
            return found
        return None

    def _take(self, data: bytes) -> list[tuple[int, str]]:
        columns = column_map_of(self.source)
        if columns is None:
            table = master_csv(data, self.source.zone)
            for id, call in table.calls.items():
                _note(self.by_id, id, call, facts.may_share_an_id)
            return list(table.problems)
        problems = []
        for row in read_table(data, columns):
            if row.read is None:
                problems += [(row.number, row.problem)]
                continue
            self._add(row.read)
        return problems[:MOST_PROBLEMS]

    def _add(self, side: SideFile) -> None:
        for media in side.media:
            for name in {media, facts.bare(media), side.within or media}:
                _note(self.by_name, name, side.facts, facts.may_share_a_name)
        if side.facts.unique_id:
            _note(self.by_id, side.facts.unique_id, side.facts, facts.may_share_an_id)


def _note(known: dict[str, CallFacts | None], key: str, call: CallFacts, may_share: _MayShare) -> None:
    before = known.setdefault(facts.compared(key), call)
    if before is not None and not may_share(before, call):
        known[facts.compared(key)] = None


def _told(keys: Iterable[str], known: dict[str, CallFacts | None]) -> Iterator[CallFacts | None]:
    return (known[key] for key in keys if key in known)

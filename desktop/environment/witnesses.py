"""The witnesses of an office: text files in another place than the database that record the log's length and root.

A file begins with the first keys of desks; each entry is a signed checkpoint, added under the file's lock, in one
piece, and on the disk when `add` returns. An entry that a crash or a full disk cut off is removed; other damage stays.
Each checkpoint goes to every witness, and one that fails holds nothing up as long as another takes it.
A place is tried out by a real file first. One on the office's own disk is accepted, and said.
Nothing is verified here; the verifier requires these files and trusts them for the first keys.
"""

from __future__ import annotations

import errno
import os
import secrets
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from desktop.domain.log.checkpoint import SignedNote, parse_note, parse_verifier_key, verifier_key
from desktop.environment.office_file import OfficeFile
from desktop.errors import ExternalSystemError, LogBrokenError, in_place_of
from desktop.files.durable import NO_LINK, locked, make_folder, open_regular, sync_folder, write_file

if TYPE_CHECKING:
    from desktop.environment.office_file import OfficeFile
    from desktop.environment.time_stamps import TimeStamps


HEADER = "listening-room witness v1"

_HEADER = f"{HEADER}\n".encode()
_SIGNATURE = "— ".encode()
_BLANK = b"\n\n"


@dataclass(frozen=True)
class Entries:
    """Whole entries in the order of the file, as bytes, and the offset in the file where the last of them ends."""

    geneses: tuple[bytes, ...]
    checkpoints: tuple[bytes, ...]
    end: int


def read_entries(content: bytes, start: int = 0) -> Entries:
    """Return the file's entries from `start` on. Raises ValueError for any other content."""
    at = _beginning(content) if start else 0
    *blocks, _ = content[at:].split(_BLANK)
    geneses, checkpoints, body, end = [], [], b"", start + at
    place = end
    for block in blocks:
        place += len(block) + len(_BLANK)
        if body:
            if not block.startswith(_SIGNATURE):
                raise ValueError("no signatures")
            checkpoints.append(body + _BLANK + block + b"\n")
            body, end = b"", place
        elif block.startswith(_HEADER) and block.count(b"\n") == 2:
            geneses.append(block)
            end = place
        else:
            body = block
    return Entries(tuple(geneses), tuple(checkpoints), end)


def _beginning(content: bytes) -> int:
    """Return the offset of the first entry in a text cut at its start; its length where there is none."""
    at = content.find(_BLANK) + len(_BLANK)
    if at < len(_BLANK):
        return len(content)
    if content.startswith(_SIGNATURE, at):
        signed = content.find(_BLANK, at)
        return len(content) if signed < 0 else signed + len(_BLANK)
    return at


PIECE = 1 << 14
"""Bytes at the beginning and at the end that hold all that adding needs: a few dozen entries."""

MOST = 1 << 30
"""Bytes of the longest file that is read: over two million entries."""


NOTHING = Entries((), (), 0)
Seen = TypeVar("Seen")
Begun = dict[str, tuple[str, bytes]]
"""Each key name's origin and first public key."""


class Witness:
    """One witness file. Every method raises ExternalSystemError with a code of this module."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, origin: str, name: str, public: bytes) -> None:
        """Record a desk's first key; with the same key again it does nothing."""
        with self._writing(new=True) as file:
            entries = _read(file)
            begun = _begun(entries.geneses)
            if begun.get(name, (origin, public)) != (origin, public):
                raise ExternalSystemError("witness_not_begun")
            if any(known != origin for known, _ in begun.values()):
                raise ExternalSystemError("witness_not_begun")
            if name not in begun:
                self._append(file, f"{HEADER}\n{origin}\n{verifier_key(name, public)}\n\n", entries.end)

    def is_there(self) -> bool:
        """Return whether it can be read and written, and a log has begun in it. Where a share is away it is not."""
        try:
            return os.access(self.path, os.W_OK) and bool(self._look(_read_end, NOTHING).end)
        except ExternalSystemError:
            return False

    def add(self, checkpoint: str) -> None:
        """Add a signed checkpoint of a desk that has begun here; the newest is not added twice."""
        note = _parsed(checkpoint)
        with self._writing() as file:
            end = _read_end(file)
            if not _has_begun(file, note, end):
                raise ExternalSystemError("witness_not_begun")
            if end.checkpoints[-1:] != (checkpoint.encode(),):
                self._append(file, f"{checkpoint}\n", end.end)

    def forget(self, origin: str) -> None:
        """Empty a file in which nothing but that log has begun: one whose office was never finished."""
        if not self.path.exists() or not self.text():
            return
        with self._writing() as file:
            if {known for known, _ in _begun(_read(file).geneses).values()} == {origin}:
                file.truncate(0)
                os.fsync(file.fileno())

    def text(self) -> str:
        """Return all of it, in the verifier's form; empty where there is no file in its folder."""
        return self._look(_whole, b"").decode("utf-8", "replace")

    def readable_text(self) -> str | None:
        """Return all of it, or None where it cannot be read: the verifier has a finding for that."""
        try:
            return self.text()
        except ExternalSystemError:
            return None

    def latest(self) -> str | None:
        """Return the newest checkpoint, or None."""
        checkpoints = self._look(_read_end, NOTHING).checkpoints
        return checkpoints[-1].decode("utf-8", "replace") if checkpoints else None

    def anchored(self) -> int | None:
        """Return the event count of the newest checkpoint, or None."""
        latest = self.latest()
        return None if latest is None else _parsed(latest).checkpoint.size

    def checkpoints(self) -> list[str]:
        """Return all checkpoints, in the order in which they were added."""
        return [checkpoint.decode("utf-8", "replace") for checkpoint in self._look(_read, NOTHING).checkpoints]

    def heads(self, origin: str) -> frozenset[tuple[int, bytes]]:
        """Return each size and root that a checkpoint of that log has. No signature is checked: that of a day whose
        key the database lacks could not be, and a head that it lacks is what is looked for.
        """
        found = set()
        for checkpoint in self._look(_read, NOTHING).checkpoints:
            log, size, root, _ = checkpoint.split(b"\n", 3)
            if log == origin.encode():
                with suppress(ValueError):
                    found.add((int(size), b64decode(root, validate=True)))
        return frozenset(found)

    def largest(self) -> int | None:
        """Return the event count of the largest checkpoint, or None. Two desks may add theirs in either order."""
        texts = (checkpoint.decode("utf-8", "replace") for checkpoint in self._look(_read, NOTHING).checkpoints)
        return max((_parsed(text).checkpoint.size for text in texts), default=None)

    def _look(self, look: Callable[[FileIO], Seen], nothing: Seen) -> Seen:
        """Return what `look` finds in the file; `nothing` where there is no file."""
        try:
            with open_regular(self.path, os.O_RDONLY) as file:
                _must_be_readable(file)
                return look(file)
        except OSError as error:
            if self._is_absent(error):
                return nothing
            raise ExternalSystemError("witness_unusable") from None

    def _is_absent(self, error: OSError) -> bool:
        """Return whether there is no file. Where its folder is not there either, a share or drive is away."""
        return isinstance(error, FileNotFoundError) and self.path.parent.is_dir()

    @contextmanager
    def _writing(self, *, new: bool = False) -> Iterator[FileIO]:
        """Open the file under its lock; with `new`, create a missing one."""
        try:
            if new:
                make_folder(self.path.parent, 0o777)
            with (
                open_regular(self.path, os.O_RDWR | os.O_APPEND | NO_LINK | (os.O_CREAT if new else 0)) as file,
                locked(file.fileno()),
            ):
                _must_be_readable(file)
                yield file
        except TimeoutError:
            raise ExternalSystemError("witness_busy") from None
        except OSError as error:
            if not new and self._is_absent(error):
                raise ExternalSystemError("witness_not_begun") from None
            raise ExternalSystemError("witness_unusable") from None

    def _append(self, file: FileIO, entry: str, end: int) -> None:
        """Append an entry after the last whole one."""
        if os.fstat(file.fileno()).st_size > end:
            file.truncate(end)
        _write_whole(file, entry.encode("utf-8"), end)
        if end == 0:
            sync_folder(self.path.parent)


def _must_be_readable(file: FileIO) -> None:
    if os.fstat(file.fileno()).st_size > MOST:
        raise OSError(errno.EFBIG, "longer than any witness")


def _write_whole(file: FileIO, entry: bytes, end: int) -> None:
    """Write the entry durably, or leave the file as long as it was: half an entry reads as tampering.

    `file` is unbuffered: a buffer would be written once more when the file is closed.
    """
    try:
        while entry:
            entry = entry[file.write(entry) :]
        os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            os.ftruncate(file.fileno(), end)
        raise


def _whole(file: FileIO) -> bytes:
    content = _bytes(file)
    if not content.endswith(b"\n\n"):  # another program may be writing it just now
        with suppress(OSError), locked(file.fileno(), shared=True):
            content = _bytes(file)
    return content


def _read(file: FileIO, start: int = 0) -> Entries:
    """Return the entries from `start` on."""
    with in_place_of(ValueError, ExternalSystemError("witness_damaged")):
        return read_entries(_bytes(file, start), start)


def _read_end(file: FileIO) -> Entries:
    """Return the last entries, at least one of them if there is one."""
    size, reach = os.fstat(file.fileno()).st_size, PIECE
    while reach < size:
        entries = _read(file, size - reach)
        if entries.geneses or entries.checkpoints:
            return entries
        reach *= 2
    return _read(file)


def _bytes(file: FileIO, start: int = 0) -> bytes:
    file.seek(start)
    return file.readall()


def _has_begun(file: FileIO, note: SignedNote, end: Entries) -> bool:
    """Return whether the signing desk began in this file: at its beginning, near its end, or anywhere."""
    file.seek(0)
    near = (_geneses(file.read(PIECE)), end.geneses)
    if any(_names(_begun(geneses), note) for geneses in near) or _has_signed(note, end.checkpoints):
        return True
    return _names(_begun(_read(file).geneses), note)


def _has_signed(note: SignedNote, checkpoints: Iterable[bytes]) -> bool:
    """Return whether one of these is of the same log and desk, which proves that the desk had begun."""
    start = f"{note.checkpoint.origin}\n".encode()
    signers = [f"\n— {entry.name} ".encode() for entry in note.signatures]
    ours = [checkpoint for checkpoint in checkpoints if checkpoint.startswith(start)]
    return any(signer in checkpoint for checkpoint in ours for signer in signers)


def _geneses(content: bytes) -> tuple[bytes, ...]:
    with in_place_of(ValueError, ExternalSystemError("witness_damaged")):
        return read_entries(content).geneses


def _names(begun: Begun, note: SignedNote) -> bool:
    origins = {begun[entry.name][0] for entry in note.signatures if entry.name in begun}
    return origins == {note.checkpoint.origin}


def _begun(geneses: Iterable[bytes]) -> Begun:
    begun = {}
    for genesis in geneses:
        _, origin, key = genesis.decode("utf-8", "replace").split("\n")
        with in_place_of(LogBrokenError, ExternalSystemError("witness_damaged")):
            name, public = parse_verifier_key(key)
        begun[name] = (origin, public)
    return begun


def _parsed(checkpoint: str) -> SignedNote:
    with in_place_of(LogBrokenError, ExternalSystemError("witness_damaged")):
        return parse_note(checkpoint)


File = TypeVar("File")
Done = TypeVar("Done")


class Witnesses:
    """All witnesses. `files` are all of them, an authority's time stamps included; only verifying reads those."""

    def __init__(self, paths: Sequence[Path], stamps: TimeStamps | None = None) -> None:
        self._witnesses = tuple(Witness(path) for path in paths)
        self.files: tuple[Witness | TimeStamps, ...] = (*self._witnesses, *([stamps] if stamps else []))

    def begin(self, origin: str, name: str, public: bytes) -> None:
        """Record a desk's first key in every file."""
        for file in self.files:
            file.begin(origin, name, public)

    def add(self, checkpoint: str) -> None:
        """Add a signed checkpoint to each of them."""
        _by_each(self.files, lambda file: file.add(checkpoint))

    def are_there(self) -> bool:
        """Return whether each file can be read and written, and a log has begun in it."""
        return all(file.is_there() for file in self._witnesses)

    def text(self) -> str:
        """Return all of the file that says most; empty where there is none."""
        return max(_by_each(self._witnesses, Witness.text), key=len)

    def latest(self) -> str | None:
        """Return the newest checkpoint of all files, or None."""
        found = _by_each(self._witnesses, lambda file: (file.anchored() or 0, file.latest()))
        return max(found, key=lambda newest: newest[0])[1]

    def anchored(self) -> int | None:
        """Return the event count of the newest checkpoint of all files, or None."""
        return _largest(_by_each(self._witnesses, Witness.anchored))

    def checkpoints(self) -> list[str]:
        """Return the checkpoints of all files, each once."""
        return list(dict.fromkeys(text for found in _by_each(self._witnesses, Witness.checkpoints) for text in found))

    def heads(self, origin: str) -> frozenset[tuple[int, bytes]]:
        """Return each size and root that a checkpoint of that log has in a file that can be read."""
        return frozenset().union(*_by_each(self._witnesses, lambda file: file.heads(origin)))

    def largest(self) -> int | None:
        """Return the event count of the largest checkpoint of all files, or None."""
        return _largest(_by_each(self._witnesses, Witness.largest))


def _by_each(files: Sequence[File], do: Callable[[File], Done]) -> list[Done]:
    """Return what each file did that could. Raises ExternalSystemError where none could."""
    done: list[Done] = []
    failed: ExternalSystemError | None = None
    for file in files:
        try:
            done.append(do(file))
        except ExternalSystemError as error:
            failed = failed or error
    if failed is not None and not done:
        raise failed
    return done


def _largest(sizes: Sequence[int | None]) -> int | None:
    return max((size for size in sizes if size is not None), default=None)


def witnesses_of(file: OfficeFile, folder: Path) -> Witnesses:
    """Return the witnesses of the office in that folder."""
    paths, beside = file.witnesses(folder), file.stamps(folder)
    if file.time_stamps is None or beside is None:
        return Witnesses(paths)
    from desktop.environment.time_stamps import TimeStamps  # HTTP and mail: most offices have no authority

    return Witnesses(paths, TimeStamps(*file.time_stamps, beside))


def place_problem(folder: Path, file: Path, office: Path) -> str | None:
    """Return why the witness `file` cannot be in that folder, by its code; None where it can.

    `witness_folder_missing`, `witness_inside`, `witness_taken_there` or `witness_not_writable`.
    """
    if not folder.is_dir():
        return "witness_folder_missing"
    if folder.resolve().is_relative_to(office.resolve()):
        return "witness_inside"
    probe = folder / f".listening-room-{secrets.token_hex(8)}"
    try:
        if file.exists() and (not file.is_file() or file.stat().st_size):
            return "witness_taken_there"
        write_file(probe, b"Listening Room tries whether it can write here.\n")
        probe.unlink()
        sync_folder(folder)
    except OSError:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
        return "witness_not_writable"
    return None


def same_disk(one: Path, other: Path) -> bool:
    """Return whether both are on one file system; of a folder that is not there yet, the nearest that is."""
    return _device(one) == _device(other)


def is_on_own_disk(office: OfficeFile, folder: Path) -> bool:
    """Return whether an office on a server has no witness file but on the disk of this PC itself, where its folder is.

    A file that is not there says nothing: its share may be away.
    """
    files = [file for file in office.witnesses(folder) if file.exists()]
    return office.database is not None and bool(files) and all(same_disk(file.parent, folder) for file in files)


def _device(path: Path) -> int | None:
    for at in (path, *path.absolute().parents):
        with suppress(OSError):
            return at.stat().st_dev
    return None

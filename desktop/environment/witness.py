"""The witness: a text file outside the database, in another place, that records the log's length and root.

Rules:
- It begins with the desk's first public key (`begin`); further desks of the same log may begin in the same file.
- After that each entry is one signed checkpoint (`domain.log.checkpoint`). Entries are only ever added, each under the
  file's lock and in one piece, and on the disk when `add` returns: the file, and the folder where the file is new.
- An entry cut off by a crash is no entry: it is removed before the next is added. One cut off by a full disk is
  removed at once: the verifier would call the file damaged until then.
- Other unreadable content is not ours to repair: SurroundingsError (`witness_damaged`).
- Adding takes as long in a long file as in a short one: it reads the beginning, where first keys are, and the end.
  The whole file is read only for a desk found in neither.
- Anything but an ordinary file (a pipe, a device) is not opened: reading it could wait for ever. A file longer than
  any office's is not read either.
- Nothing is verified here; the verifier requires this file and trusts it for the first keys.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import TypeVar

from desktop.domain.log.checkpoint import SignedNote, parse_note, parse_verifier_key, verifier_key
from desktop.environment.file_lock import locked
from desktop.environment.lasting import make_folder, open_regular, sync_folder
from desktop.environment.witness_entries import HEADER as HEADER
from desktop.environment.witness_entries import Entries, read_entries
from desktop.errors import LogBrokenError, SurroundingsError

PIECE = 1 << 14
"""Bytes at the beginning and at the end that hold all that adding needs: a few dozen entries."""

MOST = 1 << 30
"""Bytes of the longest file that is read: over two million entries."""


NOTHING = Entries((), (), 0)
Seen = TypeVar("Seen")
Begun = dict[str, tuple[str, bytes]]
"""Each key name's origin and first public key."""


class Witness:
    """One witness file. Every method raises SurroundingsError with a code of this module."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, origin: str, name: str, public: bytes) -> None:
        """Record a desk's first key; with the same key again it does nothing."""
        with self._writing(new=True) as file:
            entries = _read(file)
            begun = _begun(entries.geneses)
            if begun.get(name, (origin, public)) != (origin, public):
                raise _error("witness_not_begun")
            if any(known != origin for known, _ in begun.values()):
                raise _error("witness_not_begun")
            if name not in begun:
                self._append(file, f"{HEADER}\n{origin}\n{verifier_key(name, public)}\n\n", entries.end)

    def is_there(self) -> bool:
        """Return whether it can be read and written, and a log has begun in it. Where a share is away it is not."""
        try:
            return os.access(self.path, os.W_OK) and bool(self._look(_read_end, NOTHING).end)
        except SurroundingsError:
            return False

    def add(self, checkpoint: str) -> None:
        """Add a signed checkpoint of a desk that has begun here; the newest is not added twice."""
        note = _parsed(checkpoint)
        with self._writing() as file:
            end = _read_end(file)
            if not _has_begun(file, note, end):
                raise _error("witness_not_begun")
            if end.checkpoints[-1:] != (checkpoint.encode(),):
                self._append(file, f"{checkpoint}\n", end.end)

    def forget(self, origin: str) -> None:
        """Empty a file in which nothing but that log has begun: one whose office was never finished."""
        if not self.text():
            return
        with self._writing() as file:
            if {known for known, _ in _begun(_read(file).geneses).values()} == {origin}:
                file.truncate(0)
                os.fsync(file.fileno())

    def text(self) -> str:
        """Return all of it, in the verifier's form; empty where there is no file."""
        return self._look(_whole, b"").decode("utf-8", "replace")

    def readable_text(self) -> str | None:
        """Return all of it, or None where it cannot be read: the verifier has a finding for that."""
        try:
            return self.text()
        except SurroundingsError:
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
        except FileNotFoundError:
            return nothing
        except OSError:
            raise _error("witness_unusable") from None

    @contextmanager
    def _writing(self, *, new: bool = False) -> Iterator[FileIO]:
        """Open the file under its lock; with `new`, create a missing one."""
        try:
            if new:
                make_folder(self.path.parent, 0o777)
            with (
                open_regular(self.path, os.O_RDWR | os.O_APPEND | (os.O_CREAT if new else 0)) as file,
                locked(file.fileno()),
            ):
                _must_be_readable(file)
                yield file
        except FileNotFoundError:
            raise _error("witness_unusable" if new else "witness_not_begun") from None
        except TimeoutError:
            raise _error("witness_busy") from None
        except OSError:
            raise _error("witness_unusable") from None

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
    try:
        return read_entries(_bytes(file, start), start)
    except ValueError:
        raise _error("witness_damaged") from None


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
    try:
        return read_entries(content).geneses
    except ValueError:
        raise _error("witness_damaged") from None


def _names(begun: Begun, note: SignedNote) -> bool:
    origins = {begun[entry.name][0] for entry in note.signatures if entry.name in begun}
    return origins == {note.checkpoint.origin}


def _begun(geneses: Iterable[bytes]) -> Begun:
    begun = {}
    for genesis in geneses:
        _, origin, key = genesis.decode("utf-8", "replace").split("\n")
        try:
            name, public = parse_verifier_key(key)
        except LogBrokenError:
            raise _error("witness_damaged") from None
        begun[name] = (origin, public)
    return begun


def _parsed(checkpoint: str) -> SignedNote:
    try:
        return parse_note(checkpoint)
    except LogBrokenError:
        raise _error("witness_damaged") from None


def _error(code: str) -> SurroundingsError:
    return SurroundingsError(code)

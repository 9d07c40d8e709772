"""The witness: a text file outside the database, in another place, that says how long the log was and under which root.

Rules:
- It begins with the desk's first public key (`begin`); further desks of the same log may begin in the same file.
- After that each entry is one signed checkpoint (`domain.checkpoint`). Entries are only ever added, each written in one
  piece and on the disk when `add` returns. A blank line ends each.
- An entry that was cut off by a crash is no entry: it is taken away before the next is added. One that a full disk cuts
  is taken away at once: the verifier would call the file damaged until then.
- Anything else that cannot be read is not ours to mend: SurroundingsError (`witness_damaged`).
- Nothing is verified here; the verifier requires this file and trusts it for the first keys.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime, timedelta
from io import FileIO
from pathlib import Path

from desktop.domain.checkpoint import SignedNote, parse_note, parse_verifier_key, verifier_key
from desktop.errors import LogBrokenError, SurroundingsError

HEADER = "listening-room witness v1"

_HEADER = f"{HEADER}\n".encode()
_SIGNATURE = "— ".encode()

_WORDS = {
    "witness_unusable": "The witness file cannot be read or written. Check that its folder can be reached.",
    "witness_damaged": "The witness file was changed by something else than this program.",
    "witness_not_begun": "The witness file does not begin with this log's first key.",
}


class Witness:
    """One witness file. Every method raises SurroundingsError with a code of this module."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self, origin: str, name: str, public: bytes) -> None:
        """Name a desk's first key; with the same key again it does nothing."""
        genesis = f"{HEADER}\n{origin}\n{verifier_key(name, public)}\n\n"
        begun = self._begun()
        if name not in begun:
            if any(known != origin for known, _ in begun.values()):
                raise _error("witness_not_begun")
            self._append(genesis)
        elif begun[name] != (origin, public):
            raise _error("witness_not_begun")

    def add(self, checkpoint: str) -> None:
        """Add a signed checkpoint of a desk that has begun here; the newest again is not added twice."""
        note = _parsed(checkpoint)
        begun = self._begun()
        origins = {begun[entry.name][0] for entry in note.signatures if entry.name in begun}
        if origins != {note.checkpoint.origin}:
            raise _error("witness_not_begun")
        if self.latest() != checkpoint:
            self._append(f"{checkpoint}\n")

    def text(self) -> str:
        """All of it, as the verifier takes it; empty where there is no file."""
        return self._bytes().decode("utf-8", "replace")

    def latest(self) -> str | None:
        """The newest checkpoint, or None."""
        _, checkpoints, _ = _entries(self._bytes())
        return checkpoints[-1].decode("utf-8", "replace") if checkpoints else None

    def age(self, now: datetime) -> timedelta | None:
        """How long ago the newest checkpoint was signed, or None."""
        latest = self.latest()
        return None if latest is None else now - _parsed(latest).checkpoint.at

    def _bytes(self) -> bytes:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError:
            raise _error("witness_unusable") from None

    def _begun(self) -> dict[str, tuple[str, bytes]]:
        """For each key's name: the origin and the public key it began with."""
        geneses, _, _ = _entries(self._bytes())
        begun = {}
        for genesis in geneses:
            _, origin, key = genesis.decode("utf-8", "replace").split("\n")
            try:
                name, public = parse_verifier_key(key)
            except LogBrokenError:
                raise _error("witness_damaged") from None
            begun[name] = (origin, public)
        return begun

    def _append(self, entry: str) -> None:
        _, _, whole = _entries(self._bytes())
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab", buffering=0) as file:
                if file.tell() > whole:
                    file.truncate(whole)
                _write_whole(file, entry.encode("utf-8"), whole)
        except OSError:
            raise _error("witness_unusable") from None


def _write_whole(file: FileIO, entry: bytes, whole: int) -> None:
    """Write the entry so that it lasts, or leave the file as long as it was: half an entry reads as tampering.

    `file` is unbuffered: a buffer would be written once more when the file is closed.
    """
    try:
        while entry:
            entry = entry[file.write(entry) :]
        os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            os.ftruncate(file.fileno(), whole)
        raise


def _entries(content: bytes) -> tuple[list[bytes], list[bytes], int]:
    """The geneses, the checkpoints, and how many bytes at the start are whole entries."""
    *blocks, _ = content.split(b"\n\n")
    geneses, checkpoints, body, whole, at = [], [], b"", 0, 0
    for block in blocks:
        at += len(block) + 2
        if body:
            if not block.startswith(_SIGNATURE):
                raise _error("witness_damaged")
            checkpoints.append(body + b"\n\n" + block + b"\n")
            body, whole = b"", at
        elif block.startswith(_HEADER) and block.count(b"\n") == 2:
            geneses.append(block)
            whole = at
        else:
            body = block
    return geneses, checkpoints, whole


def _parsed(checkpoint: str) -> SignedNote:
    try:
        return parse_note(checkpoint)
    except LogBrokenError:
        raise _error("witness_damaged") from None


def _error(code: str) -> SurroundingsError:
    return SurroundingsError(code, _WORDS[code])

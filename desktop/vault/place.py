"""The vault as whoever stores and reads sound sees it, in a folder or in the database; its files for the nightly run.

- A file that no row names is moved, never deleted: into `quarantine/2026-11-24/original-IDENTIFIER`, the folder of the
  day of the move. It is restored by a move back, and where its place is taken it stays.
- The day is in the folder's name, and not in the file's own times: those follow whoever copies the folder.
- Files stored less than a day ago are left alone: an import may be under way, whose row comes last.
- Old working copies, and unfinished files of a killed program, are no recordings: they are deleted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol, Self

from desktop.application.ports.sound import StoredFile
from desktop.vault.blobs import BlobKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import TracebackType

    from desktop.vault.blobs import BlobKind
    from desktop.vault.container import RangeReader, Written


class NewFile(Protocol):
    """An encrypted file being written, not yet kept: leaving its `with` without `keep` leaves nothing of it."""

    @property
    def written(self) -> Written:
        """Its sizes and digest."""
        ...

    def open(self) -> RangeReader:
        """Open a reader of a file that may yet be given up, to be closed before that. Raises VaultDamagedError."""
        ...

    def sync(self) -> None:
        """Make its bytes last, where that takes time; another thread may do so while they are read."""
        ...

    def keep(self) -> None:
        """Keep it: it is there from now on. Raises ExternalSystemError, FileExistsError."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Vault(Protocol):
    """The stored recordings of one office. Holds no key. Rules: `blobs`; each method raises as it does there."""

    def has(self, kind: BlobKind, id: str) -> bool:
        """Return whether that file is there, whole or not."""
        ...

    def store(self, kind: BlobKind, id: str, plain: Iterable[bytes], key: bytes) -> Written:
        """Encrypt `plain` into a new file. An error leaves no file behind; one raised by `plain` passes through."""
        ...

    def begin(self, kind: BlobKind, id: str, plain: Iterable[bytes], key: bytes) -> NewFile:
        """Begin a `store`: it is not there until it is kept, and may be read meanwhile."""
        ...

    def rebuild(self, kind: BlobKind, id: str, plain: Iterable[bytes], key: bytes) -> NewFile:
        """Begin a replacement: kept, it replaces the existing file. ValueError for kinds that cannot be rebuilt."""
        ...

    def open(self, kind: BlobKind, id: str, key: bytes) -> RangeReader:
        """Open a reader, to be closed by the caller. Raises VaultDamagedError: `vault_missing`, or see `container`."""
        ...

    def older_than(self, seconds: float) -> Iterator[tuple[BlobKind, str]]:
        """Yield kind and identifier of each stored file that was written so long ago, in no order; however many."""
        ...

    def drop_unfinished(self, seconds: float) -> int:
        """Delete unfinished files that a program killed so long ago left; return how many."""
        ...

    def in_quarantine(self) -> Sequence[tuple[str, str]]:
        """Return day and name (kind, hyphen, identifier) of the files in quarantine, in no order."""
        ...

    def quarantine(self, kind: BlobKind, id: str, day: str) -> bool:
        """Move it into that day's quarantine; return whether that was possible."""
        ...

    def put_back(self, kind: BlobKind, id: str, day: str) -> bool:
        """Restore it from that day's quarantine; not where its place is taken."""
        ...

    def destroy(self, kind: BlobKind, id: str, day: str | None = None) -> bool:
        """Delete the file, or the one in that day's quarantine; a missing one is fine. Return whether it is gone."""
        ...


DAY_SECONDS = 24 * 3600
WORKING_DAYS = 30
"""Longer than a request takes from its recording to its copy, as a rule."""

_QUARANTINED = re.compile(rf"({'|'.join(BlobKind)})-([0-9a-f]{{32}})")


class VaultFiles:
    """The port `VaultFiles` over a vault."""

    def __init__(self, blobs: Vault, working_days: int = WORKING_DAYS) -> None:
        self._blobs = blobs
        self._working_days = working_days

    def stored(self) -> Iterator[StoredFile]:
        return (StoredFile(kind.value, id) for kind, id in self._blobs.older_than(DAY_SECONDS))

    def in_quarantine(self) -> Sequence[StoredFile]:
        found = []
        for day, name in self._blobs.in_quarantine():
            if (named := _QUARANTINED.fullmatch(name)) and (since := _day_of(day)):
                found.append(StoredFile(named[1], named[2], since))
        return sorted(found)

    def quarantine(self, file: StoredFile, day: date) -> bool:
        return self._blobs.quarantine(BlobKind(file.kind), file.id, day.isoformat())

    def put_back(self, file: StoredFile) -> bool:
        return self._blobs.put_back(BlobKind(file.kind), file.id, _folder(file))

    def destroy(self, file: StoredFile) -> bool:
        kind = BlobKind(file.kind)
        return self._blobs.destroy(kind, file.id, None if file.since is None else _folder(file))

    def leftovers(self) -> Iterator[StoredFile]:
        rebuildable = (BlobKind.WORKING, BlobKind.LOUDNESS)
        old = self._blobs.older_than(self._working_days * DAY_SECONDS)
        return (StoredFile(kind.value, id) for kind, id in old if kind in rebuildable)

    def drop_unfinished(self) -> int:
        return self._blobs.drop_unfinished(DAY_SECONDS)


def _folder(file: StoredFile) -> str:
    assert file.since is not None, "it lies in quarantine"
    return file.since.isoformat()


def _day_of(folder: str) -> date | None:
    try:
        return date.fromisoformat(folder)
    except ValueError:
        return None  # not ours

"""The vault as whoever stores and reads sound sees it, in a folder (`blobs`) or in the database; its files by night.

Rules of the vault in the database:
- Only ciphertext reaches it: the same containers, under the same kinds, identifiers and contexts as in a folder.
- A file is there whole or not at all, and nothing is ever overwritten; derived audio may be replaced whole.
- A file that is being written is one transaction: a killed program or a lost connection leaves nothing of it, and there
  are no leftovers to drop.
- The database refuses to destroy or quarantine an original or a copy that a living row names. That is no error: the
  file stays, as one does that someone has open.

Rules of the nightly run:
- A file that no row names is moved, never deleted: into `quarantine/2026-11-24/original-IDENTIFIER`, the folder of the
  day of the move. It is restored by a move back, and where its place is taken it stays.
- The day is in the folder's name, and not in the file's own times: those follow whoever copies the folder.
- Files stored less than a day ago are left alone: an import may be under way, whose row comes last.
- Old working copies, and unfinished files of a killed program, are no recordings: they are deleted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from desktop.application.ports.sound import StoredFile
from desktop.errors import VaultDamagedError
from desktop.vault.blobs import DERIVED_FROM_ORIGINALS, BlobKind, Blobs, NewFile, checked, context_of, reader_of

if TYPE_CHECKING:
    from desktop.application.ports.sound import NewVaultFile, VaultRows
    from desktop.vault.container import RangeReader, Written


class DatabaseVault:
    """The stored recordings of one office, over its database's rows. Holds no key; each method is as in `Blobs`."""

    def __init__(self, rows: VaultRows) -> None:
        self._rows = rows

    def has(self, kind: BlobKind, id: str) -> bool:
        """See `Blobs`."""
        return self._rows.has(kind.value, checked(id))

    def store(self, kind: BlobKind, id: str, plain: Iterable[bytes], key: bytes) -> Written:
        """See `Blobs`."""
        with self.begin(kind, id, plain, key) as unfinished:
            unfinished.keep()
            return unfinished.written

    def begin(self, kind: BlobKind, id: str, plain: Iterable[bytes], key: bytes) -> UnfinishedRows:
        """See `Blobs`."""
        return UnfinishedRows(self._rows.begin(kind.value, checked(id)), plain, key, context_of(kind, id))

    def rebuild(self, kind: BlobKind, id: str, plain: Iterable[bytes], key: bytes) -> UnfinishedRows:
        """See `Blobs`."""
        if kind not in DERIVED_FROM_ORIGINALS:
            raise ValueError("an original or an approved copy is never written over")
        return UnfinishedRows(self._rows.begin(kind.value, checked(id), over=True), plain, key, context_of(kind, id))

    def open(self, kind: BlobKind, id: str, key: bytes) -> RangeReader:
        """See `Blobs`."""
        source = self._rows.open(kind.value, checked(id))
        if source is None:
            raise VaultDamagedError("vault_missing")
        return reader_of(source, key, context_of(kind, id))

    def older_than(self, seconds: float) -> Iterator[tuple[BlobKind, str]]:
        """See `Blobs`."""
        return ((BlobKind(kind), id) for kind, id in self._rows.older_than(seconds))

    def drop_unfinished(self, seconds: float) -> int:
        """Return 0: an unfinished file is a transaction that never ends well, and leaves nothing."""
        return 0

    def in_quarantine(self) -> list[tuple[str, str]]:
        """See `Blobs`."""
        return [(day, f"{kind}-{id}") for day, kind, id in self._rows.in_quarantine()]

    def quarantine(self, kind: BlobKind, id: str, day: str) -> bool:
        """See `Blobs`."""
        return self._rows.quarantine(kind.value, checked(id), day)

    def put_back(self, kind: BlobKind, id: str, day: str) -> bool:
        """See `Blobs`."""
        return self._rows.put_back(kind.value, checked(id), day)

    def destroy(self, kind: BlobKind, id: str, day: str | None = None) -> bool:
        """See `Blobs`."""
        return self._rows.destroy(kind.value, checked(id), day)


class UnfinishedRows(NewFile):
    """One in the database."""

    def __init__(self, new: NewVaultFile, plain: Iterable[bytes], key: bytes, context: bytes) -> None:
        from desktop.vault.container import write  # at its first use: the windows do not wait for its ciphers

        self._new, self._key, self._context = new, key, context
        try:
            self.written = write(plain, new, key, context)
            new.finish()
        except BaseException:
            new.drop()
            raise

    def open(self) -> RangeReader:
        return reader_of(self._new.reading(), self._key, self._context)

    def sync(self) -> None:
        """Do nothing: the database makes it last when it is kept."""

    def keep(self) -> None:
        self._new.keep()

    def drop(self) -> None:
        self._new.drop()


Vault = Blobs | DatabaseVault
"""The stored recordings of one office, wherever it keeps them."""


DAY_SECONDS = 24 * 3600
WORKING_DAYS = 30
"""Longer than a request takes from its recording to its copy, as a rule."""

_QUARANTINED = re.compile(rf"({'|'.join(BlobKind)})-([0-9a-f]{{32}})")


def in_quarantine(folder: str, name: str) -> StoredFile | None:
    """Return the file in quarantine of that name, in the folder of a day; None where a name is not ours."""
    named = _QUARANTINED.fullmatch(name)
    try:
        return named and StoredFile(named[1], named[2], date.fromisoformat(folder))
    except ValueError:
        return None


class VaultFiles:
    """The port `VaultFiles` over a vault."""

    def __init__(self, blobs: Vault, working_days: int = WORKING_DAYS) -> None:
        self._blobs = blobs
        self._working_days = working_days

    def stored(self) -> Iterator[StoredFile]:
        return (StoredFile(kind.value, id) for kind, id in self._blobs.older_than(DAY_SECONDS))

    def in_quarantine(self) -> Sequence[StoredFile]:
        found = (in_quarantine(day, name) for day, name in self._blobs.in_quarantine())
        return sorted(file for file in found if file is not None)

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

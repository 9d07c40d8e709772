"""The vault's files for the nightly run: the stored ones, and the quarantine for those that no row names.

Rules:
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

from desktop.application.ports.keeping import StoredFile
from desktop.vault.blobs import BlobKind
from desktop.vault.place import Vault

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

"""What keeping needs of the database (rules: `domain.recordings.keeping`). A kind is `original` or `approved`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from desktop.domain.copies.copy import SealedKey
from desktop.domain.recordings.keeping import Hold, HoldReview, Kept, StopDeletion
from desktop.domain.shared.ids import CopyId, HoldId, RecordingId, RequestId, RetentionKeyId


@dataclass(frozen=True)
class Sealed:
    """A recording or a copy under a retention key, and whether its recording is held."""

    id: str
    key: SealedKey
    held: bool


@dataclass(frozen=True)
class KeyInUse:
    """A retention key under which something has been destroyed, and what still lives under it."""

    id: RetentionKeyId
    source: str
    month: str
    kind: str
    wrapped: bytes
    living: tuple[Sealed, ...]


@dataclass(frozen=True, order=True)
class StoredFile:
    """A file of the vault, by what it holds (`original`, `approved`, or what was made of an original) and of what.

    `since`: the day on which it was set aside, where it lies in quarantine.
    """

    kind: str
    id: str
    since: date | None = None

    @property
    def name(self) -> str:
        """As the log and the nightly run's report have it."""
        return f"{self.kind}-{self.id}"


class VaultFiles(Protocol):
    """The files of the vault. What could not be moved or removed because somebody has it open is False.

    Each raises SurroundingsError where the vault does not answer otherwise.
    """

    def stored(self) -> Sequence[StoredFile]:
        """What was stored more than a day ago and lies in its place."""
        ...

    def in_quarantine(self) -> Sequence[StoredFile]: ...

    def set_aside(self, file: StoredFile, day: date) -> bool:
        """Move it into the quarantine of that day."""
        ...

    def put_back(self, file: StoredFile) -> bool:
        """Move it from there into its place; not where that is taken."""
        ...

    def destroy(self, file: StoredFile) -> bool: ...

    def drop_leftovers(self, living: Collection[str]) -> int:
        """Remove old working copies of these, which are made again when they are needed, and what was never finished.
        How many files.
        """
        ...


class Keeping(Protocol):
    """Holds, and what is kept or destroyed."""

    def add_hold(self, hold: Hold) -> None: ...

    def save_hold(self, hold: Hold) -> None: ...

    def hold(self, id: HoldId) -> Hold: ...

    def holds_of(self, request: RequestId) -> Sequence[Hold]: ...

    def due_for_review(self, day: date) -> Sequence[Hold]:
        """Holds that stand and are due for review on that day; the first first."""
        ...

    def add_review(self, hold: HoldId, review: HoldReview) -> None:
        """Keep that it was looked at again, with the words of the note."""
        ...

    def reviews_of(self, hold: HoldId) -> Sequence[HoldReview]:
        """In their order."""
        ...

    def hold_recording(self, hold: HoldId, recording: RecordingId) -> None:
        """That hold holds this recording too; where it did already, nothing changes."""
        ...

    def hold_recordings(self, hold: HoldId, recordings: Sequence[RecordingId]) -> None:
        """The same for many, each named once."""
        ...

    def held_by(self, hold: HoldId) -> Sequence[RecordingId]: ...

    def holding(self, recording: RecordingId) -> Sequence[HoldId]:
        """The holds that hold it, whether they still stand or not."""
        ...

    def add_task(self, task: StopDeletion) -> None: ...

    def save_task(self, task: StopDeletion) -> None: ...

    def tasks_of(self, request: RequestId) -> Sequence[StopDeletion]:
        """By source."""
        ...

    def not_stopped(self) -> Sequence[tuple[str, StopDeletion]]:
        """What has still to be stopped for requests that are looked for, with their references; the first day first."""
        ...

    def sources(self) -> Sequence[str]:
        """Of which sources there are recordings that have not been destroyed."""
        ...

    def count(self) -> int:
        """How many recordings have not been destroyed."""
        ...

    def kept(self, source: str, before: datetime) -> Sequence[Kept]:
        """What is still there of calls before that time, the oldest first."""
        ...

    def calls_of(self, source: str) -> Mapping[RecordingId, datetime]:
        """The time of the call of each recording of a source that is still there."""
        ...

    def kept_one(self, id: RecordingId) -> Kept | None:
        """One recording as it stands now, locked until the transaction ends; None where it is destroyed."""
        ...

    def asking(self, recording: RecordingId) -> Sequence[str]:
        """The references of the requests for which it is kept as `asked_for`."""
        ...

    def copies_of(self, recording: RecordingId) -> Sequence[CopyId]:
        """Its copies that have not been destroyed."""
        ...

    def mark_destroyed(self, recording: RecordingId, at: datetime) -> None:
        """Empty the keys of the recording and of its copies."""
        ...

    def destroy_copies(self, request: RequestId, at: datetime) -> Sequence[CopyId]:
        """Empty the keys of all copies that were made for that request and are still there; which they were."""
        ...

    def keys_with_destroyed(self) -> Sequence[KeyInUse]:
        """Retention keys under which something has been destroyed."""
        ...

    def destroy_key(self, id: RetentionKeyId, at: datetime) -> None:
        """Empty the retention key itself."""
        ...

    def reseal(self, kind: str, id: str, key: RetentionKeyId, data_key_wrapped: bytes) -> None:
        """A recording or a copy lies under another retention key from now on."""
        ...

    def living(self) -> Sequence[str]:
        """The identifiers of originals and copies that have not been destroyed."""
        ...

    def destroyed(self) -> Sequence[str]:
        """Those of originals and copies that have been."""
        ...

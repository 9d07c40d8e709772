"""The ports for recordings: originals and copies, drafts, transcripts, retention keys, holds, the vault's files; and
folders that are imported, each recording with its metadata.

- A kind is `original` or `approved`. Rules of retention: `domain.recordings.retention`; of importing: `importing`.
- A `Candidate` is one recording, opened once; its receiver closes it. A file that cannot be one carries the reason.
- File names hold telephone numbers: `path` is for the report, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from desktop.application.ports.sound import Incoming, StoredFile, StoredSound, Watcher
from desktop.domain.recordings.sources import heading

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from desktop.domain.copies.copy import ApprovedCopy, Recording, SealedKey
    from desktop.domain.copies.marking import Draft
    from desktop.domain.copies.transcript import SealedTranscript
    from desktop.domain.recordings.finding import Found, Window
    from desktop.domain.recordings.retention import Hold, HoldReview, Kept, Source, StopDeletion
    from desktop.domain.recordings.sources import Column
    from desktop.domain.shared.ids import CopyId, HoldId, PersonId, RecordingId, RequestId, RetentionKeyId
    from desktop.errors import MediaRefusedError


class Recordings(Protocol):
    """Originals and approved copies, and the retention keys that seal them."""

    def get(self, id: RecordingId) -> Recording: ...

    def add(self, recording: Recording) -> None: ...

    def by_digest(self, digest: str) -> Recording | None: ...

    def copy(self, id: CopyId) -> ApprovedCopy: ...

    def preparers(self, request: RequestId) -> frozenset[PersonId]:
        """Return everybody who has ever prepared a copy for that request."""

    def add_copy(self, copy: ApprovedCopy) -> None: ...

    def retention_key(self, source: str, month: str, kind: str) -> tuple[RetentionKeyId, bytes] | None:
        """Return the key of that source, month (`2026-11`) and kind, wrapped to the desks; or None."""

    def tell_number(self, id: RecordingId, number: str | None, salt: str | None) -> None:
        """Set its number, in normal form, and the salt of its digest."""

    def add_retention_key(self, id: RetentionKeyId, source: str, month: str, kind: str, wrapped: bytes) -> None: ...

    def search(
        self, number: str | None, within: Window, *, outbound: bool, limit: int | None = None
    ) -> Sequence[Found]:
        """Return the recordings left of that number, or without a number (None); the earliest first.

        `outbound`: the direction of the requested call (`finding.may_go`).
        """

    def search_by_time(self, within: Window, *, outbound: bool, limit: int | None = None) -> Sequence[Found]:
        """Return the same, whatever their number, unless it is unreadable."""

    def named_by(self, recordings: Sequence[RecordingId]) -> Mapping[RecordingId, frozenset[RequestId]]:
        """Return the requests that name each of these as their recording; recordings that none names are left out."""


@dataclass(frozen=True)
class Sealed:
    """A recording or a copy under a retention key, and whether its recording is on hold."""

    id: str
    key: SealedKey
    held: bool


@dataclass(frozen=True)
class KeyInUse:
    """A retention key, and what it still seals. `retired`: no more sound comes under it."""

    id: RetentionKeyId
    source: str
    month: str
    kind: str
    wrapped: bytes
    living: tuple[Sealed, ...]
    retired: bool = False


class VaultFiles(Protocol):
    """The files of the vault. False means that a file could not be moved or removed because someone has it open.

    Each method raises ExternalSystemError where the vault fails otherwise.
    """

    def stored(self) -> Iterator[StoredFile]:
        """Yield the files stored more than a day ago, in their places, in no order; however many."""

    def in_quarantine(self) -> Sequence[StoredFile]: ...

    def quarantine(self, file: StoredFile, day: date) -> bool:
        """Move it into the quarantine of that day."""

    def put_back(self, file: StoredFile) -> bool:
        """Restore it from quarantine; not where its place is taken."""

    def destroy(self, file: StoredFile) -> bool: ...

    def leftovers(self) -> Iterator[StoredFile]:
        """Yield old working copies, which are rebuilt when needed."""

    def drop_unfinished(self) -> int:
        """Delete the files that a killed program never finished. Return how many."""


class RetentionKeys(Protocol):
    """Retention keys, and what each of them seals."""

    def in_use(self) -> Sequence[KeyInUse]:
        """Return the keys that are not destroyed, without what they seal."""

    def wrap(self, id: RetentionKeyId, wrapped: bytes) -> None:
        """Save that key, wrapped to other desks."""

    def retire(self, kinds: Collection[str], at: datetime) -> None:
        """Let no more sound come under the keys of these kinds."""

    def sealed_under(self, id: RetentionKeyId, limit: int) -> Sequence[Sealed]:
        """Return what a key that is not destroyed still seals, so many at the most, in the order of identifiers."""

    def at_their_end(self) -> Sequence[RetentionKeyId]:
        """Return the keys, but retired ones, under which something has been destroyed and the rest is on hold."""

    def at_its_end(self, id: RetentionKeyId) -> KeyInUse | None:
        """Return that one, with what it still seals; None where it is not, or not any more."""

    def destroy(self, id: RetentionKeyId, at: datetime) -> None:
        """Empty the retention key itself."""

    def reseal(self, kind: str, id: str, key: RetentionKeyId, data_key_wrapped: bytes) -> None:
        """Move a recording or a copy under another retention key."""


class Keeping(Protocol):
    """Holds, and the recordings kept or destroyed."""

    def add_hold(self, hold: Hold) -> None: ...

    def save_hold(self, hold: Hold) -> None: ...

    def hold(self, id: HoldId) -> Hold: ...

    def holds_of(self, request: RequestId) -> Sequence[Hold]: ...

    def due_for_review(self, day: date) -> Sequence[Hold]:
        """Return holds in force that are due for review on that day, the earliest first."""

    def add_review(self, hold: HoldId, review: HoldReview) -> None:
        """Save a review, with the words of its note."""

    def reviews_of(self, hold: HoldId) -> Sequence[HoldReview]:
        """Return its reviews in order."""

    def hold_recording(self, hold: HoldId, recording: RecordingId) -> None:
        """Add this recording to that hold; where it is on it already, nothing changes."""

    def hold_recordings(self, hold: HoldId, recordings: Sequence[RecordingId]) -> None:
        """Add many, each named once."""

    def held_by(self, hold: HoldId) -> Sequence[RecordingId]: ...

    def holding(self, recording: RecordingId) -> Sequence[HoldId]:
        """Return the holds on it, in force or not."""

    def add_task(self, task: StopDeletion) -> None: ...

    def save_task(self, task: StopDeletion) -> None: ...

    def tasks_of(self, request: RequestId) -> Sequence[StopDeletion]:
        """Return its tasks by source."""

    def not_stopped(self) -> Sequence[tuple[str, StopDeletion]]:
        """Return deletions still to be stopped, with the references of requests being searched; the earliest first."""

    def sources(self) -> Sequence[str]:
        """Return the sources of recordings that have not been destroyed."""

    def count(self) -> int:
        """Return how many recordings have not been destroyed."""

    def count_sounds(self) -> int:
        """Return how many originals and approved copies have not been destroyed."""

    def sounds_after(self, name: str, limit: int) -> Sequence[StoredSound]:
        """Return those behind the file of that name ("": from the first), in the order of names, so many at most."""

    def sound(self, file: StoredFile) -> StoredSound | None:
        """Return that one; None where it has been destroyed, or never was."""

    def kept(self, source: str, before: datetime, after: Kept | None = None) -> Iterator[Kept]:
        """Yield the recordings left of calls before that time, the oldest first; however many, in pieces.

        `after`: those behind that one.
        """

    def calls_of(self, source: str) -> Mapping[RecordingId, datetime]:
        """Return the call time of each recording of a source that is still there."""

    def kept_one(self, id: RecordingId) -> Kept | None:
        """Return one recording as it is now, locked until the transaction ends; None where it is destroyed."""

    def asking(self, recording: RecordingId) -> Sequence[str]:
        """Return the references of the requests for which it is kept as `asked_for`."""

    def copies_of(self, recording: RecordingId) -> Sequence[CopyId]:
        """Return its copies that have not been destroyed."""

    def mark_destroyed(self, recording: RecordingId, at: datetime) -> None:
        """Empty the keys of the recording and of its copies."""

    def destroy_copies(self, request: RequestId, at: datetime) -> Sequence[CopyId]:
        """Empty the keys of all copies of that request that are still there; return which they were."""

    def living(self) -> Sequence[str]:
        """Return the identifiers of originals and copies that have not been destroyed."""

    def fates(self, ids: Sequence[str]) -> Mapping[str, bool]:
        """Return which of these originals and copies have not been destroyed (True), and which have.

        One that no row names has none. A thousand at a time.
        """


class Drafts(Protocol):
    """The drafts of requests (`domain.copies.marking`)."""

    def get(self, request: RequestId) -> Draft:
        """Return the draft as last saved; an empty one of version 0 where there is none."""

    def save(self, request: RequestId, draft: Draft, by: PersonId, at: datetime) -> bool:
        """Save it in place of the version before; return whether that was still the newest. If not, save nothing."""

    def savers(self, request: RequestId) -> frozenset[PersonId]:
        """Return everybody who has ever saved marks of that request."""


class Transcripts(Protocol):
    """The transcripts of requests and of copies (`domain.copies.transcript`), sealed.

    What is read is what its row's digest says, or RowRefusedError; the digest is compared with the log (`Proven`).
    """

    def get(self, request: RequestId) -> SealedTranscript | None:
        """Return the transcript as last saved; None where there is none, or it was destroyed."""

    def version(self, request: RequestId) -> int:
        """Return the version saved last, also of one that was destroyed; 0 where none ever was."""

    def save(self, request: RequestId, sealed: SealedTranscript, by: PersonId, at: datetime) -> bool:
        """Save it in place of the version before; return whether that was still the newest. If not, save nothing."""

    def savers(self, request: RequestId) -> frozenset[PersonId]:
        """Return everybody who has ever saved a transcript of that request."""

    def destroy(self, request: RequestId) -> None:
        """Delete the words of a request whose recording is unlinked."""

    def of_copy(self, copy: CopyId) -> SealedTranscript | None:
        """Return what that copy has of it; None where it has none, or was destroyed."""

    def add_to_copy(self, copy: CopyId, sealed: SealedTranscript) -> None: ...


@dataclass(frozen=True)
class CallMetadata:
    """A recording's call metadata. `number` as it was given; `outbound` and the rest None where not known."""

    call_at: datetime
    number: str | None = field(default=None, repr=False)
    outbound: bool | None = None
    agent_channel: int | None = None
    ended_because: str | None = None


class OpenFile(Incoming, Protocol):
    """An open file from outside."""

    def close(self) -> None: ...


@dataclass(frozen=True)
class Candidate:
    """A recording, open, with `metadata`; or why it is none. `path` is relative to the folder.

    `unmarked`: the error where its name says that it is a recording, but nothing in it does.
    """

    path: str = field(repr=False)
    metadata: CallMetadata | None = None
    file: OpenFile | None = None
    refusal: MediaRefusedError | None = None
    unmarked: MediaRefusedError | None = None

    def close(self) -> None:
        """Close it. Safe at any time."""
        if self.file is not None:
            self.file.close()


@dataclass(frozen=True)
class PreviewRow:
    """One row, as it is written; `problem` is the code of why it cannot be read."""

    cells: tuple[str, ...] = field(repr=False)
    problem: str = ""


@dataclass(frozen=True)
class TablePreview:
    """The first rows of a table beside the recordings, as far as an import would read them."""

    path: str = field(repr=False)
    columns: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    problem: str = ""


@dataclass(frozen=True)
class TableSample:
    """The headings and the first rows of a table whose columns the source does not know, as they are written."""

    path: str = field(repr=False)
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)

    @property
    def name(self) -> str:
        """The table's name, without its folder."""
        return self.path.rpartition("/")[2]

    @property
    def choosable(self) -> tuple[str, ...]:
        """The headings that tell a column from the others: not empty, and there once."""
        compared = [heading(column) for column in self.columns]
        alone = [bool(each) and compared.count(each) == 1 for each in compared]
        return tuple(name for name, is_alone in zip(self.columns, alone, strict=True) if is_alone)


@dataclass(frozen=True)
class ReadCell:
    """One cell as a column map reads it: `value` None says nothing. `problem` says why it cannot be read.

    The start of a call is aware, a direction is True for outbound, a length is in seconds. `text`: as it is written.
    """

    value: datetime | str | bool | int | None = field(default=None, repr=False)
    problem: str = ""
    text: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True)
class Survey:
    """An overview of a folder: the number of files to import, the first table that a column map reads, and the first
    that none does.
    """

    files: int
    preview: TablePreview | None = None
    unread: TableSample | None = None


class Folders(Protocol):
    """A reader of folders of recordings. Raises ExternalSystemError where there is nothing at `path`. Long work."""

    def survey(self, path: Path, source: Source, watcher: Watcher | None = None) -> Survey:
        """Scan it once, without opening a recording."""

    def candidates(self, path: Path, source: Source) -> Iterator[Candidate]:
        """Yield every file, in order, one after the other; `path` may be one file."""

    def by_hand(self, path: Path, metadata: CallMetadata) -> Iterator[Candidate]:
        """Yield one file, with metadata that a person enters."""

    def read_as(
        self, sample: TableSample, columns: tuple[tuple[Column, str], ...], date_format: str, zone: ZoneInfo
    ) -> Mapping[Column, tuple[ReadCell, ...]]:
        """Return the cells of each of those columns, row by row, as a map of them would read them.

        Where the time has a column of its own, both are read under STARTED. Quick: of the first rows alone.
        """

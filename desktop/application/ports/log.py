"""The audit log's outside ports: a store for keys, and the desk's signing keys, one for each day.

Rules:
- A day is a UTC date that has events. The desk signs with the last key that it announced in the log.
- The next day's private key is stored before the event that announces it is committed, and the older ones are destroyed
  only afterwards. So whatever stops in between, the key that the log names is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from desktop.application.ports.recordings import KeyInUse
    from desktop.domain.copies.copy import SealedKey
    from desktop.domain.log.differences import Difference
    from desktop.domain.log.events import Event, EventKind
    from desktop.domain.log.replay.ledger import Finding
    from desktop.domain.office.people import Person
    from desktop.domain.office.policies import InForce, PolicyName
    from desktop.domain.recordings.retention import Kept
    from desktop.domain.shared.ids import CopyId, DeskId, PersonId, RecordingId, RequestId, RetentionKeyId, SessionId


class Keystore(Protocol):
    """Short secrets by name. Each method raises KeyringError where the keyring does not answer."""

    def get(self, name: str) -> str | None: ...

    def set(self, name: str, value: str) -> None: ...

    def delete(self, name: str) -> None: ...


class DaySigner(Protocol):
    """The signing keys of one desk in one log. Public keys are the 32 bytes of Ed25519 (RFC 8032)."""

    @property
    def origin(self) -> str:
        """The log's name, as its checkpoints have it."""

    @property
    def desk(self) -> str: ...

    def public(self, day: date) -> bytes | None:
        """Return the public key of that day, or None where its private key is not (or no longer) here."""

    def sign(self, day: date, data: bytes) -> bytes:
        """Return the 64-byte signature with that day's key. Raises KeyringError (`signing_key_lost`)."""

    @property
    def pinned(self) -> bytes | None:
        """The hash of its log's first event; None before the desk first saw it. Raises KeyringError."""

    def pin(self, genesis: bytes) -> None:
        """Pin that hash, unless it is. Raises KeyringError."""

    def may_follow(self, turn: int) -> bool:
        """Return whether the newest turn of this desk can be ours (`Turns`). Raises KeyringError."""

    def adopt_turn(self, turn: int) -> None:
        """Store at once that this turn was ours, whichever we have had (`Turns`). Raises KeyringError."""

    def begin_turn(self, turn: int) -> int:
        """Store that a turn after that one begins, and at `committed` that it did; return its number."""

    def introduce(self, data: bytes) -> bytes | None:
        """Return the signature with the key that the desk was enrolled with; None where it was enrolled without one.

        It is made once, over the desk's first key of a day. Raises KeyringError.
        """

    @property
    def spare(self) -> bytes:
        """The public half of the desk's spare key. Raises KeyringError."""

    def sign_anew(self, data: bytes) -> bytes:
        """Return the signature with the desk's spare key: over a key that follows none, after events were lost."""

    def begin(self, day: date) -> bytes:
        """Create and store that day's key, or find it; return its public half."""

    def retire_before(self, day: date, ahead: date | None = None) -> None:
        """At `committed`, destroy the keys of days before that one, and the key of `ahead` that it replaced.

        The transaction under way depends on that day's key.
        """

    def committed(self) -> None:
        """Note that the transaction is committed."""


@dataclass(frozen=True)
class Appended:
    """An event's number in the log, and the tree's root over all events up to and including it."""

    seq: int
    root: bytes


@dataclass(frozen=True)
class SignedCheckpoint:
    """The log's head as signed text (`domain.log.checkpoint`); `size` is the number of events under it."""

    size: int
    text: str


class Names(Protocol):
    """Names by which people know the things that a comparison finds."""

    def of(self, found: Difference | Finding) -> str:
        """Return the reference of a request, or the shown name of a PC; nothing where there is none."""


class Proven(Protocol):
    """The comparison of rows with the log, before someone acts on them.

    Each raises RowRefusedError where they differ; then nothing is done.
    """

    def follow(self) -> None:
        """Follow the log from its first event, which is pinned."""

    def missed(self) -> tuple[int, bytes] | None:
        """Return the size and the root of the log that this PC knew, where a loss is being stated of it."""

    def person(self, id: PersonId) -> Person:
        """Check someone's role, and the hash of their password; return them, with the roles that they have today."""

    def office(self) -> None:
        """Check the office itself: its name, and where it sends people."""

    def desk(self, id: DeskId) -> None:
        """Check of which kind a desk is, and whether it was withdrawn."""

    def request(self, id: RequestId) -> None:
        """Check a request: its recording, its copy, its decisions and until when it is approved."""

    def deadlines(self, id: RequestId) -> None:
        """Check a request, and the days by which its deadline is reckoned."""

    def journey(self, id: RequestId) -> None:
        """Check a request with all that was done about it: its days, holds, appointments, sessions, what people asked
        for in those and what they were told, complaints, and what was disclosed."""

    def session(self, id: SessionId) -> None:
        """Check a session, its documents and what was heard in it, and its request."""

    def must_be_signed_here(self, event: Event) -> None:
        """Raise NotAllowedError (`not_at_this_pc`) for an event that its PC does not sign (`domain.log.signers`)."""

    def recipients(self, kind: str) -> Sequence[str]:
        """Check desks and recovery, and return the recipients of a key of that kind.

        `original`, `approved`: first desks, in the order of their enrolment, then recovery; `recovery`: that alone.
        """

    def keys(self, read: Sequence[KeyInUse], *, in_use: bool) -> None:
        """Check retention keys as they were read, before sound is sealed under one or one is wrapped to another desk.

        `in_use`: it must not be retired.
        """

    def opens(self, sealed: SealedKey) -> None:
        """Check the retention key of an original, before it is opened: nobody else put other sound in its place."""

    def recording(self, id: RecordingId) -> None:
        """Check of which call a recording is, and from which source."""

    def calls(self, months: Collection[str]) -> Sequence[RecordingId]:
        """Check all recordings of calls of these months (`2026-11`), and return those still there that the log tells
        of: rows hide none."""

    def due(self, kept: Kept, copies: Collection[CopyId]) -> None:
        """Check all that decides whether a recording is destroyed, and which copies go with it. The first time long."""

    def seals(self, key: RetentionKeyId, kind: str, sealed: Collection[str]) -> None:
        """Check that a retention key seals these recordings or copies alone, before it is destroyed."""

    def fates(self, ids: Collection[str], read: Mapping[str, bool]) -> None:
        """Check which of these recordings and copies are there, and whether each still lives."""

    def policies(self) -> None:
        """Check all versions of the office's policies."""

    def policy(self, name: PolicyName) -> InForce | None:
        """Return what the log says is in force; None where that policy was not begun."""

    def newest(self, kind: EventKind) -> Event | None:
        """Return the newest event of that kind, one of the office's, that a desk of this office signed."""

    def checkpoint(self) -> int:
        """Return the size of the newest checkpoint in the database that a desk of this office signed; 0 for none."""

    def waiting_since(self, size: int, now: datetime) -> datetime | None:
        """Return since when the events that come after the first `size` have waited; None where there are none.

        `now`: a time to come is no event's.
        """

    def of_the_office(self, kinds: Collection[EventKind], after: int) -> Iterator[tuple[int, Event]]:
        """Yield the office's events of these kinds after number `after`, in order, as far as this log is believed."""

    @property
    def names(self) -> Names:
        """The names of what was found."""

    def everything(self, seen: Callable[[int], None] | None = None) -> Sequence[Difference | Finding]:
        """Compare the whole database with the whole log, and return what differs. Long work.

        Events that no desk of this office signed, or that cannot follow the ones before, are findings. `seen` is told
        how many events were read, and may raise.
        """


class Times(Protocol):
    """The times that the log and the database server know of (`domain.office.clock_doubt`)."""

    def server(self) -> datetime | None:
        """Return the database server's clock, where that is another machine's; else None."""

    def newest(self) -> datetime | None:
        """Return the time of the newest event, by the clock of its desk."""

    def found_right(self) -> datetime | None:
        """Return when the clock was last found right, or confirmed."""

    def days(self) -> Sequence[date]:
        """Return the UTC dates of the events since then, that one's first, each once, in the order of the log."""

    def size(self) -> int:
        """Return how many events there are."""

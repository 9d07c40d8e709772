"""Holds, the recordings on them, and stopping deletion at the telephone systems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.ledger import (
    About,
    Entry,
    Ledger,
    MalformedError,
    OutOfOrderError,
    Replayed,
    day,
    follows,
    or_none,
    several,
    text,
)
from desktop.domain.log.replay.office import new, note_of
from desktop.domain.shared.ids import NoteId, PersonId, RecordingId, RequestId


@dataclass(frozen=True, kw_only=True)
class Hold(Replayed):
    """A hold: in force until the second person has released it."""

    request: RequestId
    reason: str
    owner: PersonId
    review_on: date
    placed_at: About
    release_asked_by: PersonId | None = None
    released_by: PersonId | None = None
    released_at: About | None = None
    reviews: int = 0


@dataclass(frozen=True, kw_only=True)
class HoldsOf(Replayed):
    """The holds of the request with that identifier, in force or not."""

    holds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HoldReview(Replayed):
    """A review that kept a hold."""

    hold: str
    order: int
    was: date
    became: date
    reviewed_by: PersonId
    reviewed_at: About
    note: NoteId | None


@dataclass(frozen=True, kw_only=True)
class HeldRecording(Replayed):
    """A recording on a hold."""

    hold: str
    recording: RecordingId


@dataclass(frozen=True, kw_only=True)
class OnHold(Replayed):
    """The holds that the recording with that identifier was put on, in force or not."""

    holds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StopDeletion(Replayed):
    """A task "Stop deletion" at one source."""

    request: RequestId
    source: str
    deletes_on: date | None
    confirmed_by: PersonId | None = None
    confirmed_at: About | None = None


def holds_of(ledger: Ledger, request: str) -> Iterator[Hold]:
    """Yield the holds of that request that are in force."""
    known = ledger.of(HoldsOf).get(request)
    for id in known.holds if known else ():
        hold = ledger.get(Hold, id)
        if hold.released_by is None:
            yield hold


def put_on(entry: Entry, ledger: Ledger, holds: Iterable[Hold], recordings: Iterable[str]) -> None:
    """Put these recordings on these holds; where one is on a hold already, nothing changes."""
    for hold in list(holds):
        for recording in recordings:
            held = _held(entry, hold, recording)
            if held.id not in ledger.of(HeldRecording):
                ledger.add(held)
                _note_hold(entry, ledger, recording, hold.id)


def _note_hold(entry: Entry, ledger: Ledger, recording: str, hold: str) -> None:
    known = ledger.of(OnHold).get(recording)
    if known is None:
        ledger.add(OnHold(id=recording, since=entry.seq, holds=(hold,)))
    else:
        ledger.change(entry, known, holds=(*known.holds, hold))


def is_held(ledger: Ledger, recording: str) -> bool:
    """Return whether a hold in force has that recording."""
    known = ledger.of(OnHold).get(recording)
    return known is not None and any(ledger.get(Hold, hold).released_by is None for hold in known.holds)


def _held(entry: Entry, hold: Hold, recording: str) -> HeldRecording:
    id = f"{hold.id}/{recording}"
    return HeldRecording(id=id, since=entry.seq, hold=hold.id, recording=RecordingId(recording))


def stops(entry: Entry) -> list[StopDeletion]:
    """Return the tasks of the event."""
    return [_stop(entry, each) for each in entry.fact("stops", several(several(text)))]


def _stop(entry: Entry, said: tuple[str, ...]) -> StopDeletion:
    try:
        request, source, deletes_on = said
        ends = or_none(day)(deletes_on)
    except ValueError:
        raise MalformedError("stops") from None
    id = f"{request}/{source}"
    return StopDeletion(id=id, since=entry.seq, request=RequestId(request), source=source, deletes_on=ends)


@follows(EventKind.DELETION_STOPPED)
def deletion_stopped(entry: Entry, ledger: Ledger) -> None:
    """Follow a confirmed task."""
    task = ledger.get(StopDeletion, f"{entry.subject(Subject.REQUEST)}/{entry.fact('source', text)}")
    ledger.change(entry, task, confirmed_by=entry.actor, confirmed_at=entry.about)


@follows(EventKind.HOLD_REVIEWED)
def hold_reviewed(entry: Entry, ledger: Ledger) -> None:
    """Keep a hold, until another day."""
    hold, note = _standing(entry, ledger), note_of(entry)
    became = entry.fact("day", day)
    review = HoldReview(
        id=f"{hold.id}/{hold.reviews}",
        since=entry.seq,
        hold=hold.id,
        order=hold.reviews,
        was=entry.fact("was", day),
        became=became,
        reviewed_by=entry.actor,
        reviewed_at=entry.about,
        note=None if note is None else NoteId(note.id),
    )
    ledger.add(review, *new(note))
    ledger.change(entry, hold, review_on=became, release_asked_by=None, reviews=hold.reviews + 1)


@follows(EventKind.HOLD_RELEASE_ASKED)
def hold_release_asked(entry: Entry, ledger: Ledger) -> None:
    """Ask, as the first person."""
    ledger.change(entry, _standing(entry, ledger), release_asked_by=entry.actor)


@follows(EventKind.HOLD_RELEASED)
def hold_released(entry: Entry, ledger: Ledger) -> None:
    """Release, as the second person."""
    hold = _standing(entry, ledger)
    if hold.release_asked_by in (None, entry.actor):
        raise OutOfOrderError("needs_two_people")
    ledger.change(entry, hold, released_by=entry.actor, released_at=entry.about)


def _standing(entry: Entry, ledger: Ledger) -> Hold:
    """Return the hold that the event is about. Raises OutOfOrderError (`wrong_order`) where it was released."""
    hold = ledger.get(Hold, entry.subject(Subject.HOLD))
    if hold.released_by is not None:
        raise OutOfOrderError("wrong_order")
    return hold

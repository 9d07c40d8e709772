"""Requests: taken, linked, decided, closed; their deadlines; their holds, and stopping deletion elsewhere.

- A request's status changes as `ORDER` says; an event that comes in another status is a finding, and changes nothing.
- An approval binds one copy by its SHA-256, until a day where one was given.
- A fact of a deadline applies to all open requests of a number: the event names them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.ledger import (
    About,
    Entry,
    Facts,
    Ledger,
    MalformedError,
    OutOfOrderError,
    Replayed,
    digest,
    follows,
    identifier,
    must_follow,
    or_none,
    row,
    several,
)
from desktop.domain.log.replay.office import Note, note_of
from desktop.domain.log.signers import ONLY_TAKEN
from desktop.domain.shared.ids import CopyId, NoteId, PersonId, RecordingId, RequestId


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


class HoldsOf(Replayed):
    """The holds of the request with that identifier, in force or not."""

    holds: tuple[str, ...]


class HoldReview(Replayed):
    """A review that kept a hold."""

    hold: str
    order: int
    was: date
    became: date
    reviewed_by: PersonId
    reviewed_at: About
    note: NoteId | None


class HeldRecording(Replayed):
    """A recording on a hold."""

    hold: str
    recording: RecordingId


class OnHold(Replayed):
    """The holds that the recording with that identifier was put on, in force or not."""

    holds: tuple[str, ...]


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
            held = entry.told(HeldRecording, f"{hold.id}/{recording}", hold=hold.id, recording=recording)
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


def stops(entry: Entry) -> list[StopDeletion]:
    """Return the tasks of the event."""
    return [
        entry.told(StopDeletion, f"{request}/{source}", request=request, source=source, deletes_on=ends)
        for request, source, ends in entry.fact("stops", several(row(str, str, or_none(date))))
    ]


@follows(EventKind.DELETION_STOPPED)
def deletion_stopped(entry: Entry, ledger: Ledger) -> None:
    """Follow a confirmed task."""
    task = ledger.get(StopDeletion, f"{entry.subject(Subject.REQUEST)}/{entry.fact('source', str)}")
    ledger.change(entry, task, confirmed_by=entry.actor, confirmed_at=entry.about)


@follows(EventKind.HOLD_REVIEWED)
def hold_reviewed(entry: Entry, ledger: Ledger) -> None:
    """Keep a hold, until another day."""
    hold, note = _standing(entry, ledger), note_of(entry)
    became, order = entry.fact("day", date), len(ledger.numbered(HoldReview, hold.id))
    ledger.add(entry.told(HoldReview, f"{hold.id}/{order}", hold=hold.id, order=order, became=became), note)
    ledger.change(entry, hold, review_on=became, release_asked_by=None)


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
    must_follow(hold.released_by is None)
    return hold


_R = TypeVar("_R", bound=Replayed)

KINDS = {"SAR": "subject_access", "INT": "internal"}


_REFERENCE = re.compile(r"(SAR|INT)-[0-9]{4}-[0-9]{4,9}")

TAKEN = "taken"
OPEN = (TAKEN, "linked", "prepared", "approved")
WHO_THEY_ARE = frozenset({"given_names", "surname", "born"})
"""The fields of an asker that say who they are (`domain.requests.request`, above this wing)."""


ORDER: dict[EventKind, tuple[tuple[str, ...], str]] = {
    EventKind.RECORDING_IMPORTED: (("taken",), "linked"),
    EventKind.RECORDING_BROUGHT_BACK: (("taken",), "linked"),
    EventKind.RECORDING_LINKED: (("taken",), "linked"),
    EventKind.RECORDING_UNLINKED: (("linked", "prepared"), "taken"),
    EventKind.RECORDING_NOT_LEFT: (("taken",), "refused"),
    EventKind.COPY_PREPARED: (("linked", "prepared"), "prepared"),
    EventKind.REQUEST_APPROVED: (("prepared",), "approved"),
    EventKind.REQUEST_SENT_BACK: (("prepared",), "linked"),
    EventKind.REQUEST_REFUSED: (("taken", "linked", "prepared"), "refused"),
    EventKind.APPROVAL_WITHDRAWN: (("approved",), "prepared"),
    EventKind.REQUEST_CLOSED: ((*OPEN, "refused"), "closed"),
}


class Request(Replayed):
    """A request. `due_on` is None where it has no legal clock. `asked`: the digest of who asks, and of what call.
    `correctors`: who corrected the name or the date of birth of whoever asks.
    """

    reference: str
    kind: str
    status: str = TAKEN
    received_on: date
    due_on: date | None
    purpose: str | None
    reason_note: NoteId | None
    taken_by: PersonId
    recording: RecordingId | None = None
    copy: CopyId | None = None
    approved_until: date | None = None
    copy_wanted: bool
    asked: str
    extended_on: date | None = None
    extension_reason: str | None = None
    came_by: str | None
    copy_offered: bool
    language: str | None
    decisions: int = 0
    correctors: tuple[PersonId, ...] = ()


class Approval(Replayed):
    """The approval of the request with that identifier. `until` is None where it has no end."""

    copy: CopyId
    sha256: str
    version: int
    until: date | None
    withdrawn: bool = False


@follows(EventKind.REQUEST_TAKEN)
def request_taken(entry: Entry, ledger: Ledger) -> None:
    """Take a request: one for each call of its number, each with its hold and its tasks."""
    requests, holds = _all(entry, Subject.REQUEST, "requests"), _all(entry, Subject.HOLD, "holds")
    found = entry.fact("recordings", several(several(identifier)))
    if not len(requests) == len(found) == len(holds):
        raise MalformedError("requests")
    notes, asked = _reasons(entry, len(requests)), _asked(entry, len(requests))
    taken = [_request(entry, id, part, notes[part], asked[part]) for part, id in enumerate(requests)]
    held = [_hold(entry, id, request) for id, request in zip(holds, requests, strict=True)]
    of_each = (entry.told(HoldsOf, each.request, holds=(each.id,)) for each in held)
    ledger.add(*taken, *held, *of_each, *stops(entry), *notes)
    for hold, recordings in zip(held, found, strict=True):
        put_on(entry, ledger, [hold], recordings)


def _all(entry: Entry, subject: Subject, name: str) -> tuple[str, ...]:
    """Return all of these where there are several, which a list of the event then names; else the one subject."""
    return entry.fact(name, several(identifier)) if entry.says(name) else (entry.subject(subject),)


def _reasons(entry: Entry, count: int) -> tuple[Note | None, ...]:
    """Return the reason for each of them; none was given, or each has a note of its own."""
    ids, words = entry.fact("notes", several(identifier)), entry.fact("digests", several(digest))
    if len(ids) != len(words) or len(ids) not in (0, count):
        raise MalformedError("notes")
    notes = tuple(entry.told(Note, id, words=said) for id, said in zip(ids, words, strict=True))
    return notes or (None,) * count


def _asked(entry: Entry, count: int) -> tuple[str, ...]:
    """Return the digest of who asks and of what call, for each of them."""
    asked = entry.fact("asked", several(digest))
    if len(asked) != count:
        raise MalformedError("asked")
    return asked


def _request(entry: Entry, id: str, part: int, note: Note | None, asked: str) -> Request:
    reference = entry.fact("reference", str)
    if not _REFERENCE.fullmatch(reference):
        raise MalformedError("reference")
    return entry.told(
        Request,
        id,
        reference=f"{reference}/{part + 1}" if part else reference,
        kind=KINDS[reference[:3]],
        reason_note=note and note.id,
        asked=asked,
    )


def _hold(entry: Entry, id: str, request: str) -> Hold:
    return entry.told(Hold, id, request=request, reason=entry.fact("hold_reason", str))


def moved(entry: Entry, request: Request) -> dict[str, str]:
    """Return the request's new status. Raises OutOfOrderError (`wrong_order`) where it cannot follow."""
    before, after = ORDER[entry.kind]
    must_follow(request.status in before)
    return {"status": after}


def of(entry: Entry, ledger: Ledger) -> Request:
    """Return the request that the event is about. Raises OutOfOrderError (`not_added`)."""
    return ledger.get(Request, entry.subject(Subject.REQUEST))


@follows(EventKind.REQUEST_CLOSED)
def status_moved(entry: Entry, ledger: Ledger) -> None:
    """Follow an event that changes a request's status, and nothing else."""
    request = of(entry, ledger)
    ledger.change(entry, request, **moved(entry, request))


@follows(EventKind.CALL_CORRECTED)
def call_corrected(entry: Entry, ledger: Ledger) -> None:
    """Hold what could be the corrected call, and move the tasks to its days. Raises OutOfOrderError."""
    request = of(entry, ledger)
    must_follow(request.status == TAKEN)
    put_on(entry, ledger, holds_of(ledger, request.id), entry.fact("recordings", several(identifier)))
    ledger.change(entry, request, asked=entry.fact("asked", digest))
    for task in stops(entry):
        ledger.change(entry, ledger.get(type(task), task.id), deletes_on=task.deletes_on)


@follows(EventKind.REPRESENTATIVE_NAMED)
def representative_named(entry: Entry, ledger: Ledger) -> None:
    """Replace who asks, with whoever acts for them, in each of the requests. Raises OutOfOrderError."""
    ids = entry.fact("requests", several(identifier))
    named = list(zip(ids, _asked(entry, len(ids)), strict=True))
    requests = [(ledger.get(Request, id), asked) for id, asked in named]
    must_follow(all(request.kind == "subject_access" and request.status in OPEN for request, _ in requests))
    must_follow(not entry.fact(ONLY_TAKEN, bool) or all(request.status == TAKEN for request, _ in requests))
    for request, asked in requests:
        ledger.change(entry, request, asked=asked)


@follows(EventKind.ASKER_CORRECTED)
def asker_corrected(entry: Entry, ledger: Ledger) -> None:
    """Replace who asks in each of the requests. Where they are another person, each approval ends."""
    ids, ended = entry.fact("requests", several(identifier)), entry.fact("approvals_ended", several(identifier))
    asked, is_another = _asked(entry, len(ids)), not WHO_THEY_ARE.isdisjoint(entry.fact("changed", several(str)))
    requests = [ledger.get(Request, id) for id in ids]
    approved = [request.id for request in requests if request.status == "approved"]
    must_follow(list(ended) == (approved if is_another else []))
    for request, digest_now in zip(requests, asked, strict=True):
        by = (*request.correctors, entry.actor) if is_another else request.correctors
        back: dict[str, object] = {"status": "prepared", "approved_until": None} if request.id in ended else {}
        ledger.change(entry, request, asked=digest_now, correctors=by, **back)
    for id in ended:
        ledger.change(entry, ledger.get(Approval, id), withdrawn=True)


class Counter(Replayed):
    """The last number given out of a kind and year."""

    kind: str
    year: int
    last: int


def counters(facts: Facts) -> Iterator[Counter]:
    """Yield the last number of each kind and year, from the references given out."""
    last: dict[tuple[str, int], tuple[int, int]] = {}
    for request in facts.of(Request).values():
        _, year, given = request.reference.split("/")[0].split("-")
        key = request.kind, int(year)
        last[key] = max(last.get(key, (0, 0)), (int(given), request.since))
    for (kind, of_year), (highest, since) in last.items():
        yield Counter(id=f"{kind}/{of_year}", since=since, kind=kind, year=of_year, last=highest)


class DateCorrection(Replayed):
    """A corrected date that a request's deadline depends on."""

    request: RequestId
    order: int
    day_of: str
    position: int
    proof: str | None
    was: date
    became: date
    corrected_by: PersonId
    corrected_at: About
    note: NoteId | None


class Proof(Replayed):
    """Proof that was asked for. `reason_logged`: with a reason for doubt, which every one has since there is a log."""

    request: RequestId
    position: int
    proof: str
    asked_on: date
    arrived_on: date | None = None
    reason_logged: bool = True
    note: NoteId | None


class Question(Replayed):
    """A question that the request cannot be answered without."""

    request: RequestId
    position: int
    asked_on: date
    answered_on: date | None = None
    about: str


@follows(EventKind.PROOF_ASKED)
def proof_asked(entry: Entry, ledger: Ledger) -> None:
    """Wait for proof."""
    ledger.add(note_of(entry))
    for request, due in _of_number(entry, ledger):
        before = ledger.numbered(Proof, request.id)
        proof = _next(entry, request, Proof, before)
        must_follow(not any(each.proof == proof.proof and each.arrived_on is None for each in before))
        ledger.add(proof)
        ledger.change(entry, request, **due)


@follows(EventKind.PROOF_ARRIVED)
def proof_arrived(entry: Entry, ledger: Ledger) -> None:
    """End waiting for proof."""
    which, arrived = entry.fact("proof", str), entry.fact("arrived_on", date)
    for request, due in _of_number(entry, ledger):
        proofs = ledger.numbered(Proof, request.id)
        proof = _first(each for each in proofs if each.proof == which and each.arrived_on is None)
        ledger.change(entry, proof, arrived_on=arrived)
        ledger.change(entry, request, **due)


@follows(EventKind.CLARIFICATION_ASKED)
def clarification_asked(entry: Entry, ledger: Ledger) -> None:
    """Wait for an answer."""
    for request, due in _of_number(entry, ledger):
        before = ledger.numbered(Question, request.id)
        must_follow(all(each.answered_on is not None for each in before))
        ledger.add(_next(entry, request, Question, before))
        ledger.change(entry, request, **due)


@follows(EventKind.CLARIFICATION_ANSWERED)
def clarification_answered(entry: Entry, ledger: Ledger) -> None:
    """End waiting for an answer."""
    answered = entry.fact("answered_on", date)
    for request, due in _of_number(entry, ledger):
        question = _first(each for each in ledger.numbered(Question, request.id) if each.answered_on is None)
        ledger.change(entry, question, answered_on=answered)
        ledger.change(entry, request, **due)


@follows(EventKind.EXTENSION_TOLD)
def extension_told(entry: Entry, ledger: Ledger) -> None:
    """Take two months longer."""
    told_on, reason = entry.fact("told_on", date), entry.fact("reason", str)
    for request, due in _of_number(entry, ledger):
        must_follow(request.extended_on is None)
        ledger.change(entry, request, extended_on=told_on, extension_reason=reason, **due)


@follows(EventKind.EXTENSION_TAKEN_BACK)
def extension_taken_back(entry: Entry, ledger: Ledger) -> None:
    """Take them no longer, in each request of the number."""
    told_on, became = entry.fact("told_on", date), entry.fact("day", date)
    extended = _of_number(entry, ledger)
    must_follow(all(request.extended_on == told_on for request, _ in extended))
    ledger.add(note_of(entry))
    for request, due in extended:
        ledger.add(_correction(entry, ledger, request, "extension_taken_back", told_on, became))
        changes: dict[str, object] = {"extended_on": None, "extension_reason": None}
        ledger.change(entry, request, **changes, **due)


@follows(EventKind.DEADLINE_DAY_CORRECTED)
def date_corrected(entry: Entry, ledger: Ledger) -> None:
    """Put another day in place of the one recorded, in each request of the number.

    Raises OutOfOrderError where the day that was is not in force.
    """
    of_what, position, became = entry.fact("day_of", str), entry.fact("position", int), entry.fact("day", date)
    was = entry.fact("was", date)
    if of_what not in _DAYS:
        raise MalformedError("day_of")
    kind, name = _DAYS[of_what]
    requests = _of_number(entry, ledger)
    ledger.add(note_of(entry))
    for request, due in requests:
        changes: dict[str, Any] = {**due}
        one = request if kind is Request else ledger.get(kind, f"{request.id}/{position}")
        must_follow(getattr(one, name) == was)
        if one is request:
            changes[name] = became
        else:
            ledger.change(entry, one, **{name: became})
        proof = one.proof if isinstance(one, Proof) else None
        ledger.add(_correction(entry, ledger, request, of_what, was, became, position=position, proof=proof))
        ledger.change(entry, request, **changes)


_DAYS: Mapping[str, tuple[type[Replayed], str]] = {
    "receipt": (Request, "received_on"),
    "extension_told": (Request, "extended_on"),
    "proof_asked": (Proof, "asked_on"),
    "proof_arrived": (Proof, "arrived_on"),
    "question_asked": (Question, "asked_on"),
    "question_answered": (Question, "answered_on"),
}


def _correction(
    entry: Entry,
    ledger: Ledger,
    request: Request,
    of_what: str,
    was: date,
    became: date,
    *,
    position: int = 0,
    proof: str | None = None,
) -> DateCorrection:
    order = len(ledger.numbered(DateCorrection, request.id))
    said = {"day_of": of_what, "was": was, "became": became, "position": position, "proof": proof}
    return entry.told(DateCorrection, f"{request.id}/{order}", request=request.id, order=order, **said)


def _next(entry: Entry, request: Request, kind: type[_R], before: Sequence[_R]) -> _R:
    """Return what is asked for, behind all that was asked for before."""
    position = len(before)
    return entry.told(kind, f"{request.id}/{position}", request=request.id, position=position)


def _first(fitting: Iterable[_R]) -> _R:
    for each in fitting:
        return each
    raise OutOfOrderError("wrong_order")


def _of_number(entry: Entry, ledger: Ledger) -> list[tuple[Request, dict[str, date | None]]]:
    """Return the requests that a fact of the clock applies to, each with its new due date: one, or all of a number."""
    if not entry.says("requests"):
        return [(of(entry, ledger), {"due_on": entry.fact("due_on", or_none(date))})]
    ids, dues = entry.fact("requests", several(identifier)), entry.fact("due_each", several(or_none(date)))
    if len(dues) != len(ids):
        raise MalformedError("due_each")
    return [(ledger.get(Request, id), {"due_on": due}) for id, due in zip(ids, dues, strict=True)]

"""A request's deadline: what was asked for and what arrived, and dates corrected.

A fact applies to all open requests of a number: the event names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from desktop.domain.log.events import EventKind
from desktop.domain.log.replay.entry import (
    NOT_SAID,
    About,
    Entry,
    MalformedError,
    Maybe,
    NotSaid,
    OutOfOrderError,
    Replayed,
    day,
    identifier,
    number,
    or_none,
    several,
    text,
)
from desktop.domain.log.replay.ledger import Facts, Ledger, follows
from desktop.domain.log.replay.office import new, note_of
from desktop.domain.log.replay.requests import Proof, Question, Request, of
from desktop.domain.shared.ids import NoteId, PersonId, RequestId


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
class ProofRow(Replayed):
    """A proof, with the request that it was asked for."""

    request: RequestId
    position: int
    proof: str
    asked_on: date
    arrived_on: date | None
    reason_logged: bool
    note: NoteId | None


@dataclass(frozen=True, kw_only=True)
class QuestionRow(Replayed):
    """A question, with its request."""

    request: RequestId
    position: int
    asked_on: date
    answered_on: date | None
    about: Maybe[str]


@follows(EventKind.PROOF_ASKED)
def proof_asked(entry: Entry, ledger: Ledger) -> None:
    """Wait for proof."""
    note = note_of(entry)
    asked = NoteId(note.id) if note else None
    proof = Proof(entry.fact("proof", text), entry.fact("asked_on", day), None, asked, entry.seq)
    ledger.add(*new(note))
    for request, due in _of_number(entry, ledger):
        if any(each.proof == proof.proof and each.arrived_on is None for each in request.proofs):
            raise OutOfOrderError("wrong_order")
        ledger.change(entry, request, proofs=(*request.proofs, proof), **due)


@follows(EventKind.PROOF_ARRIVED)
def proof_arrived(entry: Entry, ledger: Ledger) -> None:
    """End waiting for proof."""
    which, arrived = entry.fact("proof", text), entry.fact("arrived_on", day)
    for request, due in _of_number(entry, ledger):
        at = _first(each.proof == which and each.arrived_on is None for each in request.proofs)
        proof = replace(request.proofs[at], arrived_on=arrived, event=entry.seq)
        ledger.change(entry, request, proofs=_with(request.proofs, at, proof), **due)


@follows(EventKind.CLARIFICATION_ASKED)
def clarification_asked(entry: Entry, ledger: Ledger) -> None:
    """Wait for an answer."""
    question = Question(entry.fact("asked_on", day), None, entry.seq, entry.said("about", text))
    for request, due in _of_number(entry, ledger):
        if any(each.answered_on is None for each in request.questions):
            raise OutOfOrderError("wrong_order")
        ledger.change(entry, request, questions=(*request.questions, question), **due)


@follows(EventKind.CLARIFICATION_ANSWERED)
def clarification_answered(entry: Entry, ledger: Ledger) -> None:
    """End waiting for an answer."""
    answered = entry.fact("answered_on", day)
    for request, due in _of_number(entry, ledger):
        at = _first(each.answered_on is None for each in request.questions)
        question = replace(request.questions[at], answered_on=answered, event=entry.seq)
        ledger.change(entry, request, questions=_with(request.questions, at, question), **due)


@follows(EventKind.EXTENSION_TOLD)
def extension_told(entry: Entry, ledger: Ledger) -> None:
    """Take two months longer."""
    told_on, reason = entry.fact("told_on", day), entry.fact("reason", text)
    for request, due in _of_number(entry, ledger):
        if request.extended_on is not None:
            raise OutOfOrderError("wrong_order")
        ledger.change(entry, request, extended_on=told_on, extension_reason=reason, **due)


@follows(EventKind.EXTENSION_TAKEN_BACK)
def extension_taken_back(entry: Entry, ledger: Ledger) -> None:
    """Take them no longer, in each request of the number."""
    told_on, became, note = entry.fact("told_on", day), entry.fact("day", day), note_of(entry)
    extended = _of_number(entry, ledger)
    if any(request.extended_on != told_on for request, _ in extended):
        raise OutOfOrderError("wrong_order")
    ledger.add(*new(note))
    for request, due in extended:
        ledger.add(_correction(entry, request, "extension_taken_back", told_on, became))
        changes: dict[str, object] = {"extended_on": None, "extension_reason": None}
        ledger.change(entry, request, corrections=request.corrections + 1, **changes, **due)


@follows(EventKind.DEADLINE_DAY_CORRECTED)
def date_corrected(entry: Entry, ledger: Ledger) -> None:
    """Put another day in place of the one recorded, in each request of the number."""
    of_what, position, became = entry.fact("day_of", text), entry.fact("position", number), entry.fact("day", day)
    was, note = entry.fact("was", day), note_of(entry)
    changed = [
        (each, due, _corrected(entry, each, of_what, position, became)) for each, due in _of_number(entry, ledger)
    ]
    ledger.add(*new(note))
    for request, due, changes in changed:
        ledger.add(_correction(entry, request, of_what, was, became, position))
        ledger.change(entry, request, corrections=request.corrections + 1, **changes, **due)


def _correction(
    entry: Entry, request: Request, of_what: str, was: date, became: date, position: int = 0
) -> DateCorrection:
    note = note_of(entry)
    return DateCorrection(
        id=f"{request.id}/{request.corrections}",
        since=entry.seq,
        request=RequestId(request.id),
        order=request.corrections,
        day_of=of_what,
        position=position,
        proof=request.proofs[position].proof if of_what in _DAYS_OF_PROOFS else None,
        was=was,
        became=became,
        corrected_by=entry.actor,
        corrected_at=entry.about,
        note=NoteId(note.id) if note else None,
    )


def _corrected(entry: Entry, request: Request, of_what: str, position: int, became: date) -> dict[str, object]:
    """Return the request's changes. Raises OutOfOrderError (`wrong_order`) where the day that was is not in force."""
    if of_what in _DAYS:
        name = _DAYS[of_what]
        _must_stand(entry, getattr(request, name))
        return {name: became}
    if of_what in _DAYS_OF_PROOFS:
        return {"proofs": _dated(entry, request.proofs, position, _DAYS_OF_PROOFS[of_what], became)}
    if of_what in _DAYS_OF_QUESTIONS:
        return {"questions": _dated(entry, request.questions, position, _DAYS_OF_QUESTIONS[of_what], became)}
    raise MalformedError("day_of")


_DAYS = {"receipt": "received_on", "extension_told": "extended_on"}
_DAYS_OF_PROOFS = {"proof_asked": "asked_on", "proof_arrived": "arrived_on"}
_DAYS_OF_QUESTIONS = {"question_asked": "asked_on", "question_answered": "answered_on"}


def _must_stand(entry: Entry, stands: object) -> None:
    if stands not in (entry.fact("was", day), NOT_SAID):
        raise OutOfOrderError("wrong_order")


_E = TypeVar("_E", Proof, Question)


def _dated(entry: Entry, entries: tuple[_E, ...], at: int, name: str, became: date) -> tuple[_E, ...]:
    """Return them with another day in one of them. Raises OutOfOrderError."""
    if not 0 <= at < len(entries):
        raise OutOfOrderError("not_added")
    _must_stand(entry, getattr(entries[at], name))
    changes: dict[str, Any] = {name: became}
    return _with(entries, at, replace(entries[at], event=entry.seq, **changes))


def _with(entries: tuple[_E, ...], at: int, one: _E) -> tuple[_E, ...]:
    return tuple(one if here == at else each for here, each in enumerate(entries))


def _first(fits: Iterable[bool]) -> int:
    for at, each in enumerate(fits):
        if each:
            return at
    raise OutOfOrderError("wrong_order")


def _of_number(entry: Entry, ledger: Ledger) -> list[tuple[Request, dict[str, Maybe[date | None]]]]:
    """Return the requests that a fact of the clock applies to, each with its new due date."""
    first = entry.said("due_on", or_none(day))
    if not entry.says("requests"):
        return [(of(entry, ledger), {"due_on": first})]
    ids = entry.fact("requests", several(identifier))
    dues: Maybe[tuple[date | None, ...]] = entry.said("due_each", several(or_none(day)))
    each: tuple[Maybe[date | None], ...] = (first, *[NOT_SAID] * (len(ids) - 1)) if isinstance(dues, NotSaid) else dues
    if len(each) != len(ids):
        raise MalformedError("due_each")
    return [(ledger.get(Request, id), {"due_on": due}) for id, due in zip(ids, each, strict=True)]


def proof_rows(facts: Facts) -> Iterator[ProofRow]:
    """Yield every proof that was asked for."""
    for request in facts.of(Request).values():
        for position, each in enumerate(request.proofs):
            yield ProofRow(
                id=f"{request.id}/{position}",
                since=each.event,
                request=RequestId(request.id),
                position=position,
                proof=each.proof,
                asked_on=each.asked_on,
                arrived_on=each.arrived_on,
                reason_logged=each.reason_logged,
                note=each.note,
            )


def question_rows(facts: Facts) -> Iterator[QuestionRow]:
    """Yield every question that was asked."""
    for request in facts.of(Request).values():
        for position, each in enumerate(request.questions):
            yield QuestionRow(
                id=f"{request.id}/{position}",
                since=each.event,
                request=RequestId(request.id),
                position=position,
                asked_on=each.asked_on,
                answered_on=each.answered_on,
                about=each.about,
            )

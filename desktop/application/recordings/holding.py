"""Holds, and stopping deletion at the telephone systems. Both begin when a request is taken.

Rules: `domain.recordings.keeping`. Each of the two people who release a hold types their own password again
(`in_person`). The reason for keeping one is stored apart, in words; the event has their digest and both days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from desktop.application.office.in_person import InPerson, acting_in_person
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.recordings.searching import search_widest
from desktop.application.shared.authorisation import Actor, acting, event_of, office_day
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, nothing, the_hold
from desktop.application.shared.notes import note_of
from desktop.application.shared.under import under
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.recordings.finding import nearest, number_not_known
from desktop.domain.recordings.keeping import Hold, HoldReason, HoldReview, KeepingPolicy, StopDeletion
from desktop.domain.requests.request import Purpose, Request
from desktop.domain.shared.ids import HoldId, PersonId, RecordingId, RequestId, new_id
from desktop.errors import FieldsError, WrongStateError

REASONS = {Purpose.COMPLAINT: HoldReason.COMPLAINT, Purpose.POLICE: HoldReason.POLICE}


def place_hold(request: Request, owner: PersonId, placed: datetime, policy: KeepingPolicy, uow: UnitOfWork) -> Hold:
    """Place the hold of a request being taken; part of its transaction and its event."""
    reason = HoldReason.REQUEST if request.purpose is None else REASONS.get(request.purpose, HoldReason.REQUEST)
    day = placed.astimezone(uow.offices.get().zone).date()
    hold = Hold(HoldId(new_id()), request.id, reason, owner, policy.review_on(day), placed)
    uow.keeping.add_hold(hold)
    return hold


def add_tasks(request: Request, policy: KeepingPolicy, uow: UnitOfWork) -> list[StopDeletion]:
    """Add a task "Stop deletion" for each source, and return them; part of taking a request.

    It has no date where the source's deletion date is not known.
    """
    at = request.call.at
    tasks = [StopDeletion(request.id, source.name, source.system_deletes_on(at)) for source in policy.sources]
    for task in tasks:
        uow.keeping.add_task(task)
    return tasks


def stops_of(tasks: Iterable[StopDeletion]) -> list[list[str]]:
    """Return tasks as the log has them: of which request, at which source, which deletes it on which day ("": none)."""
    return [[task.request, task.source, task.deletes_on.isoformat() if task.deletes_on else ""] for task in tasks]


@dataclass(frozen=True)
class DeletionStopped(Command[None]):
    """The telephone system of that name does not delete what a request is about."""

    actor: Actor
    request: RequestId
    source: str


@carries_out(DeletionStopped)
@given_again(nothing)
def deletion_stopped(command: DeletionStopped, *, uow: UnitOfWork, clock: Clock) -> None:
    """Record that the source does not delete it. Raises WrongStateError where there is no such task."""
    actor, request, source = command.actor, command.request, command.source
    with uow:
        acting(actor, Permission.TAKE_REQUEST, uow)
        uow.proven.journey(request)
        task = next((task for task in uow.keeping.tasks_of(request) if task.source == source), None)
        if task is None or task.confirmed_by is not None:
            raise WrongStateError("no_such_task").of(request=request, source=source)
        uow.keeping.save_task(replace(task, confirmed_by=actor.by, confirmed_at=clock.now()))
        uow.commit(event_of(EventKind.DELETION_STOPPED, actor, clock, {Subject.REQUEST: request}, source=source))


def hold_matches(request: Request, hold: Hold, uow: UnitOfWork, keeping: KeepingPolicy) -> list[RecordingId]:
    """Put every recording that could be its call on the hold of a request being taken; return which.

    The number of the call is in its normal form; where it is not known, the policy says how many are held at most.
    Later imports are added by `hold_match`.
    """
    matches, call = search_widest(request.call, uow).all, request.call
    if number_not_known(call):
        matches = nearest(matches, call.at, keeping.held_without_number)
    found = [each.id for each in matches]
    uow.keeping.hold_recordings(hold.id, found)
    return found


def hold_match(request: RequestId, recording: RecordingId, uow: UnitOfWork) -> None:
    """Put this recording on the request's holds that are in force."""
    for hold in uow.keeping.holds_of(request):
        if hold.stands:
            uow.keeping.hold_recording(hold.id, recording)


@dataclass(frozen=True)
class ReviewHold(Command[Hold]):
    """A review that keeps a hold: why, and its next review date.

    `seen`: how many of its reviews the reviewer knew of.
    """

    actor: Actor
    hold: HoldId
    seen: int
    reason: str
    next_on: date


@carries_out(ReviewHold)
@given_again(the_hold)
def review_hold(command: ReviewHold, *, uow: UnitOfWork, clock: Clock, keeping: KeepingPolicy) -> Hold:
    """Save the review. Raises FieldsError, and WrongStateError where it is released or was reviewed meanwhile."""
    note = note_of(command.reason, "hold_reason")
    with uow:
        acting(command.actor, Permission.RELEASE_HOLD, uow)
        found = _hold(command.hold, uow)
        hold = found.reviewed(command.next_on)
        if len(uow.keeping.reviews_of(hold.id)) != command.seen:
            raise WrongStateError("hold_reviewed").of(request=hold.request, hold=hold.id)
        problems = keeping.review_problems(command.next_on, office_day(uow, clock))
        if note is None:
            problems["hold_reason"] = "hold_reason_missing"
        if problems or note is None:
            raise FieldsError(problems)
        uow.keeping.save_hold(hold)
        review = HoldReview(found.review_on, hold.review_on, command.actor.by, clock.now(), note)
        uow.keeping.add_review(hold.id, review)
        facts: Facts = {
            "was": review.was.isoformat(),
            "day": review.became.isoformat(),
            "release_withdrawn": found.release_asked_by is not None,
            "digest": note.digest,
            **under(uow, keeping),
        }
        subjects = {**_subjects(hold), Subject.NOTE: note.id}
        uow.commit(event_of(EventKind.HOLD_REVIEWED, command.actor, clock, subjects, **facts))
    return hold


@dataclass(frozen=True)
class AskRelease(Command[Hold]):
    """The release of a hold, asked for by the first of two people."""

    by: InPerson
    hold: HoldId


@carries_out(AskRelease)
@given_again(the_hold)
def ask_release(
    command: AskRelease, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> Hold:
    """Ask for the release. Raises FieldsError, SignInRefusedError, WrongStateError."""
    by, id = command.by, command.hold
    with uow:
        acting_in_person(by, Permission.RELEASE_HOLD, uow=uow, clock=clock, passwords=passwords, policy=policy)
        hold = _hold(id, uow).ask_release(by.actor.by)
        uow.keeping.save_hold(hold)
        uow.commit(event_of(EventKind.HOLD_RELEASE_ASKED, by.actor, clock, _subjects(hold)))
    return hold


@dataclass(frozen=True)
class ReleaseHold(Command[Hold]):
    """The release of a hold, by the second person."""

    by: InPerson
    hold: HoldId


@carries_out(ReleaseHold)
@given_again(the_hold)
def release_hold(
    command: ReleaseHold, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> Hold:
    """Release it. Raises NotAllowedError for the one who asked, WrongStateError if nobody did.

    Raises FieldsError, SignInRefusedError.
    """
    by, id = command.by, command.hold
    with uow:
        acting_in_person(by, Permission.RELEASE_HOLD, uow=uow, clock=clock, passwords=passwords, policy=policy)
        hold = _hold(id, uow).release(by.actor.by, clock.now())
        uow.keeping.save_hold(hold)
        facts: Facts = {"recordings": len(uow.keeping.held_by(id))}
        event = event_of(EventKind.HOLD_RELEASED, by.actor, clock, _subjects(hold), **facts)
        uow.commit(event, checkpoint=True)
    return hold


def _hold(id: HoldId, uow: UnitOfWork) -> Hold:
    """Return the hold, compared with the log: its row says who asked for its release."""
    hold = uow.keeping.hold(id)
    uow.proven.journey(hold.request)
    return hold


def _subjects(hold: Hold) -> dict[Subject, str]:
    return {Subject.HOLD: hold.id, Subject.REQUEST: hold.request}

"""Working on a draft: opening an original to mark it, saving the marks, and making the copy from them.

Rules:
- An information officer hears an original under a request that has it, and that is logged (ORIGINAL_OPENED) before
  anything of it is opened. It asks for their own password again (`in_person`), once for each opening.
- Whoever saves a draft names the version that they began with. If someone else has saved one meanwhile it is refused,
  and neither of the two is lost.
- A copy is made from the version shown, and from no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from desktop.application.copies.preparing import CopyPlan, PrepareCopy, plan_copy
from desktop.application.office.in_person import InPerson, acting_in_person
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.ports.sound import Strongroom
from desktop.application.shared.authorisation import Actor, acting, event_of
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, nothing, opened_again
from desktop.application.shared.under import under
from desktop.domain.copies.copy import ApprovedCopy, Recording
from desktop.domain.copies.draft import Draft, chapters_told
from desktop.domain.copies.marking import in_order
from desktop.domain.copies.removal import Removal, RemovedPart
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.requests.request import Request, Status
from desktop.domain.shared.ids import RequestId
from desktop.errors import AlreadySavedError, WrongStateError


@dataclass(frozen=True)
class Preparation:
    """An original open for marking, with the marks so far.

    `guard_ms`: the margin removed beside each mark. `call_at` (aware) and `outbound` are of the recorded call.
    """

    request: RequestId
    reference: str
    call_at: datetime
    outbound: bool
    recording: Recording
    draft: Draft
    guard_ms: int

    @property
    def subjects(self) -> dict[Subject, str]:
        """The subjects of its original's events."""
        return {Subject.REQUEST: self.request, Subject.RECORDING: self.recording.id}

    @property
    def total_ms(self) -> int:
        """The recording's length, rounded up: the last frame can be marked."""
        return -(-self.recording.frames * 1000 // self.recording.rate)


@dataclass(frozen=True)
class SaveDraft(Command[Draft]):
    """The draft as it is now; its `version` is the one it began with."""

    actor: Actor
    request: RequestId
    draft: Draft


@dataclass(frozen=True)
class MakeCopy:
    """Make the copy from this version of the draft."""

    actor: Actor
    request: RequestId
    version: int
    guard_ms: int


@opened_again
def open_preparation(
    by: InPerson, id: RequestId, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> Preparation:
    """Open the original of a request. Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError."""
    guard_ms = policy.guard_ms
    with uow:
        acting_in_person(by, Permission.PREPARE_COPY, uow=uow, clock=clock, passwords=passwords, policy=policy)
        request, original = original_of(by.actor, id, uow)
        uow.proven.request(id)
        uow.proven.opens(original.key)
        draft = uow.drafts.get(id)
        if not draft.version and request.copy is not None:
            draft = replace(draft, marks=marks_of(uow.recordings.copy(request.copy), original, guard_ms))
        subjects = {Subject.REQUEST: id, Subject.RECORDING: original.id}
        uow.commit(event_of(EventKind.ORIGINAL_OPENED, by.actor, clock, subjects, **under(uow, policy)))
    call = request.call
    return Preparation(id, request.reference, call.at, call.outbound, original, draft, guard_ms)


@carries_out(SaveDraft)
def save_draft(command: SaveDraft, *, uow: UnitOfWork, clock: Clock) -> Draft:
    """Save it as the next version and return that. Raises WrongStateError (`draft_is_newer`)."""
    saved = replace(command.draft, version=command.draft.version + 1)
    with suppress(AlreadySavedError), uow:
        original_of(command.actor, command.request, uow, goes_on=True)
        if not uow.drafts.save(command.request, saved, command.actor.by, clock.now()):
            raise newer(command.request)
        facts: Facts = {
            "version": saved.version,
            "spans": [[mark.start_ms, mark.end_ms] for mark in saved.marks],
            "reasons": [mark.reason.value for mark in saved.marks],
            "style": saved.style,
            "chapters": len(saved.chapters),
            "sha256": saved.digest,
        }
        uow.commit(event_of(EventKind.DRAFT_SAVED, command.actor, clock, {Subject.REQUEST: command.request}, **facts))
    return saved


def read_draft(actor: Actor, id: RequestId, *, uow: UnitOfWork) -> Draft:
    """Return the draft as last saved."""
    with uow.look():
        original_of(actor, id, uow)
        return uow.drafts.get(id)


def plan_from_draft(command: MakeCopy, *, uow: UnitOfWork, strongroom: Strongroom) -> CopyPlan:
    """Return the plan of the draft's copy. Raises WrongStateError where it is not the newest version any more."""
    with uow:
        _, original = original_of(command.actor, command.request, uow)
        draft = uow.drafts.get(command.request)
    if draft.version != command.version:
        raise newer(command.request)
    told = chapters_told(draft, original.rate)
    more = (draft.style, draft.version, told)
    wanted = PrepareCopy(command.actor, command.request, draft.marks, command.guard_ms, *more)
    return plan_copy(wanted, uow=uow, strongroom=strongroom)


@given_again(nothing)
def lockdown_degraded(actor: Actor, id: RequestId, codes: Sequence[str], *, uow: UnitOfWork, clock: Clock) -> None:
    """Record restrictions of the PC that were not in force while the original was open."""
    with uow:
        acting(actor, Permission.PREPARE_COPY, uow)
        subjects = {Subject.REQUEST: id}
        uow.commit(event_of(EventKind.LOCKDOWN_DEGRADED, actor, clock, subjects, codes=list(codes)))


def newer(id: RequestId) -> WrongStateError:
    """Return the error for a draft that someone else has saved."""
    return WrongStateError("draft_is_newer").of(request=id)


def marks_of(copy: ApprovedCopy, original: Recording, guard_ms: int) -> tuple[Removal, ...]:
    """Return the removed parts of a copy without a draft as marks that remove the same again, and no less."""
    return in_order(_mark_of(part, original, guard_ms) for part in copy.removed)


def _mark_of(part: RemovedPart, original: Recording, guard_ms: int) -> Removal:
    start, end = part.start * 1000 // original.rate, -(-part.end * 1000 // original.rate)
    inner_start = start + guard_ms if part.start else start
    inner_end = end - guard_ms if part.end < original.frames else end
    if inner_start < inner_end:
        start, end = inner_start, inner_end
    return Removal(start, end, part.channel, part.reason)


def original_of(actor: Actor, id: RequestId, uow: UnitOfWork, *, goes_on: bool = False) -> tuple[Request, Recording]:
    """Return a request whose copy may be prepared, and its recording. Raises NotAllowedError, WrongStateError."""
    acting(actor, Permission.PREPARE_COPY, uow, goes_on=goes_on)
    request = uow.requests.get(id)
    request.must_be(Status.LINKED, Status.PREPARED)
    assert request.recording is not None
    return request, uow.recordings.get(request.recording)

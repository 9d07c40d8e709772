"""Deciding on a request, by somebody who did not prepare it.

Rules:
- Approval binds the request and the digest of the very copy.
- A copy for training with nothing removed needs the approver's word that there was nothing to remove.
- A refusal has a coded reason. The front desk cannot override either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from desktop.application.acting import At, acting, event_of
from desktop.application.notes import note_of
from desktop.application.ports import Clock
from desktop.application.storage import Decision, UnitOfWork
from desktop.domain.events import EventKind, Facts, Subject
from desktop.domain.ids import RequestId, new_id
from desktop.domain.people import Permission
from desktop.domain.request import Purpose, RefusalReason, Request, Status
from desktop.errors import FieldsError


@dataclass(frozen=True)
class Decide:
    """Approve (until a day, or without end) or refuse, with a reason. `words` are the approver's own."""

    at: At
    request: RequestId
    approve: bool | None
    until: date | None = None
    refusal: RefusalReason | None = None
    words: str = ""
    nothing_to_remove: bool = False


def decide(command: Decide, *, uow: UnitOfWork, clock: Clock, zone: ZoneInfo) -> Request:
    """Keep the decision. Raises FieldsError, NotAllowedError for whoever took or prepared it, WrongStateError."""
    today = clock.now().astimezone(zone).date()
    _check(command, today)
    with uow:
        person = acting(command.at, Permission.DECIDE, uow)
        request = uow.requests.get(command.request)
        prepared = (Status.PREPARED,) if command.approve else (Status.TAKEN, Status.MATCHED, Status.PREPARED)
        request.must_be(*prepared)
        copy = uow.recordings.copy(request.copy) if request.copy else None
        person.must_not_be(frozenset({request.taken_by} | ({copy.prepared_by} if copy else set())))
        training = request.purpose is Purpose.TRAINING and copy is not None and not copy.removed
        if command.approve and training and not command.nothing_to_remove:
            raise FieldsError({"nothing_to_remove": "training_needs_removal"})
        decision = Decision(
            id=new_id(),
            request=request.id,
            copy=copy.id if copy else None,
            copy_digest=copy.digest if copy else None,
            decided_by=person.id,
            decided_at=clock.now(),
            approved=bool(command.approve),
            refusal=command.refusal.value if command.refusal else None,
            until=command.until,
            note=note_of(command.words),
        )
        uow.requests.add_decision(decision)
        status = Status.APPROVED if command.approve else Status.REFUSED
        request = replace(request, status=status, approved_until=command.until)
        uow.requests.save(request)
        subjects = {Subject.REQUEST: request.id} | ({Subject.COPY: copy.id} if copy else {})
        kind = EventKind.REQUEST_APPROVED if command.approve else EventKind.REQUEST_REFUSED
        facts: Facts = {"sha256": copy.digest if copy else "", "reason": decision.refusal or ""}
        uow.commit(event_of(kind, command.at, clock, subjects, **facts), checkpoint=True)
    return request


def _check(command: Decide, today: date) -> None:
    problems = {}
    if command.approve is None:
        problems["approve"] = "decision_missing"
    if command.approve is False and command.refusal is None:
        problems["refusal"] = "refusal_reason_missing"
    if command.approve and command.until is not None and command.until < today:
        problems["until"] = "until_in_past"
    if problems:
        raise FieldsError(problems)

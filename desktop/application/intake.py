"""Taking a request: who asks, for which call, and the day by which it must be answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from desktop.application.acting import At, acting, event_of
from desktop.application.holding import add_tasks, hold_matches, place_hold
from desktop.application.notes import note_of
from desktop.application.ports import Clock
from desktop.application.storage import UnitOfWork
from desktop.domain.deadline import due_date
from desktop.domain.events import EventKind, Facts, Subject
from desktop.domain.ids import RequestId, new_id
from desktop.domain.keeping import KeepingPolicy
from desktop.domain.people import Permission
from desktop.domain.request import Asker, Call, Kind, Purpose, Request, Status, check_intake

PREFIX = {Kind.SUBJECT_ACCESS: "SAR", Kind.INTERNAL: "INT"}


@dataclass(frozen=True)
class TakeRequest:
    """What was asked for. `reason` is needed for an internal request alone; `call.at` is aware."""

    at: At
    kind: Kind
    asker: Asker
    call: Call
    received_on: date
    purpose: Purpose | None = None
    reason: str = ""
    adjustments: tuple[str, ...] = ()
    copy_wanted: bool = False


def take_request(
    command: TakeRequest,
    *,
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
    is_holiday: Callable[[date], bool],
    keeping: KeepingPolicy,
) -> Request:
    """Take it in, with the next reference number, and hold what it asks for. Raises FieldsError for what is missing."""
    today = clock.now().astimezone(zone).date()
    check_intake(command.kind, command.asker, command.purpose, command.reason, command.received_on, today)
    with uow:
        acting(command.at, Permission.TAKE_REQUEST, uow)
        year = command.received_on.year
        number = uow.requests.next_reference(command.kind.value, year)
        due = due_date(command.received_on, is_holiday).due if command.kind is Kind.SUBJECT_ACCESS else None
        request = Request(
            id=RequestId(new_id()),
            reference=f"{PREFIX[command.kind]}-{year}-{number:04d}",
            kind=command.kind,
            status=Status.TAKEN,
            received_on=command.received_on,
            due_on=due,
            asker=command.asker,
            call=command.call,
            taken_by=command.at.by,
            purpose=command.purpose,
            adjustments=command.adjustments,
            copy_wanted=command.copy_wanted,
        )
        reason = note_of(command.reason)
        uow.requests.add(request, reason)
        hold = place_hold(request, command.at.by, clock.now(), keeping, uow)
        add_tasks(request, keeping, uow)
        held = hold_matches(request, hold, uow)
        facts: Facts = {"reference": request.reference, "reason_given": reason is not None, "held": held}
        subjects = {Subject.REQUEST: request.id, Subject.HOLD: hold.id}
        uow.commit(event_of(EventKind.REQUEST_TAKEN, command.at, clock, subjects, **facts))
    return request

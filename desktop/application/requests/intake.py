"""Taking a request: who asks, for which calls, and the day by which it must be answered.

Each call becomes a request of its own under one number (docs/decisions/0014), with its hold and its tasks. All of them
are taken in one transaction with one event, or none is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Numbers
from desktop.application.recordings.holding import add_tasks, hold_matches, place_hold, stops_of
from desktop.application.shared.authorisation import Actor, acting, event_of
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, the_requests
from desktop.application.shared.notes import note_of
from desktop.application.shared.under import under
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.recordings.keeping import Hold, KeepingPolicy, StopDeletion
from desktop.domain.requests.deadline import DeadlineRules, due_date
from desktop.domain.requests.intake import Intake, call_field, problems_of
from desktop.domain.requests.request import WITHHELD, Call, Request, Status
from desktop.domain.shared.ids import RequestId, new_id
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.notes import Note
from desktop.errors import FieldsError

PREFIX = {Kind.SUBJECT_ACCESS: "SAR", Kind.INTERNAL: "INT"}


@dataclass(frozen=True, kw_only=True)
class TakeRequest(Intake, Command[tuple[Request, ...]]):
    """A request as typed, and who takes it. The number of each call is as typed."""

    actor: Actor


@dataclass(frozen=True)
class _Kept:
    """The records stored with a new request: its hold, its reason in words, its tasks "Stop deletion"."""

    hold: Hold
    reason: Note | None
    tasks: list[StopDeletion]


@carries_out(TakeRequest)
@given_again(the_requests)
def take_request(
    command: TakeRequest,
    *,
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
    rules: DeadlineRules,
    keeping: KeepingPolicy,
    numbers: Numbers,
) -> tuple[Request, ...]:
    """Take it, with the next reference number, and hold its possible matches: one request for each call, in order.

    Raises FieldsError for anything missing or impossible.
    """
    calls, unread = in_normal_form(command.calls, numbers)
    command = replace(command, calls=calls)
    if problems := problems_of(command, clock.now(), zone) | unread:
        raise FieldsError(problems)
    with uow:
        acting(command.actor, Permission.TAKE_REQUEST, uow)
        year = command.received_on.year
        number = f"{PREFIX[command.kind]}-{year}-{uow.requests.next_reference(command.kind.value, year):04d}"
        due = due_date(command.received_on, rules.holidays).due if command.kind is Kind.SUBJECT_ACCESS else None
        requests = tuple(_request(command, number, part, due) for part in range(1, len(calls) + 1))
        kept = [_keep(request, command, uow, clock, keeping) for request in requests]
        found = [hold_matches(request, each.hold, uow, keeping) for request, each in zip(requests, kept, strict=True)]
        subjects = {Subject.REQUEST: requests[0].id, Subject.HOLD: kept[0].hold.id}
        asked = [uow.requests.asked_digest(request.id) for request in requests]
        facts = {**_facts(command, requests, kept), "asked": asked, "held": sum(map(len, found)), "recordings": found}
        facts |= under(uow, keeping) if due is None else under(uow, rules, keeping)
        uow.commit(event_of(EventKind.REQUEST_TAKEN, command.actor, clock, subjects, **facts))
    return requests


def in_normal_form(calls: tuple[Call, ...], numbers: Numbers) -> tuple[tuple[Call, ...], dict[str, str]]:
    """Return the calls with their numbers in normal form, and a problem for each that is no number."""
    read, problems = [], {}
    for at, call in enumerate(calls, 1):
        typed = call.number.strip()
        number = WITHHELD if typed.casefold() == WITHHELD else numbers.normal(typed) if typed else ""
        if number is None:
            problems[call_field(at, "number")] = "number_unreadable"
        read.append(replace(call, number=typed if number is None else number))
    return tuple(read), problems


def _request(command: TakeRequest, number: str, part: int, due: date | None) -> Request:
    return Request(
        **command.asked(),
        id=RequestId(new_id()),
        reference=number if part == 1 else f"{number}/{part}",
        status=Status.TAKEN,
        due_on=due,
        call=command.calls[part - 1],
        taken_by=command.actor.by,
    )


def _keep(request: Request, command: TakeRequest, uow: UnitOfWork, clock: Clock, keeping: KeepingPolicy) -> _Kept:
    """Save the request, hold its possible matches, add the tasks at the telephone systems."""
    reason = note_of(command.reason, "reason")
    uow.requests.add(request, reason)
    hold = place_hold(request, command.actor.by, clock.now(), keeping, uow)
    return _Kept(hold, reason, add_tasks(request, keeping, uow))


def _facts(command: TakeRequest, requests: tuple[Request, ...], kept: list[_Kept]) -> Facts:
    first, hold = requests[0], kept[0].hold
    reasons = [each.reason for each in kept if each.reason is not None]
    facts: Facts = {
        "reference": requests[0].reference,
        "reason_given": bool(command.reason.strip()),
        "represented": command.representative is not None,
        "received_on": first.received_on.isoformat(),
        "due_on": first.due_on.isoformat() if first.due_on else "",
        "purpose": first.purpose.value if first.purpose else "",
        "copy_wanted": first.copy_wanted,
        "came_by": first.came_by.value if first.came_by else "",
        "copy_offered": first.copy_offered,
        "language": first.language.value if first.language else "",
        "notes": [reason.id for reason in reasons],
        "digests": [reason.digest for reason in reasons],
        "hold_reason": hold.reason.value,
        "review_on": hold.review_on.isoformat(),
        "stops": stops_of(task for each in kept for task in each.tasks),
    }
    if len(requests) > 1:
        facts |= {"requests": [request.id for request in requests], "holds": [each.hold.id for each in kept]}
    return facts

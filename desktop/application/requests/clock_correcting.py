"""Correcting a mistyped day of a request's deadline. Which days, and their limits: `clock_days`.

Rules:
- By someone who works on requests, while the request is open, with a reason.
- It applies to all open calls of the same number, as the recorded day did, and their due dates are computed again.
- While a recording is searched for, receipt does not move to a day before its call: the call can be corrected then.
- The event has the old day and the new one; the reason is stored apart, in words, under its digest. The earlier entry
  stays in the log as it was.
- The reference keeps its year, even where receipt moves into another one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.requests.clock_keeping import DeadlineCommand, of_all, open_of_number
from desktop.application.shared.authorisation import event_of, office_day
from desktop.application.shared.commands import carries_out
from desktop.application.shared.given_again import given_again, the_request
from desktop.application.shared.notes import note_of
from desktop.application.shared.quicker import about
from desktop.application.shared.under import under
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.requests.clock_days import DayCorrected, DayOf, DeadlineDays, NotedDay
from desktop.domain.requests.deadline import DeadlineRules
from desktop.domain.requests.intake import is_after_receipt
from desktop.domain.requests.request import Request, Status
from desktop.errors import FieldsError


@dataclass(frozen=True)
class CorrectDay(DeadlineCommand):
    """The day as recorded, the right day, and why. `noted` is None where none was chosen."""

    noted: NotedDay | None
    day: date
    reason: str


@carries_out(CorrectDay)
@given_again(the_request)
def correct_day(command: CorrectDay, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules) -> Request:
    """Correct the day. Raises FieldsError, and WrongStateError where it is not in force any more."""
    noted, note = command.noted, note_of(command.reason, "correction_reason")
    problems = {} if note else {"correction_reason": "correction_reason_missing"}
    if noted is None or note is None:
        raise FieldsError(({} if noted else {"noted_day": "noted_day_missing"}) | problems)
    with uow:
        today = office_day(uow, clock)
        zone = uow.offices.get().zone
        requests = [_corrected(each, noted, command.day, rules, today) for each in open_of_number(command, uow)]
        if noted.of is DayOf.RECEIPT and any(_asks_for_a_later_call(each, zone) for each in requests):
            raise FieldsError({"day": "before_the_call"})
        uow.requests.keep_note(note)
        correction = DayCorrected(noted, command.day, command.actor.by, clock.now(), note)
        for request in requests:
            uow.requests.save(request)
            uow.requests.add_correction(request.id, correction)
        facts: Facts = {
            "day_of": noted.of.value,
            "position": noted.position,
            "was": noted.day.isoformat(),
            "day": command.day.isoformat(),
            "digest": note.digest,
            "due_on": requests[0].due_on.isoformat() if requests[0].due_on else "",
        }
        facts |= of_all(requests) | under(uow, rules)
        subjects = {Subject.REQUEST: command.request, Subject.NOTE: note.id}
        uow.commit(event_of(EventKind.DEADLINE_DAY_CORRECTED, command.actor, clock, subjects, **facts))
    return requests[0]


def _corrected(request: Request, noted: NotedDay, day: date, rules: DeadlineRules, today: date) -> Request:
    with about(request=request.id):
        days = DeadlineDays(request.received_on, request.deadline_facts).corrected(noted, day, today)
    due = days.deadline_facts.deadline(days.received, rules, today).due
    return replace(request, received_on=days.received, deadline_facts=days.deadline_facts, due_on=due)


def _asks_for_a_later_call(request: Request, zone: ZoneInfo) -> bool:
    return request.status is Status.TAKEN and is_after_receipt(request.call, request.received_on, zone)

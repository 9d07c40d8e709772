"""Taking an extension of the deadline back, with a reason (DOMAIN: the statutory clock).

Rules:
- By someone who works on requests, on an open request. It applies to all open calls of the same number.
- The answer is then due as if the person had never been told that it takes longer, even where that makes it late.
- The event has the day on which they were told; the reason is stored apart, in words, under its digest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

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
from desktop.domain.requests.clock_days import DayCorrected, DayOf, NotedDay
from desktop.domain.requests.deadline import DeadlineRules
from desktop.domain.requests.request import Request
from desktop.errors import FieldsError


@dataclass(frozen=True)
class TakeExtensionBack(DeadlineCommand):
    """The extension does not count any more; `reason`: why, in words."""

    reason: str


@carries_out(TakeExtensionBack)
@given_again(the_request)
def take_extension_back(command: TakeExtensionBack, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules) -> Request:
    """Take an extension back. Raises FieldsError without a reason, WrongStateError where there is none (any more)."""
    note = note_of(command.reason, "extension_back_reason")
    if note is None:
        raise FieldsError({"extension_back_reason": "extension_back_reason_missing"})
    with uow:
        today = office_day(uow, clock)
        found = open_of_number(command, uow)
        requests = [_without(each, rules, today) for each in found]
        extension = found[0].deadline_facts.extension
        assert extension is not None
        uow.requests.keep_note(note)
        was = NotedDay(DayOf.EXTENSION_TAKEN_BACK, extension.told_on)
        correction = DayCorrected(was, today, command.actor.by, clock.now(), note)
        for request in requests:
            uow.requests.save(request)
            uow.requests.add_correction(request.id, correction)
        facts: Facts = {
            "told_on": extension.told_on.isoformat(),
            "day": today.isoformat(),
            "digest": note.digest,
            "due_on": requests[0].due_on.isoformat() if requests[0].due_on else "",
        }
        facts |= of_all(requests) | under(uow, rules)
        subjects = {Subject.REQUEST: command.request, Subject.NOTE: note.id}
        uow.commit(event_of(EventKind.EXTENSION_TAKEN_BACK, command.actor, clock, subjects, **facts))
    return requests[0]


def _without(request: Request, rules: DeadlineRules, today: date) -> Request:
    with about(request=request.id):
        facts = request.deadline_facts.take_extension_back()
    return replace(request, deadline_facts=facts, due_on=facts.deadline(request.received_on, rules, today).due)

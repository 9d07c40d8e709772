"""Correcting the call that a request asks for, after asking the person for a closer time or another number.

Rules:
- Only while its recording is searched for: later, a recording was found for the call as it was.
- Recordings that could be the call now are held as well. Earlier ones stay on hold: two people release a hold.
- Who asks is compared with the log first: their digest is computed again, from what the rows say.
- The log says that it was corrected and which fields, and no number and no time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Numbers
from desktop.application.recordings.holding import hold_matches, stops_of
from desktop.application.requests.intake import in_normal_form
from desktop.application.shared.authorisation import Actor, acting, event_of
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, the_request
from desktop.application.shared.under import under
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.recordings.keeping import KeepingPolicy, StopDeletion
from desktop.domain.requests.intake import problems_of_calls
from desktop.domain.requests.request import Call, Request, Status
from desktop.domain.shared.ids import RequestId
from desktop.errors import FieldsError


@dataclass(frozen=True)
class CorrectCall(Command[Request]):
    """The call as the person describes it now; its number is as typed."""

    actor: Actor
    request: RequestId
    call: Call


@carries_out(CorrectCall)
@given_again(the_request)
def correct_call(
    command: CorrectCall, *, uow: UnitOfWork, clock: Clock, numbers: Numbers, keeping: KeepingPolicy
) -> Request:
    """Correct the call. Raises FieldsError for impossible values, WrongStateError once the recording is found."""
    (call,), unread = in_normal_form((command.call,), numbers)
    with uow:
        acting(command.actor, Permission.TAKE_REQUEST, uow)
        uow.proven.request(command.request)
        before = uow.requests.get(command.request)
        before.must_be(Status.TAKEN)
        zone = uow.offices.get().zone
        if problems := problems_of_calls((call,), clock.now(), zone, received=before.received_on) | unread:
            raise FieldsError(problems)
        request = replace(before, call=call)
        uow.requests.save(request)
        holds = [hold for hold in uow.keeping.holds_of(request.id) if hold.stands]
        found = [hold_matches(request, hold, uow, keeping) for hold in holds]
        stops = list(_tasks_of(request, keeping, uow))
        for task in stops:
            uow.keeping.save_task(task)
        facts: Facts = {
            "time": call.at != before.call.at,
            "number": call.number != before.call.number,
            "direction": call.outbound != before.call.outbound,
            "by_somebody_else": call.by_somebody_else != before.call.by_somebody_else,
            "held": sum(map(len, found)),
            "recordings": [*dict.fromkeys(chain.from_iterable(found))],
            "stops": stops_of(stops),
            "asked": uow.requests.asked_digest(request.id),
            **under(uow, keeping),
        }
        uow.commit(event_of(EventKind.CALL_CORRECTED, command.actor, clock, {Subject.REQUEST: request.id}, **facts))
    return request


def _tasks_of(request: Request, keeping: KeepingPolicy, uow: UnitOfWork) -> Iterator[StopDeletion]:
    """Yield the tasks not confirmed yet, with the day on which the telephone system deletes the corrected call."""
    for task in uow.keeping.tasks_of(request.id):
        source = keeping.source(task.source)
        if source is not None and task.confirmed_by is None:
            yield replace(task, deletes_on=source.system_deletes_on(request.call.at))

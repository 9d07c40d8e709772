"""Whether a request waits in vain: the person had all the time there is to answer, or to prove something, and did not.

Rules (DOMAIN: the clock):
- Whoever is identified at the counter after a proof was asked for has brought it: their ID, and whoever acts for them
  their authority. That moves no deadline, but the request is no longer closed as if nobody had come.
- Proofs are asked for of all calls of a number together, so a session about any of them counts.
"""

from __future__ import annotations

from datetime import date

from desktop.application.ports.database import UnitOfWork
from desktop.domain.requests.clock_facts import DeadlineFacts
from desktop.domain.requests.request import Request


def waits_in_vain(request: Request, day: date, days: int, uow: UnitOfWork) -> bool:
    """Return whether the request waited in vain on that day. `days`: the office's (`DeadlineRules.unanswered_days`)."""
    if not request.deadline_facts.unanswered(day, days):
        return False
    return still_awaited(request, uow).unanswered(day, days)


def still_awaited(request: Request, uow: UnitOfWork) -> DeadlineFacts:
    """Return the facts of its deadline, with what was seen at the counter as arrived: for what is awaited, alone."""
    facts, zone = request.deadline_facts, uow.offices.get().zone
    if not facts.awaited:
        return facts
    sessions = [each for call in uow.requests.of_number(request.number) for each in uow.sessions.of_request(call.id)]
    came = [each.opened_at.astimezone(zone).date() for each in sessions if each.identified]
    return facts.seen_on(max(came)) if came else facts

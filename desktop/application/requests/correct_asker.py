"""Correcting who asks: a name, date of birth, address or contact that was typed wrongly at intake.

Rules:
- By someone who works on requests, on every call of the number: it is the same person.
- Who they are (`WHO_THEY_ARE`) stays once identity was confirmed in a session of any of these calls: documents were
  compared with it. Where to reach them can be corrected at any time.
- An approval is for the person whom the approver saw. Where who they are changes, it ends, and the approver is asked
  again. Whoever corrected it decides nothing about the request (`copies.involved`).
- A counter leaves this to the other PCs: people read out there what a request says, so it is not changed there.
- Who asks is compared with the log first: their digest is computed again, from what the rows say.
- What was typed is held to what intake holds it to. Nothing is saved over what someone else has corrected meanwhile.
- Event `asker_corrected`: which facts changed, and which approvals ended. It is about the first request of the number,
  by whose events each of them is proved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.shared.authorisation import Actor, acting, event_of, office_day
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, nothing
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.requests.intake import IN_FORM, problems_of_asker
from desktop.domain.requests.request import WHO_THEY_ARE, Asker, Request, Status
from desktop.domain.shared.ids import RequestId
from desktop.errors import FieldsError, WrongStateError


@dataclass(frozen=True)
class CorrectAsker(Command[None]):
    """The person as they are now, and as they were `shown` to whoever corrects them."""

    actor: Actor
    request: RequestId
    shown: Asker = field(repr=False)
    asker: Asker = field(repr=False)


@carries_out(CorrectAsker)
@given_again(nothing)
def correct_asker(command: CorrectAsker, *, uow: UnitOfWork, clock: Clock) -> None:
    """Save the person. Nothing is logged where nothing changed.

    Raises FieldsError, and WrongStateError (`asker_changed`) where they were shown otherwise.
    """
    with uow:
        acting(command.actor, Permission.CORRECT_ASKER, uow)
        request = uow.requests.get(command.request)
        together = uow.requests.of_number(request.number)
        for each in together:
            uow.proven.request(each.id)
        if request.asker != command.shown:
            raise WrongStateError("asker_changed").of(request=together[0].id)
        changed = request.asker.changed_to(command.asker)
        if not changed:
            return
        problems = problems_of_asker(command.asker, request.kind, office_day(uow, clock))
        is_another = not WHO_THEY_ARE.isdisjoint(changed)
        if is_another and who_is_confirmed(together, uow):
            problems |= {IN_FORM.get(name, name): "identity_confirmed" for name in changed if name in WHO_THEY_ARE}
        if problems:
            raise FieldsError(problems)
        corrected = [_corrected(each, command.asker, is_another) for each in together]
        for each in corrected:
            uow.requests.save(each)
        ended = [now.id for before, now in zip(together, corrected, strict=True) if before.status is not now.status]
        facts: Facts = {
            "changed": list(changed),
            "requests": [each.id for each in together],
            "asked": [uow.requests.asked_digest(each.id) for each in together],
            "approvals_ended": list(ended),
        }
        event = event_of(EventKind.ASKER_CORRECTED, command.actor, clock, {Subject.REQUEST: together[0].id}, **facts)
        uow.commit(event, checkpoint=bool(ended))


def who_is_confirmed(together: Iterable[Request], uow: UnitOfWork) -> bool:
    """Return whether identity was confirmed in a session of one of these requests."""
    return any(session.identified for each in together for session in uow.sessions.of_request(each.id))


def _corrected(request: Request, asker: Asker, is_another: bool) -> Request:
    """Return the request of that person. An approval ends where they are another one."""
    if is_another and request.status is Status.APPROVED:
        return replace(request, asker=asker, status=Status.PREPARED, approved_until=None)
    return replace(request, asker=asker)

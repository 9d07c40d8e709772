"""Taking a sign-off back: the session waits again.

The sign-off was committed when it was pressed; this is a second event, beside the first. Its comment stays a note.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.shared.authorisation import Actor, acting, session_event
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, nothing
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Permission
from desktop.domain.reviews.taking_back import seconds_since
from desktop.domain.shared.ids import SessionId
from desktop.errors import WrongStateError


@dataclass(frozen=True)
class TakeSignOffBack(Command[None]):
    """Whoever signed that session off takes it back."""

    actor: Actor
    session: SessionId


@carries_out(TakeSignOffBack)
@given_again(nothing)
def take_sign_off_back(command: TakeSignOffBack, *, uow: UnitOfWork, clock: Clock) -> None:
    """Take a sign-off back. Raises NotAllowedError, or WrongStateError where there is none, or it is too long ago."""
    with uow:
        acting(command.actor, Permission.REVIEW, uow)
        uow.proven.session(command.session)
        session = uow.sessions.get(command.session)
        signed = uow.sessions.signed_off(session.id)
        if signed is None:
            raise WrongStateError("not_signed_off_any_more").of(session=session.id)
        seconds = seconds_since(signed[0], signed[1], command.actor.by, clock.now())
        uow.sessions.take_sign_off_back(session.id)
        uow.commit(session_event(EventKind.SIGN_OFF_TAKEN_BACK, command.actor, clock, session, seconds=seconds))

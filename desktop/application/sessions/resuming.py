"""Resuming an interrupted session, by the same adviser or another.

Rules:
- Returning within the policy's days repeats a short check (the same person, one of the documents), not the whole. Two
  policies say how many: the office's of any session, the identity policy's of one in which someone was identified.
- A session that was listening resumes from a break: the screen is blank until the adviser unlocks it.
- A session whose PC is off, with nothing in the log for a minute, can be opened at another desk, which interrupts it.
- Another adviser, or another desk, takes the session over, and the log says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.sessions.identifying import policy_of
from desktop.application.sessions.today import is_abandoned
from desktop.application.sessions.viewing import the_session, view_of
from desktop.application.sessions.views import SessionView
from desktop.application.shared.authorisation import Actor, acting_here, conducting, session_event
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, nothing
from desktop.application.shared.under import under
from desktop.domain.log.events import EventKind, Facts
from desktop.domain.office.people import Permission
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.reviews.exceptions import Exceptional
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.sessions.identity import short_check_suffices
from desktop.domain.sessions.session import UNDER_WAY, Action, Session, State
from desktop.domain.shared.ids import SessionId
from desktop.errors import FieldsError, WrongStateError


@dataclass(frozen=True)
class Resume(Command[SessionView]):
    """The short check: is it the same person, seen against a document again?"""

    actor: Actor
    session: SessionId
    same_person: bool | None


@carries_out(Resume)
@given_again(the_session)
def resume(command: Resume, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, id_policy: IdPolicy) -> SessionView:
    """Resume where it was. Raises FieldsError where the short check was not made."""
    if not command.same_person:
        raise FieldsError({"same_person": "short_check_missing"})
    with uow:
        uow.proven.session(command.session)
        session = _interrupted(command.actor, command.session, uow)
        opened, today = policy.local(session.opened_at).date(), policy.local(clock.now()).date()
        too_late = clock.now() - session.opened_at > timedelta(days=policy.resume_days)
        today = max(opened, today)  # a clock that was put back makes nobody late
        ids = policy_of(session, uow, id_policy)
        if too_late or (session.identified and not short_check_suffices(ids, opened, today)):
            raise WrongStateError("too_late_to_resume")
        taken_over = session.adviser != command.actor.by or session.desk != command.actor.desk
        resumed = replace(session.act(Action.RESUME), adviser=command.actor.by, desk=command.actor.desk)
        uow.sessions.save(resumed)
        kind = EventKind.SESSION_TAKEN_OVER if taken_over else EventKind.SESSION_RESUMED
        facts: Facts = {"state": resumed.state.value, "short_check": True, "frame": resumed.at_frame}
        facts |= under(uow, id_policy, policy)
        view = view_of(resumed, uow)
        uow.commit(session_event(kind, command.actor, clock, resumed, **facts))
    return view


@given_again(the_session)
def open_unfinished(actor: Actor, id: SessionId, *, uow: UnitOfWork, clock: Clock) -> SessionView:
    """Return an unfinished session, for the page with the short check.

    One that was left under way at a PC that is off is interrupted first, and the log says by whom. Raises
    WrongStateError where it goes on.
    """
    with uow:
        acting_here(actor, Permission.CONDUCT_SESSION, uow)
        session = uow.sessions.get(id)
        uow.proven.session(id)
        if session.state not in UNDER_WAY:
            return view_of(_interrupted(actor, id, uow), uow)
        if not is_abandoned(session, actor, uow, clock):
            raise WrongStateError("session_goes_on")
        was, session = session.state, session.act(Action.INTERRUPT)
        uow.sessions.save(session, [Exceptional.INTERRUPTED])
        view, frame = view_of(session, uow), session.at_frame
        uow.commit(session_event(EventKind.SESSION_INTERRUPTED, actor, clock, session, was=was.value, frame=frame))
    return view


@given_again(nothing)
def interrupt(actor: Actor, id: SessionId, frame: int, *, uow: UnitOfWork, clock: Clock) -> None:
    """Interrupt a session under way when the program exits normally."""
    with uow:
        session = conducting(actor, id, uow, goes_on=True)
        was = session.state
        session = session.act(Action.INTERRUPT).with_heard((), frame)
        uow.sessions.save(session, [Exceptional.INTERRUPTED])
        uow.commit(session_event(EventKind.SESSION_INTERRUPTED, actor, clock, session, was=was.value, frame=frame))


def _interrupted(actor: Actor, id: SessionId, uow: UnitOfWork) -> Session:
    acting_here(actor, Permission.CONDUCT_SESSION, uow)
    session = uow.sessions.get(id)
    session.must_be(State.INTERRUPTED)
    return session

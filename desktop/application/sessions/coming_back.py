"""The short check of a customer who was identified in an earlier session (`domain.sessions.coming_back`).

Rules:
- The adviser sees that it is the same person, against one of the documents that they showed. It confirms the identity:
  neither documents nor questions about the call follow.
- Both sessions are compared with the log before it counts: no row alone makes anybody known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.sessions.identifying import allowed_less, policy_of
from desktop.application.sessions.viewing import the_session, view_of
from desktop.application.sessions.views import SessionView
from desktop.application.shared.authorisation import Actor, conducting, session_event
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again
from desktop.application.shared.under import under
from desktop.domain.log.events import EventKind, Facts
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.reviews.exceptions import Exceptional
from desktop.domain.sessions.coming_back import EarlierSession, short_check_serves
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.sessions.session import Action, Session, State
from desktop.domain.shared.ids import SessionId
from desktop.errors import FieldsError, WrongStateError

LESS = frozenset({Exceptional.LESSER_CHECK, Exceptional.NEAR_ENOUGH, Exceptional.ANSWERS_NOT_SEEN})
"""With these the person was not identified wholly."""


@dataclass(frozen=True)
class EarlierView:
    """The earlier session: its day in the office's zone, and the codes of the documents that they showed."""

    session: SessionId
    on: date
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class MakeShortCheck(Command[SessionView]):
    """The short check: is it the person of the earlier session, seen against a document again?"""

    actor: Actor
    session: SessionId
    earlier: SessionId
    same_person: bool


def earlier_session(
    actor: Actor, id: SessionId, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, id_policy: IdPolicy
) -> EarlierView | None:
    """Return the newest session after which the short check is enough in this one; None where nothing less than the
    whole check is."""
    with uow.look():
        before = _before(conducting(actor, id, uow), uow, clock, policy, id_policy)
        return None if before is None else EarlierView(before.session.id, before.on, before.kinds)


@carries_out(MakeShortCheck)
@given_again(the_session)
def make_short_check(
    command: MakeShortCheck, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, id_policy: IdPolicy
) -> SessionView:
    """Confirm the identity by it. Raises FieldsError where it was not made, WrongStateError where it is not enough."""
    if not command.same_person:
        raise FieldsError({"same_person": "short_check_missing"})
    with uow:
        session = conducting(command.actor, command.session, uow)
        session.must_be(State.CHECKED_IN)
        before = _before(session, uow, clock, policy, id_policy)
        if before is None or before.session.id != command.earlier:
            raise WrongStateError("short_check_not_enough")
        for each in (before.session.id, session.id):
            uow.proven.session(each)
        session = session.act(Action.CONFIRM_IDENTITY)
        uow.sessions.save(session)
        view = replace(view_of(session, uow), shown_before=before.kinds)
        facts: Facts = {"earlier": before.session.id, "kinds": list(before.kinds)}
        facts |= under(uow, id_policy, policy)
        uow.commit(session_event(EventKind.SHORT_CHECK_MADE, command.actor, clock, session, **facts))
    return view


def _before(
    session: Session, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, id_policy: IdPolicy
) -> EarlierSession | None:
    """Return the newest earlier session after which the short check is enough."""
    if session.state is not State.CHECKED_IN or allowed_less(session.id, uow):
        return None
    ids, today = policy_of(session, uow, id_policy), policy.local(clock.now()).date()
    sighted = bool(uow.sessions.documents(session.id))
    for earlier in reversed(uow.sessions.of_request(session.request)):
        if earlier.id == session.id or not earlier.identified:
            continue
        kinds = tuple(found.kind for found in uow.sessions.documents(earlier.id))
        wholly = LESS.isdisjoint(uow.sessions.exceptions(earlier.id))
        before = EarlierSession(earlier, policy.local(earlier.opened_at).date(), kinds, wholly)
        if short_check_serves(session, before, ids, today, sighted=sighted):
            return before
    return None

"""Someone comes without an appointment: finding their approved request, and checking them in.

Rules (`domain.sessions.unbooked`), and:
- Advisers find approved requests only, of which they see no more than Today would show. The search is logged.
- The session is marked for its review: it was opened without an appointment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Anchored, Clock
from desktop.application.sessions.beginning import (
    acting_for,
    must_be_able_to_begin,
    new_session_of,
    out_of_hours,
    proof_missing,
    who_is_missing,
    with_its_copy,
)
from desktop.application.sessions.viewing import the_session, view_of
from desktop.application.sessions.views import SessionView
from desktop.application.shared.authorisation import Actor, acting_here, office_day, session_event, with_note
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again
from desktop.application.shared.list_search import search_visitors
from desktop.application.shared.notes import note_of
from desktop.application.shared.under import under
from desktop.domain.appointments.appointment import Appointment, AppointmentStatus
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Permission
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.requests.request import Representative
from desktop.domain.reviews.exceptions import Exceptional
from desktop.domain.sessions.counter import NoteKind, SessionNote
from desktop.domain.sessions.needs import Need
from desktop.domain.sessions.session import Action, Party
from desktop.domain.sessions.unbooked import WhyUnbooked, must_need_no_appointment, problems_of
from desktop.domain.shared.ids import RequestId, SessionId
from desktop.domain.shared.kinds import Kind
from desktop.errors import FieldsError


@dataclass(frozen=True)
class Visitor:
    """An approved request that someone can be heard for without an appointment.

    `next_at`: of the first appointment that they have, of today or later. `desk_until`: when the next appointment
    begins that is booked at this desk today.

    `session` is None, as of an appointment whose session has not begun.
    """

    request: RequestId
    reference: str
    kind: Kind
    shown_name: str
    adjustments: tuple[str, ...]
    approved_until: date | None
    next_at: datetime | None = None
    desk_until: datetime | None = None
    session: SessionId | None = None
    needs: tuple[Need, ...] = ()
    representative: Representative | None = None


@dataclass(frozen=True)
class CheckInVisitor(Command[SessionView]):
    """Who is present, as at any check-in, and why there is no appointment; `words` where the code needs them."""

    actor: Actor
    request: RequestId
    parties: frozenset[Party]
    why: WhyUnbooked | None
    words: str = ""
    authority_seen: bool = False
    both_seen: bool = False


def find_visitors(actor: Actor, typed: str, *, uow: UnitOfWork, clock: Clock, zone: ZoneInfo) -> tuple[Visitor, ...]:
    """Return the approved requests that were found, as far as they can be heard today. Raises FieldsError."""
    found = search_visitors(actor, typed, uow=uow, clock=clock, zone=zone)
    with uow.look():
        today, until = office_day(uow, clock), _desk_until(actor, uow, clock)
        heard = [id for id in found if uow.requests.get(id).may_be_heard_on(today)]
        return tuple(_visitor(id, until, uow, clock) for id in heard)


def visitor_of(actor: Actor, id: RequestId, *, uow: UnitOfWork, clock: Clock) -> Visitor:
    """Return the visitor of one request, from its page. Raises NotAllowedError, and WrongStateError unless approved."""
    with uow.look():
        uow.ahead("visitor", id, actor.by, actor.desk)
        acting_here(actor, Permission.CONDUCT_SESSION, uow)
        new_session_of(actor, id, None, uow, clock)
        return _visitor(id, _desk_until(actor, uow, clock), uow, clock)


@carries_out(CheckInVisitor)
@given_again(the_session)
def check_in_visitor(
    command: CheckInVisitor, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, anchored: Anchored
) -> SessionView:
    """Begin a session without an appointment. Raises FieldsError, or WrongStateError where it cannot begin."""
    note, size = note_of(command.words), anchored()
    with uow:
        uow.ahead("check-in of a visitor", command.request, command.actor.by, command.actor.desk)
        acting_here(command.actor, Permission.CONDUCT_SESSION, uow)
        must_be_able_to_begin(uow, clock, policy, size)
        uow.proven.request(command.request)
        request = uow.requests.get(command.request)
        missing = proof_missing(command, request) | who_is_missing(command.parties, request.kind)
        if problems := missing | problems_of(command.why, command.words):
            raise FieldsError(problems)
        assert command.why is not None, "it is no problem"
        zone = uow.offices.get().zone
        days = [each.starts_at.astimezone(zone).date() for each in _booked(request.id, uow)]
        must_need_no_appointment(days, uow.sessions.of_request(request.id), office_day(uow, clock))
        session = new_session_of(command.actor, request.id, None, uow, clock)
        answers = replace(session.answers, copy_wanted=request.copy_wanted)
        session = replace(session.act(Action.CHECK_IN), parties=command.parties, answers=answers)
        marks = [Exceptional.NO_APPOINTMENT, *out_of_hours(clock, policy)]
        uow.sessions.add(session, marks)
        if note is not None:
            uow.sessions.add_note(session.id, SessionNote(note, NoteKind.UNBOOKED, None, False, clock.now()))
        event = session_event(
            EventKind.CHECKED_IN,
            command.actor,
            clock,
            session,
            unbooked=command.why.value,
            parties=sorted(party.value for party in command.parties),
            copy_wanted=request.copy_wanted,
            exceptions=[mark.value for mark in marks],
            **acting_for(command.parties, request),
            **under(uow, policy),
        )
        view = view_of(session, uow)
        uow.commit(with_note(with_its_copy(event, session), note))
    return view


def _visitor(id: RequestId, desk_until: datetime | None, uow: UnitOfWork, clock: Clock) -> Visitor:
    request = uow.requests.get(id)
    zone, today = uow.offices.get().zone, office_day(uow, clock)
    coming = [each.starts_at for each in _booked(id, uow) if each.starts_at.astimezone(zone).date() >= today]
    return Visitor(
        request=id,
        reference=request.reference,
        kind=request.kind,
        shown_name=request.asker.name,
        adjustments=request.adjustments,
        approved_until=request.approved_until,
        next_at=min(coming, default=None),
        desk_until=desk_until,
        needs=request.needs,
        representative=request.representative,
    )


def _desk_until(actor: Actor, uow: UnitOfWork, clock: Clock) -> datetime | None:
    """Return when the next appointment of today at this desk begins."""
    zone, now = uow.offices.get().zone, clock.now()
    end = datetime.combine(office_day(uow, clock) + timedelta(days=1), time(), zone)
    rows = uow.reading.appointments(now, end)
    here = [row.starts_at for row in rows if row.desk == actor.desk and row.status is AppointmentStatus.BOOKED]
    return min(here, default=None)


def _booked(id: RequestId, uow: UnitOfWork) -> list[Appointment]:
    return [each for each in uow.requests.appointments_of(id) if each.status is AppointmentStatus.BOOKED]

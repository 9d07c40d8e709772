"""Opening an appointment, checking in, calling it off."""

from __future__ import annotations

from dataclasses import dataclass, replace

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
from desktop.application.shared.authorisation import (
    Actor,
    acting,
    acting_here,
    conducting,
    event_of,
    session_event,
)
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, nothing
from desktop.application.shared.under import under
from desktop.domain.appointments.appointment import Appointment, AppointmentStatus
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.sessions.present import goes_with
from desktop.domain.sessions.session import UNDER_WAY, Action, Outcome, Party, Session
from desktop.domain.shared.ids import AppointmentId, SessionId
from desktop.errors import FieldsError, WrongStateError

BEFOREHAND = (Outcome.NO_SHOW, Outcome.CANCELLED)


@dataclass(frozen=True)
class CheckIn(Command[SessionView]):
    """Who is present.

    The customer is the party that listens, even where that is someone of the office, who has no representative.
    `copy_wanted`: whether they want a copy too, where it was asked here; None: as the request says. `authority_seen`,
    `both_seen`: of a representative (`domain.requests.representing`).
    """

    actor: Actor
    appointment: AppointmentId
    parties: frozenset[Party]
    copy_wanted: bool | None = None
    authority_seen: bool = False
    both_seen: bool = False


@dataclass(frozen=True)
class CallOff(Command[None]):
    """Nobody came, or the appointment was cancelled: `outcome` says which."""

    actor: Actor
    appointment: AppointmentId
    outcome: Outcome


@dataclass(frozen=True)
class PartyLeft(Command[SessionView]):
    """Someone who was present has left."""

    actor: Actor
    session: SessionId
    party: Party


@carries_out(CheckIn)
@given_again(the_session)
def check_in(
    command: CheckIn, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, anchored: Anchored
) -> SessionView:
    """Begin the session of an appointment. Raises FieldsError, or WrongStateError where it cannot begin."""
    size = anchored()
    with uow:
        uow.ahead("check-in", command.appointment, command.actor.by, command.actor.desk)
        acting_here(command.actor, Permission.CONDUCT_SESSION, uow)
        must_be_able_to_begin(uow, clock, policy, size)
        appointment = _booked(command.appointment, uow)
        uow.proven.request(appointment.request)  # it says whose papers the adviser looks at next
        request = uow.requests.get(appointment.request)
        if problems := proof_missing(command, request) | who_is_missing(command.parties, request.kind):
            raise FieldsError(problems)
        booked = new_session_of(command.actor, appointment.request, appointment.id, uow, clock)
        wanted = request.copy_wanted if command.copy_wanted is None else command.copy_wanted
        answers = replace(booked.answers, copy_wanted=wanted)
        session = replace(booked.act(Action.CHECK_IN), parties=command.parties, answers=answers)
        marks = out_of_hours(clock, policy)
        uow.sessions.add(session, marks)
        view = view_of(session, uow)
        uow.requests.save_appointment(replace(appointment, status=AppointmentStatus.ATTENDED))
        event = session_event(
            EventKind.CHECKED_IN,
            command.actor,
            clock,
            session,
            parties=sorted(party.value for party in command.parties),
            copy_wanted=wanted,
            exceptions=[mark.value for mark in marks],
            **acting_for(command.parties, request),
            **under(uow, policy),
        )
        uow.commit(_of_the_appointment(event, session))
    return view


@carries_out(CallOff)
@given_again(nothing)
def call_off(command: CallOff, *, uow: UnitOfWork, clock: Clock) -> None:
    """Close an appointment that did not take place. It does not close the request.

    Advisers do so at the counter, information officers from the calendar. Nobody is a no-show before the appointment
    was due. Where nothing could have been opened (not approved yet, or not any more) there is no session to close
    either: only the appointment is called off.
    """
    if command.outcome not in BEFOREHAND:
        raise WrongStateError("outcome_of_a_session")
    with uow:
        acting(command.actor, Permission.CONDUCT_SESSION, uow, or_else=Permission.BOOK_APPOINTMENT)
        appointment = _booked(command.appointment, uow)
        if command.outcome is Outcome.NO_SHOW and clock.now() < appointment.starts_at:
            raise WrongStateError("appointment_to_come")
        uow.requests.save_appointment(replace(appointment, status=AppointmentStatus(command.outcome.value)))
        try:
            booked = new_session_of(command.actor, appointment.request, appointment.id, uow, clock)
        except WrongStateError:
            subjects = {Subject.REQUEST: appointment.request, Subject.APPOINTMENT: appointment.id}
            kind = EventKind.APPOINTMENT_CALLED_OFF
            uow.commit(event_of(kind, command.actor, clock, subjects, outcome=command.outcome.value), checkpoint=True)
            return
        session = booked.close(command.outcome, clock.now(), action=Action.CALL_OFF)
        uow.sessions.add(session)
        event = session_event(
            EventKind.SESSION_CLOSED,
            command.actor,
            clock,
            session,
            outcome=command.outcome.value,
            heard_permille=0,
        )
        uow.commit(_of_the_appointment(event, session), checkpoint=True)


@carries_out(PartyLeft)
@given_again(the_session)
def party_left(command: PartyLeft, *, uow: UnitOfWork, clock: Clock) -> SessionView:
    """Record that someone has left; the session continues, or is finished by its own step.

    With the customer goes whoever acts for them: `with_them` in the event.
    """
    with uow:
        session = conducting(command.actor, command.session, uow)
        session.must_be(*UNDER_WAY)
        if command.party not in session.parties:
            raise WrongStateError("party_not_present")
        also = goes_with(command.party, session.parties)
        session = replace(session, parties=session.parties - {command.party} - also)
        uow.sessions.save(session)
        view = view_of(session, uow)
        facts: Facts = {"party": command.party.value}
        facts |= {"with_them": sorted(party.value for party in also)} if also else {}
        uow.commit(session_event(EventKind.PARTY_LEFT, command.actor, clock, session, **facts))
    return view


def _of_the_appointment(event: Event, session: Session) -> Event:
    """Return the session's first event, with the appointment and the copy that it is for."""
    made = with_its_copy(event, session)
    return replace(made, subjects={**made.subjects, Subject.APPOINTMENT: str(session.appointment)})


def _booked(id: AppointmentId, uow: UnitOfWork) -> Appointment:
    appointment = uow.requests.appointment(id)
    if appointment.status is not AppointmentStatus.BOOKED:
        raise not_booked(appointment, uow)
    return appointment


def not_booked(appointment: Appointment, uow: UnitOfWork) -> WrongStateError:
    """Return the error for an appointment that was opened, closed or called off: that is told of, too (`quicker`)."""
    sessions = uow.sessions.of_request(appointment.request)
    its = (each for each in sessions if each.appointment == appointment.id)
    session = next((each for each in its if each.outcome is not Outcome.OPENED_BY_MISTAKE), None)
    error = WrongStateError("appointment_not_booked")
    if session is not None:
        return error.of(session=session.id)
    return error.of(request=appointment.request, appointment=appointment.id)

"""How a session begins: opening an appointment, checking in, calling it off; or someone comes without an appointment.

For a visitor (`domain.sessions.session`) advisers find approved requests only, of which they see no more than Today
would show. The search is logged, and the session is marked for its review.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desktop.application.log.integrity import must_be_anchored
from desktop.application.office.pc_checks import must_be_in_time, must_not_be_outdated
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import Anchored
from desktop.application.sessions.views import SessionView, the_session, view_of
from desktop.application.shared import commands
from desktop.application.shared.commands import Actor, note_of, office_day, policy_versions, with_note
from desktop.application.shared.lists import search_visitors
from desktop.domain.appointments import Appointment, AppointmentStatus
from desktop.domain.log.events import Event, EventKind, Facts, FactValue, Subject
from desktop.domain.office.office_policy import OfficePolicy
from desktop.domain.office.people import Permission
from desktop.domain.requests.intake import problems_of_presence
from desktop.domain.requests.request import Representative, Request
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.needs import Need
from desktop.domain.sessions.session import (
    UNDER_WAY,
    Action,
    NoteKind,
    Outcome,
    Party,
    Session,
    SessionNote,
    WhyUnbooked,
    goes_with,
    must_need_no_appointment,
    somebody_listens,
)
from desktop.domain.sessions.session import problems_of_unbooked as problems_of_visit
from desktop.domain.shared.ids import AppointmentId, RequestId, SessionId, new_id
from desktop.domain.shared.kinds import Kind
from desktop.errors import WrongStateError, problems_where


def must_be_able_to_begin(uow: UnitOfWork, clock: Clock, policy: OfficePolicy, size: int | None) -> None:
    """Raise WrongStateError where no session may begin at this PC. `size`: what `anchored` returned."""
    must_not_be_outdated(uow)
    must_be_in_time(uow, clock)
    must_be_anchored(uow, clock, policy, size)


def new_session_of(
    actor: Actor, id: RequestId, appointment: AppointmentId | None, uow: UnitOfWork, clock: Clock
) -> Session:
    """Make a session of the request, to be stored. Raises WrongStateError unless this copy's approval is in force.

    `appointment`: None where nobody was invited (`check_in_visitor`).
    """
    request = uow.requests.get(id)
    decision = uow.requests.decision(request.id)
    if request.copy is None or decision is None or not request.may_be_heard_on(office_day(uow, clock)):
        raise WrongStateError("not_approved")
    copy = uow.recordings.copy(request.copy)
    if copy.destroyed_at is not None:
        raise WrongStateError("copy_destroyed")
    if not decision.lets_hear(copy):
        raise WrongStateError("copy_not_the_approved")
    return Session(
        id=SessionId(new_id()),
        request=request.id,
        copy=request.copy,
        adviser=actor.by,
        desk=actor.desk,
        opened_at=clock.now(),
        appointment=appointment,
    )


def with_its_copy(event: Event, session: Session) -> Event:
    """Return the event with the copy that the session is for."""
    return replace(event, subjects={**event.subjects, Subject.COPY: session.copy})


def who_is_missing(parties: frozenset[Party], kind: Kind) -> dict[str, str]:
    """Return the code of what is wrong with who is present, by field; nothing if someone listens."""
    return problems_where(
        ("parties", "listener_not_here", kind is Kind.INTERNAL and Party.CUSTOMER not in parties),
        ("parties", "nobody_to_listen", not somebody_listens(parties)),
    )


def proof_missing(command: CheckIn | CheckInVisitor, request: Request) -> dict[str, str]:
    """Return the code of what is missing of a representative who is present, by field."""
    seen = {"authority_seen": command.authority_seen, "both_seen": command.both_seen}
    return problems_of_presence(command.parties, request.representative, **seen)


def acting_for(parties: frozenset[Party], request: Request) -> Facts:
    """Return by what authority a representative who is present acts; it was sighted, and so was who both are."""
    named = request.representative
    return {} if named is None or Party.REPRESENTATIVE not in parties else {"acts_by": named.authority.value}


def out_of_hours(clock: Clock, policy: OfficePolicy) -> list[Exceptional]:
    """Return the exception for a session outside the opening hours."""
    is_open = policy.is_open(policy.local(clock.now()))
    return [] if is_open else [Exceptional.OUT_OF_HOURS]


BEFOREHAND = (Outcome.NO_SHOW, Outcome.CANCELLED)


class CheckIn(commands.Command[SessionView]):
    """Who is present.

    The customer is the party that listens, even where that is someone of the office, who has no representative.
    `copy_wanted`: whether they want a copy too, where it was asked here; None: as the request says. `authority_seen`,
    `both_seen`: of a representative (`domain.requests.intake`).
    """

    actor: Actor
    appointment: AppointmentId
    parties: frozenset[Party]
    copy_wanted: bool | None = None
    authority_seen: bool = False
    both_seen: bool = False


class CallOff(commands.Command[None]):
    """Nobody came, or the appointment was cancelled: `outcome` says which."""

    actor: Actor
    appointment: AppointmentId
    outcome: Outcome


class PartyLeft(commands.SessionCommand[SessionView]):
    """Someone who was present has left."""

    party: Party


@commands.carries_out(CheckIn, again=the_session)
def check_in(
    command: CheckIn, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, anchored: Anchored
) -> SessionView:
    """Begin the session of an appointment. Raises FieldsError, or WrongStateError where it cannot begin."""
    size = anchored()
    with uow:
        uow.ahead("check-in", command.appointment, command.actor.by, command.actor.desk)
        command.actor.acting_here(Permission.CONDUCT_SESSION, uow)
        must_be_able_to_begin(uow, clock, policy, size)
        appointment = _booked(command.appointment, uow)
        uow.proven.request(appointment.request)  # it says whose papers the adviser looks at next
        request = uow.requests.get(appointment.request)
        commands.refuse_fields(proof_missing(command, request) | who_is_missing(command.parties, request.kind))
        booked = new_session_of(command.actor, appointment.request, appointment.id, uow, clock)
        wanted = request.copy_wanted if command.copy_wanted is None else command.copy_wanted
        session, event = _begun(command, booked, wanted, out_of_hours(clock, policy), request, uow, clock, policy)
        view = view_of(session, uow)
        uow.requests.save_appointment(replace(appointment, status=AppointmentStatus.ATTENDED))
        uow.commit(_of_the_appointment(event, session))
    return view


def _begun(
    command: CheckIn | CheckInVisitor,
    new: Session,
    wanted: bool,
    marks: list[Exceptional],
    request: Request,
    uow: UnitOfWork,
    clock: Clock,
    policy: OfficePolicy,
    **more: FactValue,
) -> tuple[Session, Event]:
    """Save the session as people are checked in, and return it with its event. `more`: facts."""
    answers = replace(new.answers, copy_wanted=wanted)
    session = replace(new.act(Action.CHECK_IN), parties=command.parties, answers=answers)
    uow.sessions.add(session, marks)
    facts: Facts = {"parties": sorted(party.value for party in command.parties), "copy_wanted": wanted}
    facts |= {"exceptions": [mark.value for mark in marks], **acting_for(command.parties, request), **more}
    facts |= policy_versions(uow, policy)
    return session, command.actor.session_event(EventKind.CHECKED_IN, clock, session, **facts)


@commands.carries_out(CallOff, again=commands.nothing)
def call_off(command: CallOff, *, uow: UnitOfWork, clock: Clock) -> None:
    """Close an appointment that did not take place. It does not close the request.

    Advisers do so at the counter, information officers from the calendar. Nobody is a no-show before the appointment
    was due. Where nothing could have been opened (not approved yet, or not any more) there is no session to close
    either: only the appointment is called off.
    """
    if command.outcome not in BEFOREHAND:
        raise WrongStateError("outcome_of_a_session")
    with uow:
        command.actor.acting(Permission.CONDUCT_SESSION, uow, or_else=Permission.BOOK_APPOINTMENT)
        appointment = _booked(command.appointment, uow)
        if command.outcome is Outcome.NO_SHOW and clock.now() < appointment.starts_at:
            raise WrongStateError("appointment_to_come")
        uow.requests.save_appointment(replace(appointment, status=AppointmentStatus(command.outcome.value)))
        try:
            booked = new_session_of(command.actor, appointment.request, appointment.id, uow, clock)
        except WrongStateError:
            subjects = {Subject.REQUEST: appointment.request, Subject.APPOINTMENT: appointment.id}
            kind = EventKind.APPOINTMENT_CALLED_OFF
            uow.commit(command.actor.event(kind, clock, subjects, outcome=command.outcome.value), checkpoint=True)
            return
        session = booked.close(command.outcome, clock.now(), action=Action.CALL_OFF)
        uow.sessions.add(session)
        event = command.actor.session_event(
            EventKind.SESSION_CLOSED, clock, session, outcome=command.outcome.value, heard_permille=0
        )
        uow.commit(_of_the_appointment(event, session), checkpoint=True)


@commands.carries_out(PartyLeft, again=the_session)
def party_left(command: PartyLeft, *, uow: UnitOfWork, clock: Clock) -> SessionView:
    """Record that someone has left; the session continues, or is finished by its own step.

    With the customer goes whoever acts for them: `with_them` in the event.
    """
    with uow:
        session = command.actor.conducting(command.session, uow)
        session.must_be(*UNDER_WAY)
        if command.party not in session.parties:
            raise WrongStateError("party_not_present")
        also = goes_with(command.party, session.parties)
        session = replace(session, parties=session.parties - {command.party} - also)
        uow.sessions.save(session)
        view = view_of(session, uow)
        facts: Facts = {"party": command.party.value}
        facts |= {"with_them": sorted(party.value for party in also)} if also else {}
        uow.commit(command.actor.session_event(EventKind.PARTY_LEFT, clock, session, **facts))
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


class CheckInVisitor(commands.RequestCommand[SessionView]):
    """Who is present, as at any check-in, and why there is no appointment; `words` where the code needs them."""

    parties: frozenset[Party]
    why: WhyUnbooked | None
    words: str = ""
    authority_seen: bool = False
    both_seen: bool = False


def find_visitors(actor: Actor, typed: str, *, uow: UnitOfWork, clock: Clock, zone: ZoneInfo) -> tuple[Visitor, ...]:
    """Return the approved requests that were found, as far as they can be heard today. Raises FieldsError."""
    found = search_visitors(actor, typed, uow=uow, clock=clock, zone=zone)
    with uow.read_only():
        today, until = office_day(uow, clock), _desk_until(actor, uow, clock)
        heard = [id for id in found if uow.requests.get(id).may_be_heard_on(today)]
        return tuple(_visitor(id, until, uow, clock) for id in heard)


def visitor_of(actor: Actor, id: RequestId, *, uow: UnitOfWork, clock: Clock) -> Visitor:
    """Return the visitor of one request, from its page. Raises NotAllowedError, and WrongStateError unless approved."""
    with uow.read_only():
        uow.ahead("visitor", id, actor.by, actor.desk)
        actor.acting_here(Permission.CONDUCT_SESSION, uow)
        new_session_of(actor, id, None, uow, clock)
        return _visitor(id, _desk_until(actor, uow, clock), uow, clock)


@commands.carries_out(CheckInVisitor, again=the_session)
def check_in_visitor(
    command: CheckInVisitor, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, anchored: Anchored
) -> SessionView:
    """Begin a session without an appointment. Raises FieldsError, or WrongStateError where it cannot begin."""
    note, size = note_of(command.words), anchored()
    with uow:
        uow.ahead("check-in of a visitor", command.request, command.actor.by, command.actor.desk)
        command.actor.acting_here(Permission.CONDUCT_SESSION, uow)
        must_be_able_to_begin(uow, clock, policy, size)
        uow.proven.request(command.request)
        request = uow.requests.get(command.request)
        missing = proof_missing(command, request) | who_is_missing(command.parties, request.kind)
        commands.refuse_fields(missing | problems_of_visit(command.why, command.words))
        assert command.why is not None, "it is no problem"
        zone = uow.offices.get().zone
        days = [each.starts_at.astimezone(zone).date() for each in _booked_of(request.id, uow)]
        must_need_no_appointment(days, uow.sessions.of_request(request.id), office_day(uow, clock))
        new, why = new_session_of(command.actor, request.id, None, uow, clock), command.why.value
        marks, wanted = [Exceptional.NO_APPOINTMENT, *out_of_hours(clock, policy)], request.copy_wanted
        session, event = _begun(command, new, wanted, marks, request, uow, clock, policy, unbooked=why)
        if note is not None:
            uow.sessions.add_note(session.id, SessionNote(note, NoteKind.UNBOOKED, None, False, clock.now()))
        view = view_of(session, uow)
        uow.commit(with_note(with_its_copy(event, session), note))
    return view


def _visitor(id: RequestId, desk_until: datetime | None, uow: UnitOfWork, clock: Clock) -> Visitor:
    request = uow.requests.get(id)
    zone, today = uow.offices.get().zone, office_day(uow, clock)
    coming = [each.starts_at for each in _booked_of(id, uow) if each.starts_at.astimezone(zone).date() >= today]
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


def _booked_of(id: RequestId, uow: UnitOfWork) -> list[Appointment]:
    return [each for each in uow.requests.appointments_of(id) if each.status is AppointmentStatus.BOOKED]

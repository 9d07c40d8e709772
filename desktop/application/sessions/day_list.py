"""Today's appointments with their readiness, and interrupted sessions, which any adviser can resume.

- An interrupted session is unfinished until it is closed, and listed at every desk. Taking it over is logged.
- Within the policies' days resuming repeats a short check only. A session that was listening resumes from a break.
- Where a session's PC is off and the log silent for a minute and a half, another desk interrupts it.
- Missing headphones are reported before anyone arrives, and block nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from zoneinfo import ZoneInfo

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.ports.reading import AppointmentRow
from desktop.application.sessions.identifying import policy_of
from desktop.application.sessions.review_questions import questions_to
from desktop.application.sessions.views import Readiness, SessionView, TodayRow, TodayView, the_session, view_of
from desktop.application.shared.commands import (
    Actor,
    Command,
    acting,
    acting_here,
    carries_out,
    conducting,
    idempotent,
    nothing,
    policy_versions,
    session_event,
)
from desktop.domain.appointments import AppointmentStatus
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.office_policy import OfficePolicy
from desktop.domain.office.people import Permission
from desktop.domain.requests.request import Status
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.sessions.identity import short_check_suffices
from desktop.domain.sessions.session import UNDER_WAY, Action, Session, State
from desktop.domain.shared.ids import DeskId, SessionId
from desktop.errors import FieldsError, WrongStateError

ABANDONED_AFTER = timedelta(seconds=90)
"""How long nothing has to have happened in a session before another desk may take it over from a PC that is off.

Longer than the minute between two saves: a PC that lost its server has noticed by then, and plays nothing more."""


def today(actor: Actor, *, uow: UnitOfWork, clock: Clock, zone: ZoneInfo) -> TodayView:
    """Return the appointments of this day in the office's zone, in order."""
    day = clock.now().astimezone(zone).date()
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    with uow.read_only():
        person = acting(actor, Permission.SEE_APPOINTMENTS, uow)
        unbooked, at = uow.reading.unbooked(start, end), attrgetter("starts_at")
        here = [row for row in unbooked if row.starts_at >= start]
        open_yet = [row for row in unbooked if row.starts_at < start or row.session_state is State.INTERRUPTED]
        rows = sorted((*uow.reading.appointments(start, end), *here), key=at)
        unfinished = sorted((*uow.reading.unfinished(start), *open_yet), key=at)
        abandoned = _abandoned((*rows, *unfinished), actor, uow, clock)
        questions = questions_to(person.id, uow) if person.may(Permission.CONDUCT_SESSION) else ()
    ready, waiting = (tuple(_row(row, day, abandoned) for row in found) for found in (rows, unfinished))
    return TodayView(day, ready, waiting, questions)


def is_abandoned(session: Session, actor: Actor, uow: UnitOfWork, clock: Clock) -> bool:
    """Return whether a session under way is at another desk where no program is open, and nothing happened lately.

    A PC that was withdrawn is none of the office's, even where its login has not been ended yet.
    """
    if session.desk == actor.desk:
        return False
    if session.desk in uow.offices.open_desks() and uow.offices.desk(session.desk).withdrawn_at is None:
        return False
    last = max(event.at for _, event in uow.reading.events_of(session.id))
    return clock.now() - last >= ABANDONED_AFTER


def _abandoned(rows: Sequence[AppointmentRow], actor: Actor, uow: UnitOfWork, clock: Clock) -> frozenset[SessionId]:
    under_way = [row.session for row in rows if row.session and row.session_state in UNDER_WAY]
    return frozenset(id for id in under_way if is_abandoned(uow.sessions.get(id), actor, uow, clock))


def _row(row: AppointmentRow, day: date, abandoned: frozenset[SessionId]) -> TodayRow:
    return TodayRow(row, Readiness.ABANDONED if row.session in abandoned else readiness(row, day))


def readiness(row: AppointmentRow, day: date) -> Readiness:
    """Return whether this appointment can begin on `day`."""
    if row.status in (AppointmentStatus.NO_SHOW, AppointmentStatus.CANCELLED):
        return Readiness(row.status.value)
    if row.session_state is State.CLOSED:
        return Readiness.DONE
    if row.session_state is State.INTERRUPTED:
        return Readiness.INTERRUPTED
    if row.session_state is not None:
        return Readiness.UNDER_WAY
    if row.request_status is not Status.APPROVED:
        return Readiness.NOT_APPROVED
    if row.approved_until is not None and row.approved_until < day:
        return Readiness.APPROVAL_ENDED
    return Readiness.READY


def without_headphones(view: TodayView, desk: DeskId) -> TodayView:
    """Return the same day without a sound device at `desk`: appointments otherwise ready there say so."""
    return replace(view, rows=tuple(_without_headphones(found, desk) for found in view.rows))


def _without_headphones(found: TodayRow, desk: DeskId) -> TodayRow:
    concerned = found.readiness is Readiness.READY and found.row.desk == desk
    return replace(found, readiness=Readiness.NO_HEADPHONES) if concerned else found


def mark_interrupted(desk: DeskId, *, uow: UnitOfWork, clock: Clock) -> int:
    """Mark sessions under way at this desk as interrupted, when the program starts; return how many.

    Each is marked in a transaction of its own, with its event, by nobody: the program has just been started.
    """
    count = 0
    while True:
        with uow:
            found = uow.sessions.open_at(desk)
            if not found:
                return count
            session = found[0].act(Action.INTERRUPT)
            uow.sessions.save(session, [Exceptional.INTERRUPTED])
            subjects = {Subject.SESSION: session.id, Subject.REQUEST: session.request}
            facts: Facts = {"was": found[0].state.value, "frame": session.at_frame}
            uow.commit(Event(EventKind.SESSION_INTERRUPTED, clock.now(), desk, None, subjects, facts))
        count += 1


@dataclass(frozen=True)
class Resume(Command[SessionView]):
    """The short check: is it the same person, seen against a document again?"""

    actor: Actor
    session: SessionId
    same_person: bool | None


@carries_out(Resume, again=the_session)
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
        facts |= policy_versions(uow, id_policy, policy)
        view = view_of(resumed, uow)
        uow.commit(session_event(kind, command.actor, clock, resumed, **facts))
    return view


@idempotent(the_session)
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


@idempotent(nothing)
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

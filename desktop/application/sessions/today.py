"""Today's appointments with their readiness, and sessions interrupted at this desk.

Rules:
- An interrupted session is unfinished until it is closed, whatever its day. Every desk lists it, since any may take it
  over. One of an earlier day that is still under way at its own desk is unfinished as well.
- Missing headphones are reported before anyone arrives, and block nothing. They may be plugged in yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from zoneinfo import ZoneInfo

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.ports.reading import AppointmentRow
from desktop.application.sessions.review_questions import questions_to
from desktop.application.sessions.views import Readiness, TodayRow, TodayView
from desktop.application.shared.authorisation import Actor, acting
from desktop.domain.appointments.appointment import AppointmentStatus
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.requests.request import Status
from desktop.domain.reviews.exceptions import Exceptional
from desktop.domain.sessions.session import UNDER_WAY, Action, Session, State
from desktop.domain.shared.ids import DeskId, SessionId

ABANDONED_AFTER = timedelta(seconds=90)
"""How long nothing has to have happened in a session before another desk may take it over from a PC that is off.

Longer than the minute between two saves: a PC that lost its server has noticed by then, and plays nothing more."""


def today(actor: Actor, *, uow: UnitOfWork, clock: Clock, zone: ZoneInfo) -> TodayView:
    """Return the appointments of this day in the office's zone, in order."""
    day = clock.now().astimezone(zone).date()
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    with uow.look():
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

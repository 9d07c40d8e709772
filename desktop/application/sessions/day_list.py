"""An adviser's work: today's appointments, interrupted sessions to resume, a supervisor's questions to answer.

- An interrupted session is unfinished until it is closed, and listed at every desk. Taking it over is logged.
- Within the policies' days resuming repeats a short check only. A session that was listening resumes from a break.
- Where a session's PC is off and the log silent for a minute and a half, another desk interrupts it.
- Missing headphones are reported before anyone arrives, and block nothing.
- A supervisor asks the adviser of a closed session; the adviser answers (`domain.reviews.review`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from zoneinfo import ZoneInfo

from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.reading import AppointmentRow
from desktop.application.sessions import views
from desktop.application.sessions.identifying import policy_of
from desktop.application.shared import commands
from desktop.application.shared.commands import Actor, needed_note, policy_versions, with_note
from desktop.domain.appointments import AppointmentStatus
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.office_policy import OfficePolicy
from desktop.domain.office.people import Permission
from desktop.domain.requests.request import Status
from desktop.domain.reviews.review import Exceptional, ReviewQuestion
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.sessions.identity import short_check_suffices
from desktop.domain.sessions.session import UNDER_WAY, Action, Session, State
from desktop.domain.shared.ids import DeskId, NoteId, PersonId, SessionId
from desktop.errors import FieldsError, WrongStateError

ABANDONED_AFTER = timedelta(seconds=90)
"""How long nothing has to have happened in a session before another desk may take it over from a PC that is off.

Longer than the minute between two saves: a PC that lost its server has noticed by then, and plays nothing more."""


def today(actor: Actor, *, uow: UnitOfWork, clock: Clock, zone: ZoneInfo) -> views.TodayView:
    """Return the appointments of this day in the office's zone, in order."""
    day = clock.now().astimezone(zone).date()
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    with uow.read_only():
        person = actor.acting(Permission.SEE_APPOINTMENTS, uow)
        unbooked, at = uow.reading.unbooked(start, end), attrgetter("starts_at")
        here = [row for row in unbooked if row.starts_at >= start]
        open_yet = [row for row in unbooked if row.starts_at < start or row.session_state is State.INTERRUPTED]
        rows = sorted((*uow.reading.appointments(start, end), *here), key=at)
        unfinished = sorted((*uow.reading.unfinished(start), *open_yet), key=at)
        abandoned = _abandoned((*rows, *unfinished), actor, uow, clock)
        questions = questions_to(person.id, uow) if person.may(Permission.CONDUCT_SESSION) else ()
    ready, waiting = (tuple(_row(row, day, abandoned) for row in found) for found in (rows, unfinished))
    return views.TodayView(day, ready, waiting, questions)


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


def _row(row: AppointmentRow, day: date, abandoned: frozenset[SessionId]) -> views.TodayRow:
    return views.TodayRow(row, views.Readiness.ABANDONED if row.session in abandoned else readiness(row, day))


def readiness(row: AppointmentRow, day: date) -> views.Readiness:
    """Return whether this appointment can begin on `day`."""
    if row.status in (AppointmentStatus.NO_SHOW, AppointmentStatus.CANCELLED):
        return views.Readiness(row.status.value)
    if row.session_state is State.CLOSED:
        return views.Readiness.DONE
    if row.session_state is State.INTERRUPTED:
        return views.Readiness.INTERRUPTED
    if row.session_state is not None:
        return views.Readiness.UNDER_WAY
    if row.request_status is not Status.APPROVED:
        return views.Readiness.NOT_APPROVED
    if row.approved_until is not None and row.approved_until < day:
        return views.Readiness.APPROVAL_ENDED
    return views.Readiness.READY


def without_headphones(view: views.TodayView, desk: DeskId) -> views.TodayView:
    """Return the same day without a sound device at `desk`: appointments otherwise ready there say so."""

    def shown(found: views.TodayRow) -> views.TodayRow:
        concerned = found.readiness is views.Readiness.READY and found.row.desk == desk
        return replace(found, readiness=views.Readiness.NO_HEADPHONES) if concerned else found

    return replace(view, rows=tuple(map(shown, view.rows)))


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


class Resume(commands.SessionCommand[views.SessionView]):
    """The short check: is it the same person, seen against a document again?"""

    same_person: bool | None


@commands.carries_out(Resume, again=views.the_session)
def resume(
    command: Resume, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, id_policy: IdPolicy
) -> views.SessionView:
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
        view = views.view_of(resumed, uow)
        uow.commit(command.actor.session_event(kind, clock, resumed, **facts))
    return view


@commands.carries_out(again=views.the_session)
def open_unfinished(actor: Actor, id: SessionId, *, uow: UnitOfWork, clock: Clock) -> views.SessionView:
    """Return an unfinished session, for the page with the short check.

    One that was left under way at a PC that is off is interrupted first, and the log says by whom. Raises
    WrongStateError where it goes on.
    """
    with uow:
        actor.acting_here(Permission.CONDUCT_SESSION, uow)
        session = uow.sessions.get(id)
        uow.proven.session(id)
        if session.state not in UNDER_WAY:
            return views.view_of(_interrupted(actor, id, uow), uow)
        if not is_abandoned(session, actor, uow, clock):
            raise WrongStateError("session_goes_on")
        was, session = session.state, session.act(Action.INTERRUPT)
        uow.sessions.save(session, [Exceptional.INTERRUPTED])
        view, frame = views.view_of(session, uow), session.at_frame
        uow.commit(actor.session_event(EventKind.SESSION_INTERRUPTED, clock, session, was=was.value, frame=frame))
    return view


@commands.carries_out(again=commands.nothing)
def interrupt(actor: Actor, id: SessionId, frame: int, *, uow: UnitOfWork, clock: Clock) -> None:
    """Interrupt a session under way when the program exits normally."""
    with uow:
        session = actor.conducting(id, uow, goes_on=True)
        was = session.state
        session = session.act(Action.INTERRUPT).with_heard((), frame)
        uow.sessions.save(session, [Exceptional.INTERRUPTED])
        uow.commit(actor.session_event(EventKind.SESSION_INTERRUPTED, clock, session, was=was.value, frame=frame))


def _interrupted(actor: Actor, id: SessionId, uow: UnitOfWork) -> Session:
    actor.acting_here(Permission.CONDUCT_SESSION, uow)
    session = uow.sessions.get(id)
    session.must_be(State.INTERRUPTED)
    return session


class AskAdviser(commands.SessionCommand[tuple[views.QuestionView, ...]]):
    """A supervisor's question about a session that waits for its signature."""

    words: str


class AnswerReview(commands.Command[None]):
    """The adviser's answer to one question."""

    actor: Actor
    question: NoteId
    words: str


@commands.carries_out(AskAdviser, again=lambda uow, subjects: questions_of(SessionId(subjects[Subject.SESSION]), uow))
def ask_adviser(command: AskAdviser, *, uow: UnitOfWork, clock: Clock) -> tuple[views.QuestionView, ...]:
    """Ask, and return every question about that session.

    Raises FieldsError without words, NotAllowedError for the adviser, and WrongStateError: also where the adviser has
    left, or conducts no sessions any more, since nobody would answer.
    """
    note = needed_note(command.words, "question", "question_missing")
    with uow:
        person = command.actor.acting(Permission.REVIEW, uow)
        session = _unsigned(command.session, uow)
        person.must_not_be(frozenset({session.adviser}))
        if not uow.proven.person(session.adviser).may(Permission.CONDUCT_SESSION):
            raise WrongStateError("adviser_gone")
        asked = ReviewQuestion(note.id, session.id, person.id, session.adviser, clock.now())
        uow.sessions.add_question(asked, note)
        every = questions_of(session.id, uow)
        kind = EventKind.REVIEW_QUESTION_ASKED
        uow.commit(with_note(command.actor.session_event(kind, clock, session, asked_to=session.adviser), note))
    return every


@commands.carries_out(AnswerReview, again=commands.nothing)
def answer_review(command: AnswerReview, *, uow: UnitOfWork, clock: Clock) -> None:
    """Answer. Raises FieldsError without words, NotAllowedError, WrongStateError."""
    note = needed_note(command.words, "answer", "review_answer_missing")
    with uow:
        person = command.actor.acting(Permission.CONDUCT_SESSION, uow)
        asked = uow.sessions.question(command.question)
        session = _unsigned(asked.session, uow)
        uow.sessions.save_answer(asked.answered(person.id, note.id, clock.now()), note)
        kind = EventKind.REVIEW_QUESTION_ANSWERED
        uow.commit(with_note(command.actor.session_event(kind, clock, session, question=asked.id), note))


def questions_of(session: SessionId, uow: UnitOfWork) -> tuple[views.QuestionView, ...]:
    """Return the questions about that session, in the order in which they were asked."""
    return _views(uow.sessions.questions(session), uow)


def questions_to(adviser: PersonId, uow: UnitOfWork) -> tuple[views.QuestionView, ...]:
    """Return the questions that this adviser has still to answer, the earliest first."""
    found = uow.sessions.questions_to(adviser)
    return _views(found, uow) if found else ()


def _unsigned(id: SessionId, uow: UnitOfWork) -> Session:
    """Return that session, compared with the log, while it waits for its signature."""
    uow.proven.session(id)
    session = uow.sessions.get(id)
    session.must_be(State.CLOSED)
    if uow.sessions.signed_off(id) is not None:
        raise WrongStateError("signed_off_already").of(session=id)
    return session


def _views(questions: Sequence[ReviewQuestion], uow: UnitOfWork) -> tuple[views.QuestionView, ...]:
    return tuple(_view(asked, uow) for asked in questions)


def _view(asked: ReviewQuestion, uow: UnitOfWork) -> views.QuestionView:
    session = uow.sessions.get(asked.session)
    return views.QuestionView(
        id=asked.id,
        session=asked.session,
        reference=uow.requests.get(session.request).reference,
        opened_at=session.opened_at,
        words=uow.requests.words(asked.id) or "",
        asked_by=uow.people.get(asked.asked_by).shown_name,
        asked_to=uow.people.get(asked.asked_to).shown_name,
        asked_at=asked.asked_at,
        answer=uow.requests.words(asked.answer) if asked.answer else None,
        answered_at=asked.answered_at,
    )

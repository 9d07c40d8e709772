"""Closing a session: the customer's answers, the acknowledgement, the outcome, the receipt.

Rules:
- Whether a copy is wanted is asked again, and the new answer holds for the request: it closes only when it is sent.
- A person who does not want to acknowledge is recorded as that; nothing depends on it.
- The log's head is signed in the same transaction as the closing, and goes to the witness file.
- What the closing's event and the receipt say comes from rows, which are compared with the log first.
- The receipt says what was played, when, which parts were removed, the rights, and the checkpoint. No content.
- An adviser prints it; only a supervisor saves it as a file.
- Of a session opened by mistake nothing is asked: nobody was here. Its appointment is booked again.
"""

from __future__ import annotations

from dataclasses import replace

from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import SoundDesk
from desktop.application.ports.office import OfficeFacts
from desktop.application.sessions import views
from desktop.application.shared import commands
from desktop.application.shared.commands import Actor, note_of, with_note
from desktop.domain.appointments import AppointmentStatus
from desktop.domain.log.events import EventKind, Facts
from desktop.domain.office.people import Permission
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.session import Answers, NoteKind, Outcome, Session, SessionNote, State
from desktop.domain.shared.ids import SessionId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.typed_text import Note
from desktop.errors import AlreadySavedError, CheckpointNotStoredError, FieldsError, problems_where

MARKS = {
    Outcome.NOT_ENOUGH_EVIDENCE: Exceptional.NOT_ENOUGH_EVIDENCE,
    Outcome.STOPPED_BY_STAFF: Exceptional.STOPPED_BY_STAFF,
    Outcome.TECHNICAL_FAULT: Exceptional.TECHNICAL_FAULT,
    Outcome.OPENED_BY_MISTAKE: Exceptional.OPENED_BY_MISTAKE,
}
NEEDS_WORDS = frozenset({Outcome.STOPPED_BY_STAFF, Outcome.TECHNICAL_FAULT})


class Close(commands.SessionCommand[views.ClosedView]):
    """The answers of the closing page. `words` explain an outcome that needs it."""

    copy_wanted: bool | None
    complaint: bool | None
    acknowledged: bool | None
    outcome: Outcome | None
    words: str = ""


class PrintReceipt(commands.SessionCommand[None]):
    """The adviser prints the receipt, or the slip."""


@commands.carries_out(Close)
def close(command: Close, *, uow: UnitOfWork, clock: Clock, office: OfficeFacts, sound: SoundDesk) -> views.ClosedView:
    """Close the session and sign the log's head. Raises FieldsError for unanswered questions."""
    sound.shut()
    outcome = _check(command)
    try:
        return _close(command, outcome, uow, clock, office)
    except AlreadySavedError as saved:
        with uow.read_only():  # the receipt was not given then
            session = uow.sessions.get(command.session)
            receipt = _whole_receipt(session, uow, office)
            return views.ClosedView(views.view_of(session, uow), receipt, saved.not_witnessed)


def _close(command: Close, outcome: Outcome, uow: UnitOfWork, clock: Clock, office: OfficeFacts) -> views.ClosedView:
    with uow:
        uow.ahead("close", command.session, command.actor.by)
        session = command.actor.closing(command.session, uow)
        uow.proven.session(session.id)
        mistaken = outcome is Outcome.OPENED_BY_MISTAKE
        wanted = session.answers.copy_wanted if mistaken else bool(command.copy_wanted)
        answers = Answers(wanted, bool(command.complaint), bool(command.acknowledged))
        session = replace(session, answers=answers).close(outcome, clock.now())
        if mistaken and session.appointment is not None:
            appointment = uow.requests.appointment(session.appointment)
            uow.requests.save_appointment(replace(appointment, status=AppointmentStatus.BOOKED))
        note = _keep_words(command, session, uow, clock)
        uow.requests.save(replace(uow.requests.get(session.request), copy_wanted=answers.copy_wanted))
        uow.sessions.save(session, [MARKS[outcome]] if outcome in MARKS else [])
        fraction = views.heard_fraction(session, uow.recordings.copy(session.copy))
        view = views.view_of(session, uow)
        facts: Facts = {
            "outcome": outcome.value,
            "heard_permille": round(fraction * 1000),
            "copy_wanted": answers.copy_wanted,
            "complaint": answers.complaint,
            "acknowledged": answers.acknowledged,
        }
        event = with_note(command.actor.session_event(EventKind.SESSION_CLOSED, clock, session, **facts), note)
        receipt = _receipt(session, "", uow, office)
        not_witnessed = None
        try:
            checkpoint = uow.commit(event, checkpoint=True).checkpoint or ""
        except CheckpointNotStoredError as error:  # it is closed all the same, and the customer waits for the receipt
            checkpoint, not_witnessed = error.checkpoint, error
    return views.ClosedView(view, replace(receipt, checkpoint=checkpoint), not_witnessed)


@commands.carries_out(PrintReceipt, again=commands.nothing)
def receipt_printed(command: PrintReceipt, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log that the adviser prints the receipt. Committed before it is sent."""
    with uow:
        session = command.actor.conducting(command.session, uow)
        session.must_be(State.CLOSED)
        uow.commit(command.actor.session_event(EventKind.RECEIPT_PRINTED, clock, session))


@commands.logged_once
def receipt_to_save(
    actor: Actor, id: SessionId, *, uow: UnitOfWork, clock: Clock, office: OfficeFacts
) -> views.ReceiptView:
    """Return the receipt, for a supervisor to save as a file; the event says that it was."""
    with uow:
        actor.acting(Permission.SAVE_RECEIPT, uow)
        uow.proven.session(id)
        session = uow.sessions.get(id)
        session.must_be(State.CLOSED)
        receipt = _whole_receipt(session, uow, office)
        uow.commit(actor.session_event(EventKind.RECEIPT_SAVED, clock, session))
    return receipt


def _whole_receipt(session: Session, uow: UnitOfWork, office: OfficeFacts) -> views.ReceiptView:
    """Return the receipt with the checkpoint signed over the session's close: the same as on the printed one."""
    closes = [seq for seq, event in uow.reading.events_of(session.id) if event.kind is EventKind.SESSION_CLOSED]
    return _receipt(session, uow.reading.checkpoint_covering(closes[-1]) or "", uow, office)


def _check(command: Close) -> Outcome:
    if command.outcome is Outcome.OPENED_BY_MISTAKE:
        return command.outcome
    problems = problems_where(
        ("copy_wanted", "copy_not_asked", command.copy_wanted is None),
        ("complaint", "complaint_not_asked", command.complaint is None),
        ("acknowledged", "acknowledgement_not_asked", command.acknowledged is None),
        ("outcome", "outcome_missing", command.outcome is None),
        ("words", "outcome_words_missing", command.outcome in NEEDS_WORDS and not command.words.strip()),
    )
    if problems or command.outcome is None:
        raise FieldsError(problems)
    return command.outcome


def _keep_words(command: Close, session: Session, uow: UnitOfWork, clock: Clock) -> Note | None:
    note = note_of(command.words)
    if note is not None:
        uow.sessions.add_note(session.id, SessionNote(note, NoteKind.OUTCOME, None, False, clock.now()))
    return note


def _receipt(session: Session, checkpoint: str, uow: UnitOfWork, office: OfficeFacts) -> views.ReceiptView:
    request = uow.requests.get(session.request)
    copy = uow.recordings.copy(session.copy)
    assert session.outcome is not None and session.closed_at is not None
    disputes = [n.at_frame for n in uow.sessions.notes(session.id) if n.kind is NoteKind.DISPUTE]
    return views.ReceiptView(
        office=office.name,
        place=office.place,
        reference=request.reference,
        kind=request.kind,
        call_at=request.call.at,
        opened_at=session.opened_at,
        closed_at=session.closed_at,
        outcome=session.outcome,
        identified=views.identified_in_sitting(session, uow),
        heard_fraction=views.heard_fraction(session, copy),
        frames=copy.frames,
        rate=copy.rate,
        not_heard=views.not_heard(session, copy),
        removed=views.removed_of(copy),
        copy_wanted=session.answers.copy_wanted,
        complaint=session.answers.complaint,
        disputes=tuple(frame for frame in disputes if frame is not None),
        checkpoint=checkpoint,
        demo=office.demo,
        language=request.language,
        own_call=request.kind is not Kind.INTERNAL and not request.call.by_somebody_else,
    )

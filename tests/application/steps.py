"""Every use case that acts on a session, as one table: its allowed states, and the event it leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from desktop.application.ports.sound import Ear
from desktop.application.sessions import checking_in, closing, day_list, identifying, listening
from desktop.application.sessions.lesser_check import AskForLesserCheck
from desktop.application.shared.commands import Actor, Command
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.identity import CallerCheck
from desktop.domain.sessions.session import UNDER_WAY, NoteKind, Outcome, Party, State
from desktop.domain.shared.ids import SessionId
from desktop.domain.shared.spans import Span
from tests.support.offices.builders import Office, documents

Run = Callable[[Office, Actor, SessionId], Any]


@dataclass(frozen=True)
class Step:
    """A use case. `then`: the state that it leads to, or None where the session stays."""

    name: str
    states: tuple[State, ...]
    event: EventKind
    then: State | None
    run: Run


def _does(command: Callable[..., Command[Any]], *more: object) -> Run:
    return lambda office, actor, id: office.do(command(actor, id, *more))


def _at(use_case: Callable[..., Any], frame: int = 6000, *heard: Span) -> Run:
    return lambda office, actor, id: office.do(use_case, listening.PlaybackPosition(actor, id, frame, heard))


def _sight(office: Office, actor: Actor, id: SessionId) -> Any:
    return office.do(identifying.SightDocuments(actor, id, documents(office.clock.now().date())))


def _caller(check: CallerCheck) -> Run:
    def compares(office: Office, actor: Actor, id: SessionId) -> Any:
        if office.session(id).state is State.CHECKED_IN and office.who(id) == actor:
            office.sighted(id)
        return office.do(identifying.CheckCaller(actor, id, check))

    return compares


def _interrupt(office: Office, actor: Actor, id: SessionId) -> Any:
    return office.do(day_list.interrupt, actor, id, 0)


S, K = State, EventKind
_OPENS, _HEARD = _does(listening.OpenRecording), Span(2000, 6000)
_BEFORE_CLOSING = (S.CHECKED_IN, S.IDENTIFIED, S.BRIEFED, S.LISTENING, S.ON_BREAK)
_CHECKED_IN, _IDENTIFIED, _LISTENING = (S.CHECKED_IN,), (S.IDENTIFIED,), (S.LISTENING,)
_ASK = _does(AskForLesserCheck, (None, None), "Here last week with all papers.")
_BREAK, _DISTRESS, _FINISH = (
    _does(of, 6000, (_HEARD,)) for of in (listening.TakeBreak, listening.StopInDistress, listening.Finish)
)
_NOTE = _does(listening.TakeNote, NoteKind.DISPUTE, "Words of a dispute.", 4000, True)
_CLOSE = _does(closing.Close, False, False, True, Outcome.CUSTOMER_LEFT)

STEPS = (
    Step("look_at_answers", _CHECKED_IN, K.ANSWERS_SEEN, None, _does(identifying.LookAtAnswers)),
    Step("sight_documents", _CHECKED_IN, K.DOCUMENTS_SIGHTED, None, _sight),
    Step("caller matches", _CHECKED_IN, K.IDENTITY_CONFIRMED, S.IDENTIFIED, _caller(CallerCheck.MATCHES)),
    Step("caller does not match", _CHECKED_IN, K.CALLER_NOT_MATCHED, S.CLOSING, _caller(CallerCheck.DOES_NOT_MATCH)),
    Step("not_enough", _CHECKED_IN, K.IDENTITY_NOT_ENOUGH, S.CLOSING, _does(identifying.NotEnough, ())),
    Step("ask for a lesser check", _CHECKED_IN, K.LESSER_CHECK_ASKED, None, _ASK),
    Step("brief", _IDENTIFIED, K.BRIEFED, S.BRIEFED, _does(listening.Brief, True, True, 70, Ear.LEFT)),
    Step("open", (S.BRIEFED, S.CLOSING, S.LISTENING), K.RECORDING_OPENED, S.LISTENING, _OPENS),
    Step("open after a break", (S.ON_BREAK,), K.BREAK_ENDED, S.LISTENING, _OPENS),
    Step("play", _LISTENING, K.PLAY_STARTED, None, _at(listening.play, 0)),
    Step("heard", _LISTENING, K.HEARD, None, _at(listening.heard, 6000, _HEARD)),
    Step("stopped", _LISTENING, K.PLAY_STOPPED, None, _at(listening.stopped, 6000, _HEARD)),
    Step("break", _LISTENING, K.BREAK_STARTED, S.ON_BREAK, _BREAK),
    Step("distress", _LISTENING, K.DISTRESS_STOPPED, S.ON_BREAK, _DISTRESS),
    Step("finish", _BEFORE_CLOSING, K.LISTENING_FINISHED, S.CLOSING, _FINISH),
    Step("note", (S.LISTENING, S.ON_BREAK, S.CLOSING), K.NOTE_TAKEN, None, _NOTE),
    Step("lockdown_degraded", UNDER_WAY, K.LOCKDOWN_DEGRADED, None, _does(listening.RecordDegradedLockdown, ("x",))),
    Step("party_left", UNDER_WAY, K.PARTY_LEFT, None, _does(checking_in.PartyLeft, Party.COMPANION)),
    Step("close", (S.CLOSING, S.INTERRUPTED), K.SESSION_CLOSED, S.CLOSED, _CLOSE),
    Step("receipt_printed", (S.CLOSED,), K.RECEIPT_PRINTED, None, _does(closing.PrintReceipt)),
    Step("interrupt", UNDER_WAY, K.SESSION_INTERRUPTED, S.INTERRUPTED, _interrupt),
    Step("resume", (S.INTERRUPTED,), K.SESSION_RESUMED, S.ON_BREAK, _does(day_list.Resume, True)),
)

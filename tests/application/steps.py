"""Every use case that acts on a session, as one table: its allowed states, and the event it leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from desktop.application.ports.sound import Ear
from desktop.application.sessions import checking_in, closing, day_list, identifying, listening
from desktop.application.sessions.lesser_check import AskForLesserCheck
from desktop.application.shared.commands import Actor, Command
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.identity import CallerCheck, Missing
from desktop.domain.sessions.session import UNDER_WAY, NoteKind, Outcome, Party, State
from desktop.domain.shared.ids import SessionId
from desktop.domain.shared.spans import Span
from tests.support.builders import Office, documents

Run = Callable[[Office, Actor, SessionId], Any]


@dataclass(frozen=True)
class Step:
    """A use case. `then`: the state that it leads to, or None where the session stays."""

    name: str
    states: tuple[State, ...]
    event: EventKind
    then: State | None
    run: Run


def _sight(office: Office, actor: Actor, id: SessionId) -> Any:
    return office.do(identifying.SightDocuments(actor, id, documents(office.clock.now().date())))


def _caller(check: CallerCheck, office: Office, actor: Actor, id: SessionId) -> Any:
    if office.session(id).state is State.CHECKED_IN and office.who(id) == actor:
        office.sighted(id)
    return office.do(identifying.CheckCaller(actor, id, check))


def _look(office: Office, actor: Actor, id: SessionId) -> Any:
    return office.do(identifying.LookAtAnswers(actor, id))


def _not_enough(office: Office, actor: Actor, id: SessionId) -> Any:
    return office.do(identifying.NotEnough(actor, id, (Missing.SECOND_DOCUMENT,)))


def _ask(office: Office, actor: Actor, id: SessionId) -> Any:
    return office.do(AskForLesserCheck(actor, id, (None, None), "Here last week with all papers."))


def _brief(office: Office, actor: Actor, id: SessionId) -> Any:
    return office.do(listening.Brief(actor, id, True, True, 70, Ear.LEFT))


def _open(office: Office, actor: Actor, id: SessionId) -> Any:
    return office.do(listening.OpenRecording(actor, id))


def _play(office: Office, actor: Actor, id: SessionId) -> Any:
    return office.do(listening.play, listening.PlaybackPosition(actor, id, 0))


def _saving(use_case: Callable[..., Any], office: Office, actor: Actor, id: SessionId) -> Any:
    return office.do(use_case, listening.PlaybackPosition(actor, id, 6000, (Span(2000, 6000),)))


def _shutting(of: Callable[..., Command[Any]], office: Office, actor: Actor, id: SessionId) -> Any:
    return office.do(of(actor, id, 6000, (Span(2000, 6000),)))


def _note(office: Office, actor: Actor, id: SessionId) -> Any:
    return office.do(listening.TakeNote(actor, id, NoteKind.DISPUTE, "Words of a dispute.", 4000, True))


def _degraded(office: Office, actor: Actor, id: SessionId) -> Any:
    return office.do(listening.RecordDegradedLockdown(actor, id, ("no_grab",)))


def _left(office: Office, actor: Actor, id: SessionId) -> Any:
    return office.do(checking_in.PartyLeft(actor, id, Party.COMPANION))


def _close(office: Office, actor: Actor, id: SessionId) -> Any:
    return office.do(closing.Close(actor, id, False, False, True, Outcome.CUSTOMER_LEFT))


def _printed(office: Office, actor: Actor, id: SessionId) -> Any:
    return office.do(closing.PrintReceipt(actor, id))


def _interrupt(office: Office, actor: Actor, id: SessionId) -> Any:
    return office.do(day_list.interrupt, actor, id, 0)


def _resume(office: Office, actor: Actor, id: SessionId) -> Any:
    return office.do(day_list.Resume(actor, id, True))


_BEFORE_CLOSING = (State.CHECKED_IN, State.IDENTIFIED, State.BRIEFED, State.LISTENING, State.ON_BREAK)
_CHECKED_IN, _IDENTIFIED, _LISTENING = (State.CHECKED_IN,), (State.IDENTIFIED,), (State.LISTENING,)

STEPS = (
    Step("look_at_answers", _CHECKED_IN, EventKind.ANSWERS_SEEN, None, _look),
    Step("sight_documents", _CHECKED_IN, EventKind.DOCUMENTS_SIGHTED, None, _sight),
    Step(
        "caller matches",
        _CHECKED_IN,
        EventKind.IDENTITY_CONFIRMED,
        State.IDENTIFIED,
        partial(_caller, CallerCheck.MATCHES),
    ),
    Step(
        "caller does not match",
        _CHECKED_IN,
        EventKind.CALLER_NOT_MATCHED,
        State.CLOSING,
        partial(_caller, CallerCheck.DOES_NOT_MATCH),
    ),
    Step("not_enough", _CHECKED_IN, EventKind.IDENTITY_NOT_ENOUGH, State.CLOSING, _not_enough),
    Step("ask for a lesser check", _CHECKED_IN, EventKind.LESSER_CHECK_ASKED, None, _ask),
    Step("brief", _IDENTIFIED, EventKind.BRIEFED, State.BRIEFED, _brief),
    Step(
        "open",
        (State.BRIEFED, State.CLOSING, State.LISTENING),
        EventKind.RECORDING_OPENED,
        State.LISTENING,
        _open,
    ),
    Step("open after a break", (State.ON_BREAK,), EventKind.BREAK_ENDED, State.LISTENING, _open),
    Step("play", _LISTENING, EventKind.PLAY_STARTED, None, _play),
    Step("heard", _LISTENING, EventKind.HEARD, None, partial(_saving, listening.heard)),
    Step("stopped", _LISTENING, EventKind.PLAY_STOPPED, None, partial(_saving, listening.stopped)),
    Step("break", _LISTENING, EventKind.BREAK_STARTED, State.ON_BREAK, partial(_shutting, listening.TakeBreak)),
    Step(
        "distress",
        _LISTENING,
        EventKind.DISTRESS_STOPPED,
        State.ON_BREAK,
        partial(_shutting, listening.StopInDistress),
    ),
    Step(
        "finish",
        _BEFORE_CLOSING,
        EventKind.LISTENING_FINISHED,
        State.CLOSING,
        partial(_shutting, listening.Finish),
    ),
    Step("note", (State.LISTENING, State.ON_BREAK, State.CLOSING), EventKind.NOTE_TAKEN, None, _note),
    Step("lockdown_degraded", UNDER_WAY, EventKind.LOCKDOWN_DEGRADED, None, _degraded),
    Step("party_left", UNDER_WAY, EventKind.PARTY_LEFT, None, _left),
    Step("close", (State.CLOSING, State.INTERRUPTED), EventKind.SESSION_CLOSED, State.CLOSED, _close),
    Step("receipt_printed", (State.CLOSED,), EventKind.RECEIPT_PRINTED, None, _printed),
    Step("interrupt", UNDER_WAY, EventKind.SESSION_INTERRUPTED, State.INTERRUPTED, _interrupt),
    Step("resume", (State.INTERRUPTED,), EventKind.SESSION_RESUMED, State.ON_BREAK, _resume),
)

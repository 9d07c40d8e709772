"""The counter session from check-in to closing: its states, its one transition table, its outcomes, who is there.

- A pair of state and action that is not in `TABLE` raises; there is no other way from one state to another.
- The recording may be open in LISTENING alone, and never before identity is confirmed and the brief is read. An
  interrupted session resumes where it was, except that listening resumes from a break.
- An outcome is neutral. It is proposed from what happened and chosen by the adviser among those that can be true. A
  session opened by mistake is closed straight from check-in, and its appointment can be opened again.
- The customer or their representative listens. A companion or an interpreter hears nothing alone, nor does a
  representative who came with the customer (`domain.requests.intake`).
- Stored of a document: its kind and group, whether it is in date, the age of a bill, who looked and when. Never a
  number, never an image. A note's words are stored apart from the log.
- A session without an appointment says why. It goes through the same gate as any other; who has an appointment on this
  day is checked in with that one; a request has one session at a time, and an unfinished one is continued.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from desktop.domain.shared.ids import AppointmentId, CopyId, DeskId, PersonId, RequestId, SessionId
from desktop.domain.shared.spans import Span, union
from desktop.domain.shared.typed_text import Note
from desktop.errors import WrongStateError, problems_where


class State(StrEnum):
    """The state of a session."""

    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    IDENTIFIED = "identified"
    BRIEFED = "briefed"
    LISTENING = "listening"
    ON_BREAK = "on_break"
    CLOSING = "closing"
    INTERRUPTED = "interrupted"
    CLOSED = "closed"


class Action(StrEnum):
    """An action on a session."""

    CHECK_IN = "check_in"
    CONFIRM_IDENTITY = "confirm_identity"
    BRIEF = "brief"
    LISTEN = "listen"
    TAKE_BREAK = "take_break"
    END_BREAK = "end_break"
    FINISH = "finish"
    CLOSE = "close"
    INTERRUPT = "interrupt"
    RESUME = "resume"
    CALL_OFF = "call_off"


class Outcome(StrEnum):
    """How a session ended. None of them blames anybody."""

    HEARD_IN_FULL = "heard_in_full"
    HEARD_IN_PART = "heard_in_part"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"
    CUSTOMER_LEFT = "customer_left"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    STOPPED_BY_STAFF = "stopped_by_staff"
    TECHNICAL_FAULT = "technical_fault"
    APPROVAL_WITHDRAWN = "approval_withdrawn"
    OPENED_BY_MISTAKE = "opened_by_mistake"


HEARD = frozenset({Outcome.HEARD_IN_FULL, Outcome.HEARD_IN_PART})
"""The outcomes after which nobody is invited for that call again: it was heard, as far as they wanted."""


class WhyFinished(StrEnum):
    """Why listening ended."""

    ASKED = "asked"
    FAULT = "fault"
    LEFT = "left"


class Party(StrEnum):
    """Who can be present."""

    CUSTOMER = "customer"
    REPRESENTATIVE = "representative"
    COMPANION = "companion"
    INTERPRETER = "interpreter"


UNDER_WAY = (
    State.CHECKED_IN,
    State.IDENTIFIED,
    State.BRIEFED,
    State.LISTENING,
    State.ON_BREAK,
    State.CLOSING,
)

TABLE: dict[tuple[State, Action], State] = {
    (State.BOOKED, Action.CHECK_IN): State.CHECKED_IN,
    (State.BOOKED, Action.CALL_OFF): State.CLOSED,
    (State.CHECKED_IN, Action.CONFIRM_IDENTITY): State.IDENTIFIED,
    (State.IDENTIFIED, Action.BRIEF): State.BRIEFED,
    (State.BRIEFED, Action.LISTEN): State.LISTENING,
    (State.LISTENING, Action.TAKE_BREAK): State.ON_BREAK,
    (State.ON_BREAK, Action.END_BREAK): State.LISTENING,
    (State.CHECKED_IN, Action.FINISH): State.CLOSING,
    (State.CHECKED_IN, Action.CLOSE): State.CLOSED,
    (State.IDENTIFIED, Action.FINISH): State.CLOSING,
    (State.BRIEFED, Action.FINISH): State.CLOSING,
    (State.LISTENING, Action.FINISH): State.CLOSING,
    (State.ON_BREAK, Action.FINISH): State.CLOSING,
    (State.CLOSING, Action.LISTEN): State.LISTENING,
    (State.CLOSING, Action.CLOSE): State.CLOSED,
    (State.INTERRUPTED, Action.CLOSE): State.CLOSED,
    **{(state, Action.INTERRUPT): State.INTERRUPTED for state in UNDER_WAY},
}

RESUMES_TO: dict[State, State] = {state: state for state in UNDER_WAY} | {State.LISTENING: State.ON_BREAK}


def after(state: State, action: Action, interrupted_from: State | None = None) -> State:
    """Return the state after `action`. Raises WrongStateError for a pair that is not in the table."""
    if (state, action) == (State.INTERRUPTED, Action.RESUME) and interrupted_from is not None:
        return RESUMES_TO[interrupted_from]
    try:
        return TABLE[state, action]
    except KeyError:
        raise WrongStateError("session_moved_on", state=state.value, action=action.value) from None


@dataclass(frozen=True)
class Answers:
    """The customer's answers at closing."""

    copy_wanted: bool = False
    complaint: bool = False
    acknowledged: bool = False


@dataclass(frozen=True)
class Session:
    """A session as it is now. Frames count in the approved copy; times are aware and in UTC."""

    id: SessionId
    request: RequestId
    copy: CopyId
    adviser: PersonId
    desk: DeskId
    opened_at: datetime
    appointment: AppointmentId | None = None
    state: State = State.BOOKED
    interrupted_from: State | None = None
    parties: frozenset[Party] = frozenset()
    identified: bool = False
    briefed: bool = False
    heard: tuple[Span, ...] = ()
    at_frame: int = 0
    answers: Answers = field(default_factory=Answers)
    outcome: Outcome | None = None
    closed_at: datetime | None = None

    def act(self, action: Action) -> Session:
        """Return the session after `action`; raises WrongStateError where the table has no such step."""
        state = after(self.state, action, self.interrupted_from)
        before = self.state if action is Action.INTERRUPT else None
        identified = self.identified or action is Action.CONFIRM_IDENTITY
        briefed = self.briefed or action is Action.BRIEF
        if action is Action.LISTEN and not self.identified:
            raise WrongStateError("listen_before_identity")
        if action is Action.LISTEN and not self.briefed:
            raise WrongStateError("listen_before_brief")
        return replace(self, state=state, interrupted_from=before, identified=identified, briefed=briefed)

    @property
    def may_listen(self) -> bool:
        """Whether the recording may be opened from here, now or again."""
        return self.identified and self.briefed and (self.state, Action.LISTEN) in TABLE

    def must_be(self, *states: State) -> None:
        """Raise WrongStateError unless the session is in one of these states."""
        if self.state not in states:
            raise WrongStateError("session_moved_on", state=self.state.value)

    def with_heard(self, spans: tuple[Span, ...], at_frame: int) -> Session:
        """Return the session with these spans heard as well, and the playback position at `at_frame`."""
        return replace(self, heard=union((*self.heard, *spans)), at_frame=at_frame)

    def close(self, outcome: Outcome, at: datetime, *, action: Action = Action.CLOSE) -> Session:
        """Return the session closed, with an outcome that can be true."""
        if outcome not in self.possible_outcomes():
            raise WrongStateError("outcome_cannot_be", outcome=outcome.value)
        return replace(self.act(action), outcome=outcome, closed_at=at)

    def possible_outcomes(self) -> tuple[Outcome, ...]:
        """Return the outcomes that can be true of what happened."""
        if self.state is State.BOOKED:
            return (Outcome.NO_SHOW, Outcome.CANCELLED)
        if self.state is State.CHECKED_IN:
            return (Outcome.OPENED_BY_MISTAKE,)
        always = (
            Outcome.CUSTOMER_LEFT,
            Outcome.STOPPED_BY_STAFF,
            Outcome.TECHNICAL_FAULT,
            Outcome.APPROVAL_WITHDRAWN,
        )
        if self.heard:
            return (Outcome.HEARD_IN_FULL, Outcome.HEARD_IN_PART, *always)
        return always if self.identified else (Outcome.NOT_ENOUGH_EVIDENCE, *always, Outcome.OPENED_BY_MISTAKE)


def propose(session: Session, fraction: float, *, full_from: float = 0.995) -> Outcome:
    """Propose an outcome from what happened: `fraction` is the heard part of the copy, 0 to 1.

    `full_from` allows for the last buffer of sound, which no player reports exactly.
    """
    if session.heard:
        return Outcome.HEARD_IN_FULL if fraction >= full_from else Outcome.HEARD_IN_PART
    return Outcome.CUSTOMER_LEFT if session.identified else Outcome.NOT_ENOUGH_EVIDENCE


class NoteKind(StrEnum):
    """The kind of a session note."""

    REMARK = "remark"
    QUESTION = "question"
    DISPUTE = "dispute"
    OUTCOME = "outcome"
    LESSER_CHECK = "lesser_check"
    LESSER_CHECK_DECLINED = "lesser_check_declined"
    UNBOOKED = "unbooked"


@dataclass(frozen=True)
class SessionNote:
    """A note in a session, at a frame of the approved copy where it has one."""

    note: Note
    kind: NoteKind
    at_frame: int | None
    correction_wanted: bool
    taken_at: datetime


@dataclass(frozen=True)
class SightedDocument:
    """An accepted document, as stored."""

    slot: int
    kind: str
    group: str
    in_date: bool
    age_months: int | None
    checks: tuple[str, ...]
    sighted_by: PersonId
    sighted_at: datetime


LISTENERS = frozenset({Party.CUSTOMER, Party.REPRESENTATIVE})


def somebody_listens(parties: Iterable[Party]) -> bool:
    """Return whether anybody is here to whom the recording may be played."""
    return not LISTENERS.isdisjoint(parties)


def goes_with(party: Party, parties: Iterable[Party]) -> frozenset[Party]:
    """Return who of those present hears nothing more, either, once `party` has left."""
    return frozenset({Party.REPRESENTATIVE}.intersection(parties)) if party is Party.CUSTOMER else frozenset()


class WhyUnbooked(StrEnum):
    """Why someone is heard without an appointment."""

    CAME_BY = "came_by"
    ANOTHER_DAY = "another_day"
    NOT_ENTERED = "not_entered"
    HEARS_AGAIN = "hears_again"
    OTHER = "other"


def problems_of_unbooked(why: WhyUnbooked | None, words: str) -> dict[str, str]:
    """Return the codes of what is missing of the reason, by field."""
    return problems_where(
        ("why", "unbooked_why_missing", why is None),
        ("words", "unbooked_words_missing", why is WhyUnbooked.OTHER and not words.strip()),
    )


def must_need_no_appointment(booked: Iterable[date], sessions: Iterable[Session], today: date) -> None:
    """Raise WrongStateError where an appointment of this day, or an unfinished session, comes first.

    `booked`: the days of the request's appointments to come, in the office's zone, as `today` is.
    """
    if any(session.state is not State.CLOSED for session in sessions):
        raise WrongStateError("session_unfinished")
    if today in booked:
        raise WrongStateError("appointment_today")

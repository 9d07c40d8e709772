"""The guided session as a function: its state and an event determine what to show and do next.

Rules:
- Nothing here is a widget, asks the database or knows the time: `place` calls `step`, and carries out the effects.
- While a customer listens, their window handles events; everything else is a page of the place.
- The sound starts by itself once: after the sound check, whose press says so. After a break, an interruption or the
  lock someone presses Play.
- Once the screen has gone blank (a break, a stop, an interruption, the lock) nothing opens before the adviser has typed
  their password: also where the session was finished from there, and someone wants to hear, at the close, what was
  missed.
- While the desk is locked or another place is shown, nothing opens: a copy that opened meanwhile is closed again, as a
  break.
- If nobody entitled to listen is here any more, the session goes to its close.
- A copy or key that is damaged or missing also leads to the close, which says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.application.sessions.views import SessionView
from desktop.domain.sessions.session import State, WhyFinished, somebody_listens


class Page(StrEnum):
    """The pages of the place."""

    CHECK_IN = "check_in"
    RESUME = "resume"
    ID = "id"
    CALLER = "caller"
    BRIEF = "brief"
    BREAK = "break"
    NOBODY = "nobody"
    CLOSE = "close"
    CLOSED = "closed"


MAY_PLAY = frozenset({State.CHECKED_IN, State.IDENTIFIED, State.BRIEFED, State.LISTENING, State.ON_BREAK})
"""The states from which a session may still reach playback."""
PAST_THE_BRIEF = frozenset({State.LISTENING, State.ON_BREAK, State.CLOSING})
"""The states in which the call may have been played already."""
IN_THE_WINDOW = frozenset({State.LISTENING, State.ON_BREAK})
PAGES = {
    State.INTERRUPTED: Page.RESUME,
    State.IDENTIFIED: Page.BRIEF,
    State.LISTENING: Page.BREAK,
    State.ON_BREAK: Page.BREAK,
    State.CLOSING: Page.CLOSE,
}
"""The page of each state that always has the same one."""


@dataclass(frozen=True)
class Flow:
    """The state of the place.

    `listening`: the customer's window fills the screen. `away`: the desk is locked, or another place is shown.
    `closed_again`: a copy opened while it was away, and was closed again. `fault`: why the session ends, in words.
    `begin_at`: the frame at which listening resumes, if not where it stopped. `starts`: the sound check is done, and
    the sound starts as soon as the copy is open. `locked`: the screen went blank, and nobody has unlocked it since.
    """

    page: Page | None = None
    listening: bool = False
    away: bool = False
    closed_again: bool = False
    fault: str = ""
    begin_at: int | None = None
    starts: bool = False
    locked: bool = False


# Events


@dataclass(frozen=True)
class Begun:
    """An appointment was chosen; its session was interrupted, or does not exist yet."""

    interrupted: bool


@dataclass(frozen=True)
class Changed:
    """A step is done. `asks_caller`: whether questions about the call follow the documents."""

    view: SessionView
    asks_caller: bool = True


@dataclass(frozen=True)
class PartyGone:
    """Someone has left."""

    view: SessionView


@dataclass(frozen=True)
class Briefed:
    """The sound check is done; the recording is next."""

    state: State


@dataclass(frozen=True)
class Opened:
    """The recording is open."""

    view: SessionView


@dataclass(frozen=True)
class Broken:
    """The recording can never be opened: why, in words."""

    words: str


@dataclass(frozen=True)
class NotOpened:
    """The recording could not be opened this time."""


@dataclass(frozen=True)
class Blanked:
    """The customer's window went blank: a break or a stop began."""


@dataclass(frozen=True)
class Unlocked:
    """The adviser entered their password at the end of a break."""

    state: State


@dataclass(frozen=True)
class NotHeardWanted:
    """Someone wants to hear, at the close, the parts not heard."""

    view: SessionView


@dataclass(frozen=True)
class FinishWanted:
    """Someone wants to finish, in the customer's window. `fault`: one, in words."""

    view: SessionView
    because: WhyFinished
    fault: str


@dataclass(frozen=True)
class Closed:
    """The session is closed."""


@dataclass(frozen=True)
class CloseWanted:
    """An interrupted session is closed without resuming it, or nobody wants to hear what was missed after all."""


@dataclass(frozen=True)
class Away:
    """The desk was locked or unlocked; another place is shown, or this one again."""

    away: bool


Event = (
    Begun
    | Changed
    | PartyGone
    | Briefed
    | Opened
    | Broken
    | NotOpened
    | Blanked
    | Unlocked
    | NotHeardWanted
    | FinishWanted
    | Closed
    | CloseWanted
    | Away
)


# Effects


@dataclass(frozen=True)
class Show:
    """Show a page. `closed_again`: a break because the copy opened while the place was away."""

    page: Page
    closed_again: bool = False


@dataclass(frozen=True)
class ShowWindow:
    """Give the screen to the customer, from a frame on. `plays`: the sound starts by itself."""

    frame: int
    plays: bool = False


@dataclass(frozen=True)
class Finish:
    """Go to the close, for a reason (a code of the log)."""

    because: WhyFinished


class FlowEffect(StrEnum):
    """The effects that need no arguments."""

    LOOK_AT_INTERRUPTED = "look_at_interrupted"
    CONFIRM_STAFF = "confirm_staff"
    BRIEF = "brief"
    OPEN = "open"
    BREAK = "break"
    BREAK_THEN_OPEN = "break_then_open"
    REOPEN_IN_WINDOW = "reopen_in_window"
    SAVED_IN_WINDOW = "saved_in_window"
    LEAVE_WINDOW = "leave_window"
    SHOW_PARTIES = "show_parties"


Effect = Show | ShowWindow | Finish | FlowEffect


def step(flow: Flow, event: Event) -> tuple[Flow, tuple[Effect, ...]]:
    """Return the state after an event, and the effects, in order."""
    match event:
        case Begun(interrupted=True):
            return flow, (FlowEffect.LOOK_AT_INTERRUPTED,)
        case Begun():
            return _shown(flow, Page.CHECK_IN)
        case Changed():
            return _changed(flow, event)
        case PartyGone(view):
            return _party_gone(flow, view)
        case Briefed(state):
            # It was logged before, but could not be opened or shown then.
            starts = replace(flow, starts=True)
            return _open(starts) if state in (State.BRIEFED, State.LISTENING) else (starts, (FlowEffect.BRIEF,))
        case Opened(view):
            return _opened(flow, view)
        case Broken(words):
            return replace(flow, begin_at=None, fault=words, starts=False), (Finish(WhyFinished.FAULT),)
        case NotOpened():
            blank = flow.listening or flow.page is Page.BREAK
            return replace(flow, starts=False, locked=flow.locked or blank), ()
        case Blanked():
            return replace(flow, locked=True), ()
        case Unlocked(state):
            # A break that could not be logged when it began is logged now, and then ended.
            unlogged = flow.listening and state is State.LISTENING
            return replace(flow, locked=False), (FlowEffect.BREAK_THEN_OPEN if unlogged else FlowEffect.OPEN,)
        case NotHeardWanted(view):
            return _open(replace(flow, begin_at=view.not_heard[0].start if view.not_heard else None))
        case FinishWanted(view, because, fault):
            left = because is WhyFinished.ASKED and not somebody_listens(view.parties)
            return replace(flow, fault=fault), (Finish(WhyFinished.LEFT if left else because),)
        case Closed():
            return _shown(flow, Page.CLOSED)
        case CloseWanted():
            return _shown(flow, Page.CLOSE)
        case Away(away):
            return replace(flow, away=away), ()


def _shown(flow: Flow, page: Page) -> tuple[Flow, tuple[Effect, ...]]:
    """Show a page, replacing the customer's window if it is open."""
    show = Show(page, closed_again=flow.closed_again and page is Page.BREAK)
    locked = flow.locked or page is Page.BREAK
    after = replace(flow, page=page, listening=False, closed_again=False, starts=False, locked=locked)
    return after, (*_window_left(flow), show)


def _open(flow: Flow) -> tuple[Flow, tuple[Effect, ...]]:
    """Open the copy, or show the page that asks for the adviser's password first."""
    return _shown(flow, Page.BREAK) if flow.locked else (flow, (FlowEffect.OPEN,))


def _window_left(flow: Flow) -> tuple[Effect, ...]:
    """Return what closes the customer's window, if it is open."""
    return (FlowEffect.LEAVE_WINDOW,) if flow.listening else ()


def _changed(flow: Flow, event: Changed) -> tuple[Flow, tuple[Effect, ...]]:
    view = event.view
    if flow.listening and view.state in IN_THE_WINDOW:
        return flow, (FlowEffect.SAVED_IN_WINDOW,)
    if view.state in MAY_PLAY and not somebody_listens(view.parties):
        return _shown(flow, Page.NOBODY)
    if view.state is State.BRIEFED:
        after, effects = _open(replace(flow, listening=False))
        return after, (*_window_left(flow), *effects)
    if view.state is State.CHECKED_IN:
        return _identifying(flow, event)
    if view.state is State.INTERRUPTED:
        flow = replace(flow, locked=flow.locked or view.interrupted_from in PAST_THE_BRIEF)
    return _shown(flow, PAGES[view.state])


def _identifying(flow: Flow, event: Changed) -> tuple[Flow, tuple[Effect, ...]]:
    """Return the next page: documents first; then the questions about the call, for those who are asked."""
    if not (event.view.documents or event.view.lesser_check):
        return _shown(flow, Page.ID)
    return _shown(flow, Page.CALLER) if event.asks_caller else (flow, (FlowEffect.CONFIRM_STAFF,))


def _party_gone(flow: Flow, view: SessionView) -> tuple[Flow, tuple[Effect, ...]]:
    """Keep what was typed, unless nobody is here to listen any more."""
    alone = view.state in MAY_PLAY and not somebody_listens(view.parties)
    if alone and not flow.listening and flow.page is not Page.BREAK:
        return _shown(flow, Page.NOBODY)
    return flow, (FlowEffect.SHOW_PARTIES,)


def _opened(flow: Flow, view: SessionView) -> tuple[Flow, tuple[Effect, ...]]:
    if flow.locked or (flow.away and not flow.listening):
        return replace(flow, closed_again=not flow.listening, starts=False, locked=True), (FlowEffect.BREAK,)
    if flow.listening:
        return flow, (FlowEffect.REOPEN_IN_WINDOW,)
    frame = view.at_frame if flow.begin_at is None else flow.begin_at
    shown = replace(flow, listening=True, closed_again=False, begin_at=None, starts=False)
    return shown, (ShowWindow(frame, flow.starts),)

"""The guided session as pure functions: its state and an event determine what to show and do next.

Rules:
- Nothing here is a widget, asks the database or knows the time: `place` calls an event, and carries out the effects.
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


@dataclass(frozen=True)
class Flow:
    """The state of the place. Each method is an event, and returns the state after it and the effects, in order.

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

    def begun(self, interrupted: bool) -> Step:
        """An appointment was chosen; its session was interrupted, or does not exist yet."""
        return (self, (FlowEffect.LOOK_AT_INTERRUPTED,)) if interrupted else self._shown(Page.CHECK_IN)

    def changed(self, view: SessionView, asks_caller: bool = True) -> Step:
        """A step is done. `asks_caller`: whether questions about the call follow the documents."""
        if self.listening and view.state in IN_THE_WINDOW:
            return self, (FlowEffect.SAVED_IN_WINDOW,)
        if view.state in MAY_PLAY and not somebody_listens(view.parties):
            return self._shown(Page.NOBODY)
        if view.state is State.BRIEFED:
            after, effects = replace(self, listening=False)._open()
            return after, (*self._window_left, *effects)
        if view.state is State.CHECKED_IN:
            return self._identifying(view, asks_caller)
        again = view.state is State.INTERRUPTED and view.interrupted_from in PAST_THE_BRIEF
        return replace(self, locked=self.locked or again)._shown(PAGES[view.state])

    def party_gone(self, view: SessionView) -> Step:
        """Someone has left: keep what was typed, unless nobody is here to listen any more."""
        alone = view.state in MAY_PLAY and not somebody_listens(view.parties)
        if alone and not self.listening and self.page is not Page.BREAK:
            return self._shown(Page.NOBODY)
        return self, (FlowEffect.SHOW_PARTIES,)

    def briefed(self, state: State) -> Step:
        """The sound check is done; the recording is next. It may be logged, and could not be opened or shown then."""
        starts = replace(self, starts=True)
        return starts._open() if state in (State.BRIEFED, State.LISTENING) else (starts, (FlowEffect.BRIEF,))

    def opened(self, view: SessionView) -> Step:
        """The recording is open."""
        if self.locked or (self.away and not self.listening):
            closed_again = not self.listening
            return replace(self, closed_again=closed_again, starts=False, locked=True), (FlowEffect.BREAK,)
        if self.listening:
            return self, (FlowEffect.REOPEN_IN_WINDOW,)
        frame = view.at_frame if self.begin_at is None else self.begin_at
        shown = replace(self, listening=True, closed_again=False, begin_at=None, starts=False)
        return shown, (ShowWindow(frame, self.starts),)

    def broken(self, words: str) -> Step:
        """The recording can never be opened: why, in words."""
        return replace(self, begin_at=None, fault=words, starts=False), (Finish(WhyFinished.FAULT),)

    def not_opened(self) -> Step:
        """The recording could not be opened this time."""
        blank = self.listening or self.page is Page.BREAK
        return replace(self, starts=False, locked=self.locked or blank), ()

    def blanked(self) -> Step:
        """The customer's window went blank: a break or a stop began."""
        return replace(self, locked=True), ()

    def unlocked(self, state: State) -> Step:
        """The adviser entered their password at the end of a break. One that could not be logged when it began is
        logged now, and then ended."""
        unlogged = self.listening and state is State.LISTENING
        return replace(self, locked=False), (FlowEffect.BREAK_THEN_OPEN if unlogged else FlowEffect.OPEN,)

    def not_heard_wanted(self, view: SessionView) -> Step:
        """Someone wants to hear, at the close, the parts not heard."""
        return replace(self, begin_at=view.not_heard[0].start if view.not_heard else None)._open()

    def finish_wanted(self, view: SessionView, because: WhyFinished, fault: str) -> Step:
        """Someone wants to finish, in the customer's window. `fault`: one, in words."""
        left = because is WhyFinished.ASKED and not somebody_listens(view.parties)
        return replace(self, fault=fault), (Finish(WhyFinished.LEFT if left else because),)

    def closed(self) -> Step:
        """The session is closed."""
        return self._shown(Page.CLOSED)

    def close_wanted(self) -> Step:
        """An interrupted session is closed without resuming it, or nobody wants to hear what was missed after all."""
        return self._shown(Page.CLOSE)

    def front_changed(self, away: bool) -> Step:
        """The desk was locked or unlocked; another place is shown, or this one again."""
        return replace(self, away=away), ()

    def _shown(self, page: Page) -> Step:
        """Show a page, replacing the customer's window if it is open."""
        show = Show(page, closed_again=self.closed_again and page is Page.BREAK)
        locked = self.locked or page is Page.BREAK
        after = replace(self, page=page, listening=False, closed_again=False, starts=False, locked=locked)
        return after, (*self._window_left, show)

    def _open(self) -> Step:
        """Open the copy, or show the page that asks for the adviser's password first."""
        return self._shown(Page.BREAK) if self.locked else (self, (FlowEffect.OPEN,))

    @property
    def _window_left(self) -> tuple[Effect, ...]:
        """The effects that close the customer's window, if it is open."""
        return (FlowEffect.LEAVE_WINDOW,) if self.listening else ()

    def _identifying(self, view: SessionView, asks_caller: bool) -> Step:
        """Return the next page: documents first; then the questions about the call, for those who are asked."""
        if not (view.documents or view.lesser_check):
            return self._shown(Page.ID)
        return self._shown(Page.CALLER) if asks_caller else (self, (FlowEffect.CONFIRM_STAFF,))


Step = tuple[Flow, tuple[Effect, ...]]

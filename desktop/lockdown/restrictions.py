"""The restrictions that this platform offers, put into force in order around a session, and undone in reverse.

- Only what the platform has is listed: what no Linux desktop can do is not a failure of this one. Screen readers and
  magnifiers keep working: no step touches them. Each step is imported when it is needed: an office is opened without
  any. The window's own steps (the clipboard is Qt's) come first, so that they are undone last.
- Steps may be applied and undone again without harm. No step changes anything that outlives this process.
- A step that this PC cannot do raises ExternalSystemError and has changed nothing. It is noted with its reason and the
  next is tried: a customer is never left waiting for a restriction.
- Undoing attempts every step that was applied, whatever another one raised. Any other error from a step is a bug: all
  that was applied is undone, and then it is raised.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from desktop.errors import ExternalSystemError


class Step(Protocol):
    """One restriction. `code` names it in the log."""

    @property
    def code(self) -> str: ...

    def apply(self) -> None:
        """Put it into force; ExternalSystemError, with nothing changed, if this PC does not allow it."""
        ...

    def undo(self) -> None:
        """Lift it. Called once for each `apply` that succeeded."""
        ...


@dataclass(frozen=True)
class Degraded:
    """A restriction that is not in force (or could not be lifted), and the code of the reason."""

    step: str
    reason: str


@dataclass(frozen=True)
class Outcome:
    """The codes of the restrictions in force, and those that are not. A supervisor sees both."""

    applied: tuple[str, ...]
    degraded: tuple[Degraded, ...]


class StepSequence:
    """Steps around something: `with StepSequence(steps) as held:`; `held.apply()` then returns the outcome."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = tuple(steps)
        self._applied: list[Step] = []
        self._outcome: Outcome | None = None

    def apply(self) -> Outcome:
        """Apply all that can be applied; while in force, return the same outcome again."""
        if self._outcome is None:
            try:
                self._outcome = self._apply_all()
            except BaseException:
                self.undo()
                raise
        return self._outcome

    def undo(self) -> tuple[Degraded, ...]:
        """Lift what is in force, last first; return what could not be lifted. Bugs are raised after, as a group."""
        stuck: list[Degraded] = []
        bugs: list[Exception] = []
        self._outcome = None
        while self._applied:
            step = self._applied.pop()
            try:
                step.undo()
            except ExternalSystemError as problem:
                stuck.append(Degraded(step.code, problem.code))
            except Exception as bug:
                bugs.append(bug)
        if bugs:
            raise ExceptionGroup("undoing the restrictions", bugs)
        return tuple(stuck)

    def __enter__(self) -> Self:
        self.apply()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.undo()

    def _apply_all(self) -> Outcome:
        degraded: list[Degraded] = []
        for step in self._steps:
            try:
                step.apply()
            except ExternalSystemError as problem:
                degraded.append(Degraded(step.code, problem.code))
            else:
                self._applied.append(step)
        return Outcome(tuple(step.code for step in self._applied), tuple(degraded))


def restrictions(platform: str, window_handle: int) -> tuple[Step, ...]:
    """Return the steps for `sys.platform` and the native handle of the session's window; none on other systems."""
    if platform == "win32":
        from desktop.lockdown.windows import ExcludeFromCapture

        return (ExcludeFromCapture(window_handle),)
    if platform == "linux":
        from desktop.lockdown.x11 import HoldOffScreenSaver

        return (HoldOffScreenSaver(),)
    return ()


class PcLockdown:
    """Begins and ends the restrictions of one session at a time; `own_steps` are the window's."""

    def __init__(self, own_steps: Sequence[Step] = (), platform: str = sys.platform) -> None:
        self._own_steps = tuple(own_steps)
        self._platform = platform
        self._running: StepSequence | None = None

    def begin(self, window: int) -> tuple[str, ...]:
        """Apply to that window; return the codes of what could not be applied. Restrictions in force end first."""

        self.end()
        self._running = StepSequence((*self._own_steps, *restrictions(self._platform, window)))
        return tuple(degraded.step for degraded in self._running.apply().degraded)

    def covered(self, window: int, own: Sequence[int]) -> bool:
        """Return whether another program's window covers half of it or more. X11 alone. A few milliseconds."""
        if self._platform != "linux":
            return False
        from desktop.lockdown import x11

        return x11.covered(window, own)

    def end(self) -> None:
        """Undo, last first. A second call does nothing."""
        running, self._running = self._running, None
        if running is not None:
            running.undo()

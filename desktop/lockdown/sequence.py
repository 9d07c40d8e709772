"""Do in order, undo in reverse: how the PC is kept to one thing while a customer listens.

Rules:
- Steps are applied in the order given, and undone in reverse. Both may be called again without harm.
- A step that this PC cannot do raises SurroundingsError and has changed nothing. It is noted with its
  reason and the next is tried: a customer is never left waiting for a restriction.
- Undoing attempts every step that was applied, whatever another one raised.
- Any other error from a step is a bug: all that was applied is undone, and then it is raised.
- No step changes anything that outlives this process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from desktop.errors import SurroundingsError


class Step(Protocol):
    """One restriction. `code` names it in the log."""

    @property
    def code(self) -> str: ...

    def apply(self) -> None:
        """Put it into force; SurroundingsError, with nothing changed, if this PC does not allow it."""
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
            except SurroundingsError as problem:
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
            except SurroundingsError as problem:
                degraded.append(Degraded(step.code, problem.code))
            else:
                self._applied.append(step)
        return Outcome(tuple(step.code for step in self._applied), tuple(degraded))

"""The one way from a press to a use case: run a command, and say what follows.

    self._context.run(CloseRequest(at, request, answered)).then(self._closed)
    self._context.run(open_request, actor, request).then(self._show)  # it only reads: no command

The ports of the use case are bound here, by their names (`application.shared.binding`). All is typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, TypeVar, overload

from PySide6.QtCore import QObject

from desktop.application.ports.desk import Desk
from desktop.application.shared.binding import Bound, bound
from desktop.application.shared.commands import Command
from desktop.errors import ListeningRoomError
from desktop.ui.kit.progress import Progress
from desktop.ui.running.tasks import Running, Tasks

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
R = TypeVar("R")


@dataclass(frozen=True)
class Runner:
    """The runner of a desk's use cases. `fail` takes every known error without another handler."""

    desk: Desk
    tasks: Tasks
    fail: Callable[[ListeningRoomError], None]

    @overload
    def run(self, command: Command[R], /, *, owner: QObject | None = ...) -> Running[R]: ...

    @overload
    def run(
        self, use_case: Callable[Concatenate[A, ...], R], a: A, /, *, owner: QObject | None = ...
    ) -> Running[R]: ...

    @overload
    def run(
        self, use_case: Callable[Concatenate[A, B, ...], R], a: A, b: B, /, *, owner: QObject | None = ...
    ) -> Running[R]: ...

    @overload
    def run(
        self, use_case: Callable[Concatenate[A, B, C, ...], R], a: A, b: B, c: C, /, *, owner: QObject | None = ...
    ) -> Running[R]: ...

    @overload
    def run(
        self,
        use_case: Callable[Concatenate[A, B, C, D, ...], R],
        a: A,
        b: B,
        c: C,
        d: D,
        /,
        *,
        owner: QObject | None = ...,
    ) -> Running[R]: ...

    def run(self, *wanted: Any, owner: QObject | None = None) -> Running[Any]:
        """Run the use case of a command, or one with its arguments, on the database's worker."""
        return self.tasks.run(self._bound(*wanted), owner=owner).otherwise(self.fail)

    @overload
    def work(
        self, command: Command[R], /, *, progress: Progress | None = ..., owner: QObject | None = ...
    ) -> Running[R]: ...

    @overload
    def work(
        self,
        use_case: Callable[Concatenate[A, ...], R],
        a: A,
        /,
        *,
        progress: Progress | None = ...,
        owner: QObject | None = ...,
    ) -> Running[R]: ...

    @overload
    def work(
        self,
        use_case: Callable[Concatenate[A, B, ...], R],
        a: A,
        b: B,
        /,
        *,
        progress: Progress | None = ...,
        owner: QObject | None = ...,
    ) -> Running[R]: ...

    def work(self, *wanted: Any, progress: Progress | None = None, owner: QObject | None = None) -> Running[Any]:
        """Run long work on its own worker, with its progress, by which it can be cancelled."""
        return self.tasks.run(self._bound(*wanted), lane="long", owner=owner, progress=progress).otherwise(self.fail)

    def ask(self, use_case: Callable[Concatenate[A, ...], R], a: A, /, *, owner: QObject | None = None) -> Running[R]:
        """Run a use case that waits for someone outside, on its own worker."""
        return self.tasks.run(self._bound(use_case, a), lane="outside", owner=owner).otherwise(self.fail)

    def _bound(self, *wanted: Any) -> Bound:
        if isinstance(wanted[0], Command):
            return bound(wanted[0].use_case, self.desk, *wanted)
        return bound(wanted[0], self.desk, *wanted[1:])

"""The one way from a press to a use case: pass the use case with its arguments, and say what follows.

    self._context.run(close_request, CloseRequest(at, request, answered)).then(self._closed)

Its ports are bound here, by their names (`application.shared.binding`); arguments and results are typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, TypeVar, overload

from PySide6.QtCore import QObject

from desktop.application.ports.desk import Desk
from desktop.application.shared.binding import bound
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

    def run(self, use_case: Callable[..., Any], /, *given: Any, owner: QObject | None = None) -> Running[Any]:
        """Run a use case on the database's worker."""
        return self.tasks.run(bound(use_case, self.desk, *given), owner=owner).otherwise(self.fail)

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

    def work(
        self,
        use_case: Callable[..., Any],
        /,
        *given: Any,
        progress: Progress | None = None,
        owner: QObject | None = None,
    ) -> Running[Any]:
        """Run long work on its own worker, with its progress, by which it can be cancelled."""
        call = bound(use_case, self.desk, *given)
        return self.tasks.run(call, lane="long", owner=owner, progress=progress).otherwise(self.fail)

    def ask(self, use_case: Callable[Concatenate[A, ...], R], a: A, /, *, owner: QObject | None = None) -> Running[R]:
        """Run a use case that waits for someone outside, on its own worker."""
        return self.tasks.run(bound(use_case, self.desk, a), lane="outside", owner=owner).otherwise(self.fail)

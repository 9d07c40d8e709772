"""Killing an act at one step after the other, until it gets through.

A step is each file that is opened for writing, made, renamed, deleted or synced, each key that is stored or deleted,
each commit; and each statement to the database, where requested.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

from db.unit_of_work import SqlUnitOfWork
from desktop.environment.key_stores import KeyringStore

CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate"}
WRITES = os.O_WRONLY | os.O_RDWR


class Steps:
    """Counts, and ends this process at the step of that number."""

    def __init__(self, last: int) -> None:
        self._left = last

    def step(self) -> None:
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Count a step, as Python's own audit hook."""
        if event in CHANGES or (event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITES):
            self.step()

    def around(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap the act, with a step before and one after it."""

        def stepped(*arguments: Any, **more: Any) -> Any:
            self.step()
            done = act(*arguments, **more)
            self.step()
            return done

        return stepped


def kill_at_every_step(
    act: Callable[[int], None], every: int, look: Callable[[], None] = lambda: None, *, statements: bool = False
) -> dict[str, int]:
    """Act in a process of its own, which is killed at step 0, `every`, and so on; return how many were, and the end.

    `act` receives how many were killed before it. `look` checks what each has left, and raises where that is wrong.
    """
    killed, ended = 0, -signal.SIGKILL
    while ended == -signal.SIGKILL:
        child = os.fork()
        if not child:
            _begin(Steps(killed * every), statements)
            act(killed)
            os._exit(0)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        killed += ended == -signal.SIGKILL
        look()
    return {"killed": killed, "ended": ended}


def _begin(steps: Steps, statements: bool) -> None:
    os.fsync = steps.around(os.fsync)
    for owner, names in ((KeyringStore, ("set", "delete")), (SqlUnitOfWork, ("commit",))):
        for name in names:
            setattr(owner, name, steps.around(getattr(owner, name)))
    if statements:
        for moment in ("before_cursor_execute", "commit"):
            event.listen(Engine, moment, lambda *_: steps.step())
    sys.addaudithook(steps.hear)

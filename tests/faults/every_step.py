"""Killing an act at one step after the other, until it gets through.

A step is each file that is opened for writing, made, renamed, deleted or synced, each key that is stored or deleted,
each commit; and each statement to the database, where requested.

The act is the `main` of a test's own module, which `killed_at_every_step` runs as a program: it forks for each try.
"""

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from db.unit_of_work import SqlUnitOfWork
from desktop.environment.keyring.stores import KeyringStore

ROOT = Path(__file__).resolve().parents[2]
CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate"}
WRITES = os.O_WRONLY | os.O_RDWR


class Steps:
    """Counts while `counting`, and ends this process at the step of that number."""

    counting = True

    def __init__(self, last: int) -> None:
        self._left = last

    def step(self) -> None:
        if not self.counting:
            return
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Count a step, as Python's own audit hook."""
        if event in CHANGES or (event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITES):
            self.step()

    @classmethod
    def begin_with(cls, owner: object, *names: str) -> None:
        """Count from the first call of one of these functions on."""
        cls.counting = False
        for name in names:
            setattr(owner, name, cls._beginning(getattr(owner, name)))

    @classmethod
    def _beginning(cls, act: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(act)  # a command's use case is called with the ports that its signature names
        def begins(*arguments: Any, **more: Any) -> Any:
            cls.counting = True
            return act(*arguments, **more)

        return begins

    def around(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap the act, with a step before and one after it."""

        @functools.wraps(act)
        def stepped(*arguments: Any, **more: Any) -> Any:
            self.step()
            done = act(*arguments, **more)
            self.step()
            return done

        return stepped


def killed_at_every_step(module: str, *words: object, surroundings: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Run a test's module as a program, and return what its `main` printed: what `kill_at_every_step` returned."""
    command = [sys.executable, "-m", module, *map(str, words)]
    ran = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    said: dict[str, Any] = json.loads(ran.stdout)
    assert said["ended"] == 0, (said, ran.stderr)
    return said


def kill_at_every_step(
    act: Callable[[int], object],
    every: int,
    look: Callable[[], None] = lambda: None,
    *,
    statements: bool = False,
    acts: tuple[tuple[type, tuple[str, ...]], ...] = (),
) -> dict[str, int]:
    """Act in a process of its own, which is killed at step 0, `every`, and so on; return how many were, and the end.

    `act` receives how many were killed before it. `look` checks what each has left, and raises where that is wrong.
    `acts` are methods that are steps as well.
    """
    killed, ended = 0, -signal.SIGKILL
    while ended == -signal.SIGKILL:
        child = os.fork()
        if not child:
            _begin(Steps(killed * every), statements, acts)
            act(killed)
            os._exit(0)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        killed += ended == -signal.SIGKILL
        look()
    return {"killed": killed, "ended": ended}


def _begin(steps: Steps, statements: bool, acts: tuple[tuple[type, tuple[str, ...]], ...]) -> None:
    os.fsync = steps.around(os.fsync)
    for owner, names in ((KeyringStore, ("set", "delete")), (SqlUnitOfWork, ("commit",)), *acts):
        for name in names:
            setattr(owner, name, steps.around(getattr(owner, name)))
    if statements:
        for moment in ("before_cursor_execute", "commit"):
            event.listen(Engine, moment, lambda *_: steps.step())
    sys.addaudithook(steps.hear)

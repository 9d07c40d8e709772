"""Acts that are killed: at a moment inside them, or at one step after the other until one gets through.

A program of its own has loaded what an act needs, and forks for each try (`python -m tests.faults.killed.killing`): a
fork of the tests' process would take its windows and threads along. An act is a function of a module, or a `partial`
of one.

A step is each file that is opened for writing, made, renamed, deleted or synced, each key that is stored or deleted,
each commit; and each statement to the database, where requested.
"""

from __future__ import annotations

import contextlib
import functools
import os
import pickle
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Engine, event

from db.unit_of_work import SqlUnitOfWork
from desktop.environment.keyring.stores import KeyringStore
from tests.support.machine import password_cost

ROOT = Path(__file__).resolve().parents[3]
CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate"}
WRITES = os.O_WRONLY | os.O_RDWR
Moment = tuple[type, str, int, bool]
"""A method of a class, which call of it, and whether after that call and not before it."""
Methods = tuple[tuple[type, tuple[str, ...]], ...]


class Killer:
    """The program that forks; it ends with the block."""

    def __enter__(self) -> Self:
        command, pipe = [sys.executable, "-m", "tests.faults.killed.killing"], subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(self, act: Callable[[], object]) -> int:
        """Act in a process of its own, in this environment; return its exit code, or its signal as a negative."""
        assert self._process.stdin is not None and self._process.stdout is not None
        pickle.dump((dict(os.environ), act), self._process.stdin)
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def at(self, moment: Moment, act: Callable[[], object]) -> None:
        """Kill the act at that moment. It is an error where it comes to its end."""
        assert self.run(functools.partial(_at, moment, act)) == -signal.SIGKILL

    def at_every_step(
        self, act: Callable[[int], object], every: int, look: Callable[[], object] = lambda: None, **more: Any
    ) -> int:
        """Kill the act at step 0, `every`, and so on, until it gets through; return how often it was killed.

        `act` receives how often it was killed before. `look` checks what each try has left, and raises where that is
        wrong. `statements`: the database's are steps as well, and so are `methods` of classes.
        """
        killed, ended = 0, -signal.SIGKILL
        while ended == -signal.SIGKILL:
            ended = self.run(functools.partial(_until_step, killed * every, functools.partial(act, killed), **more))
            killed += ended == -signal.SIGKILL
            look()
        assert ended == 0
        return killed


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

        def beginning(act: Callable[..., Any]) -> Callable[..., Any]:
            @functools.wraps(act)  # a command's use case is called with the ports that its signature names
            def begins(*arguments: Any, **more: Any) -> Any:
                cls.counting = True
                return act(*arguments, **more)

            return begins

        cls.counting = False
        for name in names:
            setattr(owner, name, beginning(getattr(owner, name)))

    def around(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap the act, with a step before and one after it."""

        @functools.wraps(act)
        def stepped(*arguments: Any, **more: Any) -> Any:
            self.step()
            done = act(*arguments, **more)
            self.step()
            return done

        return stepped


def _until_step(last: int, act: Callable[[], object], *, statements: bool = False, methods: Methods = ()) -> None:
    steps = Steps(last)
    os.fsync = steps.around(os.fsync)
    for owner, names in ((KeyringStore, ("set", "delete")), (SqlUnitOfWork, ("commit",)), *methods):
        for name in names:
            setattr(owner, name, steps.around(getattr(owner, name)))
    if statements:
        for moment in ("before_cursor_execute", "commit"):
            event.listen(Engine, moment, lambda *_: steps.step())
    sys.addaudithook(steps.hear)
    act()


def set_trap(moment: Moment) -> None:
    """Kill this process at that moment."""
    owner, name, number, after = moment
    method, calls = getattr(owner, name), count(1)

    def instead(*arguments: Any, **more: Any) -> Any:
        last = next(calls) == number
        result = method(*arguments, **more) if after or not last else None
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, instead)


def _at(moment: Moment, act: Callable[[], object]) -> None:
    set_trap(moment)
    act()


def _ended(environment: dict[str, str], act: Callable[[], object]) -> int:
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        os.environ.clear()
        os.environ.update(environment)
        act()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    password_cost.make_cheap()
    with contextlib.suppress(EOFError):
        while True:
            print(_ended(*pickle.load(sys.stdin.buffer)), flush=True)

"""A program that is loaded once and started many times, each time in a process of its own, which may kill itself.

`python -m tests.faults.loaded MODULE`: each line of standard input is a JSON list of words. The module's `main` is
called with them in a fork of this process, which has loaded it and done nothing. The answer, a line, is how that ended:
its exit code, or the signal that killed it, as a negative number. MODULE may be that of the tests themselves.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[..., int]
Moment = tuple[type, str, int, bool]
"""A method of a class, which call of it, and whether after that call and not before it."""


@contextmanager
def loaded(module: str) -> Iterator[Start]:
    """Yield a function that starts the program with its words, waits for its end, and returns how it ended."""
    command = [sys.executable, "-m", "tests.faults.loaded", module]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        asked, answers = process.stdin, process.stdout
        assert asked is not None and answers is not None

        def start(*words: object) -> int:
            print(json.dumps([str(word) for word in words]), file=asked, flush=True)
            return int(answers.readline())

        yield start
        asked.close()


@contextmanager
def killed_at(moment: Moment) -> Iterator[None]:
    """Kill this process at that moment of what is done inside. It is an error to come out."""
    owner, name, number, after = moment
    method, calls = getattr(owner, name), count(1)

    def instead(*arguments: Any, **more: Any) -> Any:
        last = next(calls) == number
        result = method(*arguments, **more) if after or not last else None
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    with patch.object(owner, name, instead):
        yield
    sys.exit("it was not killed")


def _ended(main: Callable[..., None], words: list[str]) -> int:
    child = os.fork()
    if child == 0:
        try:
            main(*words)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)  # it was to be killed before
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    program = import_module(sys.argv[1]).main
    for line in sys.stdin:
        print(_ended(program, json.loads(line)), flush=True)

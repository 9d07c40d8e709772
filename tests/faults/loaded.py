"""A program that is loaded once and started many times, each time in a process of its own, which may kill itself.

`python -m tests.faults.loaded MODULE`: each line of standard input is a JSON list of words. The module's `main` is
called with them in a fork of this process, which has loaded it and done nothing. The answer, a line, is how that ended:
its exit code, or the signal that killed it, as a negative number.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[..., int]


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

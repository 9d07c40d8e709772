"""Comparing rows with their bytes, hashing events and checking signatures in a process beside the verification's own.

Rules:
- It is asked some batches ahead, and answers in their order. What it is given and what it returns are bytes: it opens
  no file and no database, and knows nothing of keys, checkpoints and findings. It ends when its input does.
- A question is a head (`first`, how many events there are, how many bytes they, their columns and the checks have), the
  events with a line feed between two, the columns (`many.Columns`), and the checks. An answer is a head, what
  `nodes_over` returns, the desks (a line each), a byte for each event that says whether it is signed, and one for each
  check. Where the rows are not as their bytes, it is a head of noughts and the checks.
- Where it cannot be started, or ends, the verification goes on by itself: the same functions, one process.
"""

from __future__ import annotations

import contextlib
import io
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO

from desktop.verify.many import Columns, Many, compared
from desktop.verify.signatures import Check
from desktop.verify.tree import Nodes, nodes_over

VERIFY_CHILD = "verify-child"
"""How a built program, which is no Python, starts the process: by itself."""
_START = "import sys; from desktop.verify.beside import main; sys.exit(main())"
_IMPORT_ROOT = Path(__file__).resolve().parents[2]
_HEAD = struct.Struct("<QIIII")
_ANSWER = struct.Struct("<III")
_CHECK = struct.Struct("<32s64sI")
PIPE_BYTES = 1 << 20
"""How much is under way in a pipe, where that can be said: some batches, so that neither side waits for each."""


@dataclass(frozen=True)
class Answer:
    """The rows and their hashes, where they agree with their bytes, else None; and whether each signature holds."""

    agreed: Many | None
    nodes: Nodes | None
    outcomes: Sequence[bool]


@dataclass(frozen=True)
class Question:
    """Events that follow each other, with their columns; and signatures."""

    events: Columns
    checks: Sequence[Check]

    def answer(self) -> Answer:
        """Answer the task in this process."""
        questions, answers = io.BytesIO(self.packed()), io.BytesIO()
        main(questions, answers)
        return self.read(answers.getvalue())

    def packed(self) -> bytes:
        """Return it as the process reads it."""
        events, lines = self.events, self.events.lines
        checks = b"".join(
            [_CHECK.pack(each.public, each.signature, len(each.data)) + each.data for each in self.checks]
        )
        head = _HEAD.pack(events.first, len(events.bodies), len(lines), len(events.said), len(checks))
        return b"".join([head, lines, events.said, checks])

    def read(self, answer: bytes) -> Answer:
        """Read the answer that `main` wrote."""
        parts, at = [], _ANSWER.size
        for size in _ANSWER.unpack_from(answer):
            parts.append(answer[at : at + size])
            at += size
        hashes, desks, signed = parts
        outcomes = [holds == 1 for holds in answer[at:]]
        if not hashes:
            return Answer(None, None, outcomes)
        events = self.events
        agreed = Many(events.days, tuple(desks.decode("ascii").split("\n")), events.kinds, signed, events.bodies)
        return Answer(agreed, Nodes(events.first, len(events.bodies), hashes), outcomes)

    def length(self, head: bytes) -> int:
        """Return how many bytes come after the head of its answer."""
        return sum(map(int, _ANSWER.unpack(head))) + len(self.checks)


class Beside:
    """The process, asked and read in order. A thread reads, so that neither side ever waits for the other to read."""

    def __init__(self, command: Sequence[str] = ()) -> None:
        """Start the process. Raises OSError."""
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command or beside_command(),
            stdin=pipe,
            stdout=pipe,
            stderr=subprocess.DEVNULL,
            cwd=_IMPORT_ROOT,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            pipesize=PIPE_BYTES,
        )
        self._asked: SimpleQueue[Question | None] = SimpleQueue()
        self._answers: SimpleQueue[bytes | None] = SimpleQueue()
        self._waiting: deque[Question] = deque()
        self._reader = threading.Thread(target=self._read, name="verify-beside")
        self._reader.start()

    def ask(self, question: Question) -> None:
        """Ask it. A process that has ended is noticed when the answer is wanted."""
        assert self._process.stdin
        self._waiting.append(question)
        with contextlib.suppress(OSError):
            self._process.stdin.write(question.packed())
            self._process.stdin.flush()
        self._asked.put(question)

    def answer(self) -> Answer:
        """Return the answer to the oldest question that has none yet."""
        question = self._waiting.popleft()
        answer = self._answers.get()
        return question.answer() if answer is None else question.read(answer)

    def close(self) -> None:
        """End it, and leave no process, thread or pipe behind."""
        assert self._process.stdin and self._process.stdout
        self._asked.put(None)
        self._process.kill()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        self._process.wait()

    def _read(self) -> None:
        assert self._process.stdout
        read = self._process.stdout.read
        while (question := self._asked.get()) is not None:
            head = read(_ANSWER.size)
            size = question.length(head) if len(head) == _ANSWER.size else 1
            rest = read(size)
            self._answers.put(head + rest if len(rest) == size else None)


def beside_command() -> tuple[str, ...]:
    """Return the command that starts the process."""
    if getattr(sys, "frozen", False):
        return (sys.executable, VERIFY_CHILD)
    return (sys.executable, "-c", _START)


def main(questions: BinaryIO | None = None, answers: BinaryIO | None = None) -> int:
    """Answer questions until there are no more."""
    questions, answers = questions or sys.stdin.buffer, answers or sys.stdout.buffer
    while len(head := questions.read(_HEAD.size)) == _HEAD.size:
        first, count, *sizes = _HEAD.unpack(head)
        lines, said, checks = [questions.read(size) for size in sizes]
        answers.write(_answered(first, count, lines, said) + bytes(check.holds() for check in _unpacked(checks)))
        answers.flush()
    return 0


def _answered(first: int, count: int, lines: bytes, said: bytes) -> bytes:
    found = compared(first, count, lines, said)
    if found is None:
        return _ANSWER.pack(0, 0, 0)
    parts = [nodes_over(first, lines.split(b"\n")), "\n".join(found[0]).encode("ascii"), found[1]]
    return b"".join([_ANSWER.pack(*map(len, parts)), *parts])


def _unpacked(checks: bytes) -> list[Check]:
    found, at = [], 0
    while at < len(checks):
        public, signature, length = _CHECK.unpack_from(checks, at)
        at += _CHECK.size + length
        found.append(Check(public, signature, checks[at - length : at]))
    return found

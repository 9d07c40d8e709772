"""Hashing events and checking signatures in a process beside the verification's own.

Rules:
- It is asked some batches ahead, and answers in their order. What it is given and what it returns are bytes: it opens
  no file and no database, and knows nothing of keys, checkpoints and findings. It ends when its input does.
- A question is a head (`first`, how many bytes the bodies have, how many the checks have), the bodies with a line feed
  between two, and the checks. An answer is what `nodes_over` returns, and a byte for each check.
- Where it cannot be started, or ends, the verification goes on by itself: the same functions, one process.
"""

from __future__ import annotations

import contextlib
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

from desktop.verify.signatures import Check
from desktop.verify.tree import HASH_BYTES, Nodes, nodes_over

VERIFY_CHILD = "verify-child"
"""How a built program, which is no Python, starts the process: by itself."""
_START = "import sys; from desktop.verify.beside import main; sys.exit(main())"
_IMPORT_ROOT = Path(__file__).resolve().parents[2]
_HEAD = struct.Struct("<QII")
_CHECK = struct.Struct("<32s64sI")


@dataclass(frozen=True)
class Question:
    """Events that follow each other, from number `first` on, without a line feed in them; and signatures."""

    first: int
    bodies: Sequence[bytes]
    checks: Sequence[Check]

    def answer(self) -> tuple[Nodes, list[bool]]:
        """Answer it here."""
        return Nodes.over(self.first, self.bodies), [check.holds() for check in self.checks]

    def packed(self) -> bytes:
        """Return it as the process reads it."""
        bodies = b"\n".join(self.bodies)
        checks = b"".join(
            [_CHECK.pack(each.public, each.signature, len(each.data)) + each.data for each in self.checks]
        )
        return _HEAD.pack(self.first, len(bodies), len(checks)) + bodies + checks

    def read(self, answer: bytes) -> tuple[Nodes, list[bool]]:
        """Read the answer that `main` wrote."""
        size = len(answer) - len(self.checks)
        return Nodes(self.first, len(self.bodies), answer[:size]), [holds == 1 for holds in answer[size:]]

    @property
    def answer_bytes(self) -> int:
        """How long its answer is."""
        total, start, end = 0, self.first, self.first + len(self.bodies)
        while start < end:
            total, start, end = total + end - start, (start + 1) // 2, end // 2
        return total * HASH_BYTES + len(self.checks)


class Beside:
    """The process, asked and read in order. A thread reads, so that neither side ever waits for the other to read."""

    def __init__(self, command: Sequence[str] = ()) -> None:
        """Start it. Raises OSError."""
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command or beside_command(),
            stdin=pipe,
            stdout=pipe,
            stderr=subprocess.DEVNULL,
            cwd=_IMPORT_ROOT,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
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

    def answer(self) -> tuple[Nodes, list[bool]]:
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
        while (question := self._asked.get()) is not None:
            answer = self._process.stdout.read(question.answer_bytes)
            self._answers.put(answer if len(answer) == question.answer_bytes else None)


def beside_command() -> tuple[str, ...]:
    """Return the command that starts the process."""
    if getattr(sys, "frozen", False):
        return (sys.executable, VERIFY_CHILD)
    return (sys.executable, "-c", _START)


def main(questions: BinaryIO | None = None, answers: BinaryIO | None = None) -> int:
    """Answer questions until there are no more."""
    questions, answers = questions or sys.stdin.buffer, answers or sys.stdout.buffer
    while len(head := questions.read(_HEAD.size)) == _HEAD.size:
        first, body_bytes, check_bytes = _HEAD.unpack(head)
        bodies, checks = questions.read(body_bytes).split(b"\n"), questions.read(check_bytes)
        outcomes = bytes(check.holds() for check in _unpacked(checks))
        answers.write(nodes_over(first, bodies) + outcomes)
        answers.flush()
    return 0


def _unpacked(checks: bytes) -> list[Check]:
    found, at = [], 0
    while at < len(checks):
        public, signature, length = _CHECK.unpack_from(checks, at)
        at += _CHECK.size + length
        found.append(Check(public, signature, checks[at - length : at]))
    return found

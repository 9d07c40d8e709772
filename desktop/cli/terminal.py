"""The terminal of all verbs: how typed words are read, passwords asked for, results said, and progress shown.

Progress is one line that is overwritten and wiped at the end, at most ten times a second; nothing where the stream is
no terminal (a file, a pipe, a timer's log).
"""

from __future__ import annotations

import argparse
import getpass
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO, TypeAlias

from desktop.errors import CheckpointNotStoredError
from desktop.words.command_line import look, password_for
from desktop.words.errors import message_for

if TYPE_CHECKING:
    from desktop.application.shared.commands import Command
    from desktop.bootstrap.wiring import OpenOffice

Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""The parser's verbs, or a verb's actions."""
RECOVERY_KEY = "a recovery key's file, or - to type the key from its paper"
TYPED = Path("-")
"""In the place of a recovery key's file: it is typed."""


def as_day(text: str) -> date:
    """Read a date, as in 2026-11-28."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date: give it as in 2026-11-28") from None


def there(text: str) -> Path:
    """Read the name of a file or folder that is read. A mistyped one would otherwise be called a wrong file."""
    if text != "-" and not Path(text).exists():
        raise argparse.ArgumentTypeError(f"there is no file or folder called {text}")
    return Path(text)


def by_administrator(*acts: argparse.ArgumentParser) -> None:
    """Have these acts name the administrator who does them."""
    for act in acts:
        act.add_argument("--administrator", required=True, metavar="NAME", help="your own sign-in name")


Said = tuple[list[str], int]
"""The lines that a verb prints, and its exit code."""


def password_of(name: str) -> str:
    """Ask for that person's password. Raises EOFError where there is nobody to ask."""
    return secret(password_for(name))


def secret(prompt: str) -> str:
    """Ask for what nobody may see typed; without a terminal it is a line of the input. Raises EOFError.

    On Windows `getpass` waits for a key also where there is no console on which one could be pressed: a scheduled task.
    """
    if sys.platform == "win32" and not _has_console():
        return input()
    return getpass.getpass(prompt)


def _has_console() -> bool:
    try:
        Path("CONIN$").open("rb").close()
    except OSError:
        return False
    return True


def done(office: OpenOffice, command: Command[Any], lines: Sequence[str], **ports: Any) -> Said:
    """Carry the command out and say so; exit 1 where it is done, and the witness file does not have it."""
    try:
        office.run(command.use_case, command, **ports)
    except CheckpointNotStoredError as error:
        return [*lines, *look(message_for(error))], 1
    return [*lines], 0


PROGRESS_PAUSE = 0.1
Says = Callable[[int, int, int | None], str]
"""The line for so many done, of so many, with about so many seconds left, where that can be told."""
_WIPE = "\r\x1b[K"


class TerminalProgress:
    """Use it as a context, and give `report` to `verify` as `on_progress`."""

    def __init__(self, stream: TextIO, now: Callable[[], float] = time.monotonic, says: Says | None = None) -> None:
        self.done = 0
        self.total = 0
        self._stream = stream
        self._shown = stream.isatty()
        self._now = now
        self._says = says or checked
        self._began = self._next = now()

    def report(self, done: int, total: int) -> None:
        """Report that `done` of `total` are done."""
        self.done, self.total = done, total
        if self._shown and self._now() >= self._next:
            self._next = self._now() + PROGRESS_PAUSE
            self._write(f"{_WIPE}{self._says(done, total, self._left())}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._write(_WIPE)

    def _left(self) -> int | None:
        if not 0 < self.done <= self.total:
            return None
        return round((self._now() - self._began) * (self.total - self.done) / self.done)

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def checked(done: int, total: int, left: int | None) -> str:
    """Say how many events are checked, and how long the rest takes."""
    said = f"Checked {done:,} of {total:,} events."
    if left is None:
        return said
    return f"{said} About {left // 60} min {left % 60} s left." if left >= 60 else f"{said} About {left} s left."

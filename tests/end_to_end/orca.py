"""Orca on this desktop, and its speech: read from its own log, which has every word that it hands to a synthesizer.

No synthesizer is needed, and none is heard. The log also has every event that came over the accessibility bus. It is a
terminal to Orca, since file output stays in a buffer while there is nothing more to say; it is copied to one.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import threading
import tty
from contextlib import suppress
from pathlib import Path

_SPEECH = re.compile(r"SPEECH OUTPUT: '(.*)'(?: \{.*\})?$")
_EVENT = re.compile(r"EVENT MANAGER: (object:[\w:-]+) for \[(.*)\] in .* \((-?\d+), -?\d+, (.*)\)$")
FOCUSED, LOST_FOCUS = ":focused", "lost focus"

Event = tuple[str, str, str]
"""Its kind, its source, and its data."""


class Orca:
    """Runs until `end`. A mark counts the speech so far, so that later speech can be requested."""

    def __init__(self, folder: Path) -> None:
        self._said: list[str] = []
        self._events: list[Event] = []
        self._ours, theirs = pty.openpty()
        tty.setraw(theirs)
        self._copy = folder / "orca.log"
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        with (folder / "orca.txt").open("w") as out:
            command = ["orca", "--debug-file", os.ttyname(theirs)]
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        self._theirs = theirs

    def mark(self) -> tuple[int, int]:
        """Return the current mark."""
        return len(self._said), len(self._events)

    def said(self, since: tuple[int, int] = (0, 0)) -> list[str]:
        """Return the speech since, in order."""
        return self._said[since[0] :]

    def events(self, since: tuple[int, int] = (0, 0)) -> list[Event]:
        """Return the bus's events since."""
        return self._events[since[1] :]

    def end(self) -> None:
        """End it: it says no more. Where the signal comes while it writes a line, its handler fails, and it stays."""
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(30)
        os.close(self._theirs)
        self._reader.join(30)
        os.close(self._ours)

    def _read(self) -> None:
        with (
            os.fdopen(os.dup(self._ours), encoding="utf-8", errors="replace") as log,
            self._copy.open("w", encoding="utf-8") as copy,
            suppress(OSError),  # how a terminal says that nobody writes to it any more
        ):
            for line in log:
                copy.write(line)
                self._note(line.rstrip("\r\n"))

    def _note(self, line: str) -> None:
        if (speech := _SPEECH.search(line)) is not None:
            self._said.append(speech[1])
        elif (event := _EVENT.search(line)) is not None:
            kind = event[1] if event[3] == "1" or not event[1].endswith(FOCUSED) else LOST_FOCUS
            self._events.append((kind, event[2], event[4]))

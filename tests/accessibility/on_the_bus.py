"""The accessible tree of a program, as it is on the bus, and its faults.

Another process reads it (`reading_the_bus.py`), while this one's windows go on: they give the answers.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal

from desktop.words import tr
from tests.support.machine.patience import PATIENCE_MS

PYTHON = "/usr/bin/python3"
"""The system's own, which has the library of the bus."""
MOST_TRIES = 100
TARGET = 24
"""WCAG 2.2, 2.5.8: pixels across and down."""

CONTROLS = {
    *("button", "push button", "toggle button", "radio button", "check box", "combo box", "text", "password text"),
    *("slider", "spin button", "table", "list", "page tab", "link"),
}
READ_WHOLE = {"label", "static", "document", "document frame", "chart"}
"""Text that one comes to with Tab in order to have it read: the script, the facts, a paper, a chart."""


@dataclass(frozen=True)
class Shown:
    """One object, with its label's name where its own is its value.

    `groups` are the names of what it stands in, from the window down. Headings have a `level`, a table has `headers`
    and the `cells` of its first row; what can have the keyboard has a `size`, and may be `valued`.
    """

    role: str
    name: str
    groups: tuple[str, ...]
    focusable: bool
    enabled: bool
    checkable: bool
    size: tuple[int, ...] = ()
    valued: bool = False
    level: str = ""
    headers: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()


class Other(QObject):
    """The other process, which runs that script and answers each line with one. `end` it."""

    _answered = Signal(str)

    def __init__(self, script: str) -> None:
        super().__init__()
        self._process = subprocess.Popen(
            [PYTHON, "-I", str(Path(__file__).with_name(script))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer = ""
        self._loop, self._limit = QEventLoop(), QTimer()
        self._limit.setSingleShot(True)
        self._limit.timeout.connect(self._loop.quit)
        self._answered.connect(self._take)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def asked(self, line: str) -> str:
        """Return the answer to a line. The windows of this process go on meanwhile."""
        assert self._process.stdin is not None
        self._answer = ""
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        self._limit.start(PATIENCE_MS)
        self._loop.exec()
        self._limit.stop()
        assert self._answer, "the other process does not answer"
        return self._answer

    def end(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._thread.join(30)
        self._process.stdout.close()

    def _take(self, answer: str) -> None:
        self._answer = answer
        self._loop.quit()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._answered.emit(line)


class Reader(Other):
    """Reads what the windows of this process show."""

    def __init__(self) -> None:
        super().__init__("reading_the_bus.py")

    def windows(self) -> list[list[Shown]]:
        """Return what each window of this process shows."""
        return [[_shown(each) for each in window] for window in json.loads(self.asked(str(os.getpid())))]


class Hands(Other):
    """Does with the windows of this process what an assistive technology does for someone."""

    def __init__(self) -> None:
        super().__init__("acting_on_the_bus.py")

    def do(self, role: str, name: str, what: str, given: object = None) -> Any:
        """Do something with the object of that role and name, as soon as it is on the bus; return what it answers."""
        order = {"process": os.getpid(), "role": role, "name": name, "do": what, "given": given}
        for _ in range(MOST_TRIES):
            answer = json.loads(self.asked(json.dumps(order)))
            if answer["found"]:
                return answer["said"]
        raise AssertionError(f"no {role} “{name}” on the bus")


def _shown(told: dict[str, object]) -> Shown:
    return Shown(**{key: tuple(value) if isinstance(value, list) else value for key, value in told.items()})  # type: ignore[arg-type]


def faults(window: list[Shown]) -> Iterator[str]:
    """Yield what a person who has this window read to them, or presses with one finger, would lack."""
    in_focus = [each for each in window if each.focusable]
    for each in in_focus:
        called = f"{each.role} “{each.name[:60]}”"
        if not each.name:
            yield f"no name: {each.role} in {each.groups}"
        if each.role not in CONTROLS | READ_WHOLE and not _is_summary(each):
            yield f"no role: {called}"
        if len(each.size) != 2 or min(each.size) < TARGET:
            yield f"small: {called} {each.size}"
        yield from (f"{lack}: {called}" for lack in _lacks(each))
    for (role, name, groups), count in Counter((each.role, each.name, each.groups) for each in in_focus).items():
        if count > 1:
            yield f"{count} alike: {role} “{name}” in {groups}"


def _is_summary(one: Shown) -> bool:
    """Return whether it is the list of problems: a group of links, which has the keyboard in order to be read."""
    return one.role == "panel" and one.name.startswith(tr("There is a problem"))


def _lacks(one: Shown) -> Iterator[str]:
    if one.role in ("radio button", "check box") and not one.checkable:
        yield "no state"
    if one.role in ("slider", "spin button") and not one.valued:
        yield "no value"
    if one.role == "table" and not (one.headers and all(one.headers)):
        yield "no headings"
    if one.role == "table" and one.cells and not any(one.cells):
        yield "no words in its first row"

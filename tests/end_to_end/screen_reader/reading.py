"""Orca on this desktop, and hands that work the real windows while it reads them.

Orca's speech is read from its own log, which has every word that it hands to a synthesizer: none is needed, and none is
heard. The log also has every event that came over the accessibility bus. It is a terminal to Orca, since file output
stays in a buffer while there is nothing more to say; it is copied to one.
A walk consists of stations: each keeps the speech from its beginning to its end. It waits for the expected words.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.application.ports.desk import Desk
from desktop.bootstrap.wiring import open_desk
from desktop.showcase.capture import Capture
from desktop.showcase.demo import make_demo
from desktop.showcase.hands import Hands, StuckError
from desktop.ui.kit.forms.fields import PasswordField
from desktop.ui.kit.rows import RowsView
from desktop.ui.kit.text import Words
from desktop.ui.shell.app import Screens, application

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


PATIENCE = 60.0
"""Seconds. Orca is slow where a machine is busy."""
MOMENT, TRIES = 2.0, 15
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
_LAST = re.compile(r"Station \d+[.]")


class Reading:
    """The hands, and Orca's speech in response."""

    def __init__(self, hands: Hands, orca: Orca) -> None:
        self.hands, self.orca = hands, orca
        self.stations: dict[str, list[str]] = {}
        self.moves: dict[str, list[str]] = {}
        """For each station, the objects that told the bus of a changed value or description."""
        self.focused: dict[str, list[str]] = {}
        """For each station, the objects that told the bus that they have the keyboard."""
        self.roles: list[str] = []
        self._stations = 0
        self._mark = orca.mark()

    @contextmanager
    def station(self, name: str) -> Iterator[None]:
        """Record the speech from here to the end of the block, where something has to be heard."""
        self._mark = self.orca.mark()
        yield
        self._let_orca_catch_up()
        self.stations[name] = self.said()
        events = self.orca.events(self._mark)
        self.focused[name] = [source for kind, source, _ in events if kind.endswith(FOCUSED)]
        self.moves[name] = [source for kind, source, _ in events if kind.endswith(("-value", "-description"))]

    def said(self) -> list[str]:
        return [words for words in self.orca.said(self._mark) if not _LAST.fullmatch(words)]

    def _let_orca_catch_up(self) -> None:
        """Wait until Orca has said a final message: earlier speech has been said by then, or never will be."""
        self._stations += 1
        last = f"Station {self._stations}."
        window = QApplication.activeWindow() or self.hands.shell
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(window, last))
        self.until("Orca to catch up", lambda: last in self.orca.said(self._mark))

    def hears(self, words: str) -> None:
        """Wait until Orca has said that (a pattern) at this station."""
        pattern = re.compile(words)
        try:
            self.until(f"“{words}”", lambda: any(pattern.search(said) for said in self.said()))
        except StuckError:
            for station, said in (*self.stations.items(), (f"instead of “{words}”", self.said())):
                print(f"{station}:", *said, sep="\n    ", file=sys.stderr)
            raise

    def comes_back(self, widget: QWidget, other: QWidget, words: str) -> None:
        """Go between these until Orca says that (a pattern): it keeps a description that it has said for a minute."""
        pattern = re.compile(words)
        for at in (widget, other) * (2 * TRIES):
            at.setFocus(Qt.FocusReason.TabFocusReason)
            with suppress(StuckError):
                self.hands.until(words, lambda: any(pattern.search(said) for said in self.said()), MOMENT)
                return
        self.hears(words)

    def until(self, what: str, look: Callable[[], object]) -> None:
        self.hands.until(what, look, PATIENCE)

    def focus(self, widget: QWidget, words: str) -> None:
        """Put the keyboard there, and hear its announcement."""
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        self.hears(words)

    def key(self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press one key, for the widget that has the keyboard in that window."""
        focused = widget.window().focusWidget()
        QTest.keyClick(focused if focused is not None else widget, key, modifier)

    def opens(self, rows: RowsView, reference: str = "") -> None:
        """Open the row that begins with these words (by default the first), with Enter."""
        self.until("the rows", lambda: rows.isVisible() and rows.rows_model.rows)
        found = [at for at, row in enumerate(rows.rows_model.rows) if row.cells[0].startswith(reference)]
        rows.setFocus()
        rows.selectRow(found[0])
        self.hands.key(rows, Qt.Key.Key_Return)

    def types_secret(self, field: PasswordField, secret: str) -> None:
        """Type it, and wait until it has come through Orca."""
        self.hands.type_into(field, secret)
        self.until("what was typed", lambda: field.value() == secret)


class _Untold:
    """In the place of the server: nobody is ever told of anything."""

    def follow(self, changed: Callable[[], None]) -> Callable[[], None]:
        return lambda: None


def conduct(folder: Path, walk: Callable[[Reading], None], *, other_pcs: bool = False) -> Reading:
    """Conduct a whole walk, in a demo office of its own (`office` in that folder). `other_pcs`: it has such too."""
    office = folder / "office"
    app = application()
    make_demo(office).engine.dispose()
    orca = Orca(folder)
    capture = Capture()

    def open_it() -> Desk:
        desk = open_desk(office, outlet=capture)
        return replace(desk, changes=cast("Any", _Untold())) if other_pcs else desk

    screens = Screens(open_it, lambda: False, demo=True)
    reading = Reading(Hands(screens, folder), orca)
    try:
        reading.until("Orca", lambda: "Screen reader on." in orca.said())
        screens.shell.resize(1366, 768)
        screens.shell.show()
        reading.until("the office to open", screens.shell.sign_in.primary.isEnabled)
        page = screens.shell.sign_in
        is_followed(reading, "Name text.", page.password.input, page.name.input)
        walk(reading)
        return reading
    finally:
        screens.shell.close()
        screens.close()
        app.processEvents()
        orca.end()


def is_followed(reading: Reading, words: str, *widgets: QWidget) -> None:
    """Move the keyboard among these until Orca follows it, and says `words`.

    Qt's events before the bus has announced Orca are lost.
    """
    for widget in widgets * TRIES:
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        with suppress(StuckError):
            reading.hands.until("Orca to follow", lambda: words in " ".join(reading.orca.said()), MOMENT)
            return
    raise StuckError("guided_stuck", what="Orca to follow the keyboard")


def roles(page: QWidget) -> list[str]:
    """Return the role and words of the bold text on a page, as assistive technology gets them."""
    bold = [words for words in page.findChildren(Words) if words.isVisible() and words.font().bold()]
    told = [QAccessible.queryAccessibleInterface(words) for words in bold]
    return [f"{at.role().name}: {at.text(QAccessible.Text.Name)}" for at in told if at is not None]

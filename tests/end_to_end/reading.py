"""Hands that work the real windows while Orca reads them, and its speech in response.

A walk consists of stations: each keeps the speech from its beginning to its end. It waits for the expected words.
"""

from __future__ import annotations

import re
import sys
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
from desktop.ui.kit.fields import PasswordField
from desktop.ui.kit.rows import RowsView
from desktop.ui.kit.text import Words
from desktop.ui.shell.app import Screens, application
from tests.end_to_end.orca import FOCUSED, Orca

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
        _is_followed(reading)
        walk(reading)
        return reading
    finally:
        screens.shell.close()
        screens.close()
        app.processEvents()
        orca.end()


def _is_followed(reading: Reading) -> None:
    """Move the keyboard until Orca follows it: Qt's events before the bus has announced Orca are lost."""
    page = reading.hands.shell.sign_in
    for _ in range(TRIES):
        for field in (page.password, page.name):
            field.input.setFocus()
            with suppress(StuckError):
                reading.hands.until("Orca to follow", lambda: "Name text." in reading.orca.said(), MOMENT)
                return
    raise StuckError("guided_stuck", what="Orca to follow the keyboard")


def roles(page: QWidget) -> list[str]:
    """Return the role and words of the bold text on a page, as assistive technology gets them."""
    bold = [words for words in page.findChildren(Words) if words.isVisible() and words.font().bold()]
    told = [QAccessible.queryAccessibleInterface(words) for words in bold]
    return [f"{at.role().name}: {at.text(QAccessible.Text.Name)}" for at in told if at is not None]

"""Hands whose pictures are named for their content, and not numbered.

A page longer than the window gets a second picture, of its end. `look` receives every state, with its
name and its widget, before the picture is taken: tests look there.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from desktop.showcase.hands import Hands
from desktop.ui.kit.forms.fields import Field
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.lists import Table
from desktop.ui.kit.printing.paper import save_sheets
from desktop.ui.player.control import PlayControl
from desktop.ui.player.window import LockedWindow
from desktop.ui.shell.app import Screens
from tests.gallery.posing import StillClock, StillPlayer

P = TypeVar("P", bound=QWidget)
Look = Callable[[str, QWidget, "Camera"], None]
LEAST_PASSES, MOST_PASSES = 8, 60
STEP_SECONDS = 5


class Camera(Hands):
    """Also poses what the pictures show: `clock` and `player`.

    `draws`: whether it takes any; each state is looked at all the same. Drawing and saving them is much of the work.
    """

    draws = True

    def __init__(self, screens: Screens, out: Path, look: Look, clock: StillClock, player: StillPlayer) -> None:
        super().__init__(screens, out)
        self.look = look
        self.clock, self.player = clock, player

    def picture(self, name: str, widget: QWidget | None = None, *, at_work: bool = False) -> None:
        """Take the window (or `widget`) as it is at rest, or `at_work`, and the end of each part that scrolls."""
        shown = widget or self.shell
        shown.activateWindow()
        if at_work:
            self.lie_still()
        else:
            self.rest()
        self.look(name, shown, self)
        if not self.draws:
            return
        self._keep(name, shown.grab().toImage())
        areas = [area for area in shown.findChildren(QScrollArea) if area.isVisible()]
        bars = [area.verticalScrollBar() for area in areas if area.verticalScrollBar().maximum() > 0]
        for which, bar in enumerate(bars):
            before = bar.value()
            bar.setValue(bar.maximum())
            self.lie_still()
            self._keep(f"{name}-end-{which + 1}" if which else f"{name}-end", shown.grab().toImage())
            bar.setValue(before)

    def among_others(self, window: LockedWindow) -> None:
        """Have a window that fills its display be as large as the others, and stay so whatever takes its keyboard."""
        window.stands = False
        window.showNormal()
        window.resize(self.shell.size())
        self.rest()

    def sound_until(self, control: PlayControl, frame: int, rate: int, *, ended: bool = False) -> None:
        """Have the sound come out up to `frame`, in steps too short to be taken for a standstill."""
        while (at := control.frame) < frame:
            there = min(frame, at + STEP_SECONDS * rate)
            self.clock.pass_by((there - at) / rate)
            self.player.play_until(there, ended=ended and there == frame)
            self.until("sound_heard", partial(_is_heard, control, there))

    def document(self, name: str, document: QTextDocument) -> None:
        """Take a document on paper, from its saved PDF: its sheets, as another program shows them."""
        path = self._out / f"{name}.pdf"
        save_sheets(document, name, path)
        command = ["pdftoppm", "-r", "96", "-png", "-singlefile", str(path), str(path.with_suffix(""))]
        subprocess.run(command, check=True, capture_output=True)
        self.pictures.append(f"{name}.png")

    def press(self, widget: QWidget, picture: str = "") -> None:
        """Press it, and wait for what comes of it; take a picture of that, if it has a name."""
        super().press(widget)
        self.rest()
        if picture:
            self.picture(picture)

    def fill(self, field: Field, value: Any) -> None:
        """Give a field that answer, of its own type, as if someone had."""
        field.set_value(value)  # type: ignore[attr-defined]  # every field has one, for its own kind of answer
        field.edited.emit()
        self.rest()

    def key(self, widget: QWidget, key: Qt.Key) -> None:
        super().key(widget, key)
        self.rest()

    def answer(self, page: Page, /, **answers: Any) -> None:
        """Give the page's fields of these names their answers, one after the other."""
        for name, value in answers.items():
            self.fill(next(field for field in page.fields() if field.name == name), value)

    def back(self, page: Any) -> None:
        """Leave a page for the one before it."""
        page.back.emit()
        self.rest()

    def place(self, kind: type[P]) -> P:
        """Return the place of that kind."""
        return next(place for place in self.shell.places.values() if isinstance(place, kind))

    def go(self, kind: type[P]) -> P:
        """Go to the place of that kind."""
        place = self.place(kind)
        self.shell.go(next(key for key, each in self.shell.places.items() if each is place))
        self.rest()
        return place

    def open(self, table: Table, row: int = 0) -> None:
        """Open that row of a list."""
        table.opened.emit(table.view.rows_model.rows[row].key)
        self.rest()

    def sign_in(self, name: str, password: str) -> None:
        """Sign in. The previous window may have gone."""
        self.shell.activateWindow()
        self.rest()
        super().sign_in(name, password)
        self.rest()

    def rest(self) -> None:
        """Wait until every requested use case has returned."""
        self.until("work_finished", lambda: not self.screens.tasks.busy)
        self.lie_still()

    def lie_still(self) -> None:
        """Let layouts settle: each pass may move what the next lays out, until one moves nothing."""
        for _ in range(LEAST_PASSES):
            self.settle()
        before = _geometry()
        for _ in range(MOST_PASSES - LEAST_PASSES):
            self.settle()
            now = _geometry()
            if now == before:
                return
            before = now

    def _keep(self, name: str, image: QImage) -> None:
        file = f"{name}.png"
        image.save(str(self._out / file))
        self.pictures.append(file)


def _is_heard(control: PlayControl, frame: int) -> bool:
    return any(span.end >= frame for span in control.heard)


def _geometry() -> list[object]:
    """Return where everything is that can be seen."""
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    return [
        (each.geometry().getRect(), each.isVisible()) for window in windows for each in window.findChildren(QWidget)
    ]

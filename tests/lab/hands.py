"""Hands whose pictures say at which PC they were taken, and which answer the program's own file dialogs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit, QPushButton, QWidget

from desktop.showcase.capture import Capture
from desktop.showcase.hands import Hands, StuckError
from desktop.ui.kit.forms.fields import Field
from desktop.ui.kit.rows import RowsView
from desktop.ui.kit.text import Words
from desktop.ui.shell.app import Screens

T = TypeVar("T")
P = TypeVar("P", bound=QWidget)
LOOK_MS = 50
PATIENCE = 120.0
"""How long anything may take at the least, in seconds: beside other tests, a PC of the lab is a slow one."""


class LabHands(Hands):
    """The hands at one PC."""

    def __init__(self, screens: Screens, out: Path, pc: str, capture: Capture) -> None:
        super().__init__(screens, out)
        self._pc, self.capture = pc, capture
        self.act = 0
        """The number of the act."""

    def until(self, what: str, look: Callable[[], T | None], seconds: float = PATIENCE) -> T:
        """Wait as hands do, with patience; StuckError bears what the window says."""
        try:
            return super().until(what, look, max(seconds, PATIENCE))
        except StuckError as error:
            shown = [words.words for words in self.shell.findChildren(Words) if words.isVisible() and words.words]
            error.add_note(f"The window says: {' | '.join(shown)}")
            raise

    def picture(self, name: str, widget: QWidget | None = None) -> None:
        """Take a picture; its name begins with the act's number, so that those of all PCs are in order."""
        shown = widget or self.shell
        file = f"{self.act:03}-{len(self.pictures)}-{self._pc}-{name}.png"
        self.lay_out()
        shown.grab().save(str(self._out / file))
        self.pictures.append(file)

    def type_into(self, field: Field, text: str) -> None:
        """Type, key by key, in the place of what a line has already."""
        target = field.focus_target()
        if isinstance(target, QLineEdit):
            target.selectAll()
        super().type_into(field, text)

    def at_rest(self) -> None:
        """Wait until nothing is read or saved."""
        self.until("everything_saved", lambda: not self.screens.tasks.busy)

    def fill(self, form: object, **given: str | date | list[str]) -> None:
        """Type and press what is given for the fields of these names."""
        for name, value in given.items():
            field = getattr(form, name)
            if isinstance(value, date):
                self.type_date(field, value)
            elif hasattr(field, "options"):
                for key in [value] if isinstance(value, str) else value:
                    self.press(field.options[key])
            else:
                self.type_into(field, str(value))

    def comes(self, page: QWidget) -> None:
        """Wait until that page is shown, and nothing is read there."""
        self.until("page", page.isVisible)
        self.at_rest()

    def place(self, key: str, kind: type[P]) -> P:
        """Go to the place of that key and kind; return it once nothing is read there."""
        if self.shell.frame.rail.isVisible():
            self.shell.go(key)
        self.at_rest()
        found = self.shell.places[key]
        assert isinstance(found, kind)
        return found

    def open_row(self, rows: RowsView, *beginnings: str, seconds: float = 30) -> tuple[str, ...]:
        """Open the first row that has a cell beginning with one of these words, with Enter; return its cells."""

        def found() -> int | None:
            for at, row in enumerate(rows.rows_model.rows):
                if not beginnings or any(cell.startswith(beginnings) for cell in row.cells):
                    return at + 1
            return None

        at = self.until("rows", lambda: rows.isVisible() and found(), seconds)
        cells = tuple(rows.rows_model.rows[at - 1].cells)
        rows.setFocus()
        rows.selectRow(at - 1)
        self.key(rows, Qt.Key.Key_Return)
        return cells

    @contextmanager
    def in_dialog(self, path: Path) -> Iterator[None]:
        """Type that path into the file dialog that opens in the block, and press its button."""
        timer = QTimer()
        timer.setInterval(LOOK_MS)
        timer.timeout.connect(lambda: _answer(path))
        timer.start()
        try:
            yield
        finally:
            timer.stop()

    def says(self, pattern: Callable[[str], bool], root: QWidget | None = None) -> str:
        """Return the first visible words of which that is true, or nothing."""
        for words in (root or self.shell).findChildren(Words):
            if words.isVisible() and pattern(words.words):
                return words.words
        return ""

    def reads(self, *wanted: str, seconds: float = 20) -> str:
        """Wait until someone could read one of these words on the screen; return the sentence."""
        return self.until("words", lambda: self.says(lambda said: any(each in said for each in wanted)), seconds)


def _answer(path: Path) -> None:
    dialog = QApplication.activeModalWidget()
    if not isinstance(dialog, QFileDialog):
        return
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    box = dialog.findChild(QDialogButtonBox)
    if not isinstance(line, QLineEdit) or box is None:
        return
    line.setText(str(path))
    saves = dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    button = box.button(QDialogButtonBox.StandardButton.Save if saves else QDialogButtonBox.StandardButton.Open)
    if isinstance(button, QPushButton) and button.isEnabled():
        button.click()

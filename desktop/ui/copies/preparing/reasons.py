"""The reasons to remove a part, as buttons with a key each: a press says why, and removes what is selected.

They are buttons and no radio buttons: each acts at once, which an arrow key that passes by must not do. The one that is
filled is the reason of the current mark, or the one chosen last.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop.domain.copies.removal import RemovalReason
from desktop.ui.kit.style import Size
from desktop.ui.kit.tokens import Tokens
from desktop.ui.kit.widgets.buttons import WordsButton, fill
from desktop.ui.kit.widgets.field import Field
from desktop.words import tr
from desktop.words.codes import words

_ACROSS, _GAP = 2, 6


class ReasonButton(WordsButton):
    """A reason. The chosen one is filled and bold."""

    padding = QSize(10, 4)
    align = Qt.AlignmentFlag.AlignLeft
    least = 32

    def __init__(self, words: str) -> None:
        super().__init__(words, Size.SMALL)
        self.chosen, self.hint = False, ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_chosen(self, chosen: bool) -> None:
        """Fill it, or not."""
        if chosen != self.chosen:
            self.chosen = chosen
            self.hint = tr("This is the reason now.") if chosen else ""
            self.setAccessibleDescription(self.hint)
            self.update()

    def paint_shape(self, painter: QPainter, theme: Tokens) -> str:
        if self.chosen:
            fill(painter, self.rect(), theme.chosen, theme.chosen)
            return theme.on_chosen
        fill(painter, self.rect(), theme.soft if self.hovered() or self.isDown() else theme.panel, theme.edge)
        return theme.text


class Reasons(Field):
    """The reasons of the workbench. Emits `edited` when one is pressed: `value` is the one that was."""

    def __init__(self) -> None:
        super().__init__("reason", tr("Why it must not be heard"))
        self._value: str | None = None
        self.options = {reason.value: ReasonButton(words(reason)) for reason in RemovalReason}
        self._grid = grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(_GAP)
        self.box.addLayout(grid)
        for at, (key, button) in enumerate(self.options.items()):
            grid.addWidget(button, at // _ACROSS, at % _ACROSS)
            self.add_input(button, button.text())
            button.clicked.connect(partial(self._pressed, key))
        for column in range(_ACROSS):
            grid.setColumnStretch(column, 1)

    def put_last(self, widget: QWidget) -> None:
        """Place a widget behind the last reason."""
        at = len(self.options)
        self._grid.addWidget(widget, at // _ACROSS, at % _ACROSS)

    def value(self) -> str | None:
        """Return the reason that was pressed or set last."""
        return self._value

    def set_value(self, key: str | None) -> None:
        """Show a reason as the chosen one, or none."""
        self._value = key
        for name, button in self.options.items():
            button.set_chosen(name == key)

    def show_keys(self, on: bool) -> None:
        """Show the number of each, where letters and numbers act."""
        for number, button in enumerate(self.options.values(), start=1):
            button.set_key(str(number) if on else "")

    def _pressed(self, key: str) -> None:
        self.set_value(key)
        self.edited.emit()

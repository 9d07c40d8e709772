"""The caller's answers on the card: covered until staff hold a key (F8), or the button, to see them.

Ask first, then look: what is in sight may be read across the desk. The first look is logged, then shown. They are
covered again when the key or the button is let go, when the window loses the keyboard, and when the page goes. A screen
reader is told them while the key is held.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.style import Size, theme_of
from desktop.ui.kit.widgets.accessible import set_role
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.enter import is_enter
from desktop.ui.kit.widgets.hatch import paint_hatch
from desktop.ui.kit.widgets.words import Words, announce, small, subtitle
from desktop.words import tr

KEY = Qt.Key.Key_F8
_LEAST = 216


class CoveredAnswer(QWidget):
    """One answer, under hatching with the words of its question until it is shown."""

    def __init__(self, question: str, answer: str) -> None:
        super().__init__()
        set_role(self, QAccessible.Role.StaticText)
        self._question, self._answer = question, answer
        self.words = Words(size=Size.SMALL)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 3, 8, 3)
        box.addWidget(self.words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.shown = True
        self.show_answer(False)

    def show_answer(self, shown: bool) -> None:
        """Show the answer, or cover it."""
        self.shown = shown
        self.words.set_parts(self._answer if shown else self._question)
        self.setAccessibleName(self.words.words if shown else tr("{question}: covered").format(question=self._question))
        self.update()

    @property
    def said(self) -> str:
        return f"{self._question}: {self._answer}."

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.shown:
            return
        theme, words = theme_of(self), self.words
        right = words.x() + words.fontMetrics().horizontalAdvance(words.words) + 12
        if right < self.width():
            free = QRectF(right, 2, self.width() - right, self.height() - 4)
            paint_hatch(QPainter(self), free, theme.edge, theme.soft)


class HoldButton(SecondaryButton):
    """A low button: what it does lasts as long as it is held. Enter, which is let go at once, does nothing here."""

    least = 36
    padding = QSize(12, 6)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not is_enter(event):
            super().keyPressEvent(event)


class CoveredAnswers(QWidget):
    """The covered answers, a line for each question. `hold` shows them as long as it lasts.

    Emits `wanted` when they are first held: `uncover` shows them once that is in the log.
    """

    wanted = Signal()

    def __init__(self, *answers: tuple[str, str]) -> None:
        super().__init__()
        self.lines = [CoveredAnswer(question, answer) for question, answer in answers]
        self._held = self._logged = False
        self.button = HoldButton(tr("Hold to see (F8)"), Size.SMALL)
        self.setMinimumWidth(_LEAST)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(subtitle(tr("Call")))
        box.addWidget(small(tr("Ask first, then hold F8 to see."), tone="muted"))
        for line in self.lines:
            box.addWidget(line)
        box.addWidget(self.button)
        self.button.pressed.connect(lambda: self.hold(True))
        self.button.released.connect(lambda: self.hold(False))

    @property
    def shown(self) -> bool:
        return any(line.shown for line in self.lines)

    def hold(self, held: bool) -> None:
        """Show the answers while it is held, if the log says so already."""
        if held == self._held:
            return
        self._held = held
        if held and not self._logged:
            self.wanted.emit()
        else:
            self._show(held)

    @Slot()
    def uncover(self) -> None:
        """Show the answers if they are still held: the look is in the log."""
        self._logged = True
        self._show(self._held)

    def _show(self, shown: bool) -> None:
        for line in self.lines:
            line.show_answer(shown)
        if shown:
            announce(self, " ".join(line.said for line in self.lines))

    def handles(self, event: QKeyEvent) -> bool:
        """Handle the key, pressed or let go, and return whether it was it."""
        if event.key() != KEY:
            return False
        if not event.isAutoRepeat():
            self.hold(event.type() == QEvent.Type.KeyPress)
        return True

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.hold(False)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hold(False)

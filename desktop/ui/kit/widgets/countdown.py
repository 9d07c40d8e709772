"""The time that is left, counted down each second for the eye and said at `SAID_AT` only, unless others are chosen.

It paints its own words: a label would tell a screen reader of each of its texts.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QColor, QFontMetrics, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit.style import Size, font, theme_of
from desktop.ui.kit.widgets.accessible import set_role
from desktop.ui.kit.widgets.words import announce
from desktop.words import kit as kit_wording
from desktop.words.formatting import clock

SAID_AT = (60, 20)
"""The seconds left at which a screen reader says it."""
_TICK_MS = 250


class Countdown(QWidget):
    """A countdown on a notice; `uptime` returns seconds that no clock setting moves. Emits `over` once, at its end.

    Hidden it goes on by the same seconds, and is looked at again when it is shown.
    """

    over = Signal()

    def __init__(self, uptime: Callable[[], float], *, said_at: tuple[int, ...] = SAID_AT) -> None:
        """`said_at`: the seconds left that are said."""
        super().__init__()
        self._said_at = said_at
        self._uptime, self._until, self._said = uptime, 0.0, 0
        self._shown = -1
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.look)
        self.setFont(font(Size.BODY, bold=True))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        set_role(self, QAccessible.Role.StaticText)

    @property
    def seconds(self) -> int:
        """The whole seconds left."""
        return max(0, round(self._until - self._uptime()))

    @property
    def counts(self) -> bool:
        """Whether the time is running."""
        return self._until > 0

    def begin(self, seconds: float) -> None:
        """Count down from so many seconds."""
        self._until, self._shown = self._uptime() + seconds, -1
        self._said = sum(seconds <= at for at in self._said_at)
        self.setAccessibleName(kit_wording.time_left(self.seconds))
        if self.isVisible():
            self._timer.start()
        self.look()

    def end(self) -> None:
        """Count no more."""
        self._until = 0.0
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Look at the time."""
        if not self.counts:
            return
        seconds = self.seconds
        if seconds != self._shown:
            self._shown = seconds
            self.update()
            self._say(seconds)
        if seconds == 0:
            self.end()
            self.over.emit()

    def _say(self, seconds: int) -> None:
        passed = sum(seconds <= at for at in self._said_at)
        if passed > self._said:
            self._said = passed
            said = kit_wording.time_left(seconds)
            self.setAccessibleName(said)
            announce(self, said)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(kit_wording.left(clock(600))) + 4, metrics.height() + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.counts:
            self._timer.start()
            self.look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(QColor(theme_of(self).on_notice))
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), align, kit_wording.left(clock(self.seconds)))

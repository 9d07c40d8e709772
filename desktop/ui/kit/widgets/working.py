"""Progress of work that takes a while: words after half a second; progress, time left and cancel after five.

Also `Empty`: why there is nothing here, and what will fill it.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.progress import Progress
from desktop.ui.kit.style import is_still
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.words import Words, announce, small, title
from desktop.words import formatting
from desktop.words import kit as kit_wording

_SOON_MS, _LONG_MS = 500, 5000


class Working(QWidget):
    """Running work: `begin` when it starts, `end` when it is over. Emits `cancelled`; it cancels nothing itself.

    `stops`: whether the work can be cancelled at all.
    """

    cancelled = Signal()

    def __init__(self, soon_ms: int = _SOON_MS, long_ms: int = _LONG_MS, *, stops: bool = True) -> None:
        super().__init__()
        self._stops = stops
        self._words, self._left = Words(), small(tone="muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMaximumWidth(520)
        self.cancel = SecondaryButton(kit_wording.cancel())
        self.cancel.clicked.connect(self.cancelled)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        for widget in (self._words, self._bar, self._left, self.cancel):
            box.addWidget(widget)
        self._soon, self._long = QTimer(self), QTimer(self)
        for timer, after, slot in ((self._soon, soon_ms, self._appear), (self._long, long_ms, self._detail)):
            timer.setSingleShot(True)
            timer.setInterval(after)
            timer.timeout.connect(slot)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._focused = False
        self.end()

    def begin(self, words: str, progress: Progress | None = None, *, focused: bool = False) -> None:
        """Begin; it appears only if the work takes more than half a second. `focused`: with the focus on Cancel."""
        self._focused = focused
        self._words.set_parts(words)
        self._bar.setRange(0, int(is_still()))  # from 0 to 0 it moves from side to side
        self._bar.setAccessibleName(words)
        self._left.set_parts("")
        if progress is not None:
            progress.changed.connect(self._progress)
        self._soon.start()
        self._long.start()

    def say(self, words: str) -> None:
        """Change the words for the work in progress. A screen reader does not announce each change."""
        self._words.set_parts(words)

    @property
    def words(self) -> str:
        return self._words.words

    def end(self) -> None:
        self._soon.stop()
        self._long.stop()
        for widget in (self._bar, self._left, self.cancel, self):
            widget.hide()

    @Slot()
    def _appear(self) -> None:
        self._soon.stop()
        self.show()
        announce(self, self._words.words)

    @Slot()
    def _detail(self) -> None:
        if self.isHidden():
            self._appear()
        for widget in (self._bar, self._left, self.cancel):
            widget.setVisible(widget is not self.cancel or self._stops)
        if self._focused:
            self.cancel.setFocus()

    @Slot(int, int, object)
    def _progress(self, done: int, total: int, seconds_left: float | None) -> None:
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)
        if seconds_left is not None:
            self._left.set_parts(kit_wording.seconds_left(formatting.length(seconds_left)))


class Empty(QWidget):
    """An empty place: why, and what will fill it."""

    def __init__(self, why: str, what_fills_it: str) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 12, 0, 12)
        self._why, self._fills = title(why), Words(what_fills_it, tone="muted")
        box.addWidget(self._why)
        box.addWidget(self._fills)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def set_why(self, why: str, *, fills: bool) -> None:
        """Say otherwise why it is empty; `fills`: and what will fill it."""
        self._why.set_parts(why)
        self._fills.setVisible(fills)

"""A few choices in one row. `Segmented` chooses one of them ("Left | Both | Right"); `Adjuster` decreases or increases
a value, shown in the middle ("Quieter | 6 of 10 | Louder"). `compact`: small and low, where there are many."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit.style import Size, font, theme_of
from desktop.ui.kit.tokens import Tokens
from desktop.ui.kit.widgets.accessible import unspoken
from desktop.ui.kit.widgets.buttons import WordsButton, fill
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import Words, announce

_PREVIOUS, _NEXT = (Qt.Key.Key_Left, Qt.Key.Key_Up), (Qt.Key.Key_Right, Qt.Key.Key_Down)


class Segment(WordsButton):
    """A segment of the row. The chosen one is filled and bold."""

    padding = QSize(16, 10)

    def __init__(self, words: str, label: str, compact: bool = False) -> None:
        self._size = Size.SMALL if compact else Size.BODY
        super().__init__(words, self._size)
        if compact:
            self.padding, self.least = QSize(11, 6), 36
        self.chosen = False
        self.setAccessibleName(f"{label}: {words}")

    def set_chosen(self, chosen: bool) -> None:
        self.chosen = chosen
        self.setFont(font(self._size, bold=chosen))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        regular, self_font = super().sizeHint(), self.font()
        return regular if self_font.bold() else regular + QSize(6, 0)

    def paint_shape(self, painter: QPainter, theme: Tokens) -> str:
        inside = self.rect().adjusted(0, 2, 0, -2)
        if self.chosen:
            painter.fillRect(inside, QColor(theme.chosen))
            return theme.on_chosen
        if self.hovered():
            painter.fillRect(inside, QColor(theme.soft))
        return theme.text if self.isEnabled() else theme.muted


class _Row(QWidget):
    """A label and a bordered row of segments."""

    def __init__(self, label: str, compact: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(label)
        self.label = label
        row = FlowLayout(self, gap=8 if compact else 12, row_gap=4)
        size = Size.SMALL if compact else Size.BODY
        row.addWidget(Words(label, size=size, tone="muted", wraps=False))
        self.frame = _SegmentFrame()
        self.segments = FlowLayout(self.frame, gap=0, row_gap=0)
        self.segments.setContentsMargins(2, 0, 2, 0)
        row.addWidget(self.frame)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)


class _SegmentFrame(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill(painter, self.rect(), theme.panel, theme.edge)


class Segmented(_Row):
    """A choice in one row. Emits `chosen(key)` when the user chooses; shows only the choice of `set_chosen`. One tab
    stop, arrow keys."""

    chosen = Signal(str)

    def __init__(
        self, label: str, choices: Sequence[tuple[str, str]], chosen: str = "", *, compact: bool = False
    ) -> None:
        super().__init__(label, compact)
        self.options = {key: Segment(words, label, compact) for key, words in choices}
        for key, segment in self.options.items():
            segment.setCheckable(True)
            segment.setAutoExclusive(True)  # makes it a radio button to assistive technology
            segment.toggled.connect(partial(self._toggled, key))  # not a click: assistive technology toggles it
            self.segments.addWidget(segment)
        self.set_chosen(chosen or choices[0][0])

    def set_chosen(self, chosen: str) -> None:
        for key, segment in self.options.items():
            segment.set_chosen(key == chosen)
        for key, segment in self.options.items():
            segment.setChecked(key == chosen)
            segment.setFocusPolicy(Qt.FocusPolicy.StrongFocus if key == chosen else Qt.FocusPolicy.ClickFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = list(self.options.values())
        at = next((index for index, segment in enumerate(row) if segment.hasFocus()), None)
        key = event.key()
        if at is None or key not in (*_PREVIOUS, *_NEXT):
            super().keyPressEvent(event)
            return
        to = row[min(max(at + (1 if key in _NEXT else -1), 0), len(row) - 1)]
        to.setFocus(Qt.FocusReason.OtherFocusReason)
        to.click()

    def _toggled(self, key: str, on: bool) -> None:
        shown = next((name for name, segment in self.options.items() if segment.chosen), key)
        if on and key != shown:
            self.set_chosen(shown)
            self.chosen.emit(key)


class Adjuster(_Row):
    """An adjuster. Emits `less`, `more` and `usual` (the middle: back to the default)."""

    less = Signal()
    more = Signal()
    usual = Signal()

    def __init__(self, label: str, less: str, value: str, more: str, *, compact: bool = False) -> None:
        super().__init__(label, compact)
        three = (Segment(words, label, compact) for words in (less, value, more))
        self.less_button, self.middle, self.more_button = three
        self.middle.set_chosen(True)
        for segment, signal in (
            (self.less_button, self.less),
            (self.middle, self.usual),
            (self.more_button, self.more),
        ):
            segment.clicked.connect(signal)
            self.segments.addWidget(segment)

    def set_value(self, words: str, *, can_less: bool = True, can_more: bool = True, aloud: bool = True) -> None:
        """Show `words` in the middle; an end of the range disables its side. `aloud`: a screen reader says them."""
        changed = words != self.middle.text()
        with unspoken():
            self.middle.set_words(words)
            self.middle.setAccessibleName(f"{self.label}: {words}")
        self.less_button.setEnabled(can_less)
        self.more_button.setEnabled(can_more)
        if changed and aloud and self.isVisible():
            announce(self, self.middle.accessibleName())

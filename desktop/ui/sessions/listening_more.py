"""The rest of the listening page's controls, behind "More": it opens above the lanes, where nothing has to move.

Opened, it has the keyboard at its first control; closed, the button has it again.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.kit.style import theme_of
from desktop.ui.kit.widgets.buttons import fill
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.listen_button import ListenButton, draw_less, draw_more
from desktop.words import tr

_AROUND, _BETWEEN = 12, 20


class More(QWidget):
    """The folded controls, in rows. `button` opens and closes them."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("More controls"))
        self._more, self._less = tr("More"), tr("Less")
        self.button = ListenButton(self._more, draw_more)
        self.button.clicked.connect(self._turn)
        self._first: QWidget | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(_AROUND, _AROUND, _AROUND, _AROUND)
        self._rows.setSpacing(_AROUND)
        self.hide()

    def add_row(self, widgets: Iterable[QWidget]) -> FlowLayout:
        """Add a row of controls; return it."""
        row = FlowLayout(gap=_BETWEEN)
        for widget in widgets:
            row.addWidget(widget)
            self._first = self._first or widget
        self._rows.addLayout(row)
        return row

    @property
    def is_open(self) -> bool:
        return not self.isHidden()

    def open(self) -> None:
        """Show the controls, with the keyboard at the first."""
        self._show(True)
        if self._first is not None:
            self._first.setFocus()

    def fold(self) -> None:
        """Hide the controls. The keyboard does not stay on one that is gone."""
        if self.is_open:
            inside = self.window().focusWidget()
            back = inside is not None and self.isAncestorOf(inside)
            self._show(False)
            if back:
                self.button.setFocus()

    def _turn(self) -> None:
        self.fold() if self.is_open else self.open()

    def _show(self, shown: bool) -> None:
        self.setVisible(shown)
        self.button.set_words(self._less if shown else self._more)
        self.button.set_draw(draw_less if shown else draw_more)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill(painter, self.rect(), theme.soft, theme.edge, radius=8)

"""The bar of a window that is too narrow for the bar at the top and the places: a menu has both.

A window of 320 pixels, which is 1280 at 400 %, has room for a page or for a menu, not for both (WCAG 2.2, 1.4.10).
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.style import Size, theme_of
from desktop.ui.kit.widgets.buttons import BarButton, fill
from desktop.ui.kit.widgets.fitted_scroll import bring_into_sight
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import Words
from desktop.words import kit as kit_wording

_SIDE, _OVER, _ROUND = 12, 6, 12


class FoldedBar(QWidget):
    """The bar: one button for the menu, and the badge of a demo. Emits `turned`, and `lock` on Ctrl+L."""

    turned = Signal()
    lock = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.menu_button = BarButton(kit_wording.menu())
        self._demo = Words(size=Size.SMALL, bold=True, tone="badge", wraps=False)
        row = FlowLayout(self, gap=_SIDE, row_gap=_OVER)
        row.setContentsMargins(_SIDE, _OVER, _SIDE, _OVER)
        row.addWidget(self.menu_button)
        row.addWidget(self._demo)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.menu_button.clicked.connect(self.turned)
        self._keys = QShortcut(QKeySequence("Ctrl+L"), self)
        self._keys.activated.connect(self.lock)

    def show_open(self, is_open: bool) -> None:
        """Say whether the menu is open."""
        self.menu_button.set_words(kit_wording.close_menu() if is_open else kit_wording.menu())

    def show_badge(self, demo: str, *, locks: bool) -> None:
        """Show the words of a demo, or none. `locks`: whether Ctrl+L locks: someone is signed in."""
        self._demo.set_parts(demo)
        self._demo.setVisible(bool(demo))
        self._keys.setEnabled(locks)

    def paintEvent(self, event: QPaintEvent) -> None:
        fill(QPainter(self), self.rect(), theme_of(self).bar, radius=0)


class _Area(QScrollArea):
    """Scrolls vertically only."""

    def __init__(self) -> None:
        super().__init__()
        self.setViewport(QWidget())  # one of ours: to wrap Qt's own, PySide goes through every kind of widget
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class MenuArea(_Area):
    """The content of the menu: the widgets that `take` gave it, one below the other."""

    def __init__(self) -> None:
        super().__init__()
        inside = QWidget()
        self._box = QVBoxLayout(inside)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addStretch(1)
        self.setWidget(inside)

    def take(self, *widgets: QWidget) -> None:
        """Take these widgets in, the first on top."""
        for at, widget in enumerate(widgets):
            self._box.insertWidget(at, widget)


class ContentArea(_Area):
    """The page, and what stands above it: where a low, folded window has no room for both, they scroll together.

    What has the keyboard is scrolled into sight, and so is a banner that comes. The content is in it in a wide window
    too, which never scrolls: a page that moved would be hidden for a moment, and what it keeps only while it is shown
    would be lost.
    """

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content, self._folded = content, False
        self.setWidget(content)
        content.setAutoFillBackground(False)
        self.set_folded(False)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow_focus)

    def set_folded(self, folded: bool) -> None:
        """Scroll where there is no room, in a folded window; or fill the area, and never scroll."""
        self._folded = folded
        policies = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policies.ScrollBarAsNeeded if folded else policies.ScrollBarAlwaysOff)
        self.setWidgetResizable(folded)
        self.updateGeometry()
        self._fill()

    def _fill(self) -> None:
        if not self._folded:
            self._content.resize(self.viewport().size())

    def sizeHint(self) -> QSize:
        return super().sizeHint() if self._folded else self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() if self._folded else self._content.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._folded:
            super().keyPressEvent(event)
        else:
            event.ignore()

    @Slot(QWidget, QWidget)
    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if not self._folded or new is None or not self._content.isAncestorOf(new) or QApplication.mouseButtons():
            return
        bring_into_sight(self, new, _ROUND)

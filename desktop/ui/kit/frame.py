"""The anatomy of a window: the bar at the top, the rail of places, the current page, and the two sheets over it.

The rail is at the left of a wide window and along the top of a narrow one (1366x768 at 200 % is 683 wide). In a
window too narrow for that, both fold into a menu, which takes all the room of the page while it is open. The page is
not hidden for it: what it keeps only while it is shown (a typed password, a wait for someone's answer) stays.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from desktop.ui.kit.accessible import StackOfPages, let_go
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.bar import ContentArea, FoldedBar, MenuArea, Rail, TopBar
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.keyboard import set_reading_order
from desktop.ui.kit.layouts import UNBOUNDED, column_in
from desktop.ui.kit.style import scaled

_NARROW, _FOLDED, _FOLDED_MARGIN, _LEAST_PAGE = 900, 520, 16, 160
PAGE_MARGIN = 34
"""The margin of a page; words above a page align with its content."""


class _Content(QWidget):
    """The banners above the page in their full height, and the page in its least."""

    def __init__(self, pages: StackOfPages) -> None:
        super().__init__()
        self._pages = pages

    def heightForWidth(self, width: int) -> int:
        found = super().heightForWidth(width)
        return found if found < 0 or self._pages.hasHeightForWidth() else found + self._pages.minimumHeight()


class Frame(QWidget):
    """The frame: `top_bar`, `rail`, `show_page`, and `banner` above the page for its errors.

    Pages are kept, so that Back never loses what was typed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.top_bar, self.rail = TopBar(), Rail()
        self.folded_bar, self._menu = FoldedBar(), MenuArea()
        self._folded = False
        self._before: QWidget | None = None
        self._pages = StackOfPages()
        self._pages.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._box = column_in(self, self.folded_bar, self.top_bar, gap=0)
        self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._middle.setSpacing(0)
        self._middle.addWidget(self._menu, 1)
        self._middle.addWidget(self.rail)
        self.banner = Banner("problem")
        self.banner.set_margin(PAGE_MARGIN)
        self._content = _Content(self._pages)
        self._beside = column_in(self._content, self.banner, self._pages, gap=0)
        self._beside.setStretch(1, 1)
        self._area = ContentArea(self._content)
        self._middle.addWidget(self._area, 1)
        self._box.addLayout(self._middle, 1)
        self._connect()

    def _connect(self) -> None:
        for part in (self.folded_bar, self._menu):
            part.hide()
        self.folded_bar.menu_button.clicked.connect(self.turn_menu)
        self.folded_bar.lock.connect(self.top_bar.lock)
        bar = self.top_bar
        buttons = bar.sign_out_button, bar.password_button, bar.display_button, bar.keys_button
        for leads_away in (bar.lock, *(button.clicked for button in buttons), self.rail.chosen):
            leads_away.connect(self.close_menu)
        bar.viewed.connect(self.folded_bar.show_badge)
        bar.display_button.clicked.connect(self._show_appearance)
        bar.keys_button.clicked.connect(self._show_keys)
        for key, act in (("F1", self._show_keys), ("?", self._show_keys_by_sign)):
            QShortcut(QKeySequence(key), self).activated.connect(act)

    @property
    def page(self) -> QWidget | None:
        return self._pages.currentWidget()

    @property
    def menu_open(self) -> bool:
        """Whether the menu has the room of the page."""
        return not self._menu.isHidden()

    def holds_back(self, widget: QWidget) -> bool:
        """Return whether `widget` is in the menu, and the menu is not open."""
        return self._folded and not self.menu_open and self._menu.isAncestorOf(widget)

    def put_above(self, widget: QWidget) -> None:
        """Place `widget` above the page, below the banner."""
        self._beside.insertWidget(1, widget)

    def show_page(self, page: QWidget) -> None:
        """Bring `page` to the front; it becomes this frame's child."""
        self.close_menu()
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
            if isinstance(page, Page):
                page.edge_moved.connect(self._align_banner)
        self._pages.setCurrentWidget(page)
        self._align_banner()

    def drop_page(self, page: QWidget) -> None:
        """Remove `page` and destroy it."""
        self._pages.removeWidget(page)
        page.deleteLater()

    def drop_pages(self, pages: Iterable[QWidget]) -> None:
        """Remove these, and destroy them."""
        for page in pages:
            self.drop_page(page)

    def focusNextPrevChild(self, forward: bool) -> bool:
        set_reading_order(self)
        return super().focusNextPrevChild(forward)

    # The two sheets. They are loaded when they are first asked for: the first window is painted without them

    @Slot()
    def _show_keys(self) -> None:
        from desktop.ui.kit.overlays import KeySheet, keys_in_view

        KeySheet(self, keys_in_view(self)).open()

    @Slot()
    def _show_keys_by_sign(self) -> None:
        """Show them, unless the window has single signs off (`letter_keys`)."""
        if getattr(self.window(), "letter_keys", True):
            self._show_keys()

    @Slot()
    def _show_appearance(self) -> None:
        from desktop.ui.kit.overlays import AppearanceSheet

        AppearanceSheet(self).open()

    # The menu of a window that is too narrow

    @Slot()
    def turn_menu(self) -> None:
        """Open the menu, or close it and give the keyboard back to where it was."""
        if not self.menu_open:
            self._before = self.window().focusWidget()
            self._show_menu(True)
            self.rail.focus_current() if not self.rail.isHidden() else self.top_bar.display_button.setFocus()
            return
        before, self._before = self._before, None
        self.close_menu()
        if before is not None and before.isVisible() and before.isEnabled():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def close_menu(self) -> None:
        """Show the page again, if the menu is open."""
        if self.menu_open:
            let_go(self._menu)
            self._show_menu(False)

    def _show_menu(self, shown: bool) -> None:
        self._menu.setVisible(shown)
        self._content.setEnabled(not shown)
        self._area.setMaximumHeight(0 if shown else UNBOUNDED)
        self.folded_bar.show_open(shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.menu_open:
            self.turn_menu()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and self._must_fold() != self._folded:
            self._arrange()  # no more often: it asks for the layout itself
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _must_fold(self) -> bool:
        """Return whether the places have no room side by side, or the window is too narrow for bar and page."""
        along = 0 if self.rail.isHidden() else self.rail.needed_along()
        return self.width() < min(scaled(_NARROW), max(scaled(_FOLDED), along))

    def _arrange(self) -> None:
        """Place the bar and the rail as there is room."""
        narrow, folded = self.width() < scaled(_NARROW), self._must_fold()
        if folded != self._folded:
            self._fold(folded)
        directions = QBoxLayout.Direction
        self._middle.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self.rail.set_along_top(narrow and not folded, in_menu=folded)

    def _fold(self, folded: bool) -> None:
        """Take bar and rail into the menu, or out of it. The page stays where it is, and is never hidden for it."""
        bar, rail = self.top_bar.isHidden(), self.rail.isHidden()
        self._show_menu(False)
        self._folded = folded
        if folded:
            self._menu.take(self.rail, self.top_bar)
        else:
            self._box.insertWidget(1, self.top_bar)
            self._middle.insertWidget(1, self.rail)
        self._area.set_folded(folded)
        self.folded_bar.setVisible(folded)
        self._pages.setMinimumHeight(_LEAST_PAGE if folded else 0)
        self.top_bar.setVisible(not bar)
        self.rail.setVisible(not rail)
        self.top_bar.set_folded(folded)
        self._align_banner()

    @Slot()
    def _align_banner(self) -> None:
        """Have the banner's words begin where the page's do."""
        edge = self.page.edge if isinstance(self.page, Page) else PAGE_MARGIN
        self.banner.set_margin(_FOLDED_MARGIN if self._folded else edge)

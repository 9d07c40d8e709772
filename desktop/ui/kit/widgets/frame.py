"""The anatomy of the window: the bar at the top, the rail of places, and the current page.

The rail is at the left of a wide window and along the top of a narrow one (1366x768 at 200 % is 683 wide).
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.style import scaled
from desktop.ui.kit.widgets.accessible import StackOfPages
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.focus_order import set_reading_order
from desktop.ui.kit.widgets.rail import Rail
from desktop.ui.kit.widgets.top_bar import TopBar

_NARROW = 900
PAGE_MARGIN = 34
"""The margin of every page; words above a page align with it."""


class Frame(QWidget):
    """The frame: `top_bar`, `rail`, `show_page`, and `banner` above the page for its errors.

    Pages are kept, so that Back never loses what was typed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.top_bar, self.rail = TopBar(), Rail()
        self._pages = StackOfPages()
        self._pages.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.top_bar)
        self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._middle.setSpacing(0)
        self._middle.addWidget(self.rail)
        self.banner = Banner("problem")
        self.banner.set_margin(PAGE_MARGIN)
        self._beside = QVBoxLayout()
        self._beside.setSpacing(0)
        self._beside.addWidget(self.banner)
        self._beside.addWidget(self._pages, 1)
        self._middle.addLayout(self._beside, 1)
        box.addLayout(self._middle, 1)

    @property
    def page(self) -> QWidget | None:
        return self._pages.currentWidget()

    def put_above(self, widget: QWidget) -> None:
        """Place `widget` above the page, below the banner."""
        self._beside.insertWidget(1, widget)

    def show_page(self, page: QWidget) -> None:
        """Bring `page` to the front; it becomes this frame's child."""
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < scaled(_NARROW)
        directions = QBoxLayout.Direction
        self._middle.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self.rail.set_along_top(narrow)

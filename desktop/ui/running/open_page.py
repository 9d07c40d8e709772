"""A page of one thing that shows what another PC did with it, without a press and under nobody's hands.

Rules:
- It is read again after a change, as its list is. What is the same is not shown again.
- Nothing is refreshed while something is typed or chosen, a press is under way, or another page is over it. It is
  tried again after `LATER_MS`, as long as the page is open.
- The keyboard stays where it is, and the page keeps its place. It takes no press for a moment, as any page that shows
  something else (`press_guard`): a press on its way was meant for what stood there before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget

from desktop.ui.kit.widgets.accessible import StackOfPages
from desktop.ui.kit.widgets.unsaved import typed_in

if TYPE_CHECKING:
    from desktop.ui.kit.widgets.field import Field
    from desktop.ui.kit.widgets.page import Page

LATER_MS = 2000


class OpenPage(QObject):
    """The page of one thing in a place. A subclass says which page that is, reads the thing, and shows it."""

    def __init__(self, stack: StackOfPages) -> None:
        """`stack`: the place's pages, which shows its list now."""
        super().__init__(stack)
        self._stack, self._list = stack, stack.currentWidget()
        self.later = QTimer(self)
        self.later.setSingleShot(True)
        self.later.setInterval(LATER_MS)
        self.later.timeout.connect(self.changed)

    def page(self) -> Page | None:
        """Return the page, if it is what the place shows, and can be refreshed."""
        raise NotImplementedError

    def read(self) -> None:
        """Read the thing that is open; then `take` it."""
        raise NotImplementedError

    def may_stand(self, page: Page) -> Collection[Field]:
        """Return the fields that are there without anybody having asked for them, and have nothing in them."""
        return ()

    @Slot()
    def changed(self) -> None:
        """Read it again, or later."""
        self.later.stop()
        page = self.page()
        if page is not None and self._is_free(page):
            self.read()
        elif self._stack.currentWidget() is not self._list:
            self.later.start()

    def take(self, *, is_new: bool, show: Callable[[], object]) -> None:
        """Show what was read, unless it is the same or someone has begun something meanwhile."""
        page = self.page()
        if page is None or not is_new:
            return
        if self._is_free(page):
            show_where_it_is(page, show)
        else:
            self.later.start()

    def _is_free(self, page: Page) -> bool:
        typed = any(typed_in(field) for field in page.fields())
        return page.isVisible() and not page.busy and not typed and not self._is_begun(page)

    def _is_begun(self, page: Page) -> bool:
        pressed = [each for each in page.findChildren(QAbstractButton) if each.isVisibleTo(page)]
        asked = [field for field in page.fields() if field not in self.may_stand(page)]
        return (
            bool(asked)
            or not all(each.isEnabled() or each is page.primary for each in pressed)
            or bool(QApplication.mouseButtons())
        )


def show_where_it_is(page: Page, show: Callable[[], object]) -> None:
    """Let a page show something else, with the keyboard where it was, and as far down."""
    focused = QApplication.focusWidget()
    words = focused.text() if isinstance(focused, QAbstractButton) else ""
    inside = focused is not None and page.isAncestorOf(focused)
    bars = [area.verticalScrollBar() for area in page.findChildren(QScrollArea)]
    places = [(bar, bar.value()) for bar in bars]
    show()
    stays: QWidget | None = focused if focused is not None and shiboken6.isValid(focused) else None
    if stays is None or not stays.isVisibleTo(page) or not stays.isEnabled():
        buttons = page.findChildren(QAbstractButton) if words else []  # one that was made again
        stays = next((each for each in buttons if each.text() == words and each.isVisibleTo(page)), None)
    if inside and stays is not None:
        stays.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_back() -> None:
        for bar, value in places:
            if shiboken6.isValid(bar):
                bar.setValue(value)

    put_back()
    QTimer.singleShot(0, page, put_back)  # once it is laid out

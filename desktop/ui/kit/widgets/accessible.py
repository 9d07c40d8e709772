"""Support for assistive technology beyond names and descriptions: roles that Qt has no widget for, and silence.

Rules:
- Nothing is announced for a part that is hidden, or in a window that is not active (`before_somebody`).
- `unspoken` hides a change from assistive technology: a password, or a position that moves while sound plays. A later
  query gets the new state.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QApplication, QStackedWidget, QWidget

_ROLE = "accessible_role"


def set_role(widget: QWidget, role: QAccessible.Role) -> None:
    """Tell assistive technology the role of `widget`, which must be of one of our classes: Qt handles its own.

    If assistive technology is running, Qt has already made an interface for the widget: that one is replaced.
    """
    setattr(widget, _ROLE, role)
    if QAccessible.isActive() and (found := QAccessible.queryAccessibleInterface(widget)) is not None:
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(found))


class StackOfPages(QStackedWidget):
    """A stack of pages that a screen reader ignores; for Qt's own it says "layered pane" before each page.

    A page that goes drops the keyboard focus: it must not move to the next widget in the window, which would be read.
    The new page sets the focus itself; if it does not, the focus returns to where it was on that page.
    """

    def __init__(self) -> None:
        super().__init__()
        set_role(self, QAccessible.Role.Client)

    def setCurrentWidget(self, page: QWidget) -> None:
        going, before = self.currentWidget(), page.focusWidget()
        if going is not None and going is not page:
            let_go(going)
        super().setCurrentWidget(page)
        if going is not page and self.window().focusWidget() is None:
            QTimer.singleShot(0, self, partial(self._keep_the_keyboard, page, before))

    def _keep_the_keyboard(self, page: QWidget, before: QWidget | None) -> None:
        """If nothing has the focus, restore it to where it was, or to the first widget that takes it."""
        if self.window().focusWidget() is not None or self.currentWidget() is not page:
            return
        chain = [before] if before is not None and before.isVisibleTo(page) and before.isEnabled() else []
        at = page.nextInFocusChain()
        while not chain and at is not None and at is not page and page.isAncestorOf(at):
            if at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.isVisibleTo(page) and at.isEnabled():
                chain.append(at)
            at = at.nextInFocusChain()
        (chain[0] if chain else page).setFocus(Qt.FocusReason.OtherFocusReason)


def read_aloud() -> bool:
    """Return whether assistive technology follows: it would talk over sound that starts by itself."""
    return QAccessible.isActive()


def before_somebody(widget: QWidget) -> bool:
    """Return whether `widget` is visible in the active window, or in one on top of all others."""
    window = widget.window()
    over_all = bool(window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint)
    return widget.isVisible() and (over_all or window is QApplication.activeWindow())


def let_go(part: QWidget) -> QWidget | None:
    """Take the focus from `part`, which is about to go or to be disabled; return the widget in it that had it, if any.

    Otherwise Qt would pass it to the next widget in the window.
    """
    focused = part.window().focusWidget()
    if focused is None or not (focused is part or part.isAncestorOf(focused)):
        return None
    focused.clearFocus()
    return focused


@contextmanager
def unspoken() -> Iterator[None]:
    """Hide the changes made within from assistive technology."""
    active = QAccessible.isActive()
    QAccessible.setActive(False)
    try:
        yield
    finally:
        QAccessible.setActive(active)


def _with_role(_class_name: str, asked: QObject) -> QAccessibleInterface | None:
    role = getattr(asked, _ROLE, None)
    return QAccessibleWidget(asked, role) if role is not None and isinstance(asked, QWidget) else None


QAccessible.installFactory(_with_role)

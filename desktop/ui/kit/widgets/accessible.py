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
    """Tell assistive technology what `widget` is: one of a class of ours, since Qt's own are answered for by Qt.

    Where assistive technology is there, Qt has made an interface with the widget: that one is not kept.
    """
    setattr(widget, _ROLE, role)
    if QAccessible.isActive() and (found := QAccessible.queryAccessibleInterface(widget)) is not None:
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(found))


class StackOfPages(QStackedWidget):
    """A stack of which a screen reader says nothing; of Qt's own it says "layered pane" before each page.

    A page that goes takes its keyboard with it, and does not hand it to whatever stands next in the window, which would
    be read. The page that comes puts it where it belongs; where it does not, it goes to where it was on that page.
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
        """Where nothing has it: where it was, or the first that can have it."""
        if self.window().focusWidget() is not None or self.currentWidget() is not page:
            return
        chain = [before] if before is not None and before.isVisibleTo(page) and before.isEnabled() else []
        at = page.nextInFocusChain()
        while not chain and at is not None and at is not page and page.isAncestorOf(at):
            if at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.isVisibleTo(page) and at.isEnabled():
                chain.append(at)
            at = at.nextInFocusChain()
        (chain[0] if chain else page).setFocus(Qt.FocusReason.OtherFocusReason)


def before_somebody(widget: QWidget) -> bool:
    """Whether `widget` is shown in the window that is in use, or in one that lies over all others."""
    window = widget.window()
    over_all = bool(window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint)
    return widget.isVisible() and (over_all or window is QApplication.activeWindow())


def let_go(part: QWidget) -> QWidget | None:
    """Take the keyboard from `part`, which is about to go or to be disabled, and tell what in it had it, if anything.

    Qt would hand it to whatever stands next in the window.
    """
    focused = part.window().focusWidget()
    if focused is None or not (focused is part or part.isAncestorOf(focused)):
        return None
    focused.clearFocus()
    return focused


@contextmanager
def unspoken() -> Iterator[None]:
    """Tell assistive technology of nothing that changes within."""
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

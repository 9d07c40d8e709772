"""What assistive technology is told beside names and descriptions: roles that Qt has no widget for, and silence.

Rules:
- Nothing is announced for a part that is hidden, or in a window that is not in use (`before_somebody`).
- `unspoken` keeps a change from assistive technology: a password, or a place that moves while sound plays. Whoever asks
  afterwards gets the new state.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Qt
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
    """A stack of which a screen reader says nothing; of Qt's own it says "layered pane" before each page."""

    def __init__(self) -> None:
        super().__init__()
        set_role(self, QAccessible.Role.Client)


def before_somebody(widget: QWidget) -> bool:
    """Whether `widget` is shown in the window that is in use, or in one that lies over all others."""
    window = widget.window()
    over_all = bool(window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint)
    return widget.isVisible() and (over_all or window is QApplication.activeWindow())


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

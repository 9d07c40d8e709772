"""Support for assistive technology beyond names and descriptions: roles that Qt has no widget for, and silence.

Rules:
- Nothing is announced for a part that is hidden, or in a window that is not active (`before_somebody`).
- A heading tells its level (`set_level`), counted from 1.
- `unspoken` hides a change from assistive technology: a password, or a position that moves while sound plays. A
  later query gets the new state.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QLocale, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAttributesInterface, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QApplication, QStackedLayout, QWidget
from shiboken6 import wrapInstance

_ROLE, _LEVEL = "accessible_role", "accessible_level"


def set_role(widget: QWidget, role: QAccessible.Role) -> None:
    """Tell assistive technology the role of `widget`, which must be of one of our classes: Qt handles its own.

    If assistive technology is running, Qt has already made an interface for the widget: that one is replaced.
    """
    setattr(widget, _ROLE, role)
    if QAccessible.isActive() and (found := QAccessible.queryAccessibleInterface(widget)) is not None:
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(found))


def set_level(widget: QWidget, level: int) -> None:
    """Make `widget`, which must be of one of our classes, a heading of that level: 1 for a page or a window."""
    setattr(widget, _LEVEL, level)
    set_role(widget, QAccessible.Role.Heading)


def level_of(widget: QWidget) -> int:
    """Return the level of a heading; 0 where `widget` is none."""
    return int(getattr(widget, _LEVEL, 0))


class _Level(QAccessibleAttributesInterface):
    """The attributes of the headings of one level. It lasts as long as the program: Qt holds no reference to it."""

    def __init__(self, level: int) -> None:
        super().__init__()
        self._level = level

    def attributeKeys(self) -> list[QAccessible.Attribute]:
        return [QAccessible.Attribute.Level, QAccessible.Attribute.Locale]

    def attributeValue(self, key: QAccessible.Attribute) -> object:
        return {QAccessible.Attribute.Level: self._level, QAccessible.Attribute.Locale: QLocale()}.get(key)


_LEVELS = {level: _Level(level) for level in (1, 2, 3)}
_NO_INTERFACE = wrapInstance(0, QAccessibleAttributesInterface)
"""The null interface of Qt: the address of nothing."""


class _Heading(QAccessibleWidget):
    """A heading to assistive technology: a label with a level, and no other interface. `None` would be taken for an
    interface and end in a crash; so would what Qt's own method returns, which Python cannot pass on."""

    def interface_cast(self, kind: QAccessible.InterfaceType) -> object:  # type: ignore[override]
        asked = kind == QAccessible.InterfaceType.AttributesInterface
        return _LEVELS.get(level_of(self.widget()), _NO_INTERFACE) if asked else _NO_INTERFACE


class _Front(QStackedLayout):
    """As large as the page in front. Qt's own is as large as the largest, and scrolls past the end of the others."""

    def sizeHint(self) -> QSize:
        page = self.currentWidget()
        return QSize() if page is None else page.sizeHint()

    def minimumSize(self) -> QSize:
        page = self.currentWidget()
        return QSize() if page is None else page.minimumSizeHint().expandedTo(page.minimumSize())

    def hasHeightForWidth(self) -> bool:
        page = self.currentWidget()
        return page is not None and page.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        page = self.currentWidget()
        return -1 if page is None else page.heightForWidth(width)


class StackOfPages(QWidget):
    """A stack of pages that a screen reader ignores; for Qt's own it says "layered pane" before each page.

    It is as high as the page in front.

    A page that goes drops the keyboard focus: it must not move to the next widget in the window, which would be read.
    The new page sets the focus itself; if it does not, the focus returns to where it was on that page.
    """

    currentChanged = Signal(int)  # noqa: N815 - Qt's name

    def __init__(self) -> None:
        super().__init__()
        set_role(self, QAccessible.Role.Client)
        self._front = _Front(self)
        self._front.currentChanged.connect(self.currentChanged)

    def addWidget(self, page: QWidget) -> None:
        """Add a page; the first is in front."""
        self._front.addWidget(page)

    def removeWidget(self, page: QWidget) -> None:
        """Take a page out. It stays a child of the stack."""
        self._front.removeWidget(page)

    def count(self) -> int:
        """Return how many pages there are."""
        return self._front.count()

    def widget(self, index: int) -> QWidget | None:
        """Return a page by its place, counted from 0."""
        return self._front.widget(index)

    def indexOf(self, page: QWidget) -> int:
        """Return the place of a page, -1 if it is none of them."""
        return self._front.indexOf(page)

    def currentWidget(self) -> QWidget | None:
        """Return the page in front."""
        return self._front.currentWidget()

    def setCurrentWidget(self, page: QWidget) -> None:
        """Bring a page to the front."""
        going, before = self.currentWidget(), page.focusWidget()
        if going is not None and going is not page:
            let_go(going)
        self._front.setCurrentWidget(page)
        self.updateGeometry()
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


@contextmanager
def unspoken() -> Iterator[None]:
    """Hide the changes made within from assistive technology."""
    active = QAccessible.isActive()
    QAccessible.setActive(False)
    try:
        yield
    finally:
        QAccessible.setActive(active)


def let_go(part: QWidget) -> QWidget | None:
    """Take the focus from `part`, which is about to go or to be disabled; return the widget in it that had it, if any.

    Otherwise Qt would pass it to the next widget in the window. A screen reader hears nothing of it: Qt tells of a
    widget that loses the focus as of one that gets it, which could be read over the window that comes next.
    """
    focused = part.window().focusWidget()
    if focused is None or not (focused is part or part.isAncestorOf(focused)):
        return None
    with unspoken():
        focused.clearFocus()
    return focused


def _with_role(_class_name: str, asked: QObject) -> QAccessibleInterface | None:
    role = getattr(asked, _ROLE, None)
    if role is None or not isinstance(asked, QWidget):
        return None
    return (_Heading if level_of(asked) else QAccessibleWidget)(asked, role)


QAccessible.installFactory(_with_role)

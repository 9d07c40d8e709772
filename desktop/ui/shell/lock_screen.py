"""The cover of an idle desk: the warning before it locks, and the page of a locked one.

The warning (WCAG 2.2.1) comes in time, on every page, and any key puts the lock off. It lies over the top of the
window that someone works in, where nothing has to move for it, and takes no focus: what was typed goes on. Assistive
technology says it once, as soon as its window is in use. A locked desk shows its page alone, until the signed-in
person enters their password again.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from desktop.ui.kit.accessible import before_somebody
from desktop.ui.kit.buttons import fill
from desktop.ui.kit.forms.page import PasswordPage
from desktop.ui.kit.progress import Countdown
from desktop.ui.kit.style import theme_of
from desktop.ui.kit.text import Words, announce
from desktop.words import tr

_SIDE, _ABOVE = 24, 12


class LockWarning(QWidget):
    """The warning over `window`, so many seconds before the lock. `uptime` is that of a `Countdown`."""

    def __init__(self, window: QWidget, uptime: Callable[[], float], seconds: int) -> None:
        super().__init__(window)
        self._told = False
        self.words = Words(tr("This desk is about to lock. Press Shift, or move the mouse, to stay."), tone="notice")
        self.countdown = Countdown(uptime, said_at=())
        box = QHBoxLayout(self)
        box.setContentsMargins(_SIDE, _ABOVE, _SIDE, _ABOVE)
        box.setSpacing(_SIDE)
        box.addWidget(self.words, 1)
        box.addWidget(self.countdown)
        window.installEventFilter(self)
        self.countdown.begin(seconds)
        self._place()
        self.show()
        self.raise_()
        self.tell()

    def tell(self) -> None:
        """Say it to assistive technology, once: in a dialog in front of its window, too."""
        front = QApplication.activeWindow()
        if self._told or front is None or not (front.isModal() or before_somebody(self)):
            return
        self._told = True
        said = tr("This desk locks in {n} seconds. Press Shift, or move the mouse, to stay.")
        announce(front, said.format(n=self.countdown.seconds))

    def leave(self) -> None:
        """Go at once."""
        self.window().removeEventFilter(self)
        self.countdown.end()
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        elif event.type() == QEvent.Type.WindowActivate:
            self.tell()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        fill(QPainter(self), self.rect(), theme.notice, theme.notice_edge, radius=0)

    def _place(self) -> None:
        width = self.window().width()
        layout = self.layout()
        assert layout is not None, "made with it"
        self.setGeometry(0, 0, width, max(layout.heightForWidth(width), layout.minimumSize().height()))


class LockPage(PasswordPage):
    """The lock page. Emits `wanted(password)`, and `sign_out` for someone else to use the desk."""

    wanted = Signal(str)
    sign_out = Signal()

    def __init__(self, who: str) -> None:
        lead = tr("{who}, type your password to continue.").format(who=who)
        super().__init__(tr("This desk is locked"), lead, primary=tr("Unlock"), label=tr("Password"))
        self.add_link(tr("Sign out instead"), self.sign_out.emit)

    def _submit(self) -> None:
        self.wanted.emit(self.password.value())

"""Locking the desk: by hand, or when it is idle.

Rules:
- Locked: only the lock page can be seen or reached, and what was typed is kept beneath. Dialogs are closed.
- It locks after the policy's idle minutes, never during playback, which counts as activity. While a customer listens
  nothing locks or warns; the listening window has its own ways to stop.
- Half a minute before, a warning lies over the window that someone works in (`LockWarning`); any key or movement puts
  the lock off. Over a dialog it never lies, but over the window behind.
- The lock is published (`Front`): nobody needs to infer it from what is visible.
- Activity is watched on windows only, through which every key and movement comes. A filter over the whole application
  also gets widgets that are still being constructed, which Python must not touch: that sometimes ended the program.
- Use cases, dialogs and the lock page are imported here only when someone is signed in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication, QWidget

from desktop.errors import ListeningRoomError
from desktop.ui.kit.frame import Frame
from desktop.ui.kit.style import the_app

if TYPE_CHECKING:
    from desktop.ui.running.context import Context
    from desktop.ui.shell.lock_screen import LockPage, LockWarning

WARNED_SECONDS = 30
"""How long before the lock the warning comes. WCAG 2.2.1 asks for at least 20."""
ACTIVITY = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel})


class DeskLock(QObject):
    """The lock of the desk. Covers the content of the frame. Emits `sign_out` for someone else to use the desk."""

    sign_out = Signal()

    def __init__(self, frame: Frame, parent: QObject) -> None:
        super().__init__(parent)
        self.page: LockPage | None = None
        self.idle = QTimer(self, singleShot=True)
        self.idle.timeout.connect(self._idle_for_long)
        self.soon = QTimer(self, singleShot=True)
        self.soon.timeout.connect(self._idle_for_a_while)
        self.warning: LockWarning | None = None
        self._frame = frame
        self._under: QWidget | None = None
        self._context: Context | None = None
        self._held = False
        the_app().focusWindowChanged.connect(self._watch)

    def begin(self, context: Context) -> None:
        """Start watching: someone has signed in."""
        self._context, self._held = context, False
        self.idle.setInterval(context.desk.policy.idle_lock_minutes * 60_000)
        self._wait()

    def end(self) -> None:
        """Stop watching: they have left the desk."""
        self._context = None
        self._rest()
        self._uncover()

    def hold(self, held: bool) -> None:
        """Suspend or resume locking: a customer listens, or no longer does."""
        self._held = held
        if held:
            self._rest()
        else:
            self._wait()

    def warn(self) -> None:
        """Say that the desk is about to lock."""
        from desktop.ui.shell.lock_screen import LockWarning

        if self._context is not None and self.warning is None and self.page is None:
            front = QApplication.activeWindow()
            over = self._frame.window() if front is None or front.isModal() else front
            self.warning = LockWarning(over, self._context.desk.clock.monotonic, WARNED_SECONDS)
            self.warning.destroyed.connect(self._warning_gone)

    def calm(self) -> None:
        """Take the warning away."""
        warning, self.warning = self.warning, None
        if warning is not None:
            warning.destroyed.disconnect(self._warning_gone)
            warning.leave()

    @Slot()
    def _warning_gone(self) -> None:
        """Its window has closed, and taken it along."""
        self.warning = None

    def _wait(self) -> None:
        """Count from now: someone is here."""
        from_now = self.idle.interval() - WARNED_SECONDS * 1000
        self.idle.start()
        if from_now > 0:
            self.soon.start(from_now)
        self.calm()

    def _rest(self) -> None:
        """Count no more."""
        self.idle.stop()
        self.soon.stop()
        self.calm()

    def lock(self, *, idle: bool = False, why: str = "") -> None:
        """Cover everything until the password is entered again. `why`: what is said above it."""
        if self._context is None or self.page is not None or self._held:
            return
        from desktop.application.office import signing_in
        from desktop.ui.kit.overlays import shut_dialogs
        from desktop.ui.shell.lock_screen import LockPage

        context = self._context
        self._rest()
        shut_dialogs()
        context.run(signing_in.lock, context.actor, idle, owner=self)
        page = LockPage(context.person.shown_name)
        page.refusal.set_parts(why)
        page.wanted.connect(self._unlock)
        page.sign_out.connect(self.sign_out)
        self.page, self._under = page, self._frame.page
        context.front.lock(True)
        self._frame.banner.hide()
        self._frame.rail.hide()
        self._frame.show_page(page)
        page.focus_first()

    @Slot(str)
    def lock_because(self, why: str) -> None:
        """Lock, and say why above the password."""
        self.lock(why=why)

    def _unlock(self, password: str) -> None:
        assert self._context is not None
        from desktop.application.office import signing_in

        command = signing_in.Unlock(self._context.actor, password)
        self._context.run(command).then(self._unlocked).otherwise(self._not_unlocked)

    def _unlocked(self, _: None) -> None:
        self._frame.rail.show()
        self._frame.banner.setVisible(bool(self._frame.banner.words))
        if self._under is not None:
            self._frame.show_page(self._under)
        self._uncover()
        if self._context is not None:
            self._context.front.lock(False)
        self._wait()

    def _not_unlocked(self, error: ListeningRoomError) -> None:
        if self.page is not None:
            self.page.show_refusal(error)

    def _uncover(self) -> None:
        if self.page is not None:
            self._frame.drop_page(self.page)
        self.page = self._under = None

    @Slot()
    def _idle_for_a_while(self) -> None:
        if self._plays():
            self._wait()
        else:
            self.warn()

    @Slot()
    def _idle_for_long(self) -> None:
        if self._plays():
            self._wait()
        else:
            self.lock(idle=True)

    def _plays(self) -> bool:
        from desktop.application.ports.sound import PlayState

        context = self._context
        return context is not None and context.desk.player.status().state is PlayState.PLAYING

    @Slot(QWindow)
    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count any key or mouse movement as activity."""
        if event.type() in ACTIVITY and self.idle.isActive():
            self._wait()
        return False

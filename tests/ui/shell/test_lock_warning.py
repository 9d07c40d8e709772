"""Before an idle desk locks, whoever works there is told in time, and any key puts the lock off."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget

from desktop.application.ports.sound import PlayerStatus, PlayState
from desktop.ui.shell.lock_screen import LockWarning
from desktop.ui.shell.window import WARNED_SECONDS, DeskLock
from tests.support.fakes import FakePlayer
from tests.ui.shell.office import Office

TOLD = "This desk locks in 30 seconds. Press Shift, or move the mouse, to stay."


def almost_locked(office: Office) -> LockWarning:
    """Leave the desk alone until shortly before it locks."""
    office.shell.desk_lock.soon.timeout.emit()
    warning = office.shell.desk_lock.warning
    assert warning is not None and warning.isVisible()
    return warning


def press_shift(widget: QWidget) -> None:
    QTest.keyClick(widget.window().windowHandle(), Qt.Key.Key_Shift)


def test_it_comes_half_a_minute_before_the_lock_is_said_once_and_a_key_puts_the_lock_off(
    office: Office, announced: list[str]
) -> None:
    office.sign_in("adviser")
    announced.clear()
    lock = office.shell.desk_lock
    assert lock.idle.interval() - lock.soon.interval() == WARNED_SECONDS * 1000 >= 20_000
    warning = almost_locked(office)
    assert warning.geometry().top() == 0 and warning.width() == office.shell.width()
    assert not warning.hasFocus() and warning.countdown.seconds == WARNED_SECONDS
    office.qtbot.waitUntil(lambda: TOLD in announced)
    warning.tell()
    warning.countdown.look()
    assert announced.count(TOLD) == 1 and not [said for said in announced if "left" in said]
    press_shift(office.shell)
    assert lock.warning is None and lock.page is None
    assert lock.idle.remainingTime() > lock.idle.interval() - 5000 and lock.soon.isActive()
    almost_locked(office)
    lock.idle.timeout.emit()
    office.settle()
    assert office.shell.lock_page is not None and lock.warning is None


def test_over_a_dialog_it_never_lies_but_there_it_is_said(office: Office, announced: list[str]) -> None:
    office.sign_in("adviser")
    dialog = QDialog(office.shell)
    dialog.setModal(True)
    dialog.show()
    dialog.activateWindow()
    office.qtbot.waitUntil(dialog.isActiveWindow)
    warning = almost_locked(office)
    assert warning.window() is office.shell and dialog.findChildren(LockWarning) == []
    assert announced[-1] == TOLD
    press_shift(dialog)
    assert office.shell.desk_lock.warning is None
    dialog.close()
    dialog.deleteLater()


def test_it_lies_over_the_window_that_somebody_works_in(office: Office) -> None:
    office.sign_in("adviser")
    other = QWidget()
    other.resize(500, 300)
    other.show()
    other.activateWindow()
    office.qtbot.waitUntil(other.isActiveWindow)
    assert almost_locked(office).parentWidget() is other
    other.close()
    other.deleteLater()
    office.qtbot.waitUntil(lambda: office.shell.desk_lock.warning is None)


def test_while_something_plays_or_a_customer_listens_nobody_is_warned(office: Office) -> None:
    office.sign_in("adviser")
    lock: DeskLock = office.shell.desk_lock
    player = office.staff.desk.player
    assert isinstance(player, FakePlayer)
    player.seen = PlayerStatus(PlayState.PLAYING)
    lock.soon.timeout.emit()
    assert lock.warning is None and lock.soon.isActive() and lock.idle.isActive()
    player.seen = PlayerStatus(PlayState.PAUSED)
    almost_locked(office)
    lock.hold(True)
    assert lock.warning is None and not lock.soon.isActive() and not lock.idle.isActive()
    lock.hold(False)
    assert lock.soon.isActive()

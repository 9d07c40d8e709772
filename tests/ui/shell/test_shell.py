from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.application.playing import PlayerStatus, PlayState
from desktop.application.ports import Desk
from desktop.domain.events import EventKind
from desktop.domain.session import State
from desktop.domain.throttle import ThrottleRules
from desktop.errors import KeyringError
from desktop.ui.places import OF_ROLE, PLACES
from desktop.ui.session.check_in_page import CheckInPage
from desktop.ui.session.id_page import IdPage
from tests.fakes import FakePlayer
from tests.ui.shell.office import PASSWORD, Office

CONTROL = Qt.KeyboardModifier.ControlModifier


# Opening


def test_the_sign_in_page_is_there_and_can_be_typed_in_before_the_office_is_open(shut: Office) -> None:
    let_go = threading.Event()

    def slowly() -> Desk:
        assert let_go.wait(20)
        return shut.staff.desk

    shell = shut.start(slowly)
    page = shell.sign_in
    assert page.isVisible() and "Opening the office." in shut.read()
    QTest.keyClicks(page.name.input, "adviser")
    QTest.keyClicks(page.password.input, PASSWORD)
    QTest.keyClick(page.password.input, Qt.Key.Key_Return)
    assert page.name.value() == "adviser" and not page.primary.isEnabled() and shell.context is None
    let_go.set()
    shut.qtbot.waitUntil(page.primary.isEnabled)
    assert "Opening the office." not in shut.read()
    assert page.name.value() == "adviser" and page.password.value() == PASSWORD
    page.primary.click()
    shut.settle()
    assert shell.context is not None and "Demo office" in shut.read()


def test_an_office_that_cannot_be_opened_says_why_and_lets_nobody_in(shut: Office) -> None:
    words = "This PC has no keyring that can be used. Install one, then start again."

    def refused() -> Desk:
        raise KeyringError("keyring_none", words)

    shell = shut.start(refused)
    shut.qtbot.waitUntil(lambda: words in shut.read())
    assert shell.sign_in._missing.words and not shell.sign_in.primary.isEnabled()


def test_a_window_closed_while_the_office_opens_leaves_nothing_open(shut: Office) -> None:
    let_go, closed = threading.Event(), []
    desk = replace(shut.staff.desk, close=lambda: closed.append(True))

    def slowly() -> Desk:
        assert let_go.wait(20)
        return desk

    shell, screens = shut.start(slowly), shut.screens
    assert screens is not None
    shut.qtbot.waitUntil(lambda: screens.tasks.busy)
    shell.close()
    let_go.set()
    screens.close()
    assert closed == [True]


# Signing in


def test_a_wrong_password_and_an_unknown_name_read_the_same(office: Office) -> None:
    page = office.shell.sign_in
    said = []
    for name in ("adviser", "nobody here"):
        office.sign_in(name, "not the password")
        assert office.shell.context is None and page.password.value() == "" and page.name.value() == name
        assert page.primary.isEnabled() and page.password.input.hasFocus()
        said.append(office.read())
    assert said[0] == said[1] and "That name and password do not go together." in said[0]


def test_after_too_many_tries_it_says_how_long_to_wait_and_refuses_the_right_password_too(shut: Office) -> None:
    rules = ThrottleRules(free=1, base_seconds=30, cap_seconds=900)
    shut.with_policy(sign_in_account=rules)
    shut.open()
    shut.sign_in("adviser", "not the password")
    shut.sign_in("adviser", "not the password")
    assert "That did not work. Try again in 30 s." in shut.read()
    shut.sign_in("adviser")
    assert shut.shell.context is None and "Try again in 30 s." in shut.read()
    shut.staff.wait(31)
    shut.sign_in("adviser")
    assert shut.shell.context is not None


def test_what_was_not_typed_is_said_beside_its_field(office: Office) -> None:
    page = office.shell.sign_in
    page.primary.click()
    office.settle()
    assert page.name.problem == "Type a name." and page.password.problem == "Type your password."
    assert page.primary.isEnabled()


@pytest.mark.parametrize(("name", "role"), [(role.value.removeprefix("information_"), role) for role in OF_ROLE])
def test_each_role_has_its_places_and_no_others(office: Office, name: str, role: object) -> None:
    office.sign_in(name)
    shell = office.shell
    keys = [item.key for item in shell.frame.rail.items]
    assert keys == list(OF_ROLE[role]) == list(shell.places)  # type: ignore[index]
    for key in keys:
        shell.frame.rail.chosen.emit(key)
        office.settle()
        assert shell.frame.page is shell.places[key] and shell.banner.words == "", PLACES[key]


# Locking


def test_locking_covers_everything_and_the_password_brings_back_what_was_typed(office: Office) -> None:
    office.sign_in("adviser")
    office.open_appointment()
    page = office.page()
    assert isinstance(page, CheckInPage)
    page.parties.options["customer"].click()
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_L, CONTROL)
    office.settle()
    lock = office.shell.lock_page
    assert lock is not None and lock.isVisible() and not page.isVisible()
    assert "Demo Customer" not in office.read() and not office.shell.frame.rail.isVisible()
    assert lock.password.input.hasFocus()
    for wrong in ("", "not it"):
        lock.password.input.setText(wrong)
        QTest.keyClick(lock.password.input, Qt.Key.Key_Return)
        office.settle()
        assert office.shell.lock_page is lock and lock.isVisible() and lock.primary.isEnabled()
    assert "do not go together" in office.read()
    lock.password.input.setText(PASSWORD)
    QTest.keyClick(lock.password.input, Qt.Key.Key_Return)
    office.settle()
    assert office.shell.lock_page is None and page.isVisible() and page.parties.value() == {"customer"}
    assert office.shell.frame.rail.isVisible()
    assert [kind for kind in office.logged() if kind.value.startswith("desk_")][-2:] == [
        EventKind.DESK_LOCKED,
        EventKind.DESK_UNLOCKED,
    ]


def test_a_desk_left_alone_locks_but_never_while_something_plays(shut: Office) -> None:
    shut.with_policy(idle_lock_minutes=0)
    player = shut.staff.desk.player
    assert isinstance(player, FakePlayer)
    player.seen = PlayerStatus(state=PlayState.PLAYING)
    shell = shut.open()
    shut.sign_in("adviser")
    again = []
    shell._idle.timeout.connect(lambda: again.append(True))
    shut.qtbot.waitUntil(lambda: len(again) > 3)
    assert shell.lock_page is None
    player.seen = PlayerStatus(state=PlayState.PAUSED)
    shut.qtbot.waitUntil(lambda: shell.lock_page is not None)
    shut.settle()
    assert shut.logged()[-1] is EventKind.DESK_LOCKED


def test_a_key_puts_the_lock_off(office: Office) -> None:
    office.sign_in("adviser")
    idle = office.shell._idle
    assert idle.interval() == 5 * 60_000 and idle.isActive()
    idle.start(1000)
    QTest.keyClick(office.shell, Qt.Key.Key_Down)
    assert idle.isActive()
    idle.setInterval(5 * 60_000)
    QTest.keyClick(office.shell, Qt.Key.Key_Down)
    assert idle.remainingTime() > 60_000


def test_from_a_locked_desk_somebody_else_can_sign_in(office: Office) -> None:
    office.sign_in("adviser")
    office.shell.lock()
    office.settle()
    lock = office.shell.lock_page
    assert lock is not None
    lock.sign_out.emit()
    office.settle()
    assert office.shell.sign_in.isVisible() and office.shell.lock_page is None
    office.sign_in("supervisor")
    assert list(office.shell.places) == ["reviews", "log"] and "Demo Customer" not in office.read()


# Signing out


def test_signing_out_leaves_nothing_for_the_next_person(office: Office) -> None:
    office.sign_in("adviser")
    office.open_appointment()
    office.shell.frame.top_bar.sign_out_button.click()
    office.settle()
    shell = office.shell
    assert shell.sign_in.isVisible() and shell.sign_in.name.value() == shell.sign_in.password.value() == ""
    assert shell.sign_in.name.input.hasFocus() and not shell.places and shell.session is None
    assert "Demo Customer" not in office.read() and "Demo adviser" not in office.read()
    assert office.logged()[-1] is EventKind.SIGNED_OUT


def test_a_session_left_at_sign_out_is_interrupted_and_can_be_gone_on_with(office: Office) -> None:
    office.sign_in("adviser")
    office.open_appointment()
    office.check_in()
    assert isinstance(office.page(), IdPage)
    office.shell.sign_out()
    office.settle()
    assert office.staff.appointments()[0].session_state is State.INTERRUPTED
    office.sign_in("adviser")
    assert "1 part removed" not in office.read()
    office.open_appointment()
    assert "Go on with this session" in office.read()


def test_closing_the_window_in_a_session_logs_the_interruption_and_the_leaving(office: Office) -> None:
    office.sign_in("adviser")
    office.open_appointment()
    office.check_in()
    screens = office.screens
    assert screens is not None
    assert screens.shell.close()
    screens.close()
    assert office.logged()[-2:] == [EventKind.SESSION_INTERRUPTED, EventKind.SIGNED_OUT]


# While somebody listens


def test_while_somebody_listens_the_program_cannot_be_closed_locked_or_signed_out_of(office: Office) -> None:
    window = office.listen()
    shell = office.shell
    assert not shell.close() and shell.isVisible()
    shell.lock()
    shell.sign_out()
    assert shell.lock_page is None and shell.context is not None
    assert not shell._idle.isActive() and window.isVisible()


def in_front(window: QWidget) -> bool:
    return window.isActiveWindow() and not window.isMinimized()


def test_starting_the_program_again_brings_it_to_the_front(office: Office) -> None:
    other = QWidget()
    office.qtbot.addWidget(other)
    office.shell.showMinimized()
    other.show()
    other.activateWindow()
    office.qtbot.waitUntil(other.isActiveWindow)
    office.asked.append(True)
    office.qtbot.waitUntil(lambda: in_front(office.shell), timeout=5000)


def test_a_maximised_window_stays_so_when_it_is_brought_to_the_front(office: Office) -> None:
    office.shell.showMaximized()
    office.qtbot.waitUntil(office.shell.isMaximized)
    office.shell.come_forward()
    office.qtbot.waitUntil(lambda: in_front(office.shell))
    assert office.shell.isMaximized()


def test_starting_it_again_while_somebody_listens_uncovers_nothing(office: Office) -> None:
    window = office.listen()
    office.qtbot.waitUntil(window.isActiveWindow)
    office.asked.append(True)
    office.qtbot.waitUntil(lambda: not office.asked, timeout=5000)
    QApplication.processEvents()
    office.qtbot.waitUntil(lambda: in_front(window))
    assert not office.shell.isActiveWindow() and window.isFullScreen()

"""The window as staff use it: opening, signing in, going from place to place, locking, signing out, listening."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial, wraps
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from desktop.application.log.integrity import log_state
from desktop.application.ports.desk import Desk
from desktop.application.ports.sound import PlayerStatus, PlayState
from desktop.application.requests import listing
from desktop.application.sessions.views import Readiness
from desktop.application.shared.commands import bound
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import RequestId
from desktop.environment import own_log as module
from desktop.environment.own_log import OwnLog
from desktop.errors import DatabaseError, KeyringError, NotAllowedError
from desktop.ui.copies.hearing import HearingWindow
from desktop.ui.decisions.place import DecisionsPlace
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.overlays import choose_to_save
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.running.pages_place import PagesPlace
from desktop.ui.sessions.check_in_page import CheckInPage
from desktop.ui.sessions.identity.id_page import IdPage
from desktop.ui.sessions.today import TodayPlace
from desktop.ui.shell.places import OF_ROLE, PLACES
from desktop.words.errors import sentence
from tests.support.fakes import FakePlayer
from tests.support.machine.patience import PATIENCE
from tests.support.offices.policies_in_force import with_policies
from tests.support.refusals import error_of
from tests.ui.shell.office import PASSWORD, Office

CONTROL = Qt.KeyboardModifier.ControlModifier


# Opening


def test_the_sign_in_page_is_there_and_can_be_typed_in_before_the_office_is_open(shut: Office) -> None:
    let_go = threading.Event()

    def slowly() -> Desk:
        assert let_go.wait(PATIENCE)
        return shut.staff.desk

    shell = shut.start(slowly)
    page = shell.sign_in
    assert page.isVisible() and "Opening the office." in shut.read()
    assert "Demo office" in shut.read()  # from the first paint
    QTest.keyClicks(page.name.input, "adviser")
    QTest.keyClicks(page.password.input, PASSWORD)
    assert page.name.value() == "adviser" and not page.primary.isEnabled() and shell.context is None
    let_go.set()
    shut.qtbot.waitUntil(page.primary.isEnabled)
    assert "Opening the office." not in shut.read()
    assert page.name.value() == "adviser" and page.password.value() == PASSWORD
    page.primary.click()
    shut.settle()
    assert shell.context is not None and "Demo office" in shut.read()


def test_an_office_that_cannot_be_opened_says_why_and_lets_nobody_in(shut: Office) -> None:
    words = sentence("keyring_no_bus")

    def refused() -> Desk:
        raise KeyringError("keyring_no_bus")

    shell = shut.start(refused)
    shut.qtbot.waitUntil(lambda: words in shut.read())
    assert shell.sign_in._missing.words and not shell.sign_in.primary.isEnabled()


def test_a_window_closed_while_the_office_opens_leaves_nothing_open(shut: Office) -> None:
    let_go, closed = threading.Event(), []
    desk = replace(shut.staff.desk, close=lambda: closed.append(True))

    def slowly() -> Desk:
        assert let_go.wait(PATIENCE)
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
    assert said[0] == said[1] and "That name and password do not match." in said[0]


@pytest.mark.against("adviser")
@pytest.mark.parametrize(("name", "role"), [(role.value.removeprefix("information_"), role) for role in OF_ROLE])
def test_each_role_has_its_places_and_no_others(office: Office, windows: list[str], name: str, role: Role) -> None:
    """In the one window; and in no place is what succeeded said where a list scrolls."""
    office.sign_in(name)
    shell = office.shell
    keys = [item.key for item in shell.frame.rail.items]
    assert keys == list(OF_ROLE[role]) == list(shell.places)
    for key in keys:
        office.choose(key)
        assert shell.frame.page is shell.places[key] and shell.banner.words == "", PLACES[key]
    assert windows == []
    lists = [place.list_page for place in shell.places.values() if isinstance(place, PagesPlace)]
    assert lists
    for page in lists:
        said = [banner for banner in page.findChildren(Banner) if banner.kind == "success"]
        assert [banner for banner in said if page._scroll.isAncestorOf(banner)] == [], type(page).__name__


# Going from place to place


def test_what_went_wrong_and_why_nothing_opens_is_said_on_its_page_until_something_else_is_looked_at(
    office: Office,
) -> None:
    office.sign_in("adviser")
    shell, today = office.shell, office.place(TodayPlace)
    shell.failing.show(DatabaseError("database_unavailable"))
    QApplication.processEvents()
    banner, frame = shell.banner, shell.frame
    assert banner.isVisible() and banner.mapTo(shell, QPoint()).y() == frame.top_bar.height()
    assert banner.mapTo(shell, QPoint()).x() == frame.rail.width()
    office.choose("today")
    assert not banner.isVisible()
    row = next(iter(today._rows.values()))
    today.chosen.emit(replace(row, readiness=Readiness.CANCELLED))
    assert shell.banner.isVisible() and shell.banner.words.endswith("Cancelled. This appointment cannot be opened.")
    today.list_page.visitor.click()
    assert today.stack.currentWidget() is today.visitors_page and not shell.banner.isVisible()


def opened(office: Office) -> RequestsPlace:
    """Open the first request of the officer's list."""
    office.sign_in("officer")
    place = office.place(RequestsPlace)
    office.settle()
    place.open(RequestId(str(place.list_page.table.view.rows_model.rows[0].key)))
    office.settle()
    assert place.stack.currentWidget() is place.request_page
    return place


def test_the_place_that_is_shown_returns_to_its_list_when_it_is_chosen_again(office: Office) -> None:
    place = opened(office)
    office.choose("recordings")
    office.choose("requests")
    assert place.stack.currentWidget() is place.request_page, "it was left open, and is there again"
    place.request_page.set_busy("The letter is being made.")
    office.choose("requests")
    assert place.stack.currentWidget() is place.request_page, "a page at work is not left"
    place.request_page.set_busy("")
    office.choose("requests")
    assert place.stack.currentWidget() is place.list_page


def test_slash_finds_and_control_enter_acts_from_the_rail_and_from_a_page_that_was_opened(office: Office) -> None:
    place = opened(office)
    page, box = place.list_page, place.list_page.search.field.input
    QTest.keyClick(place.request_page.back_link, Qt.Key.Key_Slash)
    office.settle()
    assert place.stack.currentWidget() is page and box.hasFocus()
    rail = office.shell.frame.rail
    rail.focus_current()
    item = next(each for each in rail.items if each.hasFocus())
    QTest.keyClick(item, Qt.Key.Key_Slash)
    assert box.hasFocus() and box.text() == ""
    QTest.keyClick(box, Qt.Key.Key_Slash)
    assert box.text() == "/", "there it is a letter"
    rail.focus_current()
    QTest.keyClick(item, Qt.Key.Key_Return, CONTROL)
    assert place.stack.currentWidget() is place.form


def test_a_session_is_still_there_after_another_place_was_looked_at(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(OF_ROLE, Role.ADVISER, ("today", "requests"))
    office.sign_in("adviser")
    office.open_appointment()
    office.check_in()
    page, shell = office.page(), office.shell
    assert isinstance(page, IdPage)
    office.choose("requests")
    assert shell.frame.page is shell.places["requests"] and not page.isVisible()
    office.choose("today")
    session: QWidget | None = shell.session
    assert shell.frame.page is session and page.isVisible() and page is office.page()
    assert [item.key for item in shell.frame.rail.items if item.current] == ["today"]
    assert EventKind.SESSION_INTERRUPTED not in office.logged()


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
    assert "That is not your password." in office.read()
    lock.password.input.setText(PASSWORD)
    QTest.keyClick(lock.password.input, Qt.Key.Key_Return)
    office.settle()
    assert office.shell.lock_page is None and page.isVisible() and page.parties.value() == {"customer"}
    assert office.shell.frame.rail.isVisible()
    assert [kind for kind in office.logged() if kind.value.startswith("desk_")][-2:] == [
        EventKind.DESK_LOCKED,
        EventKind.DESK_UNLOCKED,
    ]


@pytest.mark.against("officer")
def test_locking_shuts_the_dialog_that_is_open_and_nothing_is_saved_behind_it(office: Office, tmp_path: Path) -> None:
    office.sign_in("supervisor")
    dialogs = list[QWidget | None]()

    def lock() -> None:
        if QApplication.activeModalWidget() is None:
            QTimer.singleShot(10, lock)
            return
        dialogs.append(QApplication.activeModalWidget())
        office.shell.lock()
        dialogs.append(QApplication.activeModalWidget())

    QTimer.singleShot(0, lock)
    assert choose_to_save(office.shell, "Save", str(tmp_path / "x.pdf"), "PDF files (*.pdf)") is None
    assert isinstance(dialogs[0], QFileDialog) and dialogs[1] is None
    office.settle()
    desk, context = office.staff.desk, office.shell.context
    assert office.shell.lock_page is not None and context is not None
    assert error_of(NotAllowedError, bound(log_state, desk, context.actor)).code == "desk_locked"
    office.shell.lock_page.password.input.setText(PASSWORD)
    QTest.keyClick(office.shell.lock_page.password.input, Qt.Key.Key_Return)
    office.settle()
    assert bound(log_state, desk, context.actor)().events > 0


@pytest.mark.against("adviser")
def test_a_desk_left_alone_locks_but_never_while_something_plays(shut: Office) -> None:
    desk = shut.staff.desk
    shut.staff.desk = with_policies(desk, office=replace(desk.policy, idle_lock_minutes=0))
    player = shut.staff.desk.player
    assert isinstance(player, FakePlayer)
    player.seen = PlayerStatus(state=PlayState.PLAYING)
    shell = shut.open()
    shut.sign_in("adviser")
    again = []
    shell.desk_lock.idle.timeout.connect(lambda: again.append(True))
    shut.qtbot.waitUntil(lambda: len(again) > 3)
    assert shell.lock_page is None
    player.seen = PlayerStatus(state=PlayState.PAUSED)
    shut.qtbot.waitUntil(lambda: shell.lock_page is not None)
    shut.settle()
    assert shut.logged()[-1] is EventKind.DESK_LOCKED


def test_a_key_or_the_mouse_puts_the_lock_off_in_another_window_too(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.sign_in("adviser")
    idle, front = office.shell.desk_lock.idle, QWidget()
    assert idle.interval() == 5 * 60_000 and idle.isActive()
    office.qtbot.addWidget(front)
    front.resize(300, 200)
    front.show()
    front.activateWindow()
    office.qtbot.waitUntil(front.isActiveWindow)
    window = front.windowHandle()  # keys and movements come to windows first
    again: list[str] = []
    happenings: tuple[tuple[str, Callable[[], None]], ...] = (
        ("key", lambda: QTest.keyClick(window, Qt.Key.Key_Shift)),
        ("press", lambda: QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(150, 100))),
        ("move", lambda: QTest.mouseMove(window, QPoint(160, 110))),
    )
    for name, happens in happenings:
        monkeypatch.setattr(idle, "start", partial(again.append, name))
        happens()
        office.qtbot.waitUntil(partial(again.__contains__, name))


# Signing out


def test_signing_out_leaves_nothing_for_the_next_person(office: Office) -> None:
    office.sign_in("adviser")
    office.open_appointment()
    office.lock()
    shell, lock = office.shell, office.shell.lock_page
    assert lock is not None
    lock.sign_out.emit()
    office.settle()
    assert shell.sign_in.isVisible() and shell.lock_page is None
    office.sign_in("adviser")
    office.open_appointment()
    shell.frame.top_bar.sign_out_button.click()
    office.settle()
    assert shell.sign_in.isVisible() and shell.sign_in.name.value() == shell.sign_in.password.value() == ""
    assert shell.sign_in.name.input.hasFocus() and not shell.places and shell.session is None
    assert "Demo Customer" not in office.read() and "Demo adviser" not in office.read()
    assert office.logged()[-1] is EventKind.SIGNED_OUT


def test_a_session_is_in_the_one_window_and_left_at_sign_out_it_is_interrupted_and_can_be_gone_on_with(
    office: Office, windows: list[str]
) -> None:
    office.sign_in("adviser")
    office.open_appointment()
    office.check_in()
    assert isinstance(office.page(), IdPage) and windows == []
    office.sign_out()
    assert office.staff.appointments()[0].session_state is State.INTERRUPTED
    office.sign_in("adviser")
    assert "1 part removed" not in office.read()
    office.open_appointment()
    assert "Continue this session" in office.read()
    screens = office.screens
    assert screens is not None
    assert screens.shell.close()
    screens.close()
    assert office.logged()[-1] is EventKind.SIGNED_OUT


# During listening


@pytest.mark.against("customer")
def test_while_somebody_listens_the_program_cannot_be_closed_locked_or_signed_out_of(office: Office) -> None:
    window = office.listen()
    shell = office.shell
    assert not shell.close() and shell.isVisible()
    shell.lock()
    shell.sign_out()
    assert shell.lock_page is None and shell.context is not None
    assert not shell.desk_lock.idle.isActive() and window.isVisible()


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
    office.shell.showMaximized()
    office.qtbot.waitUntil(office.shell.isMaximized)
    office.shell.come_forward()
    assert office.shell.isMaximized()


def test_starting_it_again_while_somebody_listens_uncovers_nothing(office: Office) -> None:
    window = office.listen()
    office.qtbot.waitUntil(window.isActiveWindow)
    office.asked.append(True)
    office.qtbot.waitUntil(lambda: not office.asked, timeout=5000)
    QApplication.processEvents()
    office.qtbot.waitUntil(lambda: in_front(window))
    assert not office.shell.isActiveWindow() and window.isFullScreen()


# Hearing a copy before it is decided


def hearing(office: Office) -> DecisionsPlace:
    """Sign the approver in, and fill the screen with the first copy."""
    office.sign_in("approver")
    place = office.place(DecisionsPlace)
    office.open_first(place.list_page.table)
    place.page.hearing.copy.click()
    office.qtbot.waitUntil(lambda: place.hearings.window is not None)
    office.settle()
    return place


@pytest.mark.against("approver")
def test_locking_the_desk_or_signing_out_ends_a_hearing_but_not_idleness_while_it_plays(office: Office) -> None:
    place, player, lock = hearing(office), office.staff.desk.player, office.shell.desk_lock
    office.shell.come_forward()
    office.qtbot.waitUntil(lambda: place.hearings.window is not None and place.hearings.window.isActiveWindow())
    assert isinstance(player, FakePlayer) and place.hearings.window is not None
    player.seen = PlayerStatus(PlayState.PLAYING)
    lock.idle.timeout.emit()
    assert place.hearings.window is not None
    player.seen = PlayerStatus(PlayState.PAUSED)
    handle = place.hearings.window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_L, CONTROL)
    office.settle()
    assert office.shell.lock_page is not None and place.hearings.window is None
    both = {EventKind.HEARD, EventKind.DESK_LOCKED}  # the key may reach either window first
    assert set(office.logged()[-2:]) == both
    office.sign_out()
    hearing(office)
    office.sign_out()
    assert not [window for window in QApplication.topLevelWidgets() if isinstance(window, HearingWindow)]
    assert office.logged()[-2:] == [EventKind.HEARD, EventKind.SIGNED_OUT]


def test_that_nothing_waits_is_not_said_before_it_is_known(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    reads, real = threading.Event(), listing.decisions_waiting

    @wraps(real)
    def slowly(*arguments: Any, **more: Any) -> Any:
        assert reads.wait(PATIENCE)
        return real(*arguments, **more)

    monkeypatch.setattr(listing, "decisions_waiting", slowly)
    shell, page = office.shell, office.shell.sign_in
    page.name.set_value("approver")
    page.password.input.setText("demo listening room")
    page.submitted.emit()
    office.qtbot.waitUntil(lambda: "decisions" in shell.places and shell.places["decisions"].isVisible())
    assert "Decisions" in office.read() and "Nothing is waiting" not in office.read()
    reads.set()
    office.settle()
    assert "2 requests are waiting for your decision." in office.read() and "Nothing is waiting" not in office.read()


CANARY = "Zephyrine Quillfeather 07700 900123"


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OwnLog:
    """Return a log in which every task counts as slow."""
    monkeypatch.setattr(module, "SLOW_MS", 0)
    return OwnLog(tmp_path / "log", "screens", lambda: datetime(2026, 11, 28, tzinfo=UTC), lambda line: None)


@pytest.mark.against("administrator")
def test_whatever_people_do_and_type_their_log_has_no_word_of_theirs(office: Office, log: OwnLog) -> None:
    assert office.screens is not None
    office.screens.tasks._noted = log.done
    office.sign_in(CANARY, CANARY)
    office.sign_in("adviser")
    today = office.place(TodayPlace)
    customers = {row.cells[1] for row in today.table.view.rows_model.rows}
    assert len(customers) > 1
    office.open_appointment()
    office.check_in()
    office.lock()
    [file] = (log._folder).glob("*.log")
    said = file.read_text("ascii")
    for line in ("failed of=sign_in code=sign_in_refused", "slow of=sign_in ms=", "slow of=check_in ms="):
        assert line in said
    with office.staff.desk.uow().read_only() as uow:
        people = {person.shown_name for person in uow.reading.people().values()}
    theirs = {word for text in (CANARY, *people, *customers) for word in text.split() if len(word) > 3}
    assert {"Zephyrine", "900123"} < theirs
    words = f" {said.replace('=', ' ')}".casefold()
    assert not [word for word in theirs - {"Demo"} if f" {word}".casefold() in words]

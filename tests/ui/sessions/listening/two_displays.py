"""Two displays, as Qt's offscreen platform has them from a file. Run by `test_two_displays.py`, in a process.

A display cannot be unplugged on that platform: Qt's signals (`screenRemoved`, one display fewer) are sent here.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.domain.log.events import EventKind
from desktop.domain.sessions.session import State
from desktop.ui.kit.style import the_app
from desktop.ui.player.controls import Displays, displays
from desktop.ui.sessions.break_page import BreakPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.listening.listening_window import ListeningWindow
from desktop.ui.sessions.listening.overlay import NotePanel, StaffStrip
from tests.ui.accessible import interface, name, walk
from tests.ui.presses import key_to
from tests.ui.sessions.counter import Counter, words_on

Key = Qt.Key


def screens() -> tuple[QScreen, QScreen]:
    found = {screen.name(): screen for screen in QGuiApplication.screens()}
    return found["staff"], found["customer"]


def listen(counter: Counter) -> tuple[ListeningWindow, StaffStrip]:
    counter.open()
    strip = counter.window.strip
    assert strip is not None
    QApplication.processEvents()
    return counter.window, strip


def over(strip: StaffStrip) -> QWidget | None:
    return strip.stack.currentWidget()


def strips() -> list[QWidget]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, StaffStrip)]


def show_displays(monkeypatch: pytest.MonkeyPatch, staff: QScreen, customer: QScreen | None) -> None:
    found = Displays(staff, customer)
    monkeypatch.setattr("desktop.ui.sessions.listening.listening_window.displays", lambda _: found)


def unplug(counter: Counter, monkeypatch: pytest.MonkeyPatch, gone: QScreen, left: QScreen) -> None:
    show_displays(monkeypatch, left, None)
    the_app().screenRemoved.emit(gone)
    counter.until(lambda: counter.window.strip is None)


def plug_in(counter: Counter, monkeypatch: pytest.MonkeyPatch, staff: QScreen, customer: QScreen) -> StaffStrip:
    show_displays(monkeypatch, staff, customer)
    the_app().screenAdded.emit(customer)
    counter.until(lambda: counter.window.strip is not None)
    QApplication.processEvents()
    assert counter.window.strip is not None
    return counter.window.strip


def test_the_customer_has_the_second_display_and_staff_a_strip_on_the_first(counter: Counter) -> None:
    window, strip = listen(counter)
    staff, customer = screens()
    assert window.geometry() == customer.geometry() and window.isFullScreen()
    assert staff.geometry().contains(strip.geometry()) and strip.height() < staff.geometry().height() / 3
    assert strip.geometry().bottom() == staff.geometry().bottom()
    window.panel.more.open()
    assert not window.panel.note.isVisible() and window.panel.rest.isVisible()
    window.panel.more.fold()
    assert not strip.close() and strip.isVisible() and not counter.place.isEnabled()
    assert [at for at in walk(strip) if at.state().focusable and not name(at)] == []
    assert name(interface(strip.play)) == "Play"
    for private in ("Demo Customer One", "Demo adviser"):
        assert private not in words_on(window)


def test_keys_and_buttons_of_staff_act_as_in_the_window_and_finishing_gives_them_theirs_back(counter: Counter) -> None:
    window, strip = listen(counter)
    key_to(strip, Key.Key_Space)
    counter.until(lambda: window.control.playing)
    assert strip.play.text() == "Pause"
    strip.play.click()
    counter.until(lambda: not window.control.playing)
    key_to(strip, Key.Key_Up)
    assert window.control.volume == 85, "the office's ceiling, from the louder start that the request asks for"
    strip.finish.setFocus()
    key_to(strip, Key.Key_Space)
    counter.until(lambda: window.control.playing)  # and nothing is finished
    assert counter.kept().state is State.LISTENING
    strip.finish.click()
    counter.settle()
    page = counter.page(ClosePage)
    assert counter.place.isEnabled() and counter.place.window_shown is None
    counter.until(lambda: strips() == [])
    sheet = counter.day_sheet(page)  # on a display of their own they need not hold a key
    assert "Demo Customer Two" in sheet.sheet.values().values() and not sheet.hold_button.isVisible()


def test_a_note_is_written_on_staffs_display_and_the_customer_keeps_the_panel(counter: Counter) -> None:
    window, strip = listen(counter)
    staff, _ = screens()
    key_to(window, Key.Key_N)
    page = over(strip)
    assert isinstance(page, NotePanel) and window.stack.currentWidget() is window.panel
    assert strip.geometry() == staff.geometry()
    QTest.keyClicks(page.note_words.input, "bin not out")
    assert page.note_words.value() == "bin not out"
    page.correction.options["no"].click()
    counter.press(page.primary)
    assert over(strip) is strip.row and strip.height() < staff.geometry().height() / 3
    assert EventKind.NOTE_TAKEN in counter.events()
    assert strip.saved.isVisible() and strip.saved.words == "The note is saved."
    assert window.panel.next_part.words != strip.saved.words


def test_a_break_and_a_stop_blank_the_customers_display_and_are_unlocked_on_staffs(counter: Counter) -> None:
    window, strip = listen(counter)
    staff, _ = screens()
    strip.rest.click()
    counter.settle()
    assert isinstance(over(strip), BreakPage) and strip.geometry() == staff.geometry()
    assert not window.panel.isVisible() and "On a break" in words_on(window)
    assert counter.kept().state is State.ON_BREAK
    counter.unlock()
    assert window.panel.isVisible() and over(strip) is strip.row and counter.kept().state is State.LISTENING
    key_to(strip, Key.Key_Escape)
    key_to(window, Key.Key_Escape)
    assert not window.panel.isVisible() and "You don’t have to carry on." in words_on(window)
    assert isinstance(over(strip), BreakPage)


def test_what_is_written_and_a_break_come_along_when_a_display_goes_or_comes(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, strip = listen(counter)
    staff, customer = screens()
    key_to(strip, Key.Key_N)
    page = counter.note
    QTest.keyClicks(page.note_words.input, "It was on a Mon")
    unplug(counter, monkeypatch, staff, customer)
    assert window.stack.currentWidget() is page and page.isVisible() and window.geometry() == customer.geometry()
    strip = plug_in(counter, monkeypatch, staff, customer)
    assert over(strip) is page and page.isVisible() and page.note_words.value() == "It was on a Mon"
    assert window.stack.currentWidget() is window.panel
    page.correction.options["no"].click()
    counter.press(page.primary)
    assert over(strip) is strip.row
    strip.rest.click()
    counter.settle()
    unplug(counter, monkeypatch, customer, staff)
    assert isinstance(window.stack.currentWidget(), BreakPage) and not window.panel.isVisible() and window.on_break
    counter.unlock()
    assert window.stack.currentWidget() is window.panel


def test_a_mirror_is_no_second_display(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    staff, _ = screens()
    mirrored = SimpleNamespace(screens=lambda: [staff, staff], primaryScreen=lambda: staff)
    monkeypatch.setattr("desktop.ui.player.controls.QGuiApplication", mirrored)
    assert displays(counter.place).customer is None
    counter.open()
    assert counter.window.strip is None and counter.window.geometry() == staff.geometry()

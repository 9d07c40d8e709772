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

from desktop.application.ports.sound import PlayState
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.session import State
from desktop.ui.player.controls import Displays, displays
from desktop.ui.sessions.break_page import BreakPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.listening_window import ListeningWindow
from desktop.ui.sessions.overlay import NotePanel, StaffStrip
from tests.ui.accessible import interface, name, walk
from tests.ui.presses import key_to
from tests.ui.sessions.counter import Counter, words_on
from tests.ui.sessions.test_closing import day_sheet

Key = Qt.Key
PASSWORD = "demo listening room"


def screens() -> tuple[QScreen, QScreen]:
    found = {screen.name(): screen for screen in QGuiApplication.screens()}
    return found["staff"], found["customer"]


def listen(counter: Counter) -> tuple[ListeningWindow, StaffStrip]:
    counter.open()
    strip = counter.window.strip
    assert strip is not None
    QApplication.processEvents()
    return counter.window, strip


def press_key(widget: QWidget, key: Key) -> None:
    key_to(widget, key)


def over(strip: StaffStrip) -> QWidget | None:
    return strip.stack.currentWidget()


def unplug(counter: Counter, monkeypatch: pytest.MonkeyPatch, gone: QScreen, left: QScreen) -> None:
    monkeypatch.setattr("desktop.ui.sessions.listening_window.displays", lambda _: Displays(left, None))
    app = QGuiApplication.instance()
    assert isinstance(app, QGuiApplication)
    app.screenRemoved.emit(gone)
    counter.until(lambda: counter.window.strip is None)


def plug_in(counter: Counter, monkeypatch: pytest.MonkeyPatch, staff: QScreen, customer: QScreen) -> StaffStrip:
    monkeypatch.setattr("desktop.ui.sessions.listening_window.displays", lambda _: Displays(staff, customer))
    app = QGuiApplication.instance()
    assert isinstance(app, QGuiApplication)
    app.screenAdded.emit(customer)
    counter.until(lambda: counter.window.strip is not None)
    strip = counter.window.strip
    assert strip is not None
    QApplication.processEvents()
    return strip


def heard_more(counter: Counter, seconds: float) -> None:
    window = counter.window
    wanted = sum(map(len, window.control.heard)) + seconds * window.panel.call.rate
    counter.until(lambda: sum(map(len, window.control.heard)) > wanted)


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


def test_keys_and_buttons_of_staff_act_as_in_the_window(counter: Counter) -> None:
    window, strip = listen(counter)
    press_key(strip, Key.Key_Space)
    counter.until(lambda: window.control.playing)
    assert strip.play.text() == "Pause"
    strip.play.click()
    counter.until(lambda: not window.control.playing)
    press_key(strip, Key.Key_Up)
    assert window.control.volume == 85, "the office's ceiling, from the louder start that the request asks for"
    strip.finish.setFocus()
    press_key(strip, Key.Key_Space)
    counter.until(lambda: window.control.playing)  # and nothing is finished
    assert counter.kept().state is State.LISTENING


def test_a_note_is_written_on_staffs_display_and_the_customer_keeps_the_panel(counter: Counter) -> None:
    window, strip = listen(counter)
    staff, _ = screens()
    press_key(window, Key.Key_N)
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


def test_a_break_blanks_the_customers_display_and_is_unlocked_on_staffs(counter: Counter) -> None:
    window, strip = listen(counter)
    staff, _ = screens()
    strip.rest.click()
    counter.settle()
    page = over(strip)
    assert isinstance(page, BreakPage) and strip.geometry() == staff.geometry()
    assert not window.panel.isVisible() and "On a break" in words_on(window)
    assert counter.kept().state is State.ON_BREAK
    page.password.input.setText(PASSWORD)
    counter.press(page.primary)
    counter.settle()
    assert window.panel.isVisible() and over(strip) is strip.row and counter.kept().state is State.LISTENING


def test_escape_twice_blanks_the_customers_display_at_once(counter: Counter) -> None:
    window, strip = listen(counter)
    press_key(strip, Key.Key_Escape)
    press_key(window, Key.Key_Escape)
    assert not window.panel.isVisible() and "You don’t have to carry on." in words_on(window)
    assert isinstance(over(strip), BreakPage)


def test_finishing_gives_staff_their_window_back(counter: Counter) -> None:
    _, strip = listen(counter)
    strip.finish.click()
    counter.settle()
    counter.page(ClosePage)
    assert counter.place.isEnabled() and counter.place.window_shown is None
    counter.until(lambda: not [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, StaffStrip)])


def test_on_a_display_of_their_own_staff_see_who_comes_today_without_a_press(counter: Counter) -> None:
    _, strip = listen(counter)
    strip.finish.click()
    counter.settle()
    sheet = day_sheet(counter, counter.page(ClosePage))
    assert "Demo Customer Two" in sheet.sheet.values().values() and not sheet.hold_button.isVisible()


def test_a_display_that_is_unplugged_stops_the_sound_and_the_panel_comes_to_the_one_left(
    sound: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, _ = listen(sound)
    staff, customer = screens()
    press_key(window, Key.Key_Space)
    sound.until(lambda: sum(map(len, window.control.heard)) > 0.5 * window.panel.call.rate)
    unplug(sound, monkeypatch, customer, staff)
    sound.settle()
    assert sound.staff.desk.player.status().state is PlayState.PAUSED and not window.control.playing
    assert window.geometry() == staff.geometry() and window.isFullScreen()
    window.panel.more.open()
    assert window.panel.isVisible() and window.panel.note.isVisible()
    assert sound.kept().heard == window.control.heard != ()
    assert sound.kept().state is State.LISTENING


def test_why_the_sound_stopped_is_said_and_logged_and_it_plays_on_without_the_strip(
    sound: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, _ = listen(sound)
    staff, customer = screens()
    press_key(window, Key.Key_Space)
    heard_more(sound, 0.3)
    unplug(sound, monkeypatch, customer, staff)
    sound.settle()
    assert window.panel.problem.words == "Playing has paused: a display was unplugged. Press Play to continue."
    assert sound.events()[-1] is EventKind.PLAY_STOPPED and sound.facts()["because"] == "display_gone"
    sound.until(lambda: not [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, StaffStrip)])
    press_key(window, Key.Key_Space)
    heard_more(sound, 0.5)  # and nothing speaks to a strip that is gone
    assert window.panel.problem.words == ""


def test_plugged_in_again_the_customer_has_the_panel_there_and_staff_the_strip(
    sound: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, _ = listen(sound)
    staff, customer = screens()
    press_key(window, Key.Key_Space)
    heard_more(sound, 0.3)
    unplug(sound, monkeypatch, customer, staff)
    strip = plug_in(sound, monkeypatch, staff, customer)
    assert window.geometry() == customer.geometry() and window.isFullScreen()
    assert staff.geometry().contains(strip.geometry()) and strip.isVisible() and strip.play.text() == "Play"
    window.panel.more.open()
    assert window.panel.rest.isVisible() and not window.panel.note.isVisible()
    why = "Playing has paused: a display was unplugged. Press Play to continue."
    assert (strip.problem.words, window.panel.problem.words) == (why, why)
    at = strip.time.words
    strip.play.click()
    heard_more(sound, 1.2)
    assert strip.play.text() == "Pause" and strip.time.words != at and strip.problem.words == ""
    unplug(sound, monkeypatch, customer, staff)
    assert window.geometry() == staff.geometry()


def test_a_display_that_comes_while_a_note_is_written_takes_it_along(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, _ = listen(counter)
    staff, customer = screens()
    unplug(counter, monkeypatch, customer, staff)
    press_key(window, Key.Key_N)
    page = counter.note
    QTest.keyClicks(page.note_words.input, "It was on a Mon")
    strip = plug_in(counter, monkeypatch, staff, customer)
    assert over(strip) is page and page.isVisible() and page.note_words.value() == "It was on a Mon"
    assert window.stack.currentWidget() is window.panel


def test_what_was_being_written_comes_along(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    window, strip = listen(counter)
    staff, customer = screens()
    press_key(strip, Key.Key_N)
    page = over(strip)
    assert isinstance(page, NotePanel)
    QTest.keyClicks(page.note_words.input, "It was on a Mon")
    unplug(counter, monkeypatch, staff, customer)
    assert window.stack.currentWidget() is page and page.isVisible()
    assert page.note_words.value() == "It was on a Mon" and window.geometry() == customer.geometry()
    page.correction.options["no"].click()
    counter.press(page.primary)
    assert window.stack.currentWidget() is window.panel


def test_a_break_stays_blank_and_locked_when_a_display_goes(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    window, strip = listen(counter)
    staff, customer = screens()
    strip.rest.click()
    counter.settle()
    unplug(counter, monkeypatch, customer, staff)
    page = window.stack.currentWidget()
    assert isinstance(page, BreakPage) and not window.panel.isVisible() and window.on_break
    page.password.input.setText(PASSWORD)
    counter.press(page.primary)
    counter.settle()
    assert window.stack.currentWidget() is window.panel


def test_a_mirror_is_no_second_display(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    staff, _ = screens()
    mirrored = SimpleNamespace(screens=lambda: [staff, staff], primaryScreen=lambda: staff)
    monkeypatch.setattr("desktop.ui.player.controls.QGuiApplication", mirrored)
    assert displays(counter.place).customer is None
    counter.open()
    assert counter.window.strip is None and counter.window.geometry() == staff.geometry()

"""The keys, text size and colours in the window that fills the screen; and what the request says that they need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.application.ports.sound import Ear
from desktop.application.sessions.listening import Opened
from desktop.domain.requests.request import Language
from desktop.domain.sessions.needs import Need
from desktop.ui.kit.overlays import KeySheet
from desktop.ui.kit.style import Appearance, current, wear
from desktop.ui.player.sheets import DisplaySheet
from desktop.ui.running.context import Context
from desktop.ui.sessions.brief_page import CustomerPage
from desktop.ui.sessions.listening_window import ListeningWindow
from desktop.ui.sessions.session_page import Ask
from desktop.words import tr
from desktop.words.welsh import InWelsh
from tests.ui.sessions.counter import Counter
from tests.ui.sessions.test_their_language import welsh_office
from tests.ui.staff import shown

Key = Qt.Key


@pytest.fixture(autouse=True)
def usual() -> Iterator[None]:
    yield
    wear(Appearance())


def keys_of(window: ListeningWindow) -> dict[str, str]:
    sheet = window.sheets.shown
    assert isinstance(sheet, KeySheet)
    return sheet.sheet.values()


def close_sheet(counter: Counter, window: ListeningWindow) -> None:
    sheet = window.sheets.shown
    assert sheet is not None
    QTest.keyClick(sheet, Key.Key_Escape)
    counter.until(lambda: window.sheets.shown is None)


def test_f1_shows_the_keys_of_the_listening_window_and_pauses_what_plays(sound: Counter) -> None:
    window = sound.listen()
    sound.play_for(0.3)
    sound.key(Key.Key_F1)
    sound.until(lambda: not window.control.playing)
    said = keys_of(window)
    assert said["Space"] == "Play, or pause" and said["N"] and said["Esc twice"] == "Stop, and hide the call at once"
    close_sheet(sound, window)
    assert window.isVisible() and not window.on_break
    sound.key(Key.Key_Space)
    sound.until(lambda: window.control.playing)


def test_an_escape_that_closes_a_sheet_is_the_first_of_two_and_no_sign_opens_one_without_letter_keys(
    counter: Counter,
) -> None:
    window = counter.listen()
    counter.place.context.habits.letter_keys = False
    counter.key(Key.Key_Question, Qt.KeyboardModifier.ShiftModifier)
    assert window.sheets.shown is None
    counter.key(Key.Key_F1)
    assert "N" not in keys_of(window) and "Esc twice" in keys_of(window)
    close_sheet(counter, window)
    counter.key(Key.Key_Escape)
    counter.until(lambda: window.on_break)


def test_both_sheets_are_in_welsh_for_whoever_listens_in_welsh(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = welsh_office(counter)

    def listening(opened: Opened, _: Context, *rest: Any) -> ListeningWindow:
        welsh = replace(opened, session=replace(opened.session, language=Language.WELSH))
        return ListeningWindow(welsh, context, *rest)

    monkeypatch.setattr("desktop.ui.sessions.place.ListeningWindow", listening)
    window = counter.listen()
    counter.key(Key.Key_F1)
    assert keys_of(window)["Bylchwr"] == "Chwarae, neu oedi"
    close_sheet(counter, window)
    window.panel.more.open()
    counter.press(window.panel.display)
    sheet = window.sheets.shown
    assert isinstance(sheet, DisplaySheet) and sheet.windowTitle() == "Maint y testun a lliwiau"
    assert isinstance(window.language, InWelsh)
    window.language.missing.clear()
    sheet.text.more_button.click()
    assert sheet.text.middle.text() == "125%" and window.language.missing == set()
    close_sheet(counter, window)
    assert tr("Close") == "Close", "the program speaks as before"


def test_text_and_colours_are_changed_for_this_call_alone_and_are_as_they_were_when_one_comes_back_to_it(
    counter: Counter,
) -> None:
    window = counter.listen()
    control = window.control
    window.panel.more.open()
    counter.press(window.panel.display)
    sheet = window.sheets.shown
    assert isinstance(sheet, DisplaySheet)
    before = window.panel.about.font().pixelSize()
    sheet.text.more_button.click()
    sheet.text.more_button.click()
    assert sheet.text.middle.text() == "150%" and window.panel.about.font().pixelSize() > before
    sheet.colours.options["light"].click()
    assert {window.__dict__["theme"], window.panel.__dict__["theme"]} == {"light"}
    close_sheet(counter, window)
    control.set_volume(70)
    control.set_rate(0.8)
    control.set_ear(Ear.LEFT)
    window.panel.finish.click()
    counter.settle()
    assert current() == Appearance(), "the adviser's own text is as it was"
    counter.place.run(Ask.NOT_HEARD)
    counter.until_it_listens()
    back = counter.window
    assert back is not window and (back.control.volume, back.control.rate, back.control.ear) == (70, 0.8, Ear.LEFT)
    assert back.sheets.theme == "light" and current().text == 150
    counter.place.leave_window()
    assert current().text == 100


def test_what_they_need_to_read_is_worn_before_they_sit_down(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    def listening(opened: Opened, *rest: Any) -> ListeningWindow:
        needs = (Need.LARGE_TYPE, Need.HIGH_CONTRAST)
        return ListeningWindow(replace(opened, session=replace(opened.session, needs=needs)), *rest)

    monkeypatch.setattr("desktop.ui.sessions.place.ListeningWindow", listening)
    window = counter.listen()
    assert current().text == 150
    assert {window.__dict__["theme"], window.panel.__dict__["theme"]} == {"high-contrast"}
    counter.place.leave_window()
    assert current().text == 100


def test_the_customers_page_is_in_large_type_and_says_that_it_is_as_they_asked(counter: Counter) -> None:
    counter.brief()
    view, context = counter.view, counter.place.context
    plain = replace(view, needs=(Need.EXTRA_TIME,), adjustments=())
    asked = replace(view, needs=(Need.LARGE_TYPE,), adjustments=())
    sizes, said = [], []
    for each in (plain, asked):
        page = CustomerPage(each, context)
        shown(counter.qtbot, page)
        line = page.lines.layout().itemAt(0).widget()  # type: ignore[union-attr]
        assert line is not None
        sizes.append(line.font().pixelSize())
        said.append("It is set up as you asked." in page.where())
    assert sizes[1] > sizes[0] and said == [False, True]

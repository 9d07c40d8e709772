"""Every page of the program by keyboard and for a screen reader: each focus has a name, and Tab gets there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import KeyringError
from desktop.ui.kit.page import Page
from desktop.ui.sessions.check_in_page import CheckInPage
from desktop.ui.sessions.id_page import CallerPage, IdPage
from desktop.ui.shell.lock_screen import LockPage
from desktop.ui.shell.sign_in import SignInPage
from tests.ui.accessible import interface, name, tab_stops, walk
from tests.ui.sessions.counter import Counter
from tests.ui.sessions.test_closing import brief_page, closing
from tests.ui.sessions.test_identification import fill_bill, fill_photo


def pages_of(counter: Counter) -> Iterator[Page]:
    """Yield the pages of a session in their order, some of them with more on them."""
    counter.begin()
    arrival = counter.page(CheckInPage)
    yield arrival
    counter.press(arrival.primary)
    assert arrival.parties.problem
    yield arrival
    arrival.parties.options["customer"].click()
    counter.press(arrival.primary)
    documents = counter.page(IdPage)
    yield documents
    fill_photo(documents.slots[0], "driving_licence")
    fill_bill(documents.slots[1])
    yield documents
    counter.press(documents.primary)
    caller = counter.page(CallerPage)
    caller.some_differ.click()
    caller.check.options["near_enough"].click()
    yield caller


def later_pages_of(counter: Counter) -> Iterator[Page]:
    yield brief_page(counter)
    yield closing(counter, slot=1)
    yield counter.close_session()


def unnamed(widget: QWidget) -> list[str]:
    """Return the widgets that can have the keyboard and have no name."""
    return [str(at.role()) for at in walk(widget) if at.state().focusable and not name(at)]


@pytest.mark.parametrize("pages", [pages_of, later_pages_of])
def test_every_page_of_the_session_is_named_and_reached_by_tab(
    qtbot: QtBot, counter: Counter, pages: Callable[[Counter], Iterator[Page]]
) -> None:
    for page in pages(counter):
        assert unnamed(counter.place) == []
        counter.place.activateWindow()
        qtbot.waitUntil(counter.place.isActiveWindow)
        enabled = page.primary.isEnabled()
        page.primary.setEnabled(True)  # it is reached once nothing is missing
        page.focus_first()
        first = page.fields()[0].focus_target() if page.fields() else page.primary
        stops = tab_stops(qtbot, first)
        assert page.primary in stops
        assert [stop for stop in stops if not stop.isVisible()] == []
        page.primary.setEnabled(enabled)


def sign_in_page() -> Page:
    page = SignInPage()
    page.show_ready()
    return page


def sign_in_refused() -> Page:
    page = SignInPage()
    page.show_cannot_open(KeyringError("keyring_none"))
    return page


@pytest.mark.parametrize("make", [sign_in_page, sign_in_refused, lambda: LockPage("Demo adviser")])
def test_the_door_is_named(qtbot: QtBot, make: Callable[[], Page]) -> None:
    page = make()
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    assert unnamed(page) == []
    if page.primary.isEnabled():
        assert page.primary in tab_stops(qtbot, page.fields()[0].focus_target())


def test_what_covers_the_listening_window_is_named_and_keeps_the_keyboard(qtbot: QtBot, sound: Counter) -> None:
    window = sound.listen()
    panel = window.panel
    assert unnamed(window) == []
    always: set[QWidget] = {panel.play, panel.back, panel.louder, panel.stop, panel.more.button, panel.waveform}
    always |= {*panel.chapters.buttons}
    assert set(tab_stops(qtbot, panel.play)) == always
    sound.press(panel.more.button)
    assert unnamed(window) == [] and panel.rest.hasFocus()
    assert {panel.finish, panel.rest, panel.note, *always} <= set(tab_stops(qtbot, panel.rest))
    for key in (Qt.Key.Key_N, Qt.Key.Key_B):
        sound.key(key)
        sound.settle()
        over = window.stack.currentWidget()
        assert isinstance(over, Page) and unnamed(window) == []
        stops = tab_stops(qtbot, over.fields()[0].focus_target())
        assert over.primary in stops and not {window.panel.play, window.panel.finish} & set(stops)


def test_a_screen_reader_is_told_the_place_and_the_removed_parts(sound: Counter) -> None:
    window = sound.listen()
    at = interface(window.panel.waveform)
    assert at.role() == QAccessible.Role.Slider and name(at) == "Your call"
    said = at.text(QAccessible.Text.Description)
    assert said.startswith("0 seconds of 44 seconds") and "part removed" in said and "0:22" in said
    assert name(interface(window.panel.play)) == "Play"
    sound.play_for(0.3)
    assert name(interface(window.panel.play)) == "Pause"
    assert interface(window.panel.play).text(QAccessible.Text.Description) == "Space"

"""The purpose of this PC: the choice by the keyboard, the demo, and a start without one."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from desktop.application.ports.lifecycle import Asked, DemoMade, OfficePlan
from desktop.errors import ExternalSystemError
from desktop.ui.first_start.making_pages import Step, SummaryPage
from desktop.ui.first_start.window import Opens, Purpose
from tests.gallery.states.first_start import REQUEST, StillStart
from tests.ui.accessible import interface, name, walk
from tests.ui.first_start.walk import LONG_MS, walking

JOIN = "Join an office"


@pytest.mark.parametrize("wide", [1366, 683], ids=["side by side", "one under another"])
def test_left_and_right_choose_and_enter_goes_on(qtbot: QtBot, wide: int) -> None:
    with walking(qtbot, StillStart()) as first:
        first.window.resize(wide, 384)
        qtbot.waitUntil(lambda: first.window.width() == wide)
        choice, chosen = first.window.choice, []
        assert choice.cards[Purpose.DEMO].hasFocus()
        for _ in range(3):
            chosen.append((choice.purpose, choice.primary.text()))
            first.key(Qt.Key.Key_Right)
        assert chosen == [(Purpose.DEMO, "Start the demo"), (Purpose.MAKE, "Set up an office"), (Purpose.JOIN, JOIN)]
        while choice.purpose is not Purpose.JOIN:
            first.key(Qt.Key.Key_Left)
        first.key(Qt.Key.Key_Left)
        first.key(Qt.Key.Key_Return)
        first.settle()
        assert first.page is first.window.making.page and "Your office" in first.words


def test_a_screen_reader_hears_what_each_choice_means_and_takes(qtbot: QtBot) -> None:
    with walking(qtbot, StillStart()) as first:
        cards = [at for at in walk(first.window.choice) if at.role() == QAccessible.Role.RadioButton]
        assert [name(card) for card in cards] == ["Try the demo", "Set up an office", "Join an office"]
        for card, takes in zip(cards, ("about a minute", "15 minutes", "5 minutes"), strict=True):
            described = card.text(QAccessible.Text.Description)
            assert takes in described and "You need: " in described
        [heading] = [at for at in walk(first.window.choice) if at.role() == QAccessible.Role.Heading]
        assert name(heading) == "What is this PC for?" and name(interface(first.window)) == "Listening Room"


def test_the_demo_is_made_and_says_who_can_sign_in_before_it_opens(qtbot: QtBot) -> None:
    with walking(qtbot, StillStart()) as first:
        first.key(Qt.Key.Key_Return)
        first.settle()
        assert "adviser" in first.words and "demo listening room" in first.words
        assert first.window.opens is None
        first.go_on()
        assert first.window.opens is Opens.DEMO and not first.window.isVisible()


def test_a_demo_that_cannot_be_made_says_why_and_the_choice_is_still_there(qtbot: QtBot) -> None:
    class Full(StillStart):
        def make_demo(self) -> DemoMade:
            raise ExternalSystemError("backup_not_written")

    with walking(qtbot, Full()) as first:
        first.key(Qt.Key.Key_Return)
        first.settle()
        assert "could not be written" in first.words and not first.page.primary.isEnabled()
        first.window.demo_page.back.emit()
        assert first.page is first.window.choice and "could not be written" not in first.words


def test_where_the_demo_is_not_installed_it_is_not_offered_and_that_is_said(qtbot: QtBot) -> None:
    with walking(qtbot, StillStart(has_demo=False)) as first:
        assert set(first.window.choice.cards) == {Purpose.MAKE, Purpose.JOIN}
        assert "listening-room-demo" in first.words and first.window.choice.purpose is Purpose.MAKE


def test_where_a_request_waits_the_start_goes_on_with_it(qtbot: QtBot) -> None:
    with walking(qtbot, StillStart(asked=Asked(REQUEST, "four words of it"))) as first:
        assert first.page is first.window.joining.request_page
        assert "four words of it" in first.words and "waits for the answer" in first.words
        assert "four words of it" in first.page.where()
        first.window.joining.request_page.back.emit()
        assert first.window.choice.purpose is Purpose.JOIN


def test_while_an_office_is_being_made_the_window_stays(qtbot: QtBot) -> None:
    going_on = Event()

    class Slow(StillStart):
        def make(self, plan: OfficePlan, report: Callable[[int, int], object]) -> None:
            going_on.wait(LONG_MS / 1000)

    with walking(qtbot, Slow()) as first:
        making = first.window.making
        making._go(Step.SUMMARY)
        page = making.page
        assert isinstance(page, SummaryPage)
        first.reach(first.page.primary)
        first.key(Qt.Key.Key_Return)
        qtbot.waitUntil(page.working.isVisible)
        first.window.close()
        assert first.window.isVisible() and making.running
        going_on.set()
        first.settle()
        assert not making.running and first.window.isVisible()
        first.go_on()
        assert first.window.opens is Opens.OFFICE and not first.window.isVisible()


def test_the_window_maps_no_other(qtbot: QtBot, windows: list[str]) -> None:
    with walking(qtbot, StillStart()) as first:
        first.window.restoring.begin()
        first.go_on()
        assert windows == ["FirstStartWindow"]

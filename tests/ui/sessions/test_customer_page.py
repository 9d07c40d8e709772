"""The customer's page before they listen: on their own display or turned to them, in 28 px, in their language."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.application.sessions.listening import Finish
from desktop.domain.sessions.session import WhyFinished
from desktop.ui.kit.style import Size
from desktop.ui.kit.text import Words
from desktop.ui.player.controls import Displays
from desktop.ui.sessions.brief_page import CustomerWindow
from tests.ui.sessions.counter import Counter, words_on
from tests.ui.sessions.test_closing import brief_page


def windows() -> list[CustomerWindow]:
    return [
        found for found in QApplication.topLevelWidgets() if isinstance(found, CustomerWindow) and found.isVisible()
    ]


def test_turned_to_them_it_says_what_happens_and_nothing_of_staff(counter: Counter) -> None:
    page = brief_page(counter)
    assert windows() == []
    counter.press(page.turned)
    (window,) = windows()
    read = words_on(window)
    for said in (
        "You will hear your call of ",
        "Please do not record.",
        "You can stop at any time.",
        "One part is removed",
    ):
        assert said in read
    view = counter.view
    for private in (view.shown_name, view.address, "Demo adviser"):
        assert private not in read
    lines = [words for words in window.page.lines.findChildren(Words) if words.isVisible()]
    assert lines and all(words.font().pixelSize() >= Size.PANEL for words in lines)
    assert window.page.leave.hasFocus() or window.page.leave.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    counter.until(lambda: windows() == [])
    counter.press(page.turned)  # and again, for the next who wants to read it
    counter.until(windows)
    windows()[0].page.back.emit()
    counter.until(lambda: windows() == [])


def test_on_a_second_display_it_comes_with_the_brief_and_goes_with_it(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = QApplication.primaryScreen()
    monkeypatch.setattr("desktop.ui.sessions.brief_page.displays", lambda _: Displays(screen, screen))
    page = brief_page(counter)
    (window,) = windows()
    assert not window.page.leave.isVisible() and not page.turned.isVisible()
    assert not window.isActiveWindow(), "the adviser keeps the keyboard"
    counter.place.run(Finish(counter.place.context.actor, counter.id, 0, because=WhyFinished.LEFT))
    counter.settle()
    counter.until(lambda: windows() == [])


def test_a_display_plugged_in_or_out_during_the_brief_is_used_at_once(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, screen = QApplication.instance(), QApplication.primaryScreen()
    assert isinstance(app, QApplication)
    page = brief_page(counter)
    counter.press(page.turned)
    (turned,) = windows()
    monkeypatch.setattr("desktop.ui.sessions.brief_page.displays", lambda _: Displays(screen, screen))
    app.screenAdded.emit(screen)
    counter.until(lambda: windows() and windows() != [turned])
    (theirs,) = windows()
    assert not theirs.turned and not page.turned.isVisible(), "the adviser has their own page back"
    monkeypatch.setattr("desktop.ui.sessions.brief_page.displays", lambda _: Displays(screen, None))
    app.screenRemoved.emit(screen)
    counter.until(lambda: windows() == [] and page.turned.isVisible())
    counter.place.run(Finish(counter.place.context.actor, counter.id, 0, because=WhyFinished.LEFT))
    counter.settle()
    app.screenAdded.emit(screen)
    counter.settle()
    assert windows() == [], "the brief is over"


def test_it_goes_when_the_desk_locks(counter: Counter) -> None:
    page = brief_page(counter)
    counter.press(page.turned)
    counter.place.hide()  # as the lock does
    counter.until(lambda: windows() == [])

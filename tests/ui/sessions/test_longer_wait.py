"""At the counter: the wait for a supervisor's answer is made longer by one press, here or by a supervisor."""

from __future__ import annotations

from unittest.mock import patch

from PySide6.QtCore import Qt

from desktop.domain.log.events import EventKind
from desktop.domain.sessions.asked_check import MOST_LENGTHENED
from desktop.ui.sessions.caller_page import CallerPage
from desktop.ui.sessions.id_page import IdPage
from tests.ui.elsewhere import Elsewhere
from tests.ui.sessions.counter import Counter
from tests.ui.sessions.test_asked_lesser_check import ask, news, other, page

__all__ = ["other", "page"]


def test_before_it_runs_out_that_is_said_with_what_to_press_and_one_press_gives_two_minutes_more(
    counter: Counter, page: IdPage, other: Elsewhere
) -> None:
    lesser = ask(counter, page)
    counter.staff.wait(61)
    with patch("desktop.ui.kit.widgets.countdown.announce") as announced:
        lesser.wait.countdown.look()
    [said] = [call.args[1] for call in announced.call_args_list]
    assert said == "59 seconds left. Choose “Two minutes longer” if that is not enough."
    counter.qtbot.keyClick(lesser.wait.give_up, Qt.Key.Key_Tab)
    assert lesser.wait.longer.hasFocus()
    counter.qtbot.keyClick(lesser.wait.longer, Qt.Key.Key_Space)
    counter.settle()
    assert counter.events()[-1] is EventKind.LESSER_CHECK_LENGTHENED
    assert lesser.wait.countdown.seconds == 179 and lesser.wait.longer.hasFocus()
    counter.staff.wait(100)
    lesser.wait.countdown.look()
    other.allow()
    news(counter)
    counter.page(CallerPage)


def test_a_supervisor_who_takes_longer_is_waited_for(counter: Counter, page: IdPage, other: Elsewhere) -> None:
    lesser = ask(counter, page)
    counter.staff.wait(90)
    other.lengthen()
    news(counter)
    assert lesser.wait.countdown.seconds == 150 and lesser.wait.isVisible()


def test_one_that_runs_out_here_while_a_supervisor_takes_longer_waits_on(
    counter: Counter, page: IdPage, other: Elsewhere
) -> None:
    """The news of it is late: the window still counts two minutes."""
    lesser = ask(counter, page)
    counter.staff.wait(119)
    other.lengthen()
    counter.staff.wait(1)
    lesser.wait.countdown.look()
    counter.settle()
    assert counter.events()[-1] is EventKind.LESSER_CHECK_LENGTHENED
    assert lesser.wait.isVisible() and lesser.wait.countdown.seconds == 120 and lesser.wait.countdown.counts


def test_ten_times_and_then_the_button_is_gone_and_the_keyboard_on_what_is_left(counter: Counter, page: IdPage) -> None:
    lesser = ask(counter, page)
    lesser.wait.longer.setFocus()
    for number in range(MOST_LENGTHENED):
        assert lesser.wait.longer.isVisible(), number
        counter.press(lesser.wait.longer)
    assert lesser.wait.countdown.seconds == 120 * (1 + MOST_LENGTHENED)
    assert not lesser.wait.longer.isVisible() and lesser.wait.give_up.hasFocus()
    with patch("desktop.ui.kit.widgets.countdown.announce") as announced:
        counter.staff.wait(120 * MOST_LENGTHENED + 61)
        lesser.wait.countdown.look()
    assert [call.args[1] for call in announced.call_args_list] == ["59 seconds left"]
    counter.press(lesser.wait.give_up)
    counter.press(lesser.ask)
    assert lesser.wait.longer.isVisible() and lesser.wait.countdown.seconds == 120


def test_pressed_too_late_it_says_so_and_the_form_is_there_again(counter: Counter, page: IdPage) -> None:
    lesser = ask(counter, page)
    counter.staff.wait(121)
    counter.press(lesser.wait.longer)
    lesser.wait.countdown.look()
    counter.settle()
    assert EventKind.LESSER_CHECK_LENGTHENED not in counter.events()
    assert "Nobody answered in time." in lesser.refusal.words and lesser.ask.isVisible()

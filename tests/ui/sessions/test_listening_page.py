"""The listening page as its customer meets it: words first, four controls, the rest behind More, and Stop."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop.application.ports.sound import PlayState
from desktop.domain.log.events import EventKind
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.session import State
from desktop.ui.sessions.break_page import BreakPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.listening_window import ListeningWindow
from desktop.ui.sessions.speech import Mark
from desktop.ui.sessions.stop_page import StopPage
from tests.ui.sessions.counter import Counter, words_on

Key = Qt.Key
TWO_VOICES = 2
"""Today's appointment whose call has each voice in a channel of its own."""


def at(counter: Counter, window: ListeningWindow, seconds: float) -> None:
    """Play from there."""
    window.control.seek(round(seconds * window.panel.call.rate))
    counter.play_for(0.3)


def stopped(counter: Counter) -> StopPage:
    page = counter.window.stack.currentWidget()
    assert isinstance(page, StopPage)
    counter.until(lambda: page.takes_presses)
    return page


def place_of(widget: QWidget) -> tuple[int, int, int, int]:
    QApplication.processEvents()
    corner = widget.mapTo(widget.window(), widget.rect().topLeft())
    return corner.x(), corner.y(), widget.width(), widget.height()


def test_it_says_who_is_speaking_by_word_and_shape(sound: Counter) -> None:
    window = sound.listen(TWO_VOICES)
    panel = window.panel
    upper, lower = panel.waveform.lanes
    assert (upper.name, upper.mark, lower.name, lower.mark) == ("Council", Mark.SQUARE, "You", Mark.CIRCLE)
    assert panel.now.words == "Ready when you are"
    rate = panel.call.rate
    alone = next(span for span in upper.talk if not any(o.start < span.end and span.start < o.end for o in lower.talk))
    at(sound, window, alone.start / rate + 0.2)
    assert (panel.now.words, panel.now.mark.mark) == ("The council is speaking", Mark.SQUARE)
    alone = next(span for span in lower.talk if not any(o.start < span.end and span.start < o.end for o in upper.talk))
    at(sound, window, alone.start / rate + 0.2)
    assert (panel.now.words, panel.now.mark.mark) == ("You are speaking", Mark.CIRCLE)
    sound.key(Key.Key_Space)
    sound.until(lambda: panel.now.words == "Paused")


def test_a_removed_part_has_its_words_in_its_place_and_is_told_before_it_comes(sound: Counter) -> None:
    window = sound.listen()
    panel, part = window.panel, window.panel.call.removed[0]
    rate = panel.call.rate
    at(sound, window, part.start / rate - 3)
    assert panel.next_part.words.startswith("Next: a part is removed, ") and panel.next_part.isVisible()
    window.control.seek(part.start)
    sound.until(lambda: panel.now.removed)
    assert panel.now.words.endswith(" removed: about another person") and not panel.next_part.isVisible()
    window.control.seek(part.end + rate)
    sound.until(lambda: not panel.now.removed)


def test_four_controls_are_always_there_and_nothing_moves_as_it_plays_or_more_opens(sound: Counter) -> None:
    window = sound.listen()
    panel = window.panel
    window.showNormal()
    window.resize(1366, 698)
    sound.settle()
    always = (panel.play, panel.back, panel.louder, panel.stop, panel.more.button, panel.waveform)
    assert not panel.more.is_open and not panel.rest.isVisible() and not panel.finish.isVisible()
    sound.until(lambda: [place_of(widget) for widget in always] == [place_of(widget) for widget in always])
    stood = [place_of(widget) for widget in always[1:]]
    assert all(widget.height() >= 72 for widget in always)
    at(sound, window, panel.call.removed[0].start / panel.call.rate - 3)
    panel.play.set_playing(False)  # its word is another one than Pause
    sound.press(panel.more.button)
    assert panel.more.is_open and panel.finish.isVisible() and panel.rest.hasFocus()
    assert [place_of(widget)[1] for widget in always[1:]] == [each[1] for each in stood]
    assert panel.area.verticalScrollBar().maximum() == 0, "it fits as it is"


def test_one_escape_closes_more_and_a_second_stops(counter: Counter) -> None:
    window = counter.listen()
    counter.press(window.panel.more.button)
    counter.key(Key.Key_Escape)
    assert not window.panel.more.is_open and not window.on_break and window.panel.more.button.hasFocus()
    counter.key(Key.Key_Escape)
    assert window.on_break


def test_louder_says_when_it_is_as_loud_as_it_goes(counter: Counter) -> None:
    window = counter.listen()
    while window.control.volume < 85:
        counter.press(window.panel.louder)
    assert window.panel.louder.shown_key == "Loudest" and window.panel.level.middle.text() == "8 of 10"
    counter.key(Key.Key_Down)
    assert window.panel.louder.shown_key == "Up"


def test_at_the_end_finish_stands_beside_the_words_and_comes_after_play(sound: Counter) -> None:
    window = sound.listen()
    panel = window.panel
    window.control.seek(panel.call.frames)
    sound.until(panel.finish.isVisible)
    assert panel.now.words == "This is the end of the call" and not panel.more.is_open
    assert panel.finish.main and not panel.play.main
    panel.play.setFocus()
    sound.key(Key.Key_Tab)
    sound.until(panel.finish.hasFocus)
    window.control.seek(0)
    sound.until(lambda: not panel.finish.isVisible())
    assert panel.play.main and not panel.finish.main
    sound.press(panel.more.button)
    assert panel.finish.isVisible()


@pytest.mark.parametrize("by_button", [True, False])
def test_a_stop_offers_to_stop_here_first_and_asks_for_nothing(counter: Counter, by_button: bool) -> None:
    window = counter.listen()
    if by_button:
        counter.press(window.panel.stop)
    else:
        counter.key(Key.Key_Escape)
        counter.key(Key.Key_Escape)
        counter.settle()
    page = stopped(counter)
    assert counter.events()[-1] is EventKind.DISTRESS_STOPPED and Exceptional.DISTRESS in counter.marks()
    assert page.stop_here.hasFocus() and not page.password.isVisible() and not page.primary.isVisible()
    read = words_on(page)
    assert "You don’t have to carry on." in read and "these helplines can help: Samaritans, 116 123." in read
    counter.press(page.stop_here)
    close = counter.page(ClosePage)
    assert counter.kept().state is State.CLOSING
    read = counter.words()
    assert "Helplines: Samaritans, 116 123." in read and "Do they want to hear it?" not in read
    assert close.copy_wanted.isAncestorOf(close.window().focusWidget()), "nothing plays at a stray Enter or Space"


@pytest.mark.parametrize("distressed", [False, True])
def test_after_a_break_or_a_stop_what_was_missed_plays_only_with_the_advisers_password(
    sound: Counter, distressed: bool
) -> None:
    window = sound.listen()
    sound.play_for(0.5)
    (window.panel.stop if distressed else window.panel.rest).click()
    sound.settle()
    assert isinstance(window.overlay.page, BreakPage)
    window.overlay.page.finish_wanted.emit()
    page, player = sound.page(ClosePage), sound.staff.desk.player
    missed = sound.kept().heard[-1].end
    assert page.again is not None and page.again.hasFocus() is not distressed
    assert ("Do they want to hear it?" in sound.words()) is not distressed
    sound.press(page.again)
    asked = sound.page(BreakPage)
    assert sound.kept().state is State.CLOSING and sound.place.window_shown is None
    sound.until(lambda: player.status().state is PlayState.EMPTY)  # the fade is over
    sound.press(asked.finish)
    again = sound.page(ClosePage).again
    assert again is not None
    sound.press(again)
    asked = sound.page(BreakPage)
    sound.unlock(asked, "not it")
    assert sound.place.window_shown is None and player.status().state is PlayState.EMPTY
    sound.unlock(asked)
    sound.until(lambda: sound.place.window_shown is not None)
    assert sound.kept().state is State.LISTENING and abs(sound.window.control.frame - missed) <= 1


def test_after_a_stop_a_break_and_going_on_are_unlocked_by_staff(counter: Counter) -> None:
    window = counter.listen()
    counter.press(window.panel.stop)
    page = stopped(counter)
    counter.press(page.take_break)
    assert "On a break" in words_on(page) and page.password.isVisible() and page.finish.isVisible()
    assert not page.stop_here.isVisible() and page.password.focus_target().hasFocus()
    counter.until(lambda: page.takes_presses)
    counter.unlock(page)
    counter.until(lambda: not window.on_break)
    assert counter.kept().state is State.LISTENING
    counter.press(window.panel.stop)
    page = stopped(counter)
    counter.press(page.go_on)
    assert "Ready to go on" in words_on(page) and page.password.isVisible()

"""The listening window: what is heard, saved, stopped and finished; with libvlc, vault and database (`sound`)."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.application.ports.sound import PlayState
from desktop.domain.log.events import EventKind
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.session import Outcome, State
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.spans import subtract, total
from desktop.playback import libvlc
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.style import THEMES, screen_of
from desktop.ui.sessions.break_page import BreakPage, StopPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.listening.listening_panel import voices_of
from desktop.ui.sessions.listening.listening_window import ListeningWindow
from desktop.ui.sessions.listening.overlay import NotePanel
from desktop.ui.sessions.listening.speech import Mark
from desktop.words.codes import words
from tests.support.offices.conducted import Course
from tests.ui.accessible import interface, name, tab_stops, walk
from tests.ui.sessions.counter import Counter, a_counter, flip_a_byte, with_sound, words_on
from tests.ui.staff import own_vault

Key, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier
TWO_VOICES = 2
"""Today's appointment whose call has each voice in a channel of its own."""


def state(counter: Counter) -> PlayState:
    return counter.staff.desk.player.status().state


def until_at(counter: Counter, frame: int) -> None:
    counter.until(lambda: counter.window.control.frame == frame)


def at(counter: Counter, window: ListeningWindow, seconds: float) -> None:
    """Play from there."""
    window.control.seek(round(seconds * window.panel.call.rate))
    counter.play_for(0.3)


def stopped(counter: Counter) -> StopPage:
    page = counter.window.stack.currentWidget()
    assert isinstance(page, StopPage)
    counter.until(lambda: page.takes_presses)
    return page


# Filling the screen


@pytest.mark.against("customer")
def test_it_fills_the_screen_and_cannot_be_closed(counter: Counter) -> None:
    window = counter.listen()
    assert window.isFullScreen() and window.geometry() == screen_of(window).geometry()
    assert window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert not window.close()
    handle = window.windowHandle()
    assert handle is not None and not handle.close()  # what Alt+F4 asks of a window
    assert window.isVisible() and counter.kept().state is State.LISTENING


@pytest.mark.against("customer")
def test_what_the_customer_sees_names_nobody(counter: Counter) -> None:
    window, view = counter.listen(), counter.view
    read = words_on(window)
    assert view.reference in read and "Demo office" in read
    for private in (view.shown_name, view.asker.address, "Demo adviser"):
        assert private not in read


def test_there_is_no_menu_neither_on_the_call_nor_where_one_types_and_the_clipboard_is_emptied(
    counter: Counter,
) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("from before")
    window = counter.listen()
    assert clipboard.text() == ""
    for key, typed in ((None, window.panel), (Key.Key_N, QPlainTextEdit), (Key.Key_B, QLineEdit)):
        if key is not None:
            counter.key(key)
            counter.settle()
        over = window.stack.currentWidget()
        target = window.panel if key is None else over.findChild(typed)  # type: ignore[union-attr, arg-type]
        inside = getattr(target, "viewport", lambda target=target: target)()
        where = QPoint(5, 5)
        menu = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, inside.mapToGlobal(where))
        QApplication.sendEvent(inside, menu)
        assert QApplication.activePopupWidget() is None
        assert not [menu for menu in QApplication.topLevelWidgets() if menu.inherits("QMenu") and menu.isVisible()]
        if key is Key.Key_N:
            assert isinstance(over, NotePanel)
            over.back.emit()
    clipboard.setText("from the call")
    assert isinstance(window.overlay.page, BreakPage)
    window.overlay.page.finish_wanted.emit()
    counter.settle()
    counter.page(ClosePage)
    assert clipboard.text() == ""


# Playing


def test_space_plays_and_pauses_and_the_map_fills_with_what_is_heard(sound: Counter) -> None:
    window = sound.listen()
    rate = window.panel.call.rate
    sound.until(lambda: state(sound) is PlayState.LOADED)
    assert window.panel.waveform.view.heard == ()
    sound.play_for(0.8)
    assert window.panel.play.text() == "Pause"
    filled = window.panel.waveform.view.heard
    assert len(filled) == 1 and filled[0].start == 0 and filled[0].end >= 0.7 * rate
    sound.key(Key.Key_Space)
    sound.until(lambda: window.panel.play.text() == "Play" and state(sound) is PlayState.PAUSED)
    sound.settle()
    assert sound.events()[-2:] == [EventKind.PLAY_STARTED, EventKind.PLAY_STOPPED]
    assert sound.facts()["device"] == "capture"
    assert sound.kept().heard == window.control.heard
    window.control.seek(10 * rate)
    until_at(sound, 10 * rate)
    sound.play_for(0.5)
    sound.key(Key.Key_Space)
    sound.settle()
    paused = window.control.frame
    sound.key(Key.Key_Space)
    sound.until(lambda: window.control.playing)
    assert window.control.frame < paused - rate, "after a pause it steps back two seconds"


def test_any_point_is_reached_by_the_bar_and_counts_from_there(sound: Counter) -> None:
    window = sound.listen()
    wave, call = window.panel.waveform, window.panel.call
    at = QPoint(wave.width() // 2, wave.height() // 2)
    sound.qtbot.mouseClick(wave, Qt.MouseButton.LeftButton, pos=at)
    sound.until(lambda: abs(window.control.frame - call.frames / 2) < call.rate)
    begun = window.control.frame
    sound.play_for(0.6)
    (span,) = window.control.heard
    assert abs(span.start - begun) < call.rate / 4
    (passed_over,) = window.panel.waveform.view.notes
    assert passed_over.start == 0 and passed_over.words.startswith("not heard: 0:00 to 0:2")


def test_arrow_keys_move_ten_seconds_and_with_shift_two_and_others_set_loudness_and_speed(counter: Counter) -> None:
    window, none = counter.listen(), Qt.KeyboardModifier.NoModifier
    rate, control = window.panel.call.rate, window.control
    for key, modifier, second in (
        (Key.Key_Right, none, 10),
        (Key.Key_Right, none, 20),
        (Key.Key_Right, SHIFT, 22),
        (Key.Key_Left, none, 12),
        (Key.Key_Left, SHIFT, 10),
    ):
        counter.key(key, modifier)
        assert control.frame == second * rate
    assert counter.kept().heard == () and window.panel.elapsed.words == "0:10"
    calls = counter.player.calls
    while control.volume < 85:
        counter.press(window.panel.louder)
    assert window.panel.louder.shown_key == "Loudest" and window.panel.level.middle.text() == "8 of 10"
    counter.key(Key.Key_Up)
    assert (control.volume, calls[-1]) == (85, "volume 85"), "the office's ceiling"
    counter.key(Key.Key_Down)
    assert (calls[-1], window.panel.louder.shown_key) == ("volume 75", "Up")
    counter.key(Key.Key_BracketRight)
    assert (calls[-1], window.panel.speed.middle.text()) == ("rate 1.1", "110% speed")
    counter.key(Key.Key_BracketLeft)
    counter.key(Key.Key_BracketLeft)
    assert calls[-1] == "rate 0.9"


def test_space_never_presses_a_focused_finish(counter: Counter) -> None:
    window = counter.listen()
    window.panel.finish.setFocus()
    counter.key(Key.Key_Space)
    counter.until(lambda: window.control.playing)
    counter.settle()
    assert counter.place.window_shown is window and counter.kept().state is State.LISTENING
    window.panel.finish.setFocus()
    counter.key(Key.Key_Return)
    counter.page(ClosePage)


# What is said, and where the controls are


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


def test_at_the_end_finish_stands_beside_the_words_and_comes_after_play(counter: Counter) -> None:
    window = counter.listen()
    panel = window.panel
    window.control.seek(panel.call.frames)
    counter.until(panel.finish.isVisible)
    assert panel.now.words == "This is the end of the call" and not panel.more.is_open
    assert panel.finish.main and not panel.play.main
    panel.play.setFocus()
    counter.key(Key.Key_Tab)
    counter.until(panel.finish.hasFocus)
    window.control.seek(0)
    counter.until(lambda: not panel.finish.isVisible())
    assert panel.play.main and not panel.finish.main
    counter.press(panel.more.button)
    assert panel.finish.isVisible()


def test_each_of_two_voices_has_the_name_of_whose_it_is_where_that_is_known() -> None:
    for agent, said, to_staff in (
        (1, ("You", "Council"), ("The other person", "Council")),
        (0, ("Council", "You"), ("Council", "The other person")),
        (None, ("One voice", "The other voice"), ("One voice", "The other voice")),
    ):
        assert voices_of(agent, Kind.SUBJECT_ACCESS).names == said
        assert voices_of(agent, Kind.INTERNAL).names == to_staff


# Saving


@pytest.mark.against("adviser")
def test_nothing_plays_that_cannot_be_logged(sound: Counter) -> None:
    """The spans heard are saved once a minute; those that could not be saved then, or at the end, with the next."""
    window, database = sound.listen(), sound.database
    save, call = window.control._save, window.panel.call
    database.gone = True
    sound.key(Key.Key_Space)
    sound.settle()
    sound.until(lambda: state(sound) is PlayState.LOADED and "does not answer" in words_on(window))
    assert window.panel.play.text() == "Play" and EventKind.PLAY_STARTED not in sound.events()
    database.gone = False
    sound.play_for(0.8)
    assert "does not answer" not in words_on(window)
    assert save.isActive() and save.interval() == 60_000 and EventKind.HEARD not in sound.events()
    save.timeout.emit()
    sound.until(lambda: EventKind.HEARD in sound.events())
    assert window.control.playing and total(sound.kept().heard) >= 0.5 * call.rate
    sound.play_for(0.4)
    database.gone = True
    save.timeout.emit()
    sound.until(lambda: not window.control.playing and state(sound) is not PlayState.PLAYING)
    unsaved = window.control.unsaved()
    assert "does not answer" in words_on(window) and total(unsaved) > 0
    assert subtract(unsaved, sound.kept().heard) == unsaved
    database.gone = False
    sound.play_for(0.3)
    sound.key(Key.Key_Space)
    sound.settle()
    assert subtract(unsaved, sound.kept().heard) == () and window.control.unsaved() == ()
    sound.play_for(0.3)
    heard_so_far = window.control.heard
    database.gone = True
    sound.press(window.panel.finish)
    assert sound.place.window_shown is window and "does not answer" in words_on(window)
    database.gone = False
    sound.press(window.panel.finish)
    sound.page(ClosePage)
    assert subtract(heard_so_far, sound.kept().heard) == ()


# Breaks, and the distress key


def test_a_break_blanks_the_screen_and_only_the_password_ends_it(sound: Counter) -> None:
    window = sound.listen()
    sound.play_for(2.5)
    sound.key(Key.Key_B)
    page = window.overlay.page
    assert isinstance(page, BreakPage) and not window.panel.isVisible()
    ground = window.grab().toImage().pixelColor(window.width() - 3, window.height() // 2).name()
    assert ground == THEMES["listening"].page, "its words are light"
    sound.settle()
    sound.until(lambda: state(sound) is PlayState.EMPTY)
    assert sound.kept().state is State.ON_BREAK and total(sound.kept().heard) > 2 * window.panel.call.rate
    for wrong in ("", "not it"):
        sound.unlock(password=wrong)
        assert window.overlay.page is page and page.primary.isEnabled() and page.password.value() == ""
        assert sound.kept().state is State.ON_BREAK and state(sound) is PlayState.EMPTY
    assert "That is not your password." in page.refusal.words
    page.password.input.setText(DEMO_PASSWORD)
    page.primary.click()
    page.primary.click()
    sound.settle()
    assert sound.events()[-2:] == [EventKind.BREAK_STARTED, EventKind.BREAK_ENDED], "pressed twice it ends once"
    assert window.stack.currentWidget() is window.panel and sound.kept().state is State.LISTENING
    stood = sound.kept().at_frame
    sound.until(lambda: state(sound) is PlayState.LOADED)
    until_at(sound, stood - 2 * window.panel.call.rate)
    sound.play_for(0.5)
    sound.database.gone = True
    sound.key(Key.Key_B)
    sound.settle()
    assert "does not answer" in words_on(window) and not window.panel.isVisible()
    sound.database.gone = False
    sound.unlock()
    sound.settle()
    assert window.stack.currentWidget() is window.panel, "a break that could not be noted is noted when going on"
    assert sound.events()[-2:] == [EventKind.BREAK_STARTED, EventKind.BREAK_ENDED]
    sound.play_for(0.3)


def test_one_escape_closes_more_a_second_stops_and_one_long_after_another_does_nothing(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = counter.listen()
    with monkeypatch.context() as late:
        late.setattr("desktop.ui.sessions.listening.listening_window.TWICE_MS", 0)
        counter.escape_twice()
        counter.press(window.panel.more.button)
        counter.key(Key.Key_Escape)
        assert not window.panel.more.is_open and not window.on_break and window.panel.more.button.hasFocus()
    counter.key(Key.Key_Escape)
    assert window.on_break


@pytest.mark.parametrize("by_button", [True, False])
def test_a_stop_offers_to_stop_here_first_and_asks_for_nothing(counter: Counter, by_button: bool) -> None:
    window = counter.listen()
    if by_button:
        counter.press(window.panel.stop)
    else:
        counter.key(Key.Key_Escape)
        counter.key(Key.Key_Escape)
        assert window.on_break and not window.panel.isVisible()  # at once: nothing has been waited for
        counter.settle()
    page = stopped(counter)
    assert counter.events()[-1] is EventKind.DISTRESS_STOPPED and Exceptional.DISTRESS in counter.marks()
    assert "fade out" in counter.player.calls, "a sound that breaks off frightens"
    assert page.stop_here.hasFocus() and not page.password.isVisible() and not page.primary.isVisible()
    read = words_on(page)
    assert "You don’t have to carry on." in read and "these helplines can help: Samaritans, 116 123." in read
    counter.press(page.stop_here)
    close = counter.page(ClosePage)
    assert counter.kept().state is State.CLOSING
    read = counter.words()
    assert "Helplines: Samaritans, 116 123." in read and "Do they want to hear it?" not in read
    assert close.copy_wanted.isAncestorOf(close.window().focusWidget()), "nothing plays at a stray Enter or Space"


def test_after_a_stop_what_was_missed_plays_only_with_the_advisers_password(sound: Counter) -> None:
    window = sound.listen()
    sound.play_for(0.5)
    window.panel.stop.click()
    sound.settle()
    assert isinstance(window.overlay.page, BreakPage)
    window.overlay.page.finish_wanted.emit()
    page, player = sound.page(ClosePage), sound.staff.desk.player
    missed = sound.kept().heard[-1].end
    assert page.again is not None and not page.again.hasFocus()
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


# Failures


def test_a_damaged_copy_never_opens_and_the_session_closes_as_a_technical_fault(sound: Counter) -> None:
    own_vault(sound.folder)
    flip_a_byte(sound.vault_file(), 0.6)
    sound.open()
    page = sound.page(ClosePage)
    assert sound.place.window_shown is None and state(sound) is PlayState.EMPTY
    assert "The stored copy is damaged." in sound.words()
    assert page.outcome.value() == Outcome.TECHNICAL_FAULT.value and page.outcome_words.isVisible()
    assert Exceptional.TECHNICAL_FAULT in sound.marks()


def test_a_copy_damaged_while_it_plays_goes_silent_and_ends_as_a_technical_fault(sound: Counter) -> None:
    own_vault(sound.folder)
    window = sound.listen()
    sound.play_for(0.4)
    flip_a_byte(sound.vault_file(), 0.9)
    window.control.seek(int(window.panel.call.frames * 0.89))
    sound.until(lambda: window.control.fault)
    assert not window.control.playing and state(sound) is PlayState.FAILED
    assert "The stored copy is damaged." in words_on(window)
    sound.settle()
    sound.press(window.panel.finish)
    page = sound.page(ClosePage)
    assert page.outcome.value() == Outcome.TECHNICAL_FAULT.value
    assert Exceptional.TECHNICAL_FAULT in sound.marks() and total(sound.kept().heard) > 0


def test_without_a_sound_device_it_says_so_and_nothing_counts_as_heard(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libvlc, "ARGUMENTS", (*libvlc.ARGUMENTS, "--aout=alsa", "--alsa-audio-device=hw:77"))
    with a_counter(qtbot, with_sound(tmp_path, None), tmp_path / "demo") as counter:
        window = counter.listen()
        counter.key(Key.Key_Space)
        counter.until(lambda: window.panel.problem.words)
        counter.settle()
        assert window.panel.problem.words.startswith("No sound is coming out, so playing has stopped.")
        assert not window.control.playing and window.control.heard == () and counter.kept().heard == ()


# Finishing, and going back


def test_finishing_shows_what_was_not_heard_and_plays_it_from_there(sound: Counter) -> None:
    window = sound.listen()
    rate = window.panel.call.rate
    sound.play_for(1.2)
    sound.press(window.panel.finish)
    page = sound.page(ClosePage)
    assert sound.place.window_shown is None and state(sound) is PlayState.EMPTY
    end = sound.kept().heard[-1].end
    assert f"Not heard: 0:0{end // rate}" in sound.words() and "Do they want to hear it?" in sound.words()
    assert page.outcome.value() == Outcome.HEARD_IN_PART.value and page.again is not None and page.again.hasFocus()
    sound.press(page.again)
    sound.settle()
    sound.until(lambda: sound.place.window_shown is not None and sound.window.isActiveWindow())
    until_at(sound, end)
    assert sound.window.control.heard == sound.kept().heard
    sound.play_for(0.4)
    sound.press(sound.window.panel.finish)
    sound.page(ClosePage)
    assert total(sound.kept().heard) > end


def test_heard_whole_is_proposed_as_such(counter: Counter) -> None:
    page = counter.closing(Course())
    assert "Everything that can be heard was heard." in counter.words()
    assert page.outcome.value() == Outcome.HEARD_IN_FULL.value and words(Outcome.HEARD_IN_FULL) == "Heard in full"


# By keyboard and for a screen reader


def unnamed(widget: QWidget) -> list[str]:
    """Return the widgets that can have the keyboard and have no name."""
    return [str(at.role()) for at in walk(widget) if at.state().focusable and not name(at)]


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

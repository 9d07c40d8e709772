"""The listening window, with libvlc, the vault and the database of a demo office."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.application.ports.sound import PlayState
from desktop.application.sessions.listening import PlaybackPosition, heard
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.session import NoteKind, Outcome, State
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.spans import Span, subtract, total
from desktop.playback import engine
from desktop.ui.kit.style import THEMES
from desktop.ui.sessions.break_page import BreakPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.listening_panel import voices_of
from desktop.ui.sessions.overlay import NotePanel
from desktop.words.codes import words
from tests.ui.sessions.counter import Counter, a_counter, flip_a_byte, with_sound, words_on
from tests.ui.staff import own_vault

Key, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier
PASSWORD = "demo listening room"


def state(counter: Counter) -> PlayState:
    return counter.staff.desk.player.status().state


def until_at(counter: Counter, frame: int) -> None:
    counter.until(lambda: counter.window.control.frame == frame)


def break_page(counter: Counter) -> BreakPage:
    page = counter.window.stack.currentWidget()
    assert isinstance(page, BreakPage)
    return page


# Filling the screen


def test_it_fills_the_screen_and_cannot_be_closed(sound: Counter) -> None:
    window = sound.listen()
    assert window.isFullScreen() and window.geometry() == window.screen().geometry()
    assert window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert not window.close()
    handle = window.windowHandle()
    assert handle is not None and not handle.close()  # what Alt+F4 asks of a window
    assert window.isVisible() and sound.kept().state is State.LISTENING


def test_there_is_no_menu_neither_on_the_call_nor_where_one_types(sound: Counter) -> None:
    window = sound.listen()
    for key, typed in ((None, window.panel), (Key.Key_N, QPlainTextEdit), (Key.Key_B, QLineEdit)):
        if key is not None:
            sound.key(key)
            sound.settle()
        over = window.stack.currentWidget()
        target = window.panel if key is None else over.findChild(typed)  # type: ignore[union-attr, arg-type]
        inside = getattr(target, "viewport", lambda target=target: target)()
        where = QPoint(5, 5)
        QApplication.sendEvent(
            inside, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, inside.mapToGlobal(where))
        )
        assert QApplication.activePopupWidget() is None
        assert not [menu for menu in QApplication.topLevelWidgets() if menu.inherits("QMenu") and menu.isVisible()]
        if key is Key.Key_N:
            assert isinstance(over, NotePanel)
            over.back.emit()


def test_the_clipboard_is_emptied_when_it_opens_and_when_it_goes(sound: Counter) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("from before")
    window = sound.listen()
    assert clipboard.text() == ""
    clipboard.setText("from the call")
    sound.press(window.panel.finish)
    sound.page(ClosePage)
    assert clipboard.text() == ""


def test_what_the_customer_sees_names_nobody(sound: Counter) -> None:
    window = sound.listen()
    view = sound.view
    read = words_on(window)
    assert view.reference in read and "Demo office" in read
    for private in (view.shown_name, view.address, "Demo adviser"):
        assert private not in read


# Playing


def test_space_plays_and_pauses_and_the_map_fills_with_what_is_heard(sound: Counter) -> None:
    window = sound.listen()
    sound.until(lambda: state(sound) is PlayState.LOADED)
    assert window.panel.waveform.view.heard == ()
    sound.play_for(0.8)
    assert window.panel.play.text() == "Pause"
    filled = window.panel.waveform.view.heard
    assert len(filled) == 1 and filled[0].start == 0 and filled[0].end >= 0.7 * window.panel.call.rate
    sound.key(Key.Key_Space)
    sound.until(lambda: window.panel.play.text() == "Play" and state(sound) is PlayState.PAUSED)
    sound.settle()
    assert sound.events()[-2:] == [EventKind.PLAY_STARTED, EventKind.PLAY_STOPPED]
    assert sound.facts()["device"] == "capture"
    assert sound.kept().heard == window.control.heard


def test_arrow_keys_move_ten_seconds_and_with_shift_two(sound: Counter) -> None:
    rate = sound.listen().panel.call.rate
    none = Qt.KeyboardModifier.NoModifier
    for key, modifier, second in (
        (Key.Key_Right, none, 10),
        (Key.Key_Right, none, 20),
        (Key.Key_Right, SHIFT, 22),
        (Key.Key_Left, none, 12),
        (Key.Key_Left, SHIFT, 10),
    ):
        sound.key(key, modifier)
        until_at(sound, second * rate)
    assert sound.kept().heard == () and sound.window.panel.elapsed.words == "0:10"


def test_keys_for_loudness_and_speed(sound: Counter) -> None:
    window = sound.listen()
    player = sound.staff.desk.player
    sound.key(Key.Key_Up)
    sound.key(Key.Key_Up)
    sound.key(Key.Key_Up)
    assert window.panel.level.middle.text() == "8 of 10" or window.control.volume == 85  # the office's ceiling
    sound.until(lambda: player.status().volume == 85)
    sound.key(Key.Key_Down)
    sound.until(lambda: player.status().volume == 75)
    sound.key(Key.Key_BracketRight)
    sound.until(lambda: player.status().rate == 1.1)
    assert window.panel.speed.middle.text() == "110% speed"
    sound.key(Key.Key_BracketLeft)
    sound.key(Key.Key_BracketLeft)
    sound.until(lambda: player.status().rate == 0.9)


def test_space_never_presses_a_focused_finish(sound: Counter) -> None:
    window = sound.listen()
    window.panel.finish.setFocus()
    sound.key(Key.Key_Space)
    sound.until(lambda: window.control.playing)
    sound.settle()
    assert sound.place.window_shown is window and sound.kept().state is State.LISTENING
    window.panel.finish.setFocus()
    sound.key(Key.Key_Return)
    sound.page(ClosePage)


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


def test_going_on_after_a_pause_steps_back_two_seconds(sound: Counter) -> None:
    window = sound.listen()
    sound.key(Key.Key_Right)
    until_at(sound, 10 * window.panel.call.rate)
    sound.play_for(0.5)
    sound.key(Key.Key_Space)
    sound.settle()
    paused = window.control.frame
    sound.key(Key.Key_Space)
    sound.until(lambda: window.control.playing)
    assert window.control.frame < paused - 1 * window.panel.call.rate


# Saving


def test_what_is_heard_is_saved_once_a_minute_while_it_plays(sound: Counter) -> None:
    window = sound.listen()
    sound.play_for(0.8)
    save = window.control._save
    assert save.isActive() and save.interval() == 60_000 and EventKind.HEARD not in sound.events()
    save.timeout.emit()
    sound.until(lambda: EventKind.HEARD in sound.events())
    assert window.control.playing
    assert total(sound.kept().heard) >= 0.5 * window.panel.call.rate


def test_what_cannot_be_saved_is_not_played_and_nothing_is_lost(sound: Counter) -> None:
    window = sound.listen()
    sound.play_for(0.8)
    sound.database.gone = True
    window.control._save.timeout.emit()
    sound.until(lambda: not window.control.playing and state(sound) is not PlayState.PLAYING)
    assert "does not answer" in words_on(window)
    unsaved = window.control.unsaved()
    assert total(unsaved) > 0 and sound.kept().heard == ()
    sound.database.gone = False
    sound.key(Key.Key_Space)
    sound.until(lambda: window.control.playing)
    assert "does not answer" not in words_on(window)
    sound.key(Key.Key_Space)
    sound.settle()
    assert subtract(unsaved, sound.kept().heard) == () and window.control.unsaved() == ()


def test_nothing_plays_that_cannot_be_logged(sound: Counter) -> None:
    window = sound.listen()
    sound.database.gone = True
    sound.key(Key.Key_Space)
    sound.settle()
    sound.until(lambda: state(sound) is PlayState.LOADED and "does not answer" in words_on(window))
    assert window.panel.play.text() == "Play" and EventKind.PLAY_STARTED not in sound.events()


def test_a_finish_that_cannot_be_saved_is_tried_again_and_keeps_what_was_heard(sound: Counter) -> None:
    window = sound.listen()
    sound.play_for(0.6)
    sound.database.gone = True
    sound.press(window.panel.finish)
    assert sound.place.window_shown is window and "does not answer" in words_on(window)
    sound.database.gone = False
    sound.press(window.panel.finish)
    sound.page(ClosePage)
    assert total(sound.kept().heard) >= 0.5 * window.panel.call.rate


# Notes


def test_letters_do_not_act_while_a_note_is_typed(sound: Counter) -> None:
    window = sound.listen()
    sound.play_for(0.3)
    sound.key(Key.Key_N)
    sound.settle()
    page = sound.note
    assert not window.control.playing
    for key in (Key.Key_B, Key.Key_N, Key.Key_Space, Key.Key_BracketLeft):
        sound.key(key)
    assert window.stack.currentWidget() is page and not window.control.playing and window.control.rate == 1.0
    page.kind.options[NoteKind.QUESTION.value].setFocus()
    for key in (Key.Key_B, Key.Key_N):
        sound.key(key)
    assert window.stack.currentWidget() is page
    page.note_words.focus_target().setFocus()
    sound.qtbot.keyClicks(page.note_words.input, "bin not out")
    assert page.note_words.value().endswith("bin not out") and window.stack.currentWidget() is page


def test_a_note_keeps_where_the_sound_stood(sound: Counter) -> None:
    window = sound.listen()
    sound.key(Key.Key_Right)
    until_at(sound, 10 * window.panel.call.rate)
    sound.key(Key.Key_N)
    page = sound.note
    sound.press(page.primary)
    assert page.note_words.problem == "Type a few words, or go back."
    sound.qtbot.keyClicks(page.note_words.input, "It was Tuesday.")
    sound.press(page.primary)
    assert page.correction.problem == "Ask whether they want it corrected, and choose their answer."
    page.correction.options["yes"].click()
    sound.press(page.primary)
    assert window.stack.currentWidget() is window.panel
    assert window.panel.next_part.isVisible() and window.panel.next_part.words == "The note is saved."
    with sound.staff.desk.uow().read_only() as uow:
        (note,) = uow.sessions.notes(sound.id)
    assert (note.note.words, note.at_frame, note.correction_wanted) == (
        "It was Tuesday.",
        10 * window.panel.call.rate,
        True,
    )


# Breaks, and the distress key


def test_a_break_blanks_the_screen_and_only_the_password_ends_it(sound: Counter) -> None:
    window = sound.listen()
    sound.play_for(2.5)
    sound.key(Key.Key_B)
    page = break_page(sound)
    assert not window.panel.isVisible()
    ground = window.grab().toImage().pixelColor(window.width() - 3, window.height() // 2).name()
    assert ground == THEMES["listening"].page, "its words are light"
    sound.settle()
    sound.until(lambda: state(sound) is PlayState.EMPTY)
    assert sound.kept().state is State.ON_BREAK and total(sound.kept().heard) > 2 * window.panel.call.rate
    for wrong in ("", "not it"):
        sound.unlock(password=wrong)
        assert break_page(sound) is page and page.primary.isEnabled() and page.password.value() == ""
        assert sound.kept().state is State.ON_BREAK and state(sound) is PlayState.EMPTY
    assert "That is not your password." in page.refusal.words
    sound.unlock()
    assert window.stack.currentWidget() is window.panel and sound.kept().state is State.LISTENING
    stood = sound.kept().at_frame
    sound.until(lambda: state(sound) is PlayState.LOADED)
    until_at(sound, stood - 2 * window.panel.call.rate)


def test_go_on_pressed_twice_ends_the_break_once(sound: Counter) -> None:
    window = sound.listen()
    sound.key(Key.Key_B)
    sound.settle()
    page = break_page(sound)
    page.password.input.setText(PASSWORD)
    page.primary.click()
    page.primary.click()
    sound.settle()
    sound.settle()
    assert sound.events()[-2:] == [EventKind.BREAK_STARTED, EventKind.BREAK_ENDED]
    assert window.stack.currentWidget() is window.panel and window.panel.problem.words == ""


def test_escape_twice_stops_blanks_at_once_and_is_logged(sound: Counter) -> None:
    window = sound.listen()
    sound.play_for(0.4)
    sound.key(Key.Key_Escape)
    assert window.control.playing and window.stack.currentWidget() is window.panel
    sound.key(Key.Key_Escape)
    assert window.on_break and not window.panel.isVisible()  # at once: nothing has been waited for
    sound.until(lambda: state(sound) is PlayState.EMPTY)
    sound.settle()
    assert sound.events()[-1] is EventKind.DISTRESS_STOPPED and Exceptional.DISTRESS in sound.marks()
    assert "You don’t have to carry on." in words_on(window)
    sound.press(sound.window.findChild(BreakPage)._footer.links.itemAt(1).widget())  # type: ignore[union-attr, arg-type]
    sound.page(ClosePage)


def test_one_escape_long_after_another_does_nothing(sound: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    window = sound.listen()
    monkeypatch.setattr("desktop.ui.sessions.listening_window.TWICE_MS", 0)
    sound.key(Key.Key_Escape)
    sound.key(Key.Key_Escape)
    assert not window.on_break


def test_a_break_that_could_not_be_noted_is_noted_when_going_on(sound: Counter) -> None:
    window = sound.listen()
    sound.play_for(0.5)
    sound.database.gone = True
    sound.key(Key.Key_B)
    sound.settle()
    assert "does not answer" in words_on(window) and not window.panel.isVisible()
    sound.database.gone = False
    sound.unlock()
    sound.settle()
    assert window.stack.currentWidget() is window.panel
    assert sound.events()[-2:] == [EventKind.BREAK_STARTED, EventKind.BREAK_ENDED]
    assert total(sound.kept().heard) > 0
    sound.play_for(0.3)


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
    monkeypatch.setattr(engine, "ARGUMENTS", (*engine.ARGUMENTS, "--aout=alsa", "--alsa-audio-device=hw:77"))
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
    assert page.outcome.value() == Outcome.HEARD_IN_PART.value
    page.play_wanted.emit()
    sound.settle()
    sound.until(lambda: sound.place.window_shown is not None and sound.window.isActiveWindow())
    until_at(sound, end)
    assert sound.window.control.heard == sound.kept().heard
    sound.play_for(0.4)
    sound.press(sound.window.panel.finish)
    sound.page(ClosePage)
    assert total(sound.kept().heard) > end


def test_heard_whole_is_proposed_as_such(sound: Counter) -> None:
    window = sound.listen()
    call, staff = window.panel.call, sound.staff
    earlier = PlaybackPosition(staff.actor(Role.ADVISER), sound.id, 0, (Span(0, call.frames - call.rate),))
    heard(earlier, uow=staff.desk.uow(), clock=staff.clock)
    window.control.seek(call.frames - call.rate)
    sound.key(Key.Key_Space)
    sound.until(lambda: window.control.playing)
    sound.until(lambda: not window.control.playing)
    assert window.control.frame == call.frames
    sound.press(window.panel.finish)
    page = sound.page(ClosePage)
    assert "Everything that can be heard was heard." in sound.words()
    assert page.outcome.value() == Outcome.HEARD_IN_FULL.value and words(Outcome.HEARD_IN_FULL) == "Heard in full"


@pytest.mark.parametrize(
    ("agent", "said", "to_staff"),
    [
        (1, ("You", "Council"), ("The other person", "Council")),
        (0, ("Council", "You"), ("Council", "The other person")),
        (None, ("One voice", "The other voice"), ("One voice", "The other voice")),
    ],
)
def test_each_of_two_voices_has_the_name_of_whose_it_is_where_that_is_known(
    agent: int | None, said: tuple[str, str], to_staff: tuple[str, str]
) -> None:
    assert voices_of(agent, Kind.SUBJECT_ACCESS).names == said
    assert voices_of(agent, Kind.INTERNAL).names == to_staff

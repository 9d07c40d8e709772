"""Short pieces, letter keys and notes; places passed over, gone back to, and named; and a recording that is opened."""

from __future__ import annotations

from dataclasses import replace
from threading import Event as Gate

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.application.ports.desk import Waveform
from desktop.application.ports.sound import PlayState
from desktop.domain.copies.copy import ApprovedCopy, Chapter, ChapterKind
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.session import NoteKind, State
from desktop.domain.shared.spans import Span, intersect, union
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.ui.kit.buttons import LinkButton
from desktop.ui.player.control import LOOKS
from desktop.ui.sessions.break_page import BreakPage
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.listening.listening_panel import removed_said
from desktop.ui.sessions.listening.listening_window import ListeningWindow
from desktop.ui.sessions.listening.overlay import NotePanel
from desktop.ui.sessions.session_page import Ask
from tests.support.fakes import FakePlayer
from tests.support.machine.patience import PATIENCE
from tests.ui.sessions.counter import Counter, words_on

Key = Qt.Key
WITH_INTERPRETER = 2
"""Today's appointment whose adjustments say "Interpreter: Welsh"."""


def heard_events(counter: Counter) -> list[list[Span]]:
    """Return each event's heard spans, in order."""
    with counter.staff.desk.uow().read_only() as uow:
        events = [event for _, event in uow.reading.events_of(counter.id)]
    return [[Span(*pair) for pair in event.facts["heard"]] for event in events if event.facts.get("heard")]  # type: ignore[union-attr, misc]


def kept_notes(counter: Counter) -> list[tuple[str, int | None]]:
    with counter.staff.desk.uow().read_only() as uow:
        return [(note.note.words, note.at_frame) for note in uow.sessions.notes(counter.id)]


# Short pieces


def test_where_the_appointment_has_an_interpreter_it_pauses_for_them_from_the_start(counter: Counter) -> None:
    window = counter.listen(WITH_INTERPRETER)
    assert window.control.in_pieces and window.panel.pieces.options["on"].chosen
    window.panel.pieces.options["off"].click()
    assert window.control._piece_ends is None
    window.panel.finish.click()
    counter.settle()
    counter.place.run(Ask.NOT_HEARD)
    counter.until_it_listens()
    assert not counter.window.control.in_pieces, "it is as the listener left it"


def test_in_short_pieces_it_stops_by_itself_and_goes_on_where_it_stopped(sound: Counter) -> None:
    window = sound.listen()
    window.panel.pieces.options["on"].click()
    ends = window.control._piece_ends
    assert ends is not None and 4 <= ends / window.panel.call.rate <= 20
    sound.key(Key.Key_Space)
    sound.until(lambda: window.control.playing)
    sound.until(lambda: not window.control.playing)
    sound.settle()
    sound.until(lambda: sound.staff.desk.player.status().state is PlayState.PAUSED)
    stopped = window.control.frame
    assert 0 <= stopped - ends < window.panel.call.rate / 2
    assert window.panel.next_part.words == "End of this piece. Press Play to continue."
    assert sound.events()[-1] is EventKind.PLAY_STOPPED and sound.kept().heard == window.control.heard
    sound.key(Key.Key_Space)
    sound.until(lambda: window.control.playing)
    # From there, and not two seconds before; the player's position is exact to a few milliseconds.
    assert abs(window.control.frame - stopped) < window.panel.call.rate
    sound.until(lambda: len(window.control.heard) == 1 and window.control.heard[0].end > stopped)


def test_what_was_saved_once_is_not_saved_again(sound: Counter) -> None:
    window = sound.listen()
    for _ in range(3):
        sound.play_for(0.7)
        window.control._save.timeout.emit()
        sound.settle()
    sound.key(Key.Key_Space)
    sound.settle()
    events = heard_events(sound)
    assert len(events) >= 3
    for index, spans in enumerate(events):
        for later in events[index + 1 :]:
            assert intersect(spans, later) == ()
    assert union(span for spans in events for span in spans) == sound.kept().heard


# Letter keys


def test_letters_can_be_switched_off_and_on_again_in_the_listening_window(counter: Counter) -> None:
    window = counter.listen()
    panel = window.panel
    keyed = (panel.note, panel.rest, panel.speed.less_button, panel.speed.more_button)
    assert [button.shown_key for button in keyed] == ["N", "B", "[", "]"] and not window.control.in_pieces
    assert panel.play.shown_key == "Space" and panel.pieces.label == "Pause for an interpreter"
    panel.letters.options["off"].click()
    assert [button.shown_key for button in keyed] == [""] * 4 and panel.play.shown_key == "Space"
    for key in (Key.Key_N, Key.Key_B, Key.Key_BracketLeft, Key.Key_BracketRight):
        counter.key(key)
    assert window.stack.currentWidget() is panel and window.control.rate == 1.0
    counter.key(Key.Key_Up)  # the other keys act as ever
    assert window.control.volume == 85, "the office's ceiling, from the louder start that the request asks for"
    panel.letters.options["on"].click()
    counter.key(Key.Key_BracketRight)
    assert window.control.rate == 1.1
    counter.key(Key.Key_N)
    assert isinstance(window.stack.currentWidget(), NotePanel)


def test_the_setting_of_the_brief_is_that_of_the_listening_window_and_of_the_next_customer(counter: Counter) -> None:
    page = counter.brief()
    assert page.letters.value() == {"on"} and not page.letters.isVisible()
    counter.press(page.sound.more)
    assert page.letters.isVisible()
    page.letters.options["on"].click()
    counter.hear(page)
    counter.press(page.primary)
    counter.until_it_listens()
    assert counter.window.panel.letters.options["off"].chosen
    counter.key(Key.Key_B)
    assert not counter.window.on_break
    view = counter.view
    again = BriefPage(view, counter.place.context)
    counter.qtbot.addWidget(again)
    assert again.letters.value() == frozenset()


# Notes


def test_a_note_keeps_where_the_sound_stood_and_letters_do_not_act_while_it_is_typed(counter: Counter) -> None:
    window = counter.listen()
    rate = window.panel.call.rate
    counter.key(Key.Key_Right)
    counter.key(Key.Key_Space)
    counter.until(lambda: window.control.playing)
    counter.key(Key.Key_N)
    counter.settle()
    page = counter.note
    assert not window.control.playing
    for key in (Key.Key_B, Key.Key_N, Key.Key_Space, Key.Key_BracketLeft):
        counter.key(key)
    page.kind.options[NoteKind.QUESTION.value].setFocus()
    for key in (Key.Key_B, Key.Key_N):
        counter.key(key)
    assert window.stack.currentWidget() is page and not window.control.playing and window.control.rate == 1.0
    page.note_words.set_value("")
    counter.press(page.primary)
    assert page.note_words.problem == "Type a few words, or go back."
    QTest.keyClicks(page.note_words.input, "It was Tuesday.")
    counter.press(page.primary)
    assert page.correction.problem == "Ask whether they want it corrected, and choose their answer."
    page.correction.options["yes"].click()
    counter.database.gone = True
    counter.press(page.primary)
    assert "does not answer" in page.refusal.words and page.note_words.value() == "It was Tuesday."
    counter.database.gone = False
    counter.press(page.primary)
    assert window.stack.currentWidget() is window.panel
    assert window.panel.next_part.isVisible() and window.panel.next_part.words == "The note is saved."
    with counter.staff.desk.uow().read_only() as uow:
        (note,) = uow.sessions.notes(counter.id)
    assert (note.note.words, note.at_frame, note.correction_wanted) == ("It was Tuesday.", 10 * rate, True)


def test_words_of_a_note_are_given_back_after_the_distress_key(counter: Counter) -> None:
    window = counter.listen()
    counter.key(Key.Key_N)  # an empty one is not
    counter.escape_twice()
    counter.unlock()
    assert window.stack.currentWidget() is window.panel
    counter.key(Key.Key_N)
    note = counter.note
    note.kind.options[NoteKind.QUESTION.value].click()
    QTest.keyClicks(note.note_words.input, "Who was it that")
    counter.escape_twice()
    assert window.on_break and "Who was it that" not in words_on(window)
    counter.unlock()
    again = counter.note
    assert again.note_words.value() == "Who was it that"
    assert again.kind.value() == NoteKind.QUESTION.value and kept_notes(counter) == []
    QTest.keyClicks(again.note_words.input, " rang?")
    counter.press(again.primary)
    assert [words for words, _ in kept_notes(counter)] == ["Who was it that rang?"]
    counter.take_break()
    counter.unlock()
    assert window.stack.currentWidget() is window.panel  # once given back, it is not again


def test_words_of_a_note_are_kept_when_the_session_is_finished_from_there(counter: Counter) -> None:
    window = counter.listen()
    counter.key(Key.Key_N)
    QTest.keyClicks(counter.note.note_words.input, "It was on a Monday")
    counter.escape_twice()
    page = window.stack.currentWidget()
    assert isinstance(page, BreakPage)
    counter.database.gone = True
    page.finish_wanted.emit()
    counter.settle()
    counter.database.gone = False
    assert kept_notes(counter) == []
    page.finish_wanted.emit()
    counter.settle()
    counter.page(ClosePage)
    assert kept_notes(counter) == [("It was on a Monday", 0)] and "It was on a Monday" in counter.words()


# Going back and forward twice within a moment: the player is seen at the old place meanwhile


def at(window: ListeningWindow, player: FakePlayer, seconds: float) -> None:
    """Have the player say that it is there, and the window look."""
    player.seen = replace(player.seen, frame=round(seconds * window.panel.call.rate))
    window.control._look()


def test_two_presses_are_two_steps_although_the_player_is_seen_at_the_old_place_between_them(
    counter: Counter,
) -> None:
    window, player = counter.listen(), counter.player
    rate, none, shift = window.panel.call.rate, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
    for target, key, modifier, step in (
        (window.panel.waveform, Key.Key_Left, none, -10),
        (window, Key.Key_Right, none, 10),
        (window, Key.Key_Left, shift, -2),
        (window.panel.waveform, Key.Key_Right, shift, 2),
    ):
        window.control.seek(22 * rate)
        at(window, player, 22)
        for _ in range(2):
            QTest.keyClick(target, key, modifier)
            at(window, player, 21.9)  # where it was had been estimated, a little too far
        seeks = [call for call in player.calls if call.startswith("seek")][-2:]
        assert seeks == [f"seek {(22 + step) * rate}", f"seek {(22 + 2 * step) * rate}"]
        assert window.control.frame == window.panel.waveform.frame == (22 + 2 * step) * rate


def test_media_that_have_not_answered_for_long_are_where_one_went_and_a_note_is_there(counter: Counter) -> None:
    window, player = counter.listen(), counter.player
    window.control.seek(30 * window.panel.call.rate)
    for _ in range(3 * LOOKS):
        window.control._look()
    window.control.step(-10)
    assert player.calls[-1] == f"seek {20 * window.panel.call.rate}"
    window._note()
    note = counter.note
    assert note.typed().at_frame == 20 * window.panel.call.rate


def test_going_back_while_it_plays_in_pieces_ends_no_piece_at_the_old_place(counter: Counter) -> None:
    window, player = counter.listen(), counter.player
    at(window, player, 40)
    window.set_pieces(True)
    window.control.play()
    counter.until(lambda: window.control.playing)
    player.seen = replace(player.seen, state=PlayState.PLAYING)
    window.control.step(-30)
    window.control._look()
    assert window.control.playing and player.calls[-1] == f"seek {10 * window.panel.call.rate}"


# Hold music and long silences


def test_hold_music_is_told_and_can_be_passed_over_and_is_then_not_heard(sound: Counter) -> None:
    window = sound.listen()
    panel, rate = window.panel, window.panel.call.rate
    music = Chapter(5 * rate, 20 * rate, ChapterKind.HOLD_MUSIC)
    panel.call = replace(panel.call, chapters=(music,))
    assert panel.skip.isHidden()
    window.control.seek(6 * rate)
    assert panel.next_part.words == "Hold music, another 14 s." and panel.skip.isVisible()
    panel.skip.setFocus()
    sound.until(panel.skip.hasFocus)
    sound.key(Qt.Key.Key_Return)
    sound.until(lambda: window.control.frame == music.end)
    sound.until(lambda: panel.skip.isHidden())
    sound.until(panel.play.hasFocus)  # the keyboard is not left on a button that is gone
    panel.show_heard(())
    assert "Hold music" in [span.words for span in panel.waveform.view.notes]
    sound.play_for(0.5)
    assert window.control.heard and all(span.start >= music.end for span in window.control.heard)


def test_a_removed_part_comes_before_a_chapter_in_words(counter: Counter) -> None:
    panel = counter.listen().panel
    removed = panel.call.removed[0]
    panel.call = replace(panel.call, chapters=(Chapter(0, panel.call.frames, ChapterKind.SILENCE),))
    panel.show_frame(removed.start)
    assert (
        panel.now.removed and panel.now.words == removed_said(removed, panel.call.rate) and panel.next_part.words == ""
    )


# While the recording is opened


def slow(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Open a recording only once the gate is open, which is returned."""
    gate, real = Gate(), counter.fake_sound.open

    def wait(copy: ApprovedCopy) -> Waveform:
        gate.wait(PATIENCE)
        return real(copy)

    monkeypatch.setattr(counter.fake_sound, "open", wait)
    return gate


def test_while_it_is_opened_the_page_says_so_and_nothing_can_be_pressed(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = counter.brief()
    counter.hear(page)
    opening = slow(counter, monkeypatch)
    page.primary.click()
    assert page.busy == "Opening and checking the recording. It starts by itself."
    assert page.busy in counter.words()
    asked: list[object] = []
    page.wanted.connect(asked.append)
    leaves = next(link for link in page.findChildren(LinkButton) if link.text() == "The customer leaves")
    for widget in (page.primary, leaves, page.sound.play):
        counter.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        counter.qtbot.keyClick(widget, Key.Key_Return)
    assert asked == []
    opening.set()
    counter.until_it_listens()
    counter.settle()
    counter.until(lambda: counter.events()[-1] is EventKind.PLAY_STARTED)
    assert counter.events()[-3:-1] == [EventKind.BRIEFED, EventKind.RECORDING_OPENED]


def test_going_on_from_a_break_says_what_is_going_on_too(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    window = counter.listen()
    page = counter.take_break()
    opening = slow(counter, monkeypatch)
    page.password.input.setText(DEMO_PASSWORD)
    page.primary.click()
    counter.until(lambda: page.busy)
    assert not page.finish.isEnabled() and "Opening and checking" in words_on(page)
    opening.set()
    counter.until(lambda: not window.on_break)


def test_a_recording_that_opens_while_the_desk_is_covered_is_shut_again(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = counter.brief()
    counter.hear(page)
    opening = slow(counter, monkeypatch)
    page.primary.click()
    counter.place.context.front.lock(True)
    opening.set()
    counter.until(lambda: isinstance(counter.place.page, BreakPage))
    counter.settle()
    assert counter.fake_sound.opened is None
    assert counter.place.window_shown is None and counter.kept().state is State.ON_BREAK
    counter.place.context.front.lock(False)
    QApplication.processEvents()
    assert "Not open yet" in counter.words()
    counter.unlock(counter.page(BreakPage))
    counter.until_it_listens()
    assert counter.kept().state is State.LISTENING


def test_covered_and_the_break_could_not_be_noted_it_is_shut_all_the_same_and_opened_with_the_password(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = counter.brief()
    counter.hear(page)
    opening = slow(counter, monkeypatch)
    page.primary.click()
    counter.until(lambda: counter.kept().state is State.LISTENING)
    counter.place.context.front.lock(True)
    counter.database.gone = True
    opening.set()
    counter.until(lambda: counter.place.banner.words)
    counter.settle()
    assert counter.fake_sound.opened is None and counter.place.window_shown is None
    counter.database.gone = False
    counter.place.context.front.lock(False)
    counter.press(page.primary)
    counter.unlock(counter.page(BreakPage))
    counter.until_it_listens()

"""Playing in short pieces, the letter keys, and a screen that goes blank: nothing is lost or shown."""

from __future__ import annotations

from threading import Event as Gate

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.application.ports.desk import Waveform
from desktop.application.ports.sound import PlayState
from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.session import NoteKind, State
from desktop.domain.shared.spans import Span, intersect, union
from desktop.ui.sessions.break_page import BreakPage
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.overlay import NotePanel
from tests.support.fakes import FakeSound
from tests.support.patience import PATIENCE
from tests.ui.sessions.counter import Counter, words_on
from tests.ui.sessions.test_closing import brief_page

Key = Qt.Key
PASSWORD = "demo listening room"
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


@pytest.mark.parametrize(("slot", "on"), [(0, False), (WITH_INTERPRETER, True)])
def test_where_the_appointment_has_an_interpreter_it_pauses_for_them_from_the_start(
    counter: Counter, slot: int, on: bool
) -> None:
    window = counter.listen(slot)
    assert window.control.in_pieces is on and window.panel.pieces.options["on"].chosen is on
    window.panel.pieces.options["off" if on else "on"].click()
    window.panel.finish.click()
    counter.settle()
    counter.place._play_not_heard()
    counter.until(lambda: counter.place.window_shown is not None)
    assert counter.window.control.in_pieces is not on, "it is as the listener left it"


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


def test_a_pause_by_hand_still_steps_back_and_begins_a_piece_there(sound: Counter) -> None:
    window = sound.listen()
    window.panel.pieces.options["on"].click()
    window.control.seek(10 * window.panel.call.rate)
    sound.play_for(0.5)
    sound.key(Key.Key_Space)
    sound.settle()
    paused = window.control.frame
    sound.key(Key.Key_Space)
    sound.until(lambda: window.control.playing)
    assert window.control.frame < paused - window.panel.call.rate
    assert window.control._piece_ends is not None
    assert window.control._piece_ends >= window.control.frame + 3 * window.panel.call.rate


def test_switched_off_while_it_plays_it_plays_on(sound: Counter) -> None:
    window = sound.listen()
    window.panel.pieces.options["on"].click()
    ends = window.control._piece_ends
    assert ends is not None
    window.control.seek(ends - window.panel.call.rate)
    sound.play_for(0.2)
    window.panel.pieces.options["off"].click()
    sound.play_for(1.5)
    assert window.control.playing


def test_keys_stand_on_their_buttons_while_letters_act(counter: Counter) -> None:
    panel = counter.listen().panel
    keyed = (panel.note, panel.rest, panel.speed.less_button, panel.speed.more_button)
    assert [button.shown_key for button in keyed] == ["N", "B", "[", "]"]
    assert panel.play.shown_key == "Space" and panel.pieces.label == "Pause for an interpreter"
    panel.letters.options["off"].click()
    assert [button.shown_key for button in keyed] == [""] * 4 and panel.play.shown_key == "Space"


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
    window.panel.letters.options["off"].click()
    for key in (Key.Key_N, Key.Key_B, Key.Key_BracketLeft, Key.Key_BracketRight):
        counter.key(key)
    assert window.stack.currentWidget() is window.panel and window.control.rate == 1.0
    counter.key(Key.Key_Up)  # the other keys act as ever
    assert window.control.volume == 85, "the office's ceiling, from the louder start that the request asks for"
    window.panel.letters.options["on"].click()
    counter.key(Key.Key_BracketRight)
    assert window.control.rate == 1.1
    counter.key(Key.Key_N)
    assert isinstance(window.stack.currentWidget(), NotePanel)


def test_the_setting_of_the_brief_is_that_of_the_listening_window_and_of_the_next_customer(counter: Counter) -> None:
    page = brief_page(counter)
    assert page.letters.value() == {"on"} and not page.letters.isVisible()
    counter.press(page.sound.more)
    assert page.letters.isVisible()
    page.letters.options["on"].click()
    counter.hear(page)
    counter.press(page.primary)
    counter.until(lambda: counter.place.window_shown is not None)
    assert counter.window.panel.letters.options["off"].chosen
    counter.key(Key.Key_B)
    assert not counter.window.on_break
    view = counter.place.view
    assert view is not None
    again = BriefPage(view, counter.place.context)
    counter.qtbot.addWidget(again)
    assert again.letters.value() == frozenset()


# Nothing that was typed is lost


def test_words_of_a_note_are_given_back_after_the_distress_key(counter: Counter) -> None:
    window = counter.listen()
    counter.key(Key.Key_N)
    note = window.stack.currentWidget()
    assert isinstance(note, NotePanel)
    note.kind.options[NoteKind.QUESTION.value].click()
    QTest.keyClicks(note.note_words.input, "Who was it that")
    counter.key(Key.Key_Escape)
    counter.key(Key.Key_Escape)
    counter.settle()
    assert window.on_break and "Who was it that" not in words_on(window)
    counter.unlock()
    counter.settle()
    again = window.stack.currentWidget()
    assert isinstance(again, NotePanel) and again.note_words.value() == "Who was it that"
    assert again.kind.value() == NoteKind.QUESTION.value and kept_notes(counter) == []
    QTest.keyClicks(again.note_words.input, " rang?")
    counter.press(again.primary)
    assert [words for words, _ in kept_notes(counter)] == ["Who was it that rang?"]
    counter.take_break()
    counter.unlock()
    counter.settle()
    assert window.stack.currentWidget() is window.panel  # once given back, it is not again


def test_words_of_a_note_are_kept_when_the_session_is_finished_from_there(counter: Counter) -> None:
    window = counter.listen()
    counter.key(Key.Key_N)
    note = window.stack.currentWidget()
    assert isinstance(note, NotePanel)
    QTest.keyClicks(note.note_words.input, "It was on a Monday")
    counter.key(Key.Key_Escape)
    counter.key(Key.Key_Escape)
    counter.settle()
    page = window.stack.currentWidget()
    assert isinstance(page, BreakPage)
    counter.database.gone = True
    page.finish_wanted.emit()
    counter.settle()
    assert kept_notes_after(counter) == []
    page.finish_wanted.emit()
    counter.settle()
    counter.page(ClosePage)
    assert kept_notes(counter) == [("It was on a Monday", 0)] and "It was on a Monday" in counter.words()


def kept_notes_after(counter: Counter) -> list[tuple[str, int | None]]:
    """... once the database is there again."""
    counter.database.gone = False
    return kept_notes(counter)


def test_an_empty_note_is_not_given_back(counter: Counter) -> None:
    window = counter.listen()
    counter.key(Key.Key_N)
    counter.key(Key.Key_Escape)
    counter.key(Key.Key_Escape)
    counter.settle()
    counter.unlock()
    counter.settle()
    assert window.stack.currentWidget() is window.panel


def test_a_note_that_cannot_be_kept_says_so_and_stands(counter: Counter) -> None:
    window = counter.listen()
    counter.key(Key.Key_N)
    note = window.stack.currentWidget()
    assert isinstance(note, NotePanel)
    QTest.keyClicks(note.note_words.input, "It was on a Monday")
    note.correction.options["no"].click()
    counter.database.gone = True
    counter.press(note.primary)
    assert "does not answer" in note.refusal.words and note.note_words.value() == "It was on a Monday"
    counter.database.gone = False
    counter.press(note.primary)
    assert kept_notes(counter) == [("It was on a Monday", 0)]


# While the recording is opened


class Slow:
    """A sound desk that opens when it is let."""

    def __init__(self, sound: FakeSound, monkeypatch: pytest.MonkeyPatch) -> None:
        self.gate = Gate()
        real = sound.open

        def wait(copy: ApprovedCopy) -> Waveform:
            self.gate.wait(PATIENCE)
            return real(copy)

        monkeypatch.setattr(sound, "open", wait)


def slow(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> Slow:
    sound = counter.staff.desk.sound
    assert isinstance(sound, FakeSound)
    return Slow(sound, monkeypatch)


def test_while_it_is_opened_the_page_says_so_and_nothing_can_be_pressed(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = brief_page(counter)
    counter.hear(page)
    opening = slow(counter, monkeypatch)
    page.primary.click()
    assert page.busy == "Opening and checking the recording. It starts by itself."
    assert page.busy in counter.words()
    asked: list[object] = []
    page.wanted.connect(asked.append)
    for widget in (page.primary, page._footer.links.itemAt(1).widget(), page.sound.play):  # type: ignore[union-attr]
        counter.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        counter.qtbot.keyClick(widget, Key.Key_Return)
    assert asked == []
    opening.gate.set()
    counter.until(lambda: counter.place.window_shown is not None)
    counter.settle()
    counter.until(lambda: counter.events()[-1] is EventKind.PLAY_STARTED)
    assert counter.events()[-3:-1] == [EventKind.BRIEFED, EventKind.RECORDING_OPENED]


def test_going_on_from_a_break_says_what_is_going_on_too(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    window = counter.listen()
    page = counter.take_break()
    opening = slow(counter, monkeypatch)
    page.password.input.setText(PASSWORD)
    page.primary.click()
    counter.until(lambda: page.busy)
    assert not page.finish.isEnabled() and "Opening and checking" in words_on(page)
    opening.gate.set()
    counter.until(lambda: not window.on_break)


def test_a_recording_that_opens_while_the_desk_is_covered_is_shut_again(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = brief_page(counter)
    counter.hear(page)
    opening = slow(counter, monkeypatch)
    page.primary.click()
    counter.place.context.front.lock(True)
    opening.gate.set()
    counter.until(lambda: isinstance(counter.place.page, BreakPage))
    counter.settle()
    sound = counter.staff.desk.sound
    assert isinstance(sound, FakeSound) and sound.opened is None
    assert counter.place.window_shown is None and counter.kept().state is State.ON_BREAK
    counter.place.context.front.lock(False)
    QApplication.processEvents()
    assert "Not open yet" in counter.words()
    counter.unlock(counter.page(BreakPage))
    counter.until(lambda: counter.place.window_shown is not None)
    assert counter.kept().state is State.LISTENING


def test_covered_and_the_break_could_not_be_noted_it_is_shut_all_the_same_and_opened_with_the_password(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = brief_page(counter)
    counter.hear(page)
    opening = slow(counter, monkeypatch)
    page.primary.click()
    counter.until(lambda: counter.kept().state is State.LISTENING)
    counter.place.context.front.lock(True)
    counter.database.gone = True
    opening.gate.set()
    counter.until(lambda: counter.place.banner.words)
    counter.settle()
    sound = counter.staff.desk.sound
    assert isinstance(sound, FakeSound) and sound.opened is None and counter.place.window_shown is None
    counter.database.gone = False
    counter.place.context.front.lock(False)
    counter.press(page.primary)
    counter.unlock(counter.page(BreakPage))
    counter.until(lambda: counter.place.window_shown is not None)

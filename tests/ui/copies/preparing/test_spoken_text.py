"""The words under the waveform: to select a part by them, to look for them, and what is seen and told of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QClipboard, QGuiApplication, QTextCursor
from PySide6.QtWidgets import QApplication, QScrollArea

from desktop.application.copies.preparing import SaveTranscript
from desktop.domain.copies.marking import Removal, RemovalReason
from desktop.domain.copies.transcript import Line, Speaker, Transcript
from desktop.ui.copies.preparing.editing import left_of
from desktop.ui.copies.preparing.page import EditorPage
from desktop.ui.copies.preparing.spoken_text import SpokenText, looks
from desktop.ui.kit.style import Tokens
from tests.accessibility.contrast import contrast
from tests.ui.copies.preparing.room import Room

Key = Qt.Key
Shift = Qt.KeyboardModifier.ShiftModifier
STAFF, CALLER = Speaker.OFFICE, Speaker.CALLER


def line(start: int, speaker: Speaker, said: str) -> Line:
    """Return a line with a word each 400 ms, of 300."""
    times = tuple((at, at + 300) for at in range(start, start + 400 * len(said.split()), 400))
    return Line(start, times[-1][1], speaker, said, "", times)


CALL = Transcript(
    (
        line(1_000, STAFF, "Good morning, how can I help?"),
        line(5_000, CALLER, "It is about my brother Kim. His bill went to Kim’s neighbour."),
        line(12_000, STAFF, "I see."),
        line(14_000, CALLER, "Kim is in hospital."),
        *(line(at, STAFF, "I will read this to you again from the start.") for at in range(20_000, 90_000, 5_000)),
    )
)
"""Indexes: 0 Good … 5 help?  6 It … 11 Kim. 12 His … 16 Kim’s 17 neighbour. 18 I 19 see. 20 Kim 21 is …"""


def save(room: Room, transcript: Transcript = CALL, version: int = 0) -> None:
    context = room.preparing._context
    failed: list[object] = []
    context.run(SaveTranscript(context.actor, room.request("SAR-2026-0006").id, transcript, version)).otherwise(
        failed.append
    )
    room.settle()
    assert not failed


@pytest.fixture
def page(room: Room) -> Iterator[EditorPage]:
    """The editor of a recording with a transcript, on a usual screen."""
    room.open()
    save(room)
    room.leave()
    page = room.open()
    room.window.showNormal()
    room.window.resize(1366, 768)
    room.qtbot.waitUntil(page.words.isVisible)
    yield page
    clipboard = QGuiApplication.clipboard()
    assert [clipboard.text(QClipboard.Mode.Clipboard), clipboard.text(QClipboard.Mode.Selection)] == ["", ""]


def press(room: Room, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        focused = QApplication.focusWidget()
        assert focused is not None
        room.qtbot.keyClick(focused, key, modifier)


def at_word(text: SpokenText, index: int) -> QPoint:
    """Return the middle of a word, which has to be in sight."""
    cursor = QTextCursor(text.document())
    cursor.setPosition((text._starts[index] + text._ends[index]) // 2)
    middle = text.cursorRect(cursor).center()
    assert text.viewport().rect().contains(middle)
    return middle


def texts(page: EditorPage, indexes: frozenset[int]) -> list[str]:
    return [page.words.text.words.all[index].text for index in sorted(indexes)]


def painted(text: SpokenText, *, struck: bool) -> list[str]:
    """Return what is painted over, as it is read: struck through, or otherwise."""
    return [one.cursor.selectedText() for one in text.extraSelections() if one.format.fontStrikeOut() is struck]


def test_words_are_selected_by_keys_and_a_number_removes_them_with_what_the_guard_band_touches(
    room: Room, page: EditorPage
) -> None:
    text = page.words.text
    text.setFocus()
    press(room, Key.Key_Down)
    assert text._place in range(6, 18), "one line down is what the caller says"
    text.show_word(11)
    press(room, Key.Key_Right)
    assert page.lanes.head == CALL.lines[1].times[6][0], "going to a word goes there with the sound"
    press(room, Key.Key_Left)
    press(room, Key.Key_Right, modifier=Shift)
    assert page.selected.words == "Selected: 0:07.00 to 0:07.40, 0.4 s." and texts(page, text.selected) == ["Kim."]
    press(room, Key.Key_1)
    assert room.bench.editing.marks == (Removal(7_000, 7_400, None, RemovalReason.ABOUT_ANOTHER_PERSON),)
    assert texts(page, text.removed) == ["brother", "Kim.", "His"], "150 ms before and after it are removed, too"
    assert painted(text, struck=True) == ["brother Kim. His"]
    press(room, Key.Key_Z, modifier=Qt.KeyboardModifier.ControlModifier)
    assert not room.bench.editing.marks and not text.removed and not painted(text, struck=True)


def test_whole_words_are_selected_by_the_pointer_across_lines_and_either_way(room: Room, page: EditorPage) -> None:
    text, qtbot = page.words.text, room.qtbot
    room.qtbot.waitUntil(lambda: text.viewport().rect().contains(at_word(text, 12)))
    for first, last in ((4, 7), (7, 4)):
        qtbot.mousePress(text.viewport(), Qt.MouseButton.LeftButton, pos=at_word(text, first))
        qtbot.mouseMove(text.viewport(), at_word(text, last))
        qtbot.mouseRelease(text.viewport(), Qt.MouseButton.LeftButton, pos=at_word(text, last))
        assert texts(page, text.selected) == ["I", "help?", "It", "is"], (first, last)
    assert text.textCursor().selectedText().startswith("I help?") and text.textCursor().selectedText().endswith("is")
    qtbot.mouseDClick(text.viewport(), Qt.MouseButton.LeftButton, pos=at_word(text, 1))
    qtbot.mouseRelease(text.viewport(), Qt.MouseButton.LeftButton, pos=at_word(text, 1))
    assert texts(page, text.selected) == ["morning,"]
    qtbot.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, Shift, at_word(text, 3))
    assert texts(page, text.selected) == ["morning,", "how", "can"]
    qtbot.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=at_word(text, 8))
    assert page.lanes.head == CALL.lines[1].times[2][0], "a click goes there"


def test_a_selection_on_the_waveform_is_seen_in_the_words_and_lets_go_of_the_one_there(
    room: Room, page: EditorPage
) -> None:
    text = page.words.text
    text.setFocus()
    press(room, Key.Key_Right, Key.Key_Right, modifier=Shift)
    assert text.textCursor().hasSelection()
    page.lanes.selected.emit(12_100, 12_500)
    assert texts(page, text.selected) == ["I", "see."] and not text.textCursor().hasSelection()
    press(room, Key.Key_Escape)
    press(room, Key.Key_Escape)
    assert not text.selected


def test_nothing_of_it_is_copied_or_changed_and_letters_act_there(room: Room, page: EditorPage) -> None:
    text, ctrl = page.words.text, Qt.KeyboardModifier.ControlModifier
    before = text.toPlainText()
    text.setFocus()
    press(room, Key.Key_Right, Key.Key_Right, modifier=Shift)
    press(room, Key.Key_C, Key.Key_X, Key.Key_V, Key.Key_A, Key.Key_Insert, modifier=ctrl)
    press(room, Key.Key_Down, Key.Key_End, modifier=Shift)
    assert text.createMimeDataFromSelection().formats() == [] and text.toPlainText() == before
    press(room, Key.Key_9)
    assert len(room.bench.editing.marks) == 1


def test_each_place_where_it_is_said_is_gone_to_and_marked_or_left(room: Room, page: EditorPage) -> None:
    search, bench = page.words.search, room.bench
    search.input.setFocus()
    room.qtbot.keyClicks(search.input, "kim")
    assert search._label.words == "Find words: 3 places" and not bench.editing.marks, "letters are typed"
    spans = []
    for _ in range(4):
        press(room, Key.Key_Return)
        assert bench.editing.selection is not None
        spans.append(bench.editing.selection.start)
    assert spans == [7_000, 9_000, 14_000, 7_000], "after the last comes the first"
    before = len(left_of(bench.proposals, bench.editing.content))
    search.propose.click()
    search.propose.click()
    found = [one for one in bench.proposals if one.kind == "sought_words"]
    assert [one.start for one in found] == [7_000, 9_000, 14_000], "each once"
    assert len(left_of(bench.proposals, bench.editing.content)) == before + 3
    for one, accepts in zip(found, (True, False, True), strict=True):
        bench.proposal = one
        (bench.accept if accepts else bench.dismiss)()
    assert [mark.start_ms for mark in bench.editing.marks] == [7_000, 14_000]
    assert {mark.reason for mark in bench.editing.marks} == {RemovalReason.ABOUT_ANOTHER_PERSON}
    room.saved()
    room.leave()
    again = room.open()
    again.words.search.input.setText("Kim")
    again.words.search.input.textEdited.emit("Kim")
    again.words.search.propose.click()
    assert not [one for one in left_of(room.bench.proposals, room.bench.editing.content) if one.kind == "sought_words"]


def test_a_screen_reader_hears_the_word_or_line_gone_to_what_is_selected_and_which_place_it_is(
    room: Room, page: EditorPage, announced: list[str]
) -> None:
    text, search = page.words.text, page.words.search
    text.setFocus()
    text.show_word(0)
    announced.clear()
    press(room, Key.Key_Right)
    assert announced == ["morning,"]
    announced.clear()
    press(room, Key.Key_Down)
    assert len(announced) == 1 and "It is about my brother Kim." in announced[0]
    search.input.setFocus()
    room.qtbot.keyClicks(search.input, "Kim")
    announced.clear()
    press(room, Key.Key_Return, Key.Key_Return)
    assert announced == [
        "Place 1 of 3. Selected: 0:07.00 to 0:07.40, 0.4 s.",
        "Place 2 of 3. Selected: 0:09.00 to 0:09.40, 0.4 s.",
    ]
    room.qtbot.keyClicks(search.input, "x")
    announced.clear()
    press(room, Key.Key_Return)
    assert announced == ["Find words: not said"]


def test_what_is_not_said_is_told_and_nothing_can_be_proposed(room: Room, page: EditorPage) -> None:
    search = page.words.search
    for typed, label in (("Alex", "Find words: not said"), ("", "Find words"), ("in hospital", "Find words: 1 place")):
        search.input.setText(typed)
        search.input.textEdited.emit(typed)
        assert (search._label.words, search.propose.isEnabled()) == (label, label.endswith("place"))
    search.input.setFocus()
    search.input.selectAll()
    room.qtbot.keyClicks(search.input, "Alex")
    press(room, Key.Key_Return)
    assert room.bench.editing.selection is None


def test_the_word_of_now_is_seen_and_kept_in_sight_while_the_call_plays(room: Room, page: EditorPage) -> None:
    text = page.words.text
    page.play.setFocus()
    press(room, Key.Key_Space)
    for ms, said in ((1_450, "morning,"), (7_010, "Kim."), (7_350, None), (60_010, "I")):
        room.plays_to(ms)
        assert painted(text, struck=False) == ([] if said is None else [said]), ms
    assert text.now is not None and at_word(text, text.now).y() < text.viewport().height()


@pytest.mark.parametrize("at", range(3))
def test_what_is_removed_selected_and_said_now_is_told_apart_in_every_theme(at: int) -> None:
    theme = Tokens(at)
    struck, selected, now = looks(theme)
    assert (struck.fontStrikeOut(), selected.fontStrikeOut()) == (True, False)
    assert (struck.fontUnderline(), selected.fontUnderline()) == (False, True)
    assert contrast(now.background().color().name(), theme.field) >= 3


def test_saving_the_transcript_shows_its_words_and_drops_what_was_looked_for_in_the_old_ones(
    room: Room, page: EditorPage
) -> None:
    page.words.search.input.setText("kim")
    page.words.search.input.textEdited.emit("kim")
    page.words.search.propose.click()
    assert [one for one in room.bench.proposals if one.kind == "sought_words"]
    save(room, Transcript((line(2_000, CALLER, "Kim is my brother."),)), version=1)
    page.more.transcript.click()
    room.settle()
    assert [word.text for word in page.words.text.words.all] == ["Kim", "is", "my", "brother."]
    assert page.words.search._label.words == "Find words: 1 place"
    assert not [one for one in room.bench.proposals if one.kind == "sought_words"]


def test_without_a_transcript_there_are_no_words_and_the_waveform_has_their_room(room: Room) -> None:
    page = room.open()
    room.window.showNormal()
    room.window.resize(1366, 768)
    assert page.words.isHidden()
    room.qtbot.waitUntil(lambda: page.lanes.height() > 150)


def test_with_words_too_everything_is_seen_together_on_a_usual_screen(room: Room, page: EditorPage) -> None:
    area = page.body.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    page.lanes.selected.emit(10_000, 12_000)
    parts = (page.lanes, page.words.text, page.words.search, page.play, page.selected, page.reason, page.make)
    room.qtbot.waitUntil(lambda: all(part.visibleRegion().boundingRect().height() == part.height() for part in parts))
    assert area.verticalScrollBar().maximum() == 0

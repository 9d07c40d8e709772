"""The words of a call with an approved transcript follow the sound wherever it goes; its chapters stand at the side."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.application.sessions.views import CallView, RemovedView
from desktop.domain.copies.copy import Chapter, ChapterKind
from desktop.domain.copies.marking import PublicReason
from desktop.domain.copies.transcript import Caption, Captions, Speaker
from desktop.domain.shared.spans import Span
from desktop.showcase.demo import demo_calls
from desktop.ui.kit.style import Appearance, wear
from desktop.ui.sessions.listening.call_chapters import CallChapters, stretches_of
from desktop.ui.sessions.listening.listening_panel import CaptionedPanel, ListeningPanel
from desktop.ui.sessions.listening.listening_panel import panel_of as panel_of_opened
from desktop.ui.sessions.listening.listening_window import ListeningWindow
from desktop.ui.sessions.listening.speech import CaptionLine, CaptionLines, Mark
from tests.support.machine.patience import PATIENCE
from tests.ui.presses import spot_of
from tests.ui.sessions.counter import Counter
from tests.ui.staff import shown

Key = Qt.Key
TRANSCRIBED = 2
"""Today's appointment whose copy has a transcript that is approved with it."""
LINES = demo_calls()[2].lines
BESIDE = "The person in flat eight"
"""Said within its first removed part."""


def panel_of(counter: Counter) -> CaptionedPanel:
    panel = counter.window.panel
    assert isinstance(panel, CaptionedPanel)
    return panel


def at(counter: Counter, ms: int) -> str:
    """Go there; return the line of now, once the player's own thread has gone there: the captions follow it."""
    panel, control = panel_of(counter), counter.window.control
    frame = ms * panel.call.rate // 1000
    control.seek(frame)
    counter.settle()
    assert counter.staff.desk.player.settle(PATIENCE) and control.frame >= frame  # type: ignore[attr-defined]
    counter.until(lambda: is_followed(counter))
    return panel.captions.current()


def is_followed(counter: Counter) -> bool:
    """Return whether the line of now is that of the place where the sound is."""
    panel = panel_of(counter)
    return panel.captions.index == panel._captions.at(counter.window.control.frame)


def test_the_words_follow_the_sound_wherever_it_goes(sound: Counter) -> None:
    window = sound.listen(TRANSCRIBED)
    panel = panel_of(sound)
    assert panel.captions.isVisible() and not panel.now.isVisible()
    first, second = LINES[0], LINES[1]
    assert at(sound, first.start_ms + 50) == f"Council: {first.words}"
    sound.play_for(0.3)
    sound.until(lambda: is_followed(sound))
    assert panel.captions.current() == panel._line(panel._captions.at(window.control.frame)).spoken
    sound.key(Key.Key_Space)
    sound.until(lambda: not window.control.playing)
    assert at(sound, second.start_ms + 50) == f"You: {second.words}"
    assert at(sound, LINES[4].start_ms + 50) == f"Council: {LINES[4].words}"
    later = window.control.frame
    sound.key(Key.Key_Left)
    sound.until(lambda: window.control.frame < later)
    back = panel._line(panel._captions.at(window.control.frame)).spoken
    sound.until(lambda: panel.captions.current() == back)
    assert back != f"Council: {LINES[4].words}"
    assert at(sound, LINES[-1].start_ms + 10) == f"You: {LINES[-1].words}"
    assert at(sound, 0) == ""


def test_removed_parts_stand_in_their_places_and_their_words_are_nowhere(sound: Counter) -> None:
    sound.listen(TRANSCRIBED)
    panel = panel_of(sound)
    part = panel.call.removed[0]
    middle = (part.start + part.end) // 2 * 1000 // panel.call.rate
    assert at(sound, middle) == "11 seconds removed: about another person"
    said = "\n".join(panel._line(index).words for index in range(len(panel._captions.all)))
    assert BESIDE not in said and "Demo Lodge" not in said and LINES[0].words in said
    assert any(BESIDE in line.words for line in LINES), "it is said in the original"


def test_a_copy_without_words_shows_none_and_with_them_each_speaker_of_its_one_channel_has_a_lane(
    qtbot: QtBot, counter: Counter
) -> None:
    window = counter.listen()
    assert type(window.panel) is ListeningPanel and window.panel.now.isVisible()
    assert "W" not in [key for key, _ in window.shown_keys()]
    assert [lane.name for lane in window.panel.waveform.lanes] == [""]
    opened, context = window._opened, window.panel._context
    rate = opened.session.call.rate
    said = (
        Caption(0, rate, Speaker.CALLER, "Hello."),
        Caption(rate, 3 * rate, Speaker.OFFICE, "Good morning.", topic="The missed bin"),
    )
    panel = panel_of_opened(replace(opened, captions=Captions(said)), context)
    qtbot.addWidget(panel)
    assert any(each.words == "The missed bin" for each in panel.chapters.stretches)
    lanes = {lane.name: (lane.mark, [(span.start, span.end) for span in lane.talk]) for lane in panel.waveform.lanes}
    assert lanes == {"Council": (Mark.SQUARE, [(rate, 3 * rate)]), "You": (Mark.CIRCLE, [(0, rate)])}


@pytest.mark.against("customer")
def test_the_words_are_gone_on_a_break_and_after_the_distress_key(sound: Counter) -> None:
    window = sound.listen(TRANSCRIBED)
    for keys in ((Key.Key_B,), (Key.Key_Escape, Key.Key_Escape)):
        assert at(sound, LINES[0].start_ms + 50)
        panel = panel_of(sound)
        for key in keys:
            sound.key(key)
        sound.until(lambda: window.on_break)
        assert panel.captions.current() == "" and panel.captions.count == 0
        assert panel._captions == Captions() == window._opened.captions
        assert QAccessible.queryAccessibleInterface(panel.captions).text(QAccessible.Text.Name) == ""
        sound.unlock()
        sound.until(lambda: not window.on_break)
        sound.settle()
        assert panel.captions.count == len(panel._captions.all) > 0


def test_a_key_says_the_line_of_now_and_nothing_is_said_by_itself(sound: Counter, announced: list[str]) -> None:
    sound.listen(TRANSCRIBED)
    at(sound, LINES[0].start_ms + 50)
    sound.play_for(0.2)
    announced.clear()
    at(sound, LINES[1].start_ms + 50)
    assert announced == []
    sound.key(Key.Key_W)
    assert announced == [f"You: {LINES[1].words}"] and "W" in [key for key, _ in sound.window.shown_keys()]
    sound.window._context.habits.letter_keys = False
    sound.key(Key.Key_W)
    assert len(announced) == 1


@pytest.mark.against("customer")
def test_nothing_of_the_words_can_be_selected_or_copied(sound: Counter) -> None:
    sound.listen(TRANSCRIBED)
    at(sound, LINES[0].start_ms + 50)
    panel = panel_of(sound)
    assert panel.captions.focusPolicy() == Qt.FocusPolicy.NoFocus and panel.captions.children() == []
    QApplication.clipboard().clear()
    words = spot_of(panel.captions)
    QTest.mouseDClick(words.window, Qt.MouseButton.LeftButton, pos=words.at)
    sound.key(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    sound.key(Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == ""


def test_at_any_scale_the_line_of_now_and_the_four_controls_are_whole_and_in_sight(sound: Counter) -> None:
    """Up to 200 % of a display of 1366x768: what gives way are the chapters, then the lanes. On a large display the
    words are larger."""
    window = sound.listen(TRANSCRIBED)
    window.showNormal()
    panel = panel_of(sound)
    controls = panel.play, panel.back, panel.louder, panel.stop, panel.more.button
    longest = max((line for line in LINES), key=lambda line: len(line.words))
    tall = {}
    for size in ((1920, 1010), (1366, 698), (1093, 560), (910, 470), (683, 340)):
        panel.more.fold()
        panel.area.verticalScrollBar().setValue(0)
        window.resize(*size)
        sound.until(partial(is_wide_enough, window, panel, size))
        at(sound, longest.start_ms + 50)
        QApplication.processEvents()
        line = panel.captions.painted[panel.captions.index]
        for widget, part in ((panel.captions, line), *((each, each.rect()) for each in controls)):
            assert widget.visibleRegion().boundingRect().contains(part), (size, widget.accessibleName(), part)
        tall[size] = panel.captions._font(panel._line(panel.captions.index), True).pixelSize()
        sound.press(panel.more.button)
        assert panel.stop.visibleRegion().boundingRect() == panel.stop.rect()
    assert tall[1366, 698] == 36 and tall[1920, 1010] == 48
    panel.more.fold()
    wear(Appearance(200))
    try:
        window.resize(1366, 768)
        sound.settle()
        at(sound, longest.start_ms + 50)
        panel.captions.repaint()
        assert panel.captions.rect().contains(panel.captions.painted[panel.captions.index]), "with large text, too"
    finally:
        wear(Appearance(100))


def is_wide_enough(window: ListeningWindow, panel: CaptionedPanel, size: tuple[int, int]) -> bool:
    return (window.width(), window.height()) == size and panel.captions.width() > size[0] // 2


def test_the_line_of_now_begins_at_one_height_and_hours_of_lines_are_not_measured(qtbot: QtBot) -> None:
    asked: list[int] = []

    def line(index: int) -> CaptionLine:
        asked.append(index)
        return CaptionLine(f"words of line {index} " * (1 + index % 3), "Council")

    view = CaptionLines()
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show_lines(6_000, line, ("Council", "You"))
    view.show()
    tops = set()
    for index in (10, 11, 12, 5_000):
        asked.clear()
        view.show_index(index)
        view.grab()
        tops.add(view.painted[index].top())
        assert min(asked) >= index - 2 and max(asked) <= index + 6 and len(asked) < 60
    assert len(tops) == 1


# Chapters: where something else begins, what was heard, a press to go there


RATE = 8000
CALL = CallView(datetime(2026, 11, 3, 10, tzinfo=UTC), "", False, 100 * RATE, RATE, 2, ())
MUSIC = Chapter(20 * RATE, 50 * RATE, ChapterKind.HOLD_MUSIC)
REMOVED = RemovedView(70 * RATE, 78 * RATE, PublicReason.ABOUT_ANOTHER_PERSON)


def words(call: CallView, *topics: tuple[int, str]) -> list[tuple[int, str]]:
    begin = [(seconds * call.rate, topic) for seconds, topic in topics]
    return [(each.start // call.rate, each.words) for each in stretches_of(call, begin)]


def test_they_name_what_nobody_speaks_in_what_follows_and_what_is_removed() -> None:
    divided = replace(CALL, chapters=(MUSIC,), removed=(REMOVED,))
    assert words(divided) == [
        (0, "The beginning"),
        (20, "Hold music, 30 s"),
        (50, "The call goes on"),
        (70, "Removed, 8 s"),
        (78, "The call goes on"),
    ]
    assert [each.end // RATE for each in stretches_of(divided)] == [20, 50, 70, 78, 100]
    assert stretches_of(CALL) == (), "nothing divides it"
    one_voice = replace(CALL, removed=(replace(REMOVED, channel=1),))
    assert words(one_voice) == [(0, "The beginning"), (70, "One voice removed, 8 s")], "the other goes on"
    ringing = Chapter(0, 10 * RATE, ChapterKind.BEFORE_ANSWER)
    assert words(replace(CALL, chapters=(ringing,))) == [(0, "Before the answer, 10 s"), (10, "The call goes on")]


def test_topics_are_chapters_and_name_what_begins_or_goes_on_just_before_them() -> None:
    divided = replace(CALL, removed=(REMOVED,))
    assert words(divided, (1, "The missed bin"), (40, "Next door"), (81, "When the crew comes"), (84, "Goodbye")) == [
        (0, "The missed bin"),
        (40, "Next door"),
        (70, "Removed, 8 s"),
        (78, "When the crew comes"),
        (84, "Goodbye"),
    ]
    assert words(CALL, (30, "Next door")) == [(0, "The beginning"), (30, "Next door")]
    assert words(CALL, (1, "The missed bin")) == []


def test_the_names_of_topics_are_forgotten_and_come_again(qtbot: QtBot) -> None:
    topics = ((0, "The missed bin"), (40 * RATE, "Next door"))
    chapters = CallChapters(CALL, topics)
    shown(qtbot, chapters)
    chapters.forget()
    assert [(each.text(), each.accessibleName()) for each in chapters.buttons] == [("0:00", "0:00"), ("0:40", "0:40")]
    chapters.name_again(topics)
    assert [each.accessibleName() for each in chapters.buttons] == ["0:00, The missed bin", "0:40, Next door"]


def test_many_scroll_by_themselves_take_less_room_where_there_is_little_and_show_the_one_that_plays(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    chapters = CallChapters(CALL, [(number * 8 * RATE, f"Topic {number}") for number in range(12)])
    shown(qtbot, chapters)
    assert chapters.minimumSizeHint().height() < chapters.sizeHint().height()
    bar, last = chapters._area.verticalScrollBar(), chapters.buttons[-1]
    assert bar.maximum() > 0 and last.visibleRegion().isEmpty()
    for button in chapters.buttons:
        button.clearFocus()
    with monkeypatch.context() as pointer:
        pointer.setattr(chapters._area, "underMouse", lambda: False)
        chapters.show_frame(chapters.stretches[-1].start)
    qtbot.waitUntil(lambda: not last.visibleRegion().isEmpty())
    chapters.buttons[0].setFocus()
    bar.setValue(0)
    chapters.show_frame(0)
    chapters.show_frame(chapters.stretches[-1].start)
    assert last.visibleRegion().isEmpty(), "the keyboard is in the list"


def test_the_one_that_plays_and_those_heard_to_their_end_are_said(qtbot: QtBot) -> None:
    chapters = CallChapters(replace(CALL, chapters=(MUSIC,)))
    shown(qtbot, chapters)
    chapters.show_heard((Span(0, 20 * RATE), Span(20 * RATE, 49 * RATE)))
    chapters.show_frame(49 * RATE)
    assert [button.accessibleName() for button in chapters.buttons] == [
        "0:00, The beginning, heard",
        "0:20, Hold music, 30 s, you are here",
        "0:50, The call goes on",
    ]
    with qtbot.waitSignal(chapters.chosen) as chosen:
        chapters.buttons[2].click()
    assert chosen.args == [50 * RATE]


def test_a_press_goes_there_in_the_listening_window_and_space_still_plays(counter: Counter) -> None:
    window = counter.listen()
    removed, chapters = window.panel.call.removed[0], window.panel.chapters
    place = chapters.buttons[[stretch.start for stretch in chapters.stretches].index(removed.start)]
    place.click()
    assert window.control.frame == removed.start
    place.setFocus()
    counter.key(Key.Key_Space)
    counter.until(lambda: window.control.playing)
    assert place.current

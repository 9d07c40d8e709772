"""The words of a call with an approved transcript: they follow the sound, and go where it goes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.copies.transcript import Caption, Captions, Speaker
from desktop.showcase.demo import demo_calls
from desktop.ui.kit.style import Appearance, wear
from desktop.ui.sessions.listening_panel import CaptionedPanel, ListeningPanel
from desktop.ui.sessions.listening_panel import panel_of as panel_of_opened
from desktop.ui.sessions.listening_window import ListeningWindow
from desktop.ui.sessions.speech import CaptionLine, CaptionLines, Mark
from tests.support.patience import PATIENCE
from tests.ui.presses import spot_of
from tests.ui.sessions.counter import Counter

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


def everything(panel: CaptionedPanel) -> str:
    return "\n".join(panel._line(index).words for index in range(len(panel._captions.all)))


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
    said = everything(panel)
    assert BESIDE not in said and "Demo Lodge" not in said and LINES[0].words in said
    assert any(BESIDE in line.words for line in LINES), "it is said in the original"


def test_each_speaker_has_a_lane_where_both_voices_are_in_one_channel(qtbot: QtBot, sound: Counter) -> None:
    sound.listen()
    opened, context = sound.window._opened, sound.window.panel._context
    assert [lane.name for lane in sound.window.panel.waveform.lanes] == [""]
    rate = opened.session.call.rate
    said = (Caption(0, rate, Speaker.CALLER, "Hello."), Caption(rate, 3 * rate, Speaker.OFFICE, "Good morning."))
    said = (said[0], replace(said[1], topic="The missed bin"))
    panel = panel_of_opened(replace(opened, captions=Captions(said)), context)
    qtbot.addWidget(panel)
    assert any(each.words == "The missed bin" for each in panel.chapters.stretches)
    lanes = {lane.name: (lane.mark, [(span.start, span.end) for span in lane.talk]) for lane in panel.waveform.lanes}
    assert lanes == {"Council": (Mark.SQUARE, [(rate, 3 * rate)]), "You": (Mark.CIRCLE, [(0, rate)])}


def test_a_copy_that_was_approved_without_words_shows_none(sound: Counter) -> None:
    sound.listen()
    assert type(sound.window.panel) is ListeningPanel and sound.window.panel.now.isVisible()
    assert "W" not in [key for key, _ in sound.window.shown_keys()]


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
    """Up to 200 % of a display of 1366x768: what gives way are the chapters, then the lanes."""
    window = sound.listen(TRANSCRIBED)
    window.showNormal()
    panel = panel_of(sound)
    controls = panel.play, panel.back, panel.louder, panel.stop, panel.more.button
    longest = max((line for line in LINES), key=lambda line: len(line.words))
    for size in ((1366, 698), (1093, 560), (910, 470), (683, 340)):
        panel.more.fold()
        panel.area.verticalScrollBar().setValue(0)
        window.resize(*size)
        sound.until(partial(is_wide_enough, window, panel, size))
        at(sound, longest.start_ms + 50)
        QApplication.processEvents()
        line = panel.captions.painted[panel.captions.index]
        for widget, part in ((panel.captions, line), *((each, each.rect()) for each in controls)):
            assert widget.visibleRegion().boundingRect().contains(part), (size, widget.accessibleName(), part)
        sound.press(panel.more.button)
        assert panel.stop.visibleRegion().boundingRect() == panel.stop.rect()


def is_wide_enough(window: ListeningWindow, panel: CaptionedPanel, size: tuple[int, int]) -> bool:
    return (window.width(), window.height()) == size and panel.captions.width() > size[0] // 2


def is_wide(panel: CaptionedPanel, wide: int) -> bool:
    return panel.width() == wide and panel.large is (wide == 1920)


def test_on_a_large_display_the_words_are_larger(sound: Counter) -> None:
    window = sound.listen(TRANSCRIBED)
    panel, tall = panel_of(sound), {}
    at(sound, LINES[1].start_ms + 50)
    window.showNormal()
    for size in ((1366, 698), (1920, 1010), (1366, 698)):
        window.resize(*size)
        sound.until(partial(is_wide, panel, size[0]))
        tall[size] = panel.captions._font(panel._line(panel.captions.index), True).pixelSize()
    assert tall[1366, 698] == 36 and tall[1920, 1010] == 48


def test_with_large_text_too_the_line_of_now_is_whole_at_1366x768(sound: Counter) -> None:
    window = sound.listen(TRANSCRIBED)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    wear(app, Appearance(200))
    try:
        window.showNormal()
        window.resize(1366, 768)
        sound.settle()
        panel = panel_of(sound)
        longest = max((line for line in LINES), key=lambda line: len(line.words))
        at(sound, longest.start_ms + 50)
        panel.captions.repaint()
        row = panel.captions.painted[panel.captions.index]
        assert panel.captions.rect().contains(row), (row, panel.captions.rect())
    finally:
        wear(app, Appearance(100))


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

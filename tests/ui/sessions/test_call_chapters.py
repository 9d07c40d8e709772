"""The chapters at the side of the listening page: where something else begins, what was heard, a press to go there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from desktop.application.sessions.views import CallView, RemovedView
from desktop.domain.copies.copy import Chapter, ChapterKind
from desktop.domain.copies.marking import PublicReason
from desktop.domain.shared.spans import Span
from desktop.ui.sessions.call_chapters import CallChapters, stretches_of
from desktop.ui.sessions.listening_panel import CaptionedPanel
from tests.ui.sessions.counter import Counter, words_on
from tests.ui.sessions.test_captions import TRANSCRIBED
from tests.ui.staff import shown

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


def test_a_call_that_nothing_divides_has_none_and_where_one_voice_is_removed_the_other_goes_on() -> None:
    assert stretches_of(CALL) == ()
    one_voice = replace(CALL, removed=(replace(REMOVED, channel=1),))
    assert words(one_voice) == [(0, "The beginning"), (70, "One voice removed, 8 s")]


def test_what_begins_the_call_takes_the_place_of_its_beginning() -> None:
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


def test_a_press_goes_there_in_the_listening_window_and_space_still_plays(sound: Counter) -> None:
    window = sound.listen()
    removed = window.panel.call.removed[0]
    place = next(
        button
        for stretch, button in zip(window.panel.chapters.stretches, window.panel.chapters.buttons, strict=True)
        if stretch.start == removed.start
    )
    place.click()
    sound.until(lambda: window.control.frame == removed.start)
    place.setFocus()
    sound.play_for(0.2)
    assert place.current and window.control.playing


def test_beside_captions_they_stand_once_at_the_side(sound: Counter) -> None:
    window = sound.listen(TRANSCRIBED)
    panel = window.panel
    assert isinstance(panel, CaptionedPanel)
    window.showNormal()
    window.resize(1366, 698)
    sound.until(lambda: window.width() == 1366 and panel.chapters.isVisible())
    assert [said for said in words_on(panel).split("\n") if said == "Chapters"] == ["Chapters"]
    at, words = panel.chapters.mapTo(panel, QPoint()), panel.captions.mapTo(panel, QPoint())
    assert at.x() >= words.x() + panel.captions.width() and abs(at.y() - words.y()) < 40
    window.resize(900, 698)
    sound.until(lambda: window.width() == 900)
    sound.until(lambda: panel.chapters.mapTo(panel, QPoint()).y() > panel.waveform.mapTo(panel, QPoint()).y())
    assert panel.chapters.isVisible() and panel.captions.isVisible(), "the words come first where there is no room"

"""The officer's page of a transcript, reached from the workbench: take in a file, say who speaks, correct a line."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.application.copies.preparing import SaveTranscript, save_transcript
from desktop.application.ports.sound import PlayFailure
from desktop.application.shared.commands import bound
from desktop.domain.copies.transcript import Line, Speaker, Transcript, corrected
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.office.people import Role
from desktop.ui.copies.copy_parts import LineDelegate, LinesView
from desktop.ui.copies.preparing.transcript import TranscriptPage
from tests.ui.copies.preparing.room import Room

Key = Qt.Key
VTT = """WEBVTT

00:01.000 --> 00:04.000
<v Council>Good morning.

00:05.000 --> 00:09.000
<v Kim>I have had a bill.

00:09.000 --> 00:12.000
<v Council>Let us look at it together.
"""


def opened(room: Room) -> TranscriptPage:
    """Open the page by its button."""
    room.open()
    return again(room)


def again(room: Room) -> TranscriptPage:
    room.page.more.transcript.click()
    transcribing = room.preparing.transcribing
    assert transcribing is not None
    room.qtbot.waitUntil(lambda: transcribing.page is not None)
    page = transcribing.page
    assert page is not None
    room.settle()
    room.qtbot.waitUntil(lambda: page.takes_presses)
    return page


def a_file(room: Room, text: str = VTT) -> Path:
    file = room.folder / "Kim Testperson.vtt"
    file.write_text(text, encoding="utf-8")
    return file


def press(room: Room, page: TranscriptPage) -> None:
    page.primary.click()
    room.qtbot.waitUntil(lambda: not page.busy)
    room.settle()


def taken_in(room: Room) -> TranscriptPage:
    page = opened(room)
    take_in(room, page)
    return page


def take_in(room: Room, page: TranscriptPage) -> None:
    page.file.set_value(a_file(room))
    press(room, page)
    page.names[1].set_value(Speaker.CALLER.value)
    press(room, page)


def events(room: Room) -> list[Event]:
    """Return what was saved of this request's transcript: the demo has another."""
    id = room.request("SAR-2026-0006").id
    return [event for event in room.events(EventKind.TRANSCRIPT_SAVED) if event.subjects[Subject.REQUEST] == id]


def saved(room: Room) -> int:
    return len(events(room))


def test_a_file_is_refused_or_taken_in_once_it_is_said_who_speaks_and_the_log_names_nobody(room: Room) -> None:
    page = opened(room)
    assert page.primary.text() == "Read the file" and not page.lines.isVisible()
    press(room, page)
    assert page.file.problem == "Choose the file of the transcript, or type its whole path."
    for text, problem in (
        (VTT.replace("00:09.000 --> 00:12.000", "then"), "Line 10 of this file is not WebVTT or SRT."),
        (VTT.replace("00:12.000", "59:12.000"), "text number 3 ends after the recording does"),
    ):
        page.file.set_value(a_file(room, text))
        press(room, page)
        assert problem in page.problem.words and page.file.isVisible() and saved(room) == 0
    page.file.set_value(a_file(room))
    press(room, page)
    assert [field.value() for field in page.names] == ["office", None], "a name that says who it is is chosen already"
    assert "Kim" in page.names[1].label
    press(room, page)
    assert page.names[1].problem == "Choose who this is." and saved(room) == 0
    page.names[1].set_value("caller")
    press(room, page)
    assert [line.speaker for line in page.transcript.lines] == [Speaker.OFFICE, Speaker.CALLER, Speaker.OFFICE]
    assert page.lines.isVisible() and page.place.words.startswith("Line 1 of 3") and page.lines.hasFocus()
    [event] = events(room)
    assert event.facts["lines"] == 3 and "Kim" not in str(event) and "bill" not in str(event)


def test_a_line_is_checked_against_the_sound_with_the_keyboard_in_its_words_and_nothing_plays_elsewhere(
    room: Room,
) -> None:
    page, sounding, held = opened(room), room.bench.sounding, Qt.KeyboardModifier.ControlModifier
    room.qtbot.keyClick(page, Key.Key_F9)
    room.qtbot.keyClick(page, Key.Key_Space, held)
    assert not sounding.playing and not page.play.isVisible(), "a file is asked for"
    take_in(room, page)
    room.bench.transport.set_loop(True)
    page.lines.go_to(1)
    page.line_words.input.setFocus()
    room.qtbot.keyClick(page.line_words.input, Key.Key_F9)
    assert sounding.playing and page.play.text() == "Pause"
    room.plays_to(8500)
    assert page.time.words == "0:08"
    room.plays_to(9010)
    assert not sounding.playing and page.play.text() == "Play", "it plays one line, once, whatever is repeated beside"
    for plays in (True, False):
        room.qtbot.keyClick(page.line_words.input, Key.Key_Space, held)
        assert sounding.playing is plays
    assert page.line_words.value() == "I have had a bill."
    page.play.click()
    room.player.fail(PlayFailure.SOUND_NO_DEVICE)
    room.qtbot.waitUntil(lambda: bool(page.problem.words))
    assert not sounding.playing
    page.play.click()
    assert not page.problem.words and sounding.playing
    page.another.click()
    assert not sounding.playing
    take_in(room, page)
    page.play_line.click()
    assert sounding.playing
    page.back.emit()
    room.settle()
    assert not sounding.playing


def test_a_line_is_corrected_with_the_keyboard_alone_and_going_on_or_leaving_saves(room: Room) -> None:
    page = taken_in(room)
    page.lines.setFocus()
    room.qtbot.keyClick(page.lines, Key.Key_Down)
    assert page.lines.current == 1 and page.place.words == "Line 2 of 3: 0:05 to 0:09"
    page.line_words.input.setFocus()
    page.line_words.set_value("I have had a letter.")
    press(room, page)
    assert page.transcript.lines[1].words == "I have had a letter." and saved(room) == 2
    page.speaker.set_value(Speaker.OTHER.value)
    page.lines.setFocus()
    room.qtbot.keyClick(page.lines, Key.Key_Down)
    room.qtbot.waitUntil(lambda: not page.busy)
    room.settle()
    assert saved(room) == 3 and page.transcript.lines[1].speaker is Speaker.OTHER
    assert page.lines.current == 2 and page.line_words.value() == "Let us look at it together."
    for field, text, problem in (
        (page.topic, "x" * 41, "A topic has at most 40 characters. Shorten it."),
        (page.line_words, "", "Type what is said. A line cannot be empty."),
    ):
        field.set_value(text)
        press(room, page)
        assert field.problem == problem and saved(room) == 3
        field.set_value("Let us see.")
    page.back_link.click()
    left(room)
    assert room.window.stack.currentWidget() is room.page and saved(room) == 4
    line = again(room).transcript.lines[2]
    assert line == Line(9_000, 12_000, Speaker.OFFICE, "Let us see.", "Let us see.")


def left(room: Room) -> None:
    """Wait until the page has gone."""
    transcribing = room.preparing.transcribing
    assert transcribing is not None
    room.qtbot.waitUntil(lambda: transcribing.page is None)
    room.settle()


def by_somebody_else(room: Room, transcript: Transcript) -> None:
    """Save it at another desk meanwhile."""
    actor, id = room.staff.actor(Role.INFORMATION_OFFICER), room.request("SAR-2026-0006").id
    bound(save_transcript, room.staff.desk, SaveTranscript(actor, id, transcript, saved(room)))()


def test_who_was_quicker_is_said_and_what_was_typed_stays_to_be_saved_on_theirs(room: Room) -> None:
    page = taken_in(room)

    def overtaken(theirs: Transcript) -> None:
        by_somebody_else(room, theirs)
        press(room, page)
        room.qtbot.waitUntil(lambda: bool(page.problem.words))

    page.line_words.set_value("Good afternoon.")
    theirs = corrected(page.transcript, 1, Speaker.OTHER, "I have had a letter.")
    theirs = corrected(theirs, 0, Speaker.OFFICE, "Good morning.", "The greeting")
    overtaken(theirs)
    assert "Someone else has changed this transcript" in page.problem.words
    assert "The transcript was saved" in page.problem.words
    assert page.transcript == theirs and page.line_words.value() == "Good afternoon." and saved(room) == 2
    press(room, page)
    both = corrected(theirs, 0, Speaker.OFFICE, "Good afternoon.", "The greeting")
    assert page.transcript == both and saved(room) == 3 and not page.problem.words
    page.topic.set_value("The bill")
    overtaken(corrected(both, 0, Speaker.OFFICE, "Good evening.", "The greeting"))
    assert (page.topic.value(), page.line_words.value()) == ("The bill", "Good evening.")
    press(room, page)
    assert page.transcript.lines[0] == Line(1_000, 4_000, Speaker.OFFICE, "Good evening.", "The bill")
    page.line_words.set_value("Good afternoon.")
    overtaken(Transcript())
    assert "You had typed: “Good afternoon. The bill”" in page.problem.words and page.file.isVisible()
    page.back_link.click()
    left(room)


def test_taking_it_away_is_asked_once_more(room: Room) -> None:
    page = taken_in(room)
    page.away.click()
    assert page.transcript.lines and "Press again" in page.away.text()
    page.away.click()
    room.qtbot.waitUntil(lambda: not page.busy)
    room.settle()
    assert page.transcript == Transcript() and page.file.isVisible() and saved(room) == 2


def test_nothing_is_copied_out_of_the_list_and_hours_of_lines_are_not_measured(qtbot: QtBot) -> None:
    view = LinesView("Lines")
    qtbot.addWidget(view)
    view.resize(700, 400)
    view.show()
    view.show_lines([("0:00", "Council", f"words {n}") for n in range(5_000)])
    view.go_to(4_321)
    assert view.rowViewportPosition(4_321) >= 0 and view.current == 4_321
    QApplication.clipboard().clear()
    qtbot.keyClick(view, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == ""


def test_words_that_take_more_than_two_lines_end_with_a_mark_of_that(qtbot: QtBot) -> None:
    view = LinesView("Lines")
    qtbot.addWidget(view)
    delegate, long = view.itemDelegate(), "We will come back for both of your bins tomorrow before noon. " * 4
    assert isinstance(delegate, LineDelegate)
    short = delegate.shortened(long, 300)
    assert short.endswith(" …") and long.startswith(short.removesuffix(" …"))
    two, more = delegate.height("One\nTwo", 300), delegate.height(f"{short} tomorrow before noon", 300)
    assert delegate.height(short, 300) == two < more
    assert delegate.shortened("Both bins.", 300) == "Both bins."

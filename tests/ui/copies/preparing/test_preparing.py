"""Preparing a copy in its window, from the request's page to the copy that waits for a decision."""

from __future__ import annotations

from dataclasses import replace
from functools import wraps
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.application.copies import preparing
from desktop.application.copies.preparing import SaveDraft
from desktop.application.ports.sound import PlayFailure, PlayState
from desktop.domain.copies.marking import Draft, Removal, RemovalReason
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.office.people import Role
from desktop.domain.requests.request import Status
from desktop.errors import DatabaseError, ListeningRoomError
from desktop.ui.copies.preparing import preparing as saving
from desktop.ui.copies.preparing.editing import Part, left_of
from desktop.ui.copies.preparing.preparing import Kept
from desktop.ui.kit.overlays import KeySheet
from desktop.ui.kit.style import screen_of
from desktop.ui.requests.place import RequestsPlace
from desktop.vault.blobs import BlobKind, Blobs
from tests.ui.accessible import interface, name, tab_stops, walk
from tests.ui.copies.preparing.room import Room
from tests.ui.sessions.counter import words_on
from tests.ui.staff import own_vault, settle, shown

OTHER, CARD = RemovalReason.ABOUT_ANOTHER_PERSON, RemovalReason.CARD_DETAILS
LINKED, PREPARED, TAKEN = "SAR-2026-0006", "SAR-2026-0007", "INT-2026-0002"
Key = Qt.Key


def press(room: Room, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    room.window.activateWindow()
    room.qtbot.keyClick(QApplication.focusWidget() or room.window, key, modifiers)


def mark(room: Room, start: int, end: int, reason: RemovalReason = OTHER) -> Removal:
    """Mark as a person does: drag, choose, press."""
    page = room.page
    page.lanes.selected.emit(start, end)
    page.reason.set_value(reason.value)
    page.reason.edited.emit()
    page.remove.click()
    return Removal(start, end, None, reason)


def draft(room: Room, reference: str = LINKED) -> Draft:
    with room.staff.desk.uow().read_only() as uow:
        return uow.drafts.get(room.request(reference).id)


def somebody_else_saves(room: Room, *marks: Removal) -> Draft:
    actor, now = room.staff.actor(Role.INFORMATION_OFFICER), draft(room)
    command = SaveDraft(actor, room.request(LINKED).id, replace(now, marks=marks))
    return preparing.save_draft(command, uow=room.staff.desk.uow(), clock=room.staff.clock)


# The way in


def test_the_button_is_there_where_the_recording_is_and_the_copy_is_not_for_who_prepares_where_originals_open(
    room: Room, qtbot: QtBot
) -> None:
    page = room.place.request_page
    words = "Prepare the copy"
    for reference, primary, again in ((LINKED, True, False), (PREPARED, False, True), (TAKEN, False, False)):
        room.show(reference)
        assert (page.primary.isVisible() and page.primary.text() == words) is primary, reference
        assert page.prepare_again.isVisible() is again, reference
    front = replace(room.staff.desk, strongroom=None)
    for desk, role in ((room.staff.desk, Role.APPROVER), (front, Role.INFORMATION_OFFICER)):
        place = RequestsPlace(replace(room.staff.context(role), desk=desk))
        shown(qtbot, place)
        place.open(room.request(LINKED).id)
        settle(qtbot, room.staff)
        assert not place.request_page.primary.isVisible() and not place.request_page.prepare_again.isVisible()


def test_opening_it_is_logged_before_anything_sounds_and_fills_the_screen_and_leaving_saves_and_shuts(
    room: Room,
) -> None:
    QGuiApplication.clipboard().setText("from before")
    room.lockdown.codes = ("no_capture_guard",)
    room.open()
    opened, degraded = room.events(EventKind.ORIGINAL_OPENED, EventKind.LOCKDOWN_DEGRADED)
    assert opened.subjects[Subject.REQUEST] == room.request(LINKED).id
    assert opened.actor == room.staff.person(Role.INFORMATION_OFFICER).id
    assert degraded.subjects == {Subject.REQUEST: room.request(LINKED).id}
    assert degraded.facts == {"codes": ["no_capture_guard"]}
    assert room.sound.calls == ["open original"] and room.lockdown.calls == ["begin"]
    window = room.window
    assert window.isFullScreen() and window.geometry() == screen_of(window).geometry()
    assert window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert not window.close() and window.isVisible()
    assert QGuiApplication.clipboard().text() == ""
    made = mark(room, 1000, 2000)
    room.leave()
    assert draft(room).marks == (made,)
    assert room.sound.calls == ["open original", "shut"] and room.lockdown.calls == ["begin", "end"]
    assert not shiboken6.isValid(window) and room.place.stack.currentWidget() is room.place.request_page


@pytest.mark.against("officer")
def test_without_the_officers_password_nothing_is_opened_and_it_is_asked_for_once_for_each_opening(room: Room) -> None:
    room.show(LINKED)
    page = room.place.request_page
    for typed, said in (("", "Type your password."), ("not theirs", "That is not your password. Type it again.")):
        page.primary.clicked.emit()
        room.type_password(typed)
        asked = room.place.in_person
        assert asked.own_password.problem == said and asked.own_password.value() == ""
        asked.back.emit()
        assert page.isVisible()
    assert room.events(EventKind.ORIGINAL_OPENED) == [] and room.sound.calls == []
    room.open()
    room.leave()
    assert page.isVisible() and asked.own_password.value() == ""
    room.open()
    assert len(room.events(EventKind.ORIGINAL_OPENED)) == 2


def test_damaged_derived_audio_is_rebuilt_and_the_log_says_so(room: Room) -> None:
    own_vault(room.folder / "demo")
    page = room.open()  # it is made now, if it was not before
    found = len(page.proposals.rows.rows_model.rows)
    room.preparing.shut()
    room.gone()
    recording = room.request(LINKED).recording
    assert recording is not None
    path = Blobs(room.folder / "demo" / "vault").path(BlobKind.WORKING, recording)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    page = room.open()
    assert len(page.proposals.rows.rows_model.rows) == found and room.sound.calls.count("open original") == 2
    (event,) = room.events(EventKind.WORKING_COPY_REBUILT)
    assert event.facts == {"part": "working", "found": "vault_changed"}
    assert event.subjects == {Subject.REQUEST: room.request(LINKED).id, Subject.RECORDING: recording}
    assert event.actor == room.staff.person(Role.INFORMATION_OFFICER).id


def test_a_recording_that_cannot_be_opened_says_why_and_leaves_nothing_in_front(room: Room) -> None:
    room.sound.damaged = True
    room.show(LINKED)
    room.place.request_page.submitted.emit()
    room.type_password(settles=False)
    room.qtbot.waitUntil(lambda: bool(room.staff.said), timeout=20_000)
    assert [error.code for error in room.staff.said] == ["vault_missing"]
    room.staff.said.clear()
    room.gone()
    assert room.sound.calls[-1] == "shut" and room.lockdown.calls == ["begin", "end"]


def test_opening_can_be_stopped(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    strongroom = room.staff.desk.strongroom
    assert strongroom is not None
    asked: list[Any] = []

    def long_work(original: Any, watcher: Any = None, rebuilt: Any = None) -> None:
        asked.append(watcher)
        while not watcher.cancelled:
            watcher.report(1, 100)
        raise ListeningRoomError("stopped")

    monkeypatch.setattr(strongroom, "make_working", long_work)
    room.show(LINKED)
    room.place.request_page.submitted.emit()
    room.type_password(settles=False)
    room.qtbot.waitUntil(lambda: bool(asked))
    room.window.waiting.working.cancelled.emit()
    room.gone()
    assert "open original" not in room.sound.calls and room.staff.said == []


# Marking


def test_what_is_marked_is_saved_within_a_second_and_said(room: Room) -> None:
    page = room.open()
    assert page.saved.words == "All changes are saved."
    page.instead.options["bleep"].click()
    made = mark(room, 10_000, 12_500)
    assert page.saved.words == "Saving." and saving.SOON_MS < 1000
    room.saved()
    assert draft(room) == Draft(1, (made,), style="bleep") and page.saved.words == "All changes are saved."
    event = room.events(EventKind.DRAFT_SAVED)[-1]
    assert (event.facts["version"], event.facts["spans"]) == (1, [[10_000, 12_500]])


def test_it_is_saved_while_changes_go_on_without_a_pause(room: Room) -> None:
    """A key held for long does not lose everything in a power failure."""
    page = room.open()
    mark(room, 10_000, 12_000)

    def nudged() -> bool:
        page.end.more_button.click()
        return draft(room).version >= 2

    room.qtbot.waitUntil(nudged, timeout=10_000)
    assert draft(room).marks[0].end_ms > 12_000


def test_waveform_marks_and_proposals_are_seen_together_and_only_a_long_list_scrolls(room: Room) -> None:
    page = room.open()
    room.window.showNormal()
    room.window.resize(1366, 768)
    area = page.body.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    for number in range(12):
        mark(room, 5000 * number, 5000 * number + 1000)

    def is_seen(part: QWidget) -> bool:
        return bool(part.visibleRegion().boundingRect().height() == part.height())

    parts = (page.lanes, page.play, page.selected, page.reason, page.marks.area, page.undo, page.instead, page.make)
    proposals = (page.proposals.area, page.proposals.accept, page.proposals.next)
    room.qtbot.waitUntil(lambda: all(is_seen(part) for part in (*parts, *proposals)))
    assert area.verticalScrollBar().maximum() == 0
    assert page.marks.area.verticalScrollBar().maximum() > 0
    rows = page.marks.rows
    room.bench.choose(room.bench.editing.marks[0])

    def current() -> QPoint:
        return rows.viewport().pos() + rows.visualRect(rows.currentIndex()).center()

    room.qtbot.waitUntil(lambda: rows.visibleRegion().contains(current()))
    assert page.proposals.mapTo(page, QPoint()).y() == page.marks.mapTo(page, QPoint()).y()
    room.window.resize(683, 384)
    room.qtbot.waitUntil(lambda: page.proposals.mapTo(page, QPoint()).y() > page.marks.mapTo(page, QPoint()).y())
    room.qtbot.waitUntil(lambda: page.marks.area.verticalScrollBar().maximum() == 0)
    assert area.verticalScrollBar().maximum() > 0


def test_a_mark_needs_a_reason_is_nudged_by_ten_milliseconds_and_comes_into_sight_when_a_step_is_undone(
    room: Room,
) -> None:
    page = room.open()
    page.lanes.selected.emit(10_000, 12_000)
    page.remove.click()
    assert not page.marks.rows.rows_model.rows and "why" in page.reason.problem
    page.reason.set_value(CARD.value)
    page.reason.edited.emit()
    page.remove.click()
    assert page.reason.problem == ""
    alt, shift = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
    page.start.less_button.click()
    page.end.more_button.click()
    press(room, Key.Key_Left, alt)
    press(room, Key.Key_Right, alt | shift)
    (row,) = page.marks.rows.rows_model.rows
    assert row.cells[0] == "0:09.98 to 0:12.02" and page.start.middle.text() == "0:09.98"
    mark(room, 90_000, 91_000)
    room.bench.choose(Removal(9_980, 12_020, None, CARD))
    page.end.more_button.click()
    page.lanes.set_sight(page.lanes.sight.showing(90_000, 91_000))
    press(room, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert room.bench.editing.current == Removal(9_980, 12_020, None, CARD)
    assert page.lanes.sight.start <= 9_980 and page.lanes.sight.end >= 12_020


# Listening


def test_space_plays_and_pauses_wherever_the_keyboard_is_and_ends_are_set_meanwhile(room: Room) -> None:
    page = room.open()
    page.undo.setEnabled(True)
    for focused in (page.lanes, page.play_part, page.make):
        focused.setFocus()
        press(room, Key.Key_Space)
        assert room.player.status().state is PlayState.PLAYING and page.play.text() == "Pause"
        press(room, Key.Key_Space)
        assert room.player.status().state is PlayState.PAUSED and page.play.text() == "Play"
    assert room.request(LINKED).status is Status.LINKED, "Space has pressed nothing"
    press(room, Key.Key_Space)
    room.plays_to(500)
    press(room, Key.Key_I)
    assert page.selected.words.startswith("One end is set at 0:00.50")
    page.start_here.click()
    room.plays_to(1500)
    assert page.start_here.isVisible() and not page.start.isVisible()
    page.end_here.setFocus()
    press(room, Key.Key_Return)
    assert page.selected.words == "Selected: 0:00.50 to 0:01.50, 1 s." and page.lanes.hasFocus()
    assert page.start.isVisible() and not page.start_here.isVisible() and not page.end_here.isVisible()
    room.bench.sounding.pause()
    press(room, Key.Key_Escape)
    assert page.start_here.isVisible() and page.end_here.isVisible() and not page.end.isVisible()


def test_it_plays_from_where_one_went_faults_are_said_and_one_key_goes_back_and_plays_slower_once(room: Room) -> None:
    page, sounding, player = room.open(), room.bench.sounding, room.player
    page.lanes.selected.emit(4000, 5000)
    told: list[int] = []
    sounding.moved.connect(told.append)
    page.play_part.click()
    player.play_until(90_000)  # what it said before it was sent to the selection
    sounding._look()
    assert sounding.playing and told == [4000]
    sounding.pause()
    sounding.seek(7000)
    player.play_until(90_000)  # what it still says
    player.pause()
    assert sounding.ms == 7000, "an end is set there, too"
    page.play.click()
    assert sounding.playing and player.status().frame == 7000 * room.window.preparation.recording.rate // 1000
    room.plays_to(7100)
    player.fail(PlayFailure.SOUND_NO_DEVICE)
    room.qtbot.waitUntil(lambda: page.problem.isVisible())
    assert "No sound" in page.problem.words and page.play.text() == "Play"
    page.speed.options["2.0"].click()
    press(room, Key.Key_Space)
    assert not page.problem.isVisible()
    room.plays_to(10_000)
    press(room, Key.Key_B)
    assert sounding.ms == 7000 and player.seen.rate == 0.75 and page.speed.options["2.0"].chosen
    room.plays_to(9000)
    assert player.seen.rate == 0.75
    room.plays_to(10_001)
    assert player.seen.rate == 2.0 and sounding.playing
    press(room, Key.Key_B)
    press(room, Key.Key_Space)
    assert player.seen.rate == 2.0, "a pause ends it"
    press(room, Key.Key_B)
    assert sounding.playing, "it plays where it was silent, too"
    press(room, Key.Key_BracketLeft)
    room.plays_to(12_000)
    assert player.seen.rate == 1.5, "a speed that is chosen meanwhile stays"


def test_the_selection_plays_once_or_again_and_again_up_to_the_end_of_the_recording(room: Room) -> None:
    page, recording, total = room.open(), room.window.preparation.recording, room.window.preparation.total_ms
    rate = recording.rate
    page.lanes.selected.emit(4000, 5000)
    press(room, Key.Key_P)
    assert room.player.status().frame == 4000 * rate // 1000
    room.plays_to(4500)
    room.player.play_until(5001 * rate // 1000)
    room.qtbot.waitUntil(lambda: not room.bench.sounding.playing)
    assert room.player.status().state is PlayState.PAUSED
    press(room, Key.Key_L)
    page.play_part.click()
    room.plays_to(4500)
    room.player.play_until(5001 * rate // 1000)
    room.qtbot.waitUntil(lambda: room.player.status().frame == 4000 * rate // 1000)
    assert room.bench.sounding.playing
    press(room, Key.Key_Escape)
    assert not room.bench.sounding.playing
    page.lanes.selected.emit(total - 1000, total)
    press(room, Key.Key_P)
    room.plays_to(total - 500)
    room.player.play_until(recording.frames, ended=True)
    begin = (total - 1000) * rate // 1000
    room.qtbot.waitUntil(lambda: room.player.status().frame == begin)
    assert room.player.status().state is PlayState.PLAYING and page.play.text() == "Pause"
    press(room, Key.Key_L)
    room.plays_to(total - 500)
    room.player.play_until(recording.frames, ended=True)
    room.qtbot.waitUntil(lambda: not room.bench.sounding.playing)


def test_while_a_part_plays_again_and_again_its_ends_can_be_moved(room: Room) -> None:
    page = room.open()
    rate, alt, shift = (
        room.window.preparation.recording.rate,
        Qt.KeyboardModifier.AltModifier,
        Qt.KeyboardModifier.ShiftModifier,
    )
    mark(room, 4000, 5000)
    press(room, Key.Key_L)
    press(room, Key.Key_P)
    room.plays_to(4500)
    press(room, Key.Key_Left, alt)
    press(room, Key.Key_Right, alt | shift)
    room.plays_to(5005)
    assert room.bench.sounding.playing and room.player.status().frame == 5005 * rate // 1000, "it ends later now"
    room.player.play_until(5011 * rate // 1000)
    room.qtbot.waitUntil(lambda: room.player.status().frame == 3990 * rate // 1000)
    room.plays_to(4600)
    press(room, Key.Key_O)
    room.qtbot.waitUntil(lambda: room.player.status().frame == 3990 * rate // 1000)
    page.lanes.selected.emit(20_000, 21_000)
    room.player.play_until(4601 * rate // 1000)
    room.qtbot.waitUntil(lambda: room.player.status().frame == 3990 * rate // 1000)
    assert room.bench.sounding.playing, "what is selected elsewhere does not play by that"


def test_letter_and_number_keys_can_be_switched_off_and_no_button_shows_them_then(room: Room) -> None:
    page = room.open()

    def shown_keys() -> list[str]:
        return [each.shown_key for each in (page.play_part, page.reason.options[CARD.value], page.play)]

    page.lanes.selected.emit(1000, 2000)
    assert shown_keys() == ["P", "2", "Space"]
    page.more.fold.click()
    page.more.letters.options["off"].click()
    for key in (Key.Key_P, Key.Key_2, Key.Key_B, Key.Key_Question):
        press(room, key)
    assert not room.bench.sounding.playing and room.bench.editing.marks == ()
    assert room.window.findChild(KeySheet) is None
    assert shown_keys() == ["", "", "Space"]
    page.more.letters.options["on"].click()
    page.lanes.setFocus()
    press(room, Key.Key_P)
    assert room.bench.sounding.playing


# Proposals


def test_proposals_are_accepted_or_dismissed_with_a_key_and_not_proposed_when_it_is_opened_again(room: Room) -> None:
    page = room.open()
    proposed = left_of(room.bench.proposals, room.bench.editing.content)
    assert len(proposed) >= 3 and not room.bench.editing.marks
    page.lanes.selected.emit(400, 900)
    rows = page.proposals.rows
    rows.setFocus(Qt.FocusReason.TabFocusReason)
    assert rows.current_key() is not None and room.bench.proposal is None, "the keyboard that passes chooses nothing"
    assert room.bench.editing.selection == Part(400, 900)
    press(room, Key.Key_Return)
    first = room.bench.proposal
    assert first == rows.current_key() == proposed[0] and first is not None
    assert room.bench.editing.selection is not None and room.bench.editing.selection.start == first.start
    press(room, Key.Key_A)
    assert room.bench.editing.marks == (first.mark(),)
    assert room.bench.proposal == proposed[1], "the next one is looked at"
    press(room, Key.Key_D)
    assert tuple(row.key for row in rows.rows_model.rows) == proposed[2:]
    room.saved()
    assert draft(room).dismissed == (proposed[1].key,)
    room.leave()
    assert len(room.open().proposals.rows.rows_model.rows) == len(proposed) - 2


def test_the_listener_is_told_only_of_what_somebody_says_and_that_can_be_taken_back(room: Room) -> None:
    page = room.open()
    listed = page.proposals.rows.rows_model
    music = next(one for one in room.bench.proposals if one.may_be_told)
    other = next(one for one in room.bench.proposals if not one.may_be_told)
    room.bench.look_at(other)
    assert not page.proposals.tell.isEnabled()
    room.bench.look_at(music)
    assert page.proposals.tell.isEnabled()
    press(room, Key.Key_C)
    assert next(row for row in listed.rows if row.key == music).cells[0].endswith(": the listener is told")
    assert room.bench.proposal not in (None, music) and not room.bench.editing.marks
    room.saved()
    assert draft(room).chapters == (music.key,)
    room.bench.look_at(music)
    assert not page.proposals.tell.isEnabled()
    press(room, Key.Key_D)
    assert music not in [row.key for row in listed.rows]
    room.saved()
    assert draft(room).chapters == () and draft(room).dismissed == (music.key,)


def test_nothing_moves_while_a_minute_plays(room: Room) -> None:
    page = room.open()
    room.window.setFixedSize(1366, 741)  # however tall the screen of the test is

    def places() -> dict[QWidget, QRect]:
        QApplication.processEvents()
        return {
            each: QRect(each.mapTo(page, QPoint(0, 0)), each.size())
            for each in page.findChildren(QWidget)
            if each.isVisibleTo(page)
        }

    bar = page.body._scroll.verticalScrollBar()
    room.qtbot.waitUntil(lambda: page.width() == 1366 and places() == places() and not bar.isVisible())
    before = places()
    press(room, Key.Key_Space)
    assert page.play.text() == "Pause" and places() == before
    for ms in range(0, 60_000, 700):
        room.bench.sounding.moved.emit(ms)
        assert places() == before, page.time.words
    press(room, Key.Key_Space)


# Saving that fails


def test_a_save_that_fails_is_said_and_tried_again_and_leaving_does_not_lose_it(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = room.open()
    real, failing = preparing.save_draft, [True]

    @wraps(real)
    def save(*given: Any, **more: Any) -> Draft:
        if failing[0]:
            raise DatabaseError("database_unavailable")
        return real(*given, **more)

    monkeypatch.setattr(preparing, "save_draft", save)
    monkeypatch.setattr(saving, "AGAIN_MS", 20)
    saver = room.preparing.saver
    assert saver is not None
    saver._again.setInterval(20)
    made = mark(room, 1000, 2000)
    room.qtbot.waitUntil(lambda: page.unsaved.isVisible())
    assert "keeps trying" in page.unsaved.words and page.saved.words == "Not saved yet."
    room.leave()
    failing[0] = False
    room.qtbot.waitUntil(lambda: saver.kept is Kept.SAVED)
    assert draft(room).marks == (made,)


def test_when_somebody_else_has_saved_a_person_chooses_and_nothing_is_lost(room: Room) -> None:
    page = room.open()

    def overtaken(start: int) -> tuple[Draft, Removal]:
        """Have somebody else save one mark, and mark a part here: return theirs, and mine."""
        theirs = somebody_else_saves(room, Removal(50_000, 51_000, None, CARD))
        mine = mark(room, start, start + 1000)
        room.qtbot.waitUntil(lambda: page.conflict.isVisible())
        assert draft(room) == theirs
        return theirs, mine

    theirs, mine = overtaken(1000)
    room.qtbot.waitUntil(lambda: "The marks were saved: " in page.unsaved.words)
    assert "Someone else" in page.unsaved.words
    page.leave.click()
    room.settle()
    assert room.window.isVisible() and page.conflict.isVisible(), "one does not leave without choosing"
    page.theirs.click()
    room.qtbot.waitUntil(lambda: not page.conflict.isVisible())
    assert room.bench.editing.marks == theirs.marks
    page.undo.click()
    room.saved()
    assert draft(room).marks == (mine,)
    _, second = overtaken(3000)
    page.mine.click()
    room.saved()
    assert draft(room).marks == (mine, second) and not page.conflict.isVisible()
    theirs, third = overtaken(5000)
    room.place.hide()
    room.gone()
    assert draft(room) == theirs
    room.place.show()
    again = room.open()
    assert room.bench.editing.marks == (mine, second, third) and "Undo" in again.problem.words
    again.undo.click()
    assert room.bench.editing.marks == theirs.marks


# The ways out


@pytest.mark.against("officer")
def test_locking_the_desk_or_leaving_the_place_silences_saves_and_shuts_at_once(room: Room) -> None:
    room.open()
    made = mark(room, 1000, 2000)
    press(room, Key.Key_Space)
    room.frame.show_page(QWidget())  # as the lock page comes in front
    assert room.preparing.window is None and room.player.status().state is PlayState.LOADED
    room.settle()
    assert draft(room).marks == (made,) and room.sound.calls[-1] == "shut"


def test_a_desk_that_is_locked_while_it_is_opened_shows_nothing(room: Room) -> None:
    room.show(LINKED)
    room.place.request_page.submitted.emit()
    room.type_password(settles=False)
    room.place._context.front.lock(True)
    room.settle()
    assert room.preparing.window is None and room.sound.calls == [] and room.lockdown.calls == []


def test_the_copy_is_asked_about_once_while_proposals_are_left_made_from_what_is_shown_and_waits_for_a_decision(
    room: Room,
) -> None:
    page = room.open()
    mark(room, 10_000, 12_000)
    page.make.click()
    room.settle()
    assert page.problem.words.startswith(f"{len(room.bench.proposals)} proposals have not been looked at")
    assert room.window.stack.currentWidget() is page and room.request(LINKED).status is Status.LINKED
    page.make.click()
    room.gone()
    request = room.request(LINKED)
    assert request.status is Status.PREPARED and request.copy is not None
    with room.staff.desk.uow().read_only() as uow:
        copy = uow.recordings.copy(request.copy)
    assert copy.version == draft(room).version == 1
    (part,) = copy.removed
    assert (part.start, part.end) == (9850 * copy.rate // 1000, -(-12_150 * copy.rate // 1000))
    assert room.sound.calls[-1] == "shut" and "The copy is ready" in room.place.list_page.banner.words


def test_a_copy_that_is_stopped_goes_back_to_the_marks(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    page = room.open()
    strongroom = room.staff.desk.strongroom
    assert strongroom is not None
    asked: list[Any] = []

    def long_work(*given: Any) -> None:
        asked.append(given[-2])
        while not given[-2].cancelled:
            given[-2].report(1, 100)
        raise ListeningRoomError("stopped")

    monkeypatch.setattr(strongroom, "render", long_work)
    mark(room, 1000, 2000)
    room.make()
    room.qtbot.waitUntil(lambda: bool(asked))
    assert room.window.stack.currentWidget() is room.window.waiting
    working = room.window.waiting.working
    working._detail()  # as after five seconds
    assert working.cancel.hasFocus()
    working.cancel.click()
    room.settle()
    assert room.window.stack.currentWidget() is page and not page.problem.isVisible()
    assert room.request(LINKED).status is Status.LINKED and len(room.bench.editing.marks) == 1


def test_a_copy_that_cannot_be_made_any_more_says_why(room: Room) -> None:
    page = room.open()
    mark(room, 1000, 2000)
    room.saved()
    somebody_else_saves(room)
    room.make()
    room.qtbot.waitUntil(lambda: page.problem.isVisible(), timeout=20_000)
    assert "Someone else" in page.problem.words


# A screen reader, and the keyboard alone


def test_every_control_has_a_name_and_tab_reaches_it_in_reading_order(room: Room, qtbot: QtBot) -> None:
    page = room.open()
    mark(room, 1000, 2000)
    assert [at.role() for at in walk(room.window) if at.state().focusable and not name(at)] == []
    stops = tab_stops(qtbot, page.lanes)

    def down(widget: QWidget) -> int:
        return stops.index(widget)

    order = [page.lanes, page.play, page.start.less_button, page.reason.focus_target(), page.marks.rows, page.make]
    assert [down(widget) for widget in order] == sorted(down(widget) for widget in order)


SAID = "There is a card\u2019s security code in this recording."


def test_flagging_it_stops_the_sound_says_what_to_do_and_is_in_the_log_without_digits_and_on_the_page_from_then_on(
    room: Room,
) -> None:
    room.show(LINKED)
    assert SAID not in words_on(room.place.request_page)
    page = room.open()
    room.bench.sounding.play()
    page.more.fold.click()
    page.more.code.click()
    room.settle()
    assert not room.bench.sounding.playing
    said = page.problem.words
    assert said.startswith(SAID) and "Tell Information Governance now" in said and "Never write the digits" in said
    (event,) = room.events(EventKind.SECURITY_CODE_FLAGGED)
    request = room.request(LINKED)
    assert event.subjects == {Subject.REQUEST: request.id, Subject.RECORDING: request.recording}
    assert not event.facts and event.actor == room.staff.person(Role.INFORMATION_OFFICER).id
    room.preparing.shut()
    room.gone()
    room.show(LINKED)
    assert SAID in words_on(room.place.request_page)


Held = Qt.KeyboardModifier


@pytest.fixture
def told(room: Room, announced: list[str]) -> list[str]:
    """Record the announcements from now on: the room is open, the keyboard on the waveform."""
    page = room.open()
    room.window.activateWindow()
    room.qtbot.waitUntil(room.window.isActiveWindow)
    page.lanes.setFocus()
    room.settle()
    announced.clear()
    return announced


def on_the_waveform(room: Room, key: Qt.Key, held: Qt.KeyboardModifier = Held.NoModifier) -> None:
    room.qtbot.keyClick(room.page.lanes, key, held)


def description(room: Room) -> str:
    return interface(room.page.lanes).text(QAccessible.Text.Description)


def test_the_room_says_where_one_is_the_heading_once_and_how_much_is_proposed(room: Room, announced: list[str]) -> None:
    room.open()
    assert interface(room.window).role() == QAccessible.Role.Window
    room.window.activateWindow()
    room.qtbot.waitUntil(lambda: any(said.endswith(" proposals.") for said in announced))
    assert sum(said.startswith("Prepare the copy: SAR-2026-0006.") for said in announced) == 1
    assert any("and say why: that removes it. Space plays" in said for said in announced)


def test_what_is_done_with_a_part_and_with_the_sight_and_the_sound_is_said_once(room: Room, told: list[str]) -> None:
    on_the_waveform(room, Key.Key_Right)
    on_the_waveform(room, Key.Key_Right, Held.ShiftModifier)
    assert told == ["1 s", "2 s, selected 1 s"]
    told.clear()
    on_the_waveform(room, Key.Key_4)
    on_the_waveform(room, Key.Key_Left, Held.AltModifier)
    on_the_waveform(room, Key.Key_Right, Held.AltModifier | Held.ShiftModifier)
    on_the_waveform(room, Key.Key_Delete)
    on_the_waveform(room, Key.Key_Z, Held.ControlModifier)
    on_the_waveform(room, Key.Key_Y, Held.ControlModifier)
    on_the_waveform(room, Key.Key_Y, Held.ControlModifier)
    on_the_waveform(room, Key.Key_Escape)
    assert [said.split(",")[0] for said in told] == [
        "Removed. 2 s",
        "Start: 0:00.99",
        "End: 0:02.01",
        "Kept. 2 s",
        "Undone. 2 s",
        "Redone. 2 s",
        "There is nothing to redo. 2 s",
        "Nothing is selected.",
    ]
    told.clear()
    on_the_waveform(room, Key.Key_Home)
    told.clear()
    for key in (Key.Key_I, Key.Key_Plus, Key.Key_0, Key.Key_BracketRight, Key.Key_L):
        on_the_waveform(room, key)
    assert told[0] == "One end is set at 0:00.00. Set the other."
    assert told[1].startswith("Shown: 0:00.00 to ") and told[2] == "All of it is shown."
    assert told[3:] == ["Speed: 150%", "Repeat: On"]


def test_proposals_are_said_one_after_another_until_there_are_none_but_not_a_row_that_is_read(
    room: Room, told: list[str]
) -> None:
    left, rows = len(room.bench.proposals), room.page.proposals.rows
    rows.setFocus()
    room.qtbot.keyClick(rows, Key.Key_Down)
    assert room.bench.proposal is not None and told == []
    rows.clearFocus()
    room.page.lanes.setFocus()
    on_the_waveform(room, Key.Key_N)
    assert len(told) == 1
    for _ in range(left):
        on_the_waveform(room, Key.Key_D)
    assert len(told) == left + 1
    assert all(said.startswith("Dismissed. ") for said in told[1:])
    assert told[-1] == "Dismissed. No more proposals."


def test_while_it_plays_it_keeps_quiet_and_knows_the_place_that_is_asked_for(room: Room, told: list[str]) -> None:
    on_the_waveform(room, Key.Key_Space)
    room.plays_to(3000)
    assert told == [] and description(room).startswith("3 s")
    room.page.proposals.say("Nothing.")
    room.bench.show_found(())
    assert told == []
    on_the_waveform(room, Key.Key_Right)
    assert told == ["4 s"]
    on_the_waveform(room, Key.Key_Space)
    assert told[1:] == ["Stopped at 4 s."]

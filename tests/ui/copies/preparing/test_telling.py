"""Announcements to a screen reader in the room in which a copy is prepared."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from tests.ui.accessible import interface
from tests.ui.copies.preparing.room import Room

Key, Held = Qt.Key, Qt.KeyboardModifier


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


def press(room: Room, key: Qt.Key, held: Qt.KeyboardModifier = Held.NoModifier) -> None:
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


def test_what_is_done_with_a_part_is_said_once(room: Room, told: list[str]) -> None:
    press(room, Key.Key_Right)
    press(room, Key.Key_Right, Held.ShiftModifier)
    assert told == ["1 s", "2 s, selected 1 s"]
    told.clear()
    press(room, Key.Key_4)
    press(room, Key.Key_Left, Held.AltModifier)
    press(room, Key.Key_Right, Held.AltModifier | Held.ShiftModifier)
    press(room, Key.Key_Delete)
    press(room, Key.Key_Z, Held.ControlModifier)
    press(room, Key.Key_Y, Held.ControlModifier)
    press(room, Key.Key_Y, Held.ControlModifier)
    press(room, Key.Key_Escape)
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


def test_ends_that_are_set_sight_speed_and_repeating_are_said(room: Room, told: list[str]) -> None:
    for key in (Key.Key_I, Key.Key_Plus, Key.Key_0, Key.Key_BracketRight, Key.Key_L):
        press(room, key)
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
    press(room, Key.Key_N)
    assert len(told) == 1
    for _ in range(left):
        press(room, Key.Key_D)
    assert len(told) == left + 1
    assert all(said.startswith("Dismissed. ") for said in told[1:])
    assert told[-1] == "Dismissed. No more proposals."


def test_while_it_plays_it_keeps_quiet_and_knows_the_place_that_is_asked_for(room: Room, told: list[str]) -> None:
    press(room, Key.Key_Space)
    room.plays_to(3000)
    assert told == [] and description(room).startswith("3 s")
    room.page.proposals.say("Nothing.")
    room.bench.show_found(())
    assert told == []
    press(room, Key.Key_Right)
    assert told == ["4 s"]
    press(room, Key.Key_Space)
    assert told[1:] == ["Stopped at 4 s."]

"""An original sounds while it is marked: on a real device alone, the log says on which, and a standstill pauses it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.application.ports.sound import PlayState
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.showcase.capture import Capture
from tests.ui.copies.preparing.room import Room, a_room
from tests.ui.sessions.counter import Database

HEADSET, LOUDSPEAKER = "plughw:CARD=Headset,DEV=0", "plughw:CARD=PCH,DEV=0"
LONG_MS = 15_000


def devices(room: Room) -> list[object]:
    return [event.facts["device"] for event in begun(room)]


def begun(room: Room) -> list[Event]:
    room.settle()
    return room.events(EventKind.PLAY_STARTED)


def sounds_on(room: Room, device: str) -> None:
    """Play at that device, until the player's pollers have seen that."""
    room.player.seen = replace(room.player.seen, state=PlayState.PLAYING, sounding=True, device=device)
    room.bench.sounding._look()


@pytest.mark.against("adviser")
def test_the_log_names_the_device_as_soon_as_the_original_sounds(qtbot: QtBot, tmp_path: Path) -> None:
    with a_room(qtbot, tmp_path, capture=Capture()) as room:
        page, player = room.open(), room.staff.desk.player
        qtbot.waitUntil(lambda: player.status().state is PlayState.LOADED, timeout=LONG_MS)
        page.play.click()
        qtbot.waitUntil(lambda: player.status().sounding and page.lanes.head > 300, timeout=LONG_MS)
        page.lanes.seek.emit(30_000)
        qtbot.waitUntil(lambda: 30_100 < page.lanes.head < 60_000, timeout=LONG_MS)
        page.lanes.selected.emit(50_000, 50_400)
        page.play_part.click()
        qtbot.waitUntil(lambda: not room.bench.sounding.playing, timeout=LONG_MS)
        assert 50_400 <= room.bench.sounding.ms < 52_000
        (event,) = begun(room)
        opened = room.events(EventKind.ORIGINAL_OPENED)[-1]
        assert event.facts["device"] == "capture" and set(event.facts) == {"device", "engine", "rate_percent", "frame"}
        assert event.subjects == opened.subjects and set(event.subjects) == {Subject.REQUEST, Subject.RECORDING}
        assert event.actor == opened.actor
        room.leave()
        qtbot.waitUntil(lambda: player.status().state is PlayState.EMPTY, timeout=LONG_MS)


def test_where_the_device_cannot_be_logged_it_is_not_played(room: Room) -> None:
    page = room.open()
    database = Database(room.staff.desk.uow)
    object.__setattr__(room.staff.desk, "uow", database)
    page.play.click()
    database.gone = True
    sounds_on(room, HEADSET)
    room.qtbot.waitUntil(lambda: not room.bench.sounding.playing)
    assert room.player.seen.state is PlayState.PAUSED and "does not answer" in page.problem.words
    database.gone = False
    page.play.click()
    sounds_on(room, HEADSET)
    assert devices(room) == [HEADSET] and room.bench.sounding.playing


def test_a_standstill_pauses_it_where_it_was_last_seen_and_it_says_so(room: Room) -> None:
    page, sounding = room.open(), room.bench.sounding
    rate = room.window.preparation.recording.rate
    page.lanes.selected.emit(4000, 9000)
    room.bench.transport.toggle_loop()
    for begin, froze, jumped, words in (
        (page.play_part, 90.0, timedelta(), "this PC froze for a while"),
        (page.play, 0.0, timedelta(hours=2), "this PC slept, or its clock was set"),
    ):
        begin.click()
        QApplication.processEvents()
        room.plays_to(5000)
        room.player.play_until(8 * rate)  # the sound goes on while nothing of the program runs
        room.staff.clock.pass_by(seconds=froze)
        room.staff.clock.at += jumped
        room.qtbot.waitUntil(lambda: not sounding.playing)
        assert room.player.seen.state is PlayState.PAUSED and room.player.seen.frame == 5 * rate
        assert page.problem.words == f"Playing has paused: {words}. Press Play to continue."
        assert page.lanes.head == 5000 and page.play.text() == "Play"
        sounding.seek(4900)
    page.play.click()
    QApplication.processEvents()
    room.plays_to(6000)
    assert sounding.playing and not page.problem.isVisible()
    page.lanes.seek.emit(40_000)
    room.player.seen = replace(room.player.seen, frame=1000)  # what it says is still from before
    sounding._look()
    room.staff.clock.pass_by(seconds=90)
    sounding._look()
    assert not sounding.playing and room.player.seen.frame == 40 * rate, "it stays where it was sent"

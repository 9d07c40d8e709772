"""Going back and forward twice within a moment: the player is seen at the old place meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.application.ports.sound import PlayState
from desktop.ui.player.control import LOOKS
from desktop.ui.sessions.listening_window import ListeningWindow
from desktop.ui.sessions.overlay import NotePanel
from tests.support.fakes import FakePlayer
from tests.ui.sessions.counter import Counter


def at(window: ListeningWindow, player: FakePlayer, seconds: float) -> None:
    """Have the player say that it is there, and the window look."""
    player.seen = replace(player.seen, frame=round(seconds * window.panel.call.rate))
    window.control._look()


@pytest.mark.parametrize(
    ("key", "modifier", "step", "on_the_bar"),
    (
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, -10, True),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 10, False),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, -2, False),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 2, True),
    ),
)
def test_two_presses_are_two_steps_although_the_player_is_seen_at_the_old_place_between_them(
    counter: Counter, key: Qt.Key, modifier: Qt.KeyboardModifier, step: int, on_the_bar: bool
) -> None:
    window, player = counter.listen(), counter.staff.desk.player
    assert isinstance(player, FakePlayer)
    at(window, player, 22)
    target = window.panel.waveform if on_the_bar else window
    for _ in range(2):
        QTest.keyClick(target, key, modifier)
        window.control._look()
    rate = window.panel.call.rate
    assert [call for call in player.calls if call.startswith("seek")][-2:] == [
        f"seek {(22 + step) * rate}",
        f"seek {(22 + 2 * step) * rate}",
    ]
    assert window.control.frame == window.panel.waveform.frame == (22 + 2 * step) * rate


def test_media_that_have_not_answered_for_long_are_where_one_went_and_a_note_is_there(counter: Counter) -> None:
    window, player = counter.listen(), counter.staff.desk.player
    assert isinstance(player, FakePlayer)
    window.control.seek(30 * window.panel.call.rate)
    for _ in range(3 * LOOKS):
        window.control._look()
    window.control.step(-10)
    assert player.calls[-1] == f"seek {20 * window.panel.call.rate}"
    window._note()
    note = window.overlay.page
    assert isinstance(note, NotePanel) and note.typed().at_frame == 20 * window.panel.call.rate


def test_going_back_while_it_plays_in_pieces_ends_no_piece_at_the_old_place(counter: Counter) -> None:
    window, player = counter.listen(), counter.staff.desk.player
    assert isinstance(player, FakePlayer)
    at(window, player, 40)
    window.set_pieces(True)
    window.control.play()
    counter.until(lambda: window.control.playing)
    player.seen = replace(player.seen, state=PlayState.PLAYING)
    window.control.step(-30)
    window.control._look()
    assert window.control.playing and player.calls[-1] == f"seek {10 * window.panel.call.rate}"

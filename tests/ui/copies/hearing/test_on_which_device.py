"""Staff hear a copy or an original: on a real device alone, and the log says on which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.application.ports.sound import PlayState
from desktop.domain.log.events import EventKind
from desktop.domain.shared.spans import total
from desktop.playback import libvlc
from desktop.ui.copies.hearing import HearingWindow
from desktop.words.errors import sentence
from tests.playback.outputs import NotReal
from tests.support.fakes import FakePlayer
from tests.ui.copies.hearing.approver import Approver
from tests.ui.copies.hearing.conftest import an_approver
from tests.ui.sessions.counter import Database, with_sound

SILENT = frozenset({PlayState.LOADED, PlayState.PAUSED})
HEADSET, LOUDSPEAKER = "plughw:CARD=Headset,DEV=0", "plughw:CARD=PCH,DEV=0"


@pytest.fixture
def without_a_device(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Approver]:
    """Yield one with libvlc, on a PC without a real device for it."""
    monkeypatch.setattr(libvlc, "ways_out", NotReal)
    yield from an_approver(qtbot, with_sound(tmp_path, capture=None))


def play(approver: Approver, window: HearingWindow) -> None:
    rate = window.opening.sound.rate
    approver.until(lambda: approver.staff.desk.player.status().state in SILENT)
    before = total(window.control.new)
    window.control.play()
    approver.until(lambda: total(window.control.new) > before + 0.4 * rate)
    approver.settle()


@pytest.mark.against("adviser")
def test_the_log_names_the_device_as_soon_as_the_copy_sounds(sound: Approver) -> None:
    window = sound.hear()
    play(sound, window)
    opened, begun = sound.events()
    assert (opened.kind, begun.kind) == (EventKind.COPY_OPENED, EventKind.PLAY_STARTED)
    assert begun.actor == opened.actor and begun.subjects == opened.subjects
    told = {"engine": "libvlc", "device": "capture", "rate_percent": 100}
    assert {key: begun.facts[key] for key in told} == told and set(begun.facts) == {*told, "frame"}
    window.control.pause()
    play(sound, window)
    assert sound.events()[-1] == begun, "the same device is named once"


def test_another_device_is_named_silence_names_none_and_where_it_cannot_be_logged_it_is_not_played(
    approver: Approver,
) -> None:
    database = Database(approver.staff.desk.uow)
    object.__setattr__(approver.staff.desk, "uow", database)
    window, player = approver.hear(), approver.staff.desk.player
    assert isinstance(player, FakePlayer)
    window.control.play()

    def devices() -> list[object]:
        approver.settle()
        return [event.facts["device"] for event in approver.events() if event.kind is EventKind.PLAY_STARTED]

    player.seen = replace(player.seen, state=PlayState.PLAYING, device=HEADSET)
    window.control._look()
    assert devices() == []
    for device in (HEADSET, HEADSET, LOUDSPEAKER, HEADSET):
        player.seen = replace(player.seen, sounding=True, device=device)
        window.control._look()
    assert devices() == [HEADSET, LOUDSPEAKER, HEADSET]
    database.gone = True
    player.seen = replace(player.seen, device=LOUDSPEAKER)
    approver.until(lambda: not window.control.playing)
    assert player.calls[-1] == "pause"
    assert "does not answer" in window.panel.problem.words
    database.gone = False
    window.control.play()
    player.seen = replace(player.seen, state=PlayState.PLAYING)
    approver.until(lambda: len(devices()) == 4)
    assert window.control.playing


def test_without_a_real_device_it_does_not_play_and_says_so(without_a_device: Approver) -> None:
    approver = without_a_device
    window = approver.hear()
    approver.until(lambda: approver.staff.desk.player.status().state is PlayState.LOADED)
    window.control.play()
    approver.until(lambda: not window.control.playing)
    assert window.panel.problem.words == sentence("sound_no_device")
    assert window.control.new == ()
    approver.press(window.panel.finish)
    opened, shut = approver.events()
    assert (opened.kind, shut.kind) == (EventKind.COPY_OPENED, EventKind.HEARD)
    assert shut.facts["heard"] == [] and "device" not in shut.facts

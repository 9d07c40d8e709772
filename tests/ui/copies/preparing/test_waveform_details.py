"""Zooming in beyond the stored levels: requested in the background, and shown when it arrives."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import shiboken6
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from desktop.application.ports.sound import WaveformDetail
from desktop.domain.copies.copy import Recording
from desktop.errors import ListeningRoomError, VaultDamagedError
from desktop.ui.copies.preparing.editing import Viewport
from desktop.ui.copies.preparing.lanes import BESIDE_SECONDS, RULER, Lanes, WaveformDetails, seen_closely
from desktop.ui.kit.style import LIGHT
from desktop.ui.running.tasks import Tasks
from tests.ui.copies.preparing.made_up import RATE, FakeWaveform
from tests.ui.copies.preparing.room import Room
from tests.ui.staff import own_vault

SECONDS, WIDE, HIGH = 600, 1000, 330
BESIDE = BESIDE_SECONDS * RATE


@dataclass
class Maker:
    """Makes the detail of a recording in which only 300.000 to 300.004 s sounds. `fails`: its error."""

    fails: ListeningRoomError | None = None
    asked: list[tuple[int, int]] = field(default_factory=list)
    threads: list[str] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    stored: FakeWaveform = field(default_factory=lambda: FakeWaveform(samples(), finest=64))

    def __post_init__(self) -> None:
        self.gate.set()

    def __call__(self, start: int, end: int) -> WaveformDetail:
        self.asked.append((start, end))
        self.threads.append(threading.current_thread().name)
        self.gate.wait()
        if self.fails is not None:
            raise self.fails
        return WaveformDetail(start, FakeWaveform(self.stored.samples[:, start:end], finest=8))


def samples() -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    made = np.zeros((2, SECONDS * RATE), np.int16)
    made[0, 300 * RATE : 300 * RATE + 32] = 9000
    return made


@dataclass
class Seat:
    qtbot: QtBot
    lanes: Lanes
    maker: Maker
    tasks: Tasks
    details: WaveformDetails
    said: list[ListeningRoomError]

    def look(self, start: float, span: float) -> None:
        self.lanes.set_sight(Viewport(SECONDS * 1000, WIDE, start, span))

    def rest(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.busy)

    def wave(self) -> set[int]:
        """Return the columns of the first lane in which anything sounds."""
        image, ink = self.lanes.grab().toImage(), QColor(LIGHT.heard).rgb()
        return {x for x in range(WIDE) if image.pixel(x, RULER + 30) == ink}


@pytest.fixture
def seat(qtbot: QtBot) -> Iterator[Seat]:
    lanes, maker, tasks, said = Lanes("The call"), Maker(), Tasks(), list[ListeningRoomError]()
    qtbot.addWidget(lanes)
    lanes.resize(WIDE, HIGH)
    lanes.show_sound(maker.stored, SECONDS * 1000, ("Customer", "Member of staff"), 150)
    details = WaveformDetails(lanes, maker.stored, maker, tasks)
    details.failed.connect(said.append)
    lanes.show()
    qtbot.waitExposed(lanes)
    yield Seat(qtbot, lanes, maker, tasks, details, said)
    maker.gate.set()
    tasks.close()


def test_what_is_in_sight_closely_and_beside_it_is_made_on_a_worker_and_replaces_the_coarse_picture(seat: Seat) -> None:
    seat.maker.gate.clear()
    seat.look(299_990, 20)
    assert max(seat.wave()) > 800, "a pair of 8 ms: somewhere here"
    seat.maker.gate.set()
    seat.rest()
    fine = seat.wave()
    assert 500 <= min(fine) < 525 and 675 < max(fine) <= 700, "from 10 to 14 ms of 20"
    middle = 300 * RATE
    assert seat.maker.asked == [(middle - 80 - BESIDE, middle + 80 + BESIDE)]
    assert seat.maker.threads[0].startswith("sight")


@pytest.mark.parametrize(("span", "asked"), ((SECONDS * 1000, False), (8000, False), (7999, True), (20, True)))
def test_it_is_asked_for_where_a_pixel_is_finer_than_what_is_stored(seat: Seat, span: float, asked: bool) -> None:
    seat.look(100_000, span)
    seat.rest()
    assert bool(seat.maker.asked) is asked
    sight = Viewport(SECONDS * 1000, WIDE, 100_000, span)
    assert (seen_closely(seat.maker.stored, sight, 1.0) is not None) is asked
    assert (seen_closely(seat.maker.stored, sight, 2.0) is not None) is (span < 16_000), "with twice the pixels"


def test_moving_on_within_what_is_there_asks_for_nothing_and_near_its_end_for_more(seat: Seat) -> None:
    seat.look(100_000, 1000)
    seat.rest()
    for start in (100_400, 95_000, 108_000, 100_000):
        seat.look(start, 1000)
    seat.look(100_300, 20)
    seat.rest()
    assert len(seat.maker.asked) == 1
    seat.look(109_700, 1000)
    seat.rest()
    assert len(seat.maker.asked) == 2


def test_one_is_made_at_a_time_and_what_comes_too_late_is_dropped(seat: Seat) -> None:
    seat.maker.gate.clear()
    for start in range(100_000, 400_000, 20_000):
        seat.look(start, 20)
    seat.look(299_990, 20)
    seat.qtbot.waitUntil(lambda: len(seat.maker.asked) == 1)
    shown: list[WaveformDetail] = []
    real = seat.lanes.show_waveform_detail
    seat.lanes.show_waveform_detail = lambda detail: (shown.append(detail), real(detail))  # type: ignore[method-assign,assignment,func-returns-value]
    seat.maker.gate.set()
    seat.rest()
    middle = 300 * RATE
    assert seat.maker.asked == [
        (100_000 * 8 - BESIDE, 100_020 * 8 + BESIDE),
        (middle - 80 - BESIDE, middle + 80 + BESIDE),
    ]
    assert [(each.start, each.end) for each in shown] == seat.maker.asked[1:]


def test_where_it_cannot_be_made_that_is_said_once_and_the_coarse_picture_stays(seat: Seat) -> None:
    seat.maker.fails = VaultDamagedError("vault_changed")
    seat.look(299_990, 20)
    seat.rest()
    for start in (299_991, 299_980, 301_000):
        seat.look(start, 20)
    seat.rest()
    assert [error.code for error in seat.said] == ["vault_changed"] and len(seat.maker.asked) == 1
    seat.look(299_990, 20)
    assert max(seat.wave()) > 800
    seat.maker.fails = None
    seat.look(100_000, 20)
    seat.rest()
    assert len(seat.maker.asked) == 2 and len(seat.said) == 1


def test_what_comes_when_the_window_has_gone_reaches_nobody(seat: Seat) -> None:
    seat.maker.gate.clear()
    seat.look(100_000, 20)
    shiboken6.delete(seat.details)
    seat.maker.gate.set()
    seat.rest()
    assert len(seat.maker.asked) == 1


# In the window of preparing


def test_in_the_window_the_sound_is_seen_to_the_millisecond(room: Room) -> None:
    page = room.open()
    recording = room.window.preparation.recording
    page.lanes.set_sight(Viewport(room.window.preparation.total_ms, page.lanes.width(), 20_000, 20))
    room.settle()
    detail = page.lanes._detail
    assert detail is not None and detail.waveform.finest == recording.rate // 1000
    first, after = page.lanes.sight.frames(recording.rate, recording.frames)
    assert detail.start <= first and after <= detail.end
    strongroom = room.staff.desk.strongroom
    assert strongroom is not None
    again = strongroom.waveform_detail(recording, detail.start, detail.end)
    assert np.array_equal(again.waveform.pairs(0, 10**6), detail.waveform.pairs(0, 10**6))


def test_a_damaged_working_copy_is_said_on_the_page(room: Room) -> None:
    own_vault(room.folder / "demo")
    page = room.open()
    recording = room.window.preparation.recording
    (stored,) = room.folder.rglob(f"working/{recording.id}")
    damage(stored, recording)
    page.lanes.set_sight(Viewport(room.window.preparation.total_ms, page.lanes.width(), 20_000, 20))
    room.settle()
    assert page.lanes._detail is None
    assert page.problem.isVisible() and "damaged" in page.problem.words


def damage(stored: Path, recording: Recording) -> None:
    data = bytearray(stored.read_bytes())
    data[56 + 20 * recording.rate * 2 * recording.channels] ^= 1
    stored.write_bytes(data)

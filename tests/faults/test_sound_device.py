"""No sound device at the start, none at play, and one that goes away while it plays.

The device that goes away is a real one to libvlc: ALSA's `file` device, which hands each sample to another process
through a pipe, and fails when that process is killed. libvlc then goes on "playing", and goes on counting buffers.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop.application.ports.sound import PlayerStatus, PlayFailure, PlayState
from desktop.domain.shared.spans import HeardTracker
from desktop.playback.engine import Reading
from desktop.playback.libvlc import DOUBTED_SECONDS, ERROR, SENDER, Complaints, DeviceProgress, LibVlc
from desktop.playback.player import Player
from tests.playback.copies import a_copy, speech, until
from tests.playback.outputs import Through
from tests.support.offices.builders import Office

linux = pytest.mark.skipif(sys.platform != "linux", reason="ALSA is Linux's")
ROOT = Path(__file__).resolve().parents[2]
RATE = 8000
START = """
import sys
from pathlib import Path
from desktop.bootstrap.wiring import open_desk
from desktop.playback import libvlc, ways_out
libvlc.ways_out = lambda: ways_out.Cards(Path(sys.argv[2]))
desk = open_desk(Path(sys.argv[1]))
assert desk.player.settle(20)
desk.player.devices()
assert desk.player.settle(20)
print(desk.office.name, len(desk.player.devices()), desk.player.status().state, flush=True)
desk.close()
"""


@dataclass
class Headphones:
    """A sound device that can be pulled out, and plugged in again."""

    place: Path
    _worn: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def arguments(self) -> tuple[str, ...]:
        """The arguments that lead libvlc to it."""
        return ("--aout=alsa", f"--alsa-audio-device=tee:null,{self.place},raw")

    def put_in(self) -> None:
        self._worn.append(subprocess.Popen(["cat", str(self.place)], stdout=subprocess.DEVNULL))

    def pull_out(self) -> None:
        for each in self._worn:
            each.kill()
            each.wait()


@pytest.fixture
def headphones(tmp_path: Path) -> Iterator[Headphones]:
    place = tmp_path / "headphones"
    os.mkfifo(place)
    made = Headphones(place)
    made.put_in()
    yield made
    made.pull_out()


@pytest.fixture
def player(headphones: Headphones) -> Iterator[Player]:
    made = Player(lambda: LibVlc(ways=Through(*headphones.arguments)))
    ranges, form = a_copy(speech(30), RATE, 1)
    made.load(ranges, RATE, form.frames)
    yield made
    made.close()


CARD = " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n                      HDA Intel PCH at 0xf7210000 irq 32\n"
RECORDS, PLAYS = "00-06: DMIC : DMIC : capture 1\n", "00-00: ALC3232 Analog : ALC3232 Analog : playback 1 : capture 1\n"


@linux
@pytest.mark.parametrize(("cards", "pcm", "offered"), [("", "", 0), (CARD, RECORDS, 0), (CARD, PLAYS, 1)])
def test_a_pc_without_a_sound_device_opens_the_office_and_offers_none(
    office: Office, tmp_path: Path, cards: str, pcm: str, offered: int
) -> None:
    office.parts.engine.dispose()
    (tmp_path / "cards").write_text(cards)
    (tmp_path / "pcm").write_text(pcm)
    command = [sys.executable, "-c", START, str(office.parts.paths.folder), str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (ran.returncode, ran.stdout) == (0, f"Test Council {offered} empty\n"), ran.stderr


@linux
def test_a_device_that_goes_away_while_it_plays_stops_the_playing_and_the_counting(
    player: Player, headphones: Headphones
) -> None:
    tracker = HeardTracker(RATE)

    def listened() -> PlayerStatus:
        status = player.status()
        tracker.update(status.frame, status.sounding, time.monotonic(), status.rate)
        return status

    player.play()
    until(lambda: listened().frame > RATE)
    headphones.pull_out()
    gone_at = player.status().frame
    until(lambda: listened().state is PlayState.FAILED)
    status = player.status()
    assert status.failure == PlayFailure.SOUND_NO_DEVICE
    assert tracker.heard[0].start == 0 and tracker.heard[-1].end >= RATE
    # ALSA takes up to half a second at once: so much is reported as put out before it is known that it was not.
    assert max(status.frame, tracker.heard[-1].end) <= gone_at + RATE


@linux
def test_put_in_again_it_plays_on_from_where_it_stopped(player: Player, headphones: Headphones) -> None:
    player.play()
    until(lambda: player.status().sounding)
    headphones.pull_out()
    until(lambda: player.status().state is PlayState.FAILED)
    stopped_at = player.status().frame
    headphones.put_in()
    player.play()
    until(lambda: player.status().sounding and player.status().frame > stopped_at + 4000)
    assert player.status().failure is None


@pytest.mark.parametrize(
    ("level", "sender", "words", "counted"),
    [
        (ERROR, SENDER, b"cannot recover playback stream: %s", 1),
        (ERROR, SENDER, None, 1),
        (ERROR, SENDER, b"cannot estimate delay: %s", 0),  # after a hiccup it plays on
        (ERROR - 1, SENDER, b"playback way too early (%d): playing silence", 0),
        (ERROR, b"demux", b"cannot seek", 0),
        (ERROR, b"", b"", 0),
    ],
)
def test_an_output_complains_by_its_own_errors_alone(
    level: int, sender: bytes, words: bytes | None, counted: int
) -> None:
    complaints = Complaints()
    complaints.take(level, sender, words)
    assert complaints.count == counted


def test_buffers_taken_while_the_output_complains_prove_nothing() -> None:
    def reading(played: int, complaints: int) -> Reading:
        return Reading(playing=True, time_ms=played * 100, played=played, complaints=complaints)

    progress = DeviceProgress(0, 80_000, RATE, 100.0)
    progress.look(100.1, reading(1, 7), 1.0)  # complaints of an earlier run are none of this one's
    assert progress.sounding
    progress.look(100.2, reading(2, 8), 1.0)
    stood = progress.frame
    for tick in range(3, 12):
        progress.look(100 + tick / 10, reading(tick, 8), 1.0)
        assert (progress.sounding, progress.frame, progress.ceiling) == (False, stood, stood)
    assert progress.silent_for(101.1) == pytest.approx(1.0)
    progress.look(100.2 + DOUBTED_SECONDS + 0.1, reading(13, 8), 1.0)
    assert progress.sounding

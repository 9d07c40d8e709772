"""Memory: the peak of a process that opens and plays three hours, against one that plays three minutes.

Nobody waits three hours for it: each plays at the beginning, in the middle and to the end, after reading all of the
copy, as every opening does. `python -m benchmarks.sound.memory FRAMES` is one such process.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import Result, in_turn
from benchmarks.sound.copies import LONG, RATE, SHORT, store
from desktop.application.ports.sound import PlayState
from desktop.media.waveform import waveform_of
from desktop.playback.libvlc import LibVlc
from desktop.playback.player import Player, VaultSound
from desktop.playback.ways_out import SystemDevices

LONGEST_SECONDS = 30.0


class Dummy(SystemDevices):
    """An output that takes samples as a device does, and throws them away."""

    arguments: tuple[str, ...] = ("--aout=adummy",)


def run(name: str) -> Result:
    """Run three processes each, in turn."""
    return Result(name, *in_turn(lambda: _peak(LONG), lambda: _peak(SHORT), rounds=3), "MB", 10.0, more=True)


def _peak(frames: int) -> float:
    command = [sys.executable, "-m", "benchmarks.sound.memory", str(frames)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def play_through(frames: int) -> None:
    """Open a copy of that length as an office does, and play in it."""
    with tempfile.TemporaryDirectory() as folder:
        stored = store(Path(folder) / "copy", frames)
        player = Player(lambda: LibVlc(ways=Dummy()))
        VaultSound(player, stored.blobs, lambda: stored.identity, waveform_of, b"").open(stored.copy)
        for frame in (0, frames // 2, frames - 2 * RATE):
            player.seek(frame)
            player.play()
            _until(player, frame + RATE)
        while player.status().state is not PlayState.ENDED:
            time.sleep(0.01)
        player.close()


def _until(player: Player, frame: int) -> None:
    late = time.monotonic() + LONGEST_SECONDS
    while player.status().frame < frame:
        assert time.monotonic() < late, "it does not play"
        time.sleep(0.01)


def peak_megabytes() -> float:
    """Return the peak memory of this process (resident, from /proc: Linux)."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    play_through(int(sys.argv[1]))
    print(peak_megabytes())

"""Plays samples through an engine to the device `headset` of an ALSA configuration:

    python -m tests.playback.to_a_sink ENGINE CONFIGURATION SAMPLES

A process of its own, since ALSA keeps the first configuration that it read; `-` leaves the choice to the system. Prints
`playing`, then how it ended, and waits for the end of its input: what a sound server has not played yet goes with us.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from desktop.application.ports.sound import PlayState, SoundDevice
from desktop.playback.engine import Engine
from desktop.playback.player import Player
from tests.playback.copies import a_copy, until

HEADSET = SoundDevice("headset", "Headset")
RATE = 8000


class Sink:
    """The one device: a way out of libvlc, and a device of PortAudio."""

    arguments: tuple[str, ...] = ("--aout=alsa,none",)
    named = True

    def __init__(self, configuration: str) -> None:
        self._configuration = configuration

    def prepare(self) -> None:
        """Have ALSA read the test's configuration."""
        os.environ["ALSA_CONFIG_PATH"] = self._configuration

    def devices(self, listed: object) -> tuple[SoundDevice, ...]:
        """Return it, for libvlc."""
        return (HEADSET,)

    def found(self, port_audio: Any) -> list[tuple[int, SoundDevice]]:
        """Return it with its number, for PortAudio; nothing where it is gone."""
        return [(each["index"], HEADSET) for each in port_audio.query_devices() if each["name"] == HEADSET.id]


def engine(name: str, configuration: str) -> Engine:
    """Open that engine, for that configuration's device; `-`: for the one that this system has chosen."""
    sink = None if configuration == "-" else Sink(configuration)
    if name == "libvlc":
        from desktop.playback.libvlc import LibVlc

        return LibVlc(ways=sink)
    from desktop.playback.port_audio import PortAudio

    return PortAudio(found=sink)


def main(name: str, configuration: str, samples: str) -> None:
    """Play them to the end, or to the failure."""
    player = Player(lambda: engine(name, configuration))
    ranges, form = a_copy(Path(samples).read_bytes(), RATE, 1)
    player.load(ranges, RATE, form.frames)
    player.play()
    until(lambda: player.status().sounding)
    print("playing", flush=True)
    until(lambda: player.status().state in {PlayState.ENDED, PlayState.FAILED})
    ended = player.status()
    print(ended.failure or ended.state, ended.frame, form.frames, flush=True)
    sys.stdin.read()
    player.close()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Outputs of libvlc that no office has: the tests' access, which is a parameter of `Player` and nothing else."""

from __future__ import annotations

import os

from desktop.application.ports.sound import SoundDevice
from desktop.playback.ways_out import Listed


class Through:
    """The output in these libvlc arguments, with this machine's own configuration of ALSA."""

    named = False

    def __init__(self, *arguments: str) -> None:
        self.arguments = arguments

    def prepare(self) -> None:
        """Restore this machine's ALSA, also where another test had ours."""
        os.environ.pop("ALSA_CONFIG_PATH", None)

    def devices(self, listed: Listed) -> tuple[SoundDevice, ...]:
        return listed()


class NotReal(Through):
    """An output that would take every sample, on a PC that has no device which may be played to."""

    named = True

    def __init__(self) -> None:
        super().__init__("--aout=adummy")

    def devices(self, listed: Listed) -> tuple[SoundDevice, ...]:
        return ()

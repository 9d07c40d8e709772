"""The ways out for sound: those that exist, and those that a recording may be played to.

Rules:
- On Linux that is a sound card of the kernel, addressed directly by ALSA, and nothing else: not a sound server, whose
  sinks may be a file, a tunnel or nothing whatever they are called, and each of which any program of the account can
  record from. Dummy and loopback cards are none either.
- The account has no say in ALSA and the sound servers: the configuration is ours (`resources/alsa.conf`), and
  the variables are dropped before libvlc loads (`variables` drops them at the start already).
- A chosen device that is gone is not replaced by another: a private call would come out aloud.
- A class of another kind can be given to `Player`, by code alone: tests have outputs that no office has. No argument
  and no variable leads to one.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from desktop.application.ports.sound import SoundDevice
from desktop.config import RESOURCES
from desktop.lockdown.at_start import bends_sound

OWN_CONFIGURATION = RESOURCES / "alsa.conf"
KERNEL = Path("/proc/asound")
"""Linux's list of its sound cards; only root can change it."""
NOT_REAL = frozenset({"Dummy", "Loopback"})
"""Drivers of cards that throw samples away, or hand them to another program."""
NOT_A_DEVICE = frozenset({"", "null"})
"""`null` throws samples away and counts them as played."""

_CARD = re.compile(r"^\s*(\d+) \[(\S+)\s*\]: (\S+) - (.+)$", re.MULTILINE)
_PCM = re.compile(r"^(\d+)-(\d+): ([^:]*) : [^\n]*\bplayback \d", re.MULTILINE)
_FIRST = ("USB-Audio",)
_LAST = re.compile(r"HDMI|DisplayPort", re.IGNORECASE)

Listed = Callable[[], tuple[SoundDevice, ...]]
"""Returns libvlc's list for the output that it has loaded."""


class WaysOut(Protocol):
    """The engine's view of outputs."""

    arguments: tuple[str, ...]
    """For libvlc."""
    named: bool
    """Whether libvlc is always given a device by its name."""

    def prepare(self) -> None:
        """Prepare, before libvlc is loaded."""
        ...

    def devices(self, listed: Listed) -> tuple[SoundDevice, ...]:
        """Return the devices that may be played to, the usual one first."""
        ...


class Cards:
    """Linux: the sound cards of the kernel."""

    arguments: tuple[str, ...] = ("--aout=alsa,none",)
    named = True

    def __init__(self, kernel: Path = KERNEL) -> None:
        self._kernel = kernel

    def prepare(self) -> None:
        """Let nothing but our own configuration reach ALSA."""
        own = {"ALSA_CONFIG_PATH": str(OWN_CONFIGURATION), "PA_ALSA_PLUGHW": "1"}  # PortAudio's, for the conversion
        for name in [name for name in os.environ if bends_sound(name) and name not in own]:
            del os.environ[name]
        os.environ.update(own)

    def devices(self, listed: Listed) -> tuple[SoundDevice, ...]:
        """Return the devices: a headset on USB first, those that lead to a screen last."""
        return tuple(way for _, way in self._numbered())

    def found(self, port_audio: Any) -> list[tuple[int, SoundDevice]]:
        """Return those that PortAudio has found too, with its numbers: it ends their names with the kernel's."""
        numbers = {str(each["name"]): each["index"] for each in port_audio.query_devices()}
        return [
            (number, way)
            for (card, device), way in self._numbered()
            for name, number in numbers.items()
            if name.endswith(f"hw:{card},{device})")  # "(plughw:0,3)"
        ]

    def _numbered(self) -> list[tuple[tuple[int, int], SoundDevice]]:
        """Return the same devices, each with the kernel's numbers for its card and for the device on it."""
        cards = {int(number): found for number, *found in _CARD.findall(self._told("cards"))}
        ranked = []
        for card, device, name in _PCM.findall(self._told("pcm")):
            id, driver, words = cards.get(int(card), ("", "", ""))
            if not id or driver in NOT_REAL:
                continue
            rank = 0 if driver in _FIRST else 2 if _LAST.search(name) else 1
            way = SoundDevice(f"plughw:CARD={id},DEV={int(device)}", f"{words.strip()}, {name.strip()}")
            ranked.append((rank, (int(card), int(device)), way))
        return [(numbers, way) for _, numbers, way in sorted(ranked, key=lambda each: each[:2])]

    def _told(self, name: str) -> str:
        try:
            return (self._kernel / name).read_text("utf-8", "replace")
        except OSError:
            return ""


_APIS = {"win32": "Windows WASAPI", "darwin": "Core Audio"}


class SystemDevices:
    """Windows and macOS: the system's devices, from libvlc's own list, or from one of its interfaces by PortAudio; the
    system's own choice by default."""

    arguments: tuple[str, ...] = ()
    named = False

    def __init__(self, api: str = _APIS.get(sys.platform, "")) -> None:
        self._api = api

    def prepare(self) -> None:
        """Do nothing: no variable alters these."""

    def devices(self, listed: Listed) -> tuple[SoundDevice, ...]:
        return tuple(device for device in listed() if device.id not in NOT_A_DEVICE)

    def found(self, port_audio: Any) -> list[tuple[int, SoundDevice]]:
        """Return those of PortAudio that play, each name once, with their numbers: the system's choice first."""
        named: dict[str, int] = {}
        for api in port_audio.query_hostapis():
            if api["name"] == self._api:
                usual = api["default_output_device"]
                for number in sorted(api["devices"], key=lambda each: each != usual):
                    device = port_audio.query_devices(number)
                    if device["max_output_channels"]:
                        named.setdefault(device["name"], number)
        return [(number, SoundDevice(name, name)) for name, number in named.items()]


def ways_out() -> Cards | SystemDevices:
    """Return this system's ways out."""
    return Cards() if sys.platform == "linux" else SystemDevices()

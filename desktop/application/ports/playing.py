"""A player's reports to the rest of the program: frozen values, no sound.

Rules:
- A position is a whole number of frames of the approved copy, from 0 to its length; never a time in another's clock.
- `sounding` is true only while sound provably comes out; heard time counts while it is true, and at no other time.
- A failure is one of the codes of `PlayFailure`; after one the player is silent.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SLOWEST, FASTEST, FASTEST_FOR_STAFF = 0.5, 1.5, 3.0
"""Speeds, of 1.0 as recorded: the slowest, the fastest for a customer, and for staff who look through a recording."""
SPEEDS_FOR_STAFF = (SLOWEST, 0.75, 1.0, 1.5, 2.0, FASTEST_FOR_STAFF)
"""The speeds that staff go through, one by one."""


class PlayState(StrEnum):
    """The state of the player. LOADED is silent and ready, at `frame`; so is FAILED, after a failure."""

    EMPTY = "empty"
    LOADED = "loaded"
    PLAYING = "playing"
    PAUSED = "paused"
    ENDED = "ended"
    FAILED = "failed"


class PlayFailure(StrEnum):
    """Why a player failed."""

    SOUND_NO_DEVICE = "sound_no_device"
    VAULT_DAMAGED = "vault_damaged"
    PLAYER_ERROR = "player_error"


class Halt(StrEnum):
    """Why the program stopped the sound by itself."""

    MINIMISED = "minimised"
    HIDDEN = "hidden"
    COVERED = "covered"
    KEYBOARD_ELSEWHERE = "keyboard_elsewhere"
    DISPLAY_GONE = "display_gone"
    FROZE = "froze"
    CLOCK_JUMPED = "clock_jumped"


class Ear(StrEnum):
    """The ear that listens. LEFT and RIGHT mix every voice of the copy into that one ear, MIXED into each of the two;
    BOTH leaves the copy as it is: where it has two channels, one voice in each ear."""

    LEFT = "left"
    BOTH = "both"
    RIGHT = "right"
    MIXED = "mixed"


@dataclass(frozen=True)
class SoundDevice:
    """An output device: `id` is the system's name for it, `name` is for people."""

    id: str
    name: str


@dataclass(frozen=True)
class PlayerStatus:
    """The player at one moment: `frame` of the copy, `rate` (1.0 is natural speed), `volume` (0 to 100).

    `failure` is a value of `PlayFailure`, and None unless the state is FAILED. `device` is the id of the last device
    played to; empty until then.
    """

    state: PlayState = PlayState.EMPTY
    frame: int = 0
    sounding: bool = False
    failure: str | None = None
    rate: float = 1.0
    volume: int = 100
    ear: Ear = Ear.BOTH
    device: str = ""

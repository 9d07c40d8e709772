"""The sound that a session starts with: the usual, changed by what the request says that they need."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.application.ports.playing import Ear
from desktop.domain.sessions.needs import Need, start_of

STEP, USUAL = 10, 60
"""The step and the start of the loudness, in percent."""
_EARS = {Need.LEFT_EAR: Ear.LEFT, Need.RIGHT_EAR: Ear.RIGHT, None: Ear.MIXED}


@dataclass(frozen=True)
class Sound:
    """Loudness in percent, which ear hears, and the speed (1.0 is as recorded)."""

    volume: int
    ear: Ear
    rate: float


def usual_sound(needs: frozenset[Need], ceiling: int) -> Sound:
    """Return the sound to start with; it is never louder than the office's ceiling, in percent."""
    start = start_of(needs)
    return Sound(min(USUAL + STEP * start.loudness, ceiling), _EARS[start.ear], start.rate)

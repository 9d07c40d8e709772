"""The witness files of an office: how many there are, and why another begins.

Rules: a new file is one more, or takes the place of another.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class WitnessReason(StrEnum):
    """Why a witness file begins."""

    ONE_MORE = "one_more"
    MOVED = "moved"
    LOST = "lost"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class WitnessBegun:
    """A witness file that begins. `files`: how many there are from then on.

    `time_stamps`: it is a time-stamping authority, which counts as a file.
    """

    reason: WitnessReason
    replaces: bool
    files: int
    time_stamps: bool = False

    def problems(self) -> dict[str, str]:
        """Return what cannot be, by its field."""
        is_one_more = self.reason is WitnessReason.ONE_MORE
        return {"reason": "witness_reason"} if self.replaces == is_one_more else {}

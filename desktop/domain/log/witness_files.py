"""The witness files of an office: how many there are, how many are needed, and why another begins.

Rules: a new file is one more, or takes the place of another. Of all files one at least is needed, and no more than
there are.
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
    """A witness file that begins. `files` and `needed`: how many there are from then on, and how many are needed.

    `time_stamps`: it is a time-stamping authority, which counts as a file.
    """

    reason: WitnessReason
    replaces: bool
    files: int
    needed: int
    time_stamps: bool = False

    def problems(self) -> dict[str, str]:
        """Return what cannot be, by its field."""
        problems = {} if 1 <= self.needed <= self.files else {"needed": "witness_needed"}
        if self.replaces == (self.reason is WitnessReason.ONE_MORE):
            problems["reason"] = "witness_reason"
        return problems

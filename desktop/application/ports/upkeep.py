"""The port of what an administrator has done by hand at a PC: a back-up, the nightly run that waits for them, and the
file for whoever supports the program."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.domain.office.clock_doubt import ClockDoubt, ClockEvidence
    from desktop.domain.shared.ids import PersonId


class Noted(StrEnum):
    """Whether the log has it that a back-up was made. `NOT_OURS`: it was not at a PC of the back office, which keeps
    the keys of originals.
    """

    IN_LOG = "in_log"
    NOT_OURS = "not_ours"
    NOT_TAKEN = "not_taken"


@dataclass(frozen=True)
class BackedUp:
    """The contents of a new back-up. `missing`: files that the database names and the vault did not have."""

    events: int
    recordings: int
    missing: int = 0
    noted: Noted = Noted.IN_LOG


@dataclass(frozen=True)
class NightLook:
    """How many recordings a run would destroy now, of how many, and why nobody does it unasked; nothing is changed."""

    due: int
    kept: int
    doubts: tuple[ClockDoubt, ...]
    evidence: ClockEvidence | None


@dataclass(frozen=True)
class NightDone:
    """The outcome of a run. `changed`: log or rows were, so nothing was destroyed. `ours` is False where another PC was
    at it, and nothing was done here.
    """

    destroyed: int = 0
    changed: bool = False
    anchored: bool = True
    ours: bool = True


class Upkeep(Protocol):
    """At one PC. Each method is long work, and raises as the command of the same purpose does."""

    def back_up(self, folder: Path, by: PersonId) -> BackedUp:
        """Copy all that the office needs into a new folder, and log that they made it.

        Raises SurroundingsError, DatabaseError.
        """
        ...

    def save_for_support(self, file: Path) -> None:
        """Write what this PC provides, the office's figures and the program's own log into a new file.

        Nothing in it is about a person. Raises SurroundingsError (`bundle_not_written`).
        """
        ...

    def look(self) -> NightLook:
        """Look what a run would destroy."""
        ...

    def run(self, by: PersonId, seen: NightLook) -> NightDone:
        """Destroy what is due, by an administrator who has confirmed the clock and knows what was seen."""
        ...

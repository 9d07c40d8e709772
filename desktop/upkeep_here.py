"""The upkeep that an administrator does by hand under Health, at this PC: by the same ways as the commands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.application.office.clock_checking import Confirmed
from desktop.application.ports.upkeep import BackedUp, NightDone, NightLook
from desktop.application.recordings.nightly_turn import Turn
from desktop.application.shared.authorisation import Actor
from desktop.domain.shared.ids import PersonId


@dataclass(frozen=True)
class UpkeepHere:
    """The port `Upkeep` of the office in that folder. It opens the office once more, beside the windows."""

    office: Path

    def back_up(self, folder: Path, by: PersonId) -> BackedUp:
        """Copy all that the office needs into a new folder, and log it. Raises SurroundingsError, DatabaseError."""
        from desktop.backing_up import back_up_and_note  # at its first use, as the nightly run

        return back_up_and_note(self.office, folder, by)

    def save_for_support(self, file: Path) -> None:
        """Write what `doctor` says, the figures and the program's own log. Raises SurroundingsError."""
        from desktop.doctor import report

        report(file, self.office)

    def look(self) -> NightLook:
        """Look what a run would destroy."""
        from desktop.nightly import open_nightly

        with open_nightly(self.office) as nightly:
            found = nightly.retaining.look()
        return NightLook(found.due, found.kept, found.doubts, found.evidence)

    def run(self, by: PersonId, seen: NightLook) -> NightDone:
        """Destroy what is due, by an administrator who has confirmed the clock and knows what was seen."""
        from desktop.nightly import open_nightly

        with open_nightly(self.office) as nightly, nightly.turn(asked=True) as turn:
            if turn is not Turn.OURS:
                return NightDone(ours=False)
            actor = Actor(by, nightly.retaining.desk)
            done = nightly.retaining.run(Confirmed(actor, seen.doubts, seen.due, seen.kept))
        return NightDone(done.destroyed, done.proof is not None and done.proof.changed, done.anchored)

"""Upkeep, and restoring lost keys, as windows have it: the ports of those names.

`backups`, `nightly`, `restore` and `status` do the work, as for the commands. They are loaded at their first use, as is
all that an office is opened with: the window waits for this module.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from desktop.application.ports import lifecycle as ports
from desktop.application.ports.sound import Watcher
from desktop.domain.shared.ids import PersonId
from desktop.errors import CheckpointNotStoredError, FieldsError, problems_where


@dataclass(frozen=True)
class UpkeepHere:
    """The port `Upkeep` of the office in that folder. It opens the office once more, beside the windows."""

    office: Path

    def back_up(self, folder: Path, by: PersonId) -> ports.BackedUp:
        """Copy all that the office needs into a new folder, and log it. Raises ExternalSystemError, DatabaseError."""
        from desktop.lifecycle.backups import back_up_and_note

        return back_up_and_note(self.office, folder, by)

    def save_for_support(self, file: Path) -> None:
        """Write what `doctor` says, the figures and the program's own log. Raises ExternalSystemError."""
        from desktop.lifecycle.status import report

        report(file, self.office)

    def look(self) -> ports.NightLook:
        """Look what a run would destroy."""
        from desktop.lifecycle.nightly import open_nightly

        with open_nightly(self.office) as nightly:
            found = nightly.retaining.look()
        return ports.NightLook(found.due, found.kept, found.doubts, found.evidence)

    def run(self, by: PersonId, seen: ports.NightLook) -> ports.NightDone:
        """Destroy what is due, by an administrator who has confirmed the clock and knows what was seen."""
        from desktop.application.office.pc_checks import Confirmed
        from desktop.application.recordings.retaining import Turn
        from desktop.application.shared.commands import Actor
        from desktop.lifecycle.nightly import open_nightly

        with open_nightly(self.office) as nightly, nightly.turn(asked=True) as turn:
            if turn is not Turn.OURS:
                return ports.NightDone(ours=False)
            actor = Actor(by, nightly.retaining.desk)
            done = nightly.retaining.run(Confirmed(actor, seen.doubts, seen.due, seen.kept))
        return ports.NightDone(done.destroyed, done.proof is not None and done.proof.changed, done.anchored)


@dataclass(frozen=True)
class LostKeysHere:
    """The port `LostKeys`. `folder`: of the office; `on_server`: whether its database is on a server."""

    folder: Path
    on_server: bool

    def check(self, plan: ports.KeysPlan) -> ports.KeysPlan:
        """See the port."""
        from desktop.lifecycle.backups import missing_of
        from desktop.lifecycle.restore import look_at_keys_backup as look_at

        if problems := missing_of(plan.backup, plan.key):
            raise FieldsError(problems)
        assert plan.backup is not None and plan.key is not None, "neither is missing"
        found, recipient = look_at(self.folder, plan.backup, plan.key)
        facts = ports.KeysBackupFacts(datetime.fromisoformat(found.taken_at), found.program, recipient)
        return replace(plan, facts=facts)

    def restore(self, plan: ports.KeysPlan, watcher: Watcher) -> ports.KeysRestored:
        """See the port."""
        from desktop.domain.shared.typed_text import hidden_in
        from desktop.lifecycle.restore import KeysBack, put_back

        problems = hidden_in(administrator=plan.administrator) | problems_where(
            ("administrator", "name_missing", not plan.administrator),
            ("own_password", "password_missing", not plan.own_password),
        )
        if problems:
            raise FieldsError(problems)
        backup, key, facts = plan.backup, plan.key, plan.facts
        assert backup is not None and key is not None and facts is not None, "the page before has looked"
        who = plan.administrator, plan.own_password
        keys_back = KeysBack(backup, key, *who, plan.given or None)
        done = ports.KeysRestored(plan.administrator, facts.recipient)
        try:
            put_back(self.folder, keys_back, watcher)
        except CheckpointNotStoredError as error:
            return replace(done, not_witnessed=error)
        return done

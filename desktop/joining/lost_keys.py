"""Restoring a PC's lost keys, carried out for the windows (`LostKeys`). The work is `joining.keyring`'s."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from desktop.application.ports.lost_keys import KeysBackupFacts, KeysPlan, KeysRestored
from desktop.application.ports.sound import Watcher
from desktop.errors import FieldsError, NotWitnessedError


@dataclass(frozen=True)
class LostKeysHere:
    """See the port. `folder`: of the office; `on_server`: whether its database is on a server."""

    folder: Path
    on_server: bool

    def check(self, plan: KeysPlan) -> KeysPlan:
        """See the port."""
        from desktop.joining.keyring import look_at

        problems = {}
        if plan.backup is None or not plan.backup.is_dir():
            problems["backup"] = "backup_folder_missing"
        if plan.in_file and (plan.recovery is None or not plan.recovery.is_file()):
            problems["recovery"] = "recovery_file_missing"
        if not plan.in_file and not plan.recovery_key.strip():
            problems["recovery_key"] = "recovery_key_missing"
        if problems or plan.backup is None:
            raise FieldsError(problems)
        found, recipient = look_at(self.folder, plan.backup, _key_of(plan))
        facts = KeysBackupFacts(datetime.fromisoformat(found.taken_at), found.program, recipient)
        return replace(plan, facts=facts)

    def restore(self, plan: KeysPlan, watcher: Watcher) -> KeysRestored:
        """See the port."""
        from desktop.domain.shared.hidden_characters import hidden_in
        from desktop.joining.keyring import KeysBack, put_back

        problems = hidden_in(administrator=plan.administrator)
        if not plan.administrator:
            problems["administrator"] = "name_missing"
        if not plan.own_password:
            problems["own_password"] = "password_missing"
        if problems:
            raise FieldsError(problems)
        assert plan.backup is not None and plan.facts is not None, "the page before has looked"
        who = plan.administrator, plan.own_password
        keys_back = KeysBack(plan.backup, _key_of(plan), *who, plan.given or None)
        done = KeysRestored(plan.administrator, plan.facts.recipient)
        try:
            put_back(self.folder, keys_back, watcher)
        except NotWitnessedError as error:
            return replace(done, not_witnessed=error)
        return done


def _key_of(plan: KeysPlan) -> Path | str:
    return plan.recovery if plan.in_file and plan.recovery is not None else plan.recovery_key

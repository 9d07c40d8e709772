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
        from desktop.environment.backup_folder import missing_of
        from desktop.joining.keyring import look_at

        if problems := missing_of(plan.backup, plan.key):
            raise FieldsError(problems)
        assert plan.backup is not None and plan.key is not None, "neither is missing"
        found, recipient = look_at(self.folder, plan.backup, plan.key)
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
        backup, key, facts = plan.backup, plan.key, plan.facts
        assert backup is not None and key is not None and facts is not None, "the page before has looked"
        who = plan.administrator, plan.own_password
        keys_back = KeysBack(backup, key, *who, plan.given or None)
        done = KeysRestored(plan.administrator, facts.recipient)
        try:
            put_back(self.folder, keys_back, watcher)
        except NotWitnessedError as error:
            return replace(done, not_witnessed=error)
        return done

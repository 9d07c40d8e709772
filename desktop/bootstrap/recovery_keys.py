"""Recovery keys that are made at this PC, for an office that is here or is to be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.application.ports.recovery_keys import NewRecoveryKey
from desktop.errors import SurroundingsError


@dataclass(frozen=True)
class RecoveryKeysHere:
    """See the port (`NewRecoveryKeys`). `folder`: of the office."""

    folder: Path

    def new_recovery_key(self) -> NewRecoveryKey:
        """See the port."""
        from desktop.vault.envelopes import new_identity

        return NewRecoveryKey(*new_identity())

    def save_recovery_key(self, key: NewRecoveryKey, file: Path) -> bool:
        """See the port."""
        from desktop.environment.lasting import write_file
        from desktop.environment.witness_place import same_disk

        if file.resolve().is_relative_to(self.folder.resolve().parent):
            raise SurroundingsError("recovery_file_inside")
        try:
            write_file(file, f"# public key: {key.recipient}\n{key.secret}\n".encode("ascii"))
        except FileExistsError:
            raise SurroundingsError("recovery_file_exists") from None
        except OSError:
            raise SurroundingsError("recovery_file_not_written") from None
        return same_disk(file.parent, self.folder)

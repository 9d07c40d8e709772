"""The store of an office's keys, the identity of a desk with the keys that it opens, and new recovery keys.

Envelopes (`vault.keys`) are imported at their first use: every office has these, and opens without.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.application.ports.lifecycle import NewRecoveryKey
from desktop.config import OfficePaths
from desktop.domain.shared.ids import DeskId
from desktop.environment.keyring.stores import DemoStore, RootStore, open_keyring, service_name
from desktop.environment.office_file import DEMO, OfficeFile
from desktop.environment.witnesses import same_disk
from desktop.errors import ExternalSystemError, KeyringError
from desktop.files.durable import write_file

if TYPE_CHECKING:
    from desktop.application.ports.log import Keystore
    from desktop.domain.copies.copy import SealedKey


def keystore_of(file: OfficeFile, paths: OfficePaths, *, unattended: bool = False) -> Keystore:
    """Return this office's key store: the system's keyring; for a demo, and at a PC kept for jobs, a file.

    `unattended`: nobody is there who could unlock the keyring. Raises KeyringError.
    """
    if file.kind == DEMO:
        return DemoStore(paths.folder / "demo-keys.json", file.id, file.kind)
    if file.keys_in_file:
        return RootStore(paths.folder / "keys.json", file.id)
    return open_keyring(service_name(file.id), unattended=unattended)


def identity_of(store: Keystore, desk: DeskId) -> str:
    """Return the desk's age identity. Raises KeyringError where this account is not enrolled."""
    identity = store.get(f"identity/{desk}")
    if identity is None:
        raise KeyringError("desk_not_enrolled")
    return identity


def new_desk_identity(store: Keystore, desk: DeskId) -> str:
    """Make and store an identity for that desk; return its recipient."""
    from desktop.vault.keys import new_identity

    identity, recipient = new_identity()
    store.set(f"identity/{desk}", identity)
    return recipient


class DeskKeys:
    """Retention keys, opened by this desk's `identity`. Each method raises VaultDamagedError where it opens none."""

    def __init__(self, identity: Callable[[], str]) -> None:
        self._identity = identity

    def wrapped_to(self, wrapped: bytes, recipients: Sequence[str]) -> bytes:
        """Return the same key, wrapped to these recipients."""
        from desktop.vault.keys import unwrap_retention_key, wrap_retention_key

        return wrap_retention_key(unwrap_retention_key(wrapped, self._identity()), recipients)

    def fresh(self, recipients: Sequence[str]) -> bytes:
        """Return a fresh key, wrapped to these recipients."""
        from desktop.vault.keys import new_retention_key, wrap_retention_key

        return wrap_retention_key(new_retention_key(), recipients)

    def reseal(self, sealed: SealedKey, id: str, wrapped: bytes) -> bytes:
        """Return the data key of `id`, wrapped under another retention key."""
        from desktop.vault.keys import open_key, unwrap_retention_key, wrap_data_key

        data_key = open_key(sealed, self._identity(), id)
        return wrap_data_key(unwrap_retention_key(wrapped, self._identity()), data_key, id)


@dataclass(frozen=True)
class RecoveryKeysHere:
    """See the port (`NewRecoveryKeys`). `folder`: of the office."""

    folder: Path

    def new_recovery_key(self) -> NewRecoveryKey:
        """See the port."""
        from desktop.vault.keys import new_identity

        return NewRecoveryKey(*new_identity())

    def save_recovery_key(self, key: NewRecoveryKey, file: Path) -> bool:
        """See the port."""
        if file.resolve().is_relative_to(self.folder.resolve().parent):
            raise ExternalSystemError("recovery_file_inside")
        try:
            write_file(file, f"# public key: {key.recipient}\n{key.secret}\n".encode("ascii"))
        except FileExistsError:
            raise ExternalSystemError("recovery_file_exists") from None
        except OSError:
            raise ExternalSystemError("recovery_file_not_written") from None
        return same_disk(file.parent, self.folder)

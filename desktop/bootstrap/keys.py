"""The store of an office's keys, and the identity of a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.config import OfficePaths
from desktop.domain.shared.ids import DeskId
from desktop.environment.database_server import Server as Server
from desktop.environment.office_file import DATABASE_KEY as DATABASE_KEY
from desktop.environment.office_file import DATABASE_PASSWORD as DATABASE_PASSWORD
from desktop.environment.office_file import DEMO as DEMO
from desktop.environment.office_file import REAL as REAL
from desktop.environment.office_file import OfficeFile as OfficeFile
from desktop.environment.office_file import facts_of as facts_of
from desktop.environment.office_file import read_office_file as read_office_file
from desktop.environment.office_policies import policy_path as policy_path
from desktop.errors import KeyringError

if TYPE_CHECKING:
    from desktop.application.ports.log import Keystore


def keystore_of(file: OfficeFile, paths: OfficePaths, *, unattended: bool = False) -> Keystore:
    """Return this office's key store: the system's keyring; for a demo, and at a PC kept for jobs, a file.

    `unattended`: nobody is there who could unlock the keyring. Raises KeyringError.
    """
    if file.kind == DEMO:
        from desktop.environment.demo_store import DemoStore

        return DemoStore(paths.folder / "demo-keys.json", file.id, file.kind)
    if file.keys_in_file:
        from desktop.environment.root_store import RootStore

        return RootStore(paths.folder / "keys.json", file.id)
    from desktop.environment.keyring_store import open_keyring, service_name

    return open_keyring(service_name(file.id), unattended=unattended)


def identity_of(store: Keystore, desk: DeskId) -> str:
    """Return the desk's age identity. Raises KeyringError where this account is not enrolled."""
    identity = store.get(f"identity/{desk}")
    if identity is None:
        raise KeyringError("desk_not_enrolled")
    return identity


def new_desk_identity(store: Keystore, desk: DeskId) -> str:
    """Make and store an identity for that desk; return its recipient."""
    from desktop.vault.envelopes import new_identity

    identity, recipient = new_identity()
    store.set(f"identity/{desk}", identity)
    return recipient

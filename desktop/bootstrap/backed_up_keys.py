"""The keys in a back-up: opened with a recovery key, and put into this account's keyring."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

from desktop.application.ports.log import Keystore
from desktop.environment.backup_folder import DIGESTS, digests_in_clear
from desktop.environment.office_file import DATABASE_PASSWORD
from desktop.errors import KeyringError, SurroundingsError, VaultDamagedError
from desktop.vault.envelopes import identities_of, recipient_of, unwrap_retention_key


def opened(sealed: Path, recovery: Path | str) -> tuple[dict[str, str], str]:
    """Return the keys in that file of a back-up, and the public half of the recovery key that opened it.

    `recovery`: the file of the key, or the key as it was typed or pasted. Raises SurroundingsError (`backup_damaged`,
    `recovery_key_not_ours`; `backup_exchanged` where a file in the clear is not the one that was backed up).
    """
    try:
        identities = identities_of(recovery)
    except (OSError, ValueError):
        identities = []
    try:
        content = sealed.read_bytes()
    except OSError:
        raise SurroundingsError("backup_damaged") from None
    for identity in identities:
        try:
            keys: dict[str, str] = json.loads(unwrap_retention_key(content, identity))
        except VaultDamagedError:
            continue
        _must_be_as_sealed(sealed.parent, keys.pop(DIGESTS, ""))
        return keys, recipient_of(identity)
    raise SurroundingsError("recovery_key_not_ours")


def _must_be_as_sealed(backup: Path, digests: str) -> None:
    try:
        if digests == json.dumps(digests_in_clear(backup)):
            return
    except OSError:
        raise SurroundingsError("backup_damaged") from None
    raise SurroundingsError("backup_exchanged")


def give(store: Keystore, keys: dict[str, str], undo: ExitStack) -> None:
    """Add the keys that the keyring lacks; of signing keys, the days that it lacks. `undo` takes them back."""
    for name, value in keys.items():
        held = store.get(name)
        if held is None:
            undo.callback(tried, store.delete, name)
            store.set(name, value)
        elif name.startswith("signing-keys/"):
            undo.callback(tried, store.set, name, held)
            store.set(name, json.dumps(json.loads(value) | json.loads(held)))
        elif held != value and name != DATABASE_PASSWORD:
            raise KeyringError("keyring_other_keys")


def replace(store: Keystore, name: str, value: str, undo: ExitStack) -> None:
    """Put that value in the place of the one that the keyring holds. `undo` puts the other back."""
    if not value:  # a server on this PC asks for none
        return
    held = store.get(name)
    undo.callback(tried, *((store.delete, name) if held is None else (store.set, name, held)))
    store.set(name, value)


def tried(take_back: Callable[..., object], *what: object) -> None:
    """Take one thing back; where that fails too, the others still are."""
    with suppress(SurroundingsError, OSError):
        take_back(*what)

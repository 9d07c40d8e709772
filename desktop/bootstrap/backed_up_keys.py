"""The keys in a back-up: opened with a recovery key, and put into this account's keyring."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NamedTuple

from desktop.application.ports.log import Keystore
from desktop.environment.backup_folder import DIGESTS, in_clear, sealed
from desktop.environment.office_file import DATABASE_PASSWORD
from desktop.errors import KeyringError, SurroundingsError, VaultDamagedError
from desktop.vault.envelopes import identities_of, recipient_of, unwrap_retention_key


class Opened(NamedTuple):
    """The keys of a back-up. `recipient`: the public half of the one that opened it. `files`: those in the clear."""

    keys: dict[str, str]
    recipient: str
    files: dict[str, bytes]


def opened(file: Path, recovery: Path | str) -> Opened:
    """Open that file of a back-up, which holds its keys.

    `recovery`: the file of the key, or the key as it was typed or pasted. Raises SurroundingsError (`backup_damaged`,
    `recovery_key_not_ours`; `backup_exchanged` where a file in the clear is not the one that was backed up).
    """
    try:
        identities = identities_of(recovery)
    except (OSError, ValueError):
        identities = []
    try:
        content = file.read_bytes()
    except OSError:
        raise SurroundingsError("backup_damaged") from None
    for identity in identities:
        try:
            keys: dict[str, str] = json.loads(unwrap_retention_key(content, identity))
        except VaultDamagedError:
            continue
        files = _as_sealed(file.parent, keys.pop(DIGESTS, ""))
        return Opened(keys, recipient_of(identity), files)
    raise SurroundingsError("recovery_key_not_ours")


def _as_sealed(backup: Path, digests: str) -> dict[str, bytes]:
    try:
        files = in_clear(backup)
    except OSError:
        raise SurroundingsError("backup_damaged") from None
    if digests != sealed(files):
        raise SurroundingsError("backup_exchanged")
    return files


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

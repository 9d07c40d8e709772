"""The way from a desk's identity to a recording's key: identity -> retention key -> data key.

Nothing is kept here: a key lives as long as its caller holds it. `SealedKey` (`domain.copies.copy`) is the database's
form.
"""

from __future__ import annotations

import secrets

from desktop.domain.copies.copy import SealedKey
from desktop.errors import VaultDamagedError
from desktop.vault.container import KEY_SIZE
from desktop.vault.envelopes import unwrap_data_key, unwrap_retention_key

__all__ = ["SealedKey", "new_data_key", "new_retention_key", "open_key"]


def new_data_key() -> bytes:
    """Return a fresh key for one recording: 32 random bytes."""
    return secrets.token_bytes(KEY_SIZE)


def new_retention_key() -> bytes:
    """Return a fresh key for one source, month and kind: 32 random bytes."""
    return secrets.token_bytes(KEY_SIZE)


def open_key(sealed: SealedKey, identity: str, bound_to: str) -> bytes:
    """Return the data key of the recording or copy `bound_to`. Raises VaultDamagedError `vault_key_not_ours`."""
    retention_key = unwrap_retention_key(sealed.retention_key_wrapped, identity)
    data_key = unwrap_data_key(retention_key, sealed.data_key_wrapped, bound_to)
    if len(data_key) != KEY_SIZE:
        raise VaultDamagedError("vault_key_not_ours")
    return data_key

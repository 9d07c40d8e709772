"""The retention keys that a desk holds, wrapped to others or renewed when one joins or is withdrawn.

Envelopes are imported at their first use: every office has this, and opens without.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desktop.domain.copies.copy import SealedKey


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

"""A desk's signing keys, kept in its keystore: Ed25519, one for each day that has events.

Rules:
- All keys of the desk are stored under one name, so that a change is whole or absent. There are one or two of them:
  today's, and yesterday's until the event that announces today's is committed.
- A key of a future day was made under a wrong clock. It is deleted when another has taken its place.
- A key that was begun and never announced (the program stopped) is found again and used on that day.
- Destroying a key means deleting it from the keystore. What the keystore's own storage may still hold is beyond us.
"""

from __future__ import annotations

import base64
import json
from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.application.ports.log import Keystore
from desktop.errors import KeyringError


class KeystoreDaySigner:
    """The port `DaySigner` over a keystore."""

    def __init__(self, store: Keystore, origin: str, desk: str) -> None:
        self.origin = origin
        self.desk = desk
        self._store = store
        self._name = f"signing-keys/{desk}"
        self._retire: tuple[date, date | None] | None = None
        self._keys: dict[date, Ed25519PrivateKey] = {}

    def public(self, day: date) -> bytes | None:
        """Return the public key of that day, or None where its private key is not here."""
        key = self._key(day)
        return None if key is None else key.public_key().public_bytes_raw()

    def sign(self, day: date, data: bytes) -> bytes:
        """Return the signature with that day's key. Raises KeyringError (`signing_key_lost`)."""
        key = self._key(day)
        if key is None:
            raise KeyringError("signing_key_lost")
        return key.sign(data)

    def begin(self, day: date) -> bytes:
        """Make and store that day's key, or find it again."""
        key = self._key(day)
        if key is None:
            key = Ed25519PrivateKey.generate()
            self._save({**self._keys, day: key})
        return key.public_key().public_bytes_raw()

    def retire_before(self, day: date, ahead: date | None = None) -> None:
        """Mark earlier days' keys, and that of `ahead`, to go at the next `committed`; a later call replaces this."""
        self._retire = day, ahead

    def committed(self) -> None:
        """Destroy what `retire_before` named."""
        if self._retire is None:
            return
        (retire, ahead), self._retire = self._retire, None
        if not self._keys:
            self._keys = self._load()
        kept = {day: key for day, key in self._keys.items() if day >= retire and day != ahead}
        if kept != self._keys:
            self._save(kept)

    def _key(self, day: date) -> Ed25519PrivateKey | None:
        if day not in self._keys:
            self._keys = self._load()
        return self._keys.get(day)

    def _load(self) -> dict[date, Ed25519PrivateKey]:
        try:
            stored = json.loads(self._store.get(self._name) or "{}")
            return {date.fromisoformat(day): _private(value) for day, value in stored.items()}
        except (ValueError, AttributeError, TypeError):
            raise KeyringError("signing_keys_malformed") from None

    def _save(self, keys: dict[date, Ed25519PrivateKey]) -> None:
        stored = {day.isoformat(): _text(key) for day, key in keys.items()}
        self._store.set(self._name, json.dumps(stored))
        self._keys = keys


def _private(text: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text, validate=True))


def _text(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.private_bytes_raw()).decode("ascii")

"""A desk's signing keys in its keystore (Ed25519, one for each day with events).

All keys of a desk are under one name, so that a change is whole or absent: today's, and yesterday's until the event
that announces today's is committed. One that was begun and never announced is used on that day; one of a future day,
made under a wrong clock, is deleted once another has its place. The desk's own secret makes the spare key, for when the
key before is lost; an enrolment key signs the first.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from datetime import date
from typing import TYPE_CHECKING

from desktop.application.ports.log import Keystore
from desktop.errors import KeyringError, in_place_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


OWN, ENROLMENT, PINNED, TURN = "own", "enrolment", "pinned", "turn"
"""The names, beside the days: the desk's secret, its enrolment key, the log's first event, and the newest turn of its
PC, with a + where the next one was begun. Nothing is written as that ends: another program may have begun one more."""
ALL = (OWN, ENROLMENT, PINNED, TURN)
SPARE = b"listening-room/v1 spare key"
"""The label with which the spare key is derived."""


class KeystoreDaySigner:
    """The port `DaySigner` over a keystore."""

    def __init__(self, store: Keystore, origin: str, desk: str) -> None:
        self.origin = origin
        self.desk = desk
        self._store = store
        self._name = f"signing-keys/{desk}"
        self._retire: tuple[date, date | None] | None = None
        self._keys: dict[date, Ed25519PrivateKey] = {}
        self._others: dict[str, str] = {}

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

    @property
    def spare(self) -> bytes:
        """The public half of the spare key."""
        return self._spare().public_key().public_bytes_raw()

    def sign_anew(self, data: bytes) -> bytes:
        """Return the signature with the spare key."""
        return self._spare().sign(data)

    def _own(self) -> bytes:
        """Return the desk's own secret; it is made and stored at its first use."""
        if OWN not in self._others:
            self._keys = self._load()
        if OWN not in self._others:
            self._others[OWN] = secrets.token_hex(32)
            self._save(self._keys)
        return bytes.fromhex(self._others[OWN])

    def _spare(self) -> Ed25519PrivateKey:
        return _of(hmac.digest(self._own(), SPARE, "sha256"))

    @property
    def pinned(self) -> bytes | None:
        """The hash of its log's first event, once that is pinned. Raises KeyringError."""
        self._keys = self._load()
        return _hash(self._others[PINNED]) if PINNED in self._others else None

    def pin(self, genesis: bytes) -> None:
        """Pin it, unless it is."""
        self._keys = self._load()
        if self._others.get(PINNED) != genesis.hex():
            self._others[PINNED] = genesis.hex()
            self._save(self._keys)

    def may_follow(self, turn: int) -> bool:
        """Return whether it is not newer than ours, or than the one that had begun here; before our first it is."""
        self._keys = self._load()
        ours, begun = self._turns()
        return ours is None or turn <= ours + begun

    def begin_turn(self, turn: int) -> int:
        """Store that the one after it begins, or after ours where an older database was put back; return its number."""
        self._keys = self._load()
        ours, begun = self._turns()
        last = turn if ours is None or turn >= ours else ours + begun
        self._others[TURN] = f"{last}+"
        self._save(self._keys)
        return last + 1

    def adopt_turn(self, turn: int) -> None:
        """Store that this turn was ours, whichever we have had: the keyring was restored."""
        self._keys = self._load()
        self._others[TURN] = str(turn)
        self._save(self._keys)

    def _turns(self) -> tuple[int | None, bool]:
        """Return our newest turn, and whether another had begun."""
        stored = self._others.get(TURN)
        with in_place_of(ValueError, KeyringError("signing_keys_malformed")):
            return (None, False) if stored is None else (int(stored.removesuffix("+")), stored.endswith("+"))

    def enrolment_key(self) -> bytes:
        """Make and store the key that the desk is enrolled with, or find it again; return its public half."""
        self._keys = self._load()
        if ENROLMENT not in self._others:
            self._others[ENROLMENT] = _text(_new())
            self._save(self._keys)
        return _private(self._others[ENROLMENT]).public_key().public_bytes_raw()

    def introduce(self, data: bytes) -> bytes | None:
        """Return the signature with the enrolment key, if there is one."""
        self._keys = self._load()
        key = self._others.get(ENROLMENT)
        return None if key is None else _private(key).sign(data)

    def begin(self, day: date) -> bytes:
        """Make and store that day's key, or find it again."""
        key = self._key(day)
        if key is None:
            key = _new()
            self._save({**self._keys, day: key})
        return key.public_key().public_bytes_raw()

    def retire_before(self, day: date, ahead: date | None = None) -> None:
        """Mark earlier days' keys, and that of `ahead`, to go at the next `committed`; a later call replaces this.

        Where no key here could go, that commit leaves the keyring alone: asking it takes milliseconds.
        """
        goes = ENROLMENT in self._others or any(each < day or each == ahead for each in self._keys)
        self._retire = (day, ahead) if goes else None

    def committed(self) -> None:
        """Destroy what `retire_before` named."""
        if self._retire is None:
            return
        self._keys = self._load()  # another program of this PC may have begun a day meanwhile
        (retire, ahead), self._retire = self._retire, None
        kept = {day: key for day, key in self._keys.items() if day >= retire and day != ahead}
        introduced = self._others.pop(ENROLMENT, None) is not None  # the day's key is committed: needed no more
        if kept != self._keys or introduced:
            self._save(kept)

    def _key(self, day: date) -> Ed25519PrivateKey | None:
        if day not in self._keys:
            self._keys = self._load()
        return self._keys.get(day)

    def _load(self) -> dict[date, Ed25519PrivateKey]:
        with in_place_of((ValueError, AttributeError, TypeError), KeyringError("signing_keys_malformed")):
            stored = json.loads(self._store.get(self._name) or "{}")
            self._others = {name: str(stored.pop(name)) for name in ALL if name in stored}
            bytes.fromhex(self._others.get(OWN, ""))
            return {date.fromisoformat(day): _private(value) for day, value in stored.items()}

    def _save(self, keys: dict[date, Ed25519PrivateKey]) -> None:
        stored = {day.isoformat(): _text(key) for day, key in keys.items()} | self._others
        self._store.set(self._name, json.dumps(stored))
        self._keys = keys


def _new() -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate()


def _of(private: bytes) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # late: an office opens without

    return Ed25519PrivateKey.from_private_bytes(private)


def _private(text: str) -> Ed25519PrivateKey:
    return _of(base64.b64decode(text, validate=True))


def _text(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.private_bytes_raw()).decode("ascii")


def _hash(text: str) -> bytes:
    with in_place_of(ValueError, KeyringError("signing_keys_malformed")):
        return bytes.fromhex(text)


def is_signed(public: bytes, signature: bytes, data: bytes) -> bool:
    """Return whether an Ed25519 signature holds; a key or signature of a wrong form does not."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True

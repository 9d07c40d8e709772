"""The way from a desk's identity to a recording's key (identity -> retention key -> data key), and their envelopes.

- An envelope is the encrypted form of a key that is not in use. Nothing is kept here: a key lives as long as its caller
  holds it. `SealedKey` (`domain.copies.copy`) is the database's form.
- A data key (one recording's) is in AES-256-GCM-SIV (RFC 8452) under a retention key: 12 random bytes of nonce, then
  the ciphertext. The identifier of its recording is bound to it: moved to another, it does not open.
- A retention key is in an age file (age-encryption.org/v1), wrapped to the identities of desks and of recovery. The
  ordinary `age` command opens it.
- An envelope that does not open, for whatever cause, is VaultDamagedError `vault_key_not_ours`: the causes cannot be
  told apart, and should not be.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from desktop.domain.copies.copy import SealedKey
from desktop.errors import VaultDamagedError
from desktop.vault.container import KEY_SIZE

_NONCE = 12
_BEGINS = "AGE-SECRET-KEY-1"
_LONG = len(_BEGINS) + 58
"""The length of an identity: 32 bytes in Bech32, with its checksum."""


def wrap_data_key(retention_key: bytes, data_key: bytes, bound_to: str) -> bytes:
    """Return the envelope of `data_key`; `bound_to` is the identifier of its recording."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCMSIV(retention_key).encrypt(nonce, data_key, bound_to.encode())


def unwrap_data_key(retention_key: bytes, wrapped: bytes, bound_to: str) -> bytes:
    """Return the data key. Raises VaultDamagedError."""
    try:
        return AESGCMSIV(retention_key).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise VaultDamagedError("vault_key_not_ours") from error


def wrap_retention_key(key: bytes, recipients: Sequence[str]) -> bytes:
    """Return an age file that each of `recipients` (`age1...`, at least one) opens. Raises VaultDamagedError."""
    try:
        return bytes(pyrage.encrypt(key, [pyrage.x25519.Recipient.from_str(each) for each in recipients]))
    except (pyrage.RecipientError, pyrage.EncryptError) as error:
        raise VaultDamagedError("vault_key_not_ours") from error


def unwrap_retention_key(wrapped: bytes, identity: str) -> bytes:
    """Return the retention key, opened by `identity` (`AGE-SECRET-KEY-1...`). Raises VaultDamagedError."""
    try:
        return bytes(pyrage.decrypt(wrapped, [pyrage.x25519.Identity.from_str(identity)]))
    except (pyrage.IdentityError, pyrage.DecryptError) as error:
        raise VaultDamagedError("vault_key_not_ours") from error


def recipient_of(identity: str) -> str:
    """Return the recipient of an identity. Raises VaultDamagedError (`vault_key_not_ours`) for a text that is none."""
    try:
        return str(pyrage.x25519.Identity.from_str(identity).to_public())
    except pyrage.IdentityError as error:
        raise VaultDamagedError("vault_key_not_ours") from error


def identities_in(text: str) -> list[str]:
    """Return the identities in a recovery key's file: one a line, as age-keygen writes it, or typed from paper.

    Typed from paper a line may have spaces, and small letters.
    """
    lines = ("".join(line.split()).upper() for line in text.splitlines())
    return [line for line in lines if line.startswith(_BEGINS)]


def typed_identities(text: str) -> list[str]:
    """Return the identity that was typed or pasted into one line: in groups, or with the rest of its file around it."""
    together = "".join(text.split()).upper()
    begins = together.find(_BEGINS)
    return [] if begins < 0 else [together[begins : begins + _LONG]]


def identities_of(recovery: Path | str) -> list[str]:
    """Return the identities in a recovery key's file, or the one that was typed. Raises OSError, ValueError."""
    if isinstance(recovery, str):
        return typed_identities(recovery)
    return identities_in(recovery.read_text("utf-8"))


def new_identity() -> tuple[str, str]:
    """Return a fresh identity, to be stored in a keyring, and its recipient, to be given away."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


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

"""Ed25519 signatures, and those of one verification that were checked ahead (`beside`).

Rules: a signature is checked ahead with the key that its desk has in force some events before it is needed. It counts
only where key, signature and signed bytes are the very same; everything else is checked when it is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def is_signed(public: bytes, signature: bytes, data: bytes) -> bool:
    """Return whether the signature holds; a key or signature of a wrong form does not."""
    try:
        _public_key(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=64)
def _public_key(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


@dataclass(frozen=True, slots=True)
class Check:
    """A signature to check: the public key, the signature, and what it is over."""

    public: bytes
    signature: bytes
    data: bytes

    def holds(self) -> bool:
        """Return whether the signature holds."""
        return is_signed(self.public, self.signature, self.data)


class Signatures:
    """The signatures of the next batch that were checked ahead, and hold."""

    def __init__(self) -> None:
        self._held: frozenset[Check] = frozenset()

    def learn(self, checks: Sequence[Check], outcomes: Sequence[bool]) -> None:
        """Take what was checked ahead, in place of the batch before."""
        self._held = frozenset(check for check, holds in zip(checks, outcomes, strict=True) if holds)

    def holds(self, check: Check) -> bool:
        """Return whether the signature holds."""
        return check in self._held or check.holds()

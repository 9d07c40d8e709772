"""RFC 6962, section 2.1, word for word and recursive: what our proofs are compared with. Slow, and easy to believe."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256


def mth(entries: Sequence[bytes]) -> bytes:
    """Return the Merkle Tree Hash of the entries."""
    if not entries:
        return sha256().digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = largest_power_below(len(entries))
    return sha256(b"\x01" + mth(entries[:k]) + mth(entries[k:])).digest()


def path(m: int, entries: Sequence[bytes]) -> list[bytes]:
    """Return the Merkle audit path of entry `m`."""
    if len(entries) == 1:
        return []
    k = largest_power_below(len(entries))
    if m < k:
        return [*path(m, entries[:k]), mth(entries[k:])]
    return [*path(m - k, entries[k:]), mth(entries[:k])]


def proof(m: int, entries: Sequence[bytes]) -> list[bytes]:
    """Return the Merkle consistency proof from the tree over the first `m` entries."""
    return subproof(m, entries, True)


def subproof(m: int, entries: Sequence[bytes], known: bool) -> list[bytes]:
    """Return the proof within a subtree; `known`: the old tree is a whole subtree, whose root is known."""
    if m == len(entries):
        return [] if known else [mth(entries)]
    k = largest_power_below(len(entries))
    if m <= k:
        return [*subproof(m, entries[:k], known), mth(entries[k:])]
    return [*subproof(m - k, entries[k:], False), mth(entries[:k])]


def largest_power_below(n: int) -> int:
    """Return the largest power of two smaller than `n`."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k

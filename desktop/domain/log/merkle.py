"""The Merkle tree over the log's events (RFC 6962, section 2.1), stored as its right edge alone.

Rules:
- A leaf is SHA-256(0x00 || body), a node is SHA-256(0x01 || left || right), an empty tree is SHA-256 of nothing.
- A frontier is the roots of the full subtrees that the tree's size falls into, the largest first: one for each 1
  in the size's binary form. It is all that appending and the root need, and at most 64 hashes.
- In bytes: the size as 8 bytes, big-endian, then the hashes of 32 bytes each in that order.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from desktop.errors import LogBrokenError

HASH_BYTES = 32
SIZE_BYTES = 8


def leaf_hash(body: bytes) -> bytes:
    """Return the hash of one event's stored bytes."""
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash over two neighbouring subtrees."""
    return sha256(b"\x01" + left + right).digest()


def rows_over(row: bytes) -> list[bytes]:
    """Return neighbouring hashes, side by side, and the rows of the full subtrees above them, the roots last."""
    rows = [row]
    while len(row) >= 2 * HASH_BYTES:
        ends = range(2 * HASH_BYTES, len(row) + 1, 2 * HASH_BYTES)
        # `node_hash`, with less to do for each of very many
        row = b"".join([sha256(b"\x01" + row[end - 2 * HASH_BYTES : end]).digest() for end in ends])
        rows.append(row)
    return rows


@dataclass(frozen=True)
class Frontier:
    """The tree over `size` leaves. `nodes` has one hash for each 1 in the size's binary form, the largest first."""

    size: int = 0
    nodes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """Raise LogBrokenError (`frontier_malformed`) where size and hashes do not match."""
        fits = 0 <= self.size < 1 << 8 * SIZE_BYTES and len(self.nodes) == self.size.bit_count()
        if not fits or any(len(node) != HASH_BYTES for node in self.nodes):
            raise LogBrokenError("frontier_malformed")

    def append(self, leaf: bytes) -> Frontier:
        """Return the tree with one more leaf, given by its hash."""
        nodes, node, rest = list(self.nodes), leaf, self.size
        while rest & 1:
            node = node_hash(nodes.pop(), node)
            rest >>= 1
        return Frontier(self.size + 1, (*nodes, node))

    def root(self) -> bytes:
        """Return the root hash over all leaves. It is computed once."""
        return self._root

    @cached_property
    def _root(self) -> bytes:
        if not self.nodes:
            return sha256(b"").digest()
        *rest, root = self.nodes
        for node in reversed(rest):
            root = node_hash(node, root)
        return root

    def to_bytes(self) -> bytes:
        """Return the stored form."""
        return self.size.to_bytes(SIZE_BYTES, "big") + b"".join(self.nodes)

    @staticmethod
    def from_bytes(stored: bytes) -> Frontier:
        """Read the stored form back. Raises LogBrokenError (`frontier_malformed`)."""
        if len(stored) < SIZE_BYTES:
            raise LogBrokenError("frontier_malformed")
        edges = range(SIZE_BYTES, len(stored), HASH_BYTES)
        size = int.from_bytes(stored[:SIZE_BYTES], "big")
        return Frontier(size, tuple(stored[edge : edge + HASH_BYTES] for edge in edges))

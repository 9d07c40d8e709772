"""RFC 6962 tree hashing for the verifier, written apart from the writer's.

Rules:
- Leaf SHA-256(0x00 || body), node SHA-256(0x01 || left || right). At each height there is one full subtree at most that
  waits for its right neighbour; they are the count's binary digits. Their roots, the largest first, behind the count
  (8 bytes, big end first) are the stored form.
- Full subtrees over some events can be hashed before the events before them are (`nodes_over`): which they are is a
  matter of numbers alone. The tree then grows by the largest that fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

HASH_BYTES = 32


def nodes_over(first: int, bodies: Sequence[bytes]) -> bytes:
    """Hash events as they are stored, from number `first` on; return the roots of all full subtrees that lie within.

    One behind the other: the leaves, then each pair of leaves that begins at an even number, and so on up.
    """
    level = b"".join([sha256(b"\x00" + body).digest() for body in bodies])
    found = []
    while level:
        found.append(level)
        start = HASH_BYTES if first & 1 else 0
        pairs = range(start, len(level) - HASH_BYTES, 2 * HASH_BYTES)
        level = b"".join([sha256(b"\x01" + level[at : at + 2 * HASH_BYTES]).digest() for at in pairs])
        first = (first + 1) // 2
    return b"".join(found)


class Nodes:
    """The nodes that `nodes_over` returned for `count` events from number `first` on."""

    def __init__(self, first: int, count: int, hashes: bytes) -> None:
        self.first = first
        self._hashes = hashes
        self._levels: list[int] = []
        at, start, end = 0, first, first + count
        while start < end:
            self._levels.append(at - start * HASH_BYTES)
            at += (end - start) * HASH_BYTES
            start, end = (start + 1) // 2, end // 2

    @classmethod
    def over(cls, first: int, bodies: Sequence[bytes]) -> Nodes:
        """Hash bodies in this process."""
        return cls(first, len(bodies), nodes_over(first, bodies))

    def node(self, height: int, number: int) -> bytes:
        """Return the root of the full subtree of that height that is the `number`th of its height, counted from 0."""
        at = self._levels[height] + number * HASH_BYTES
        return self._hashes[at : at + HASH_BYTES]


class Tree:
    """Grows by some events at a time, in the memory of one hash for each doubling."""

    def __init__(self, edge: bytes = b"") -> None:
        """Begin empty, or with that right edge in its stored form."""
        self.count = int.from_bytes(edge[:8], "big")
        nodes = iter([edge[at : at + HASH_BYTES] for at in range(8, len(edge), HASH_BYTES)][::-1])
        self._waiting = [next(nodes) if self.count >> height & 1 else None for height in range(self.count.bit_length())]
        self._root: bytes | None = None

    def add(self, bodies: Sequence[bytes]) -> None:
        """Hash more events as they are stored."""
        self.grow(Nodes.over(self.count, bodies), self.count + len(bodies))

    def grow(self, nodes: Nodes, end: int) -> None:
        """Grow to `end` events by what is in `nodes`: in each step by the largest full subtree that fits."""
        while self.count < end:
            height = (end - self.count).bit_length() - 1
            if self.count:
                height = min(height, (self.count & -self.count).bit_length() - 1)
            self._join(height, nodes.node(height, self.count >> height))
            self.count += 1 << height
        self._root = None

    def root(self) -> bytes:
        """Return the root over everything added."""
        if self._root is None:
            root, *lefts = [node for node in self._waiting if node is not None] or [sha256().digest()]
            for left in lefts:
                root = sha256(b"\x01" + left + root).digest()
            self._root = root
        return self._root

    def edge(self) -> bytes:
        """Return the stored form."""
        return self.count.to_bytes(8, "big") + b"".join(node for node in reversed(self._waiting) if node is not None)

    def _join(self, height: int, node: bytes) -> None:
        """Let a full subtree wait, once it has been joined with those of its height that wait already."""
        self._waiting += [None] * (height + 1 - len(self._waiting))
        while (left := self._waiting[height]) is not None:
            node, self._waiting[height] = sha256(b"\x01" + left + node).digest(), None
            height += 1
            if height == len(self._waiting):
                self._waiting.append(None)
        self._waiting[height] = node

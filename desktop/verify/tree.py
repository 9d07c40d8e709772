"""RFC 6962 tree hashing for the verifier, written apart from the writer's.

Rules: leaf SHA-256(0x00 || body), node SHA-256(0x01 || left || right). At each height there is one full subtree at
most that waits for its right neighbour; they are the count's binary digits. Their roots, the largest first, behind the
count (8 bytes, big end first) are the stored form.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256


class Tree:
    """Grows by some bodies at a time, in the memory of one hash for each doubling."""

    def __init__(self, edge: bytes = b"") -> None:
        """Begin empty, or with that right edge in its stored form."""
        self.count = int.from_bytes(edge[:8], "big")
        nodes = iter([edge[at : at + 32] for at in range(8, len(edge), 32)][::-1])
        self._waiting = [next(nodes) if self.count >> height & 1 else None for height in range(self.count.bit_length())]
        self._root: bytes | None = None

    def add(self, bodies: Sequence[bytes]) -> None:
        """Hash more events as they are stored, height by height: whole rows of nodes are faster than one at a time."""
        nodes = [sha256(b"\x00" + body).digest() for body in bodies]
        self.count += len(nodes)
        self._root = None
        height = 0
        while nodes:
            if height == len(self._waiting):
                self._waiting.append(None)
            left = self._waiting[height]
            if left is not None:
                nodes.insert(0, left)
            self._waiting[height] = nodes.pop() if len(nodes) % 2 else None
            pairs = zip(nodes[::2], nodes[1::2], strict=True)
            nodes = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
            height += 1

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

"""RFC 6962 tree hashing for the verifier, written apart from the writer's.

Rules: leaf SHA-256(0x00 || body), node SHA-256(0x01 || left || right). At each height there is one full subtree at most
that waits for its right neighbour; they are the count's binary digits. Their roots, the largest first, behind the count
(8 bytes, big end first) are the stored form.
"""

from __future__ import annotations

from hashlib import sha256

HASH_BYTES = 32


class Tree:
    """Grows by one event at a time, in the memory of one hash for each doubling."""

    def __init__(self, edge: bytes = b"") -> None:
        """Begin empty, or with that right edge in its stored form."""
        self.count = int.from_bytes(edge[:8], "big")
        self._waiting = [edge[at : at + HASH_BYTES] for at in range(8, len(edge), HASH_BYTES)]

    def add(self, body: bytes) -> None:
        """Hash the next event as it is stored, and join the subtrees that are full with it."""
        node, full = sha256(b"\x00" + body).digest(), self.count
        while full & 1:
            node, full = sha256(b"\x01" + self._waiting.pop() + node).digest(), full >> 1
        self._waiting.append(node)
        self.count += 1

    def root(self) -> bytes:
        """Return the root over everything added."""
        root, *lefts = reversed(self._waiting or [sha256().digest()])
        for left in lefts:
            root = sha256(b"\x01" + left + root).digest()
        return root

    def edge(self) -> bytes:
        """Return the stored form."""
        return self.count.to_bytes(8, "big") + b"".join(self._waiting)

"""RFC 6962 tree hashing for the verifier, written apart from the writer's.

Rules: leaf SHA-256(0x00 || body), node SHA-256(0x01 || left || right). The stack holds the roots of the full subtrees,
largest first; as bytes it is the count (8 bytes, big end first) and those roots.
"""

from __future__ import annotations

from hashlib import sha256


class Tree:
    """Grows by one body at a time, in the memory of one hash for each doubling."""

    def __init__(self) -> None:
        self.count = 0
        self._stack: list[bytes] = []

    def add(self, body: bytes) -> None:
        """Hash one more event as it is stored."""
        node = sha256(b"\x00" + body).digest()
        step = self.count
        while step % 2:
            node = sha256(b"\x01" + self._stack.pop() + node).digest()
            step //= 2
        self._stack.append(node)
        self.count += 1

    def root(self) -> bytes:
        """The root over everything added."""
        if not self._stack:
            return sha256().digest()
        root = self._stack[-1]
        for left in self._stack[-2::-1]:
            root = sha256(b"\x01" + left + root).digest()
        return root

    def edge(self) -> bytes:
        """The stored form of the stack."""
        return self.count.to_bytes(8, "big") + b"".join(self._stack)

"""Sources of bytes that are read in ranges (`Incoming`), so that no file need be in memory as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.application.ports.sound import Incoming

_WINDOW = 1 << 16


class MemoryBytes:
    """The port `Incoming` over bytes that are in memory already."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def read(self, offset: int, length: int) -> bytes:
        """Return a part of them; fewer at the end."""
        return self._data[offset : offset + length]


class Window:
    """A part of a source, read a few bytes at a time through a window that moves along with its reader.

    Reading from front to back fetches each byte about once. Offsets count from the part's own beginning.
    """

    def __init__(self, source: Incoming, start: int = 0, size: int | None = None) -> None:
        self._source, self._start = source, start
        self.size = source.size - start if size is None else size
        self._seen, self._from = b"", 0

    def at(self, offset: int, length: int) -> bytes:
        """Return the bytes from `offset` on; fewer at the end of the part, none beyond it."""
        skip = offset - self._from
        if skip < 0 or skip + length > len(self._seen):
            wanted = min(max(length, _WINDOW), self.size - offset)
            self._seen = self._source.read(self._start + offset, wanted) if wanted > 0 else b""
            self._from, skip = offset, 0
        return self._seen[skip : skip + length]

    def find(self, byte: bytes, offset: int) -> int:
        """Return where that byte occurs next, from `offset` on; -1 where it does not."""
        while offset < self.size:
            self.at(offset, 1)
            found = self._seen.find(byte, offset - self._from)
            if found >= 0:
                return self._from + found
            offset = max(self._from + len(self._seen), offset + 1)
        return -1

    def part(self, start: int, size: int) -> Window:
        """Return a part of this part, with a window of its own."""
        return Window(self._source, self._start + start, size)

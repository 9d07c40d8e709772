"""The log's tree as tiles (C2SP tlog-tiles): files of 256 hashes, of which any proof is made.

Rules:
- A tile holds up to 256 neighbouring hashes of every eighth level of the tree. A hash of level 1 and above is the root
  of a full tile below it. Only the last tile of a level may have fewer, and is called by how many it has.
- An entry bundle holds the events under a tile of level 0, each behind its length in two bytes, big-endian.
- A path is `tile/LEVEL/NUMBER`, the number in groups of three digits, all but the last with an `x` before them; then
  `.p/WIDTH` for a tile that is not full.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from desktop.domain.log.merkle import HASH_BYTES, rows_over
from desktop.domain.log.proofs import Hashes
from desktop.errors import LogBrokenError

HEIGHT = 8
WIDTH = 1 << HEIGHT
LENGTH_BYTES = 2
KEPT_LOWEST, KEPT = 16, 256
"""Tiles that a source of hashes keeps at hand, of 16 KiB each, of level 0 and above it: the upper levels of ten million
events are 154 tiles, which every proof needs; those of level 0 are seldom asked for twice.
"""


@dataclass(frozen=True)
class Tile:
    """The place of one tile: its level of the tiles, its number in that level, and how many hashes it has."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Its file, with forward slashes."""
        return f"tile/{self.level}/{self._place}"

    @property
    def entries_path(self) -> str:
        """The file of the events under a tile of level 0."""
        return f"tile/entries/{self._place}"

    @property
    def _place(self) -> str:
        rest, last = divmod(self.number, 1000)
        groups = [f"{last:03}"]
        while rest:
            rest, group = divmod(rest, 1000)
            groups.insert(0, f"x{group:03}")
        return "/".join(groups) + ("" if self.width == WIDTH else f".p/{self.width}")


WriteTile = Callable[[Tile, bytes], None]
ReadTile = Callable[[Tile], bytes]


class Tiling:
    """Makes a tree's tiles of its leaves, in the memory of one tile for each level. `size` counts the leaves."""

    def __init__(self, write: WriteTile) -> None:
        self.size = 0
        self._write = write
        self._rows: list[list[bytes]] = []
        self._numbers: list[int] = []

    def add(self, leaf: bytes) -> None:
        """Add the next leaf's hash, and write the tiles that are full with it."""
        self.size += 1
        node, level = leaf, 0
        while True:
            if level == len(self._rows):
                self._rows.append([])
                self._numbers.append(0)
            row = self._rows[level]
            row.append(node)
            if len(row) < WIDTH:
                return
            node = self._take(level)
            level += 1

    def finish(self) -> None:
        """Write the tiles that are not full."""
        for level, row in enumerate(self._rows):
            if row:
                self._take(level)

    def _take(self, level: int) -> bytes:
        row, number = self._rows[level], self._numbers[level]
        content = b"".join(row)
        self._write(Tile(level, number, len(row)), content)
        self._rows[level], self._numbers[level] = [], number + 1
        return rows_over(content)[-1] if len(row) == WIDTH else b""


def tile_with(level: int, index: int, size: int) -> tuple[Tile, int]:
    """Return the tile of the tree over `size` leaves that has a hash of that level, and the hash's place in it."""
    number, place = divmod(index, WIDTH)
    return Tile(level, number, min(WIDTH, (size >> HEIGHT * level) - WIDTH * number)), place


def hashes_in(read: ReadTile, size: int) -> Hashes:
    """Return the hashes of the tree over `size` leaves, out of its tiles: one tile for each hash.

    The last tiles are kept with what was computed of them. What it returns raises LogBrokenError (`tile_malformed`)
    for a tile that is not as long as it has to be.
    """

    def rows_of(tile: Tile) -> list[bytes]:
        content = read(tile)
        if len(content) != HASH_BYTES * tile.width:
            raise LogBrokenError("tile_malformed")
        return rows_over(content)

    lowest, upper = lru_cache(KEPT_LOWEST)(rows_of), lru_cache(KEPT)(rows_of)

    def look(level: int, index: int) -> bytes:
        tile_level, height = divmod(level, HEIGHT)
        tile, first = tile_with(tile_level, index << height, size)
        start = HASH_BYTES * (first >> height)
        rows = upper(tile) if tile_level else lowest(tile)
        return rows[height][start : start + HASH_BYTES]

    return look


def bundle(bodies: Sequence[bytes]) -> bytes:
    """Return the entry bundle of these events. Raises LogBrokenError (`event_too_long`) for one of 64 KiB or more."""
    if any(len(body) >> 8 * LENGTH_BYTES for body in bodies):
        raise LogBrokenError("event_too_long")
    return b"".join(len(body).to_bytes(LENGTH_BYTES, "big") + body for body in bodies)


def event_in(content: bytes, place: int) -> bytes:
    """Return the event at that place of a bundle. Raises LogBrokenError (`tile_malformed`) for what is no bundle."""
    start = 0
    for _ in range(place):
        start += LENGTH_BYTES + int.from_bytes(content[start : start + LENGTH_BYTES], "big")
    length = int.from_bytes(content[start : start + LENGTH_BYTES], "big")
    start += LENGTH_BYTES
    if start + length > len(content):
        raise LogBrokenError("tile_malformed")
    return content[start : start + length]

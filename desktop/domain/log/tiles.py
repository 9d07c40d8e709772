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

from desktop.domain.log.merkle import HASH_BYTES, node_hash
from desktop.domain.log.proofs import Hashes
from desktop.errors import LogBrokenError

HEIGHT = 8
WIDTH = 1 << HEIGHT
LENGTH_BYTES = 2


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
        self._write(Tile(level, number, len(row)), b"".join(row))
        root = full_root(row) if len(row) == WIDTH else b""
        self._rows[level], self._numbers[level] = [], number + 1
        return root


def full_root(nodes: Sequence[bytes]) -> bytes:
    """Return the root over as many neighbouring hashes as a full subtree has."""
    while len(nodes) > 1:
        nodes = [node_hash(nodes[at], nodes[at + 1]) for at in range(0, len(nodes), 2)]
    return nodes[0]


def hashes_in(read: ReadTile, size: int) -> Hashes:
    """Return the hashes of the tree over `size` leaves, out of its tiles: one tile is read for each hash.

    What it returns raises LogBrokenError (`tile_malformed`) for a tile that is not as long as it has to be.
    """

    def look(level: int, index: int) -> bytes:
        tile_level, height = divmod(level, HEIGHT)
        number, first = divmod(index << height, WIDTH)
        tile = Tile(tile_level, number, min(WIDTH, (size >> HEIGHT * tile_level) - WIDTH * number))
        row = read(tile)
        if len(row) != HASH_BYTES * tile.width:
            raise LogBrokenError("tile_malformed")
        edges = range(HASH_BYTES * first, HASH_BYTES * (first + (1 << height)), HASH_BYTES)
        return full_root([row[edge : edge + HASH_BYTES] for edge in edges])

    return look


def bundle(bodies: Sequence[bytes]) -> bytes:
    """Return the entry bundle of these events. Raises LogBrokenError (`event_too_long`) for one of 64 KiB or more."""
    if any(len(body) >> 8 * LENGTH_BYTES for body in bodies):
        raise LogBrokenError("event_too_long")
    return b"".join(len(body).to_bytes(LENGTH_BYTES, "big") + body for body in bodies)

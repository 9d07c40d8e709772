"""The Merkle tree over the log's events (RFC 6962, section 2.1): its right edge, proofs, and tiles.

- A leaf is SHA-256(0x00 || body), a node SHA-256(0x01 || left || right), an empty tree SHA-256 of nothing.
- A frontier is the roots of the full subtrees that the tree's size falls into, the largest first: at most 64 hashes,
  all that appending and the root need. In bytes: the size as 8 bytes, big-endian, then the hashes.
- Inclusion and consistency proofs are lists of hashes in the RFC's order. Making one takes a source of hashes of full
  subtrees. Checking one takes bytes and sizes alone: every hash is used, and one more or fewer is refused. Size and
  root come together, from a checkpoint that is trusted already: a root that comes with its proof proves nothing.
- Tiles (C2SP tlog-tiles) are files of up to 256 neighbouring hashes of every eighth level, of which any proof is
  made. Only the last tile of a level may have fewer, and is called by how many it has. An entry bundle holds the
  events under a tile of level 0, each behind its length in two bytes. A path is `tile/LEVEL/NUMBER`, the number in
  groups of three digits, all but the last with an `x` before them; then `.p/WIDTH` for a tile that is not full.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
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


Hashes = Callable[[int, int], bytes]
"""Returns the root of a full subtree, by its level (0 are the leaves) and its place in that level."""

EMPTY_ROOT = sha256(b"").digest()


@dataclass(frozen=True)
class _Sibling:
    """A subtree beside the path from the root to an event, over the leaves from `start` to `end`."""

    start: int
    end: int
    is_left: bool


def root_hash(size: int, hashes: Hashes) -> bytes:
    """Return the root over the first `size` leaves."""
    return _subtree(0, size, hashes) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, hashes: Hashes) -> tuple[bytes, ...]:
    """Return the proof that leaf `index` is in the tree over `size` leaves. Raises ValueError where it is not."""
    if not 0 <= index < size:
        raise ValueError("no leaf of that tree")
    siblings, _ = _way_to_leaf(index, size)
    return tuple(_subtree(sibling.start, sibling.end, hashes) for sibling in siblings)


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Return whether the leaf with that hash is the `index`-th of the `size` leaves under that root."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *proof):
        return False
    siblings, _ = _way_to_leaf(index, size)
    if len(proof) != len(siblings):
        return False
    node = leaf
    for sibling, other in zip(siblings, proof, strict=True):
        node = node_hash(other, node) if sibling.is_left else node_hash(node, other)
    return node == root


def consistency_proof(old: int, new: int, hashes: Hashes) -> tuple[bytes, ...]:
    """Return the proof that the tree over `new` leaves begins with the one over `old`. Raises ValueError for others."""
    if not 0 <= old <= new:
        raise ValueError("a tree does not shrink")
    if old == 0:
        return ()
    siblings, start = _way_to_tree(old, new)
    beside = tuple(_subtree(sibling.start, sibling.end, hashes) for sibling in siblings)
    return beside if start == 0 else (_subtree(start, old, hashes), *beside)


def check_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Return whether the tree of `new` leaves begins with the `old` leaves of the other root, unchanged."""
    if not 0 <= old <= new or not _are_hashes(old_root, new_root, *proof):
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT and (new > 0 or new_root == EMPTY_ROOT)
    siblings, start = _way_to_tree(old, new)
    path = [old_root, *proof] if start == 0 else list(proof)
    if len(path) != len(siblings) + 1:
        return False
    before = after = path[0]
    for sibling, other in zip(siblings, path[1:], strict=True):
        if sibling.is_left:
            before, after = node_hash(other, before), node_hash(other, after)
        else:
            after = node_hash(after, other)
    return before == old_root and after == new_root


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)


def _way_to_leaf(index: int, size: int) -> tuple[list[_Sibling], int]:
    return _way(index, size, lambda start, end: end - start == 1)


def _way_to_tree(old: int, new: int) -> tuple[list[_Sibling], int]:
    """Return the way to the last subtree that ends where the old tree did."""
    return _way(old - 1, new, lambda start, end: end == old)


def _way(index: int, size: int, arrived: Callable[[int, int], bool]) -> tuple[list[_Sibling], int]:
    """Walk down towards a leaf. Return the subtrees beside the way, the lowest first, and where its end starts."""
    start, end = 0, size
    siblings: list[_Sibling] = []
    while not arrived(start, end):
        split = start + _left_leaves(end - start)
        if index < split:
            siblings.append(_Sibling(split, end, is_left=False))
            end = split
        else:
            siblings.append(_Sibling(start, split, is_left=True))
            start = split
    return siblings[::-1], start


def _left_leaves(size: int) -> int:
    """Return the leaves in the left half: the largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1


def _subtree(start: int, end: int, hashes: Hashes) -> bytes:
    """Return the root over these leaves; `start` is a multiple of the first full subtree's size."""
    full = []
    while start < end:
        level = (end - start).bit_length() - 1
        full.append(hashes(level, start >> level))
        start += 1 << level
    root = full.pop()
    while full:
        root = node_hash(full.pop(), root)
    return root


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

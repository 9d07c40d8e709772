"""Proofs about the log's tree (RFC 6962, section 2.1): that an event is in it, and that it only grew.

Rules:
- An inclusion proof and a consistency proof are lists of hashes, in the order and number that the RFC gives.
- Making one takes a source of hashes: of a full subtree of `2 ** level` leaves, the `index`-th of that level. It is
  asked at most twice for each doubling of the size, however the hashes are stored.
- Checking one takes bytes and sizes, and nothing else. Which hashes are joined, and on which side, follows from the
  sizes alone: every hash of the proof is used, and a proof with one more or one fewer is refused.
- Size and root have to come together, from a checkpoint that is trusted already. A root that comes with its proof
  proves nothing, and for one root several sizes ask for the same hashes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from desktop.domain.log.merkle import HASH_BYTES, node_hash

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

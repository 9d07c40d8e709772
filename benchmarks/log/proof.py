"""Proofs out of an export's tiles: under a checkpoint over 10,000,000 events against one over 100,000.

The events are all alike, so that every full subtree of one height has one hash, and only the tiles that are asked for
have to be there: what is measured reads the same files and computes the same hashes as over events that differ.
"""

from __future__ import annotations

import random
import tempfile
from itertools import islice
from pathlib import Path

from benchmarks.measure import Result, in_turn, timed
from desktop.domain.log.merkle import (
    HEIGHT,
    Hashes,
    Tile,
    check_consistency,
    check_inclusion,
    consistency_proof,
    hashes_in,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_hash,
)
from desktop.files.durable import read_regular

MANY, FEW = 10_000_000, 100_000
EACH, ROUNDS = 50, 15
"""Events of a round: each is proved to be in the log, and the log to have grown since it. A figure is of one proof."""
MOST_MS = 1.0
LEAF = leaf_hash(b"event")


def run(name: str) -> list[Result]:
    """Run `proof`: events by chance, none twice, out of one export that is open. `cold`: opened for each proof."""
    with tempfile.TemporaryDirectory() as folder:
        many, few = Proving(Path(folder, "many"), MANY), Proving(Path(folder, "few"), FEW)
        warm = _of_one(in_turn(timed(many.warm), timed(few.warm), ROUNDS))
        cold = _of_one(in_turn(timed(many.cold), timed(few.cold), ROUNDS))
        return [
            Result(name, *warm, "ms", 1.5),
            Result(f"{name}-ms", warm[0], MOST_MS, "ms", 1.0),
            Result(f"{name}-cold", *cold, "ms", 1.5),
        ]


def _of_one(took: tuple[float, float]) -> tuple[float, float]:
    return took[0] / (2 * EACH), took[1] / (2 * EACH)


class Proving:
    """Makes proofs of events of one export; every proof was made and checked once before."""

    def __init__(self, folder: Path, size: int) -> None:
        chance = random.Random(size)
        places = [chance.randrange(1, size) for _ in range(2 * (ROUNDS + 1) * EACH)]
        self._folder, self._size, self._places = folder, size, iter(places)
        hashes = hashes_in(lambda tile: _written(folder, tile), size)
        root = root_hash(size, hashes)
        for place in places:
            assert check_inclusion(LEAF, place, size, inclusion_proof(place, size, hashes), root)
            before, proof = root_hash(place, hashes), consistency_proof(place, size, hashes)
            assert check_consistency(place, before, size, root, proof)
        self._hashes = self._opened()
        for place in places:  # longer than what is kept, so that the events' own tiles are read anew
            inclusion_proof(place, size, self._hashes)

    def warm(self) -> None:
        """Prove a round's events out of the export that is open."""
        for place in islice(self._places, EACH):
            inclusion_proof(place, self._size, self._hashes)
            consistency_proof(place, self._size, self._hashes)

    def cold(self) -> None:
        """Open it for each proof."""
        for place in islice(self._places, EACH):
            inclusion_proof(place, self._size, self._opened())
            consistency_proof(place, self._size, self._opened())

    def _opened(self) -> Hashes:
        return hashes_in(lambda tile: read_regular(self._folder / tile.path), self._size)


def _written(folder: Path, tile: Tile) -> bytes:
    """Write a tile of the tree whose events are all alike, and return it."""
    node = LEAF
    for _ in range(HEIGHT * tile.level):
        node = node_hash(node, node)
    path = folder / tile.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(node * tile.width)
    return node * tile.width

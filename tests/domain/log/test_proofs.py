from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.log.merkle import (
    EMPTY_ROOT,
    Frontier,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_hash,
)
from tests.domain.log import by_definition
from tests.domain.log.test_merkle import LEAVES, ROOTS

KNOWN = [bytes.fromhex(leaf) for leaf in LEAVES]
ABC = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
D = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
LEAF_1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
LEAF_4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
PAIR_67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
PAIR_45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"

INCLUSIONS = [
    (0, 1, []),
    (0, 8, [LEAF_1, ABC, D]),
    (5, 8, [LEAF_4, PAIR_67, ROOTS[4]]),
    (2, 3, [ROOTS[2]]),
    (1, 5, [ROOTS[1], ABC, LEAF_4]),
]
"""Index, size and proof, as certificate-transparency's own tests have them."""
CONSISTENCIES = [
    (1, 1, []),
    (1, 8, [LEAF_1, ABC, D]),
    (6, 8, [PAIR_45, PAIR_67, ROOTS[4]]),
    (2, 5, [ABC, LEAF_4]),
]


class Stored:
    """A tree's full subtrees, and how often one was asked for."""

    def __init__(self, bodies: Sequence[bytes]) -> None:
        self.bodies = bodies
        self.asked = 0

    def __call__(self, level: int, index: int) -> bytes:
        self.asked += 1
        leaves = self.bodies[index << level : index + 1 << level]
        assert len(leaves) == 1 << level, "only full subtrees are asked for"
        return by_definition.mth(leaves)


def some(size: int, tag: bytes = b"") -> list[bytes]:
    return [b"%d" % number + tag for number in range(size)]


def hexes(proof: Sequence[bytes]) -> list[str]:
    return [node.hex() for node in proof]


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSIONS)
def test_inclusion_proofs_are_those_of_certificate_transparency(index: int, size: int, proof: list[str]) -> None:
    assert hexes(inclusion_proof(index, size, Stored(KNOWN))) == proof
    nodes, root = [bytes.fromhex(node) for node in proof], bytes.fromhex(ROOTS[size])
    assert check_inclusion(leaf_hash(KNOWN[index]), index, size, nodes, root)


@pytest.mark.parametrize(("old", "new", "proof"), CONSISTENCIES)
def test_consistency_proofs_are_those_of_certificate_transparency(old: int, new: int, proof: list[str]) -> None:
    assert hexes(consistency_proof(old, new, Stored(KNOWN))) == proof
    nodes = [bytes.fromhex(node) for node in proof]
    assert check_consistency(old, bytes.fromhex(ROOTS[old]), new, bytes.fromhex(ROOTS[new]), nodes)


def test_the_roots_are_those_of_certificate_transparency() -> None:
    assert [size for size in range(9) if root_hash(size, Stored(KNOWN)).hex() != ROOTS[size]] == []


@given(st.integers(1, 300), st.data())
def test_an_inclusion_proof_is_the_one_of_the_definition_and_holds(size: int, data: st.DataObject) -> None:
    index, bodies = data.draw(st.integers(0, size - 1)), some(size)
    proof = inclusion_proof(index, size, Stored(bodies))
    assert list(proof) == by_definition.path(index, bodies)
    assert check_inclusion(leaf_hash(bodies[index]), index, size, proof, by_definition.mth(bodies))


@given(st.integers(1, 300), st.data())
def test_a_consistency_proof_is_the_one_of_the_definition_and_holds(new: int, data: st.DataObject) -> None:
    old, bodies = data.draw(st.integers(1, new)), some(new)
    proof = consistency_proof(old, new, Stored(bodies))
    assert list(proof) == by_definition.proof(old, bodies)
    assert check_consistency(old, by_definition.mth(bodies[:old]), new, by_definition.mth(bodies), proof)


@given(st.integers(0, 300))
def test_the_root_is_the_one_of_the_frontier(size: int) -> None:
    tree = Frontier()
    for body in some(size):
        tree = tree.append(leaf_hash(body))
    assert root_hash(size, Stored(some(size))) == tree.root()


def test_an_inclusion_proof_holds_for_its_leaf_and_place_alone() -> None:
    wrong = []
    for size in range(1, 20):
        bodies = some(size)
        root, other_root = by_definition.mth(bodies), by_definition.mth(some(size, b"x"))
        for index in range(size):
            proof = inclusion_proof(index, size, Stored(bodies))
            claims = [(other, index, root, other == index) for other in range(size)]
            claims += [(index, claimed, root, False) for claimed in {*range(-1, 2 * size + 2)} - {index}]
            for leaf, at, under, holds in [*claims, (index, index, other_root, False)]:
                if check_inclusion(leaf_hash(bodies[leaf]), at, size, proof, under) is not holds:
                    wrong.append((size, index, leaf, at, under))
    assert wrong == []


def test_a_consistency_proof_holds_for_its_two_trees_alone() -> None:
    wrong = []
    for new in range(1, 20):
        roots = [by_definition.mth(some(size)) for size in range(new + 1)]
        for old in range(1, new + 1):
            proof = consistency_proof(old, new, Stored(some(new)))
            for other in range(new + 1):
                earlier = check_consistency(old, roots[other], new, roots[new], proof)
                later = check_consistency(old, roots[old], new, roots[other], proof)
                if (earlier, later) != (other == old, other == new):
                    wrong.append((old, new, other))
    assert wrong == []


@given(st.integers(2, 200), st.data())
def test_a_proof_with_any_hash_changed_added_or_left_out_is_refused(size: int, data: st.DataObject) -> None:
    old, index = data.draw(st.integers(1, size)), data.draw(st.integers(0, size - 1))
    bodies = some(size)
    root, before, leaf = by_definition.mth(bodies), by_definition.mth(bodies[:old]), leaf_hash(bodies[index])
    for change in (changed, longer, shorter, swapped):
        inclusion = change(inclusion_proof(index, size, Stored(bodies)), data)
        consistency = change(consistency_proof(old, size, Stored(bodies)), data)
        assert inclusion is None or not check_inclusion(leaf, index, size, inclusion, root)
        assert consistency is None or not check_consistency(old, before, size, root, consistency)


def changed(proof: Sequence[bytes], data: st.DataObject) -> list[bytes] | None:
    if not proof:
        return None
    at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    forged = int.from_bytes(proof[at], "big") ^ 1 << bit
    return [*proof[:at], forged.to_bytes(32, "big"), *proof[at + 1 :]]


def longer(proof: Sequence[bytes], data: st.DataObject) -> list[bytes]:
    at = data.draw(st.integers(0, len(proof)))
    return [*proof[:at], data.draw(st.sampled_from([bytes(32), *proof])), *proof[at:]]


def shorter(proof: Sequence[bytes], data: st.DataObject) -> list[bytes] | None:
    if not proof:
        return None
    at = data.draw(st.integers(0, len(proof) - 1))
    return [*proof[:at], *proof[at + 1 :]]


def swapped(proof: Sequence[bytes], data: st.DataObject) -> list[bytes] | None:
    return None if len(proof) < 2 else list(reversed(proof))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_hash_of_another_length_is_refused(length: int) -> None:
    """Else two hashes and a boundary moved between them would be the same bytes."""
    bodies = some(2)
    root, other = by_definition.mth(bodies), bytes(length)
    assert not check_inclusion(leaf_hash(bodies[0]), 0, 2, [other], root)
    assert not check_inclusion(other, 0, 1, [], other)
    assert not check_consistency(1, other, 1, other, [])
    assert not check_consistency(1, leaf_hash(bodies[0]), 2, root, [other])


def test_every_log_begins_with_the_empty_one_and_needs_no_proof_for_it() -> None:
    root = by_definition.mth(some(3))
    assert consistency_proof(0, 3, Stored(some(3))) == ()
    assert check_consistency(0, EMPTY_ROOT, 3, root, []) and check_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])
    assert not check_consistency(0, root, 3, root, [])
    assert not check_consistency(0, EMPTY_ROOT, 0, root, [])
    assert not check_consistency(0, EMPTY_ROOT, 3, root, [bytes(32)])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_proof_is_made_for_an_event_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError):
        inclusion_proof(index, size, Stored(some(3)))


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3)])
def test_no_proof_is_made_for_a_log_that_shrank(old: int, new: int) -> None:
    with pytest.raises(ValueError):
        consistency_proof(old, new, Stored(some(4)))
    root = by_definition.mth(some(3))
    assert not check_consistency(old, root, new, root, [])


@pytest.mark.parametrize("size", [1, 2, 3, 255, 256, 257, 4095, 4096, 4097])
def test_a_proof_asks_for_few_hashes_and_at_most_twice_for_each_doubling(size: int) -> None:
    asked = 0

    def hashes(level: int, index: int) -> bytes:
        nonlocal asked
        asked += 1
        return bytes(32)

    for at in {0, size // 3, size // 2, size - 1}:
        for make in (inclusion_proof, consistency_proof):
            asked = 0
            make(at, size, hashes)
            assert asked <= 2 * size.bit_length()

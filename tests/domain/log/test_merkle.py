"""The tree over the log: roots, proofs and tiles are those of Certificate Transparency and of the definition."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.log import merkle
from desktop.errors import LogBrokenError
from tests.domain.log import by_definition

LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def grown(bodies: list[bytes]) -> merkle.Frontier:
    tree = merkle.Frontier()
    for body in bodies:
        tree = tree.append(merkle.leaf_hash(body))
    return tree


def test_the_roots_are_those_of_certificate_transparency() -> None:
    assert [
        size for size in range(9) if grown([bytes.fromhex(leaf) for leaf in LEAVES[:size]]).root().hex() != ROOTS[size]
    ] == []


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_the_root_is_the_one_of_the_recursive_definition(bodies: list[bytes]) -> None:
    assert grown(bodies).root() == by_definition.mth(bodies)


@given(st.lists(st.binary(max_size=4), max_size=70), st.binary(max_size=4))
def test_a_frontier_that_was_stored_grows_as_if_it_had_not_been(bodies: list[bytes], more: bytes) -> None:
    tree = merkle.Frontier.from_bytes(grown(bodies).to_bytes())
    assert tree == grown(bodies)
    assert tree.append(merkle.leaf_hash(more)).root() == by_definition.mth([*bodies, more])


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        bytes(7),
        bytes(8) + bytes(32),
        (1).to_bytes(8, "big"),
        (1).to_bytes(8, "big") + bytes(31),
        (3).to_bytes(8, "big") + bytes(65),
        (3).to_bytes(8, "big") + bytes(32),
    ],
)
def test_bytes_that_are_no_frontier_are_refused(stored: bytes) -> None:
    with pytest.raises(LogBrokenError, match="frontier_malformed"):
        merkle.Frontier.from_bytes(stored)


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
    assert hexes(merkle.inclusion_proof(index, size, Stored(KNOWN))) == proof
    nodes, root = [bytes.fromhex(node) for node in proof], bytes.fromhex(ROOTS[size])
    assert merkle.check_inclusion(merkle.leaf_hash(KNOWN[index]), index, size, nodes, root)


@pytest.mark.parametrize(("old", "new", "proof"), CONSISTENCIES)
def test_consistency_proofs_are_those_of_certificate_transparency(old: int, new: int, proof: list[str]) -> None:
    assert hexes(merkle.consistency_proof(old, new, Stored(KNOWN))) == proof
    nodes = [bytes.fromhex(node) for node in proof]
    assert merkle.check_consistency(old, bytes.fromhex(ROOTS[old]), new, bytes.fromhex(ROOTS[new]), nodes)


def test_root_hashes_are_those_of_certificate_transparency() -> None:
    assert [size for size in range(9) if merkle.root_hash(size, Stored(KNOWN)).hex() != ROOTS[size]] == []


@given(st.integers(1, 300), st.data())
def test_an_inclusion_proof_is_the_one_of_the_definition_and_holds(size: int, data: st.DataObject) -> None:
    index, bodies = data.draw(st.integers(0, size - 1)), some(size)
    proof = merkle.inclusion_proof(index, size, Stored(bodies))
    assert list(proof) == by_definition.path(index, bodies)
    assert merkle.check_inclusion(merkle.leaf_hash(bodies[index]), index, size, proof, by_definition.mth(bodies))


@given(st.integers(1, 300), st.data())
def test_a_consistency_proof_is_the_one_of_the_definition_and_holds(new: int, data: st.DataObject) -> None:
    old, bodies = data.draw(st.integers(1, new)), some(new)
    proof = merkle.consistency_proof(old, new, Stored(bodies))
    assert list(proof) == by_definition.proof(old, bodies)
    assert merkle.check_consistency(old, by_definition.mth(bodies[:old]), new, by_definition.mth(bodies), proof)


def test_an_inclusion_proof_holds_for_its_leaf_and_place_alone() -> None:
    wrong = []
    for size in range(1, 20):
        bodies = some(size)
        root, other_root = by_definition.mth(bodies), by_definition.mth(some(size, b"x"))
        for index in range(size):
            proof = merkle.inclusion_proof(index, size, Stored(bodies))
            claims = [(other, index, root, other == index) for other in range(size)]
            claims += [(index, claimed, root, False) for claimed in {*range(-1, 2 * size + 2)} - {index}]
            for leaf, at, under, holds in [*claims, (index, index, other_root, False)]:
                if merkle.check_inclusion(merkle.leaf_hash(bodies[leaf]), at, size, proof, under) is not holds:
                    wrong.append((size, index, leaf, at, under))
    assert wrong == []


def test_a_consistency_proof_holds_for_its_two_trees_alone() -> None:
    wrong = []
    for new in range(1, 20):
        roots = [by_definition.mth(some(size)) for size in range(new + 1)]
        for old in range(1, new + 1):
            proof = merkle.consistency_proof(old, new, Stored(some(new)))
            for other in range(new + 1):
                earlier = merkle.check_consistency(old, roots[other], new, roots[new], proof)
                later = merkle.check_consistency(old, roots[old], new, roots[other], proof)
                if (earlier, later) != (other == old, other == new):
                    wrong.append((old, new, other))
    assert wrong == []


@given(st.integers(2, 200), st.data())
def test_a_proof_with_any_hash_changed_added_or_left_out_is_refused(size: int, data: st.DataObject) -> None:
    old, index = data.draw(st.integers(1, size)), data.draw(st.integers(0, size - 1))
    bodies = some(size)
    root, before, leaf = by_definition.mth(bodies), by_definition.mth(bodies[:old]), merkle.leaf_hash(bodies[index])
    for change in (changed, longer, shorter, swapped):
        inclusion = change(merkle.inclusion_proof(index, size, Stored(bodies)), data)
        consistency = change(merkle.consistency_proof(old, size, Stored(bodies)), data)
        assert inclusion is None or not merkle.check_inclusion(leaf, index, size, inclusion, root)
        assert consistency is None or not merkle.check_consistency(old, before, size, root, consistency)


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
    assert not merkle.check_inclusion(merkle.leaf_hash(bodies[0]), 0, 2, [other], root)
    assert not merkle.check_inclusion(other, 0, 1, [], other)
    assert not merkle.check_consistency(1, other, 1, other, [])
    assert not merkle.check_consistency(1, merkle.leaf_hash(bodies[0]), 2, root, [other])


def test_every_log_begins_with_the_empty_one_and_needs_no_proof_for_it() -> None:
    root = by_definition.mth(some(3))
    assert merkle.consistency_proof(0, 3, Stored(some(3))) == ()
    assert merkle.check_consistency(0, merkle.EMPTY_ROOT, 3, root, []) and merkle.check_consistency(
        0, merkle.EMPTY_ROOT, 0, merkle.EMPTY_ROOT, []
    )
    assert not merkle.check_consistency(0, root, 3, root, [])
    assert not merkle.check_consistency(0, merkle.EMPTY_ROOT, 0, root, [])
    assert not merkle.check_consistency(0, merkle.EMPTY_ROOT, 3, root, [bytes(32)])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_proof_is_made_for_an_event_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError):
        merkle.inclusion_proof(index, size, Stored(some(3)))


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3)])
def test_no_proof_is_made_for_a_log_that_shrank(old: int, new: int) -> None:
    with pytest.raises(ValueError):
        merkle.consistency_proof(old, new, Stored(some(4)))
    root = by_definition.mth(some(3))
    assert not merkle.check_consistency(old, root, new, root, [])


@pytest.mark.parametrize("size", [1, 2, 3, 255, 256, 257, 4095, 4096, 4097])
def test_a_proof_asks_for_few_hashes_and_at_most_twice_for_each_doubling(size: int) -> None:
    asked = 0

    def hashes(level: int, index: int) -> bytes:
        nonlocal asked
        asked += 1
        return bytes(32)

    for at in {0, size // 3, size // 2, size - 1}:
        for make in (merkle.inclusion_proof, merkle.consistency_proof):
            asked = 0
            make(at, size, hashes)
            assert asked <= 2 * size.bit_length()


def tiles_of(size: int) -> dict[str, bytes]:
    """Return the tiles of a tree whose leaves are made of numbers, by their paths."""
    written: dict[str, bytes] = {}

    def write(tile: merkle.Tile, content: bytes) -> None:
        assert tile.path not in written
        written[tile.path] = content

    tiling = merkle.Tiling(write)
    for number in range(size):
        tiling.add(merkle.leaf_hash(b"%d" % number))
    tiling.finish()
    assert tiling.size == size
    return written


@pytest.mark.parametrize(
    ("tile", "path", "entries"),
    [
        (merkle.Tile(0, 0), "tile/0/000", "tile/entries/000"),
        (merkle.Tile(0, 5, 12), "tile/0/005.p/12", "tile/entries/005.p/12"),
        (merkle.Tile(63, 999, 255), "tile/63/999.p/255", "tile/entries/999.p/255"),
        (merkle.Tile(1, 1000), "tile/1/x001/000", "tile/entries/x001/000"),
        (merkle.Tile(0, 1234067, 8), "tile/0/x001/x234/067.p/8", "tile/entries/x001/x234/067.p/8"),
    ],
)
def test_paths_are_those_of_the_specification(tile: merkle.Tile, path: str, entries: str) -> None:
    assert (tile.path, tile.entries_path) == (path, entries)


def test_a_tree_of_70000_has_the_tiles_that_the_specification_counts() -> None:
    written = tiles_of(70_000)
    full = [path for path in written if ".p" not in path]
    assert [sum(path.startswith(f"tile/{level}/") for path in full) for level in range(4)] == [273, 1, 0, 0]
    assert {path for path in written if ".p" in path} == {"tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"}
    assert all(len(content) == 32 * int((path.partition(".p/")[2]) or 256) for path, content in written.items())


def test_a_tree_of_256_has_a_full_tile_and_one_hash_above_it() -> None:
    written = tiles_of(256)
    assert sorted(written) == ["tile/0/000", "tile/1/000.p/1"]
    assert written["tile/1/000.p/1"] == by_definition.mth(some(256))


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 1200), st.data())
def test_proofs_made_of_tiles_are_those_of_the_definition(size: int, data: st.DataObject) -> None:
    written, bodies = tiles_of(size), some(size)
    hashes = merkle.hashes_in(lambda tile: written[tile.path], size)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    new = data.draw(st.integers(old, size))
    assert list(merkle.inclusion_proof(index, size, hashes)) == by_definition.path(index, bodies)
    assert list(merkle.consistency_proof(old, new, hashes)) == by_definition.proof(old, bodies[:new])
    assert merkle.root_hash(old, hashes) == by_definition.mth(bodies[:old])


def test_proofs_of_a_tree_with_three_levels_of_tiles_are_those_of_the_definition() -> None:
    size = 66_000
    written, bodies = tiles_of(size), some(size)
    hashes = merkle.hashes_in(lambda tile: written[tile.path], size)
    for index in (0, 65_535, 65_536, size - 1):
        assert list(merkle.inclusion_proof(index, size, hashes)) == by_definition.path(index, bodies)
    for old in (1, 256, 65_536, 65_537, size):
        assert list(merkle.consistency_proof(old, size, hashes)) == by_definition.proof(old, bodies)


def test_a_tile_that_was_cut_is_not_read_as_one() -> None:
    written = tiles_of(300)
    hashes = merkle.hashes_in(lambda tile: written[tile.path][:-32], 300)
    with pytest.raises(LogBrokenError, match="tile_malformed"):
        merkle.inclusion_proof(0, 300, hashes)


def test_a_bundle_has_each_event_behind_its_length() -> None:
    assert merkle.bundle([b"", b"ab", bytes(65_535)]) == b"\x00\x00" + b"\x00\x02ab" + b"\xff\xff" + bytes(65_535)


def test_an_event_that_no_bundle_can_hold_is_refused() -> None:
    with pytest.raises(LogBrokenError, match="event_too_long"):
        merkle.bundle([b"ab", bytes(65_536)])


def test_an_event_is_found_in_its_bundle_and_one_that_was_cut_is_refused() -> None:
    bodies = [b"", b"ab", bytes(300)]
    content = merkle.bundle(bodies)
    assert [merkle.event_in(content, place) for place in range(3)] == bodies
    for place, length in ((3, len(content)), (2, len(content) - 1), (0, 1), (0, 0), (255, 0)):
        with pytest.raises(LogBrokenError, match="tile_malformed"):
            merkle.event_in(content[:length], place)

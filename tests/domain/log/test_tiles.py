from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.log.merkle import (
    Tile,
    Tiling,
    bundle,
    consistency_proof,
    event_in,
    hashes_in,
    inclusion_proof,
    leaf_hash,
    root_hash,
)
from desktop.errors import LogBrokenError
from tests.domain.log import by_definition
from tests.domain.log.test_proofs import some


def tiles_of(size: int) -> dict[str, bytes]:
    """Return the tiles of a tree whose leaves are made of numbers, by their paths."""
    written: dict[str, bytes] = {}

    def write(tile: Tile, content: bytes) -> None:
        assert tile.path not in written
        written[tile.path] = content

    tiling = Tiling(write)
    for number in range(size):
        tiling.add(leaf_hash(b"%d" % number))
    tiling.finish()
    assert tiling.size == size
    return written


@pytest.mark.parametrize(
    ("tile", "path", "entries"),
    [
        (Tile(0, 0), "tile/0/000", "tile/entries/000"),
        (Tile(0, 5, 12), "tile/0/005.p/12", "tile/entries/005.p/12"),
        (Tile(63, 999, 255), "tile/63/999.p/255", "tile/entries/999.p/255"),
        (Tile(1, 1000), "tile/1/x001/000", "tile/entries/x001/000"),
        (Tile(0, 1234067, 8), "tile/0/x001/x234/067.p/8", "tile/entries/x001/x234/067.p/8"),
    ],
)
def test_paths_are_those_of_the_specification(tile: Tile, path: str, entries: str) -> None:
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


def test_no_event_has_no_tile() -> None:
    assert tiles_of(0) == {}


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 1200), st.data())
def test_proofs_made_of_tiles_are_those_of_the_definition(size: int, data: st.DataObject) -> None:
    written, bodies = tiles_of(size), some(size)
    hashes = hashes_in(lambda tile: written[tile.path], size)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    new = data.draw(st.integers(old, size))
    assert list(inclusion_proof(index, size, hashes)) == by_definition.path(index, bodies)
    assert list(consistency_proof(old, new, hashes)) == by_definition.proof(old, bodies[:new])
    assert root_hash(old, hashes) == by_definition.mth(bodies[:old])


def test_proofs_of_a_tree_with_three_levels_of_tiles_are_those_of_the_definition() -> None:
    size = 66_000
    written, bodies = tiles_of(size), some(size)
    hashes = hashes_in(lambda tile: written[tile.path], size)
    for index in (0, 65_535, 65_536, size - 1):
        assert list(inclusion_proof(index, size, hashes)) == by_definition.path(index, bodies)
    for old in (1, 256, 65_536, 65_537, size):
        assert list(consistency_proof(old, size, hashes)) == by_definition.proof(old, bodies)


def test_a_tile_that_was_cut_is_not_read_as_one() -> None:
    written = tiles_of(300)
    hashes = hashes_in(lambda tile: written[tile.path][:-32], 300)
    with pytest.raises(LogBrokenError, match="tile_malformed"):
        inclusion_proof(0, 300, hashes)


def test_a_bundle_has_each_event_behind_its_length() -> None:
    assert bundle([b"", b"ab", bytes(65_535)]) == b"\x00\x00" + b"\x00\x02ab" + b"\xff\xff" + bytes(65_535)


def test_an_event_that_no_bundle_can_hold_is_refused() -> None:
    with pytest.raises(LogBrokenError, match="event_too_long"):
        bundle([b"ab", bytes(65_536)])


def test_an_event_is_found_in_its_bundle_and_one_that_was_cut_is_refused() -> None:
    bodies = [b"", b"ab", bytes(300)]
    content = bundle(bodies)
    assert [event_in(content, place) for place in range(3)] == bodies
    for place, length in ((3, len(content)), (2, len(content) - 1), (0, 1), (0, 0), (255, 0)):
        with pytest.raises(LogBrokenError, match="tile_malformed"):
            event_in(content[:length], place)

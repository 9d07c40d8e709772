from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.log.merkle import Frontier, leaf_hash
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


def grown(bodies: list[bytes]) -> Frontier:
    tree = Frontier()
    for body in bodies:
        tree = tree.append(leaf_hash(body))
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
    tree = Frontier.from_bytes(grown(bodies).to_bytes())
    assert tree == grown(bodies)
    assert tree.append(leaf_hash(more)).root() == by_definition.mth([*bodies, more])


def test_appending_leaves_the_tree_before_as_it_was() -> None:
    tree = grown([b"a", b"b", b"c"])
    before = tree.root()
    tree.append(leaf_hash(b"d"))
    assert (tree.size, tree.root()) == (3, before)


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
        Frontier.from_bytes(stored)


def test_a_negative_size_is_refused() -> None:
    with pytest.raises(LogBrokenError):
        Frontier(-1, (bytes(32),))

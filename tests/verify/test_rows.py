"""Rows against their own bytes, and the tree over them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.log.merkle import Frontier, leaf_hash
from desktop.verify import verify
from desktop.verify.checkpoints import Tree
from desktop.verify.stored_rows import Row, is_row, place_of, problem_of
from tests.verify.conftest import Sample

EVENTS = "SELECT seq, body, day, kind, session, request FROM audit_event ORDER BY seq"
NAMES = ("seq", "body", "day", "kind", "session", "request")


@pytest.fixture(scope="module")
def row(samples: list[Sample]) -> Row:
    """Return a row of an event in a session."""
    with samples[0].copy() as connection:
        return next(tuple(row) for row in connection.execute(EVENTS) if row[4] and row[5])


def is_whole(row: Row) -> bool:
    place = place_of(row[1]) if is_row(row) else None
    return place is not None and problem_of(row, place[0]) is None


def test_a_row_as_it_was_written_agrees_with_its_bytes(row: Row) -> None:
    assert is_whole(row)


CHANGES: list[Callable[[dict[str, Any]], dict[str, Any]]] = [
    lambda row: {"request": f'{row["request"]}","session":"{row["session"]}', "session": None},
    lambda row: {"request": f'{row["request"]}","session":"{row["session"]}'},
    lambda row: {"session": ""},
    lambda row: {"session": None},
    lambda row: {"request": "another"},
    lambda row: {"seq": float(row["seq"])},
    lambda row: {"seq": str(row["seq"])},
    lambda row: {"seq": row["seq"] + 1},
    lambda row: {"kind": "another"},
    lambda row: {"day": row["day"].encode()},
    lambda row: {"day": "2026-11-25"},
    lambda row: {"body": row["body"].decode()},
    lambda row: {"body": b""},
    lambda row: {"body": row["body"].replace(b'"kind"', b'"kinds"')},
    lambda row: {"body": row["body"].replace(b"T12:", b"T1x:")},
    lambda row: {"body": row["body"].replace(b'","at":', b'\\","at":')},
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_row_that_is_not_as_its_bytes_say_does_not(row: Row, change: Callable[[dict[str, Any]], Any]) -> None:
    values = dict(zip(NAMES, row, strict=True))
    values |= change(values)
    assert not is_whole(tuple(values[name] for name in NAMES))


@pytest.mark.parametrize(
    "text", [b'"a":"\\"}",', b'"a":"}",', '"a":"ð",'.encode()], ids=["quoted", "brace", "not ASCII"]
)
def test_what_a_text_says_is_no_part_of_the_row(samples: list[Sample], text: bytes) -> None:
    """Nothing is wrong with its row. Only the checkpoints and the head, which were made over other bytes, say so."""
    with samples[0].copy() as connection:
        connection.execute("DROP TRIGGER audit_event_no_update")
        body = connection.execute("SELECT body FROM audit_event WHERE seq = 3").fetchone()[0]
        other = body.replace(b'"spans":', text + b'"spans":')
        assert other != body
        connection.execute("UPDATE audit_event SET body = ? WHERE seq = 3", (other,))
        found = {finding.code for finding in verify(connection, samples[0].witness).findings}
    assert found == {"wrong_root", "head_differs", "witness_without_checkpoint"}


@given(st.lists(st.binary(max_size=4), max_size=70), st.integers(0, 70))
def test_the_tree_is_the_writers_also_where_it_goes_on_from_its_edge(bodies: list[bytes], seam: int) -> None:
    tree, expected = Tree(), Frontier()
    for number, body in enumerate(bodies):
        if number == seam:
            tree = Tree(tree.edge())
        tree.add(body)
        expected = expected.append(leaf_hash(body))
        assert (tree.count, tree.root(), tree.edge()) == (expected.size, expected.root(), expected.to_bytes())

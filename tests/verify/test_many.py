"""The quick check of many rows at once says yes only where the slow check of each would find nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.sessions.session import Outcome
from desktop.verify import verify
from desktop.verify.many import Many, many
from desktop.verify.passing import FEW
from desktop.verify.rows import is_row, place_of, problem_of, signature_of
from tests.builders import an_office
from tests.verify.conftest import Sample

Row = tuple[Any, ...]
EVENTS = "SELECT seq, body, day, kind, session, request FROM audit_event ORDER BY seq"
NAMES = ("seq", "body", "day", "kind", "session", "request")


@pytest.fixture(scope="module")
def rows(samples: list[Sample]) -> list[Row]:
    with samples[0].copy() as connection:
        return [tuple(row) for row in connection.execute(EVENTS).fetchall()]


def changed(rows: list[Row], at: int, **columns: Any) -> list[Row]:
    row = dict(zip(NAMES, rows[at], strict=True)) | columns
    return [*rows[:at], tuple(row[name] for name in NAMES), *rows[at + 1 :]]


def whole(rows: list[Row]) -> bool:
    """Return the slow check's result: each row of the right types, numbered on, and as its bytes say."""
    if not all(is_row(row) for row in rows) or [row[0] for row in rows] != list(range(len(rows))):
        return False
    places = [place_of(row[1]) for row in rows]
    return all(place is not None and problem_of(row, place[0]) is None for row, place in zip(rows, places, strict=True))


def test_a_log_as_it_was_written_agrees_in_one_look(rows: list[Row]) -> None:
    agreed = many(rows, 0)
    assert isinstance(agreed, Many)
    assert agreed.bodies == tuple(row[1] for row in rows)
    assert list(zip(agreed.days, agreed.desks, strict=True)) == [place_of(row[1]) for row in rows]
    assert agreed.kinds == tuple(row[3] for row in rows)


def test_every_event_of_a_whole_session_takes_the_quick_look(tmp_path: Path) -> None:
    """Otherwise verifying would be right, and five times as slow."""
    office = an_office(tmp_path)
    office.closed(outcome=Outcome.HEARD_IN_PART)
    with office.parts.engine.connect() as connection:
        written = [tuple(row) for row in connection.exec_driver_sql(EVENTS)]
    office.parts.engine.dispose()
    agreed = [(row, many([row], row[0])) for row in written]
    assert [row[3] for row, found in agreed if found is None] == []
    signed = [(any(found.signed), signature_of(row[1]) is not None) for row, found in agreed if found is not None]
    assert [said for said, is_signed in signed if said != is_signed] == [] and (True, True) in signed


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: changed(rows, 4, request=rows[4][5] + '","session":"' + rows[4][4], session=None),
        lambda rows: changed(rows, 4, request=rows[4][5] + '","session":"' + rows[4][4]),
        lambda rows: changed(rows, 0, session=""),
        lambda rows: changed(rows, 4, session=None),
        lambda rows: changed(rows, 4, seq=4.0),
        lambda rows: changed(rows, 4, seq="4"),
        lambda rows: changed(rows, 4, day=rows[4][2].encode()),
        lambda rows: changed(rows, 4, body=rows[4][1].decode()),
        lambda rows: changed(rows, 4, body=rows[4][1] + b"\n" + rows[5][1])[:5] + changed(rows, 5, body=b"")[5:],
        lambda rows: changed(rows, 4, body=rows[4][1].replace(b'"kind"', b'"kinds"')),
        lambda rows: changed(rows, 4, body=rows[4][1].replace(b"T12:", b"T1x:")),
        lambda rows: changed(rows, 4, body=rows[4][1].replace(b'","at":', b'\\","at":')),
        lambda rows: [rows[0], *rows[2:]],
        lambda rows: [rows[1], rows[0], *rows[2:]],
        lambda rows: [rows[0], *rows],
    ],
)
def test_a_row_that_is_not_as_its_bytes_say_is_not_agreed_to(
    rows: list[Row], change: Callable[[list[Row]], list[Row]]
) -> None:
    spoilt = change(rows)
    assert not whole(spoilt)
    assert many(spoilt, 0) is None


VALUES = st.one_of(
    st.none(), st.integers(-1, 40), st.floats(), st.binary(max_size=8), st.text('d5e"\\:,{}\n', max_size=6)
)


@settings(max_examples=400)
@given(data=st.data())
def test_whatever_is_changed_the_quick_look_never_says_more_than_the_slow_one(
    rows: list[Row], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    name = data.draw(st.sampled_from(NAMES))
    if name == "body":
        before = rows[at][1]
        start = data.draw(st.integers(0, len(before)))
        piece = data.draw(st.one_of(st.binary(max_size=3), st.sampled_from([b"\n", b'"', b"\\", b"{}", b'"kind":"x"'])))
        value: Any = before[:start] + piece + before[start + data.draw(st.integers(0, 2)) :]
    else:
        value = data.draw(VALUES)
    spoilt = changed(rows, at, **{name: value})
    if many(spoilt, 0) is not None:
        assert whole(spoilt)


@pytest.mark.parametrize(
    "text", [b'"a":"\\"}",', b'"a":"}",', '"a":"ð",'.encode()], ids=["quoted", "brace", "not ASCII"]
)
def test_an_event_that_the_quick_look_is_not_sure_of_is_looked_at_alone(samples: list[Sample], text: bytes) -> None:
    """Nothing is wrong with its row. Only the checkpoints and the head, which were made over other bytes, say so."""
    with samples[0].copy() as connection:
        connection.execute("DROP TRIGGER audit_event_no_update")
        for seq in (3, FEW + 4):
            body = connection.execute("SELECT body FROM audit_event WHERE seq = ?", (seq,)).fetchone()[0]
            other = body.replace(b'"spans":', text + b'"spans":')
            connection.execute("UPDATE audit_event SET body = ? WHERE seq = ?", (other, seq))
        found = {finding.code for finding in verify(connection, samples[0].witness).findings}
        rows = connection.execute(EVENTS).fetchall()
    assert many(rows, 0) is None
    assert found == {"wrong_root", "head_differs", "witness_without_checkpoint"}

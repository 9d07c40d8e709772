"""One log of which two histories are signed: two witnesses, each of which was told another."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engines.sqlcipher import sqlcipher_engine
from desktop.domain.log.events import EventKind
from desktop.verify import verify
from tests.db.logs import DESK, KEY, NOON, Office, an_event
from tests.verify.conftest import opened

WORDS = (
    "Two histories of this log are signed: the checkpoint over {one} events does not belong to the history of the "
    "one over {other} events."
)


@pytest.fixture
def histories(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    """Yield an office, and a copy of it with the same keys, as restored on a second PC: each goes its own way."""
    (tmp_path / "first").mkdir()
    first = Office(tmp_path / "first")
    first.run_days(1, (DESK,), 2)
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    second = Office(tmp_path / "second", sqlcipher_engine(tmp_path / "second" / "office.db", KEY))
    second.stores = first.stores
    yield first, second
    for office in (first, second):
        office.engine.dispose()


def goes_on(office: Office, kind: EventKind, *, events: int) -> None:
    for _ in range(events):
        office.record(an_event(kind=kind))
    office.anchor(NOON)


def findings(office: Office, *witnesses: Office) -> list[tuple[str, int | None, str]]:
    """Verify that office against the witnesses of these, read one after the other."""
    connection = opened(office.folder / "office.db")
    try:
        report = verify(connection, "".join(each.witness.text() for each in witnesses))
    finally:
        connection.close()
    assert report.ok == (not report.findings)
    return [(finding.code, finding.seq, finding.words) for finding in report.findings]


@pytest.mark.parametrize("events", [1, 3], ids=["as many events", "fewer"])
def test_two_witnesses_that_tell_different_histories_are_named_with_both_sizes(
    histories: tuple[Office, Office], events: int
) -> None:
    first, second = histories
    goes_on(first, EventKind.SIGNED_OUT, events=events)
    goes_on(second, EventKind.HEARD, events=1)
    said = findings(first, first, second)
    assert ("history_forked", 4, WORDS.format(one=4, other=3 + events)) in said
    assert ("wrong_root", 4) in {(code, seq) for code, seq, _ in said}


def test_one_that_has_the_beginning_of_the_others_history_is_no_second_one(histories: tuple[Office, Office]) -> None:
    first, second = histories
    goes_on(first, EventKind.SIGNED_OUT, events=2)
    assert findings(first, first, second) == []


def test_an_event_that_was_changed_under_its_checkpoint_is_no_second_history(histories: tuple[Office, Office]) -> None:
    first, _ = histories
    goes_on(first, EventKind.HEARD, events=2)
    with first.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_update")
        connection.exec_driver_sql(
            "UPDATE audit_event SET body = CAST(replace(body, '0]', '1]') AS BLOB) WHERE seq = 4"
        )
    codes = {code for code, _, _ in findings(first, first)}
    assert "wrong_root" in codes and "history_forked" not in codes


def test_where_neither_history_is_that_of_the_database_two_over_as_many_events_are_enough(
    histories: tuple[Office, Office],
) -> None:
    first, second = histories
    for office, kind in ((first, EventKind.SIGNED_OUT), (second, EventKind.HEARD)):
        goes_on(office, kind, events=1)
    with first.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_update")
        connection.exec_driver_sql(
            "UPDATE audit_event SET body = CAST(replace(body, '0]', '1]') AS BLOB) WHERE seq = 3"
        )
    assert ("history_forked", 4, WORDS.format(one=4, other=4)) in findings(first, first, second)

"""The log is kept and verified alike in every place (`tests.support.places`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.__main__ import main
from tests.support.builders import Office
from tests.support.places import PLACES, owners


@pytest.fixture(params=PLACES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with PLACES[request.param](tmp_path) as made:
        made.closed()
        yield made


def verify(office: Office, *more: str) -> int:
    office.parts.engine.dispose()
    return main(["--office", str(office.parts.paths.folder), "verify", *more])


def spoil(office: Office, guard: str, change: str) -> None:
    with owners(office) as owner, owner.begin() as connection:
        postgresql = connection.dialect.name == "postgresql"
        connection.exec_driver_sql(f"DROP TRIGGER {guard}" + (" ON audit_event" if postgresql else ""))
        if postgresql:
            connection.exec_driver_sql("DROP TRIGGER audit_head_only_ahead ON audit_head")
        connection.exec_driver_sql(change)


def test_a_session_from_check_in_to_close_leaves_a_log_that_is_whole(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    proof = office.verify()
    assert proof.whole and proof.events == proof.anchored == len(office.bodies())
    assert verify(office, "--json") == 0
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (report["ok"], report["events"]) == (True, proof.events)


@pytest.mark.parametrize(
    ("guard", "change"),
    [
        ("audit_event_no_update", "UPDATE audit_event SET body = body || body WHERE seq = 5"),
        ("audit_event_no_update", "UPDATE audit_event SET kind = 'signed_in' WHERE seq = 5"),
        ("audit_event_no_delete", "DELETE FROM audit_event WHERE seq = 5"),
        ("audit_event_no_delete", "DELETE FROM audit_event WHERE seq = (SELECT max(seq) FROM audit_event)"),
        ("audit_event_no_delete", "UPDATE audit_head SET size = size - 1"),
    ],
    ids=["changed", "relabelled", "removed", "cut", "head"],
)
def test_an_administrator_who_passes_the_guards_is_found(office: Office, guard: str, change: str) -> None:
    spoil(office, guard, change)
    assert not office.verify().whole and verify(office) == 1

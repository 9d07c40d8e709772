"""The command that counts complaints: what it prints, for people and for a program, and for whom."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.__main__ import main
from desktop.domain.requests.complaints import ComplaintOutcome, ComplaintStep
from desktop.environment.clock import SystemClock
from tests.application.requests.test_complaints import ABOUT, WORDS, take, tell
from tests.support.builders import ASKER, Office, an_office


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    made = an_office(tmp_path)
    monkeypatch.setattr(SystemClock, "now", lambda self: made.clock.now())
    request = made.a_request()
    ended = tell(made, take(made, request), ComplaintStep.ACKNOWLEDGED)
    tell(made, ended, ComplaintStep.OUTCOME, outcome=ComplaintOutcome.PARTLY_UPHELD)
    take(made, request)
    return made


def count(office: Office, first: str, last: str, *more: str) -> int:
    office.parts.engine.dispose()
    return main(["--office", str(office.parts.paths.folder), "complaints", "--from", first, "--to", last, *more])


def test_what_was_received_and_closed_is_printed(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert count(office, "2026-11-24", "2026-11-30") == 0
    said = capsys.readouterr().out
    assert said.splitlines() == [
        "Complaints from 24 November 2026 to 30 November 2026",
        "Received: 2",
        "  Acknowledged in time: 1",
        "  Acknowledged late: 0",
        "  Passed on without an acknowledgement: 0",
        "  Not acknowledged yet: 1, of which overdue: 0",
        "Closed: 1",
        "  Upheld: 0",
        "  Upheld in part: 1",
        "  Not upheld: 0",
        "  About the service, and passed on: 0",
    ]
    assert not [secret for secret in (ABOUT, WORDS, ASKER.surname, "SAR-") if secret in said]


def test_as_json_it_is_one_line_of_whole_numbers(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    before = len(office.bodies())
    assert count(office, "2026-06-19", "2026-12-31", "--json") == 0
    [line] = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told.pop("from"), told.pop("to")) == ("2026-06-19", "2026-12-31")
    assert {name: n for name, n in told.items() if n} == {
        "received": 2,
        "acknowledged_in_time": 1,
        "not_acknowledged": 1,
        "closed": 1,
        "partly_upheld": 1,
    }
    assert len(told) == 11 and len(office.bodies()) == before
    office.parts.engine.dispose()


def test_a_period_that_ends_before_it_begins_is_refused(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert count(office, "2026-12-31", "2026-06-19") == 2
    assert "The period ends before it begins. [period_backwards]" in capsys.readouterr().err

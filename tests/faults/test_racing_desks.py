"""Two programs that want one slot at the same moment, on either database: exactly one has it, the other is told."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.builders import Office
from tests.support.places import PLACES

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 12


@pytest.fixture(params=PLACES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with PLACES[request.param](tmp_path) as made:
        yield made


def a_desk(office: Office, desk: str, ending: ExitStack) -> subprocess.Popen[str]:
    """Start another program of that office, which has opened it and waits."""
    facts = json.dumps({"back": office.back, "people": office.people})
    command = [sys.executable, "-m", "tests.faults.desk_to_race", str(office.parts.paths.folder), facts, desk]
    program = ending.enter_context(
        subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    )
    assert said(program) == "ready"
    return program


def said(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    return program.stdout.readline().strip()


def test_of_two_programs_that_book_one_slot_exactly_one_wins(office: Office) -> None:
    first = office.first_request
    office.parts.engine.dispose()
    with ExitStack() as ending:
        desks = [a_desk(office, desk, ending) for desk in (office.front, office.back)]
        for number in range(ROUNDS):
            for late, program in enumerate(desks):
                assert program.stdin is not None
                program.stdin.write(f"{10_000 + 100 * number + 15 * late}\n")
                program.stdin.flush()
            assert sorted(map(said, desks)) == ["slot_taken", "won"]
    with office.uow().read_only() as uow:
        booked = sorted(uow.requests.appointments_of(first), key=lambda each: each.starts_at)
    assert len(booked) == ROUNDS
    assert all(one.ends_at <= other.starts_at for one, other in pairwise(booked))
    assert booked[0].starts_at - office.clock.now() >= timedelta(minutes=10_000)
    assert office.verify().whole

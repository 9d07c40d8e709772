"""Two programs that want one slot at the same moment, on either database: exactly one has it, the other is told.

They are processes: two programs of one PC share its folder, and with it the copy of the log, as no threads of one do.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from desktop.application.appointments.calendar import BookAppointment
from desktop.domain.appointments import Unusual
from desktop.domain.shared.ids import DeskId
from desktop.errors import FieldsError
from tests.support.fixtures import made_in_each
from tests.support.offices.builders import Office
from tests.support.offices.places import PLACES

ROOT = Path(__file__).resolve().parents[3]
ROUNDS = 6


def book(office: Office, desk: DeskId, minutes: int) -> str:
    starts = office.clock.now() + timedelta(minutes=minutes)
    actor, meant = office.actor("officer", desk), frozenset(Unusual)
    try:
        office.book(BookAppointment(actor, office.first_request, office.front, starts, meant=meant))
    except FieldsError as error:
        return error.problems["starts_at"]
    return "won"


def main(handed: str, desk: str) -> None:
    """Book the slots that the input gives, in minutes from now; print `won`, or the code of why not."""
    office = Office.taken_over(handed)
    assert office.first_request
    print("ready", flush=True)
    for line in sys.stdin:
        print(book(office, DeskId(desk), int(line)), flush=True)
    office.parts.engine.dispose()


office = made_in_each(PLACES)


def a_desk(office: Office, desk: str, ending: ExitStack) -> subprocess.Popen[str]:
    """Start another program of that office, which has opened it and waits."""
    command = [sys.executable, "-m", __name__, office.handed_over(), desk]
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


if __name__ == "__main__":
    main(*sys.argv[1:])

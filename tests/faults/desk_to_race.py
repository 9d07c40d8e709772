"""Run as a program: a desk that books slots of the front desk as soon as it is told to, in a race with another.

`python -m tests.faults.desk_to_race FOLDER FACTS DESK`: FACTS is JSON (`back`, `people`). Each input line is a
slot, in minutes from now; each output line is `won`, or the code of why not.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path

from desktop.application.appointments.calendar import BookAppointment
from desktop.bootstrap.opening import open_parts
from desktop.domain.appointments import Unusual
from desktop.domain.shared.ids import DeskId
from desktop.errors import FieldsError
from tests.support.builders import Office


def book(office: Office, desk: DeskId, minutes: int) -> str:
    starts = office.clock.now() + timedelta(minutes=minutes)
    actor, meant = office.actor("officer", desk), frozenset(Unusual)
    try:
        office.book(BookAppointment(actor, office.first_request, office.front, starts, meant=meant))
    except FieldsError as error:
        return error.problems["starts_at"]
    return "won"


def main(folder: str, facts: str, desk: str) -> None:
    found = json.loads(facts)
    office = Office(open_parts(Path(folder)), found["back"], found["people"])
    assert office.first_request
    print("ready", flush=True)
    for line in sys.stdin:
        print(book(office, DeskId(desk), int(line)), flush=True)
    office.parts.engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])

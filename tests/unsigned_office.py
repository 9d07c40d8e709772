"""An office whose log was written before events were signed: no MAC, no signature, and each desk enrolled by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from db.log.audit_log import AuditLog
from desktop.application.office.setting_up import AddPerson, EnrolDesk, add_person, create_office, enrol_desk
from desktop.bootstrap.keys import new_desk_identity
from desktop.bootstrap.making import begin_witness, create_parts
from desktop.domain.log.events import Event, canonical
from desktop.domain.office.desks import DeskKind
from desktop.domain.shared.ids import DeskId, new_id
from desktop.environment.office_file import DEMO
from tests.builders import PASSWORD, PEOPLE, Office


@contextmanager
def writing_as_before() -> Iterator[None]:
    """Within it, events are written as the program did before."""

    def plain(self: AuditLog, event: Event, seq: int, key: Any) -> bytes:
        return canonical(event, seq)

    with patch.object(AuditLog, "_sealed", plain), patch.object(AuditLog, "_vouched_from", lambda self, size: None):
        yield


def an_unsigned_office(folder: Path) -> Office:
    """Return one with an approved request, opened by the program of today."""
    office = Office(create_parts(folder / "office", DEMO), DeskId(new_id()), {})
    office.clock.pass_by(days=-1)
    parts, front, clock = office.parts, office.front, office.clock
    with writing_as_before():
        recovery = tuple(new_desk_identity(parts.store, DeskId(f"recovery-{n}")) for n in (1, 2))
        create_office(office.facts, recovery, front, uow=parts.uow(front), clock=clock)
        for desk, name in ((front, "Desk 2"), (office.back, "Back office")):
            command = EnrolDesk(desk, name, new_desk_identity(parts.store, desk), DeskKind.BACK_OFFICE)
            enrol_desk(command, desk, uow=parts.uow(desk), clock=clock)
            begin_witness(parts, desk)
        for name, role in PEOPLE.items():
            adding = AddPerson(front, name, f"Test {name}", frozenset({role}), PASSWORD)
            by = office.people.get("administrator")
            person = add_person(adding, uow=parts.uow(front), clock=clock, passwords=office.passwords, by=by)
            office.people[name] = person.id
        office.approved()
    office.clock.pass_by(days=1)
    return office

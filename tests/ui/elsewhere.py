"""Another PC of the same office, which asks for lesser checks and answers them by use cases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop.application.office.signing_in import InPerson
from desktop.application.sessions.checking_in import CheckIn
from desktop.application.sessions.lesser_check import AllowAsked, AskForLesserCheck, DeclineAsked, WithdrawAsked
from desktop.application.shared.commands import Actor
from desktop.bootstrap.making import add_desk
from desktop.bootstrap.opening import Parts, open_parts
from desktop.domain.office.pcs import DeskKind
from desktop.domain.office.people import Role
from desktop.domain.sessions.lesser_check import Withdrawn
from desktop.domain.sessions.session import Party
from desktop.domain.shared.ids import DeskId, NoteId, SessionId, new_id
from tests.support.offices.builders import documents
from tests.support.offices.conducted import carried_out
from tests.ui.staff import Staff

PASSWORD = "demo listening room"
WHY = "Here last week with all papers"


@dataclass
class Elsewhere:
    """The other PC. `staff`: the office, at the PC of the test."""

    staff: Staff
    parts: Parts
    desk: DeskId

    def do(self, wanted: Any, *arguments: Any) -> Any:
        """Carry out a command, or a use case, there."""
        there = replace(self.staff.desk, id=self.desk, uow=lambda: self.parts.uow(self.desk))
        return carried_out(there, wanted, *arguments)

    def by(self, role: Role) -> Actor:
        return Actor(self.staff.person(role).id, self.desk)

    def in_person(self) -> InPerson:
        """Return a supervisor, with their password typed."""
        return InPerson(self.by(Role.SUPERVISOR), PASSWORD)

    def waiting(self) -> NoteId:
        """Return the newest that waits."""
        with self.parts.uow(self.desk).read_only() as uow:
            *_, asked = uow.sessions.asked_waiting()
        return asked.id

    def allow(self) -> None:
        self.do(AllowAsked(self.in_person(), self.waiting()))

    def decline(self, reason: str) -> None:
        self.do(DeclineAsked(self.in_person(), self.waiting(), reason))

    # The other PC is a counter

    def checked_in(self, slot: int = 0) -> SessionId:
        appointment = self.staff.appointments()[slot].id
        command = CheckIn(self.by(Role.ADVISER), appointment, frozenset({Party.CUSTOMER}), False)
        return SessionId(self.do(command).id)

    def ask(self, session: SessionId, reason: str = WHY) -> NoteId:
        passport, _ = documents(self.staff.clock.now().date())
        asked = self.do(AskForLesserCheck(self.by(Role.ADVISER), session, (passport, None), reason))
        return NoteId(asked.id)

    def withdraw(self, session: SessionId, asked: NoteId) -> None:
        self.do(WithdrawAsked(self.by(Role.ADVISER), session, asked, Withdrawn.GIVEN_UP))


@contextmanager
def elsewhere(staff: Staff, folder: Path) -> Iterator[Elsewhere]:
    """Yield another PC of the demo office in `folder`, a counter."""
    parts, other = open_parts(folder), DeskId(new_id())
    try:
        add_desk(parts, other, "Desk 1", DeskKind.COUNTER, staff.desk.clock)
        yield Elsewhere(staff, parts, other)
    finally:
        parts.engine.dispose()

"""Another PC of the same office, which asks for lesser checks and answers them by use cases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from desktop.application.office.signing_in import InPerson
from desktop.application.sessions.checking_in import CheckIn, check_in
from desktop.application.sessions.lesser_check import (
    AllowAsked,
    AskForLesserCheck,
    DeclineAsked,
    WithdrawAsked,
    allow_asked,
    ask_for_lesser_check,
    decline_asked,
    withdraw_asked,
)
from desktop.application.shared.commands import Actor
from desktop.bootstrap.making import add_desk
from desktop.bootstrap.opening import Parts, open_parts
from desktop.domain.office.pcs import DeskKind
from desktop.domain.office.people import Role
from desktop.domain.sessions.identity import BirthComparison, NameComparison, Shown
from desktop.domain.sessions.lesser_check import Withdrawn
from desktop.domain.sessions.session import Party
from desktop.domain.shared.ids import DeskId, NoteId, SessionId, new_id
from tests.ui.staff import Staff

PASSWORD = "demo listening room"
WHY = "Here last week with all papers"


@dataclass
class Elsewhere:
    """The other PC. `staff`: the office, at the PC of the test."""

    staff: Staff
    parts: Parts
    desk: DeskId

    def _more(self) -> dict[str, Any]:
        desk = self.staff.desk
        return {"uow": self.parts.uow(self.desk), "clock": desk.clock}

    def _again(self) -> dict[str, Any]:
        return {"check": self.staff.desk.check}

    def by(self, role: Role = Role.SUPERVISOR) -> InPerson:
        return InPerson(Actor(self.staff.person(role).id, self.desk), PASSWORD)

    def waiting(self) -> NoteId:
        """Return the newest that waits."""
        with self.parts.uow(self.desk).read_only() as uow:
            *_, asked = uow.sessions.asked_waiting()
        return asked.id

    def allow(self) -> None:
        id_policy = self.staff.desk.id_policy
        allow_asked(AllowAsked(self.by(), self.waiting()), id_policy=id_policy, **self._more(), **self._again())

    def decline(self, reason: str) -> None:
        decline_asked(DeclineAsked(self.by(), self.waiting(), reason), **self._more(), **self._again())

    # The other PC is a counter

    def checked_in(self, slot: int = 0) -> SessionId:
        desk, actor = self.staff.desk, Actor(self.staff.person(Role.ADVISER).id, self.desk)
        command = CheckIn(actor, self.staff.appointments()[slot].id, frozenset({Party.CUSTOMER}), False)
        return check_in(command, policy=desk.policy, anchored=desk.anchored, **self._more()).id

    def ask(self, session: SessionId, reason: str = WHY) -> NoteId:
        desk, actor = self.staff.desk, Actor(self.staff.person(Role.ADVISER).id, self.desk)
        expires = desk.clock.now().date() + timedelta(days=900)
        passport = Shown("passport", expiry=expires, name=NameComparison.MATCH, birth=BirthComparison.MATCH)
        command = AskForLesserCheck(actor, session, (passport, None), reason)
        return ask_for_lesser_check(command, policy=desk.policy, id_policy=desk.id_policy, **self._more()).id

    def withdraw(self, session: SessionId, asked: NoteId) -> None:
        actor = Actor(self.staff.person(Role.ADVISER).id, self.desk)
        withdraw_asked(WithdrawAsked(actor, session, asked, Withdrawn.GIVEN_UP), **self._more())


@contextmanager
def elsewhere(staff: Staff, folder: Path) -> Iterator[Elsewhere]:
    """Yield another PC of the demo office in `folder`, a counter."""
    parts, other = open_parts(folder), DeskId(new_id())
    try:
        add_desk(parts, other, "Desk 1", DeskKind.COUNTER, staff.desk.clock)
        yield Elsewhere(staff, parts, other)
    finally:
        parts.engine.dispose()

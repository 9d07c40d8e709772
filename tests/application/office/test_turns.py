"""A copy of a PC, with all its keys, taking turns with it: who comes after the other is refused, and that is logged."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from sqlalchemy import text

from db.unit_of_work import SqlUnitOfWork
from desktop.application.log.health import Trouble, health
from desktop.application.office.signing_in import SignIn, Unlock, sign_in, unlock
from desktop.application.ports.database import UnitOfWork
from desktop.application.reviews.reviewing import administration
from desktop.bootstrap.opening import Parts
from desktop.domain.log.events import EventKind
from desktop.errors import DeskCopiedError
from tests.attacks.forging import findings
from tests.db.logs import MemoryStore
from tests.support.fakes import nothing_here
from tests.support.fixtures import made
from tests.support.offices.builders import PASSWORD, Office
from tests.support.offices.places import shared
from tests.support.refusals import refusal


@dataclass
class Pc:
    """A PC of the office's front desk, with a keyring of its own."""

    office: Office
    store: MemoryStore

    @property
    def parts(self) -> Parts:
        return replace(self.office.parts, store=self.store)

    def uow(self) -> UnitOfWork:
        """Return a unit of work, as a program that has just been started has it."""
        return self.parts.uow(self.office.front)

    def copied(self) -> Pc:
        """Return a copy of it, as an image of its disk is one."""
        made = MemoryStore()
        made.values.update(self.store.values)
        return Pc(self.office, made)

    def signs_in(self, name: str = "adviser") -> None:
        office = self.office
        sign_in(SignIn(office.front, name, PASSWORD), uow=self.uow(), clock=office.clock, check=office.check)

    def unlocks(self) -> None:
        office = self.office
        unlock(Unlock(office.actor(), PASSWORD), uow=self.uow(), clock=office.clock, check=office.check)


office = made(shared)


@pytest.fixture
def pc(office: Office) -> Pc:
    store = MemoryStore()
    name = f"signing-keys/{office.front}"
    store.set(name, office.parts.store.get(name) or "")
    return Pc(office, store)


def turns(office: Office) -> list[object]:
    return [event.facts["turn"] for event in office.events() if "turn" in event.facts]


@pytest.mark.against("thief")
def test_the_pc_is_refused_once_its_copy_was_used_and_the_log_says_so(pc: Pc) -> None:
    pc.signs_in()
    copy = pc.copied()
    copy.signs_in()
    before = pc.office.bodies()
    assert refusal(pc.signs_in) == "desk_copied"
    assert pc.office.bodies()[:-1] == before and pc.office.events()[-1].kind is EventKind.DESK_COPIED


@pytest.mark.against("thief")
def test_a_copy_is_refused_once_the_pc_was_used_since(pc: Pc) -> None:
    pc.signs_in()
    copy = pc.copied()
    pc.signs_in()
    for act in (copy.signs_in, copy.unlocks):
        with pytest.raises(DeskCopiedError):
            act()
    pc.signs_in()
    assert turns(pc.office) == [1, 2, 3]


def test_supervisors_and_administrators_are_told_until_the_pc_is_withdrawn(pc: Pc) -> None:
    office = pc.office
    pc.signs_in()
    copy = pc.copied()
    pc.signs_in()
    with pytest.raises(DeskCopiedError):
        copy.signs_in()
    waits = administration(office.actor("supervisor"), uow=office.uow()).acts
    [act] = [act for act in waits if act.kind is EventKind.DESK_COPIED]
    assert act.by == "" and act.about == act.desk
    found = office.do(health, this_pc=nothing_here)
    assert Trouble.PC_COPIED in found.troubles and [pc.name for pc in found.pcs if pc.copied] == [act.desk]


@pytest.mark.against("thief")
def test_a_turn_that_was_begun_and_not_saved_is_begun_again_and_a_copy_used_since_is_noticed(
    pc: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    pc.signs_in()
    for _ in range(2):
        with monkeypatch.context() as lost, pytest.raises(ZeroDivisionError):
            lost.setattr(SqlUnitOfWork, "_commit", lambda *_: 1 / 0)
            pc.signs_in()
    copy = pc.copied()
    pc.signs_in()
    assert turns(pc.office) == [1, 2]
    copy.signs_in()
    assert refusal(pc.signs_in) == "desk_copied"


def test_a_pc_whose_office_was_put_back_by_a_day_goes_on(pc: Pc) -> None:
    for _ in range(4):
        pc.signs_in()
    with pc.office.parts.engine.begin() as connection:
        connection.execute(text("UPDATE desk SET turn = 2"))
    pc.signs_in()
    assert turns(pc.office) == [1, 2, 3, 4, 5]


@pytest.mark.against("thief")
def test_whoever_edits_the_row_for_their_copy_is_named_by_verify(pc: Pc) -> None:
    pc.signs_in()
    copy = pc.copied()
    pc.signs_in()
    with pc.office.parts.engine.begin() as connection:
        connection.execute(text("UPDATE desk SET turn = 1"))
    copy.signs_in()
    assert turns(pc.office) == [1, 2, 2]
    assert "comes from a copy of a PC" in findings(pc.office)

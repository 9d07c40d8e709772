"""Whether whoever works is still in the directory: asked within five minutes, and what follows where it is down."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.application.office.directory import ASK_S, Presence, ask_directory, leave_directory, still_here
from desktop.application.office.signing_in import SignIn, Unlock, sign_in, unlock
from desktop.application.ports.database import DeskGate, UnitOfWork
from desktop.application.shared.commands import Actor
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from tests.support.builders import Office
from tests.support.fakes import FakeDirectory
from tests.support.refusals import refusal

THEIRS = "the directory's own password"


class Desk:
    """One desk, at which someone of the directory works."""

    def __init__(self, office: Office) -> None:
        self.office, self.gate, self.directory = office, DeskGate(), FakeDirectory()
        office.passwords.directory = self.directory
        self.directory.add("mallet", Role.ADVISER)
        signed = sign_in(SignIn(office.front, "mallet", THEIRS), uow=self.uow(), clock=office.clock, check=office.check)
        self.actor = Actor(signed.person.id, office.front)

    @property
    def ports(self) -> dict[str, Any]:
        return {"clock": self.office.clock, "passwords": self.office.passwords}

    def uow(self) -> UnitOfWork:
        return self.office.parts.uow(self.office.front, self.gate)

    def look(self) -> Presence:
        return still_here(self.actor, uow=self.uow(), **self.ports)

    def ask(self) -> Presence:
        return ask_directory(self.actor, uow=self.uow(), clock=self.office.clock, check=self.office.check)

    def unlock(self) -> None:
        unlock(Unlock(self.actor, THEIRS), uow=self.uow(), clock=self.office.clock, check=self.office.check)


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def test_it_is_asked_often_enough_for_five_minutes(desk: Desk) -> None:
    assert ASK_S <= 280 and desk.look() is Presence.HERE
    desk.office.clock.pass_by(seconds=ASK_S - 1)
    assert desk.look() is Presence.HERE
    desk.office.clock.pass_by(seconds=1)
    assert desk.look() is Presence.ASK
    assert desk.ask() is Presence.HERE and desk.look() is Presence.HERE


def test_whoever_is_gone_there_has_left_here(desk: Desk) -> None:
    desk.directory.accounts.clear()
    assert desk.ask() is Presence.LEFT
    event = desk.office.events()[-1]
    assert (event.kind, event.actor) == (EventKind.PERSON_LEFT, None) and desk.office.verify().whole
    assert refusal(desk.look) == "has_left"
    assert desk.ask() is Presence.LEFT and desk.office.events()[-1] == event


def test_other_groups_count_at_once(desk: Desk) -> None:
    desk.directory.add("mallet", Role.APPROVER)
    assert desk.ask() is Presence.HERE and desk.office.events()[-1].kind is EventKind.ROLES_CHANGED
    with desk.uow().read_only() as uow:
        assert uow.people.get(desk.actor.by).roles == {Role.APPROVER}
    desk.directory.add("mallet")
    assert desk.ask() is Presence.LEFT


def test_while_it_is_down_they_keep_working_for_as_long_as_the_policy_says(desk: Desk) -> None:
    desk.directory.down = True
    for _ in range(desk.directory.offline_minutes * 60 // ASK_S):
        desk.office.clock.pass_by(seconds=ASK_S)
        assert (desk.look(), desk.ask(), desk.look()) == (Presence.ASK, Presence.HERE, Presence.HERE)
    desk.office.clock.pass_by(seconds=ASK_S)
    assert (desk.ask(), desk.look()) == (Presence.LOCK, Presence.LOCK)
    desk.gate.locked = True
    assert desk.look() is Presence.HERE, "it is locked already"
    desk.directory.down = False
    desk.unlock()
    assert not desk.gate.locked and desk.look() is Presence.HERE and desk.ask() is Presence.HERE


def test_where_the_policy_gives_no_time_one_missed_answer_is_borne(desk: Desk) -> None:
    desk.directory.offline_minutes, desk.directory.down = 0, True
    desk.office.clock.pass_by(seconds=ASK_S)
    assert desk.ask() is Presence.HERE
    desk.office.clock.pass_by(seconds=1)
    assert desk.look() is Presence.LOCK


def test_local_people_are_never_asked_about(desk: Desk) -> None:
    desk.office.clock.pass_by(days=1)
    desk.actor = desk.office.actor("adviser")
    desk.directory.asked.clear()
    assert (desk.look(), desk.ask()) == (Presence.HERE, Presence.HERE) and desk.directory.asked == []


def test_it_forgets_who_has_signed_out(desk: Desk) -> None:
    leave_directory(desk.office.actor("adviser"), uow=desk.uow(), passwords=desk.office.passwords)
    assert desk.directory.stays
    leave_directory(desk.actor, uow=desk.uow(), passwords=desk.office.passwords)
    assert desk.directory.stays == ""
    desk.office.passwords.directory = None
    leave_directory(desk.actor, uow=desk.uow(), passwords=desk.office.passwords)

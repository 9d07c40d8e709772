"""The office's PCs: which are here, a request that is opened and granted, and one that is withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from desktop.application.office.desks import Why, keys_to_renew
from desktop.application.ports.office import DeskKeys, Login, Owner
from desktop.domain.copies.copy import SealedKey
from desktop.domain.log.events import EventKind
from desktop.domain.office.pcs import DeskKind, EnrolledDesk, JoinRequest
from desktop.domain.office.people import Role
from desktop.domain.shared.ids import DeskId
from desktop.errors import DatabaseError, ExternalSystemError, VaultDamagedError
from desktop.ui.office import pcs_place
from desktop.ui.office.pcs_place import PcsPlace
from desktop.vault.keys import new_identity
from tests.ui.office.pages import rows
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on
from tests.ui.shell.office import PASSWORD
from tests.ui.staff import Staff

REQUEST = JoinRequest(DeskId("7" * 32), "Desk 7", new_identity()[1], "A" * 43 + "=")
MAKE, END = ("CREATE ROLE x",), ("ALTER ROLE x NOLOGIN",)


@dataclass
class Server:
    """In the place of the office's server; `done` is what was asked of it, in order."""

    refuses: bool = False
    unreadable: bool = False
    done: list[object] = field(default_factory=list)
    opens: DeskKeys | None = None

    def request_in(self, file: Path) -> JoinRequest:
        if self.unreadable:
            raise ExternalSystemError("join_request_unreadable")
        return REQUEST

    def new_login(self, desk: DeskId) -> Login:
        return Login("postgresql://x@server/office", "secret", MAKE)

    def end_statements(self, desk: DeskId, *, first: bool) -> tuple[str, ...]:
        return END

    def run_as(self, owner: Owner, statements: Sequence[str]) -> None:
        if self.refuses:
            raise DatabaseError("database_owner_too_weak")
        self.done.append((owner, tuple(statements)))

    def write_answer(self, file: Path, request: JoinRequest, login: Login) -> str:
        self.done.append("written")
        return "arrow mango tulip wafer"

    def keep_answer(self, file: Path) -> None:
        self.done.append(file)

    def discard_answer(self, file: Path) -> None:
        self.done.append("discarded")

    def keys_of_recovery(self, recovery: Path | str) -> DeskKeys:
        self.done.append(recovery)
        if self.opens is None:
            raise VaultDamagedError("vault_key_not_ours")
        return self.opens


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def place(seat: Seat, server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[PcsPlace]:
    """Yield the place, at the back office, with a server; each dialog is answered with a file."""
    monkeypatch.setattr(pcs_place, "choose_file", lambda *asked: tmp_path / "join-request.txt")
    monkeypatch.setattr(pcs_place, "choose_to_save", lambda *asked: tmp_path / "join-answer.age")
    context = seat.staff.context(Role.ADMINISTRATOR)
    yield seat.open(PcsPlace(replace(context, desk=replace(seat.staff.desk, pcs=server))))


def fill(staff: Staff, place: PcsPlace, *, words: str = "", kind: DeskKind | None = DeskKind.COUNTER) -> None:
    page = place.act_page
    page.words.set_value(words or staff.desk.passwords.words_of(REQUEST.text()))
    page.kind.set_value(None if kind is None else kind.value)
    page.own_password.input.setText(PASSWORD)


def desks(staff: Staff) -> dict[str, EnrolledDesk]:
    with staff.desk.uow().read_only() as uow:
        return {desk.name: desk for desk in uow.offices.desks()}


def other_pc(staff: Staff) -> str:
    return next(name for name in desks(staff) if name != staff.desk.name)


def kinds(staff: Staff) -> list[EventKind]:
    with staff.desk.uow().read_only() as uow:
        wanted = {EventKind.DESK_ASKED, EventKind.DESK_ENROLLED, EventKind.DESK_WITHDRAWN}
        return [event.kind for _, event in uow.proven.of_the_office(wanted, 10)]


def withdraw(seat: Seat, place: PcsPlace, name: str, why: Why | None = Why.LOST) -> None:
    place.list_page.table.opened.emit(desks(seat.staff)[name].id)
    seat.submit(place.pc_page)
    place.act_page.why.set_value(None if why is None else why.value)
    place.act_page.own_password.input.setText(PASSWORD)
    seat.submit(place.act_page)


def test_each_pc_is_listed_and_the_one_that_this_is_stays(seat: Seat, place: PcsPlace) -> None:
    listed = rows(place)
    assert (listed["Desk 2"][0], listed["Approver's PC"][0]) == ("Back office", "Decisions")
    assert listed[seat.staff.desk.name][2] == "This PC" and "2 PCs are here." in words_on(place)
    place.list_page.table.opened.emit(seat.staff.desk.id)
    page = place.pc_page
    assert [part.isVisible() for part in (page.primary, page.change, page.end)] == [False] * 3
    assert "You are at this PC." in words_on(place)


def test_in_an_office_on_one_pc_nothing_can_be_let_in(seat: Seat) -> None:
    made = seat.open(PcsPlace(seat.staff.context(Role.ADMINISTRATOR)))
    assert not made.list_page.primary.isVisible() and "on a server" in words_on(made)
    made.list_page.table.opened.emit(next(iter(made._desks)))
    assert not made.pc_page.primary.isVisible()


def test_a_request_is_opened_and_granted_and_the_next_step_is_said(
    seat: Seat, place: PcsPlace, server: Server, tmp_path: Path
) -> None:
    server.unreadable = True
    seat.submit(place.list_page)
    assert place.list_page.isVisible() and seat.staff.said.pop().code == "join_request_unreadable"
    server.unreadable = False
    seat.submit(place.list_page)
    page = place.act_page
    assert page.isVisible() and "Let Desk 7 join" in words_on(place) and page.name.value() == "Desk 7"
    fill(seat.staff, place)
    seat.submit(page)
    assert place.done_page.isVisible() and "Desk 7 can join now" in words_on(place)
    assert "arrow mango tulip wafer" in words_on(place) and "arrow mango tulip wafer" in place.done_page.where()
    assert place.done_page.statements.value() == "CREATE ROLE x;" and page.own_password.value() == ""
    assert server.done == ["written", tmp_path / "join-answer.age"]
    assert kinds(seat.staff)[-2:] == [EventKind.DESK_ASKED, EventKind.DESK_ENROLLED]
    seat.submit(place.done_page)
    assert rows(place)["Desk 7"][0] == "Counter"


class NoKeys:
    """The keys of a PC that has none."""

    def wrapped_to(self, wrapped: bytes, recipients: Sequence[str]) -> bytes:
        raise VaultDamagedError("vault_key_not_ours")

    def fresh(self, recipients: Sequence[str]) -> bytes:
        raise AssertionError("nothing is renewed")

    def reseal(self, sealed: SealedKey, id: str, wrapped: bytes) -> bytes:
        raise AssertionError("nothing is renewed")


def test_a_pc_that_lacks_the_keys_asks_for_a_recovery_key(
    seat: Seat, place: PcsPlace, server: Server, tmp_path: Path
) -> None:
    own, page = seat.staff.desk.desk_keys, place.act_page
    desk = replace(place._context.desk, desk_keys=NoKeys())
    place._context = replace(place._context, desk=desk)
    seat.submit(place.list_page)
    assert not any(field.isVisible() for field in page.which.fields)
    fill(seat.staff, place)
    seat.submit(page)
    assert [error.code for error in seat.staff.said] == ["desk_keys_not_here"] and "Desk 7" not in desks(seat.staff)
    seat.staff.said.clear()
    assert page.which.whence.isVisible() and page.which.file.isVisible() and not page.which.file.problem
    page.which.whence.options["typed"].click()
    page.which.key.input.setText("none of the office's")
    page.own_password.input.setText(PASSWORD)
    seat.submit(page)
    assert "does not open the keys of this office" in page.which.key.problem and page.which.key.value() == ""
    server.opens = own
    page.which.key.input.setText("a key from its paper")
    page.own_password.input.setText(PASSWORD)
    seat.submit(page)
    assert place.done_page.isVisible() and "Desk 7" in desks(seat.staff)
    assert server.done[:1] == ["written"] and "a key from its paper" in server.done
    assert page.which.key.value() == "" and seat.staff.said == []


@pytest.mark.parametrize("refuses", [False, True], ids=["made here", "the owner may not"])
def test_with_the_owners_password_its_login_is_made_here_or_the_statements_are_given(
    seat: Seat, place: PcsPlace, server: Server, refuses: bool
) -> None:
    server.refuses = refuses
    seat.submit(place.list_page)
    fill(seat.staff, place)
    place.act_page.owner.set_value("owner")
    place.act_page.owner_password.input.setText("the owner's own")
    seat.submit(place.act_page)
    assert ((Owner("owner", "the owner's own"), MAKE) in server.done) is not refuses
    assert place.done_page.refused.isVisible() is place.done_page.statements.isVisible() is refuses
    assert place.act_page.owner_password.value() == ""


def test_other_words_are_refused_beside_their_field_and_nothing_typed_is_lost(
    seat: Seat, place: PcsPlace, server: Server
) -> None:
    seat.submit(place.list_page)
    fill(seat.staff, place, words="quite some other words", kind=None)
    seat.submit(place.act_page)
    page = place.act_page
    assert "may have been exchanged" in page.words.problem and page.kind.problem == "Choose what this PC is for."
    assert page.words.value() == "quite some other words" and page.own_password.value() == ""
    assert server.done == ["written", "discarded"] and "Desk 7" not in desks(seat.staff)


def test_a_pc_is_withdrawn_for_a_reason_its_keys_are_renewed_and_its_login_can_be_ended_later(
    seat: Seat, place: PcsPlace, server: Server
) -> None:
    other, page = other_pc(seat.staff), place.act_page
    withdraw(seat, place, other, None)
    assert page.why.problem == "Choose why." and desks(seat.staff)[other].withdrawn_at is None
    page.back.emit()
    assert place.pc_page.isVisible()
    withdraw(seat, place, other)
    assert f"{other} is withdrawn" in words_on(place) and place.done_page.statements.value() == "ALTER ROLE x NOLOGIN;"
    assert keys_to_renew(seat.staff.desk.id, uow=seat.staff.desk.uow()) == []
    seat.submit(place.done_page)
    assert rows(place)[other][2].startswith("Withdrawn on ")
    withdrawn = kinds(seat.staff)
    place.list_page.table.opened.emit(desks(seat.staff)[other].id)
    assert not place.pc_page.primary.isVisible()
    place.pc_page.end.click()
    assert page.owner.isVisible() and not page.why.isVisible()
    page.owner.set_value("owner")
    page.owner_password.input.setText("the owner's own")
    page.own_password.input.setText("not their own")
    seat.submit(page)
    assert server.done == [] and page.isVisible()
    page.owner_password.input.setText("the owner's own")
    page.own_password.input.setText(PASSWORD)
    seat.submit(page)
    assert server.done == [(Owner("owner", "the owner's own"), END)] and kinds(seat.staff) == withdrawn
    assert f"{other} is withdrawn" in words_on(place) and not place.done_page.statements.isVisible()


def test_a_pc_is_for_something_else_and_the_keys_that_it_loses_are_renewed(seat: Seat, place: PcsPlace) -> None:
    other = other_pc(seat.staff)
    place.list_page.table.opened.emit(desks(seat.staff)[other].id)
    place.pc_page.change.click()
    page = place.act_page
    assert page.kind.value() == desks(seat.staff)[other].kind.value
    assert not page.owner.isVisible() and not page.why.isVisible()
    page.own_password.input.setText(PASSWORD)
    seat.submit(page)
    assert page.kind.problem == "The PC is for that already." and page.own_password.value() == ""
    page.kind.set_value("review")
    page.own_password.input.setText(PASSWORD)
    seat.submit(page)
    assert f"What {other} is for is changed" in words_on(place) and not place.done_page.statements.isVisible()
    assert desks(seat.staff)[other].kind is DeskKind.REVIEW and page.own_password.value() == ""
    assert keys_to_renew(seat.staff.desk.id, uow=seat.staff.desk.uow()) == []
    seat.submit(place.done_page)
    assert rows(place)[other][0] == "Reviews, without sound"

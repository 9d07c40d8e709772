"""The administrator's people: who is here, what can be done for whom, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest
from PySide6.QtCore import Qt

from desktop.application.office.accounts import Account, EndAccess, end_access
from desktop.application.office.signing_in import InPerson, SignIn, sign_in
from desktop.application.shared.commands import bound
from desktop.domain.office.people import Person, Role
from desktop.domain.shared.ids import PersonId
from desktop.environment.passwords import Passwords
from desktop.errors import CheckpointNotStoredError, SignInRefusedError
from desktop.ui.office.people_place import ACTS, Act, PeoplePlace, acts_for
from desktop.words.formatting import day
from tests.support.fakes import TUESDAY, FakeDirectory
from tests.ui.office.pages import rows
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on
from tests.ui.shell.office import PASSWORD
from tests.ui.staff import Staff

ADVISER = Person(PersonId("adviser"), "adviser", "Demo adviser", frozenset({Role.ADVISER}), True)


@pytest.fixture
def place(seat: Seat) -> PeoplePlace:
    return seat.open(PeoplePlace(seat.staff.context(Role.ADMINISTRATOR)))


def search(seat: Seat, place: PeoplePlace, typed: str) -> None:
    field = place.list_page.search.field.input
    field.setFocus()
    field.clear()
    seat.qtbot.keyClicks(field, typed)
    seat.qtbot.keyClick(field, Qt.Key.Key_Return)
    seat.settle()


def test_a_search_shows_those_of_that_name_until_it_is_ended(seat: Seat, place: PeoplePlace) -> None:
    whole = rows(place)
    search(seat, place, "superv")
    found = rows(place)
    assert found and found.items() < whole.items() and all("superv" in name.casefold() for name in found)
    assert "found" in words_on(place) and place.stack.currentWidget() is place.list_page
    seat.reload(place)
    assert rows(place) == found
    search(seat, place, "01632 960123")
    assert "Type a name" in place.list_page.search.field.problem
    search(seat, place, "nobody")
    assert rows(place) == {} and "Nobody of that name" in words_on(place)
    place.list_page.search.link.click()
    assert rows(place) == whole


def begin(place: PeoplePlace, who: str, act: Act) -> None:
    """Open someone's page, and press the way to that act."""
    account = next(each for each in place._accounts.values() if each.person.shown_name == who)
    place.list_page.table.opened.emit(account.person.id)
    if place.person_page.primary.text() == ACTS[act].link:
        place.person_page.primary.click()
    else:
        place.person_page.links[act].click()
    assert place.act_page.act is act and place.act_page.isVisible()


def confirm(seat: Seat, place: PeoplePlace, password: str = PASSWORD) -> None:
    place.act_page.own_password.input.setText(password)
    seat.submit(place.act_page)


def test_somebody_is_added_and_their_first_password_is_shown_once(seat: Seat, place: PeoplePlace) -> None:
    seat.submit(place.list_page)
    page = place.act_page
    assert page.isVisible() and ACTS[Act.ADD].about in words_on(place)
    page.shown_name.set_value("Demo trainee")
    page.sign_in_name.set_value("Trainee")
    page.roles.set_value([Role.ADVISER.value, Role.SUPERVISOR.value])
    confirm(seat, place)
    words = place.password_page.password.words
    assert (
        place.password_page.isVisible() and len(words.split(" ")) == 4 and "Demo trainee is added." in words_on(place)
    )
    place.go_to_list()  # as someone does who chooses the place in the rail once more
    assert place.password_page.isVisible() and place.password_page.password.words == words, "it is shown only once"
    assert page.own_password.value() == ""
    seat.submit(place.password_page)
    assert place.password_page.password.words == "" and words not in words_on(place)
    assert rows(place)["Demo trainee"][0] == "Adviser, Supervisor" and rows(place)["Demo trainee"][2:] == [
        "Never",
        "First password",
    ]
    found = bound(sign_in, seat.staff.desk, SignIn(seat.staff.desk.id, "trainee", words))()
    assert found.person.first_password


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(seat: Seat, place: PeoplePlace) -> None:
    seat.submit(place.list_page)
    page = place.act_page
    page.shown_name.set_value("Demo trainee")
    seat.submit(page)
    assert (
        page.sign_in_name.problem == "Type the name that they sign in with."
        and page.roles.problem == "Choose at least one role."
    )
    page.sign_in_name.set_value("adviser")
    page.roles.set_value([Role.ADVISER.value])
    confirm(seat, place, "not my password")
    assert page.own_password.problem == "That is not your password. Type it again."
    assert page.own_password.value() == "" and page.shown_name.value() == "Demo trainee"
    confirm(seat, place)
    assert page.sign_in_name.problem == "Someone already has this sign-in name. Choose another."


def test_acts_are_done_one_after_another_and_said_above_the_list(seat: Seat, place: PeoplePlace) -> None:
    page = place.act_page

    def done(act: Act, name: str) -> list[str]:
        """Confirm the act; return what the list says of them then."""
        confirm(seat, place)
        if act is Act.BACK:
            assert len(place.password_page.password.words.split(" ")) == 4
            seat.submit(place.password_page)
        assert place.list_page.isVisible() and ACTS[act].done.format(name=name) in place.list_page.banner.words
        return rows(place)[name]

    begin(place, "Demo adviser", Act.ROLES)
    page.own_password.input.setText("half typed")
    page.back.emit()
    assert place.person_page.isVisible() and page.own_password.value() == ""
    place.person_page.back.emit()
    seat.settle()
    assert place.list_page.isVisible() and rows(place)["Demo adviser"][0::3] == ["Adviser", ""]
    begin(place, "Demo adviser", Act.ROLES)
    page.roles.set_value([Role.ADVISER.value, Role.APPROVER.value])
    assert done(Act.ROLES, "Demo adviser")[0] == "Adviser, Approver"
    begin(place, "Demo adviser", Act.RENAME)
    page.shown_name.set_value("Demo adviser one")
    assert done(Act.RENAME, "Demo adviser one")[0::3] == ["Adviser, Approver", ""]
    begin(place, "Demo adviser one", Act.LEAVE)
    assert done(Act.LEAVE, "Demo adviser one")[3] == "Left"
    assert list(rows(place))[-1] == "Demo adviser one" and "1 has left." in words_on(place)
    begin(place, "Demo adviser one", Act.BACK)
    assert page.roles.value() == {Role.ADVISER.value, Role.APPROVER.value}
    assert done(Act.BACK, "Demo adviser one")[3] == "First password"


def test_a_role_is_lent_for_some_days_and_taken_back(seat: Seat, place: PeoplePlace) -> None:
    begin(place, "Demo adviser", Act.LEND)
    page, today = place.act_page, seat.staff.clock.now().date()
    assert Role.ADVISER.value not in page.role.options
    seat.submit(page)
    assert page.role.problem == "Choose a role." or page.own_password.problem
    confirm(seat, place)
    assert (page.role.problem, page.first.problem, page.last.problem) == (
        "Choose a role.",
        "Type the first day.",
        "Type the last day.",
    )
    page.role.set_value(Role.APPROVER.value)
    page.first.set_value(today)
    page.last.set_value(today + timedelta(days=6))
    confirm(seat, place)
    assert rows(place)["Demo adviser"][3] == f"Approver to {day(today + timedelta(days=6))}"
    begin(place, "Demo adviser", Act.END_LOAN)
    assert list(page.role.options) == [Role.APPROVER.value]
    page.role.set_value(Role.APPROVER.value)
    confirm(seat, place)
    assert rows(place)["Demo adviser"][3] == ""


def test_who_has_to_wait_is_counted_and_can_be_let_in_at_once(seat: Seat, place: PeoplePlace) -> None:
    for _ in range(seat.staff.desk.policy.sign_in_account.free):
        with pytest.raises(SignInRefusedError):
            bound(sign_in, seat.staff.desk, SignIn(seat.staff.desk.id, "adviser", "not the password"))()
    with seat.qtbot.waitSignal(place.waiting) as counted:
        place.refresh()
    assert counted.args == [1] and rows(place)["Demo adviser"][3] == "Has to wait"
    begin(place, "Demo adviser", Act.WAIT)
    confirm(seat, place)
    assert rows(place)["Demo adviser"][3] == ""
    assert (
        bound(sign_in, seat.staff.desk, SignIn(seat.staff.desk.id, "adviser", PASSWORD))().person.shown_name
        == "Demo adviser"
    )


def test_where_somebody_else_was_quicker_it_is_said_and_nothing_is_changed(seat: Seat, place: PeoplePlace) -> None:
    begin(place, "Demo adviser", Act.RESET)
    by = InPerson(seat.staff.actor(Role.ADMINISTRATOR), PASSWORD)
    bound(end_access, seat.staff.desk, EndAccess(by, seat.staff.person(Role.ADVISER)))()
    confirm(seat, place)
    assert [error.code for error in seat.staff.said] == ["person_changed"] and place.act_page.isVisible()
    seat.staff.said.clear()


def test_what_is_saved_though_the_witness_was_away_is_shown_all_the_same(
    seat: Seat, place: PeoplePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.unit_of_work import SqlUnitOfWork

    written = SqlUnitOfWork._is_written

    def away(unit: SqlUnitOfWork, recorded: object) -> None:
        written(unit, recorded)  # type: ignore[arg-type]
        raise CheckpointNotStoredError("witness_unusable", "")

    begin(place, "Demo adviser", Act.RESET)
    monkeypatch.setattr(SqlUnitOfWork, "_is_written", away)
    confirm(seat, place)
    assert [error.code for error in seat.staff.said] == ["witness_unusable"]
    seat.staff.said.clear()
    assert place.password_page.isVisible() and len(place.password_page.password.words.split(" ")) == 4


@pytest.fixture
def mallet(staff: Staff) -> Person:
    """Add someone of the directory, by their own sign-in."""
    directory = FakeDirectory()
    directory.add("mallet", Role.ADVISER)
    staff.desk = replace(staff.desk, passwords=Passwords(directory=directory))
    found = bound(sign_in, staff.desk, SignIn(staff.desk.id, "mallet", "the directory's own password"))()
    return cast("Person", found.person)


DIRECTORY = replace(ADVISER, directory="adviser")
LEFT, GONE = replace(ADVISER, active=False), replace(DIRECTORY, active=False)
BARRED = replace(GONE, barred=True)


@pytest.mark.parametrize(
    ("person", "wait", "me", "acts"),
    [
        (ADVISER, 0, "other", (Act.RESET, Act.ROLES, Act.LEND, Act.RENAME, Act.LEAVE)),
        (ADVISER, 30, "other", (Act.WAIT, Act.RESET, Act.ROLES, Act.LEND, Act.RENAME, Act.LEAVE)),
        (ADVISER, 0, "adviser", (Act.ROLES, Act.LEND, Act.RENAME)),
        (LEFT, 0, "other", (Act.BACK, Act.RENAME)),
        (DIRECTORY, 0, "other", (Act.LEND, Act.RENAME, Act.LEAVE)),
        (GONE, 0, "other", (Act.RENAME,)),
        (BARRED, 0, "other", (Act.LET_IN, Act.RENAME)),
    ],
)
def test_what_can_be_done_for_whom(person: Person, wait: int, me: str, acts: tuple[Act, ...]) -> None:
    assert acts_for(Account(person, TUESDAY, None, wait), PersonId(me)) == acts


def test_somebody_of_the_directory_is_barred_and_let_in_again(seat: Seat, mallet: Person, place: PeoplePlace) -> None:
    assert rows(place)["Demo Mallet"][3] == "Directory"
    account, state = place._accounts[mallet.id], place.person_page.state
    for each, said in (
        (account, "They sign in with the directory’s password"),
        (replace(account, person=replace(mallet, active=False)), "It brings them back by itself."),
    ):
        place.person_page.show_account(each)
        assert said in state.words
    begin(place, "Demo Mallet", Act.LEND)
    assert Role.ADMINISTRATOR.value not in place.act_page.role.options
    place.act_page.back.emit()
    begin(place, "Demo Mallet", Act.LEAVE)
    confirm(seat, place)
    assert rows(place)["Demo Mallet"][3] == "Left"
    begin(place, "Demo Mallet", Act.LET_IN)
    assert "An administrator has ended their access." in state.words and not place.act_page.roles.isVisible()
    confirm(seat, place)
    assert place.list_page.isVisible() and "Demo Mallet can sign in again." in place.list_page.banner.words
    assert rows(place)["Demo Mallet"][0::3] == ["Adviser", "Directory"]

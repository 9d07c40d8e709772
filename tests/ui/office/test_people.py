"""The administrator's people: who is here, what can be done for whom, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.application.office.accounts import Account, EndAccess, end_access
from desktop.application.office.signing_in import InPerson, SignIn, sign_in
from desktop.application.shared.commands import bound
from desktop.domain.office.people import Person, Role
from desktop.domain.shared.ids import PersonId
from desktop.environment.passwords import Passwords
from desktop.errors import CheckpointNotStoredError, SignInRefusedError
from desktop.ui.office.account_acts import ACTS, Act, acts_for
from desktop.ui.office.people_place import PeoplePlace
from desktop.words.formatting import day
from tests.support.fakes import FakeDirectory
from tests.ui.office.pages import press, rows
from tests.ui.sessions.counter import words_on
from tests.ui.shell.office import PASSWORD
from tests.ui.staff import Staff, settle, shown


@pytest.fixture
def place(qtbot: QtBot, staff: Staff) -> PeoplePlace:
    made = PeoplePlace(staff.context(Role.ADMINISTRATOR))
    shown(qtbot, made)
    made.refresh()
    settle(qtbot, staff)
    return made


def search(qtbot: QtBot, staff: Staff, place: PeoplePlace, typed: str) -> None:
    field = place.list_page.search.field.input
    field.setFocus()
    field.clear()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(qtbot, staff)


def test_a_search_shows_those_of_that_name_until_it_is_ended(qtbot: QtBot, staff: Staff, place: PeoplePlace) -> None:
    whole = rows(place)
    search(qtbot, staff, place, "superv")
    found = rows(place)
    assert found and found.items() < whole.items() and all("superv" in name.casefold() for name in found)
    assert "found" in words_on(place) and place.stack.currentWidget() is place.list_page
    place.reload()
    settle(qtbot, staff)
    assert rows(place) == found
    search(qtbot, staff, place, "01632 960123")
    assert "Type a name" in place.list_page.search.field.problem
    search(qtbot, staff, place, "nobody")
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


def confirm(qtbot: QtBot, staff: Staff, place: PeoplePlace, password: str = PASSWORD) -> None:
    place.act_page.own_password.input.setText(password)
    press(qtbot, staff, place.act_page)


def test_everybody_is_listed_with_roles_and_what_is_out_of_the_ordinary(place: PeoplePlace) -> None:
    listed = rows(place)
    assert listed["Demo adviser"][0] == "Adviser" and listed["Demo adviser"][3] == ""
    assert listed["Demo information officer"][0] == "Information officer"
    assert " people." in words_on(place)


def test_somebody_is_added_and_their_first_password_is_shown_once(
    qtbot: QtBot, staff: Staff, place: PeoplePlace
) -> None:
    press(qtbot, staff, place.list_page)
    page = place.act_page
    assert page.isVisible() and ACTS[Act.ADD].about in words_on(place)
    page.shown_name.set_value("Demo trainee")
    page.sign_in_name.set_value("Trainee")
    page.roles.set_value([Role.ADVISER.value, Role.SUPERVISOR.value])
    confirm(qtbot, staff, place)
    words = place.password_page.password.words
    assert (
        place.password_page.isVisible() and len(words.split(" ")) == 4 and "Demo trainee is added." in words_on(place)
    )
    place.go_to_list()  # as someone does who chooses the place in the rail once more
    assert place.password_page.isVisible() and place.password_page.password.words == words, "it is shown only once"
    assert page.own_password.value() == ""
    press(qtbot, staff, place.password_page)
    assert place.password_page.password.words == "" and words not in words_on(place)
    assert rows(place)["Demo trainee"][0] == "Adviser, Supervisor" and rows(place)["Demo trainee"][2:] == [
        "Never",
        "First password",
    ]
    found = bound(sign_in, staff.desk, SignIn(staff.desk.id, "trainee", words))()
    assert found.person.first_password


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(
    qtbot: QtBot, staff: Staff, place: PeoplePlace
) -> None:
    press(qtbot, staff, place.list_page)
    page = place.act_page
    page.shown_name.set_value("Demo trainee")
    press(qtbot, staff, page)
    assert (
        page.sign_in_name.problem == "Type the name that they sign in with."
        and page.roles.problem == "Choose at least one role."
    )
    page.sign_in_name.set_value("adviser")
    page.roles.set_value([Role.ADVISER.value])
    confirm(qtbot, staff, place, "not my password")
    assert page.own_password.problem == "That is not your password. Type it again."
    assert page.own_password.value() == "" and page.shown_name.value() == "Demo trainee"
    confirm(qtbot, staff, place)
    assert page.sign_in_name.problem == "Someone already has this sign-in name. Choose another."


@pytest.mark.parametrize("act", [Act.RENAME, Act.ROLES, Act.LEAVE])
def test_an_act_is_done_and_said_above_the_list(qtbot: QtBot, staff: Staff, place: PeoplePlace, act: Act) -> None:
    begin(place, "Demo adviser", act)
    if act is Act.RENAME:
        place.act_page.shown_name.set_value("Demo adviser one")
    place.act_page.roles.set_value([Role.ADVISER.value, Role.APPROVER.value])
    confirm(qtbot, staff, place)
    name = "Demo adviser one" if act is Act.RENAME else "Demo adviser"
    assert place.list_page.isVisible() and ACTS[act].done.format(name=name) in place.list_page.banner.words
    expected = {Act.ROLES: ("Adviser, Approver", ""), Act.RENAME: ("Adviser", ""), Act.LEAVE: ("Adviser", "Left")}
    assert (rows(place)[name][0], rows(place)[name][3]) == expected[act]


def test_a_role_is_lent_for_some_days_and_taken_back(qtbot: QtBot, staff: Staff, place: PeoplePlace) -> None:
    begin(place, "Demo adviser", Act.LEND)
    page, today = place.act_page, staff.clock.now().date()
    assert Role.ADVISER.value not in page.role.options
    press(qtbot, staff, page)
    assert page.role.problem == "Choose a role." or page.own_password.problem
    confirm(qtbot, staff, place)
    assert (page.role.problem, page.first.problem, page.last.problem) == (
        "Choose a role.",
        "Type the first day.",
        "Type the last day.",
    )
    page.role.set_value(Role.APPROVER.value)
    page.first.set_value(today)
    page.last.set_value(today + timedelta(days=6))
    confirm(qtbot, staff, place)
    assert rows(place)["Demo adviser"][3] == f"Approver to {day(today + timedelta(days=6))}"
    begin(place, "Demo adviser", Act.END_LOAN)
    assert list(page.role.options) == [Role.APPROVER.value]
    page.role.set_value(Role.APPROVER.value)
    confirm(qtbot, staff, place)
    assert rows(place)["Demo adviser"][3] == ""


def test_somebody_who_left_can_come_back(qtbot: QtBot, staff: Staff, place: PeoplePlace) -> None:
    begin(place, "Demo adviser", Act.LEAVE)
    confirm(qtbot, staff, place)
    assert list(rows(place))[-1] == "Demo adviser" and "1 has left." in words_on(place)
    begin(place, "Demo adviser", Act.BACK)
    assert place.act_page.roles.value() == {Role.ADVISER.value}
    confirm(qtbot, staff, place)
    assert len(place.password_page.password.words.split(" ")) == 4
    press(qtbot, staff, place.password_page)
    assert rows(place)["Demo adviser"][3] == "First password"


def test_who_has_to_wait_is_counted_and_can_be_let_in_at_once(qtbot: QtBot, staff: Staff, place: PeoplePlace) -> None:
    for _ in range(staff.desk.policy.sign_in_account.free):
        with pytest.raises(SignInRefusedError):
            bound(sign_in, staff.desk, SignIn(staff.desk.id, "adviser", "not the password"))()
    with qtbot.waitSignal(place.waiting) as counted:
        place.refresh()
    assert counted.args == [1] and rows(place)["Demo adviser"][3] == "Has to wait"
    begin(place, "Demo adviser", Act.WAIT)
    confirm(qtbot, staff, place)
    assert rows(place)["Demo adviser"][3] == ""
    assert bound(sign_in, staff.desk, SignIn(staff.desk.id, "adviser", PASSWORD))().person.shown_name == "Demo adviser"


def test_where_somebody_else_was_quicker_it_is_said_and_nothing_is_changed(
    qtbot: QtBot, staff: Staff, place: PeoplePlace
) -> None:
    begin(place, "Demo adviser", Act.RESET)
    by = InPerson(staff.actor(Role.ADMINISTRATOR), PASSWORD)
    bound(end_access, staff.desk, EndAccess(by, staff.person(Role.ADVISER)))()
    confirm(qtbot, staff, place)
    assert [error.code for error in staff.said] == ["person_changed"] and place.act_page.isVisible()
    staff.said.clear()


def test_what_is_saved_though_the_witness_was_away_is_shown_all_the_same(
    qtbot: QtBot, staff: Staff, place: PeoplePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.unit_of_work import SqlUnitOfWork

    written = SqlUnitOfWork._is_written

    def away(unit: SqlUnitOfWork, recorded: object) -> None:
        written(unit, recorded)  # type: ignore[arg-type]
        raise CheckpointNotStoredError("witness_unusable", "")

    begin(place, "Demo adviser", Act.RESET)
    monkeypatch.setattr(SqlUnitOfWork, "_is_written", away)
    confirm(qtbot, staff, place)
    assert [error.code for error in staff.said] == ["witness_unusable"]
    staff.said.clear()
    assert place.password_page.isVisible() and len(place.password_page.password.words.split(" ")) == 4


def test_what_can_be_done_for_whom(staff: Staff) -> None:
    adviser: Person = staff.person(Role.ADVISER)
    account, me = Account(adviser, staff.clock.now(), None, 0), staff.person(Role.ADMINISTRATOR).id
    assert acts_for(account, me) == (Act.RESET, Act.ROLES, Act.LEND, Act.RENAME, Act.LEAVE)
    assert acts_for(replace(account, wait=30), me)[0] is Act.WAIT
    assert acts_for(account, adviser.id) == (Act.ROLES, Act.LEND, Act.RENAME)
    assert acts_for(replace(account, person=replace(adviser, active=False)), me) == (Act.BACK, Act.RENAME)


def test_back_leads_from_the_act_to_the_person_and_from_there_to_the_list(
    qtbot: QtBot, staff: Staff, place: PeoplePlace
) -> None:
    begin(place, "Demo adviser", Act.LEAVE)
    place.act_page.own_password.input.setText("half typed")
    place.act_page.back.emit()
    assert place.person_page.isVisible() and place.act_page.own_password.value() == ""
    place.person_page.back.emit()
    settle(qtbot, staff)
    assert place.list_page.isVisible() and rows(place)["Demo adviser"][3] == ""


@pytest.fixture
def mallet(staff: Staff) -> Person:
    """Add someone of the directory, by their own sign-in."""
    directory = FakeDirectory()
    directory.add("mallet", Role.ADVISER)
    staff.desk = replace(staff.desk, passwords=Passwords(directory=directory))
    found = bound(sign_in, staff.desk, SignIn(staff.desk.id, "mallet", "the directory's own password"))()
    return cast("Person", found.person)


def test_the_directory_looks_after_the_roles_and_the_password_of_its_people(mallet: Person, place: PeoplePlace) -> None:
    account = place._accounts[mallet.id]
    me = PersonId("0" * 32)
    assert acts_for(account, me) == (Act.LEND, Act.RENAME, Act.LEAVE)
    gone = replace(account, person=replace(mallet, active=False))
    assert acts_for(gone, me) == (Act.RENAME,)
    barred = replace(account, person=replace(mallet, active=False, barred=True))
    assert acts_for(barred, me) == (Act.LET_IN, Act.RENAME)
    assert rows(place)["Demo Mallet"][3] == "Directory"
    said = {
        account: "They sign in with the directory’s password",
        gone: "It brings them back by itself.",
        barred: "An administrator has ended their access.",
    }
    for each, words in said.items():
        place.person_page.show_account(each)
        assert words in place.person_page.state.words


def test_somebody_of_the_directory_is_barred_and_let_in_again(
    qtbot: QtBot, staff: Staff, mallet: Person, place: PeoplePlace
) -> None:
    begin(place, "Demo Mallet", Act.LEND)
    assert Role.ADMINISTRATOR.value not in place.act_page.role.options
    place.act_page.back.emit()
    begin(place, "Demo Mallet", Act.LEAVE)
    confirm(qtbot, staff, place)
    assert rows(place)["Demo Mallet"][3] == "Left"
    begin(place, "Demo Mallet", Act.LET_IN)
    assert not place.act_page.roles.isVisible()
    confirm(qtbot, staff, place)
    assert place.list_page.isVisible() and "Demo Mallet can sign in again." in place.list_page.banner.words
    assert rows(place)["Demo Mallet"][0] == "Adviser" and rows(place)["Demo Mallet"][3] == "Directory"

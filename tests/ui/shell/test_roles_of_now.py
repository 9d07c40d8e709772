"""A role that was changed or lent shows in the window of whoever is signed in, and nothing typed is lost by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import text

from desktop.application.office import accounts
from desktop.application.ports.database import UnitOfWork
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Person, Role
from desktop.ui.decisions.place import DecisionsPlace
from desktop.ui.kit.forms.fields import TextField
from desktop.ui.requests.place import RequestsPlace
from tests.ui.sessions.counter import words_on
from tests.ui.shell.office import PASSWORD, Office


@pytest.fixture
def office(shut: Office) -> Office:
    """Return the program, open in the demo office; rows are read by the office's clock, and not by this PC's."""
    made, clock = shut.staff.desk.uow, shut.staff.clock

    def uow() -> UnitOfWork:
        unit: Any = made()
        unit._now = clock.now
        return cast("UnitOfWork", unit)

    shut.staff.desk = replace(shut.staff.desk, uow=uow)
    shut.open()
    return shut


def person(office: Office, name: str) -> Person:
    with office.staff.desk.uow().read_only() as uow:
        found = uow.people.find(name)
    assert found is not None
    return found[0]


def give(office: Office, name: str, *roles: Role) -> None:
    by = office.staff.in_person(Role.ADMINISTRATOR)
    office.staff.do(accounts.ChangeRoles(by, person(office, name), frozenset(roles)))


def lend(office: Office, name: str, role: Role, first: int = 0, last: int = 0) -> None:
    by, today = office.staff.in_person(Role.ADMINISTRATOR), office.staff.desk.today()
    days = (today + timedelta(days=first), today + timedelta(days=last))
    office.staff.do(accounts.LendRole(by, person(office, name), role, *days))


def look(office: Office) -> None:
    """Let the window ask once, as it does every five seconds."""
    office.settle()
    office.shell.still_here.timer.timeout.emit()
    office.settle()


def places(office: Office) -> list[str]:
    return list(office.shell.places)


def test_a_role_that_is_given_shows_by_itself_and_what_was_typed_stays(office: Office) -> None:
    office.sign_in("officer")
    requests = office.place(RequestsPlace)
    requests.list_page.submitted.emit()
    typed = requests.form.findChildren(TextField)[0]
    typed.input.setFocus()
    typed.input.insert("Half typed")
    give(office, "officer", Role.INFORMATION_OFFICER, Role.SUPERVISOR)
    look(office)
    back = ["requests", "recordings", "appointments", "today", "statistics"]
    assert places(office) == [*back, "reviews", "administration", "policies", "log"]
    assert office.shell.places["requests"] is requests and office.shell.frame.page is requests
    assert typed.value() == "Half typed" and requests.stack.currentWidget() is requests.form
    office.choose("reviews")
    assert office.shell.banner.words == ""


def test_a_role_that_is_taken_away_shows_once_nothing_typed_is_lost(office: Office) -> None:
    give(office, "officer", Role.INFORMATION_OFFICER, Role.APPROVER)
    office.sign_in("officer")
    office.choose("decisions")
    decisions = office.place(DecisionsPlace)
    decisions.open(decisions.list_page.table.view.rows_model.rows[0].key)  # type: ignore[arg-type]
    office.settle()
    decisions.page.words.set_value("The neighbour's name is heard.")
    give(office, "officer", Role.INFORMATION_OFFICER)
    look(office)
    assert "decisions" in places(office) and decisions.page.isVisible(), "the page is open"
    decisions.page.back.emit()
    office.settle()
    look(office)
    assert "decisions" in places(office), "words are kept for that request"
    decisions._drafts.clear()
    look(office)
    assert places(office) == ["requests", "recordings", "appointments", "today", "statistics"]
    assert "Your roles have changed, and so have the places that you can open." in words_on(office.shell)
    assert office.shell.frame.page is office.shell.places["requests"]


def test_a_place_that_offers_more_now_is_made_anew_where_it_is_shown(office: Office) -> None:
    office.sign_in("approver")
    office.choose("requests")
    before = office.shell.places["requests"]
    assert isinstance(before, RequestsPlace) and not before.list_page.primary.isVisible()
    decisions = office.shell.places["decisions"]
    lend(office, "approver", Role.INFORMATION_OFFICER)
    look(office)
    now = office.shell.places["requests"]
    assert now is not before and isinstance(now, RequestsPlace) and office.shell.frame.page is now
    assert now.list_page.primary.isVisible() and office.shell.places["decisions"] is decisions
    assert office.shell.context is not None and office.shell.context.person.held == {
        Role.APPROVER,
        Role.INFORMATION_OFFICER,
    }


def test_a_lent_role_ends_with_its_day_and_comes_with_its_first(office: Office) -> None:
    lend(office, "adviser", Role.SUPERVISOR, 1, 1)
    office.sign_in("adviser")
    look(office)
    assert places(office) == ["today"]
    office.staff.clock.pass_by(days=1)
    look(office)
    assert places(office) == ["today", "reviews", "statistics", "administration", "policies", "log"]
    office.staff.clock.pass_by(days=1)
    by = office.staff.in_person(Role.ADMINISTRATOR)
    office.staff.do(accounts.Rename(by, person(office, "adviser"), "adviser", "Another Name"))
    look(office)
    assert places(office) == ["today"] and "Another Name" in words_on(office.shell)


def test_while_a_session_is_open_a_password_half_typed_or_the_desk_locked_nothing_comes_or_goes(office: Office) -> None:
    office.sign_in("adviser")
    office.open_appointment()
    session = office.shell.session
    assert session is not None
    lend(office, "adviser", Role.SUPERVISOR)
    look(office)
    assert places(office) == ["today"] and office.shell.session is session
    session.gone.emit()
    office.settle()
    office.shell.frame.top_bar.password_button.click()
    look(office)
    assert places(office) == ["today"] and office.shell.own_password is not None
    office.choose("today")
    office.lock()
    look(office)
    lock = office.shell.lock_page
    assert lock is not None and places(office) == ["today"]
    lock.wanted.emit(PASSWORD)
    office.settle()
    look(office)
    assert places(office) == ["today", "reviews", "statistics", "administration", "policies", "log"]


@pytest.mark.against("rows")
def test_a_role_that_no_event_gave_shows_no_places_and_is_refused_once(office: Office) -> None:
    office.sign_in("adviser")
    office.execute("UPDATE person SET roles = 'adviser administrator' WHERE sign_in_name = 'adviser'")
    for _ in range(3):
        look(office)
    assert places(office) == ["today"]
    assert office.logged().count(EventKind.ROW_REFUSED) == 1


def test_an_older_program_says_once_that_it_is_one(office: Office) -> None:
    office.sign_in("officer")
    look(office)
    assert "have this PC updated" not in words_on(office.shell)
    engine = cast("Any", office.staff.desk.uow())._engine
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    look(office)
    assert "have this PC updated" in words_on(office.shell)

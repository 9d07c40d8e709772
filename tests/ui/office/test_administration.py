"""The supervisor's page of what administrators did."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from desktop.application.office.accounts import LendRole, ResetPassword, lend_role, reset_password
from desktop.application.office.signing_in import SignIn, sign_in
from desktop.application.shared.commands import bound
from desktop.domain.office.people import Role
from desktop.environment.passwords import Passwords
from desktop.ui.office.administration_place import AdministrationPlace
from tests.support.fakes import FakeDirectory
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on


@pytest.fixture
def place(seat: Seat) -> AdministrationPlace:
    return seat.open(AdministrationPlace(seat.staff.context(Role.SUPERVISOR)))


def test_what_waits_is_listed_and_signed_off(seat: Seat, place: AdministrationPlace) -> None:
    listed = [row.cells for row in place.page.table.rows_model.rows]
    assert any(cells[1] == "A person was added" and cells[2] == "Demo adviser: Adviser" for cells in listed)
    assert f"{len(listed)} changes to review." in words_on(place)
    place.page.primary.setFocus()
    with seat.qtbot.waitSignal(place.waiting) as counted:
        place.page.primary.click()
    seat.settle()
    assert counted.args == [0] and not place.page.primary.isVisible() and not place.page.table.isVisible()
    assert QApplication.focusWidget() is place.page
    assert f"{len(listed)} acts are signed off." in words_on(place) and "Nothing waits for a review." in words_on(place)


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (date(2026, 12, 9), "Demo adviser: Approver from 3 December 2026 to 9 December 2026"),
        (date(2026, 12, 3), "Demo adviser: Approver on 3 December 2026"),
    ],
)
def test_a_role_that_was_lent_is_shown_with_its_days(
    seat: Seat, place: AdministrationPlace, last: date, said: str
) -> None:
    by, adviser = seat.staff.in_person(Role.ADMINISTRATOR), seat.staff.person(Role.ADVISER)
    bound(lend_role, seat.staff.desk, LendRole(by, adviser, Role.APPROVER, date(2026, 12, 3), last))()
    seat.refresh(place)
    row = place.page.table.rows_model.rows[-1]
    assert row.cells[1:3] == ("A role was lent to a person", said)


def test_what_came_meanwhile_waits_for_the_next_time(seat: Seat, place: AdministrationPlace) -> None:
    command = ResetPassword(
        seat.staff.in_person(Role.ADMINISTRATOR), seat.staff.person(Role.ADVISER), "four quite unrelated words"
    )
    bound(reset_password, seat.staff.desk, command)()
    seat.press(place.page.primary)
    [row] = place.page.table.rows_model.rows
    assert row.cells[1:4] == ("A person was given a new first password", "Demo adviser", "Demo administrator")
    assert "1 change to review." in words_on(place)


def test_what_came_among_them_is_read_before_it_is_signed_off(seat: Seat, place: AdministrationPlace) -> None:
    """As where someone had hidden it from the page, and puts it back."""
    place._view = replace(place._view, shown="another")
    seat.press(place.page.primary)
    assert [error.code for error in seat.staff.said] == ["acts_changed"]
    seat.staff.said.clear()
    assert place.page.table.rows_model.rows
    seat.press(place.page.primary)
    assert "Nothing waits for a review." in words_on(place)


def test_what_the_directory_said_is_named_as_that(seat: Seat, place: AdministrationPlace) -> None:
    directory = FakeDirectory()
    directory.add("mallet", Role.ADVISER)
    desk = replace(seat.staff.desk, passwords=Passwords(directory=directory))
    bound(sign_in, desk, SignIn(desk.id, "mallet", "the directory's own password"))()
    seat.refresh(place)
    row = place.page.table.rows_model.rows[-1]
    assert row.cells[1:4] == ("A person was added", "Demo Mallet: Adviser", "The directory")

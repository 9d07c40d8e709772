"""The supervisor's page of what administrators did."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from desktop.application.office.accounts import LendRole, lend_role
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


def test_what_came_meanwhile_is_said_with_who_and_whose_days_and_waits_for_the_next_time(
    seat: Seat, place: AdministrationPlace
) -> None:
    by, adviser, directory = seat.staff.in_person(Role.ADMINISTRATOR), seat.staff.person(Role.ADVISER), FakeDirectory()
    first, last = date(2026, 12, 3), date(2026, 12, 9)
    bound(lend_role, seat.staff.desk, LendRole(by, adviser, Role.APPROVER, first, last))()
    directory.add("mallet", Role.ADVISER)
    desk = replace(seat.staff.desk, passwords=Passwords(directory=directory))
    bound(sign_in, desk, SignIn(desk.id, "mallet", "the directory's own password"))()
    seat.press(place.page.primary)
    assert [row.cells[1:4] for row in place.page.table.rows_model.rows] == [
        (
            "A role was lent to a person",
            "Demo adviser: Approver from 3 December 2026 to 9 December 2026",
            "Demo administrator",
        ),
        ("A person was added", "Demo Mallet: Adviser", "The directory"),
    ]
    assert "2 changes to review." in words_on(place)


def test_what_came_among_them_is_read_before_it_is_signed_off(seat: Seat, place: AdministrationPlace) -> None:
    """As where someone had hidden it from the page, and puts it back."""
    place._view = replace(place._view, shown="another")
    seat.press(place.page.primary)
    assert seat.staff.said.pop().code == "acts_changed" and place.page.table.rows_model.rows
    seat.press(place.page.primary)
    assert "Nothing waits for a review." in words_on(place)

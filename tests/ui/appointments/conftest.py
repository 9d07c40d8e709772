from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.office.people import Role
from desktop.ui.appointments.place import AppointmentsPlace
from tests.ui.reviews.conftest import Seat, seat
from tests.ui.staff import Staff, shown, the_staff

__all__ = ["seat"]


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staff]:
    made = the_staff(tmp_path)
    yield made
    made.close()
    assert [error.code for error in made.said] == []


@pytest.fixture
def place(seat: Seat) -> AppointmentsPlace:
    made = AppointmentsPlace(seat.staff.context(Role.INFORMATION_OFFICER))
    shown(seat.qtbot, made)
    seat.refresh(made)
    return made

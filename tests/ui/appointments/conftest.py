from __future__ import annotations

import pytest

from desktop.domain.office.people import Role
from desktop.ui.appointments.place import AppointmentsPlace
from tests.ui.reviews.conftest import Seat, office, seat
from tests.ui.staff import the_staff

__all__ = ["seat"]

staff = office(the_staff)


@pytest.fixture
def place(seat: Seat) -> AppointmentsPlace:
    return seat.open(AppointmentsPlace(seat.staff.context(Role.INFORMATION_OFFICER)))

from __future__ import annotations

import pytest

from desktop.domain.office.people import Role
from desktop.ui.log import LogPlace
from tests.ui.reviews.conftest import Seat, seat, staff

__all__ = ["seat", "staff"]


@pytest.fixture
def place(seat: Seat) -> LogPlace:
    return seat.open(LogPlace(seat.staff.context(Role.SUPERVISOR)))

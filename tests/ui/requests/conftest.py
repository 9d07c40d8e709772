from __future__ import annotations

from tests.ui.reviews.conftest import office, seat
from tests.ui.staff import the_staff

__all__ = ["seat"]

staff = office(the_staff)

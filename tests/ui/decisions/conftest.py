from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from desktop.application.ports.desk import Desk
from desktop.application.shared.commands import Actor, bound
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.wiring import strongroom_of
from desktop.domain.office.people import Role
from desktop.domain.shared.ids import DeskId
from desktop.ui.decisions.place import DecisionsPlace
from tests.ui.reviews.conftest import Seat, office, seat
from tests.ui.staff import Staff, the_staff

__all__ = ["seat"]


staff = office(the_staff)


@pytest.fixture
def place(seat: Seat) -> DecisionsPlace:
    return seat.open(DecisionsPlace(seat.staff.context(Role.APPROVER)))


@dataclass(frozen=True)
class BackOffice:
    """The PC at which an officer prepares copies, by the person who prepared them before."""

    staff: Staff
    desk: Desk

    @property
    def actor(self) -> Actor:
        return Actor(self.staff.person(Role.INFORMATION_OFFICER).id, self.desk.id)

    def do(self, use_case: Callable[..., object], command: object) -> None:
        bound(use_case, self.desk, command)()


@pytest.fixture
def back_office(staff: Staff, tmp_path: Path) -> Iterator[BackOffice]:
    parts = open_parts(tmp_path / "demo")
    with staff.desk.uow().read_only() as uow:
        id = next(DeskId(desk) for desk, name in uow.reading.desks().items() if name == "Desk 2")
    yield BackOffice(staff, replace(staff.desk, id=id, uow=lambda: parts.uow(id), strongroom=strongroom_of(parts, id)))
    parts.engine.dispose()

"""The demo office for the pages of supervisor, approver and information officer.

Made once for each test process, with the sessions of one day in it, and copied for each test. Time stands still.
The files of its vault are links: they are 38 MB of its 39, and the program never writes into one that is there. A test
that does has an `own_vault`.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from db.schema.audit_tables import audit_event
from desktop.application.appointments.calendar import BookAppointment
from desktop.application.office.signing_in import InPerson
from desktop.application.ports.desk import Desk
from desktop.application.ports.reading import AppointmentRow
from desktop.application.sessions import checking_in
from desktop.application.sessions.day_list import today
from desktop.application.shared.commands import Actor
from desktop.bootstrap.wiring import open_desk
from desktop.domain.appointments import AppointmentStatus, Unusual
from desktop.domain.log.events import Event, from_canonical
from desktop.domain.office.people import Person, Role
from desktop.domain.sessions.identity import CallerCheck
from desktop.domain.sessions.session import NoteKind, Outcome, Party
from desktop.domain.shared.ids import AppointmentId, RequestId
from desktop.errors import ListeningRoomError
from desktop.playback.engine import Outlet
from desktop.showcase.demo import make_demo
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.ui.running.context import Context
from desktop.ui.running.tasks import Tasks
from tests.support.fakes import TUESDAY, FakeClock, FakePlayer, FakeSound
from tests.support.machine.own_folder import kept_folder
from tests.support.offices import statements
from tests.support.offices.conducted import Conductor, Course, Noted, carried_out, conduct_session

statements.compile_once()
INTERRUPTED = Course(
    parties=frozenset({Party.CUSTOMER, Party.INTERPRETER}),
    heard=0.96,
    interrupted_at=20,
    notes=(
        Noted(NoteKind.DISPUTE, "The date that was given for the repair is wrong.", 31, correction_wanted=True),
        Noted(NoteKind.QUESTION, "Who decides on the second visit?", 36),
    ),
)
NEAR = Course(check=CallerCheck.NEAR_ENOUGH, reason="One digit of the number differed.", copy_wanted=False)


@dataclass
class Staff:
    """The office's desk, its people and its clock. `said` are the errors that were shown above the page."""

    desk: Desk
    clock: FakeClock
    tasks: Tasks
    said: list[ListeningRoomError] = field(default_factory=list)

    def person(self, role: Role) -> Person:
        with self.desk.uow().read_only() as uow:
            return next(person for person in uow.reading.people().values() if role in person.roles)

    def actor(self, role: Role) -> Actor:
        return Actor(self.person(role).id, self.desk.id)

    def in_person(self, role: Role) -> InPerson:
        """Return someone of that role, with their password typed."""
        return InPerson(self.actor(role), DEMO_PASSWORD)

    def context(self, role: Role) -> Context:
        return Context(self.desk, self.tasks, self.said.append, self.person(role))

    def do(self, wanted: Any, *arguments: Any) -> Any:
        """Carry out a command, or a use case with its arguments, at this desk."""
        return carried_out(self.desk, wanted, *arguments)

    def appointments(self) -> tuple[AppointmentRow, ...]:
        """Return those of today, in order."""
        return tuple(row.row for row in self.do(today, self.actor(Role.ADVISER)).rows)

    def wait(self, seconds: float) -> None:
        self.clock.pass_by(seconds=seconds)

    def conduct(self, slot: int, course: Course) -> str:
        """Conduct the session of the demo's request of that number, counted from 0; return its reference."""
        wanted = f"SAR-2026-{slot + 1:04d}"
        booked = [row for row in self.appointments() if row.status is AppointmentStatus.BOOKED]
        row = next(row for row in booked if row.reference == wanted)
        conduct_session(self.desk, self.actor(Role.ADVISER), row.id, course, wait=self.wait)
        self.wait(300)
        return row.reference

    def identified(self, course: Course | None = None) -> Conductor:
        """Return who conducts the first appointment's session, once they know who is there."""
        conductor = Conductor(self.desk, self.actor(Role.ADVISER), course or Course(), self.wait)
        conductor.identify(self.appointments()[0].id)
        return conductor

    def book(self, request: RequestId) -> AppointmentId:
        starts = self.clock.now() + timedelta(minutes=5)
        actor, meant = self.actor(Role.INFORMATION_OFFICER), frozenset(Unusual)
        return AppointmentId(self.do(BookAppointment(actor, request, self.desk.id, starts, meant=meant)).id)

    def no_show(self, slot: int = 0) -> None:
        """Book someone for that slot's request who does not come: an ordinary session to review."""
        appointment = self.book(self.appointments()[slot].request)
        self.wait(5 * 60)
        self.do(checking_in.CallOff(self.actor(Role.ADVISER), appointment, Outcome.NO_SHOW))
        self.wait(60)

    def events(self) -> list[Event]:
        """Return the office's events, in order."""
        with self.desk.uow() as uow:
            bodies = uow._connection.execute(select(audit_event.c.body).order_by(audit_event.c.seq)).scalars()  # type: ignore[attr-defined]
            return [from_canonical(bytes(body))[1] for body in bodies]

    def close(self) -> None:
        self.tasks.close()
        self.desk.close()


def settle(qtbot: QtBot, staff: Staff) -> None:
    """Wait until every requested use case has returned."""
    qtbot.waitUntil(lambda: not staff.tasks.busy, timeout=20000)


def shown(qtbot: QtBot, widget: QWidget, size: tuple[int, int] = (1176, 712)) -> None:
    """Show it as wide as beside the rail of a 1366x768 window, in the window that has the keyboard."""
    qtbot.addWidget(widget)
    widget.resize(*size)
    widget.show()
    widget.activateWindow()
    qtbot.waitExposed(widget)
    qtbot.waitActive(widget)


def the_staff(folder: Path) -> Staff:
    """Return a copy of the demo office in `folder`, with no session in it."""
    return _staff(_demo(), folder)


def the_staff_after_a_day(folder: Path) -> Staff:
    """Return a copy in which four sessions were closed: two to look at, two ordinary (one of them a no-show)."""
    return _staff(_after_a_day(), folder, hours=4)


def _staff(template: Path, folder: Path, hours: float = 2) -> Staff:
    _copy(template, folder / "demo")
    clock = FakeClock(TUESDAY + timedelta(hours=hours))
    with patch("desktop.playback.player.Player", _Silent):
        desk = open_desk(folder / "demo")
    return Staff(replace(desk, clock=clock, sound=FakeSound(), player=FakePlayer()), clock, Tasks())


def own_vault(office: Path) -> None:
    """Make the files of a copy's vault its own, for a test that will write into one."""
    for path in (office / "vault").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            path.unlink()
            path.write_bytes(content)


def _copy(template: Path, folder: Path) -> None:
    vault = template / "vault"
    files = {path: path.stat().st_mtime_ns for path in vault.rglob("*") if path.is_file()}
    assert files == _vaults.setdefault(template, files), "a test has written into a file that others have too"

    shares = template.stat().st_dev == folder.parent.stat().st_dev

    def linked(source: str, target: str) -> None:
        (os.link if shares and Path(source) in files else shutil.copy2)(source, target)

    shutil.copytree(template, folder, copy_function=linked)


_vaults: dict[Path, dict[Path, int]] = {}
"""When the files of each template's vault were last written."""


class _Silent(FakePlayer):
    """Stands for libvlc while the desk is wired: nothing is heard here, and opening it takes a fifth of a second."""

    def __init__(self, outlet: Outlet | None = None) -> None:
        super().__init__()

    def close(self) -> None:
        """Do nothing: nothing was opened."""


@cache
def _demo() -> Path:
    place = kept_folder()
    parts = make_demo(place / "demo", clock=FakeClock(TUESDAY - timedelta(hours=1)))
    parts.engine.dispose()
    return place / "demo"


@cache
def _after_a_day() -> Path:
    place = kept_folder()
    staff = _staff(_demo(), place)
    staff.conduct(0, INTERRUPTED)
    staff.conduct(1, NEAR)
    staff.conduct(2, Course())
    staff.no_show()
    staff.close()
    return place / "demo"

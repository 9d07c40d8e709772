"""Changes made at another PC show by themselves, and disturb nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from desktop.application.appointments.calendar import BookAppointment, book_appointment
from desktop.application.office.policies import ChangePolicy, change_policy
from desktop.application.office.signing_in import InPerson
from desktop.bootstrap.opening import open_parts
from desktop.domain.appointments import Unusual
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.ui.office.people_place import PeoplePlace
from desktop.ui.sessions.today import TodayPlace
from desktop.ui.shell.window import Shell
from tests.support.listing import listed
from tests.ui.shell.office import LONG_MS, PASSWORD, Office
from tests.ui.shell.told import Told

pytestmark = pytest.mark.usefixtures("told")


def rows(place: TodayPlace) -> int:
    return place.list_page.table.view.model().rowCount()


def another_pc_books(office: Office) -> None:
    """Book an appointment as another program does, with a connection of its own."""
    desk, actor = office.staff.desk, office.staff.actor(Role.INFORMATION_OFFICER)
    parts = open_parts(office.folder)
    with parts.uow(desk.id).read_only() as uow:
        request = listed(uow, ["approved"])[0].id
    starts = desk.clock.now() + timedelta(hours=6)
    command = BookAppointment(actor, request, desk.id, starts, meant=frozenset(Unusual))
    more = {"policy": desk.policy, "is_holiday": desk.is_holiday}
    book_appointment(command, uow=parts.uow(desk.id), clock=desk.clock, **more)  # type: ignore[arg-type]
    parts.engine.dispose()


def another_pc_changes_a_policy(office: Office) -> None:
    """Let the desk lock after three idle minutes instead of five, by a connection of another program's own."""
    desk = office.staff.desk
    parts = open_parts(office.folder)
    clock, more = desk.clock, {"check": desk.check, "texts": desk.texts}
    by = InPerson(office.staff.actor(Role.ADMINISTRATOR), PASSWORD)
    with parts.uow(desk.id).read_only() as uow:
        version, content = uow.policies.in_force()[PolicyName.OFFICE]
    content = content.replace("idle_lock_minutes = 5", "idle_lock_minutes = 3")
    command = ChangePolicy(by, PolicyName.OFFICE, content, version)
    change_policy(command, uow=parts.uow(desk.id), clock=clock, **more)  # type: ignore[arg-type]
    parts.engine.dispose()
    assert desk.policy.idle_lock_minutes == 5


def test_a_policy_that_another_pc_puts_in_force_counts_here_at_once(office: Office, told: Told) -> None:
    office.sign_in("administrator")
    another_pc_changes_a_policy(office)
    told.tell()
    office.qtbot.waitUntil(lambda: office.staff.desk.policy.idle_lock_minutes == 3, timeout=LONG_MS)
    office.settle()


def test_a_policy_that_was_changed_while_nobody_was_signed_in_counts_from_the_sign_in_on(office: Office) -> None:
    another_pc_changes_a_policy(office)
    office.sign_in("adviser")
    office.qtbot.waitUntil(lambda: office.staff.desk.policy.idle_lock_minutes == 3, timeout=LONG_MS)
    office.settle()


def soon_of(shell: Shell) -> QTimer:
    assert shell._alive is not None
    return shell._alive.soon


def test_an_appointment_booked_at_another_pc_appears(office: Office, told: Told) -> None:
    office.sign_in("adviser")
    place, before = office.place(TodayPlace), rows(office.place(TodayPlace))
    another_pc_books(office)
    assert rows(place) == before
    told.tell()
    office.qtbot.waitUntil(lambda: rows(place) == before + 1)


def test_what_is_typed_and_shown_stays_where_it_is(office: Office, told: Told) -> None:
    shell = office.shell
    office.sign_in("administrator")
    place = office.go(PeoplePlace)
    place.list_page.submitted.emit()
    box = place.act_page.shown_name.input
    box.setFocus()
    QTest.keyClicks(box, "half a na")
    another_pc_books(office)
    told.tell()
    office.qtbot.waitUntil(lambda: soon_of(shell).isActive())
    office.qtbot.waitUntil(lambda: not soon_of(shell).isActive())
    office.settle()
    QTest.keyClicks(box, "me")
    assert place.act_page.isVisible() and box.hasFocus() and box.text() == "half a name"


def test_nothing_is_read_while_the_desk_is_locked_and_it_is_afterwards(office: Office, told: Told) -> None:
    shell = office.shell
    office.sign_in("adviser")
    place, before = office.place(TodayPlace), rows(office.place(TodayPlace))
    office.lock()
    another_pc_books(office)
    told.tell()
    office.qtbot.waitUntil(lambda: soon_of(shell).isActive() and soon_of(shell).interval() > 1000)
    assert rows(place) == before and not shell.banner.words


def test_who_signs_out_is_told_nothing_more(office: Office, told: Told) -> None:
    office.sign_in("adviser")
    assert len(told.followers) == 1
    office.sign_out()
    assert told.followers == [] and told.ended == 1

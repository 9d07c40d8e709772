"""Booking a slot and moving it: one appointment for a desk at a time, within hours that are sensible or deliberate."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desktop.application.appointments.calendar import BookAppointment, MoveAppointment
from desktop.application.sessions import checking_in
from desktop.domain.appointments import Appointment, AppointmentStatus, Unusual
from desktop.domain.log.events import Event, EventKind
from desktop.domain.office.pcs import DeskKind
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import AppointmentId
from tests.support.offices.builders import Office
from tests.support.refusals import field_problems, refusal

THURSDAY = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


def book(office: Office, at_minutes: int, minutes: int = 45, *, back: bool = False) -> Appointment:
    starts_at = office.clock.now() + timedelta(minutes=at_minutes)
    desk = office.back if back else office.front
    return office.book(BookAppointment(office.actor("officer"), office.approved(), desk, starts_at, minutes))


def book_at(office: Office, starts_at: datetime, minutes: int = 45, *meant: Unusual) -> Appointment:
    command = BookAppointment(
        office.actor("officer"), office.first_request, office.front, starts_at, minutes, frozenset(meant)
    )
    return office.book(command)


def move(office: Office, booked: Appointment, starts_at: datetime, **more: Any) -> Appointment:
    command = MoveAppointment(
        office.actor("officer"), booked.id, booked.starts_at, booked.desk, starts_at, booked.minutes
    )
    return office.book(replace(command, **more))


def kept(office: Office, id: AppointmentId) -> Appointment:
    with office.uow().read_only() as uow:
        return uow.requests.appointment(id)


def events(office: Office, kind: EventKind) -> list[Event]:
    return [event for event in office.events() if event.kind is kind]


def test_a_desk_that_sees_nobody_any_more_takes_none(office: Office) -> None:
    booked = book(office, 60, back=True)
    for kind in (DeskKind.DECISION, DeskKind.REVIEW, None):
        with office.uow(office.back) as uow:
            if kind is None:
                uow.offices.withdraw(office.front, office.clock.now())
            else:
                uow.offices.change_kind(office.front, kind)
            uow.commit(Event(EventKind.SIGNED_OUT, office.clock.now(), office.back))
        assert field_problems(book_at, office, booked.starts_at) == {"starts_at": "desk_sees_nobody"}
        found = field_problems(move, office, booked, booked.starts_at, desk=office.front)
        assert found == {"starts_at": "desk_sees_nobody"}
    assert kept(office, booked.id).desk == office.back


def test_a_desk_that_is_taken_for_a_part_of_that_time_is_refused(office: Office) -> None:
    book(office, 60)
    for starts, minutes in ((60, 45), (30, 31), (104, 45), (70, 15), (30, 120)):
        assert field_problems(book, office, starts, minutes) == {"starts_at": "slot_taken"}
    assert len(events(office, EventKind.APPOINTMENT_BOOKED)) == 1


@pytest.mark.parametrize(
    ("starts_at", "minutes", "problem", "meant"),
    [
        (THURSDAY - timedelta(days=3), 45, "slot_past", Unusual.PAST),
        (THURSDAY.replace(hour=8, minute=30), 45, "slot_out_of_hours", Unusual.OUT_OF_HOURS),
        (THURSDAY.replace(hour=16, minute=30), 45, "slot_out_of_hours", Unusual.OUT_OF_HOURS),
        (datetime(2026, 11, 28, 10, tzinfo=UTC), 45, "slot_out_of_hours", Unusual.OUT_OF_HOURS),
        (datetime(2026, 12, 25, 10, tzinfo=UTC), 45, "slot_on_holiday", Unusual.PUBLIC_HOLIDAY),
    ],
)
def test_what_is_unusual_is_refused_unless_it_is_meant_and_then_the_log_says_so(
    office: Office, starts_at: datetime, minutes: int, problem: str, meant: Unusual
) -> None:
    assert field_problems(book_at, office, starts_at, minutes, *(set(Unusual) - {meant})) == {"starts_at": problem}
    book_at(office, starts_at, minutes, meant)
    assert events(office, EventKind.APPOINTMENT_BOOKED)[-1].facts["unusual"] == [meant.value]


def test_somebody_who_is_invited_is_not_invited_once_more_by_mistake(office: Office) -> None:
    book_at(office, THURSDAY)
    assert field_problems(book_at, office, THURSDAY + timedelta(hours=2)) == {"starts_at": "slot_booked_already"}
    book_at(office, THURSDAY + timedelta(hours=2), 45, Unusual.BOOKED_ALREADY)


def test_a_moved_appointment_stays_itself_and_leaves_its_old_slot_free(office: Office) -> None:
    booked = book(office, 60)
    moved = move(office, booked, THURSDAY, minutes=90, desk=office.back)
    assert moved == kept(office, booked.id) == replace(booked, starts_at=THURSDAY, minutes=90, desk=office.back)
    event = events(office, EventKind.APPOINTMENT_MOVED)[-1]
    assert event.subjects == {"request": booked.request, "appointment": booked.id}
    assert dict(event.facts) == {
        "minutes": 90,
        "starts": "2026-11-26T10:00:00.000000Z",
        "in_time": True,
        "desk": office.back,
        "was": "2026-11-24T11:00:00.000000Z",
        "was_desk": office.front,
    }
    assert book(office, 60).starts_at == booked.starts_at


def test_it_can_move_into_a_part_of_its_own_slot_and_into_nobody_elses(office: Office) -> None:
    booked, other = book(office, 60), book(office, 180)
    assert move(office, booked, booked.starts_at + timedelta(minutes=15)).id == booked.id
    found = field_problems(move, office, kept(office, booked.id), other.starts_at - timedelta(minutes=15))
    assert found == {"starts_at": "slot_taken"}
    assert kept(office, booked.id).starts_at == booked.starts_at + timedelta(minutes=15)


def test_nobody_has_failed_to_come_before_it_was_time(office: Office) -> None:
    booked = book(office, 60)
    calling_off = checking_in.CallOff(office.actor("officer"), booked.id, Outcome.NO_SHOW)
    assert refusal(office.do, calling_off) == "appointment_to_come"
    office.clock.pass_by(minutes=60)
    office.do(calling_off)
    assert kept(office, booked.id).status is AppointmentStatus.NO_SHOW

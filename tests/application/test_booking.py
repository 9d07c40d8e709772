"""Booking a slot: a desk takes one appointment at a time, and a slot that was called off is free again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop.application import checking_in
from desktop.application.booking import BookAppointment, book_appointment
from desktop.domain.counter import Appointment
from desktop.domain.session import Outcome, Party
from desktop.errors import FieldsError
from tests.builders import Office


def book(office: Office, at_minutes: int, minutes: int = 45, *, back: bool = False) -> Appointment:
    starts_at = office.clock.now() + timedelta(minutes=at_minutes)
    desk = office.back if back else office.front
    command = BookAppointment(office.at("officer"), office.approved(), desk, starts_at, minutes)
    booked: Appointment = office.do(book_appointment, command)
    return booked


@pytest.mark.parametrize(("starts", "minutes"), [(60, 45), (30, 31), (104, 45), (70, 10), (30, 120)])
def test_a_desk_that_is_taken_for_a_part_of_that_time_is_refused_in_plain_words(
    office: Office, starts: int, minutes: int
) -> None:
    book(office, 60)
    with pytest.raises(FieldsError) as refused:
        book(office, starts, minutes)
    assert refused.value.problems == {"starts_at": "slot_taken"}
    assert len([event for event in office.events() if event.kind.value == "appointment_booked"]) == 1


def test_what_only_touches_is_booked_and_so_is_the_other_desk(office: Office) -> None:
    book(office, 60)
    for starts, minutes in ((15, 45), (105, 45)):
        book(office, starts, minutes)
    book(office, 60, back=True)


@pytest.mark.parametrize("outcome", [Outcome.NO_SHOW, Outcome.CANCELLED])
def test_a_slot_that_was_called_off_can_be_booked_again(office: Office, outcome: Outcome) -> None:
    appointment = book(office, 60)
    office.do(checking_in.call_off, checking_in.CallOff(office.at(), appointment.id, outcome))
    again = book(office, 60)
    assert again.starts_at == appointment.starts_at and again.id != appointment.id


def test_a_slot_in_which_somebody_listened_stays_taken(office: Office) -> None:
    appointment = book(office, 60)
    arriving = checking_in.CheckIn(office.at(), appointment.id, frozenset({Party.CUSTOMER}), False)
    office.do(checking_in.check_in, arriving, policy=office.policy)
    with pytest.raises(FieldsError):
        book(office, 60)

"""Two desks that want the same slot at the same moment: exactly one gets it, the other is told, on either database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

from desktop.application.appointments.calendar import BookAppointment, MoveAppointment
from desktop.domain.appointments import Appointment, Unusual
from desktop.domain.shared.ids import DeskId
from desktop.errors import FieldsError, RefusedError, WrongStateError
from tests.support.builders import Office

ROUNDS = 5
MEANT = frozenset(Unusual)


def at_once(*acts: Callable[[], Appointment]) -> tuple[list[Appointment], list[RefusedError]]:
    """Run all of them together; return the bookings, and the refused."""
    together = threading.Barrier(len(acts))

    def act(one: Callable[[], Appointment]) -> Appointment | RefusedError:
        together.wait()
        try:
            return one()
        except RefusedError as refused:
            return refused

    with ThreadPoolExecutor(len(acts)) as pool:
        came = list(pool.map(act, acts))
    return [each for each in came if isinstance(each, Appointment)], [e for e in came if isinstance(e, RefusedError)]


def booking(place: Office, desk: DeskId, minutes: int) -> Callable[[], Appointment]:
    """Book the front desk, as an officer at that desk."""
    starts = place.clock.now() + timedelta(minutes=minutes)
    actor = place.actor("officer", desk)
    return partial(place.book, BookAppointment(actor, place.first_request, place.front, starts, meant=MEANT))


def moving(place: Office, desk: DeskId, booked: Appointment, minutes: int) -> Callable[[], Appointment]:
    """Move this one to the front desk at that time, as an officer at that desk."""
    starts = place.clock.now() + timedelta(minutes=minutes)
    actor = place.actor("officer", desk)
    command = MoveAppointment(actor, booked.id, booked.starts_at, place.front, starts, 45, MEANT)
    return partial(place.book, command)


def in_that_slot(place: Office, minutes: int) -> int:
    start = place.clock.now() + timedelta(minutes=minutes)
    with place.uow() as uow:
        return len(uow.requests.booked_at(place.front, start, start + timedelta(minutes=45)))


def test_of_two_desks_that_book_one_slot_exactly_one_wins(place: Office) -> None:
    for number in range(ROUNDS):
        minutes = 10_000 + 100 * number
        won, lost = at_once(booking(place, place.front, minutes), booking(place, place.back, minutes + 15))
        assert len(won) == 1
        assert [error.problems for error in lost if isinstance(error, FieldsError)] == [{"starts_at": "slot_taken"}]


def test_of_two_that_move_into_one_slot_exactly_one_wins_and_the_other_stays_where_it_was(place: Office) -> None:
    for number in range(ROUNDS):
        minutes = 20_000 + 300 * number
        one, other = booking(place, place.front, minutes)(), booking(place, place.front, minutes + 60)()
        target = minutes + 150
        won, lost = at_once(moving(place, place.front, one, target), moving(place, place.back, other, target + 15))
        assert len(won) == len(lost) == 1 and isinstance(lost[0], FieldsError)
        stayed = other if won[0].id == one.id else one
        with place.uow().read_only() as uow:
            assert uow.requests.appointment(stayed.id) == stayed
        assert in_that_slot(place, target) == 1


def test_a_slot_that_is_left_is_had_by_one_and_only_once_it_is_left(place: Office) -> None:
    for number in range(ROUNDS):
        minutes = 30_000 + 300 * number
        booked = booking(place, place.front, minutes)()
        leaving = moving(place, place.front, booked, minutes + 150)
        won, lost = at_once(leaving, booking(place, place.back, minutes))
        assert len(won) + len(lost) == 2 and booked.id in {each.id for each in won}
        assert in_that_slot(place, minutes) == len(won) - 1 and in_that_slot(place, minutes + 150) == 1


def test_of_two_who_move_one_appointment_exactly_one_does(place: Office) -> None:
    for number in range(ROUNDS):
        minutes = 40_000 + 300 * number
        booked = booking(place, place.front, minutes)()
        won, lost = at_once(
            moving(place, place.front, booked, minutes + 60), moving(place, place.back, booked, minutes + 150)
        )
        assert len(won) == 1
        assert [error.code for error in lost if isinstance(error, WrongStateError)] == ["appointment_moved"]
        with place.uow().read_only() as uow:
            assert uow.requests.appointment(booked.id) == won[0]

"""Two programs at once: races for slots, decisions, numbers and keys, and what the slower is told; in every place."""

from __future__ import annotations

import contextlib
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import pytest

from desktop.application.appointments.calendar import BookAppointment, MoveAppointment
from desktop.application.recordings.holding import AskRelease, ReleaseHold
from desktop.application.requests.intake import TakeRequest
from desktop.domain.appointments import Appointment, Unusual
from desktop.domain.log.events import EventKind
from desktop.domain.requests.request import Call, Channel, Purpose
from desktop.domain.shared.ids import DeskId, RecordingId, RequestId
from desktop.domain.shared.kinds import Kind
from desktop.errors import FieldsError, RefusedError, WrongStateError
from tests.application.sessions.test_lesser_check import allow_asked, ask, decline, withdraw
from tests.support.fakes import TUESDAY, FakeClock
from tests.support.offices.builders import ASKER, NUMBER, Office, a_call

T = TypeVar("T")
ROUNDS = 5
MEANT = frozenset(Unusual)


def together(*acts: Callable[[], T]) -> list[T | RefusedError]:
    """Run each on a thread of its own, all from one moment; return what each returned, or how it was refused."""
    begun = threading.Barrier(len(acts))

    def act(one: Callable[[], T]) -> T | RefusedError:
        begun.wait()
        try:
            return one()
        except RefusedError as refused:
            return refused

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def at_once(*acts: Callable[[], Appointment]) -> tuple[list[Appointment], list[RefusedError]]:
    """Run all of them together; return the bookings, and the refused."""
    came = together(*acts)
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


ENDS = {EventKind.LESSER_CHECK_ALLOWED, EventKind.LESSER_CHECK_DECLINED, EventKind.LESSER_CHECK_WITHDRAWN}


def test_of_two_supervisors_and_an_adviser_who_gives_up_exactly_one_decides(place: Office) -> None:
    for number in range(ROUNDS):
        session = place.checked_in(minutes_from_now=11_000 + 100 * number)
        asked = ask(place, session).id
        came = together(
            partial(allow_asked, place, asked),
            partial(decline, place, asked, "other-supervisor"),
            partial(withdraw, place, session, asked),
        )
        said = [each.code if isinstance(each, RefusedError) else "" for each in came]
        [end] = [event.kind for event in place.events(session) if event.kind in ENDS]
        first = {
            EventKind.LESSER_CHECK_ALLOWED: ["", "lesser_check_answered", ""],
            EventKind.LESSER_CHECK_DECLINED: ["lesser_check_answered", "", ""],
            EventKind.LESSER_CHECK_WITHDRAWN: ["lesser_check_withdrawn", "lesser_check_withdrawn", ""],
        }
        assert said == first[end], "whoever gives up too late reads the answer"
        assert bool(place.exceptions(session)) is (end is EventKind.LESSER_CHECK_ALLOWED)
    assert place.verify().whole


WRITERS, EACH = 6, 4
INTERNAL = {"kind": Kind.INTERNAL, "purpose": Purpose.QUALITY, "reason": "A check."}


class UndoneError(Exception):
    """An error after the number was issued."""


class FailingClock(FakeClock):
    """A clock that fails when the hold is placed, after the transaction has begun: the number is issued by then."""

    def now(self) -> datetime:
        if self.told:
            raise UndoneError
        self.told = True
        return super().now()

    told = False


def command(office: Office, kind: Kind, calls: int) -> TakeRequest:
    asked = tuple(Call(TUESDAY - timedelta(days=30, hours=hour), "") for hour in range(calls))
    more = INTERNAL if kind is Kind.INTERNAL else {"kind": kind, "came_by": Channel.LETTER}
    actor = office.actor("officer", office.back)
    return TakeRequest(actor=actor, asker=ASKER, calls=asked, received_on=TUESDAY.date(), **more)


def test_many_who_take_requests_at_once_leave_no_gap(office: Office) -> None:
    def take() -> list[str]:
        taken: list[str] = []
        for turn in range(EACH):
            kind = Kind.INTERNAL if turn % 2 else Kind.SUBJECT_ACCESS
            with pytest.raises((UndoneError, FieldsError)):
                office.do(command(office, kind, turn % 2), desk=office.back, clock=FailingClock())
            made = office.do(command(office, kind, 1 + turn % 3), desk=office.back)
            assert [request.reference for request in made[1:]] == [
                f"{made[0].reference}/{part}" for part in range(2, len(made) + 1)
            ]
            taken.append(made[0].reference)
        return taken

    found = [reference for some in together(*[take] * WRITERS) if isinstance(some, list) for reference in some]
    half = WRITERS * EACH // 2
    # the office begins with one subject access request
    assert sorted(found) == sorted(
        [f"INT-2026-{number:04d}" for number in range(1, half + 1)]
        + [f"SAR-2026-{number:04d}" for number in range(2, half + 2)]
    )
    assert office.verify().whole


CALLS = [Call(TUESDAY - timedelta(days=days), NUMBER) for days in (26, 28, 30)]
"""No call could be another's: each recording is held by the requests for its own call alone."""
HISTORIES = range(6)


def retain(office: Office, desk: DeskId) -> None:
    office.retain(desk)


def ask_for(office: Office, call: Call) -> None:
    """Take another request for that call, which holds its recording if it still exists."""
    office.a_request(call=replace(call))


def release(office: Office, request: RequestId) -> None:
    with office.uow(office.back).read_only() as uow:
        holds = [hold.id for hold in uow.keeping.holds_of(request)]
    for hold in holds:
        office.do(AskRelease(office.in_person("officer", office.back), hold), desk=office.back)
        office.do(ReleaseHold(office.in_person("approver", office.back), hold), desk=office.back)


def a_history(office: Office, requests: list[RequestId], rolls: random.Random) -> list[Callable[[], None]]:
    """Return one person's actions, one after another."""
    acts: list[Callable[[], None]] = [partial(retain, office, office.back), partial(retain, office, office.front)]
    acts += [partial(ask_for, office, call) for call in CALLS]
    acts += [partial(release, office, request) for request in requests] * 2
    return rolls.sample(acts, 5)


def go_through(history: list[Callable[[], None]]) -> None:
    for act in history:
        with contextlib.suppress(RefusedError):  # someone was quicker
            act()


def held_and_destroyed(office: Office) -> tuple[set[RecordingId], set[RecordingId]]:
    held = "SELECT h.recording FROM held_recording h JOIN retention_hold r ON r.id = h.hold WHERE r.released_by IS NULL"
    gone = "SELECT id FROM recording WHERE destroyed_at IS NOT NULL"
    with office.parts.engine.connect() as connection:
        return tuple({RecordingId(id) for id in connection.exec_driver_sql(sql).scalars()} for sql in (held, gone))  # type: ignore[return-value]


@pytest.mark.against("officer")
@pytest.mark.parametrize("seed", HISTORIES)
def test_in_no_history_is_anything_destroyed_that_is_held(office: Office, seed: int) -> None:
    requests = [office.first_request]
    requests += [
        office.imported(office.a_request(call=call), a_call(0.2, 300 + 50 * n)) for n, call in enumerate(CALLS)
    ]
    office.clock.pass_by(days=184)
    rolls = random.Random(seed)
    for request in requests if seed % 2 else ():
        release(office, request)  # all is due when they begin
    together(*(partial(go_through, a_history(office, requests, rolls)) for _ in range(4)))
    held, gone = held_and_destroyed(office)
    assert not held & gone
    vault = office.parts.paths.vault / "original"
    assert all((vault / id).exists() for id in held) and not any((vault / id).exists() for id in gone)
    with office.uow().read_only() as uow:
        for id in held:
            key = uow.recordings.get(id).key
            assert office.strongroom.reseal(key, id, key.retention_key_wrapped), "it opens"
    assert office.verify().whole

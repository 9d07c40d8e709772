"""The calendar: who comes when, which slots are free, and which are proposed to whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from desktop.application.appointments import calendar
from desktop.application.appointments.calendar import BookAppointment, BookingView, CalendarView, SlotView
from desktop.application.ports.sound import Ear
from desktop.application.sessions import checking_in, identifying, listening
from desktop.application.sessions.checking_in import CheckInVisitor
from desktop.application.sessions.views import Readiness
from desktop.domain.appointments import Appointment, Closed, Unusual
from desktop.domain.sessions.identity import CallerCheck
from desktop.domain.sessions.needs import Need
from desktop.domain.sessions.session import Outcome, Party, WhyUnbooked
from desktop.domain.shared.ids import RequestId, SessionId
from desktop.domain.shared.spans import Span
from desktop.words.requests import next_words
from tests.support.fixtures import made
from tests.support.listing import page_of, to_invite
from tests.support.offices.builders import Office
from tests.support.offices.places import WITH_A_COUNTER

MONDAY = date(2026, 11, 23)


office = made(WITH_A_COUNTER["sqlcipher"])
"""An office with a counter and a back office."""


def week(office: Office, first: date = MONDAY, days: int = 7, minutes: int = 45, who: str = "officer") -> CalendarView:
    return office.do(calendar.calendar, office.actor(who), first, days, minutes)


def proposed(
    office: Office, request: RequestId | None = None, minutes: int | None = None, chosen: SlotView | None = None
) -> BookingView:
    id = request or office.first_request
    return office.do(calendar.proposals, office.actor("officer"), id, minutes, chosen)


def book(office: Office, starts_at: datetime, minutes: int = 45) -> Appointment:
    actor = office.actor("officer")
    command = BookAppointment(actor, office.first_request, office.front, starts_at, minutes, frozenset(Unusual))
    return office.book(command)


def times(view: BookingView) -> list[str]:
    return [f"{slot.starts_at:%a %d %H:%M}" for slot in view.slots]


def test_a_week_has_its_days_with_what_is_on_and_what_is_free(office: Office) -> None:
    booked = book(office, datetime(2026, 11, 25, 10, 0, tzinfo=UTC))
    view = week(office)
    assert [day.day for day in view.days] == [MONDAY + timedelta(days=n) for n in range(7)]
    assert view.today == date(2026, 11, 24) and view.days[5].hours is Closed.CLOSED and view.days[5].free == ()
    assert view.days[0].free == ()  # it is past
    wednesday = view.days[2]
    assert [(found.row.id, found.readiness) for found in wednesday.rows] == [(booked.id, Readiness.READY)]
    free = [slot.starts_at.time() for slot in wednesday.free]
    assert free[:3] == [time(9), time(11), time(11, 30)] and free[-1] == time(16)


def test_slots_are_proposed_when_the_invitation_has_arrived_mornings_and_afternoons(office: Office) -> None:
    view = proposed(office)
    assert times(view) == [
        "Fri 27 09:00",
        "Fri 27 12:00",
        "Mon 30 09:00",
        "Mon 30 12:00",
        "Tue 01 09:00",
    ]
    assert view.minutes == 45 and all(slot.in_time for slot in view.slots) and view.moves is None
    assert [slot.desk.name for slot in view.slots] == ["Desk 2"] * 5


def test_whoever_needs_extra_time_is_offered_longer_appointments(office: Office) -> None:
    book(office, datetime(2026, 11, 27, 10, 0, tzinfo=UTC))
    for asked in ({"needs": (Need.EXTRA_TIME,)}, {"adjustments": ("Needs extra time to think",)}):
        needs_more = office.a_request(**asked)
        view = proposed(office, needs_more)
        assert (view.minutes, view.extra) == (60, True) and {slot.minutes for slot in view.slots} == {60}
        assert (proposed(office, needs_more, 45).minutes, proposed(office, needs_more, 45).extra) == (45, False)
    usual = proposed(office, office.a_request())
    assert (usual.minutes, usual.extra) == (45, False)


def test_a_time_chosen_in_the_calendar_is_offered_for_as_long_as_they_need_or_not_at_all(office: Office) -> None:
    needs_more = office.a_request(needs=(Need.EXTRA_TIME,))
    book(office, datetime(2026, 11, 25, 10, 45, tzinfo=UTC))
    free = {slot.starts_at.time(): slot for slot in week(office).days[2].free}
    early, just = proposed(office, needs_more, None, free[time(9)]), proposed(office, needs_more, None, free[time(10)])
    assert early.chosen is not None and (early.chosen.minutes, early.minutes) == (60, 60)
    assert just.chosen is None, "it is free for 45 minutes"
    assert proposed(office, needs_more, 45, free[time(10)]).chosen == free[time(10)]


def test_what_is_not_before_the_due_date_says_so_and_sooner_slots_come_where_only_they_are(office: Office) -> None:
    today = office.clock.now().date()
    soon = office.a_request(received_on=today - timedelta(days=29))
    due = office.request(soon).due_on
    assert due is not None and due <= today + timedelta(days=3)
    view = proposed(office, soon)
    assert times(view)[0] == "Tue 24 10:00"
    assert [slot.in_time for slot in view.slots] == [slot.starts_at.date() < due for slot in view.slots]
    assert not view.slots[-1].in_time


def test_moving_proposes_other_slots_and_the_appointment_does_not_stand_in_its_own_way(office: Office) -> None:
    free = {slot.starts_at: slot for slot in week(office, minutes=30).days[4].free}
    booked = book(office, datetime(2026, 11, 27, 9, 0, tzinfo=UTC), 60)
    view = proposed(office)
    assert view.moves is not None and view.moves.id == booked.id and view.minutes == 60
    assert times(view)[0] == "Fri 27 09:30"
    moved = proposed(office, chosen=free[booked.starts_at + timedelta(minutes=30)]).chosen
    assert moved is not None and moved.minutes == 60, "also where its time was chosen in the calendar before"


def test_an_appointment_tells_what_can_become_of_it(office: Office) -> None:
    booked = book(office, office.clock.now() + timedelta(minutes=30))

    def opened() -> Any:
        return office.do(calendar.open_appointment, office.actor("officer"), booked.id)

    view = opened()
    assert view.may_change and not view.may_be_missed and view.in_time
    assert view.request.reference == "SAR-2026-0001" and view.may_invite
    office.clock.pass_by(minutes=30)
    assert opened().may_be_missed
    office.do(checking_in.CallOff(office.actor("officer"), booked.id, Outcome.NO_SHOW))
    view = opened()
    assert not view.may_change and not view.may_be_missed and not view.may_invite
    assert view.found.readiness is Readiness.NO_SHOW


def test_who_is_to_be_invited_are_the_approved_whom_nobody_has_invited(office: Office) -> None:
    first = office.first_request
    other = office.approved()
    office.prepared(office.imported(office.a_request()))

    def waiting() -> set[RequestId]:
        return {row.id for row in to_invite(office)}

    assert waiting() == {first, other}
    booked = office.booked(other)
    assert waiting() == {first}
    office.do(checking_in.CallOff(office.actor(), booked.id, Outcome.CANCELLED))
    assert waiting() == {first, other}


def came_by(office: Office) -> SessionId:
    """Return a session of someone who came without an appointment, and listens."""
    here = frozenset({Party.CUSTOMER})
    id: SessionId = office.do(CheckInVisitor(office.actor(), office.first_request, here, WhyUnbooked.CAME_BY)).id
    office.sighted(id)
    caller = identifying.CheckCaller(office.actor(), id, CallerCheck.MATCHES)
    office.do(caller)
    office.do(listening.Brief(office.actor(), id, True, True, 70, Ear.MIXED))
    office.do(listening.OpenRecording(office.actor(), id))
    return id


@pytest.mark.parametrize(
    ("outcome", "invited"),
    [(Outcome.HEARD_IN_PART, True), (Outcome.HEARD_IN_FULL, False), (Outcome.TECHNICAL_FAULT, True)],
)
def test_who_has_heard_their_call_is_not_to_be_invited_and_who_could_not_is(
    office: Office, outcome: Outcome, invited: bool
) -> None:
    session = office.listening() if invited else came_by(office)
    assert to_invite(office) == (), "they are here"
    office.do(office.at(listening.Finish, session, 8000, Span(0, 8000)))
    office.close(session, outcome)
    again = outcome is Outcome.TECHNICAL_FAULT
    assert [row.id for row in to_invite(office)] == ([office.first_request] if again else [])
    row = next(row for row in page_of(office).rows if row.id == office.first_request)
    assert row.heard is not again
    assert ("book an appointment" in next_words(row)) is again

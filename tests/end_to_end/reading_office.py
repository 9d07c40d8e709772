"""At the back office: one request from its first day to its appointment, and the log."""

from __future__ import annotations

from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.ui.appointments.place import AppointmentsPlace
from desktop.ui.log import LogPlace
from desktop.ui.requests.place import RequestsPlace
from tests.end_to_end.reading import Reading
from tests.end_to_end.reading_appointments import an_appointment
from tests.end_to_end.reading_approver import an_approver
from tests.end_to_end.reading_officer import finds, takes_a_request
from tests.end_to_end.reading_preparing import prepares
from tests.end_to_end.reading_recordings import brings_in


def in_the_office(reading: Reading) -> None:
    """Walk the work of each of the office's people, one after another."""
    hands = reading.hands
    with reading.station("requests"):
        hands.sign_in("officer", DEMO_PASSWORD)
        reading.hears("Today is ")
    place = hands.shell.places["requests"]
    assert isinstance(place, RequestsPlace)
    reference = takes_a_request(reading, place)
    finds(reading, place, reference)
    prepares(reading, place)
    hands.sign_out()
    an_approver(reading, reference)
    _is_invited(reading, reference)
    _administrator(reading)


def _is_invited(reading: Reading, reference: str) -> None:
    hands = reading.hands
    hands.sign_in("officer", DEMO_PASSWORD)
    with reading.station("appointments"):
        hands.shell.go("appointments")
        reading.hears("^Week of")
    place = hands.shell.places["appointments"]
    assert isinstance(place, AppointmentsPlace)
    an_appointment(reading, place, reference)
    brings_in(reading)
    hands.sign_out()


def _administrator(reading: Reading) -> None:
    hands = reading.hands
    with reading.station("people"):
        hands.sign_in("administrator", DEMO_PASSWORD)
        reading.hears(" people")
    with reading.station("policies"):
        hands.shell.go("policies")
        reading.hears("Every PC of the office uses these")
    with reading.station("log"):
        hands.shell.go("log")
        reading.hears("The log has ")
    place = hands.shell.places["log"]
    assert isinstance(place, LogPlace)
    hands.until("the log's size", lambda: not hands.screens.tasks.busy)
    with reading.station("verified"):
        hands.press(place.page.primary)
        reading.hears("unchanged since")
    hands.sign_out()

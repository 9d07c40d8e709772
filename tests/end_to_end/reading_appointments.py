"""An information officer invites the person to an appointment."""

from __future__ import annotations

from desktop.ui.appointments.place import AppointmentsPlace
from tests.end_to_end.reading import Reading


def an_appointment(reading: Reading, place: AppointmentsPlace, reference: str) -> None:
    """Walk from the calendar to the letter."""
    hands, pane = reading.hands, place.list_page.pane
    hands.until("the calendar", lambda: not hands.screens.tasks.busy)
    with reading.station("next week"):
        hands.press(place.list_page.after)
        reading.hears("^Week of")
    with reading.station("calendar"):
        reading.focus(place.list_page.before, "Earlier: the week before")
        reading.focus(pane.shown, "free for")
    with reading.station("whom"):
        hands.press(place.list_page.primary)
        reading.hears("Who do you want to invite")
        hands.until("whom to invite", place.choose_page.isVisible)
    with reading.station("booking"):
        reading.opens(place.choose_page.table.view, reference)
        reading.hears("Invite: ")
    hands.until("the slots", lambda: place.booking.isVisible())
    with reading.station("booked"):
        hands.press(place.booking.primary)
        reading.hears("Booked: ")
    with reading.station("letter"):
        hands.press(place.page.primary)
        reading.hears("^Invitation SAR-")
        hands.until("the letter", place.letters.isVisible)

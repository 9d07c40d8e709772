"""An information officer takes a request, and finds its recording."""

from __future__ import annotations

from datetime import timedelta

from desktop.showcase.demo import demo_calls
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.requests.request_fields import IN, THEMSELF
from tests.end_to_end.reading import Reading

CALL = 1
"""The requested call of the demo office: one with a proposal."""


def takes_a_request(reading: Reading, place: RequestsPlace) -> str:
    """Take a request for the first call of the demo office; return its reference."""
    hands, form = reading.hands, place.form
    hands.until("the requests", place.list_page.table.view.isVisible)
    with reading.station("first request"):
        reading.focus(place.list_page.primary, "Take a request")
        reading.focus(place.list_page.table.view, "SAR-20")
    with reading.station("form"):
        hands.press(place.list_page.primary)
        reading.hears("Take a request[.] Ask the person")
    with reading.station("nothing typed"):
        hands.press(form.primary)
        reading.hears("There is a problem[.] Choose")
    hands.press(form.kind.options["subject_access"])
    form.came_by.set_value("letter")
    with reading.station("due"):
        assert hands.shell.desk is not None
        hands.type_date(form.received_on, hands.shell.desk.today())
        reading.hears("Due on ")
        reading.focus(form.asker.surname.input, "Surname")
    form.asker.given_names.set_value("Demo")
    hands.type_into(form.asker.surname, "Customer Spoken")
    hands.until("the name", lambda: form.asker.surname.value() == "Customer Spoken")
    form.asker.address.set_value("11 Example Street")
    hands.press(form.asker.acts.options[THEMSELF])
    hands.press(form.copy_wanted.options["no"])
    _the_call(reading, place)
    with reading.station("taken"):
        hands.press(form.primary)
        reading.hears("was taken")
        reading.hears("10 open")
    hands.until("the list", lambda: place.list_page.find_link.isVisible() and not hands.screens.tasks.busy)
    return str(place.list_page.table.view.rows_model.rows[place.list_page.table.view.currentIndex().row()].cells[0])


def _the_call(reading: Reading, place: RequestsPlace) -> None:
    call, fields, desk = demo_calls()[CALL], place.form.calls.calls[0], reading.hands.shell.desk
    assert desk is not None
    day = desk.today() - timedelta(days=call.days_ago)
    with reading.station("not a number"):
        reading.focus(fields.telephone.input, "Their telephone number in that call")
        fields.telephone.set_value("12")
        fields.time.input.setFocus()
        reading.hears("About what time")
    fields.set_values((str(day.day), str(day.month), str(day.year)), f"{call.at:%H:%M}", IN, call.number)


def finds(reading: Reading, place: RequestsPlace, reference: str) -> None:
    """Walk from the line that confirms the request, to its recording."""
    hands, page = reading.hands, place.finding
    with reading.station("finding"):
        hands.press(place.list_page.find_link)
        reading.hears("Find the recording: ")
        reading.hears("Found: ")
    hands.until("what is found", lambda: page.isVisible() and page.found.options)
    with reading.station("not chosen"):
        hands.press(page.primary)
        reading.hears("There is a problem")
    with reading.station("chosen"):
        first = next(iter(page.found.options.values()))
        reading.focus(first, "not selected radio button")
        hands.press(first)
    with reading.station("found"):
        hands.press(page.primary)
        reading.hears(f"^{reference}, ")

"""An information officer: a letter is taken, a folder imported, the copy prepared, the person invited."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.domain.requests.request import Channel
from desktop.showcase.from_intake import write_export
from desktop.ui.appointments.appointment_pages import OTHER
from desktop.ui.appointments.place import AppointmentsPlace
from desktop.ui.kit.buttons import LinkButton
from desktop.ui.recordings.place import RecordingsPlace
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.requests.request_fields import IN, THEMSELF
from tests.lab.calls import short_calls
from tests.lab.hands import LabHands

SOON = timedelta(minutes=3)


def _requests(hands: LabHands) -> RequestsPlace:
    if hands.shell.frame.rail.isVisible():
        hands.shell.go("requests")
    hands.at_rest()
    place = hands.shell.places["requests"]
    assert isinstance(place, RequestsPlace)
    return place


def take_letter(hands: LabHands, surname: str, born: list[int], days_ago: int) -> str:
    """Take what a letter asks for; return the request's reference."""
    place, desk = _requests(hands), hands.shell.desk
    assert desk is not None
    hands.press(place.list_page.primary)
    form = place.form
    hands.until("page", form.isVisible)
    hands.press(form.kind.options["subject_access"])
    form.came_by.set_value(Channel.LETTER.value)
    hands.type_date(form.received_on, desk.today() - timedelta(days=days_ago))
    hands.type_into(form.asker.given_names, "Demo")
    hands.type_into(form.asker.surname, surname)
    hands.type_date(form.asker.born, date(*born))
    form.asker.address.set_value("9 Example Street\nExampleton")
    hands.press(form.asker.acts.options[THEMSELF])
    hands.press(form.copy_wanted.options["yes"])
    call = short_calls()[0]
    day = desk.today() - timedelta(days=call.days_ago)
    form.calls.calls[0].set_values((str(day.day), str(day.month), str(day.year)), f"{call.at:%H:%M}", IN, call.number)
    hands.picture("letter-typed")
    hands.press(form.primary)
    hands.reads("was taken")
    hands.at_rest()
    hands.picture("letter-taken")
    return next(row.cells[0] for row in place.list_page.table.view.rows_model.rows if surname in row.cells[1])


def import_folder(hands: LabHands) -> str:
    """Import a telephone system's export: one call that is asked for, others, and two that are none."""
    hands.shell.go("recordings")
    place, desk = hands.shell.places["recordings"], hands.shell.desk
    assert isinstance(place, RecordingsPlace) and desk is not None
    hands.at_rest()
    with tempfile.TemporaryDirectory(prefix="listening-room-export-") as folder:
        place.choose_page.path.set_value(write_export(Path(folder), short_calls(), desk.today(), desk.office.zone))
        hands.press(place.choose_page.primary)
        hands.until("page", place.start_page.isVisible)
        hands.press(place.start_page.primary)
        hands.until("page", place.report_page.isVisible, 120)
    hands.at_rest()
    hands.picture("imported")
    return place.report_page.where()


def find(hands: LabHands, reference: str) -> None:
    """Find the recording of that request, by the link of its page."""
    place = _requests(hands)
    hands.open_row(place.list_page.table.view, reference)
    hands.until("page", lambda: place.request_page.isVisible() and place.request_page.primary.isVisible())
    hands.press(place.request_page.primary)
    page = place.finding
    hands.until("found", lambda: page.isVisible() and page.found.options)
    hands.press(next(iter(page.found.options.values())))
    hands.picture("recording-found")
    hands.press(page.primary)
    hands.until("page", place.request_page.isVisible)
    hands.at_rest()


def prepare(hands: LabHands, reference: str, password: str) -> int:
    """Open the original, mark the part about someone else, make the copy; return how many parts were marked."""
    place = _requests(hands)
    if not place.request_page.isVisible():
        hands.open_row(place.list_page.table.view, reference)
        hands.until("page", place.request_page.isVisible)
    hands.press(place.request_page.primary)
    hands.type_into(place.in_person.page.own_password, password)
    hands.press(place.in_person.page.primary)
    room = hands.until("preparing", lambda: place.preparing)
    window = hands.until("editor", lambda: room.window if room.window and room.window.page else None)
    page, bench = window.page, window.bench
    assert page is not None and bench is not None
    for part in short_calls()[0].removals:
        page.lanes.selected.emit(part.start_ms, part.end_ms)
        hands.press(page.reason.options[part.reason.value])
    marks = len(bench.editing.marks)
    hands.picture("preparing", window)
    hands.press(page.make)
    if page.problem.words:  # proposals are left to look at
        hands.press(page.make)
    hands.until("copy", lambda: room.window is None, 120)
    hands.reads("The copy is ready", seconds=30)
    hands.at_rest()
    hands.picture("prepared")
    return marks


def invite(hands: LabHands, reference: str, desk: str, letter: str) -> str:
    """Book an appointment in a few minutes at that desk, and save the invitation; return what is booked."""
    hands.shell.go("appointments")
    place = hands.shell.places["appointments"]
    assert isinstance(place, AppointmentsPlace)
    hands.at_rest()
    hands.press(place.list_page.primary)
    hands.until("page", place.choose_page.isVisible)
    hands.open_row(place.choose_page.table.view, reference)
    page = place.booking
    hands.until("page", page.isVisible)
    hands.at_rest()
    _book(hands, place, desk)
    hands.until("page", place.page.isVisible)
    hands.at_rest()
    hands.picture("booked")
    said = place.page.where()
    hands.press(place.page.primary)
    hands.until("page", place.letters.isVisible)
    hands.picture("invitation")
    links = place.letters.findChildren(LinkButton)
    link = next(each for each in links if "PDF" in each.text())
    with hands.in_dialog(Path(letter)):
        hands.press(link)
    hands.until("letter", Path(letter).exists)
    hands.at_rest()
    return said


def _book(hands: LabHands, place: AppointmentsPlace, desk: str) -> None:
    page, here = place.booking, hands.shell.desk
    assert here is not None
    zone = ZoneInfo(str(here.office.zone))
    starts = datetime.now(zone) + SOON
    while starts.fold:  # an hour that comes twice: what is typed is its first time, which has passed
        starts += SOON
    hands.press(page.slot.options[OTHER])
    hands.type_date(page.on, starts.date())
    hands.type_into(page.time, f"{starts:%H:%M}")
    chosen = next((key for key, option in page.desk.options.items() if desk in option.text()), "")
    if page.desk.isVisible():
        hands.press(page.desk.options[chosen])
    hands.press(page.primary)
    hands.until("booked", lambda: place.page.isVisible() or page.meant.isVisible())
    if not place.page.isVisible():
        hands.picture("booking-out-of-hours")
        hands.press(page.meant.options["meant"])
        hands.press(page.primary)

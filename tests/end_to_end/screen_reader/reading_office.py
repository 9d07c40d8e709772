"""At the back office: one request from its first day to its appointment, an import, and the log."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt

from desktop.application.ports.sound import FASTEST
from desktop.domain.recordings.sources import Column
from desktop.showcase.demo import demo_calls
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.showcase.from_intake import write_export
from desktop.ui.appointments.place import AppointmentsPlace
from desktop.ui.copies.preparing.workbench import PreparingWindow
from desktop.ui.decisions.place import DecisionsPlace
from desktop.ui.log import LogPlace
from desktop.ui.recordings.place import RecordingsPlace
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.requests.request_fields import IN, THEMSELF
from tests.end_to_end.screen_reader.reading import CTRL, SHIFT, Reading


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


# Taking a request, and finding its recording


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
    _types_the_call(reading, place)
    with reading.station("taken"):
        hands.press(form.primary)
        reading.hears("was taken")
        reading.hears("10 open")
    hands.until("the list", lambda: place.list_page.find_link.isVisible() and not hands.screens.tasks.busy)
    return str(place.list_page.table.view.rows_model.rows[place.list_page.table.view.currentIndex().row()].cells[0])


def _types_the_call(reading: Reading, place: RequestsPlace) -> None:
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


# Preparing the copy


FIRST_MS, LENGTH = 22_000, 5


def prepares(reading: Reading, place: RequestsPlace) -> None:
    """Mark a part, and make the copy."""
    hands = reading.hands
    with reading.station("preparing"):
        hands.press(place.request_page.primary)
        reading.hears("^Open the original: ")
        place.in_person.own_password.input.setText(DEMO_PASSWORD)
        hands.press(place.in_person.primary)
        reading.hears("^Prepare the copy: ")
        room = hands.until("the room", lambda: place.preparing)
        window = hands.until("the editor", lambda: room.window if room.window and room.window.page else None)
        reading.hears("Select what must not be heard")
        reading.hears("3 proposals")
    assert window.page is not None
    with reading.station("waveform"):
        reading.focus(window.page.play, "Play")
        reading.focus(window.page.lanes, "The call")
    _marks(reading, window)
    _proposals(reading, window)
    _plays(reading, window)
    _parts(reading, window)
    with reading.station("made"):
        hands.press(window.page.make)
        if window.page.problem.words:  # proposals are left to look at
            reading.hears("not been looked at")
            hands.press(window.page.make)
        reading.hears("The copy is ready")


def _marks(reading: Reading, window: PreparingWindow) -> None:
    page, bench = window.page, window.bench
    assert page is not None and bench is not None
    bench.sounding.seek(FIRST_MS)
    with reading.station("goes"):
        reading.key(window, Qt.Key.Key_Right)
        reading.hears("23 s")
    with reading.station("selects"):
        for _ in range(LENGTH):
            reading.key(window, Qt.Key.Key_Right, SHIFT)
        reading.hears("selected 5 s")
    with reading.station("no reason"):
        reading.key(window, Qt.Key.Key_R)
        reading.hears("Choose why")
        reading.hears("Why it must not be heard: About")
    with reading.station("removes"):
        page.lanes.setFocus()
        reading.hears("The call")
        reading.key(window, Qt.Key.Key_1)
        reading.hears("mark 1 of 1")
    with reading.station("nudges"):
        reading.key(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
        reading.hears("4[.]99")
    with reading.station("undoes"):
        reading.key(window, Qt.Key.Key_Z, CTRL)
        reading.hears("5 s")
    with reading.station("zooms"):
        reading.key(window, Qt.Key.Key_Plus)
        reading.hears("Shown: ")
        reading.focus(page.zoom.middle, "Zoom")
        page.lanes.setFocus()
        reading.hears("The call")


def _proposals(reading: Reading, window: PreparingWindow) -> None:
    page, bench = window.page, window.bench
    assert page is not None and bench is not None
    with reading.station("proposal"):
        reading.key(window, Qt.Key.Key_N)
        reading.hears(bench.proposals[0].words)
    with reading.station("dismissed"):
        reading.key(window, Qt.Key.Key_D)
        reading.hears("Dismissed")


def _plays(reading: Reading, window: PreparingWindow) -> None:
    page, bench, shell = window.page, window.bench, reading.hands.shell
    assert page is not None and bench is not None
    page.lanes.setFocus()
    bench.sounding.seek(FIRST_MS)
    with reading.station("playing there"):
        shell.banner.set_parts("Said behind the room.")
        reading.key(window, Qt.Key.Key_Space)
        reading.until("sound", lambda: bench.sounding.playing)
        reading.until("a while", lambda: bench.sounding.ms > 24_000)
        reading.key(window, Qt.Key.Key_Right)
        reading.hears(r"^2\d([.]\d+)? s, selected ")
        reading.focus(page.play, "Pause")
        page.lanes.setFocus()
        reading.key(window, Qt.Key.Key_Space)
        reading.hears("Stopped at")
    shell.banner.set_parts()


def _parts(reading: Reading, window: PreparingWindow) -> None:
    page, bench = window.page, window.bench
    assert page is not None and bench is not None
    with reading.station("marks"):
        reading.focus(page.marks.rows, "About another person")
    with reading.station("speed"):
        page.lanes.setFocus()
        reading.key(window, Qt.Key.Key_BracketLeft)
        reading.hears("Speed: 75%")


# Deciding


def an_approver(reading: Reading, reference: str) -> None:
    """Walk from the list to the decision."""
    hands = reading.hands
    with reading.station("decisions"):
        hands.sign_in("approver", DEMO_PASSWORD)
        reading.hears("3 requests are waiting for your decision")
    place = hands.shell.places["decisions"]
    assert isinstance(place, DecisionsPlace)
    with reading.station("internal"):
        reading.opens(place.list_page.table.view, "INT")
        reading.hears("^Decide on ")
    with reading.station("original"):
        hands.press(place.page.hearing.original)
        reading.hears("^Open the original: ")
        reading.hears("Your password")
        place.in_person.own_password.input.setText(DEMO_PASSWORD)
        hands.press(place.in_person.primary)
        window = hands.until("the window", lambda: place.hearings.window)
        reading.hears("Space plays and pauses")
    with reading.station("original shut"):
        hands.key(window, Qt.Key.Key_Escape)
        reading.hears("Hear the original")
    hands.press(place.page.back_link)
    with reading.station("decision"):
        reading.opens(place.list_page.table.view, reference)
        reading.hears("^Decide on ")
    with reading.station("removed parts"):
        reading.focus(place.page.parts.buttons[0], "Play around part 1: About another person")
    _hears(reading, place)
    _decides(reading, place)
    hands.sign_out()


def _hears(reading: Reading, place: DecisionsPlace) -> None:
    hands = reading.hands
    with reading.station("copy"):
        hands.press(place.page.hearing.copy)
        window = hands.until("the window", lambda: place.hearings.window)
        reading.hears("Space plays and pauses")
    with reading.station("speed of the copy"):
        window.control.set_rate(FASTEST)
        reading.hears("^Speed: ")
    with reading.station("playing the copy"):
        hands.shell.banner.set_parts("Said behind the copy.")
        reading.key(window, Qt.Key.Key_Right, CTRL)
        reading.hears("A part is removed here")
        reading.focus(window.panel.waveform, "The copy")
        reading.hears("That was the part")
    with reading.station("stopped copy"):
        reading.key(window, Qt.Key.Key_Space)
        reading.until("sound", lambda: window.control.playing)
        reading.key(window, Qt.Key.Key_Space)
        reading.hears("^Stopped at")
    with reading.station("part button"):
        reading.focus(window.panel.parts[0], "Hear around")
    with reading.station("copy shut"):
        hands.key(window, Qt.Key.Key_Escape)
        reading.hears("You have heard")
    hands.shell.banner.set_parts()


def _decides(reading: Reading, place: DecisionsPlace) -> None:
    hands, page = reading.hands, place.page
    with reading.station("nothing decided"):
        hands.press(page.primary)
        reading.hears("There is a problem")
    hands.press(page.weighing.fields["information"].options["all_removed"])
    with reading.station("approves"):
        hands.press(page.choice.options["approve"])
        reading.focus(page.primary, "Approve until")
    with reading.station("own password"):
        reading.focus(page.own_password.input, "Your password")
        page.own_password.input.setText(DEMO_PASSWORD)
    with reading.station("unheard"):
        hands.press(page.primary)
        reading.hears("You have not heard all of this copy")
    hands.press(page.unheard.known.options["known"])
    with reading.station("approved"):
        hands.press(page.primary)
        reading.hears("is approved")
        reading.hears("2 requests are waiting")


# Inviting


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


# Importing


def brings_in(reading: Reading) -> None:
    """Walk from the place to the report."""
    hands = reading.hands
    with reading.station("recordings"):
        hands.shell.go("recordings")
        reading.hears("Import recordings[.] Say where they are[.]")
    place = hands.shell.places["recordings"]
    assert isinstance(place, RecordingsPlace) and hands.shell.desk is not None
    with tempfile.TemporaryDirectory(prefix="listening-room-export-") as folder:
        desk = hands.shell.desk
        export = write_export(Path(folder), demo_calls(), desk.today(), desk.office.zone)
        (export / "calls.csv").write_text("Start,Sound\n24/11/2026 14:30,a.wav\n", "utf-8")
        place.choose_page.path.set_value(export)
        with reading.station("looked through"):
            hands.press(place.choose_page.primary)
            reading.hears("files in ")
        hands.until("the second page", place.start_page.isVisible)
        _columns(reading, place)
        with reading.station("brought in"):
            hands.press(place.start_page.primary)
            reading.hears("Import report[.]")
            reading.hears("Some files were refused")


def _columns(reading: Reading, place: RecordingsPlace) -> None:
    """Say what the columns of a table are, hear how they are read, and go back."""
    page = place.columns.columns_page
    with reading.station("columns"):
        reading.hands.press(place.start_page.columns)
        reading.hears("What the columns are[.] calls.csv has the columns Start, Sound[.]")
        reading.hears("When the call began")
    with reading.station("another column"):
        page.columns[Column.STARTED].set_value("Start")
        page.columns[Column.STARTED].edited.emit()
        page.columns[Column.MEDIA].focus_target().setFocus()
        reading.hears("The recording’s file")
    with reading.station("column chosen"):
        started, media = (page.columns[each].focus_target() for each in (Column.STARTED, Column.MEDIA))
        reading.comes_back(started, media, "Read as: 24 November 2026, 14:30:00")
    page.back.emit()
    reading.hands.until("the second page", place.start_page.isVisible)

"""From a request to its recording, as an information officer sees it; a mistyped call is changed, and searched for at
once; whoever asks is corrected on a page of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from PySide6.QtCore import Qt

from desktop.application.recordings.finding import MOST
from desktop.application.recordings.importing import facts_of as imported_facts
from desktop.application.requests.intake import TakeRequest, take_request
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.office.people import Role
from desktop.domain.recordings.finding import Left, Step
from desktop.domain.requests.request import WITHHELD, Asker, Call, Channel, Request, Status
from desktop.domain.shared.ids import RecordingId, RequestId, new_id
from desktop.domain.shared.kinds import Kind
from desktop.ui.requests.intake import AskerPage, FindingPage, about_search, choice_of, looked_for
from desktop.ui.requests.place import RequestsPlace
from tests.support.listing import listed
from tests.support.offices.conducted import Course
from tests.ui.requests.panels import make, open_one
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on
from tests.ui.staff import Staff

NUMBER, NORMAL = "01632 960 799", "+441632960799"
OFFICER = Role.INFORMATION_OFFICER


def call_at(staff: Staff) -> datetime:
    """Return half past two in the afternoon, three weeks ago."""
    return staff.clock.now().replace(hour=14, minute=30) - timedelta(days=21)


def taken(
    staff: Staff,
    number: str = NUMBER,
    at: datetime | None = None,
    outbound: bool = False,
    received_on: date | None = None,
) -> RequestId:
    desk = staff.desk
    command = TakeRequest(
        actor=staff.actor(OFFICER),
        kind=Kind.SUBJECT_ACCESS,
        asker=Asker("Quillon", "Testperson", None, "17 Nowhere Lane"),
        calls=(Call(at or call_at(staff), number, outbound),),
        received_on=received_on or staff.clock.now().date(),
        came_by=Channel.LETTER,
    )
    take = partial(take_request, command, uow=desk.uow(), clock=desk.clock, zone=desk.office.zone)
    requests = take(rules=desk.deadline_rules, keeping=desk.keeping, numbers=desk.numbers)
    return requests[0].id


def kept(staff: Staff, at: datetime, number: str | None = NORMAL, outbound: bool = False) -> RecordingId:
    """Return the facts of a recording that is here."""
    id = RecordingId(new_id())
    with staff.desk.uow() as uow:
        pattern = next(row.id for row in listed(uow, ["linked"]))
        recording = uow.requests.get(pattern).recording
        assert recording is not None
        known = replace(uow.recordings.get(recording), id=id, digest=new_id() * 2)
        known = replace(known, call_at=at, number=number, outbound=outbound)
        uow.recordings.add(known)
        facts, of = imported_facts(known, uow.offices.get().zone), {Subject.RECORDING: id}
        uow.commit(Event(EventKind.RECORDING_IMPORTED, staff.clock.now(), staff.desk.id, None, of, facts))
    return id


def find(seat: Seat, id: RequestId) -> FindingPage:
    """Open the request, and press its next action."""
    place = make(seat, OFFICER)
    place.open(id)
    seat.qtbot.waitUntil(lambda: place.stack.currentWidget() is place.request_page, timeout=20000)
    assert place.request_page.primary.isVisible() and place.request_page.primary.text() == "Find the recording"
    place.request_page.primary.click()
    seat.qtbot.waitUntil(lambda: place.finding.view is not None, timeout=20000)
    seat.settle()
    return place.finding


def press(seat: Seat, page: FindingPage) -> None:
    seat.press(page.primary)


def place_of(page: FindingPage) -> RequestsPlace:
    widget = page.parentWidget()
    while not isinstance(widget, RequestsPlace):
        assert widget is not None
        widget = widget.parentWidget()
    return widget


def stands(staff: Staff, id: RequestId) -> Request:
    with staff.desk.uow().read_only() as uow:
        return uow.requests.get(id)


def offered(page: FindingPage) -> list[tuple[str, str]]:
    return [(option.text(), option.hint) for option in page.found.options.values()]


def test_an_officer_finds_the_recording_and_says_that_it_is_the_one_with_the_keyboard_alone(seat: Seat) -> None:
    right = kept(seat.staff, call_at(seat.staff) + timedelta(minutes=3))
    kept(seat.staff, call_at(seat.staff), None)
    id = taken(seat.staff)
    page = find(seat, id)
    said = words_on(place_of(page))
    assert "Calls from 01632 960799 on Tuesday 3 November 2026, between 2:00pm and 3:00pm." in said
    assert "Searching is logged." in said and "Quillon" not in said
    assert [when.split(",")[0:2] for when, _ in offered(page)] == [
        ["Tuesday 3 November 2026", " 2:30pm"],
        ["Tuesday 3 November 2026", " 2:33pm"],
    ]
    assert [hint for _, hint in offered(page)] == [
        "They rang us, from telephony, no number",
        "They rang us, from telephony",
    ]
    press(seat, page)
    assert page.found.problem and stands(seat.staff, id).status is Status.TAKEN
    page.found.options[right].setFocus()
    seat.qtbot.keyClick(page.found.options[right], Qt.Key.Key_Space)
    seat.qtbot.keyClick(page.found.options[right], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    found = stands(seat.staff, id)
    assert (found.recording, found.status) == (right, Status.LINKED)
    place = place_of(page)
    seat.qtbot.waitUntil(lambda: place.stack.currentWidget() is place.request_page)
    seat.qtbot.waitUntil(lambda: place.request_page.primary.text() == "Prepare the copy")


def test_where_nothing_is_found_one_looks_further_step_by_step(seat: Seat) -> None:
    later = kept(seat.staff, call_at(seat.staff) + timedelta(days=5))
    page = find(seat, taken(seat.staff))
    said = [page.primary.text()]
    when = []
    for _ in range(3):
        assert page.nothing.words == "Nothing was found." and not page.found.isVisible()
        assert "Not yet protected" in page.unprotected.words and "under Recordings" in page.unprotected.words
        press(seat, page)
        said.append(page.primary.text())
        when.append(page._lead.words.partition("960799 ")[2].partition(".")[0])
    assert said == [
        "Widen the search: the whole day",
        "Widen the search: a day either side",
        "Widen the search: a week either side",
        "This is the recording",
    ]
    assert when == [
        "on Tuesday 3 November 2026",
        "from Monday 2 November 2026 to Wednesday 4 November 2026",
        "from Tuesday 27 October 2026 to Tuesday 10 November 2026",
    ]
    assert list(page.found.options) == [later] and not page.further.isVisible()
    seat.press(page.closer)
    assert page.view is not None and page.view.step is Step.DAY_EITHER_SIDE and page.view.nothing


def to_the_widest(seat: Seat, page: FindingPage) -> None:
    while page.view is not None and page.view.wider is not None:
        press(seat, page)
    seat.qtbot.waitUntil(lambda: "What happened to the recording" in words_on(place_of(page)))


def test_it_is_no_longer_available_when_its_time_is_over(seat: Seat) -> None:
    id = taken(seat.staff, at=datetime(2026, 5, 3, 10, tzinfo=seat.staff.desk.office.zone))
    page = find(seat, id)
    to_the_widest(seat, page)
    said = words_on(place_of(page))
    assert "telephony: kept for 6 months from the date of the call. That ended on 3 November 2026." in said
    assert page.not_left.looked_in is None and page.primary.text() == "It is no longer available"
    assert page.view is not None
    (system,) = page.view.systems
    deleted = replace(system, left=Left.SYSTEM_DELETED, since=date(2026, 12, 4), after_request=True)
    page.show_found(replace(page.view, systems=(deleted,)))
    said = "The telephone system deletes after 90 days: for this call, on 4 December 2026."
    seat.qtbot.waitUntil(lambda: said in words_on(place_of(page)))
    assert "Tell Information Governance" in words_on(place_of(page))
    press(seat, page)
    assert stands(seat.staff, id).status is Status.REFUSED
    place = place_of(page)
    seat.qtbot.waitUntil(lambda: place.stack.currentWidget() is place.request_page)
    # The next action is to tell the person.
    assert place.request_page.primary.text() == "Make the letter: no longer available"


def test_first_somebody_looks_where_it_may_still_be(seat: Seat) -> None:
    id = taken(seat.staff)
    page = find(seat, id)
    to_the_widest(seat, page)
    assert "it may still be in the telephone system" in words_on(place_of(page))
    press(seat, page)
    ticks = page.not_left.looked_in
    assert ticks is not None and "tick that you did" in ticks.problem
    assert stands(seat.staff, id).status is Status.TAKEN and page.primary.isEnabled()
    ticks.options["telephony"].click()
    press(seat, page)
    assert stands(seat.staff, id).status is Status.REFUSED


def test_what_is_looked_for_and_what_the_search_cannot_do_is_said(seat: Seat) -> None:
    right = kept(seat.staff, call_at(seat.staff))
    page = find(seat, taken(seat.staff))
    view, desk = page.view, seat.staff.desk
    assert view is not None
    when = "on Tuesday 3 November 2026, between 2:00pm and 3:00pm."
    for number, outbound, said in (
        (WITHHELD, False, "Calls from a withheld number"),
        ("", False, "Calls from any number"),
        ("", True, "Calls we made to any number"),
        (NORMAL, True, "Calls we made to 01632 960799"),
    ):
        call = replace(view.call, number=number, outbound=outbound)
        assert looked_for(replace(view, call=call), desk) == f"{said} {when}"
    assert about_search(view) == ""
    assert f"more than {MOST} differ only in their time" in about_search(replace(view, too_many=True))
    nameless = replace(view, call=replace(view.call, number=""), steps=(view.step,))
    assert "Without a number, the search covers only the day" in about_search(nameless)
    assert "1 recording from that time has a telephone number that" in about_search(replace(view, unread=1))
    also = replace(view.rows[0], asked_for=True)
    assert choice_of(also, view, desk).hint == "They rang us, from telephony, also part of another request"
    page.show_found(replace(nameless, rows=(), too_many=True))
    assert not page.primary.isVisible() and not page.found.isVisible() and right not in page.found.options


def test_one_that_was_chosen_wrongly_is_taken_back(seat: Seat) -> None:
    right = kept(seat.staff, call_at(seat.staff))
    id = taken(seat.staff)
    page = find(seat, id)
    page.found.options[right].click()
    press(seat, page)
    place = place_of(page)
    back = place.request_page.unlinking
    seat.qtbot.waitUntil(lambda: back.isVisible())
    seat.press(back.save)
    seat.qtbot.waitUntil(lambda: place.request_page.primary.text() == "Find the recording")
    assert not back.isVisible() and stands(seat.staff, id).recording is None


def correcting(seat: Seat, id: RequestId) -> RequestsPlace:
    """Open the page of the search, and from there the call's own."""
    page = find(seat, id)
    place = place_of(page)
    page.change.click()
    seat.settle()
    assert place.stack.currentWidget() is place.correcting
    return place


def test_what_stands_is_there_to_be_changed_and_the_search_begins_anew(seat: Seat) -> None:
    right = call_at(seat.staff)
    kept(seat.staff, right)
    id = taken(seat.staff, "01632 960 700", right + timedelta(hours=3))
    place = correcting(seat, id)
    fields = place.correcting.call
    local = (right + timedelta(hours=3)).astimezone(seat.staff.desk.office.zone)
    assert fields.day.value() == local.date() and fields.time.value() == f"{local:%H:%M}"
    assert (fields.telephone.value(), fields.direction.value()) == ("01632 960700", "in")
    fields.direction.options["other"].click()
    fields.time.set_value(f"{right.astimezone(seat.staff.desk.office.zone):%H:%M}")
    fields.telephone.set_value("01632 960 799")
    seat.press(place.correcting.primary)
    seat.qtbot.waitUntil(lambda: place.stack.currentWidget() is place.finding)
    assert (stands(seat.staff, id).call.at, stands(seat.staff, id).call.number) == (right, NORMAL)
    assert len(offered(place.finding)) == 1 and stands(seat.staff, id).call.by_somebody_else
    place.correcting.show_call(id, stands(seat.staff, id).call)
    assert fields.direction.value() == "other"


def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(seat: Seat) -> None:
    id = taken(seat.staff)
    before = stands(seat.staff, id).call
    place = correcting(seat, id)
    page = place.correcting
    page.call.time.set_value("sometime")
    page.primary.click()
    assert "That does not look like a time." in page.call.time.problem
    page.call.time.set_value("2pm")
    page.call.telephone.set_value("next door's")
    seat.press(page.primary)
    seat.qtbot.waitUntil(lambda: bool(page.call.telephone.problem))
    assert page.call.telephone.value() == "next door's" and page.primary.isEnabled()
    assert stands(seat.staff, id).call == before
    seat.back(page)
    seat.qtbot.waitUntil(lambda: place.stack.currentWidget() is place.request_page)
    assert "You opened this request." in words_on(place)


def correcting_asker(seat: Seat, reference: str) -> tuple[RequestsPlace, AskerPage]:
    """Open that request, and from there the page of who asks."""
    place = open_one(seat, reference)
    seat.qtbot.waitUntil(lambda: reference in words_on(place))
    place.request_page.correct.click()
    page = place.correcting_asker
    assert place.stack.currentWidget() is page
    return place, page


def save(seat: Seat, place: RequestsPlace) -> None:
    seat.press(place.correcting_asker.primary)
    seat.qtbot.waitUntil(lambda: place.stack.currentWidget() is place.request_page)


def test_who_asks_is_there_to_be_corrected_and_an_approval_waits_for_another_decision(seat: Seat) -> None:
    place, page = correcting_asker(seat, "SAR-2026-0002")
    view = place.request_page.view
    assert view is not None and view.row.status is Status.APPROVED
    assert "ends the approval" in page.told.words
    fields, asker = page.asker, view.request.asker
    assert fields.asker() == asker and fields.given_names.focus_target().hasFocus()
    assert not fields.acts.isVisible(), "who acts for them is named on the request's own page"
    fields.surname.set_value("Otherwise")
    fields.born.set_value(date(1971, 2, 3))
    save(seat, place)
    request = stands(seat.staff, view.row.id)
    assert request.asker == replace(asker, surname="Otherwise", born=date(1971, 2, 3))
    assert request.status is Status.PREPARED
    assert "corrected after the approval" in place.request_page.returned.words
    assert "Decision" not in place.request_page.sheet.asked.values(), "it does not stand any more"


def test_once_identity_is_confirmed_only_how_to_reach_them_is_asked_for(seat: Seat) -> None:
    seat.staff.conduct(0, Course(copy_wanted=False))
    place, page = correcting_asker(seat, "SAR-2026-0001")
    fields = page.asker
    assert "can’t be changed now" in page.told.words
    assert not any(field.isVisible() for field in (fields.given_names, fields.surname, fields.born))
    assert fields.address.focus_target().hasFocus()
    fields.contact.set_value("By letter only.")
    save(seat, place)
    assert place.request_page.sheet.asked.values()["Reaching them"] == "By letter only."

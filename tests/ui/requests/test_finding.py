"""From a request to its recording, as an information officer sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.application.recordings.finding import MOST
from desktop.application.recordings.importing import facts_of as imported_facts
from desktop.application.requests.intake import TakeRequest, take_request
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.office.people import Role
from desktop.domain.recordings.finding import Step
from desktop.domain.requests.request import WITHHELD, Asker, Call, Channel, Request, Status
from desktop.domain.shared.ids import RecordingId, RequestId, new_id
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.ui.requests.finding import FindingPage, looked_for
from desktop.ui.requests.place import RequestsPlace
from tests.support.listing import listed
from tests.ui.requests.panels import make
from tests.ui.sessions.counter import words_on
from tests.ui.staff import Staff, settle

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


def find(qtbot: QtBot, staff: Staff, id: RequestId) -> FindingPage:
    """Open the request, and press its next action."""
    place = make(qtbot, staff, OFFICER)
    place.open(id)
    qtbot.waitUntil(lambda: place.stack.currentWidget() is place.request_page, timeout=20000)
    assert place.request_page.primary.isVisible() and place.request_page.primary.text() == "Find the recording"
    place.request_page.primary.click()
    qtbot.waitUntil(lambda: place.finding.view is not None, timeout=20000)
    settle(qtbot, staff)
    return place.finding


def press(qtbot: QtBot, staff: Staff, page: FindingPage) -> None:
    page.primary.click()
    settle(qtbot, staff)


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


def test_an_officer_finds_the_recording_and_says_that_it_is_the_one(qtbot: QtBot, staff: Staff) -> None:
    right = kept(staff, call_at(staff) + timedelta(minutes=3))
    kept(staff, call_at(staff), None)
    id = taken(staff)
    page = find(qtbot, staff, id)
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
    press(qtbot, staff, page)
    assert page.found.problem and stands(staff, id).status is Status.TAKEN
    page.found.options[right].click()
    press(qtbot, staff, page)
    found = stands(staff, id)
    assert (found.recording, found.status) == (right, Status.LINKED)
    place = place_of(page)
    qtbot.waitUntil(lambda: place.stack.currentWidget() is place.request_page)
    qtbot.waitUntil(lambda: place.request_page.primary.text() == "Prepare the copy")


def test_it_is_all_done_with_the_keyboard(qtbot: QtBot, staff: Staff) -> None:
    right = kept(staff, call_at(staff))
    id = taken(staff)
    page = find(qtbot, staff, id)
    qtbot.waitUntil(lambda: page.found.options[right].hasFocus())
    qtbot.keyClick(page.found.options[right], Qt.Key.Key_Space)
    qtbot.keyClick(page.found.options[right], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, staff)
    assert stands(staff, id).recording == right


def test_where_nothing_is_found_one_looks_further_step_by_step(qtbot: QtBot, staff: Staff) -> None:
    later = kept(staff, call_at(staff) + timedelta(days=5))
    page = find(qtbot, staff, taken(staff))
    said = [page.primary.text()]
    when = []
    for _ in range(3):
        assert page.nothing.words == "Nothing was found." and not page.found.isVisible()
        assert "Not yet protected" in page.unprotected.words and "under Recordings" in page.unprotected.words
        press(qtbot, staff, page)
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
    page.closer.click()
    settle(qtbot, staff)
    assert page.view is not None and page.view.step is Step.DAY_EITHER_SIDE and page.view.nothing


def test_beside_what_was_found_one_can_look_further(qtbot: QtBot, staff: Staff) -> None:
    kept(staff, call_at(staff)), kept(staff, call_at(staff) + timedelta(hours=3))
    page = find(qtbot, staff, taken(staff))
    assert page.further.isVisible() and page.further.text() == "Widen the search: the whole day"
    page.further.click()
    settle(qtbot, staff)
    assert len(offered(page)) == 2


def to_the_widest(qtbot: QtBot, staff: Staff, page: FindingPage) -> None:
    while page.view is not None and page.view.wider is not None:
        press(qtbot, staff, page)
    qtbot.waitUntil(lambda: "What happened to the recording" in words_on(place_of(page)))


def test_it_is_no_longer_available_when_its_time_is_over(qtbot: QtBot, staff: Staff) -> None:
    id = taken(staff, at=datetime(2026, 5, 3, 10, tzinfo=staff.desk.office.zone))
    page = find(qtbot, staff, id)
    to_the_widest(qtbot, staff, page)
    said = words_on(place_of(page))
    assert "telephony: kept for 6 months from the date of the call. That ended on 3 November 2026." in said
    assert page.not_left.looked_in is None and page.primary.text() == "It is no longer available"
    press(qtbot, staff, page)
    assert stands(staff, id).status is Status.REFUSED
    place = place_of(page)
    qtbot.waitUntil(lambda: place.stack.currentWidget() is place.request_page)
    # The next action is to tell the person.
    assert place.request_page.primary.text() == "Make the letter: no longer available"


def test_first_somebody_looks_where_it_may_still_be(qtbot: QtBot, staff: Staff) -> None:
    id = taken(staff)
    page = find(qtbot, staff, id)
    to_the_widest(qtbot, staff, page)
    assert "it may still be in the telephone system" in words_on(place_of(page))
    press(qtbot, staff, page)
    ticks = page.not_left.looked_in
    assert ticks is not None and "tick that you did" in ticks.problem
    assert stands(staff, id).status is Status.TAKEN and page.primary.isEnabled()
    ticks.options["telephony"].click()
    press(qtbot, staff, page)
    assert stands(staff, id).status is Status.REFUSED


def test_that_it_may_have_been_lost_after_the_request_came_is_said(qtbot: QtBot, staff: Staff) -> None:
    id = taken(staff, at=staff.clock.now() - timedelta(days=80))
    staff.clock.pass_by(days=15)
    page = find(qtbot, staff, id)
    to_the_widest(qtbot, staff, page)
    said = words_on(place_of(page))
    assert "The telephone system deletes after 90 days: for this call, on 4 December 2026." in said
    assert "Tell Information Governance" in said


def test_what_is_looked_for_is_said(qtbot: QtBot, staff: Staff) -> None:
    view = find(qtbot, staff, taken(staff)).view
    assert view is not None
    for number, outbound, said in (
        (WITHHELD, False, "Calls from a withheld number"),
        ("", False, "Calls from any number"),
        ("", True, "Calls we made to any number"),
        (NORMAL, True, "Calls we made to 01632 960799"),
    ):
        call = replace(view.call, number=number, outbound=outbound)
        when = "on Tuesday 3 November 2026, between 2:00pm and 3:00pm."
        assert looked_for(replace(view, call=call), staff.desk) == f"{said} {when}"


def test_without_a_number_the_day_is_the_end_and_too_many_are_not_shown(qtbot: QtBot, staff: Staff) -> None:
    for n in range(MOST + 1):
        kept(staff, call_at(staff) + timedelta(hours=2, minutes=n))
    page = find(qtbot, staff, taken(staff, ""))
    press(qtbot, staff, page)
    assert page.view is not None and page.view.wider is None
    said = words_on(place_of(page))
    assert f"more than {MOST} differ only in their time" in said
    assert not page.primary.isVisible() and not page.found.isVisible() and page.closer.isVisible()


def test_recordings_whose_number_cannot_be_read_are_spoken_of_and_not_offered(qtbot: QtBot, staff: Staff) -> None:
    kept(staff, call_at(staff), UNREADABLE)
    page = find(qtbot, staff, taken(staff))
    assert "1 recording from that time has a telephone number that cannot be read" in words_on(place_of(page))
    assert not page.found.isVisible()


def test_a_recording_that_another_request_asks_for_is_marked(qtbot: QtBot, staff: Staff) -> None:
    right = kept(staff, call_at(staff))
    for _ in range(2):
        page = find(qtbot, staff, taken(staff))
        [(_, hint)] = offered(page)
        page.found.options[right].click()
        press(qtbot, staff, page)
    assert hint == "They rang us, from telephony, also part of another request"


def test_one_that_was_chosen_wrongly_is_taken_back(qtbot: QtBot, staff: Staff) -> None:
    right = kept(staff, call_at(staff))
    id = taken(staff)
    page = find(qtbot, staff, id)
    page.found.options[right].click()
    press(qtbot, staff, page)
    place = place_of(page)
    back = place.request_page.unlinking
    qtbot.waitUntil(lambda: back.isVisible())
    back.button.click()
    settle(qtbot, staff)
    qtbot.waitUntil(lambda: place.request_page.primary.text() == "Find the recording")
    assert not back.isVisible() and stands(staff, id).recording is None


def test_an_approver_neither_finds_nor_takes_back(qtbot: QtBot, staff: Staff) -> None:
    id = taken(staff)
    place = make(qtbot, staff, Role.APPROVER)
    place.open(id)
    qtbot.waitUntil(lambda: place.request_page.view is not None, timeout=20000)
    assert not place.request_page.primary.isVisible() and not place.request_page.unlinking.isVisible()


def test_what_came_in_meanwhile_is_told_and_one_can_go_on(qtbot: QtBot, staff: Staff) -> None:
    id = taken(staff, at=datetime(2026, 5, 3, 10, tzinfo=staff.desk.office.zone))
    page = find(qtbot, staff, id)
    to_the_widest(qtbot, staff, page)
    kept(staff, datetime(2026, 5, 3, 10, tzinfo=staff.desk.office.zone))
    press(qtbot, staff, page)
    assert [error.code for error in staff.said] == ["something_is_left"]
    staff.said.clear()
    assert page.primary.isEnabled() and stands(staff, id).status is Status.TAKEN

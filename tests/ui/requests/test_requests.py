from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from functools import wraps
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.application.requests import listing
from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.listing import presses, urgency
from desktop.domain.office.office_policy import Welsh
from desktop.domain.office.people import Role
from desktop.domain.requests.request import Answered, Authority, Channel, Language, Representative, Request, Status
from desktop.domain.sessions.needs import Need
from desktop.ui.kit.forms.date_field import read_time
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.requests.request_fields import CallFields
from desktop.ui.requests.request_words import asked_of
from desktop.words.requests import due_words
from tests.ui.accessible import name, walk
from tests.ui.requests.panels import a_row, cells, do, focus, make, open_one, rows, view_of
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on


@pytest.fixture
def place(seat: Seat) -> RequestsPlace:
    return make(seat, Role.INFORMATION_OFFICER)


def fill(place: RequestsPlace) -> None:
    """Fill in a subject access request, as an officer types it."""
    form = place.form
    form.kind.options["subject_access"].click()
    form.came_by.set_value("mail")
    form.received_on.set_value(date(2026, 11, 23))
    form.asker.given_names.set_value("Quillon")
    form.asker.surname.set_value("Testperson")
    form.asker.born.set_value(date(1971, 3, 11))
    form.asker.address.set_value("17 Nowhere Lane\nExampleton")
    form.asker.contact.set_value("By letter. Never ring.")
    form.asker.acts.options["themself"].click()
    fill_call(form.calls.calls[0])
    form.needs.set_value(("large_type", "louder"))
    form.adjustments.set_value("A seat by the door\n\nExtra time")
    form.copy_wanted.options["yes"].click()


def fill_call(call: CallFields, day: date = date(2026, 7, 14), number: str = "01632 960 733") -> None:
    call.day.set_value(day)
    call.time.set_value("2:30pm")
    call.direction.options["in"].click()
    call.telephone.set_value(number)


def problems(place: RequestsPlace) -> dict[str, str]:
    return {field.name: field.problem for field in place.form.fields() if field.problem}


def begin(place: RequestsPlace) -> None:
    place.list_page.primary.click()
    assert place.stack.currentWidget() is place.form


def test_requests_of_one_date_follow_their_numbers_and_their_calls() -> None:
    references = ["SAR-2026-0002", "SAR-2026-0002/2", "SAR-2026-0002/10", "SAR-2026-0003"]
    listed = [a_row(reference=reference) for reference in reversed(references)]
    assert [row.reference for row in sorted(listed, key=urgency)] == references


def take(seat: Seat, place: RequestsPlace) -> Request:
    before = {row.id for row in rows(seat.staff)}
    seat.press(place.form.primary)
    (row,) = [row for row in rows(seat.staff) if row.id not in before]
    with seat.staff.desk.uow().read_only() as uow:
        return uow.requests.get(row.id)


def test_a_day_of_receipt_in_the_last_year_that_there_is_has_no_due_date_and_is_refused(
    seat: Seat, place: RequestsPlace
) -> None:
    begin(place)
    fill(place)
    for box, typed in zip(place.form.received_on.boxes, ("31", "12", "9999"), strict=True):
        box.clear()
        seat.qtbot.keyClicks(box, typed)
    assert "Due on" not in words_on(place)
    place.form.submitted.emit()
    seat.settle()
    assert problems(place) == {"received_on": "Type a day, a month and a year, such as 14 8 2026."}


def test_a_refused_request_is_listed_until_the_person_is_told_and_then_when_it_is_asked_for(
    seat: Seat, place: RequestsPlace
) -> None:
    seat.staff.clock.pass_by(days=16)
    seat.refresh(place)
    (refused,) = [row for row in cells(place) if row[4].startswith("Refused")]
    assert refused[3:] == ("In 4 days, Mon 14 December", "Refused. Information officer: tell the person, and close")
    row = next(row for row in rows(seat.staff) if row.reference == refused[0])
    place.open(row.id)
    seat.settle()
    assert "The request is refused. Tell the person by then." in words_on(place)
    do(seat.staff, CloseRequest(seat.staff.actor(Role.INFORMATION_OFFICER), row.id, Answered.WITHDRAWN))
    seat.refresh(place)
    assert refused[0] not in [row[0] for row in cells(place)]
    seat.press(place.list_page.filters.options["all"])
    assert (refused[0], "14 December 2026", "Closed") in [(row[0], *row[3:]) for row in cells(place)]


def test_the_badge_counts_what_the_officer_does_next_and_not_for_others(seat: Seat) -> None:
    for role, count in ((Role.INFORMATION_OFFICER, 3), (Role.APPROVER, 0)):
        place = make(seat, role)
        with seat.qtbot.waitSignal(place.waiting) as told:
            place.refresh()
        assert told.args == [count]


def test_a_subject_access_request_is_taken_as_it_was_typed(seat: Seat, place: RequestsPlace) -> None:
    begin(place)
    fill(place)
    taken = take(seat, place)
    assert taken.asker.name == "Quillon Testperson" and taken.asker.address == "17 Nowhere Lane\nExampleton"
    assert taken.call.at.isoformat() == "2026-07-14T14:30:00+01:00" or taken.call.at.hour == 13  # British summer time
    assert taken.call.number == "+441632960733" and taken.asker.contact == "By letter. Never ring."
    assert taken.needs == (Need.LOUDER, Need.LARGE_TYPE) and taken.language is None
    assert taken.adjustments == ("A seat by the door", "Extra time") and taken.copy_wanted
    assert taken.came_by is Channel.MAIL and taken.copy_offered and taken.representative is None
    assert place.stack.currentWidget() is place.list_page
    assert f"Request {taken.reference} was taken. The answer is due on Wednesday 23 December 2026." in words_on(place)
    assert taken.reference in [found[0] for found in cells(place)]
    begin(place)
    assert place.form.asker.surname.value() == "" and place.form.kind.value() is None


def test_after_taking_the_keyboard_is_on_the_new_row_in_sight_and_its_recording_is_a_press_away(
    seat: Seat, place: RequestsPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, may_read, read = place.list_page.table.view, Event(), listing.requests
    view.setFocus()
    view.selectRow(0)

    @wraps(read)
    def slow(*asked: Any, **more: Any) -> listing.RequestsPage:
        may_read.wait(20)
        return read(*asked, **more)

    monkeypatch.setattr(listing, "requests", slow)
    place.resize(900, 420)
    begin(place)
    fill(place)
    opened: list[object] = []
    view.opened.connect(opened.append)
    place.form.primary.click()
    seat.qtbot.waitUntil(lambda: place.stack.currentWidget() is place.list_page)
    seat.qtbot.keyClick(view, Qt.Key.Key_Return)  # before the list has been read
    assert opened == [], "nobody else's is opened"
    may_read.set()
    seat.settle()
    new = next(row for row in rows(seat.staff) if row.shown_name == "Quillon Testperson")
    assert view.hasFocus() and view.current_key() == new.id
    rect, area = view.visualRect(view.currentIndex()), place.list_page._scroll.viewport()
    seat.qtbot.waitUntil(lambda: area.rect().contains(view.viewport().mapTo(area, rect.center())))
    assert place.list_page.find_link.isVisible() and place.list_page.find_link.text() == "Find the recording"
    seat.press(place.list_page.find_link)
    seat.qtbot.waitUntil(lambda: place.stack.currentWidget() is place.finding)
    assert place.finding.view is not None and place.finding.view.request == new.id
    seat.back(place.finding)
    assert place.stack.currentWidget() is place.request_page and place.request_page.view is not None
    assert place.request_page.view.row.id == new.id


def test_an_internal_request_needs_purpose_reason_and_who_listens(seat: Seat, place: RequestsPlace) -> None:
    begin(place)
    fill(place)
    form = place.form
    form.kind.options["internal"].click()
    assert form.purpose.isVisible() and not form.copy_wanted.isVisible() and not form.asker.address.isVisible()
    seat.press(form.primary)
    assert problems(place) == {
        "address": "Type their job and team.",
        "purpose": "Choose what it is for.",
        "reason": "Type the reason. An internal request needs one.",
    }
    form.asker.job.set_value("Team leader, housing repairs")
    form.purpose.set_value("complaint")
    form.reason.set_value("A complaint about how the call ended.")
    taken = take(seat, place)
    with seat.staff.desk.uow().read_only() as uow:
        reason = uow.requests.reason(taken.id)
    assert taken.reference.startswith("INT-") and reason == "A complaint about how the call ended."
    assert (taken.asker.name, taken.asker.address) == ("Quillon Testperson", "Team leader, housing repairs")
    assert taken.asker.contact == "" and taken.asker.born is None  # of a person the call is about, which was hidden


def test_the_kind_is_asked_first_and_then_an_empty_form_says_what_is_missing_at_each_field_and_loses_nothing(
    seat: Seat, place: RequestsPlace
) -> None:
    begin(place)
    form = place.form
    assert [field.name for field in form.fields()] == ["kind"]
    form.primary.click()
    assert problems(place) == {"kind": "Choose what kind of request it is."}
    form.kind.options["subject_access"].click()
    shown_now = {field.name for field in form.fields()}
    assert {"born", "address", "contact", "acts", "call_1_day", "copy_wanted"} <= shown_now
    assert not {"purpose", "representative", "authority"} & shown_now
    form.asker.given_names.set_value("Quillon")
    form.asker.born.boxes[0].setText("31")
    seat.press(form.primary)
    of_the_call = {"call_1_day", "call_1_time", "call_1_direction", "call_1_number"}
    assert set(problems(place)) == {"came_by", "received_on", "address", "born", "acts", "copy_wanted"} | of_the_call
    assert form.asker.given_names.value() == "Quillon" and form.asker.born.typed() == ("31", "", "")


def test_several_calls_are_taken_under_one_number_and_a_problem_says_in_which_it_is(
    seat: Seat, place: RequestsPlace
) -> None:
    begin(place)
    fill(place)
    calls = place.form.calls
    for day in (15, 16):
        calls.more.click()
        fill_call(calls.calls[-1], date(2026, 7, day), "withheld")
    calls.calls[1].telephone.set_value("ring me back")
    calls.calls[1].day.set_value(None)
    seat.press(place.form.primary)
    assert problems(place) == {"call_2_day": "Call 2: Type the day of the call."}
    calls.calls[1].day.set_value(date(2026, 7, 15))
    seat.press(place.form.primary)
    said = "Call 2: That does not look like a telephone number. Type it with its area code, or “withheld”."
    assert problems(place) == {"call_2_number": said}
    calls.calls[1].telephone.set_value("withheld")
    assert [call.title.words for call in calls.calls] == ["Call 1", "Call 2", "Call 3"]
    before = {row.id for row in rows(seat.staff)}
    seat.press(place.form.primary)
    taken = sorted(row.reference for row in rows(seat.staff) if row.id not in before)
    assert taken == ["SAR-2026-0009", "SAR-2026-0009/2", "SAR-2026-0009/3"]
    assert "Request SAR-2026-0009 was taken, for 3 calls." in words_on(place)
    begin(place)
    place.form.kind.options["subject_access"].click()
    assert len(calls.calls) == 1 and calls.calls[0].title.words == "The call"


def test_a_call_is_added_and_removed_with_the_keyboard_and_what_was_typed_moves_up(
    qtbot: QtBot, place: RequestsPlace
) -> None:
    begin(place)
    fill(place)
    calls = place.form.calls
    for day in (15, 16):
        focus(qtbot, calls.more)
        qtbot.keyClick(calls.more, Qt.Key.Key_Return)
        assert QApplication.focusWidget() is calls.calls[-1].day.boxes[0]
        fill_call(calls.calls[-1], date(2026, 7, day), f"01632 9607{day}")
    assert not calls.calls[0].remove.isVisible()
    labels = [field.label for field in place.form.fields()]
    assert len(labels) == len(set(labels)) and "Call 2: Who rang?" in labels
    assert all(name(at) for at in walk(place.form) if at.state().focusable)
    second = calls.calls[1].remove
    focus(qtbot, second)
    qtbot.keyClick(second, Qt.Key.Key_Return)
    assert [call.values()[0][0] for call in calls.calls] == ["14", "16"]
    assert [call.telephone.value() for call in calls.calls] == ["01632 960 733", "01632 960716"]
    assert QApplication.focusWidget() is calls.more


def test_a_number_is_looked_at_as_soon_as_it_is_typed(qtbot: QtBot, place: RequestsPlace) -> None:
    begin(place)
    place.form.kind.options["subject_access"].click()
    call = place.form.calls.calls[0]
    wrong = "That does not look like a telephone number. Type it with its area code, or “withheld”."
    for field, typed, problem in (
        (call.telephone, "01632 960 733", ""),
        (call.telephone, "withheld", ""),
        (call.telephone, "", ""),
        (call.telephone, "ring me", wrong),
        (call.time, "about ten", "That does not look like a time. Type it like 2:30pm or 14:30."),
    ):
        focus(qtbot, field.input)
        field.input.clear()
        qtbot.keyClicks(field.input, typed)
        focus(qtbot, call.day.boxes[0])
        assert field.problem == problem
        focus(qtbot, field.input)
        qtbot.keyClicks(field.input, "1")
        assert field.problem == ""


def test_who_acts_for_the_person_is_asked_with_their_authority(seat: Seat, place: RequestsPlace) -> None:
    begin(place)
    fill(place)
    asker = place.form.asker
    asker.acts.options["other"].click()
    seat.press(place.form.primary)
    assert set(problems(place)) == {"authority", "representative", "letters_to"}
    assert not asker.acting.their_address.isVisible()
    asker.acting.letters_to.options["other"].click()
    assert asker.acting.their_address.isVisible()
    asker.acting.authority.options["written_consent"].click()
    asker.acting.seen_on.set_value(date(2026, 11, 25))
    seat.press(place.form.primary)
    assert set(problems(place)) == {"representative", "seen_on", "representative_address"}
    asker.acting.their_address.set_value("2 Nowhere Lane\nExampleton")
    asker.acting.representative.set_value("Test Friend")
    asker.acting.scope.set_value("This request alone")
    asker.acting.seen_on.set_value(date(2026, 11, 23))
    taken = take(seat, place)
    found = taken.representative
    seen, lives = date(2026, 11, 23), "2 Nowhere Lane\nExampleton"
    assert found == Representative("Test Friend", Authority.WRITTEN_CONSENT, "This request alone", seen, lives)
    place.open(taken.id)
    seat.settle()
    known = place.request_page.sheet.asked.values()
    assert known["Acts for them"].splitlines() == [
        "Test Friend",
        "Written consent, seen on 23 November 2026",
        "This request alone",
        "2 Nowhere Lane",
        "Exampleton",
    ]
    assert known["Reaching them"] == "By letter. Never ring."


def test_while_one_types_the_due_date_explains_itself_and_a_childs_understanding_is_not_decided_by_age(
    qtbot: QtBot, place: RequestsPlace
) -> None:
    begin(place)
    place.form.kind.options["subject_access"].click()
    for box, text in zip(place.form.received_on.boxes, ("25", "11", "2024"), strict=True):
        qtbot.keyClicks(box, text)
    assert "Due on Friday 27 December 2024." in words_on(place)
    assert "Wednesday 25 December 2024 is a public holiday." in words_on(place)
    for box, text in zip(place.form.asker.born.boxes, ("3", "5", "2013"), strict=True):
        qtbot.keyClicks(box, text)
    assert "Check that they understand what they are asking for. Don’t decide on age alone." in words_on(place)
    place.form.asker.born.set_value(date(1971, 3, 11))
    qtbot.keyClicks(place.form.asker.born.boxes[0], " ")
    assert "Don’t decide on age alone" not in words_on(place)


def test_what_is_refused_after_somebody_has_left_the_form_is_said_there(seat: Seat, place: RequestsPlace) -> None:
    begin(place)
    fill(place)
    place.form.received_on.set_value(date(2026, 11, 25))
    place.form.primary.click()
    seat.back(place.form)
    assert place.stack.currentWidget() is place.list_page and not seat.staff.said
    place.list_page.primary.click()
    assert "in the future" in problems(place)["received_on"]
    place.form.received_on.set_value(date(2026, 11, 23))
    seat.press(place.form.primary)
    assert "was taken" in words_on(place)


def test_times_are_read_as_people_write_them() -> None:
    times = {
        "2:30pm": time(14, 30),
        "2.30 PM": time(14, 30),
        "14:30": time(14, 30),
        "1430": time(14, 30),
        "9am": time(9),
        "12am": time(0),
        "12:15 p.m.": time(12, 15),
        "noon": time(12),
    }
    nothing = dict.fromkeys(("9", "25:00", "13pm", "10:75", "about ten", ""))
    assert {text: read_time(text) for text in (*times, *nothing)} == times | nothing


def test_only_requests_that_are_not_closed_press() -> None:
    due, today = date(2026, 11, 21), date(2026, 11, 24)
    assert due_words(due, Status.TAKEN, today) == "Overdue by 3 days: 21 November 2026" and presses(
        due, Status.TAKEN, today
    )
    assert presses(due, Status.REFUSED, today)
    assert due_words(due, Status.CLOSED, today) == "21 November 2026" and not presses(due, Status.CLOSED, today)
    assert due_words(None, Status.TAKEN, today) == "No legal date" and not presses(None, Status.TAKEN, today)


def test_a_copy_that_nobody_has_offered_yet_is_said_on_the_page(seat: Seat) -> None:
    view = view_of(open_one(seat, "SAR-2026-0003"))
    later = replace(view, request=replace(view.request, copy_wanted=False, copy_offered=False, came_by=Channel.MAIL))
    said = dict(asked_of(later, seat.staff.desk.office.zone))
    assert said["Copy wanted"] == "They have not been asked: the letters offer it" and said["Came by"] == "E-mail"


def test_that_nobody_knows_the_number_is_said_and_the_page_says_what_to_do(seat: Seat, place: RequestsPlace) -> None:
    begin(place)
    assert "language" not in [field.name for field in place.form.fields()], "no letters are in Welsh"
    fill(place)
    call = place.form.calls.calls[0]
    call.unknown.click()
    assert call.telephone.value() == ""
    QTest.keyClicks(call.telephone.input, "01632 960 733")
    assert not call.unknown.isChecked() and not call.without.isVisible(), "it is known after all"
    call.telephone.set_value("")
    seat.press(place.form.primary)
    assert problems(place) == {"call_1_number": "Type the number, or tick that nobody knows it."}
    call.unknown.click()
    call.direction.options["other"].click()
    assert call.without.isVisible() and "Ask for it first" in call.without.words
    assert "at most the 25 recordings nearest to that time are held" in call.without.words
    taken = take(seat, place)
    assert taken.call.number == "" and taken.call.by_somebody_else and not taken.call.outbound
    place.open(taken.id)
    seat.settle()
    said = place.request_page.sheet.call.values()["Made from"].splitlines()
    assert said == ["not known", "Someone else rang about them"]


def test_an_office_that_writes_welsh_asks_which_language(
    seat: Seat, place: RequestsPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(seat.staff.desk), "policy", replace(seat.staff.desk.policy, welsh=Welsh.IN_WALES))
    for chosen, language in (("both", Language.BOTH), ("not_known", None)):
        begin(place)
        fill(place)
        seat.press(place.form.primary)
        assert problems(place) == {"language": "Ask, and choose which language letters should be in."}
        place.form.language.options[chosen].click()
        assert take(seat, place).language is language

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.application.requests_reading import requests
from desktop.application.views import RequestRow
from desktop.domain.deadline import due_date
from desktop.domain.people import Role
from desktop.domain.request import Request, Status
from desktop.ui.requests.due_words import due_words, explained, presses
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.requests.typed import read_time
from desktop.ui.widgets.words import Words
from tests.ui.accessible import name, walk
from tests.ui.staff import Staff, settle, shown


def make(qtbot: QtBot, staff: Staff, role: Role) -> RequestsPlace:
    made = RequestsPlace(staff.context(role))
    shown(qtbot, made)
    made.refresh()
    settle(qtbot, staff)
    return made


@pytest.fixture
def place(qtbot: QtBot, staff: Staff) -> RequestsPlace:
    return make(qtbot, staff, Role.INFORMATION_OFFICER)


def cells(place: RequestsPlace) -> list[tuple[str, ...]]:
    return [row.cells for row in place.list_page.table.view.rows_model.rows]


def words_on(place: RequestsPlace) -> str:
    return "\n".join(w.words for w in place.findChildren(Words) if w.isVisible())


def rows(staff: Staff) -> tuple[RequestRow, ...]:
    return requests(staff.at(Role.INFORMATION_OFFICER), uow=staff.desk.uow())


def request(staff: Staff, row: RequestRow) -> tuple[Request, str | None]:
    with staff.desk.uow().look() as uow:
        return uow.requests.get(row.id), uow.requests.reason(row.id)


def fill(place: RequestsPlace) -> None:
    """A subject access request, as an officer types it."""
    form = place.form
    form.kind.options["subject_access"].click()
    form.received_on.set_value(date(2026, 11, 23))
    form.given_names.set_value("Quillon")
    form.surname.set_value("Testperson")
    form.born.set_value(date(1971, 3, 11))
    form.address.set_value("17 Nowhere Lane\nExampleton")
    form.call_on.set_value(date(2026, 7, 14))
    form.call_time.set_value("2:30pm")
    form.direction.options["in"].click()
    form.number.set_value("01632 960 733")
    form.needs.set_value("Large type\n\nExtra time")
    form.copy_wanted.options["yes"].click()


def begin(qtbot: QtBot, place: RequestsPlace) -> None:
    place.list_page.primary.click()
    assert place.stack.currentWidget() is place.form


def test_the_nearest_date_comes_first_and_requests_without_one_last(place: RequestsPlace) -> None:
    assert [row[0] for row in cells(place)][-2:] == ["INT-2026-0001", "INT-2026-0002"]
    assert cells(place)[0][3] == "7 December 2026"
    assert "Refused" not in [row[4] for row in cells(place)]


def test_refused_requests_are_shown_when_they_are_asked_for(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    place.list_page.every.options["every"].click()
    settle(qtbot, staff)
    assert [row[4] for row in cells(place)].count("Refused") == 1


def test_overdue_and_due_soon_are_told_in_words_and_counted(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    staff.clock.pass_by(days=16)  # 10 December
    place.refresh()
    settle(qtbot, staff)
    due = [row[3] for row in cells(place)]
    assert due[0] == "Overdue by 3 days: 7 December 2026"
    assert "Due today: 10 December 2026" in due and "Due tomorrow: 11 December 2026" in due
    assert "8 open, 4 overdue" in words_on(place)


def test_the_badge_counts_what_the_officer_does_next_and_not_for_others(qtbot: QtBot, staff: Staff) -> None:
    for role, count in ((Role.INFORMATION_OFFICER, 2), (Role.APPROVER, 0)):
        place = make(qtbot, staff, role)
        with qtbot.waitSignal(place.waiting) as told:
            place.refresh()
        assert told.args == [count]


def test_an_approver_reads_but_does_not_take_requests(qtbot: QtBot, staff: Staff) -> None:
    place = make(qtbot, staff, Role.APPROVER)
    assert not place.list_page.primary.isVisible()
    assert len(cells(place)) == 8


def test_one_request_is_read_with_its_removed_parts_and_its_date_explained(
    qtbot: QtBot, staff: Staff, place: RequestsPlace
) -> None:
    view = place.list_page.table.view
    view.setFocus()
    at = [row[0] for row in cells(place)].index("SAR-2026-0003")
    view.selectRow(at)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    settle(qtbot, staff)
    qtbot.waitUntil(lambda: "3 Example Street" in words_on(place))
    said = words_on(place)
    assert "Request SAR-2026-0003" in said and "Demo Customer Three" in said
    assert "The answer is due on the same date next month, Monday 7 December 2026." in said
    removed = [row.cells for row in place.request_page.removed.rows.rows_model.rows]
    assert len(removed) == 2
    assert all(row[3] and row[4].startswith("part removed") for row in removed)


def test_a_subject_access_request_is_taken_as_it_was_typed(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    before = {row.id for row in rows(staff)}
    begin(qtbot, place)
    fill(place)
    place.form.primary.click()
    settle(qtbot, staff)
    (row,) = [row for row in rows(staff) if row.id not in before]
    taken, reason = request(staff, row)
    assert taken.asker.name == "Quillon Testperson" and taken.asker.address == "17 Nowhere Lane\nExampleton"
    assert taken.call.at.isoformat() == "2026-07-14T14:30:00+01:00" or taken.call.at.hour == 13  # British summer time
    assert taken.adjustments == ("Large type", "Extra time") and taken.copy_wanted and reason is None
    assert place.stack.currentWidget() is place.list_page
    assert f"{row.reference} is taken. The answer is due on Wednesday 23 December 2026." in words_on(place)
    assert row.reference in [found[0] for found in cells(place)]
    begin(qtbot, place)
    assert place.form.surname.value() == "" and place.form.kind.value() is None


def test_an_internal_request_needs_purpose_and_reason(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    begin(qtbot, place)
    fill(place)
    form = place.form
    form.kind.options["internal"].click()
    assert form.purpose.isVisible() and not form.copy_wanted.isVisible()
    form.primary.click()
    settle(qtbot, staff)
    assert form.purpose.problem == "Choose what it is for." and form.reason.problem.startswith("Type the reason.")
    form.purpose.set_value("complaint")
    form.reason.set_value("A complaint about how the call ended.")
    before = {row.id for row in rows(staff)}
    form.primary.click()
    settle(qtbot, staff)
    (row,) = [row for row in rows(staff) if row.id not in before]
    assert row.reference.startswith("INT-") and request(staff, row)[1] == "A complaint about how the call ended."


def test_an_empty_form_says_what_is_missing_at_each_field_and_loses_nothing(
    qtbot: QtBot, staff: Staff, place: RequestsPlace
) -> None:
    begin(qtbot, place)
    form = place.form
    form.given_names.set_value("Quillon")
    form.born.boxes[0].setText("31")
    form.primary.click()
    settle(qtbot, staff)
    wrong = {field.name for field in form.fields() if field.problem}
    assert wrong == {"kind", "received_on", "born", "call_on", "call_time", "direction"}
    assert form.given_names.value() == "Quillon" and form.born.typed() == ("31", "", "")


def test_what_only_the_rules_know_is_said_at_its_field_too(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    begin(qtbot, place)
    fill(place)
    place.form.address.set_value("")
    place.form.received_on.set_value(date(2026, 11, 25))
    place.form.primary.click()
    settle(qtbot, staff)
    assert {field.name for field in place.form.fields() if field.problem} == {"address", "received_on"}
    assert len(rows(staff)) == 10
    place.form.primary.click()  # it can be tried again
    settle(qtbot, staff)
    assert place.form.address.problem


def test_the_form_keeps_what_was_typed_when_somebody_looks_at_the_list(
    qtbot: QtBot, staff: Staff, place: RequestsPlace
) -> None:
    begin(qtbot, place)
    fill(place)
    place.form.back.emit()
    settle(qtbot, staff)
    place.refresh()
    settle(qtbot, staff)
    begin(qtbot, place)
    assert place.form.surname.value() == "Testperson" and place.form.call_time.value() == "2:30pm"


def test_the_due_date_explains_itself_while_one_types(qtbot: QtBot, place: RequestsPlace) -> None:
    begin(qtbot, place)
    place.form.kind.options["subject_access"].click()
    for box, text in zip(place.form.received_on.boxes, ("25", "11", "2024"), strict=True):
        qtbot.keyClicks(box, text)
    assert "Due on Friday 27 December 2024." in words_on(place)
    assert "Wednesday 25 December 2024 is a public holiday." in words_on(place)


def test_everything_in_the_form_has_a_name(qtbot: QtBot, place: RequestsPlace) -> None:
    begin(qtbot, place)
    place.form.kind.options["internal"].click()
    assert all(name(at) for at in walk(place.form) if at.state().focusable)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2:30pm", time(14, 30)),
        ("2.30 PM", time(14, 30)),
        ("14:30", time(14, 30)),
        ("1430", time(14, 30)),
        ("9am", time(9)),
        ("12am", time(0)),
        ("12:15 p.m.", time(12, 15)),
        ("noon", time(12)),
        ("9", None),
        ("25:00", None),
        ("13pm", None),
        ("10:75", None),
        ("about ten", None),
        ("", None),
    ],
)
def test_times_are_read_as_people_write_them(text: str, read: time | None) -> None:
    assert read_time(text) == read


def test_only_open_requests_press() -> None:
    due, today = date(2026, 11, 21), date(2026, 11, 24)
    assert due_words(due, Status.TAKEN, today) == "Overdue by 3 days: 21 November 2026" and presses(
        due, Status.TAKEN, today
    )
    assert due_words(due, Status.REFUSED, today) == "21 November 2026" and not presses(due, Status.REFUSED, today)
    assert due_words(None, Status.TAKEN, today) == "No legal date" and not presses(None, Status.TAKEN, today)


def test_every_step_of_a_simple_date_is_explained(staff: Staff) -> None:
    deadline = due_date(date(2026, 1, 31), staff.desk.is_holiday)
    assert explained(deadline).endswith("So it is the next working day, Monday 2 March 2026.")
    assert len(deadline.explanation) == explained(deadline).count(".")
    assert explained(replace(deadline, explanation=())) == ""

"""Changes made at another PC show by themselves, and disturb nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from desktop.application.appointments.calendar import BookAppointment, MoveAppointment
from desktop.application.copies.deciding import Decide
from desktop.application.office.accounts import Rename
from desktop.application.office.desks import ChangeDesk, Why, WithdrawDesk
from desktop.application.office.policies import ChangePolicy
from desktop.application.sessions.day_list import AskAdviser
from desktop.domain.appointments import Unusual
from desktop.domain.copies.decision import Ruling
from desktop.domain.log.events import EventKind
from desktop.domain.office.pcs import DeskKind
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.domain.shared.ids import RequestId, SessionId
from desktop.ui.appointments.place import AppointmentsPlace
from desktop.ui.decisions.place import DecisionsPlace
from desktop.ui.office.pcs_place import PcsPlace
from desktop.ui.office.people_place import PeoplePlace
from desktop.ui.office.policies_place import PoliciesPlace
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.reviews.place import ReviewsPlace
from desktop.ui.sessions.today import TodayPlace
from desktop.ui.shell.window import Shell
from desktop.words.codes import words
from tests.support.listing import listed
from tests.support.offices.conducted import Course
from tests.ui.office.test_pcs import Server
from tests.ui.sessions.counter import words_on
from tests.ui.shell.office import LONG_MS, Office
from tests.ui.told import Told

pytestmark = pytest.mark.usefixtures("told")


def rows(place: TodayPlace) -> int:
    return place.list_page.table.view.model().rowCount()


def another_pc_books(office: Office) -> None:
    starts, actor = office.staff.clock.now() + timedelta(hours=6), office.staff.actor(Role.INFORMATION_OFFICER)
    request, desk = asked_for(office, "approved"), office.staff.desk.id
    office.another_pc(BookAppointment(actor, request, desk, starts, meant=frozenset(Unusual)))


def another_pc_changes_a_policy(office: Office) -> None:
    """Let the desk lock after three idle minutes instead of five."""
    with office.staff.desk.uow().read_only() as uow:
        version, content = uow.policies.in_force()[PolicyName.OFFICE]
    content = content.replace("idle_lock_minutes = 5", "idle_lock_minutes = 3")
    by = office.staff.in_person(Role.ADMINISTRATOR)
    office.another_pc(ChangePolicy(by, PolicyName.OFFICE, content, version))
    assert office.staff.desk.policy.idle_lock_minutes == 5


def test_a_policy_that_another_pc_puts_in_force_counts_here_at_once(office: Office, told: Told) -> None:
    office.sign_in("administrator")
    another_pc_changes_a_policy(office)
    told.tell()
    office.qtbot.waitUntil(lambda: office.staff.desk.policy.idle_lock_minutes == 3, timeout=LONG_MS)
    office.settle()


def test_a_policy_that_was_changed_while_nobody_was_signed_in_counts_from_the_sign_in_on(office: Office) -> None:
    another_pc_changes_a_policy(office)
    office.sign_in("adviser")
    office.qtbot.waitUntil(lambda: office.staff.desk.policy.idle_lock_minutes == 3, timeout=LONG_MS)
    office.settle()


def soon_of(shell: Shell) -> QTimer:
    assert shell._alive is not None
    return shell._alive.soon


def test_an_appointment_booked_at_another_pc_appears(office: Office, told: Told) -> None:
    office.sign_in("adviser")
    place, before = office.place(TodayPlace), rows(office.place(TodayPlace))
    another_pc_books(office)
    assert rows(place) == before
    told.tell()
    office.qtbot.waitUntil(lambda: rows(place) == before + 1)


def test_what_is_typed_and_shown_stays_where_it_is(office: Office, told: Told) -> None:
    shell = office.shell
    office.sign_in("administrator")
    place = office.go(PeoplePlace)
    place.list_page.submitted.emit()
    box = place.act_page.shown_name.input
    box.setFocus()
    QTest.keyClicks(box, "half a na")
    another_pc_books(office)
    told.tell()
    office.qtbot.waitUntil(lambda: soon_of(shell).isActive())
    office.qtbot.waitUntil(lambda: not soon_of(shell).isActive())
    office.settle()
    QTest.keyClicks(box, "me")
    assert place.act_page.isVisible() and box.hasFocus() and box.text() == "half a name"


def test_nothing_is_read_while_the_desk_is_locked_and_it_is_afterwards(office: Office, told: Told) -> None:
    shell = office.shell
    office.sign_in("adviser")
    place, before = office.place(TodayPlace), rows(office.place(TodayPlace))
    office.lock()
    another_pc_books(office)
    told.tell()
    office.qtbot.waitUntil(lambda: soon_of(shell).isActive() and soon_of(shell).interval() > 1000)
    assert rows(place) == before and not shell.banner.words


def test_who_signs_out_is_told_nothing_more(office: Office, told: Told) -> None:
    office.sign_in("adviser")
    assert len(told.followers) == 1
    office.sign_out()
    assert told.followers == [] and told.ended == 1


def asked_for(office: Office, *statuses: str) -> RequestId:
    with office.staff.desk.uow().read_only() as uow:
        return listed(uow, list(statuses))[0].id


def count(office: Office, kind: EventKind) -> int:
    return sum(event.kind is kind for event in office.staff.events())


def read(office: Office, told: Told) -> None:
    """Tell of the change, and wait until it was read."""
    told.tell()
    office.qtbot.waitUntil(lambda: soon_of(office.shell).isActive())
    office.qtbot.waitUntil(lambda: not soon_of(office.shell).isActive())
    office.settle()


def the_request(office: Office) -> RequestsPlace:
    """Open the request that another PC is about to book an appointment for."""
    office.sign_in("officer")
    place = office.go(RequestsPlace)
    place.open(asked_for(office, "approved"))
    office.settle()
    assert place.request_page.isVisible() and place.request_page.view is not None
    return place


def appointments(place: RequestsPlace) -> int:
    assert place.request_page.view is not None
    return len(place.request_page.view.appointments)


def test_a_request_shows_the_appointments_that_another_pc_books_and_disturbs_nobody(office: Office, told: Told) -> None:
    place = the_request(office)
    page, before, opened = place.request_page, appointments(place), count(office, EventKind.REQUEST_OPENED)
    office.qtbot.waitUntil(lambda: page.takes_presses, timeout=LONG_MS)
    read(office, told)
    assert page.takes_presses and not place.later.isActive(), "nothing of it changed"
    page.back_link.setFocus()
    bar = page._scroll.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    at = bar.value()
    another_pc_books(office)
    read(office, told)
    assert appointments(place) == before + 1 and page.isVisible()
    assert page.back_link.hasFocus() and bar.value() == min(at, bar.maximum())
    assert not page.takes_presses, "a press on its way was meant for what stood there before"
    assert count(office, EventKind.REQUEST_OPENED) == opened, "it was opened once"


def test_what_is_typed_on_it_stays_and_it_is_read_afterwards_or_once_nothing_is_over_it(
    office: Office, told: Told
) -> None:
    place = the_request(office)
    page, before = place.request_page, appointments(place)
    office.qtbot.waitUntil(lambda: page.takes_presses, timeout=LONG_MS)
    page.complaints.links[-1].click()
    office.settle()
    box = page.fields()[0].focus_target()
    box.setFocus()
    QTest.keyClicks(box, "half a na")
    another_pc_books(office)
    read(office, told)
    QTest.keyClicks(box, "me")
    assert appointments(place) == before and box.hasFocus() and place.later.isActive()
    page.complaints._leave_panel()
    place._show_removals()
    office.settle()
    place.later.timeout.emit()
    assert not page.isVisible() and appointments(place) == before
    place._leave_paper()
    office.qtbot.waitUntil(lambda: appointments(place) == before + 1, timeout=LONG_MS)
    office.settle()


def test_an_appointment_shows_that_another_pc_moved_it(office: Office, told: Told) -> None:
    office.sign_in("officer")
    place = office.go(AppointmentsPlace)
    desk, row = office.staff.desk, next(each for each in office.staff.appointments() if each.session is None)
    place.open(row.id)
    office.settle()
    assert place.page.isVisible() and place.page.view is not None
    place.page.back_link.setFocus()
    later = desk.clock.now() + timedelta(hours=6)
    actor = office.staff.actor(Role.INFORMATION_OFFICER)
    command = MoveAppointment(actor, row.id, row.starts_at, desk.id, later, row.minutes, meant=frozenset(Unusual))
    office.another_pc(command)
    read(office, told)
    assert place.page.view.found.row.starts_at == later and place.page.back_link.hasFocus()


def a_review(office: Office) -> ReviewsPlace:
    office.staff.conduct(0, Course())
    office.sign_in("supervisor")
    place = office.go(ReviewsPlace)
    office.open_first(place.list_page.table)
    assert place.session_page.isVisible()
    return place


def another_pc_asks(office: Office, session: SessionId) -> None:
    supervisor = office.staff.actor(Role.SUPERVISOR)
    office.another_pc(AskAdviser(supervisor, session, "Was the second form of ID in date?"))


def test_a_review_shows_a_question_put_at_another_pc_and_keeps_the_comment(office: Office, told: Told) -> None:
    place = a_review(office)
    page, view, opened = place.session_page, place.view, count(office, EventKind.REVIEW_OPENED)
    assert view is not None
    box = page.comment.focus_target()
    box.setFocus()
    QTest.keyClicks(box, "half a na")
    another_pc_asks(office, view.session.id)
    read(office, told)
    QTest.keyClicks(box, "me")
    assert page.comment.value() == "half a name" and not page.asking.shown, "nothing moves under what is typed"
    page.comment.set_value("")
    place.follow()
    office.settle()
    assert len(page.asking.shown) == 1 and box.hasFocus()
    assert count(office, EventKind.REVIEW_OPENED) == opened, "it was opened once"


def open_decision(office: Office) -> DecisionsPlace:
    """Sign in as the approver, and open the first request that waits."""
    office.sign_in("approver")
    place = office.go(DecisionsPlace)
    office.open_first(place.list_page.table)
    return place


def test_a_decision_holds_while_an_answer_is_chosen_then_says_that_somebody_else_has_decided(
    office: Office, told: Told
) -> None:
    place = open_decision(office)
    view = place.page.view
    assert view is not None and place.page.primary.isEnabled()
    place.page.choice.options["send_back"].click()
    by, missing = office.staff.in_person(Role.APPROVER), "The end is missing"
    office.another_pc(Decide(by, view.row.id, Ruling.SEND_BACK, view.copy, words=missing, unheard_known=True))
    read(office, told)
    assert place.later.isActive() and place.page.choice.value() == "send_back"
    place.page.choice.set_value(None)
    place.later.timeout.emit()
    office.settle()
    assert not place.page.primary.isEnabled()
    assert place.page._missing.words == "Demo approver has decided on this request already."


def test_a_policy_and_a_person_that_are_open_follow(office: Office, told: Told) -> None:
    office.sign_in("administrator")
    policies = office.go(PoliciesPlace)
    policies.list_page.table.opened.emit(PolicyName.OFFICE)
    another_pc_changes_a_policy(office)
    read(office, told)
    assert "3 minutes" in {cell for row in policies.policy_page.own.view.rows_model.rows for cell in row.cells}
    people = office.go(PeoplePlace)
    someone = office.staff.person(Role.ADVISER)
    people.list_page.table.opened.emit(someone.id)
    by = office.staff.in_person(Role.ADMINISTRATOR)
    office.another_pc(Rename(by, someone, someone.sign_in_name, "Robin Adviser"))
    read(office, told)
    assert people.person_page._heading.words == "Robin Adviser"


def test_a_pc_that_is_open_shows_that_another_pc_changed_it_and_withdrew_it(shut: Office, told: Told) -> None:
    """Each time the keyboard stays where it was; in the end nothing can be done with it any more."""
    server: Any = Server()
    shut.staff.desk = replace(shut.staff.desk, pcs=server)
    shut.open()
    shut.sign_in("administrator")
    place = shut.go(PcsPlace)
    seen = next(desk for desk in place._desks.values() if desk.id != shut.staff.desk.id)
    place.list_page.table.opened.emit(seen.id)
    page = place.pc_page
    assert page.primary.isVisible() and page.change.isVisible() and "Withdrawn on" not in words_on(page)
    [back] = [each for each in page.findChildren(QAbstractButton) if each.text() == "Back to the list"]
    back.setFocus()
    read(shut, told)
    assert back.hasFocus() and page.primary.isVisible(), "nothing of it changed"
    by = shut.staff.in_person(Role.ADMINISTRATOR)
    assert seen.kind is not DeskKind.REVIEW
    shut.another_pc(ChangeDesk(by, seen, DeskKind.REVIEW))
    read(shut, told)
    assert words(DeskKind.REVIEW) in words_on(page) and page.primary.isVisible() and back.hasFocus()
    shut.another_pc(WithdrawDesk(by, replace(seen, kind=DeskKind.REVIEW), Why.LOST))
    read(shut, told)
    assert page.isVisible() and "Withdrawn on" in words_on(page) and back.hasFocus()
    assert not page.primary.isVisible() and not page.change.isVisible()
    assert not page.takes_presses, "a press on its way was meant to withdraw it"

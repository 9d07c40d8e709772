"""The supervisor's page of one session: its place, findings, checks, times; a question; a sign-off taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from desktop.application.reviews.reviewing import CheckedDocument
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.identity import Check
from desktop.ui.kit.style import Appearance, wear
from desktop.ui.reviews.place import ReviewsPlace
from desktop.ui.reviews.session_page import COMPARED, CheckedView
from desktop.ui.sessions.today import TodayPlace
from tests.ui.presses import until_taken
from tests.ui.reviews.conftest import Seat
from tests.ui.reviews.test_reviews import events, open_row, opened, sign_off, take_back
from tests.ui.sessions.counter import words_on


@pytest.fixture
def place(seat: Seat) -> ReviewsPlace:
    return seat.open(ReviewsPlace(seat.staff.context(Role.SUPERVISOR)))


def test_the_list_has_the_keyboard_on_its_first_row(seat: Seat, place: ReviewsPlace) -> None:
    view = place.list_page.table.view
    place.activateWindow()
    seat.qtbot.waitUntil(view.hasFocus)
    assert view.currentIndex().row() == 0
    search = place.list_page.search.field
    search.focus_target().setFocus()
    place.reload()  # another PC changed something: the keyboard stays where it is
    seat.settle()
    assert search.focus_target().hasFocus()


def test_a_grave_finding_fills_the_page_and_an_ordinary_session_has_one_quiet_line(
    seat: Seat, place: ReviewsPlace
) -> None:
    open_row(seat, place, 2)
    page, view = place.session_page, place.view
    assert view is not None
    findings = page.findings
    assert not findings.grave.isVisible() and not findings.serious.isVisible()
    assert findings.unusual.words == "This one is ordinary."
    found = (Exceptional.OUT_OF_HOURS, Exceptional.DISTRESS, Exceptional.LESSER_CHECK)
    page.show_review(replace(view, exceptions=found), None, "")
    QApplication.processEvents()
    assert findings.grave.isVisible() and findings.grave.width() >= page.columns.width()
    assert findings.grave.found.words == "Stopped in distress"
    assert findings.grave.found.font().pixelSize() > page.facts.font().pixelSize()
    assert findings.serious.words == "Look at this: lesser check."
    assert findings.unusual.words == "Out of the usual: outside opening hours."
    assert page.where().index("Stopped in distress") < page.where().index("outside opening hours")


def test_what_was_checked_is_a_table_that_is_read_by_its_words(seat: Seat, place: ReviewsPlace) -> None:
    open_row(seat, place, 0)
    rows = place.session_page.checked.rows
    assert rows is not None
    assert rows.rows_model.columns == ("Compared", "Passport", "Council tax bill")
    assert [row.cells for row in rows.rows_model.rows] == [
        ("Date", "in date", "recent enough"),
        ("Name", "name matches", "name matches"),
        ("Date of birth", "date of birth matches", "– not compared"),
        ("Address", "– not compared", "current address"),
    ]
    table = QAccessible.queryAccessibleInterface(rows)
    assert table.role() in (QAccessible.Role.Table, QAccessible.Role.List, QAccessible.Role.Tree)
    assert rows.accessibleName() == "What was checked on each document"


def test_each_comparison_that_is_kept_has_its_place_in_the_table(seat: Seat) -> None:
    assert {check for those in COMPARED for check in those} == set(Check)
    view = CheckedView()
    seat.qtbot.addWidget(view)
    evisa = CheckedDocument("evisa", (Check.SHARE_CODE_OPENED, Check.NAME_MATCHES, Check.BIRTH_MATCHES))
    licence = CheckedDocument("driving_licence", (Check.EXPIRY_FINE, Check.NAME_MATCHES))
    view.show_documents((evisa, licence), seat.staff.desk.id_policy)
    assert view.rows is not None
    cells = {row.cells[0]: row.cells[1:] for row in view.rows.rows_model.rows}
    assert cells["Share code"] == ("opened with their share code", "– not compared")
    view.show_documents((licence,), seat.staff.desk.id_policy)
    assert "Share code" not in {row.cells[0] for row in view.rows.rows_model.rows}


def test_a_short_check_is_said_with_what_was_shown_in_the_earlier_session(seat: Seat, place: ReviewsPlace) -> None:
    open_row(seat, place, 0)
    page, view = place.session_page, place.view
    assert view is not None
    known = replace(view.session, documents=(), shown_before=("passport", "council_tax_bill"))
    page.show_review(replace(view, session=known, documents=(), id_step_seconds=None), None, "")
    said = words_on(place) + page.facts.words
    assert "Passport + Council tax bill, shown in an earlier session: confirmed by the short check" in said
    assert "The short check was made: documents were compared in the earlier session." in said
    assert "identity not confirmed" not in said and "No document was accepted." not in said


def test_how_long_each_step_took_is_said(seat: Seat, place: ReviewsPlace) -> None:
    open_row(seat, place, 2)
    assert place.session_page.steps.words.startswith("How long it took: ID 2 min 40 s, Brief")
    assert "In all" in place.session_page.steps.words


def test_a_sign_off_is_taken_back_by_its_keys_with_its_comment_and_waits_again(seat: Seat, place: ReviewsPlace) -> None:
    open_row(seat, place, 0)
    first = opened(place)
    assert "1 of 4. 2 ordinary, 2 to look at." in words_on(place)
    place.session_page.comment.set_value("Power cut.")
    sign_off(seat, place)
    assert place.taking_back.isVisible() and place.taking_back.countdown.seconds == 10
    assert opened(place) != first and "2 of 4." in words_on(place)
    until_taken(seat.qtbot, place.taking_back.button)
    place.activateWindow()
    seat.qtbot.waitUntil(place.isActiveWindow)
    seat.qtbot.keyClick(QApplication.focusWidget() or place, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    seat.settle()
    assert opened(place) == first and place.session_page.comment.value() == "Power cut."
    assert "1 of 4." in words_on(place)
    for kind in (EventKind.REVIEW_SIGNED_OFF, EventKind.SIGN_OFF_TAKEN_BACK):
        assert events(seat.staff, kind, first) == 1
    assert not place.taking_back.offers and not place.taking_back.button.isVisible()
    sign_off(seat, place)
    assert events(seat.staff, EventKind.REVIEW_SIGNED_OFF, first) == 2


def test_whoever_needs_longer_has_as_long_as_they_chose(seat: Seat, qapp: QApplication, place: ReviewsPlace) -> None:
    wear(Appearance(undo=120))
    try:
        open_row(seat, place, 2)
        first = opened(place)
        sign_off(seat, place)
    finally:
        wear(Appearance())
    assert place.taking_back.countdown.seconds == 120
    seat.staff.clock.pass_by(seconds=119)
    place.taking_back.countdown.look()
    take_back(seat, place)
    assert events(seat.staff, EventKind.SIGN_OFF_TAKEN_BACK, first) == 1


def test_after_ten_seconds_it_is_offered_no_more_and_nothing_moves(seat: Seat, place: ReviewsPlace) -> None:
    open_row(seat, place, 2)
    sign_off(seat, place)
    line, page = place.taking_back, place.session_page
    QApplication.processEvents()
    before = page.mapToGlobal(page.rect().topLeft())
    seat.staff.clock.pass_by(seconds=11)
    line.countdown.look()
    QApplication.processEvents()
    assert not line.offers and not line.button.isVisible() and line.isVisible()
    assert page.mapToGlobal(page.rect().topLeft()) == before
    line.keys.activated.emit()
    seat.settle()
    page.back.emit()
    seat.settle()
    assert not line.isVisible()


def test_the_adviser_is_asked_and_the_answer_stands_on_the_page(seat: Seat, place: ReviewsPlace) -> None:
    open_row(seat, place, 2)
    page, id = place.session_page, opened(place)
    page.asking.ask.click()
    assert page.asking.question.isVisible()
    seat.press(page.asking.send)
    assert page.asking.question.problem == "Type what you want to ask."
    page.asking.question.set_value("Why was it short?")
    page.submitted.emit()
    assert page.asking.question.problem == "Send your question first, or delete it."
    assert events(seat.staff, EventKind.REVIEW_SIGNED_OFF, id) == 0
    seat.press(page.asking.send)
    QApplication.processEvents()
    assert "Your question is sent." in words_on(place) and "Not answered yet." in words_on(place)
    answer(seat, "They knew it already.")
    page.back.emit()
    seat.settle()
    row = next(row for row in place.list_page.table.view.rows_model.rows if row.key == id)
    assert row.cells[4] == "Ordinary\nThe adviser has answered"
    place.open(id)
    seat.settle()
    QApplication.processEvents()
    assert "Why was it short?" in words_on(place) and "They knew it already." in words_on(place)


def answer(seat: Seat, words: str) -> None:
    """Answer the one question on the adviser's own Today."""
    today = seat.open(TodayPlace(seat.staff.context(Role.ADVISER)))
    table = today.list_page.questions.table
    assert today.list_page.questions.isVisible()
    [row] = table.view.rows_model.rows
    assert row.cells[3] == "Why was it short?"
    table.opened.emit(row.key)
    page = today.answer_page
    assert today.stack.currentWidget() is page and "Why was it short?" in page.where()
    page.submitted.emit()
    seat.settle()
    assert page.answer.problem == "Type your answer."
    page.answer.set_value(words)
    page.primary.click()
    page.primary.click()
    seat.settle()
    assert today.stack.currentWidget() is today.list_page and not today.list_page.questions.isVisible()
    assert today.list_page.called_off.words == "Your answer is sent."

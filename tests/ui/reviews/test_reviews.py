"""A supervisor's list and page: order, reasons, the sign-off, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.application.ports.reading import ReviewFilter
from desktop.application.reviews import reviewing
from desktop.domain.log.events import Event, EventKind
from desktop.domain.office.people import Role
from desktop.domain.reviews.review import Exceptional
from desktop.domain.shared.ids import SessionId
from desktop.ui.reviews.place import ReviewsPlace
from tests.ui.presses import until_taken
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on
from tests.ui.staff import Staff

NEAR_ENOUGH, INTERRUPTED = 0, 1
"""Their rows."""


@pytest.fixture
def place(seat: Seat) -> ReviewsPlace:
    return seat.open(ReviewsPlace(seat.staff.context(Role.SUPERVISOR)))


def cells(place: ReviewsPlace) -> list[tuple[str, ...]]:
    return [row.cells for row in place.list_page.table.view.rows_model.rows]


def open_row(seat: Seat, place: ReviewsPlace, row: int) -> None:
    view = place.list_page.table.view
    view.setFocus()
    view.selectRow(row)
    seat.qtbot.keyClick(view, Qt.Key.Key_Return)
    seat.settle()
    assert place.stack.currentWidget() is place.session_page


def sign_off(seat: Seat, place: ReviewsPlace) -> None:
    seat.activate(place)
    seat.qtbot.waitUntil(lambda: place.session_page.takes_presses)
    seat.qtbot.keyClick(QApplication.focusWidget() or place, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    seat.settle()


def events(staff: Staff, kind: EventKind, id: SessionId) -> int:
    with staff.desk.uow().read_only() as uow:
        return sum(event.kind is kind for _, event in uow.reading.events_of(id))


def test_the_gravest_come_first_with_their_reason_then_the_oldest(qtbot: QtBot, place: ReviewsPlace) -> None:
    assert [(row[1], row[3], row[4]) for row in cells(place)] == [
        ("SAR-2026-0002", "Heard in full", "Caller check near enough"),
        ("SAR-2026-0001", "Heard in part", "Interrupted"),
        ("SAR-2026-0003", "Heard in full", "Ordinary"),
        ("SAR-2026-0001", "Did not come", "Ordinary"),
    ]
    assert "2 ordinary, 2 to look at. Most serious first, then the oldest." in words_on(place)
    with qtbot.waitSignal(place.waiting) as told:
        place.refresh()
    assert told.args == [2]


def test_why_a_session_is_looked_at_begins_with_a_capital_and_keeps_those_of_id(
    staff: Staff, place: ReviewsPlace
) -> None:
    with staff.desk.uow().read_only() as uow:
        [row] = uow.reading.reviews(ReviewFilter(), 1)
    row = replace(row, exceptions=(Exceptional.SHORT_ID_STEP, Exceptional.INTERRUPTED))
    assert place.list_page._row(row, staff.desk.today()).cells[4] == "Short ID step, interrupted"


def test_every_page_of_the_list_comes_once(seat: Seat, place: ReviewsPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = cells(place)
    monkeypatch.setattr(reviewing, "PAGE", 3)
    seat.refresh(place)
    assert cells(place) == whole[:3] and place.list_page.table.more.isVisible()
    seat.press(place.list_page.table.more)
    assert cells(place) == whole and not place.list_page.table.more.isVisible()
    seat.reload(place)
    assert cells(place) == whole, "what another PC changes takes no row away that was asked for"


def test_a_session_is_told_on_one_page(seat: Seat, place: ReviewsPlace) -> None:
    open_row(seat, place, INTERRUPTED)
    seat.qtbot.waitUntil(lambda: "Passport" in words_on(place))
    said = words_on(place)
    for words in (
        "Session: SAR-2026-0001, Tuesday 24 November 2026, 12:00pm",
        "Out of the usual: interrupted.",
        "Passport + Council tax bill",
        "confirmed in 2 min 40 s",
        "95% heard",
        "customer wants a copy too",
        "Dispute at 0:31, correction wanted",
        "The date that was given for the repair is wrong.",
    ):
        assert words in said
    happened = [line.words for line in place.session_page.beside.lines]
    assert happened[0] == "Checked in: customer and interpreter"
    assert happened[6:9] == [
        "Played 0:00 to 0:20",
        "Interrupted while listening, at 0:20",
        "Resumed after a short check",
    ]
    assert events(seat.staff, EventKind.REVIEW_OPENED, opened(place)) == 1


def opened(place: ReviewsPlace) -> SessionId:
    view = place.session_page
    assert view is place.stack.currentWidget() and place.view is not None
    return place.view.session.id


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_pressing_twice_signs_off_one_session_and_not_the_next_unseen(seat: Seat, place: ReviewsPlace, by: str) -> None:
    open_row(seat, place, 2)  # an ordinary one: it needs no comment, nor does the one that comes next
    page, first = place.session_page, opened(place)
    seat.activate(place)
    spot = until_taken(seat.qtbot, page.primary)
    press = spot.click if by == "mouse" else partial(spot.key, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    press()
    seat.qtbot.waitUntil(lambda: place.view is not None and place.view.session.id != first)
    second = opened(place)
    press()
    page.submitted.emit()  # as a screen reader's own press comes, past the window
    seat.settle()
    assert opened(place) == second
    assert [events(seat.staff, EventKind.REVIEW_SIGNED_OFF, id) for id in (first, second)] == [1, 0]


def take_back(seat: Seat, place: ReviewsPlace) -> None:
    shown_now = place.stack.currentWidget()
    assert shown_now is not None
    until_taken(seat.qtbot, shown_now)
    until_taken(seat.qtbot, place.taking_back.button).click()
    seat.settle()


def test_an_exception_needs_a_comment_and_signing_off_by_keyboard_goes_on_until_nothing_waits(
    seat: Seat, place: ReviewsPlace
) -> None:
    open_row(seat, place, INTERRUPTED)
    first, seen = opened(place), []
    sign_off(seat, place)
    assert place.session_page.comment.problem == "Type a comment. This session is one to look at."
    assert opened(place) == first and events(seat.staff, EventKind.REVIEW_SIGNED_OFF, first) == 0
    for comment in ("Power cut.", "One digit.", "", ""):
        page, id = place.session_page, opened(place)
        seen.append(id)
        page.comment.set_value(comment)
        sign_off(seat, place)
        assert events(seat.staff, EventKind.REVIEW_SIGNED_OFF, id) == 1
    assert len(set(seen)) == 4
    assert place.stack.currentWidget() is place.list_page
    assert place.list_page.banner.words == "Nothing else is waiting for you.", "the line above says what is signed off"
    assert place.list_page.none_waits.isVisible() and cells(place) == [] and place.taking_back.offers
    take_back(seat, place)
    assert opened(place) == seen[-1], "the last one is taken back from the list"


def test_what_comes_of_one_session_leaves_another_that_was_opened_meanwhile_alone(
    seat: Seat, place: ReviewsPlace
) -> None:
    open_row(seat, place, 2)
    ordinary, page = place.view, place.session_page
    assert ordinary is not None
    seat.back(page)
    open_row(seat, place, INTERRUPTED)
    interrupted, first = place.view, opened(place)
    assert interrupted is not None
    page.sign_off_wanted.emit("")
    page.asking.wanted.emit("")
    place._show_session(ordinary)
    seat.settle()
    assert not page._summary.isVisible() and not page.comment.problem and not page.asking.question.problem
    page.sign_off_wanted.emit("")
    place._show_session(interrupted)
    seat.settle()
    assert events(seat.staff, EventKind.REVIEW_SIGNED_OFF, ordinary.session.id) == 1 and place.taking_back.offers
    assert opened(place) == first, "whoever has gone on stays where they are"


def test_the_next_is_the_next_of_the_list_that_was_asked_for(seat: Seat, place: ReviewsPlace) -> None:
    place.list_page.filters.outcome.set_value("heard_in_full")
    seat.press(place.list_page.filters.show_button)
    assert [row[1] for row in cells(place)] == ["SAR-2026-0002", "SAR-2026-0003"]
    open_row(seat, place, 1)
    sign_off(seat, place)
    assert place.view is not None and place.view.session.reference == "SAR-2026-0002"  # not the one that was cut off
    place.session_page.comment.set_value("One digit.")
    sign_off(seat, place)
    assert place.stack.currentWidget() is place.list_page
    assert "Nothing else in this list is waiting for you." in words_on(place)


def test_the_comment_is_in_sight_however_much_was_noted(seat: Seat, place: ReviewsPlace) -> None:
    open_row(seat, place, INTERRUPTED)
    assert place.view is not None
    view = replace(place.view, session=replace(place.view.session, notes=place.view.session.notes * 20))
    page = place.session_page
    page.show_review(view, None, "")
    seat.qtbot.waitUntil(lambda: page.comment.visibleRegion().boundingRect().height() == page.comment.height())
    assert page.comment.input.hasFocus()


def test_going_back_keeps_the_comment_of_each_session(seat: Seat, place: ReviewsPlace) -> None:
    open_row(seat, place, INTERRUPTED)
    place.session_page.comment.set_value("Power cut on site")
    seat.back(place.session_page)
    open_row(seat, place, NEAR_ENOUGH)
    assert place.session_page.comment.value() == ""
    seat.back(place.session_page)
    open_row(seat, place, INTERRUPTED)
    assert place.session_page.comment.value() == "Power cut on site"


def test_a_row_of_what_happened_shows_its_place_and_the_other_way_round(seat: Seat, place: ReviewsPlace) -> None:
    open_row(seat, place, INTERRUPTED)
    beside = place.session_page.beside
    beside.timeline.select_key(beside.lines[6].key)
    rate = beside.heard.view.rate
    assert beside.heard._pointed == (0, 20 * rate)
    beside.heard.pointed.emit(30 * rate)
    line = next(line for line in beside.lines if line.key == beside.timeline.current_key())
    assert line.words == "Played 0:20 to 0:43"
    short = len(beside.lines)
    beside.every_link.click()
    assert place.view is not None and len(beside.lines) == len(place.view.timeline) > short


def test_a_session_that_is_signed_off_says_by_whom_and_cannot_be_signed_again(seat: Seat, place: ReviewsPlace) -> None:
    open_row(seat, place, INTERRUPTED)
    place.session_page.comment.set_value("Power cut.")
    sign_off(seat, place)
    seat.back(place.session_page)
    place.list_page.filters.signed.set_value(["also"])
    seat.press(place.list_page.filters.show_button)
    assert cells(place)[INTERRUPTED][4] == "Signed off. Interrupted"
    open_row(seat, place, INTERRUPTED)
    said = words_on(place)
    assert "Demo supervisor signed this session off" in said and "Comment: Power cut." in said
    assert not place.session_page.primary.isVisible() and not place.session_page.comment.isVisible()


def test_who_had_a_hand_in_it_is_told_why_they_cannot_sign(seat: Seat, place: ReviewsPlace) -> None:
    open_row(seat, place, INTERRUPTED)
    view = place.view
    assert view is not None
    place.session_page.show_review(replace(view, may_sign_off=False), None, "")
    assert "You ran or authorised this session" in words_on(place)
    assert not place.session_page.primary.isEnabled()


def test_filters_by_date_adviser_and_outcome(seat: Seat, place: ReviewsPlace) -> None:
    filters = place.list_page.filters
    place.list_page.fold.click()
    filters.end.boxes[0].setText("31")
    filters.show_button.click()
    assert filters.end.problem.startswith("Type a day, a month and a year") and len(cells(place)) == 4
    filters.outcome.set_value("no_show")
    filters.start.set_value(date(2026, 11, 24))
    filters.end.set_value(date(2026, 11, 24))
    filters.adviser.input.setCurrentText("Demo adviser")
    seat.press(filters.show_button)
    assert [row[3] for row in cells(place)] == ["Did not come"]
    filters.start.set_value(date(2026, 11, 25))
    filters.end.set_value(None)
    seat.press(filters.show_button)
    assert cells(place) == [] and place.list_page.none_found.isVisible() and not place.list_page.none_waits.isVisible()
    assert not place.list_page.table.isVisible()
    seat.press(filters.clear_button)
    assert len(cells(place)) == 4
    for typed, found in (("SECOND visit", 1), ("visit nowhere", 0)):
        filters.words.set_value(typed)
        seat.press(filters.show_button)
        assert len(cells(place)) == found, typed


def test_the_last_day_of_a_filter_counts_whole(staff: Staff, place: ReviewsPlace) -> None:
    filters, zone = place.list_page.filters, staff.desk.office.zone
    filters.end.set_value(date(2026, 10, 25))  # the day on which the clocks go back: 25 hours
    until = filters.value(zone).end
    assert until is not None and until.astimezone(zone).isoformat() == "2026-10-26T00:00:00+00:00"
    filters.end.set_value(None)
    assert filters.value(zone) == ReviewFilter()


def test_the_receipt_is_saved_as_a_pdf_and_the_log_says_so(
    seat: Seat, place: ReviewsPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_row(seat, place, 2)
    path = tmp_path / "receipt.pdf"
    for chosen in (None, path):
        assert events(seat.staff, EventKind.RECEIPT_SAVED, opened(place)) == 0
        monkeypatch.setattr("desktop.ui.reviews.place.choose_to_save", lambda *_, chosen=chosen: chosen)
        seat.press(place.session_page.save_link)
    assert path.read_bytes().startswith(b"%PDF")
    assert events(seat.staff, EventKind.RECEIPT_SAVED, opened(place)) == 1
    assert "The receipt is saved as receipt.pdf." in words_on(place)


def test_a_log_that_waits_for_its_anchor_is_said_above_the_list_from_the_first_day_on(
    seat: Seat, place: ReviewsPlace
) -> None:
    assert not place.list_page.lag.isVisible()
    with seat.staff.desk.uow() as uow:
        uow.commit(Event(EventKind.DESK_LOCKED, seat.staff.clock.now(), seat.staff.desk.id))
    for days, said in ((2, "The oldest event that is not anchored is 2 days old."), (6, "No session can begin.")):
        seat.staff.wait(days * 24 * 3600)
        seat.refresh(place)
        assert said in place.list_page.lag.words


def test_a_nightly_run_that_has_not_been_for_two_days_is_said_until_there_is_one(
    seat: Seat, place: ReviewsPlace
) -> None:
    def said_after(hours: int) -> bool:
        seat.staff.wait(hours * 3600)
        seat.refresh(place)
        return place.list_page.night.isVisible()

    def nightly_run() -> None:
        with seat.staff.desk.uow() as uow:
            uow.commit(Event(EventKind.RETENTION_RUN, seat.staff.clock.now(), seat.staff.desk.id), checkpoint=True)

    nightly_run()
    assert not said_after(47) and said_after(2) and "no nightly run for two days" in place.list_page.night.words
    nightly_run()
    assert not said_after(0)

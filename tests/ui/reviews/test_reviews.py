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
from desktop.application.sessions.closing import receipt_to_save
from desktop.domain.log.events import Event, EventKind
from desktop.domain.office.people import Role
from desktop.domain.reviews.review import Exceptional
from desktop.domain.shared.ids import SessionId
from desktop.ui.reviews.place import ReviewsPlace
from tests.support.conducted import Course
from tests.ui.accessible import name, walk
from tests.ui.presses import until_taken
from tests.ui.sessions.counter import words_on
from tests.ui.staff import Staff, settle, shown

NEAR_ENOUGH, INTERRUPTED = 0, 1
"""Their rows."""


@pytest.fixture
def place(qtbot: QtBot, staff: Staff) -> ReviewsPlace:
    made = ReviewsPlace(staff.context(Role.SUPERVISOR))
    shown(qtbot, made)
    made.refresh()
    settle(qtbot, staff)
    return made


def cells(place: ReviewsPlace) -> list[tuple[str, ...]]:
    return [row.cells for row in place.list_page.table.view.rows_model.rows]


def open_row(qtbot: QtBot, staff: Staff, place: ReviewsPlace, row: int) -> None:
    view = place.list_page.table.view
    view.setFocus()
    view.selectRow(row)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    settle(qtbot, staff)
    assert place.stack.currentWidget() is place.session_page


def sign_off(qtbot: QtBot, staff: Staff, place: ReviewsPlace) -> None:
    place.activateWindow()
    qtbot.waitUntil(place.isActiveWindow)
    qtbot.waitUntil(lambda: place.session_page.takes_presses)
    qtbot.keyClick(QApplication.focusWidget() or place, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, staff)


def events(staff: Staff, kind: EventKind, id: SessionId) -> int:
    with staff.desk.uow().read_only() as uow:
        return sum(event.kind is kind for _, event in uow.reading.events_of(id))


def test_the_gravest_come_first_with_their_reason_then_the_oldest(place: ReviewsPlace) -> None:
    assert [(row[1], row[3], row[4]) for row in cells(place)] == [
        ("SAR-2026-0002", "Heard in full", "Caller check near enough"),
        ("SAR-2026-0001", "Heard in part", "Interrupted"),
        ("SAR-2026-0003", "Heard in full", "Ordinary"),
        ("SAR-2026-0001", "Did not come", "Ordinary"),
    ]
    assert "2 ordinary, 2 to look at. Most serious first, then the oldest." in words_on(place)


def test_why_a_session_is_looked_at_begins_with_a_capital_and_keeps_those_of_id(
    staff: Staff, place: ReviewsPlace
) -> None:
    with staff.desk.uow().read_only() as uow:
        [row] = uow.reading.reviews(ReviewFilter(), 1)
    row = replace(row, exceptions=(Exceptional.SHORT_ID_STEP, Exceptional.INTERRUPTED))
    assert place.list_page._row(row, staff.desk.today()).cells[4] == "Short ID step, interrupted"


def test_the_badge_counts_what_is_to_be_looked_at(qtbot: QtBot, staff: Staff, place: ReviewsPlace) -> None:
    with qtbot.waitSignal(place.waiting) as told:
        place.refresh()
    assert told.args == [2]


def test_every_page_of_the_list_comes_once(
    qtbot: QtBot, staff: Staff, place: ReviewsPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = cells(place)
    monkeypatch.setattr(reviewing, "PAGE", 3)
    place.refresh()
    settle(qtbot, staff)
    assert cells(place) == whole[:3] and place.list_page.table.more.isVisible()
    place.list_page.table.more.click()
    settle(qtbot, staff)
    assert cells(place) == whole and not place.list_page.table.more.isVisible()
    place.reload()
    settle(qtbot, staff)
    assert cells(place) == whole, "what another PC changes takes no row away that was asked for"


def test_a_session_is_told_on_one_page(qtbot: QtBot, staff: Staff, place: ReviewsPlace) -> None:
    open_row(qtbot, staff, place, INTERRUPTED)
    qtbot.waitUntil(lambda: "Passport" in words_on(place))
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
    assert events(staff, EventKind.REVIEW_OPENED, opened(place)) == 1


def opened(place: ReviewsPlace) -> SessionId:
    view = place.session_page
    assert view is place.stack.currentWidget() and place.view is not None
    return place.view.session.id


def test_an_exception_needs_a_comment_and_says_so_at_the_field(qtbot: QtBot, staff: Staff, place: ReviewsPlace) -> None:
    open_row(qtbot, staff, place, INTERRUPTED)
    id = opened(place)
    sign_off(qtbot, staff, place)
    assert place.session_page.comment.problem == "Type a comment. This session is one to look at."
    assert opened(place) == id and events(staff, EventKind.REVIEW_SIGNED_OFF, id) == 0


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_pressing_twice_signs_off_one_session_and_not_the_next_unseen(
    qtbot: QtBot, staff: Staff, place: ReviewsPlace, by: str
) -> None:
    open_row(qtbot, staff, place, 2)  # an ordinary one: it needs no comment, nor does the one that comes next
    page, first = place.session_page, opened(place)
    place.activateWindow()
    qtbot.waitUntil(place.isActiveWindow)
    spot = until_taken(qtbot, page.primary)
    press = spot.click if by == "mouse" else partial(spot.key, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    press()
    qtbot.waitUntil(lambda: place.view is not None and place.view.session.id != first)
    second = opened(place)
    press()
    page.submitted.emit()  # as a screen reader's own press comes, past the window
    settle(qtbot, staff)
    assert opened(place) == second
    assert [events(staff, EventKind.REVIEW_SIGNED_OFF, id) for id in (first, second)] == [1, 0]


def test_signing_off_by_keyboard_goes_on_until_nothing_waits(qtbot: QtBot, staff: Staff, place: ReviewsPlace) -> None:
    open_row(qtbot, staff, place, INTERRUPTED)
    seen = []
    for comment in ("Power cut.", "One digit.", "", ""):
        page, id = place.session_page, opened(place)
        seen.append(id)
        page.comment.set_value(comment)
        sign_off(qtbot, staff, place)
        assert events(staff, EventKind.REVIEW_SIGNED_OFF, id) == 1
    assert len(set(seen)) == 4
    assert place.stack.currentWidget() is place.list_page
    assert "Nothing else is waiting for you." in words_on(place)
    assert place.list_page.none_waits.isVisible() and cells(place) == []


def test_the_next_is_the_next_of_the_list_that_was_asked_for(qtbot: QtBot, staff: Staff, place: ReviewsPlace) -> None:
    place.list_page.filters.outcome.set_value("heard_in_full")
    place.list_page.filters.show_button.click()
    settle(qtbot, staff)
    assert [row[1] for row in cells(place)] == ["SAR-2026-0002", "SAR-2026-0003"]
    open_row(qtbot, staff, place, 1)
    sign_off(qtbot, staff, place)
    assert place.view is not None and place.view.session.reference == "SAR-2026-0002"  # not the one that was cut off
    place.session_page.comment.set_value("One digit.")
    sign_off(qtbot, staff, place)
    assert place.stack.currentWidget() is place.list_page
    assert "Nothing else in this list is waiting for you." in words_on(place)


def test_what_waits_too_long_says_so_and_comes_with_those_to_look_at(
    qtbot: QtBot, staff: Staff, place: ReviewsPlace
) -> None:
    staff.clock.pass_by(days=10)
    place.refresh()
    settle(qtbot, staff)
    assert "0 ordinary, 4 to look at." in words_on(place)
    assert [(row[1], row[4]) for row in cells(place)][2:] == [
        ("SAR-2026-0003", "Not signed off in time"),
        ("SAR-2026-0001", "Not signed off in time"),
    ]
    open_row(qtbot, staff, place, 2)
    assert "Out of the usual: not signed off in time." in words_on(place)
    sign_off(qtbot, staff, place)
    assert place.session_page.comment.problem == "Type a comment. This session is one to look at."


def test_the_comment_is_in_sight_however_much_was_noted(qtbot: QtBot, staff: Staff, place: ReviewsPlace) -> None:
    open_row(qtbot, staff, place, INTERRUPTED)
    assert place.view is not None
    view = replace(place.view, session=replace(place.view.session, notes=place.view.session.notes * 20))
    page = place.session_page
    page.show_review(view, None, "")
    qtbot.waitUntil(lambda: page.comment.visibleRegion().boundingRect().height() == page.comment.height())
    assert page.comment.input.hasFocus()


def test_asking_twice_does_not_sign_off_the_next_one(qtbot: QtBot, staff: Staff, place: ReviewsPlace) -> None:
    open_row(qtbot, staff, place, 2)
    first = opened(place)
    until_taken(qtbot, place.session_page.primary)
    place.session_page.primary.click()
    place.session_page.primary.click()
    settle(qtbot, staff)
    assert events(staff, EventKind.REVIEW_SIGNED_OFF, first) == 1
    assert [row[4] for row in cells(place)].count("Ordinary") == 1


def test_going_back_keeps_the_comment_of_each_session(qtbot: QtBot, staff: Staff, place: ReviewsPlace) -> None:
    open_row(qtbot, staff, place, INTERRUPTED)
    place.session_page.comment.set_value("Power cut on site")
    place.session_page.back.emit()
    settle(qtbot, staff)
    open_row(qtbot, staff, place, NEAR_ENOUGH)
    assert place.session_page.comment.value() == ""
    place.session_page.back.emit()
    settle(qtbot, staff)
    open_row(qtbot, staff, place, INTERRUPTED)
    assert place.session_page.comment.value() == "Power cut on site"


def test_the_review_shows_what_was_compared_on_each_document(qtbot: QtBot, staff: Staff, place: ReviewsPlace) -> None:
    open_row(qtbot, staff, place, INTERRUPTED)
    assert (
        "Documents seen: Passport (in date, name matches, date of birth matches); "
        "Council tax bill (recent enough, name matches, current address). By version 1 of the policy"
    ) in [line.words for line in place.session_page.beside.lines]


def test_a_row_of_what_happened_shows_its_place_and_the_other_way_round(
    qtbot: QtBot, staff: Staff, place: ReviewsPlace
) -> None:
    open_row(qtbot, staff, place, INTERRUPTED)
    beside = place.session_page.beside
    beside.timeline.select_key(beside.lines[6].key)
    assert beside.heard._pointed is not None
    rate = beside.heard.view.rate
    assert (beside.heard._pointed.start, beside.heard._pointed.end) == (0, 20 * rate)
    beside.heard.pointed.emit(30 * rate)
    line = next(line for line in beside.lines if line.key == beside.timeline.current_key())
    assert line.words == "Played 0:20 to 0:43"


def test_all_events_can_be_seen(qtbot: QtBot, staff: Staff, place: ReviewsPlace) -> None:
    open_row(qtbot, staff, place, INTERRUPTED)
    beside = place.session_page.beside
    short = len(beside.lines)
    beside.every_link.click()
    assert place.view is not None
    assert len(beside.lines) == len(place.view.timeline) > short


def test_a_session_that_is_signed_off_says_by_whom_and_cannot_be_signed_again(
    qtbot: QtBot, staff: Staff, place: ReviewsPlace
) -> None:
    open_row(qtbot, staff, place, INTERRUPTED)
    place.session_page.comment.set_value("Power cut.")
    sign_off(qtbot, staff, place)
    place.session_page.back.emit()
    settle(qtbot, staff)
    place.list_page.filters.signed.set_value(["also"])
    place.list_page.filters.show_button.click()
    settle(qtbot, staff)
    assert cells(place)[INTERRUPTED][4] == "Signed off. Interrupted"
    open_row(qtbot, staff, place, INTERRUPTED)
    said = words_on(place)
    assert "Demo supervisor signed this session off" in said and "Comment: Power cut." in said
    assert not place.session_page.primary.isVisible() and not place.session_page.comment.isVisible()


def test_who_had_a_hand_in_it_is_told_why_they_cannot_sign(qtbot: QtBot, staff: Staff, place: ReviewsPlace) -> None:
    open_row(qtbot, staff, place, INTERRUPTED)
    view = place.view
    assert view is not None
    place.session_page.show_review(replace(view, may_sign_off=False), None, "")
    assert "You ran or authorised this session" in words_on(place)
    assert not place.session_page.primary.isEnabled()


def test_filters_by_date_adviser_and_outcome(qtbot: QtBot, staff: Staff, place: ReviewsPlace) -> None:
    filters = place.list_page.filters
    place.list_page.fold.click()
    filters.outcome.set_value("no_show")
    filters.start.set_value(date(2026, 11, 24))
    filters.end.set_value(date(2026, 11, 24))
    filters.adviser.input.setCurrentText("Demo adviser")
    filters.show_button.click()
    settle(qtbot, staff)
    assert [row[3] for row in cells(place)] == ["Did not come"]
    filters.start.set_value(date(2026, 11, 25))
    filters.end.set_value(None)
    filters.show_button.click()
    settle(qtbot, staff)
    assert cells(place) == [] and place.list_page.none_found.isVisible() and not place.list_page.none_waits.isVisible()
    filters.clear_button.click()
    settle(qtbot, staff)
    assert len(cells(place)) == 4


def test_a_session_is_found_by_words_in_its_notes(qtbot: QtBot, staff: Staff, place: ReviewsPlace) -> None:
    filters = place.list_page.filters
    place.list_page.fold.click()
    for typed, found in (("SECOND visit", 1), ("visit nowhere", 0), ("", 4)):
        filters.words.set_value(typed)
        filters.show_button.click()
        settle(qtbot, staff)
        assert len(cells(place)) == found, typed


def test_the_last_day_of_a_filter_counts_whole(staff: Staff, place: ReviewsPlace) -> None:
    filters, zone = place.list_page.filters, staff.desk.office.zone
    filters.end.set_value(date(2026, 10, 25))  # the day on which the clocks go back: 25 hours
    until = filters.value(zone).end
    assert until is not None and until.astimezone(zone).isoformat() == "2026-10-26T00:00:00+00:00"
    filters.end.set_value(None)
    assert filters.value(zone) == ReviewFilter()


def test_a_date_that_is_no_date_is_said_at_its_field(qtbot: QtBot, staff: Staff, place: ReviewsPlace) -> None:
    place.list_page.fold.click()
    place.list_page.filters.end.boxes[0].setText("31")
    place.list_page.filters.show_button.click()
    assert place.list_page.filters.end.problem.startswith("Type a day, a month and a year")
    assert len(cells(place)) == 4


def test_the_receipt_is_saved_as_a_pdf_and_the_log_says_so(
    qtbot: QtBot, staff: Staff, place: ReviewsPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_row(qtbot, staff, place, 2)
    path = tmp_path / "receipt.pdf"
    monkeypatch.setattr("desktop.ui.reviews.place.choose_to_save", lambda *_: path)
    place.session_page.save_link.click()
    settle(qtbot, staff)
    assert path.read_bytes().startswith(b"%PDF")
    assert events(staff, EventKind.RECEIPT_SAVED, opened(place)) == 1
    assert "The receipt is saved as receipt.pdf." in words_on(place)


def test_nothing_is_logged_where_no_place_was_chosen_for_the_receipt(
    qtbot: QtBot, staff: Staff, place: ReviewsPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_row(qtbot, staff, place, 2)
    monkeypatch.setattr("desktop.ui.reviews.place.choose_to_save", lambda *_: None)
    place.session_page.save_link.click()
    settle(qtbot, staff)
    assert events(staff, EventKind.RECEIPT_SAVED, opened(place)) == 0


def test_only_a_supervisor_is_given_the_receipt(staff: Staff, place: ReviewsPlace) -> None:
    id = place.list_page.table.view.rows_model.rows[0].key
    desk = staff.desk
    with pytest.raises(Exception, match="not_your_role"):
        receipt_to_save(
            staff.actor(Role.ADVISER), SessionId(str(id)), uow=desk.uow(), clock=desk.clock, office=desk.office
        )


def test_everything_has_a_name(qtbot: QtBot, staff: Staff, place: ReviewsPlace) -> None:
    place.list_page.fold.click()
    assert all(name(at) for at in walk(place.list_page) if at.state().focusable)
    open_row(qtbot, staff, place, INTERRUPTED)
    assert all(name(at) for at in walk(place.session_page) if at.state().focusable)


def test_a_session_that_is_closed_meanwhile_waits_after_refresh(
    qtbot: QtBot, staff: Staff, place: ReviewsPlace
) -> None:
    staff.conduct(3, Course())
    place.refresh()
    settle(qtbot, staff)
    assert len(cells(place)) == 5


def test_a_log_that_waits_for_its_anchor_is_said_above_the_list_from_the_first_day_on(
    qtbot: QtBot, staff: Staff, place: ReviewsPlace
) -> None:
    assert not place.list_page.lag.isVisible()
    with staff.desk.uow() as uow:
        uow.commit(Event(EventKind.DESK_LOCKED, staff.clock.now(), staff.desk.id))
    for days, said in ((2, "The oldest event that is not anchored is 2 days old."), (6, "No session can begin.")):
        staff.wait(days * 24 * 3600)
        place.refresh()
        settle(qtbot, staff)
        assert said in place.list_page.lag.words


def test_a_nightly_run_that_has_not_been_for_two_days_is_said_until_there_is_one(
    qtbot: QtBot, staff: Staff, place: ReviewsPlace
) -> None:
    def said_after(hours: int) -> bool:
        staff.wait(hours * 3600)
        place.refresh()
        settle(qtbot, staff)
        return place.list_page.night.isVisible()

    def nightly_run() -> None:
        with staff.desk.uow() as uow:
            uow.commit(Event(EventKind.RETENTION_RUN, staff.clock.now(), staff.desk.id), checkpoint=True)

    nightly_run()
    assert not said_after(47) and said_after(2) and "no nightly run for two days" in place.list_page.night.words
    nightly_run()
    assert not said_after(0)

"""The supervisor's page of one session: its place, findings, checks, times; a question; a sign-off taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from desktop.application.reviews.reviewing import CheckedDocument, TimelineRow
from desktop.config import RESOURCES
from desktop.domain.log.events import Event, EventKind, FactValue
from desktop.domain.office.people import Role
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.identity import Check
from desktop.domain.shared.ids import DeskId, PersonId
from desktop.domain.shared.spans import Span
from desktop.environment.policies import load_identity_policy
from desktop.ui.kit.style import Appearance, wear
from desktop.ui.reviews.place import ReviewsPlace
from desktop.ui.reviews.session_page import COMPARED, CheckedView, every_line, folded_lines, line_at
from desktop.ui.sessions.today import TodayPlace
from desktop.words import written_in
from desktop.words.events import Timeline
from desktop.words.welsh import InWelsh
from tests.support.fakes import TUESDAY
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
    seat.activate(place)
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
    seat.back(page)
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
    seat.back(page)
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


RATE = 8000
WORDING = Timeline(RATE, load_identity_policy(Path(RESOURCES) / "policies" / "identity.toml"))


def row(seq: int, kind: EventKind, **facts: FactValue) -> TimelineRow:
    event = Event(kind, TUESDAY + timedelta(seconds=seq), DeskId("desk"), PersonId("adviser"), {}, facts)
    return TimelineRow(seq, event, "Demo adviser")


def heard(seq: int, kind: EventKind, *seconds: tuple[int, int]) -> TimelineRow:
    pairs = [[start * RATE, end * RATE] for start, end in seconds]
    return row(seq, kind, frame=seconds[-1][1] * RATE if seconds else 0, heard=pairs)


PLAYED = (
    row(1, EventKind.RECORDING_OPENED, frame=0),
    row(2, EventKind.PLAY_STARTED, frame=0, rate_percent=100),
    heard(3, EventKind.HEARD, (0, 5)),
    row(4, EventKind.NOTE_TAKEN, frame=4 * RATE, note_kind="question", correction_wanted=False),
    heard(5, EventKind.HEARD, (5, 10)),
    heard(6, EventKind.PLAY_STOPPED, (10, 12)),
    row(7, EventKind.PLAY_STARTED, frame=10 * RATE, rate_percent=100),
    heard(8, EventKind.HEARD, (10, 15)),
    heard(9, EventKind.LISTENING_FINISHED, (15, 20)),
)


def test_playing_is_one_row_however_often_it_was_saved_and_nothing_that_was_heard_is_lost() -> None:
    folded, every = folded_lines(PLAYED, WORDING, RATE), every_line(PLAYED, WORDING)
    assert [line.key for line in every] == list(range(1, 10))
    for lines in (folded, every):
        heard = {n for line in lines for span in line.heard for n in range(span.start, span.end)}
        assert heard == set(range(20 * RATE))
    assert [line.words for line in folded] == [
        "Recording opened",
        "Played 0:00 to 0:12",
        "Question noted at 0:04",
        "Played 0:10 to 0:20",
        "Listening finished",
    ]


def test_a_row_says_its_place_and_a_place_its_newest_row() -> None:
    lines = folded_lines(PLAYED, WORDING, RATE)
    assert lines[1].place() == (0, 12 * RATE) and lines[2].place() == (4 * RATE, 4 * RATE)
    at_eleven = line_at(lines, 11 * RATE)
    assert at_eleven is not None and at_eleven.key == 7
    assert line_at(lines, 25 * RATE) is None


def test_jumps_are_told_as_the_parts_that_were_heard() -> None:
    rows = (
        row(1, EventKind.PLAY_STARTED, frame=0, rate_percent=100),
        heard(2, EventKind.HEARD, (0, 5), (60, 61)),
        heard(3, EventKind.PLAY_STOPPED, (61, 70)),
    )
    (line,) = folded_lines(rows, WORDING, RATE)
    assert line.words == "Played 0:00 to 0:05 and 1:00 to 1:10"
    assert line.heard == (Span(0, 5 * RATE), Span(60 * RATE, 70 * RATE))
    with written_in(InWelsh()):
        (line,) = folded_lines(rows, WORDING, RATE)
    assert "0:00 i 0:05" in line.words, "each of its words can be translated"


def test_what_is_to_be_looked_at_is_marked() -> None:
    rows = (
        row(1, EventKind.IDENTITY_CONFIRMED, caller="near_enough"),
        row(2, EventKind.IDENTITY_CONFIRMED, caller="matches"),
        row(3, EventKind.SESSION_INTERRUPTED, was="listening", frame=8000),
        row(4, EventKind.LISTENING_FINISHED, frame=8000, heard=[], because="fault"),
        row(5, EventKind.LISTENING_FINISHED, frame=8000, heard=[], because="asked"),
        row(6, EventKind.IDENTITY_CONFIRMED, caller="matches", exceptions=["answers_not_seen"]),
    )
    lines = every_line(rows, WORDING)
    assert [line.marked for line in lines] == [True, False, True, True, False, True]
    assert lines[-1].words == "Identity confirmed, call matched. Nobody looked at the answers"


def test_what_is_saved_after_the_sound_has_stopped_is_a_row_of_its_own() -> None:
    rows = (
        row(1, EventKind.PLAY_STARTED, frame=0, rate_percent=100),
        heard(2, EventKind.PLAY_STOPPED, (0, 5)),
        heard(3, EventKind.PLAY_STOPPED, (5, 6)),
    )
    lines = folded_lines(rows, WORDING, RATE)
    assert [(line.words, line.heard) for line in lines] == [
        ("Played 0:00 to 0:05", (Span(0, 5 * RATE),)),
        ("Paused at 0:06", (Span(5 * RATE, 6 * RATE),)),
    ]


def test_a_lesser_check_asked_for_says_what_became_of_it_and_where() -> None:
    asked: dict[str, Any] = {"kinds": ["passport"], "missing": ["current_address"]}
    answered: dict[str, Any] = {"asked_check": "0" * 32}
    rows = (
        row(1, EventKind.LESSER_CHECK_ASKED, **asked),
        replace(row(2, EventKind.LESSER_CHECK_ALLOWED, **asked, **answered), elsewhere="Back office"),
        replace(row(3, EventKind.LESSER_CHECK_DECLINED, **answered), elsewhere="Back office"),
        row(4, EventKind.LESSER_CHECK_WITHDRAWN, asked_check="0" * 32, because="given_up"),
        row(5, EventKind.LESSER_CHECK_WITHDRAWN, asked_check="0" * 32, because="away"),
    )
    lines = every_line(rows, WORDING)
    assert [line.words for line in lines] == [
        "A supervisor was asked, at their own PC, to allow a lesser check. Seen: Passport. Missing: one document with "
        "the current address",
        "Lesser check allowed by a supervisor at their own PC. Seen: Passport",
        "Lesser check declined by a supervisor at their own PC",
        "Lesser check withdrawn: the adviser gave up waiting",
        "Lesser check withdrawn: the desk was locked, or the page was left",
    ]
    assert [line.who for line in lines[:3]] == ["Demo adviser", *["Demo adviser, at Back office"] * 2]
    assert [line.marked for line in lines] == [False, True, True, False, False]


def test_each_event_is_told_in_its_words_with_what_was_seen_compared_or_moved() -> None:
    allowed, sighted = EventKind.LESSER_CHECK_ALLOWED, EventKind.DOCUMENTS_SIGHTED
    kinds, checks = ["passport", "council_tax_bill"], [["expiry_fine", "birth_not_shown"], ["current_address"]]
    files = [f"original-{'a' * 32}", f"waveform-{'a' * 32}"]
    short = "Identity confirmed by the short check: the person of an earlier session. Shown then: Passport"
    compared = "Documents seen: Passport (in date, no date of birth on it); Council tax bill (current address)"
    rows = {
        "Lesser check allowed by a supervisor. Seen: Passport": row(1, allowed, kinds=["passport"], missing=[]),
        "Lesser check allowed by a supervisor. Seen: no document": row(2, allowed, kinds=[], missing=[]),
        short: row(3, EventKind.SHORT_CHECK_MADE, earlier="0" * 32, kinds=["passport"]),
        "Played from 0:00 on Headset (PortAudio)": row(
            4, EventKind.PLAY_STARTED, frame=0, rate_percent=100, engine="portaudio", device="Headset"
        ),
        compared: row(5, sighted, kinds=kinds, checks=checks),
        "Documents seen: Passport and Council tax bill": row(6, sighted, kinds=kinds),
        "Quarantined: 2 files that the database does not name": row(7, EventKind.QUARANTINE_STARTED, files=files),
        "Restored from quarantine: 2 files": row(8, EventKind.QUARANTINE_RETURNED, files=files),
        "Deleted from quarantine: 2 files": row(9, EventKind.QUARANTINE_ENDED, files=files),
        "Nightly run": row(10, EventKind.RETENTION_RUN, destroyed=0, held=0, keys=0),
        "An administrator confirmed this PC’s clock": row(11, EventKind.CLOCK_CONFIRMED, doubts=[], due=0, kept=9),
        "A missing file was imported again": row(12, EventKind.RECORDING_BROUGHT_BACK),
    }
    lines = every_line(rows.values(), WORDING)
    assert [line.words for line in lines] == list(rows)
    assert [line.marked for line in lines[:3]] == [True, True, False]


def test_that_the_program_stopped_the_sound_by_itself_is_a_row_of_its_own_and_marked() -> None:
    rows = (
        row(1, EventKind.PLAY_STARTED, frame=0, rate_percent=100),
        row(2, EventKind.PLAY_STOPPED, frame=5 * RATE, heard=[[0, 5 * RATE]], because="minimised"),
    )
    lines = folded_lines(rows, WORDING, RATE)
    assert [(line.words, line.marked) for line in lines] == [
        ("Played 0:00 to 0:05", False),
        ("Paused automatically at 0:05: the listening window was minimised", True),
    ]

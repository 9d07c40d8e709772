from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.application.ports.sound import Ear, PlayState
from desktop.application.sessions.views import RemovedView
from desktop.domain.copies.marking import PublicReason
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.needs import Need
from desktop.domain.sessions.session import NoteKind, Outcome, Party, State
from desktop.domain.shared.spans import Span
from desktop.errors import ExternalSystemError
from desktop.ui.player.controls import BARS
from desktop.ui.sessions import listening_window, place
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.session_page import SessionPage
from desktop.ui.sessions.today import DaySheet
from desktop.words.errors import message_for
from tests.support.conducted import Conductor, Course, Noted
from tests.ui.presses import spot_of, until_taken
from tests.ui.sessions.counter import PAGE, Counter, words_on

HEARD_HALF = Course(heard=0.5, notes=(Noted(NoteKind.DISPUTE, "It was put out at seven.", 12, correction_wanted=True),))


def closing(counter: Counter, course: Course = HEARD_HALF, slot: int = 0) -> ClosePage:
    """Return a session that was listened to as `course` says, at its closing page."""
    staff = counter.staff
    conductor = Conductor(staff.desk, staff.actor(Role.ADVISER), course, staff.wait)
    conductor.identify(staff.appointments()[slot].id)
    conductor.listen()
    counter.go_to(conductor.view)
    return counter.page(ClosePage)


def brief_page(counter: Counter) -> BriefPage:
    counter.identified()
    return counter.page(BriefPage)


# The brief


def test_the_session_does_not_start_before_the_voice_has_come_out(counter: Counter) -> None:
    page = brief_page(counter)
    assert page.window().focusWidget() is page.sound.play and "Not played yet." in counter.words()
    counter.press(page.primary)
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    counter.settle()
    assert "open" not in counter.fake_sound.calls and counter.kept().state is State.IDENTIFIED


def test_the_sound_check_plays_the_neutral_voice_and_opens_nothing_of_the_customer(counter: Counter) -> None:
    page = brief_page(counter)
    counter.press(page.sound.play)
    sound, player = counter.fake_sound, counter.player
    assert sound.calls == ["open sound check"] and player.calls[-1] == "play"
    player.seen = replace(player.seen, state=PlayState.PLAYING, sounding=True, frame=80)
    page.sound._move.timeout.emit()
    assert page.sound.meter.filled == BARS // 2


def test_one_press_says_that_it_was_read_and_heard_and_the_sound_starts(counter: Counter) -> None:
    page = brief_page(counter)
    counter.hear(page)
    assert page.window().focusWidget() is page.primary and not page.takes_presses
    player = counter.player
    checked = player.calls.count("play")  # the sound check has played
    counter.press(page.primary)
    counter.until_it_listens()
    counter.until(lambda: player.calls.count("play") > checked)
    assert counter.events()[-3:] == [EventKind.BRIEFED, EventKind.RECORDING_OPENED, EventKind.PLAY_STARTED]


def test_with_a_screen_reader_which_would_talk_over_it_somebody_presses_play(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user in (place, listening_window):
        monkeypatch.setattr(user, "read_aloud", lambda: True)
    page = brief_page(counter)
    counter.hear(page)
    page.primary.click()
    assert page.busy == "Opening and checking the recording. Nothing plays until you press Play."
    counter.until_it_listens()
    counter.until(counter.window.isActiveWindow)
    counter.settle()
    assert counter.events()[-1] is EventKind.RECORDING_OPENED and not counter.window.control.playing


def test_what_the_request_says_they_need_is_set_before_they_sit_down(counter: Counter) -> None:
    page = brief_page(counter)  # "Hearing aid, wants it louder"
    assert page.sound.volume == 80 and "I’ve set it louder, as you asked." in counter.words()
    assert page.sound.ear is Ear.MIXED


def test_the_longest_brief_does_not_scroll(counter: Counter) -> None:
    counter.place.resize(*PAGE)
    view = counter.identified()
    asked = Need.LOUDER, Need.SLOWER, Need.LEFT_EAR, Need.TRANSCRIPT, Need.INTERPRETER
    removed = tuple(
        RemovedView(at, at + 2000, reason) for at, reason in zip((0, 4000, 8000), PublicReason, strict=False)
    )
    counter.go_to(replace(view, needs=asked, parties=frozenset(Party), call=replace(view.call, removed=removed)))
    page = counter.page(BriefPage)
    counter.until(lambda: (page.width(), page.height()) == PAGE)
    assert "I’ve set it to pause for your interpreter, as you asked." in counter.words()
    counter.all_in_sight()


def test_loudness_stops_at_the_offices_ceiling(counter: Counter) -> None:
    page = brief_page(counter)
    for _ in range(5):
        page.sound.level.more.emit()
    assert page.sound.volume == counter.staff.desk.policy.sound_ceiling_percent == 85
    assert not page.sound.level.more_button.isEnabled()


def test_the_loudness_and_ear_of_the_sound_check_are_those_of_the_call(counter: Counter) -> None:
    page = brief_page(counter)
    page.sound.level.less.emit()
    page.sound.ears.chosen.emit("left")
    counter.hear(page)
    counter.press(page.primary)
    counter.until_it_listens()
    control = counter.window.control
    assert (control.volume, control.ear.value) == (70, "left")


def test_a_customer_who_leaves_before_listening_closes_with_nothing_opened(counter: Counter) -> None:
    brief_page(counter)
    counter.follow("The customer leaves")
    found = counter.page(ClosePage)
    assert found.outcome.value() == Outcome.CUSTOMER_LEFT.value and counter.kept().heard == ()
    assert counter.facts()["because"] == "left"


def test_a_database_gone_as_the_recording_opens_is_tried_again_with_the_same_button(counter: Counter) -> None:
    page = brief_page(counter)
    counter.hear(page)
    counter.database.lasts = 1
    counter.press(page.primary)
    counter.settle()
    assert "does not answer" in counter.place.banner.words and counter.kept().state is State.BRIEFED
    counter.database.lasts = None
    counter.press(page.primary)
    counter.until_it_listens()
    assert counter.kept().state is State.LISTENING


# The day's list, during a session


def day_sheet(counter: Counter, page: SessionPage) -> DaySheet:
    counter.press(page.card.day)
    counter.until(lambda: counter.place._day is not None and counter.place._day.isActiveWindow())
    assert counter.place._day is not None
    return counter.place._day


def test_who_comes_today_can_be_looked_at_during_a_session_by_time_and_name_alone(counter: Counter) -> None:
    page = brief_page(counter)
    sheet = day_sheet(counter, page)
    people = [f"Demo Customer {name}" for name in ("One", "Two", "Three", "Four", "Seven")]
    assert list(sheet.sheet.values().values()) == people and next(iter(sheet.sheet.values())) == "9:30am"
    assert "SAR-" not in words_on(sheet) and not sheet.hold_button.isVisible()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    counter.until(lambda: counter.place._day is None)
    assert counter.place.page is page


def test_it_does_not_open_over_what_came_meanwhile(counter: Counter) -> None:
    page = brief_page(counter)
    page.card.day.click()
    counter.place.hide()  # they went to another place, before the list had come
    counter.settle()
    assert counter.place._day is None


def test_its_names_are_covered_while_the_customer_can_see_the_screen(counter: Counter) -> None:
    sheet = day_sheet(counter, closing(counter))

    def names() -> set[str]:
        return set(sheet.sheet.values().values())

    assert names() == {"covered"}
    QTest.keyPress(sheet, Qt.Key.Key_F8)
    assert "Demo Customer Two" in names() and "covered" not in names()
    QTest.keyRelease(sheet, Qt.Key.Key_F8)
    assert names() == {"covered"}
    QTest.keyPress(sheet, Qt.Key.Key_F8)
    other = QWidget()
    counter.qtbot.addWidget(other)
    other.show()
    other.activateWindow()  # the key is let go in another window
    counter.until(lambda: names() == {"covered"})
    other.close()
    sheet.activateWindow()
    counter.until(sheet.isActiveWindow)
    QTest.mousePress(sheet.hold_button, Qt.MouseButton.LeftButton)
    assert "Demo Customer Two" in names()
    QTest.mouseRelease(sheet.hold_button, Qt.MouseButton.LeftButton)
    assert names() == {"covered"}


# The closing page


def test_it_shows_what_was_not_heard_and_what_was_noted(counter: Counter) -> None:
    closing(counter)
    read = counter.words()
    assert "Not heard: 0:22 to 0:44. Do they want to hear it?" in read
    assert "Dispute at 0:12, correction wanted: It was put out at seven." in read


LONG = " ".join(["It was put out at seven, and nobody came."] * 250)[:10_000]


def test_a_very_long_note_is_folded_and_can_be_read_whole(counter: Counter) -> None:
    closing(counter)
    view = counter.view
    for words in (LONG, "x" * 10_000, "line\n" * 2_000):
        notes = [replace(view.notes[0], words=words), replace(view.notes[0], words="It was put out at seven.")]
        counter.go_to(replace(view, notes=tuple(notes)))
        page = counter.page(ClosePage)
        counter.press(page.fold_back)
        long, brief = sorted(page.notes, key=lambda note: note.link.isHidden())
        assert len(long.said.words) < 400 and long.said.words.endswith("\u2026")
        assert brief.said.words.endswith("seven.") and long.link.isVisible() and not brief.link.isVisible()
        assert long.height() < page.window().height() / 2, "the questions are not pushed out of sight"
        assert long.link.text() == "Show all of it" and "Dispute" in long.link.accessibleName()
        counter.press(long.link)
        assert words.strip() in long.said.words and long.link.text() == "Show less"
        counter.press(long.link)
        assert len(long.said.words) < 400


def test_every_question_has_to_be_answered_and_nobody_has_to_acknowledge(counter: Counter) -> None:
    page = closing(counter)
    counter.press(page.primary)
    assert page.complaint.problem and page.acknowledged.problem and not page.copy_wanted.problem
    assert counter.kept().state is State.CLOSING
    counter.close_session(acknowledged="no")
    kept = counter.kept()
    assert kept.state is State.CLOSED and not kept.answers.acknowledged and kept.outcome is Outcome.HEARD_IN_PART


def choose(counter: Counter, page: ClosePage, outcome: Outcome) -> None:
    """Choose another outcome than the one that is filled in."""
    if page.other_outcome.isVisible():
        counter.press(page.other_outcome)
    page.outcome.set_value(outcome.value)
    page.outcome.edited.emit()


def test_a_problem_keeps_what_was_heard_in_view_and_folds_the_notes(counter: Counter) -> None:
    page = closing(counter)
    assert page.bar is not None and page.noted.isVisible() and not page.fold_back.isVisible()
    counter.press(page.primary)
    assert page.bar.visibleRegion().boundingRect() == page.bar.rect() and not page.noted.isVisible()
    counter.press(page.fold_back)
    assert page.noted.isVisible() and not page.fold_back.isVisible()


@pytest.mark.parametrize("notes", [1, 3])
def test_the_longest_close_does_not_scroll(counter: Counter, notes: int) -> None:
    said = "They say that nobody told them, and that the neighbour had seen it. " * 4
    many = tuple(
        Noted(NoteKind.DISPUTE, said if notes > 1 else "It was put out at seven.", 5 + at) for at in range(notes)
    )
    page = closing(counter, replace(HEARD_HALF, parties=frozenset(Party) - {Party.REPRESENTATIVE}, notes=many))
    counter.as_small_as(PAGE)
    assert page.fold_back.isVisible() is (notes > 1)
    counter.all_in_sight()
    counter.press(page.primary)
    counter.all_in_sight()
    choose(counter, page, Outcome.TECHNICAL_FAULT)
    counter.all_in_sight()
    counter.press(page.primary)
    assert page.complaint.problem and page.acknowledged.problem and page.outcome_words.problem
    counter.all_in_sight()


def test_an_outcome_that_needs_words_asks_for_them(counter: Counter) -> None:
    assert not closing(counter).outcome_words.isVisible()
    page = counter.answer()
    choose(counter, page, Outcome.STOPPED_BY_STAFF)
    assert page.outcome_words.isVisible()
    counter.press(page.primary)
    assert page.outcome_words.problem == "Type a few words about what happened."
    QTest.keyClicks(page.outcome_words.input, "The fire alarm rang.")
    counter.press(page.primary)
    counter.page(ClosedPage)
    assert counter.kept().outcome is Outcome.STOPPED_BY_STAFF
    assert Exceptional.STOPPED_BY_STAFF in counter.marks()


def test_what_is_wrong_with_words_that_are_no_longer_asked_for_keeps_nobody(counter: Counter) -> None:
    closing(counter)
    page = counter.answer()
    choose(counter, page, Outcome.STOPPED_BY_STAFF)
    page.outcome_words.set_value("The \u202emrala rang.")
    counter.press(page.primary)
    assert page.outcome_words.problem.startswith("There is a hidden character in this")
    choose(counter, page, Outcome.HEARD_IN_PART)
    counter.press(page.primary)
    counter.page(ClosedPage)
    assert counter.kept().outcome is Outcome.HEARD_IN_PART


def test_the_second_half_of_a_double_click_on_close_asks_for_no_printer(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr("desktop.ui.sessions.place.choose_printer", asked.append)
    closing(counter)
    page = counter.answer()
    until_taken(counter.qtbot, page.primary).click()
    counter.until(lambda: isinstance(counter.place.page, ClosedPage))
    closed = counter.place.page
    assert isinstance(closed, ClosedPage)
    for press in (spot_of(closed.primary).click, lambda: spot_of(closed.primary).key(Qt.Key.Key_Return)):
        press()
        counter.settle()
        assert asked == []
    until_taken(counter.qtbot, closed.primary).click()
    assert asked == [counter.place]


def test_the_receipt_is_printed_after_the_log_says_so_and_can_be_printed_again(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    closing(counter)
    closed = counter.close_session()
    printer = QPrinter()
    logged: list[EventKind] = []
    printed: list[tuple[QPrinter, QTextDocument]] = []

    def to_the_printer(document: QTextDocument, title: str, chosen: QPrinter) -> None:
        logged.append(counter.events()[-1])
        printed.append((chosen, document))
        assert title.startswith("Receipt SAR-")

    monkeypatch.setattr("desktop.ui.sessions.place.choose_printer", lambda _: printer)
    monkeypatch.setattr("desktop.ui.sessions.place.print_sheets", to_the_printer)
    for _ in range(2):
        counter.press(closed.primary)
    assert logged == [EventKind.RECEIPT_PRINTED] * 2 and printed == [(printer, closed.document)] * 2
    assert "listening-room/" in closed.document.toPlainText()


def test_without_a_printer_nothing_is_logged_as_printed(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_parent: object) -> None:
        raise none

    none = ExternalSystemError("no_printer")
    closing(counter)
    closed = counter.close_session()
    for choose, said in ((lambda _: None, ""), (fails, message_for(none))):
        monkeypatch.setattr("desktop.ui.sessions.place.choose_printer", choose)
        counter.press(closed.primary)
        assert EventKind.RECEIPT_PRINTED not in counter.events() and closed.primary.isEnabled()
        assert counter.place.banner.words == said


def test_the_first_gap_is_where_it_goes_on(counter: Counter) -> None:
    page = closing(counter)
    view = counter.view
    rate = view.call.rate
    counter.place.view = replace(view, not_heard=(Span(3 * rate, 5 * rate), Span(9 * rate, 10 * rate)))
    page.play_wanted.emit()
    counter.until_it_listens()
    assert counter.player.calls[-1] == f"seek {3 * rate}"


def test_somebody_elses_session_is_not_closed_here(counter: Counter) -> None:
    page = closing(counter)
    supervisor = counter.staff.person(Role.SUPERVISOR)
    object.__setattr__(counter.place.context, "person", supervisor)
    counter.answer()
    counter.press(page.primary)
    assert counter.place.banner.words == "Your role does not include this." and page.primary.isEnabled()
    assert counter.kept().state is State.CLOSING

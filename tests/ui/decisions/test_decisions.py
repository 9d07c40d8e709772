from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.application.copies.preparing import (
    PrepareCopy,
    SaveDraft,
    SaveTranscript,
    prepare_copy,
    save_draft,
    save_transcript,
)
from desktop.application.requests.closing import CloseRequest
from desktop.domain.copies.decision import Decision
from desktop.domain.copies.marking import Draft, Removal, RemovalReason
from desktop.domain.copies.transcript import Transcript, left_of
from desktop.domain.office.people import Role
from desktop.domain.requests.request import Answered, Purpose, RefusalReason, Request, Status
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.spans import Span
from desktop.errors import DatabaseError, FieldsError, WrongStateError
from desktop.showcase.demo import demo_calls
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.ui.copies.copy_parts import WITH, WITHOUT
from desktop.ui.decisions.decision_page import Draft as Typed
from desktop.ui.decisions.place import DecisionsPlace
from desktop.ui.kit.banners import Banner
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.shell.window import Failing
from tests.support.fakes import FakeSound
from tests.ui.decisions.conftest import BackOffice
from tests.ui.requests.panels import do
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on
from tests.ui.staff import Staff, shown


def cells(place: DecisionsPlace) -> list[tuple[str, ...]]:
    return [row.cells for row in place.list_page.table.view.rows_model.rows]


def open_one(seat: Seat, place: DecisionsPlace, reference: str) -> RequestId:
    row = next(row for row in place.list_page.table.view.rows_model.rows if row.cells[0] == reference)
    place.list_page.table.opened.emit(row.key)
    seat.settle()
    assert place.stack.currentWidget() is place.page
    return RequestId(str(row.key))


def kept(staff: Staff, id: RequestId) -> tuple[Request, Decision | None]:
    with staff.desk.uow().read_only() as uow:
        return uow.requests.get(id), uow.requests.decision(id)


def notes(staff: Staff) -> list[str]:
    engine = staff.desk.verifier.engine  # type: ignore[attr-defined]
    with engine.connect() as connection:
        return list(connection.exec_driver_sql("SELECT words FROM note").scalars())


def hear_all(place: DecisionsPlace) -> None:
    """Pose it as heard."""
    view = place.page.view
    assert view is not None and view.call is not None and view.copy is not None
    place.hearings._heard[view.copy] = (Span(0, view.call.frames),)
    place._show_heard()


def approve(place: DecisionsPlace) -> None:
    """Choose to approve a copy from which what is about others is removed."""
    place.page.weighing.fields["information"].options["all_removed"].click()
    place.page.choice.options["approve"].click()


def press(seat: Seat, place: DecisionsPlace, password: str = DEMO_PASSWORD) -> None:
    """Press the button, with the password typed where it is asked for, and what was not heard known."""
    place.page.unheard.known.set_value(("known",))
    if place.page.own_password.isVisible():
        place.page.own_password.input.setText(password)
    seat.press(place.page.primary)


def test_what_is_prepared_waits_the_most_urgent_first(seat: Seat, place: DecisionsPlace) -> None:
    assert [row[0] for row in cells(place)] == ["SAR-2026-0007", "INT-2026-0001"]
    assert "2 requests are waiting for your decision." in words_on(place)
    with seat.qtbot.waitSignal(place.waiting) as told:
        place.refresh()
    assert told.args == [2]


def test_removed_parts_are_shown_with_the_inner_reason_and_apart_from_it_the_public_words(
    seat: Seat, place: DecisionsPlace
) -> None:
    open_one(seat, place, "SAR-2026-0007")
    assert [told.words.split("\n")[0] for told in place.page.parts.told] == [
        "1. About another person 1:29, 11 s, channel 1 only",
        "2. Someone’s safety 2:33, 13 s",
    ]
    first, second = (told.words for told in place.page.parts.told)
    assert "The listener is told: part removed, about another person." in first
    assert "The listener is told: part removed." in second and "safety" not in second.split("\n", 1)[1]
    assert first.endswith("\nNot heard")


def test_approving_until_a_day(seat: Seat, place: DecisionsPlace) -> None:
    id = open_one(seat, place, "SAR-2026-0007")
    page = place.page
    assert page.primary.text() == "Decide" and not page.until.isVisible() and not page.refusal.isVisible()
    press(seat, place)
    assert page.choice.problem == "Choose approve, send back or refuse."
    approve(place)
    assert page.primary.text().startswith("Approve until ") and page.until.isVisible() and not page.refusal.isVisible()
    page.until.chips.options["a_date"].click()
    page.until.date.set_value(date(2027, 1, 31))
    page.words.set_value("Seen in full.")
    press(seat, place)
    request, decision = kept(seat.staff, id)
    assert request.status is Status.APPROVED and request.approved_until == date(2027, 1, 31)
    assert decision is not None and decision.copy_digest
    assert "Seen in full." in notes(seat.staff)
    assert place.stack.currentWidget() is place.list_page
    assert "SAR-2026-0007 is approved." in words_on(place)
    assert [row[0] for row in cells(place)] == ["INT-2026-0001"]


@pytest.mark.against("approver")
def test_approving_asks_for_the_password_and_keeps_none(seat: Seat, place: DecisionsPlace) -> None:
    id = open_one(seat, place, "SAR-2026-0007")
    page, password = place.page, place.page.own_password
    assert not password.isVisible()
    page.choice.options["refuse"].click()
    assert not password.isVisible()
    page.choice.options["approve"].click()
    assert password.isVisible() and password.input.echoMode() is QLineEdit.EchoMode.Password
    page.words.set_value("Seen in full.")
    press(seat, place, "")
    assert [field.name for field in page.fields() if field.problem] == ["information", "own_password"]
    assert password.problem == "Type your password."
    page.weighing.fields["information"].options["all_removed"].click()
    press(seat, place, "not their password")
    assert password.problem == "That is not your password. Type it again." and password.value() == ""
    assert page.words.value() == "Seen in full." and kept(seat.staff, id)[0].status is Status.PREPARED
    password.focus_target().setFocus()
    QTest.keyClicks(password.input, DEMO_PASSWORD)
    page.choice.options["send_back"].click()
    assert password.value() == ""  # nothing is kept where it is not asked for
    page.choice.options["approve"].click()
    password.focus_target().setFocus()
    QTest.keyClicks(password.input, DEMO_PASSWORD)
    QTest.keyClick(password.input, Qt.Key.Key_Return)
    seat.settle()
    assert kept(seat.staff, id)[0].status is Status.APPROVED and password.value() == ""


def test_refusing_with_a_coded_reason(seat: Seat, place: DecisionsPlace) -> None:
    id = open_one(seat, place, "INT-2026-0001")
    place.page.choice.options["refuse"].click()
    press(seat, place)
    assert place.page.refusal.problem == "Choose why the request is refused."
    assert kept(seat.staff, id)[0].status is Status.PREPARED
    place.page.refusal.options["no_good_reason"].click()
    press(seat, place)
    request, decision = kept(seat.staff, id)
    assert request.status is Status.REFUSED
    assert decision is not None and decision.refusal == RefusalReason.NO_GOOD_REASON.value
    assert "INT-2026-0001 is refused." in words_on(place)
    assert "Nothing can be opened. Tell whoever asked, with the reason." in words_on(place)
    open_one(seat, place, "SAR-2026-0007")
    place.page.choice.options["refuse"].click()
    offered = [key for key, option in place.page.refusal.options.items() if option.isVisible()]
    assert "no_good_reason" not in offered and "third_party" in offered  # a person's reason is theirs alone
    place.page.refusal.options["no_longer_available"].click()
    press(seat, place)
    assert place.page.refusal.problem == "The recording is still here. Choose another reason."
    place.page.refusal.options["third_party"].click()
    press(seat, place)
    assert "You can make the letter from the request’s page." in words_on(place)


def test_an_end_that_cannot_be_is_said_at_its_field_and_does_not_get_in_the_way_of_a_refusal(
    seat: Seat, place: DecisionsPlace
) -> None:
    id, page = open_one(seat, place, "SAR-2026-0007"), place.page
    page.choice.options["approve"].click()
    page.until.chips.options["a_date"].click()
    page.weighing.fields["information"].options["all_removed"].click()
    for typed, problem in {
        ("1", "1", "2020"): "This day has passed.",
        ("40", "1", "2027"): "Type a day, a month and a year",
    }.items():
        for box, text in zip(page.until.date.boxes, typed, strict=True):
            box.setText(text)
        press(seat, place)
        assert page.until.date.problem.startswith(problem) and page.until.date.typed() == typed
    assert kept(seat.staff, id)[0].status is Status.PREPARED
    page.choice.options["refuse"].click()
    page.refusal.options["third_party"].click()
    press(seat, place)
    assert kept(seat.staff, id)[0].status is Status.REFUSED


def test_the_other_questions_come_when_somebody_else_is_in_it_and_what_they_refused_is_heard_with_words_alone(
    seat: Seat, place: DecisionsPlace
) -> None:
    id = open_one(seat, place, "SAR-2026-0007")
    fields = place.page.weighing.fields
    asked = [name for name, field in fields.items() if field.isVisible()]
    assert asked == ["information"]
    fields["information"].options["nobody_else"].click()
    assert not fields["consent"].isVisible()
    fields["information"].options["private"].click()
    assert all(field.isVisible() for field in fields.values())
    place.page.choice.options["approve"].click()
    press(seat, place)
    assert [field.name for field in place.page.fields() if field.problem] == [
        "confidence",
        "asked",
        "capable",
        "consent",
    ]
    answers = {
        "information": "private",
        "confidence": "none",
        "asked": "asked",
        "capable": "yes",
        "consent": "refused",
    }
    for factor, answer in answers.items():
        fields[factor].options[answer].click()
    press(seat, place)
    assert place.page.words.problem.startswith("Someone refused.")
    place.page.words.set_value("They told the person themselves.")
    press(seat, place)
    request, decision = kept(seat.staff, id)
    assert request.status is Status.APPROVED and "SAR-2026-0007 is approved." in words_on(place)
    assert decision is not None and dict(decision.weighed) == answers


def test_a_copy_is_sent_back_and_whoever_prepares_it_reads_why(
    seat: Seat, place: DecisionsPlace, back_office: BackOffice
) -> None:
    id = open_one(seat, place, "SAR-2026-0007")
    place.page.choice.options["send_back"].click()
    assert place.page.primary.text() == "Send the copy back" and not place.page.until.isVisible()
    press(seat, place)
    assert place.page.words.problem.startswith("Type what has to change.")
    place.page.words.set_value("A name is left at 0:12.")
    press(seat, place)
    assert kept(seat.staff, id)[0].status is Status.LINKED
    assert "SAR-2026-0007 is sent back." in words_on(place)
    assert [row[0] for row in cells(place)] == ["INT-2026-0001"]
    requests = requests_place(seat, Role.INFORMATION_OFFICER, id)
    assert "Sent back by Demo approver on 24 November 2026. A name is left at 0:12." in [
        banner.words for banner in requests.request_page.findChildren(Banner) if banner.isVisible()
    ]
    back_office.do(prepare_copy, PrepareCopy(back_office.actor, id, ()))
    seat.refresh(place)
    assert cells(place)[0][:3] == ("SAR-2026-0007", "Demo Customer Seven", "Subject access\nSent back before")
    open_one(seat, place, "SAR-2026-0007")
    assert "A name is left at 0:12." in place.page.returned.words


def requests_place(seat: Seat, role: Role, id: RequestId) -> RequestsPlace:
    """Open that request's own page, as a person in that role sees it."""
    made = RequestsPlace(seat.staff.context(role))
    shown(seat.qtbot, made)
    made.open(id)
    seat.settle()
    return made


def test_a_copy_that_changed_while_it_was_read_is_not_approved(
    seat: Seat, place: DecisionsPlace, back_office: BackOffice
) -> None:
    id = open_one(seat, place, "INT-2026-0001")
    assert not place.page.weighing.isVisible() and "Other people" not in words_on(place), "it is internal"
    back_office.do(prepare_copy, PrepareCopy(back_office.actor, id, ()))
    place.page.choice.options["approve"].click()
    press(seat, place)
    assert [error.code for error in seat.staff.said] == ["copy_changed"]
    assert kept(seat.staff, id)[0].status is Status.PREPARED
    seat.staff.said.clear()
    seat.back(place.page)
    open_one(seat, place, "INT-2026-0001")
    press(seat, place)
    assert kept(seat.staff, id)[0].status is Status.APPROVED


def mark_more(office: BackOffice, id: RequestId) -> None:
    """Mark more after the copy was made."""
    with office.desk.uow().read_only() as uow:
        version = uow.drafts.get(id).version
    mark = Removal(0, 500, None, RemovalReason.SAFETY)
    office.do(save_draft, SaveDraft(office.actor, id, Draft(version, (mark,))))


@pytest.mark.parametrize("when", ["before it is opened", "while it is read"])
def test_marks_that_are_newer_than_the_copy_are_told_with_what_to_do_and_approved_only_knowingly(
    seat: Seat, place: DecisionsPlace, back_office: BackOffice, when: str
) -> None:
    if when == "while it is read":
        id = open_one(seat, place, "INT-2026-0001")
        assert not place.page.newer.told.isVisible()
        mark_more(back_office, id)
    else:
        id = RequestId(str(next(r.key for r in place.list_page.table.view.rows_model.rows if r.cells[0][:3] == "INT")))
        mark_more(back_office, id)
        open_one(seat, place, "INT-2026-0001")
        assert "The marks are newer than this copy." in place.page.newer.told.words
    newer = place.page.newer
    place.page.choice.options["approve"].click()
    press(seat, place)
    assert newer.known.problem.startswith("The marks are newer than this copy.") and newer.known.isVisible()
    assert "Send it back" in newer.told.words and newer.told.isVisible()
    assert kept(seat.staff, id)[0].status is Status.PREPARED
    place.page.choice.options["refuse"].click()
    assert not newer.known.isVisible() and newer.told.isVisible()
    place.page.choice.options["approve"].click()
    newer.known.options["known"].click()
    press(seat, place)
    assert kept(seat.staff, id)[0].status is Status.APPROVED


def test_an_approval_is_withdrawn_on_the_requests_page_and_waits_again(seat: Seat, place: DecisionsPlace) -> None:
    id = open_one(seat, place, "SAR-2026-0007")
    approve(place)
    press(seat, place)
    assert not requests_place(seat, Role.INFORMATION_OFFICER, id).request_page.withdrawing.isVisible()
    page = requests_place(seat, Role.APPROVER, id).request_page
    values = page.sheet.asked.values()
    assert values["Decision"] == "Approved by Demo approver on 24 November 2026"
    assert values["Other people"] == "There was some, and all of it is removed"
    seat.press(page.withdrawing.save)
    assert page.why_withdrawn.problem == "Type why the approval is withdrawn."
    page.why_withdrawn.set_value("It is another person’s call.")
    seat.press(page.withdrawing.save)
    assert kept(seat.staff, id)[0].status is Status.PREPARED and not page.withdrawing.isVisible()
    assert page.returned.words.endswith("It is another person’s call.")
    seat.refresh(place)
    assert "SAR-2026-0007" in [row[0] for row in cells(place)]


def test_what_was_chosen_for_each_request_is_kept(seat: Seat, place: DecisionsPlace) -> None:
    open_one(seat, place, "SAR-2026-0007")
    place.page.choice.options["refuse"].click()
    place.page.weighing.fields["information"].options["private"].click()
    place.page.weighing.fields["asked"].options["cannot_be_asked"].click()
    place.page.words.set_value("Too much about a neighbour.")
    seat.back(place.page)
    open_one(seat, place, "INT-2026-0001")
    assert place.page.choice.value() is None and place.page.words.value() == ""
    seat.back(place.page)
    open_one(seat, place, "SAR-2026-0007")
    assert place.page.choice.value() == "refuse" and place.page.words.value() == "Too much about a neighbour."
    assert place.page.weighing.fields["asked"].value() == "cannot_be_asked"
    assert place.page.weighing.fields["asked"].isVisible() and place.page.weighing.fields["consent"].value() is None


def test_what_comes_of_one_decision_leaves_another_that_was_opened_meanwhile_alone(
    seat: Seat, place: DecisionsPlace
) -> None:
    open_one(seat, place, "SAR-2026-0007")
    other = place.page.view
    assert other is not None
    place.page.back.emit()
    open_one(seat, place, "INT-2026-0001")
    place.page.choice.options["refuse"].click()
    place.page.primary.click()
    place.show_opened(other)
    seat.settle()
    assert not place.page._summary.isVisible() and not place.page.refusal.problem
    seat.back(place.page)
    id = open_one(seat, place, "INT-2026-0001")
    place.page.choice.options["refuse"].click()
    place.page.refusal.options["third_party"].click()
    place.page.primary.click()
    place.show_opened(other)
    seat.settle()
    assert kept(seat.staff, id)[0].status is Status.REFUSED
    assert place.stack.currentWidget() is place.page and place._open == other.row.id


def test_training_with_nothing_removed_needs_the_approvers_word(seat: Seat, place: DecisionsPlace) -> None:
    open_one(seat, place, "INT-2026-0001")
    page, view = place.page, place.page.view
    assert view is not None
    training = replace(view.request, purpose=Purpose.TRAINING)
    page.show_request(replace(view, request=training, removed_internal=()), Typed(), ())
    page.choice.options["approve"].click()
    assert page.nothing.isVisible()
    page.show_problems(FieldsError({"nothing_to_remove": "training_needs_removal"}))
    assert page.nothing.problem.startswith("For training, customer details are removed.")
    assert not page._command(None).nothing_to_remove
    page.nothing.options["nothing"].click()
    assert page._command(None).nothing_to_remove


def test_nothing_waiting_says_why_and_the_keyboard_stays_on_the_page(seat: Seat, place: DecisionsPlace) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    for part in (QPushButton("Display"), place):  # as below the bar at the top
        column.addWidget(part)
    shown(seat.qtbot, window)
    for reference in ("SAR-2026-0007", "INT-2026-0001"):
        open_one(seat, place, reference)
        place.page.choice.options["refuse"].click()
        place.page.refusal.options["third_party"].click()
        press(seat, place)
    assert "Nothing is waiting for a decision." in words_on(place)
    seat.qtbot.waitUntil(place.list_page.search.field.focus_target().hasFocus)


class Front(QObject):
    """The banner above a page of the approver's."""

    def __init__(self, staff: Staff) -> None:
        super().__init__()
        self.banner = Banner()
        self.failing = Failing(self.banner, self)
        self.context = replace(staff.context(Role.APPROVER), fail=self.failing.show)


@pytest.fixture
def front(seat: Seat) -> Front:
    made = Front(seat.staff)
    seat.qtbot.addWidget(made.banner)
    return made


def test_who_closed_the_request_is_said_and_the_words_stay(seat: Seat, front: Front) -> None:
    place = DecisionsPlace(front.context)
    shown(seat.qtbot, place)
    seat.refresh(place)
    id = open_one(seat, place, "INT-2026-0001")
    page = place.page
    page.choice.options["send_back"].click()
    page.words.set_value("The second name is heard at the end.")
    do(seat.staff, CloseRequest(seat.staff.actor(Role.INFORMATION_OFFICER), id, Answered.WITHDRAWN))
    seat.press(page.primary)
    said = front.banner.words
    assert said.startswith("This request has moved on since you opened it. The request was closed: Demo ")
    assert " today, at " in said
    assert page.words.value() == "The second name is heard at the end."


def test_what_is_nobodys_doing_is_said_at_once(front: Front) -> None:
    front.failing.show(DatabaseError("database_lost"))
    alone = front.banner.words
    assert alone
    front.failing.show(WrongStateError("session_goes_on"))
    assert front.banner.words not in ("", alone)


def test_where_it_cannot_be_known_the_rest_is_said(seat: Seat, front: Front) -> None:
    front.failing.show(WrongStateError("request_moved_on", status="closed").of(request="f" * 32))
    seat.settle()
    assert front.banner.words == "This request has moved on since you opened it."


REFERENCE = "SAR-2026-0007"
CALL = demo_calls()[2]


def transcribe(place: DecisionsPlace, office: BackOffice) -> None:
    """Save a transcript, and make the copy again."""
    row = next(row for row in place.list_page.table.view.rows_model.rows if row.cells[0] == REFERENCE)
    id, transcript = RequestId(str(row.key)), Transcript(CALL.lines)
    office.do(save_transcript, SaveTranscript(office.actor, id, transcript, 0))
    office.do(prepare_copy, PrepareCopy(office.actor, id, CALL.removals))
    with office.desk.uow().read_only() as uow:
        copy, sound = uow.requests.get(id).copy, office.desk.sound
        assert copy is not None and isinstance(sound, FakeSound)
        made = uow.recordings.copy(copy)
    sound.transcript = left_of(transcript, made.removed, made.rate)


def test_with_a_transcript_all_is_in_sight_without_scrolling_before_a_ruling_and_once_it_was_heard(
    seat: Seat, place: DecisionsPlace, back_office: BackOffice
) -> None:
    open_one(seat, place, REFERENCE)
    place.page.choice.options["approve"].click()
    assert not place.page.transcript.isVisible() and not place.page.transcript.field.isVisible(), "there is none yet"
    place.page.choice.set_value(None)
    place.page.back.emit()
    transcribe(place, back_office)
    place.resize(1366 - 214, 700 - 56)  # beside the rail, below the bar, under a title bar and a taskbar
    open_one(seat, place, REFERENCE)
    page = place.page
    assert page.transcript.read.isVisible() and page.choice.isVisible() and page.weighing.isVisible()
    seat.qtbot.waitUntil(lambda: page._scroll.verticalScrollBar().maximum() == 0)
    hear_all(place)
    approve(place)
    assert page.transcript.field.isVisible() and page.own_password.isVisible()
    bar = page._scroll.verticalScrollBar()
    seat.qtbot.waitUntil(lambda: bar.maximum() == 0 and not page.add_words.visibleRegion().isEmpty())


def test_it_is_read_as_the_listener_will_and_approved_as_it_is_said(
    seat: Seat, place: DecisionsPlace, back_office: BackOffice
) -> None:
    transcribe(place, back_office)
    id = open_one(seat, place, REFERENCE)
    part = place.page.transcript
    assert part.isVisible() and "This copy has a transcript of" in words_on(place) and not part.lines.isVisible()
    seat.press(part.read)
    rows = [row.cells for row in part.lines.rows]
    said = "\n".join(cells[2] for cells in rows)
    assert "11 seconds removed: about another person" in said and CALL.lines[0].words in said
    assert "flat eight" not in said and "Demo Lodge" not in said
    assert f"Topic: {CALL.lines[1].topic}. {CALL.lines[1].words}" in said
    approve(place)
    press(seat, place)
    assert part.field.problem == "Choose whether the transcript is approved with the copy."
    assert kept(seat.staff, id)[0].status is Status.PREPARED
    part.field.set_value(WITH)
    assert not place.page.transcript.not_read.isVisible(), "it was read"
    press(seat, place)
    request, decision = kept(seat.staff, id)
    assert request.status is Status.APPROVED
    assert decision is not None and decision.transcript is not None
    seat.back(place.page)
    assert not part.lines.rows and part.whole.words == "", "the words are gone once the page is left"


def test_a_transcript_that_nobody_opened_is_confirmed_once_more_as_sound_is_that_nobody_heard(
    seat: Seat, place: DecisionsPlace, back_office: BackOffice
) -> None:
    transcribe(place, back_office)
    id = open_one(seat, place, REFERENCE)
    hear_all(place)
    page, part = place.page, place.page.transcript
    approve(place)
    assert not part.not_read.isVisible(), "nobody has said that it is approved"
    part.field.options[WITHOUT].click()
    assert not part.not_read.isVisible()
    part.field.options[WITH].click()
    assert part.not_read.isVisible() and not part.unread.isVisible()
    page.own_password.input.setText(DEMO_PASSWORD)
    press(seat, place)
    assert part.unread.isVisible() and part.unread.problem.startswith("You have not read the transcript.")
    assert kept(seat.staff, id)[0].status is Status.PREPARED
    part.unread.options["unread"].click()
    press(seat, place)
    assert kept(seat.staff, id)[0].status is Status.APPROVED


def test_one_that_was_changed_since_is_approved_knowingly_alone(
    seat: Seat, place: DecisionsPlace, back_office: BackOffice
) -> None:
    transcribe(place, back_office)
    open_one(seat, place, REFERENCE)
    page, part, view = place.page, place.page.transcript, place.page.view
    assert view is not None
    page.choice.options["approve"].click()
    part.field.options[WITH].click()
    assert not part.known.isVisible()
    page.show_problems(FieldsError({"newer_transcript": "newer_transcript_not_known"}))  # it was changed meanwhile
    assert part.known.isVisible() and part.known.problem.startswith("The transcript is newer than this copy.")
    page.show_request(replace(view, words=replace(view.words, newer=True)), page.draft(), ())
    assert "It was changed after this copy was made" in part.told.words
    part.field.options[WITHOUT].click()
    assert not part.known.isVisible()
    part.field.options[WITH].click()
    assert part.known.isVisible() and not page._command(None).newer_transcript_known
    part.known.options["newer_transcript"].click()
    assert page._command(None).newer_transcript_known and not page._command(None).newer_marks_known
    assert "newer_transcript" in page.draft().ticks

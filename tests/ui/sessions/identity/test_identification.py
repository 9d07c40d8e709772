"""Step 2, the documents: what is asked of each, a number that is checked, the short check, and what ends it here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import inspect, text

from desktop.application.sessions.checking_in import CheckInVisitor, check_in_visitor
from desktop.application.sessions.day_list import interrupt
from desktop.application.sessions.views import SessionView
from desktop.application.shared.commands import bound
from desktop.bootstrap.opening import open_parts
from desktop.domain.appointments import AppointmentStatus
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.requests.request import WITHHELD, Authority, Representative
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.identity import CallKind, Check
from desktop.domain.sessions.session import Outcome, Party, State, WhyUnbooked
from desktop.ui.sessions.break_page import ResumePage
from desktop.ui.sessions.brief_page import BriefPage, introduction_of, script_of
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.identity.document_slot import DocumentSlot
from desktop.ui.sessions.identity.id_page import CallerPage, IdPage
from desktop.ui.sessions.session_page import SessionPage, steps_of
from tests.support.offices.conducted import Course
from tests.ui.accessible import interface, name
from tests.ui.presses import key_to
from tests.ui.sessions.counter import OF_THE_CALL, PAGE, Counter, words_on
from tests.ui.staff import shown

TODAY = date(2026, 11, 24)
LICENCE_NUMBER = "CUSTO703111D99AB"


@pytest.fixture
def page(counter: Counter) -> IdPage:
    return counter.checked_in()


def choose(slot: DocumentSlot, kind: str) -> None:
    """Choose as a person does, from the list."""
    if kind in slot.kind.options:
        slot.kind.options[kind].click()
    else:
        slot.kind.more.setCurrentIndex(slot.kind.more.findData(kind))
        slot.kind.more.activated.emit(slot.kind.more.currentIndex())
    QApplication.processEvents()


def type_date(slot: DocumentSlot, when: date) -> None:
    kind = slot.document()
    assert kind is not None
    field = slot.expiry if kind.photo else slot.issued
    for box, part in zip(field.boxes, (when.day, when.month, when.year), strict=True):
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, str(part))


def asked(slot: DocumentSlot) -> list[str]:
    """Return the visible questions."""
    questions = {
        "kind": slot.kind,
        "expiry": slot.expiry,
        "issued": slot.issued,
        "details": slot.matching.details,
        "name": slot.name,
        "birth": slot.birth,
        "address": slot.address,
        "number": slot.number.field,
    }
    return [name for name, field in questions.items() if field.isVisible()]


def fill_photo(slot: DocumentSlot, kind: str = "passport") -> None:
    choose(slot, kind)
    type_date(slot, TODAY + timedelta(days=900))
    slot.all_match.click()


def fill_bill(slot: DocumentSlot, issued: date = date(2026, 11, 1)) -> None:
    choose(slot, "utility_bill")
    type_date(slot, issued)
    slot.all_match.click()


def test_nothing_can_be_confirmed_until_both_documents_are_enough_and_one_press_answers_each_question(
    counter: Counter, page: IdPage
) -> None:
    photo, address = page.slots
    missing = "Still needed: one document with a photo and one with the current address"
    assert not page.primary.isEnabled() and missing in counter.words()
    fill_photo(photo)
    assert not page.primary.isEnabled()
    assert "Still needed: one document with the current address. Nothing opens" in counter.words()
    assert words_on(photo).splitlines()[-1] == "In date. All details match."
    assert QApplication.focusWidget() in address.kind.options.values()
    fill_bill(address)
    assert page.primary.hasFocus() and page.primary.isEnabled() and "Still needed" not in counter.words()
    counter.press(page.primary)
    counter.page(CallerPage)
    with counter.staff.desk.uow().read_only() as uow:
        kept = {one.kind: one.checks for one in uow.sessions.documents(counter.id)}
    assert kept["passport"] == ("expiry_fine", "name_matches", "birth_matches")
    assert kept["utility_bill"] == ("recent_enough", "name_matches", "current_address")


def test_all_that_the_kind_needs_is_asked_at_once_and_nothing_else(page: IdPage) -> None:
    photo, address = page.slots
    assert asked(photo) == ["kind"] and asked(address) == []
    choose(photo, "passport")
    assert asked(photo) == ["kind", "expiry", "details"]
    assert "11 March 1971" in words_on(photo) and "Address" not in words_on(photo)
    type_date(photo, TODAY)  # the last day on which it is good
    photo.some_differ.click()
    assert asked(photo) == ["name", "birth"] and "Passport" in words_on(photo)
    photo.action.click()  # to begin again
    assert asked(photo) == ["kind", "expiry", "details"] and photo.expiry.value() == TODAY
    photo.some_differ.click()
    photo.name.options["match"].click()
    photo.birth.options["not_shown"].click()
    assert asked(photo) == [] and photo.filled and asked(address) == ["kind"]
    assert "No date of birth on it." in words_on(photo)
    choose(address, "utility_bill")
    assert asked(address) == ["kind", "issued", "details"]
    assert "Date of birth" not in words_on(address)


def test_only_kinds_that_can_fill_a_slot_are_offered_and_the_others_are_named(counter: Counter, page: IdPage) -> None:
    photo, address = page.slots
    offered = offered_in(photo)
    assert "passport" in offered and "utility_bill" not in offered and "residence_permit" not in offered
    counter.press(photo.action)
    assert "Without a photo: Gas, electricity" in words_on(photo)
    assert "No longer accepted: Biometric residence permit." in words_on(photo)
    fill_photo(photo, "driving_licence")  # it shows the address, too
    assert "passport" in offered_in(address)
    photo.action.click()
    choose(photo, "passport")
    type_date(photo, TODAY + timedelta(days=900))
    photo.all_match.click()
    offered = offered_in(address)
    assert "utility_bill" in offered and "passport" not in offered and "pass_card" not in offered


def offered_in(slot: DocumentSlot) -> set[str]:
    """Return the codes of the kinds that are offered."""
    return {*slot.kind.options, *(slot.kind.more.itemData(at) for at in range(1, slot.kind.more.count()))}


def test_a_document_can_be_done_from_the_keyboard_without_a_tab(counter: Counter, page: IdPage) -> None:
    photo, address = page.slots
    key_to(page.window(), Qt.Key.Key_Down)
    assert photo.kind.value() is not None
    for letter in "7122029":
        key_to(page.window(), Qt.Key(ord(letter)))
    assert photo.expiry.value() == date(2029, 12, 7) and QApplication.focusWidget() is photo.all_match
    key_to(page.window(), Qt.Key.Key_Return)
    assert photo.filled and page.open_slot is address and QApplication.focusWidget() in address.kind.options.values()


def test_a_document_that_ran_out_yesterday_will_not_do_and_says_what_would(page: IdPage) -> None:
    """Nor will a bill that is too old by one day, or of tomorrow."""
    photo, address = page.slots
    assert not page.earlier_link.isVisible(), "they come for the first time"
    choose(photo, "passport")
    type_date(photo, TODAY - timedelta(days=1))
    photo.all_match.click()
    assert photo.expiry.problem == "It expired 1 day ago." and not photo.filled
    assert "in date" in words_on(photo) and "will do instead" in words_on(photo)
    type_date(photo, TODAY + timedelta(days=900))
    assert photo.filled
    choose(address, "utility_bill")
    for issued, problem in (
        (date(2026, 8, 23), "It is 3 months and 1 day old. It can be up to 3 months old."),
        (date(2026, 11, 24), ""),
        (date(2026, 8, 24), ""),
        (date(2026, 11, 25), "This date is in the future."),
    ):
        type_date(address, issued)
        assert address.issued.problem == problem
    address.all_match.click()
    assert not page.primary.isEnabled()


@pytest.mark.parametrize(
    ("place", "kind", "dated"),
    [
        (0, "driving_licence", True),
        (0, "identity_card", False),
        (0, "evisa", False),
        (1, "driving_licence", False),
        (1, "utility_bill", True),
    ],
)
def test_the_longest_page_of_a_document_does_not_scroll(
    counter: Counter, page: IdPage, place: int, kind: str, dated: bool
) -> None:
    """All differs on it, in the first place and in the second."""
    counter.as_small_as(PAGE)
    counter.all_in_sight()
    if place:
        fill_photo(page.slots[0])
    slot = page.slots[place]
    choose(slot, kind)
    counter.all_in_sight()
    document = slot.document()
    assert document is not None
    if dated and document.asks is not None:
        type_date(slot, TODAY + timedelta(days=900) if document.photo else TODAY)
    if slot.number.unfold.isVisible():
        counter.press(slot.number.unfold)
        counter.all_in_sight()
        QTest.keyClicks(slot.number.field.input, "XXXX")
        counter.press(slot.number.check)
        counter.all_in_sight()
    counter.press(slot.some_differ)
    counter.all_in_sight()
    asked = slot.matching.code, slot.name, slot.birth, slot.address
    for answer in (1, -1):
        for question in asked:
            if question.isVisible():
                options = list(question.options.values())
                options[min(answer, len(options) - 1)].click()
                counter.all_in_sight()


def test_a_date_that_is_still_missing_is_asked_after_what_differs(counter: Counter, page: IdPage) -> None:
    photo = page.slots[0]
    choose(photo, "passport")
    photo.some_differ.click()
    assert asked(photo) == ["name", "birth"]
    photo.name.options["differs"].click()
    assert "expiry" not in asked(photo)  # it does not count, whatever its date
    photo.name.options["differs_with_evidence"].click()
    photo.birth.options["match"].click()
    assert asked(photo) == ["expiry", "name", "birth"] and photo.expiry.boxes[0].hasFocus()
    type_date(photo, TODAY + timedelta(days=900))
    assert photo.filled


def test_what_was_answered_about_one_document_is_not_taken_for_another(page: IdPage) -> None:
    photo, _ = page.slots
    fill_photo(photo, "passport")
    photo.action.click()
    choose(photo, "driving_licence")
    type_date(photo, TODAY + timedelta(days=900))
    assert photo.name.value() is None and photo.birth.value() is None
    assert asked(photo) == ["kind", "expiry", "details"] and not photo.filled


def test_a_picture_of_an_evisa_is_not_enough_and_the_page_says_what_to_do(counter: Counter, page: IdPage) -> None:
    photo, _ = page.slots
    choose(photo, "evisa")
    assert "with their share code" in counter.words()
    assert not photo.expiry.isVisible() and not photo.number.isVisible()
    photo.some_differ.click()
    photo.matching.code.options["no"].click()
    assert photo.matching.code.problem == "A picture or a print of an eVisa is not enough."
    assert "Ask them for a share code" in counter.words() and not photo.filled
    photo.matching.code.options["yes"].click()
    photo.name.options["match"].click()
    photo.birth.options["match"].click()
    assert photo.filled and "Opened with their share code." in counter.words()


def test_each_document_is_a_line_while_a_lesser_check_is_asked_for(counter: Counter, page: IdPage) -> None:
    photo, address = page.slots
    choose(photo, "driving_licence")
    assert interface(photo).role() == QAccessible.Role.Grouping
    assert name(interface(photo)) == "One with a photo"
    photo.kind.focus_target().setFocus()
    page.lesser_link.click()
    assert page.window().focusWidget() is None, "a slot that folds hands the keyboard to nobody"
    assert name(interface(photo)) == "One with a photo. UK photocard driving licence"
    counter.settle()
    assert page.lesser.isVisible() and not photo.kind.isVisible() and not address.kind.isVisible()
    assert "UK photocard driving licence" in counter.words()
    address.action.click()
    assert not page.lesser.isVisible() and address.kind.isVisible() and not photo.kind.isVisible()
    page.lesser_link.click()
    page.lesser.fold()
    assert photo.kind.isVisible() and photo.kind.value() == "driving_licence", "it goes on where it was"


# The number of a document


def typed_number(page: IdPage, number: str = LICENCE_NUMBER) -> DocumentSlot:
    photo, _ = page.slots
    choose(photo, "driving_licence")
    type_date(photo, TODAY + timedelta(days=900))
    photo.number.unfold.click()
    QTest.keyClicks(photo.number.field.input, number)
    return photo


def test_a_number_is_compared_and_wiped_at_once_and_kept_nowhere(counter: Counter, page: IdPage) -> None:
    photo, address = typed_number(page), page.slots[1]
    assert photo.number.field.isVisible() and not photo.kind.isVisible(), "it is typed in the place of the kinds"
    photo.number.field._eye.setFocus()
    photo.number.field._eye.click()
    photo.number.check.setFocus()
    assert photo.number.field.value() == LICENCE_NUMBER, "on the way to what belongs to it, it stays"
    photo.number.check.click()
    assert photo.number.field.value() == ""
    assert photo.number.result.words == "The check digits are right, and it agrees with the request. Cleared."
    assert photo.kind.isVisible() and not photo.number.field.isVisible() and photo.number.unfold.hasFocus()
    QTest.keyClick(photo.number.field.input, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert photo.number.field.value() == ""
    photo.some_differ.click()
    photo.name.options["match"].click()
    photo.birth.options["match"].click()
    photo.address.options["no"].click()
    shown = photo.shown()
    assert shown is not None and shown.typed == {Check.TYPED_CORRECTLY, Check.NUMBER_AGREES}
    assert LICENCE_NUMBER not in repr(shown)
    fill_bill(address)
    counter.press(page.primary)
    counter.page(CallerPage)
    assert "number_agrees" in everything_in_the_database(counter)
    assert LICENCE_NUMBER not in everything_in_the_database(counter)


def everything_in_the_database(counter: Counter) -> str:
    parts = open_parts(counter.folder)
    with parts.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        rows = [str(tuple(row)) for table in tables for row in connection.execute(text(f'SELECT * FROM "{table}"'))]
    parts.engine.dispose()
    return "\n".join(rows)


def test_a_number_that_does_not_match_is_no_check(page: IdPage) -> None:
    photo = typed_number(page, "CUSTO70311")
    for said in ("That doesn’t match the printed format.", "does not agree with the request"):
        photo.number.check.click()
        assert said in photo.number.result.words and photo.number.field.value() == ""
        shown = photo.shown()
        assert shown is not None and Check.NUMBER_AGREES not in shown.typed
        QTest.keyClicks(photo.number.field.input, "JONES703111D99AB")
    photo.number.unfold.click()
    photo.action.click()
    assert photo.kind.isVisible() and not photo.number.field.isVisible(), "begun again"


def test_a_number_that_is_left_is_wiped(counter: Counter, page: IdPage) -> None:
    photo = typed_number(page)
    field = photo.number.field
    photo.all_match.setFocus()
    assert field.value() == "" and photo.number.result.words == "The number was not checked. It has been cleared."
    QTest.keyClick(field.input, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.value() == ""
    field.input.setText(LICENCE_NUMBER)
    choose(photo, "passport")
    assert field.value() == "" and photo.number.result.words == "", "another kind"
    typed_number(page)
    counter.place.hide()
    assert field.value() == "", "the page is covered"
    assert photo.number.result.words == "The number was not checked. It has been cleared."
    counter.place.show()
    QApplication.processEvents()
    photo.all_match.setFocus()
    stood: list[str] = []
    field.input.textChanged.connect(stood.append)
    field.input.setText(LICENCE_NUMBER)  # whatever put it there, it has not the keyboard
    page.ending.evidence.click()
    counter.until(lambda: counter.place.page is not page)
    assert stood == [LICENCE_NUMBER, ""]


# What ends it here


def test_what_ends_the_session_is_asked_first_and_a_mistake_is_closed_as_that_without_another_question(
    counter: Counter, page: IdPage
) -> None:
    before, panel = counter.events(), page.ending
    assert panel.link is not None
    counter.press(panel.link)
    counter.until(panel.no.hasFocus)
    assert panel.isVisible() and page.open_slot is None
    counter.press(panel.no)
    assert not panel.isVisible() and panel.link.hasFocus() and page.open_slot is page.slots[0]
    assert counter.events() == before and counter.place.page is page
    counter.press(panel.link)
    counter.database.gone = True
    counter.press(panel.mistake)
    counter.until(lambda: counter.place.banner.words)
    counter.database.gone = False
    with counter.qtbot.waitSignal(counter.place.gone):
        counter.press(panel.mistake)
    assert counter.kept().outcome is Outcome.OPENED_BY_MISTAKE
    assert counter.marks() == (Exceptional.OPENED_BY_MISTAKE,)
    assert counter.staff.appointments()[0].status is AppointmentStatus.BOOKED


def test_at_the_close_too_it_can_have_been_a_mistake_and_nothing_is_asked_then(counter: Counter, page: IdPage) -> None:
    page.ending.evidence.click()
    closing = counter.page(ClosePage)
    closing.outcome.set_value(Outcome.OPENED_BY_MISTAKE.value)
    closing.outcome.edited.emit()
    assert not closing.copy_wanted.isVisible() and not closing.complaint.isVisible()
    with counter.qtbot.waitSignal(counter.place.gone):
        counter.press(closing.primary)
    assert counter.kept().outcome is Outcome.OPENED_BY_MISTAKE


def test_not_enough_evidence_ends_neutrally_with_a_slip_and_nothing_opened(counter: Counter, page: IdPage) -> None:
    fill_photo(page.slots[0])
    assert page.ending.link is not None
    counter.press(page.ending.link)
    counter.press(page.ending.evidence)
    closing = counter.page(ClosePage)
    assert "Nothing was opened or played." in counter.words()
    assert closing.outcome.value() == Outcome.NOT_ENOUGH_EVIDENCE.value
    assert not closing.acknowledged.isVisible()  # nothing was listened to
    closed = counter.close_session()
    slip = closed.document.toPlainText()
    assert closed.primary.text() == "Print the slip" and "Bring two different documents" in slip
    assert "Passport" in slip and "Council tax bill, up to 12 months old" in slip
    for blame in ("fraud", "invalid", "illegal", "error"):
        assert blame not in f"{slip} {counter.words()}".lower()
    assert counter.kept().outcome is Outcome.NOT_ENOUGH_EVIDENCE and counter.kept().heard == ()
    assert Exceptional.NOT_ENOUGH_EVIDENCE in counter.marks()
    player, sound = counter.player, counter.fake_sound
    assert "open" not in sound.calls and not [call for call in player.calls if call.startswith(("load", "play"))]


# The short check


def test_somebody_who_was_here_earlier_is_confirmed_by_the_short_check_with_the_keyboard_alone(
    counter: Counter,
) -> None:
    staff, request = counter.staff, counter.staff.appointments()[0].request
    staff.conduct(0, Course(heard=0.5))
    staff.wait(25 * 3600)
    customer, words = frozenset({Party.CUSTOMER}), "They came back."
    command = CheckInVisitor(staff.actor(Role.ADVISER), request, customer, WhyUnbooked.OTHER, words)
    counter.go_to(bound(check_in_visitor, staff.desk, command)())
    page = counter.page(IdPage)
    assert (
        page.earlier_link.isVisible() and page.earlier_link.text() == "They were here on 24 November 2026: short check"
    )
    page.earlier_link.setFocus()
    counter.qtbot.keyClick(page.earlier_link, Qt.Key.Key_Space)
    same = page.earlier.same
    assert same is not None
    counter.qtbot.waitUntil(same.focus_target().hasFocus)
    counter.press(page.earlier.confirm)
    assert same.problem == "Check that it is the same person, against one of the documents they showed."
    counter.qtbot.keyClick(same.options["same"], Qt.Key.Key_Space)
    counter.press(page.earlier.confirm)
    counter.page(BriefPage)
    steps = steps_of(counter.place.view)
    assert [step.summary for step in steps] == ["Customer", "Short check", "", "", ""] and not steps[1].skipped
    assert counter.events()[-1] is EventKind.SHORT_CHECK_MADE and counter.kept().state is State.IDENTIFIED


# The caller check


def caller_page(counter: Counter, page: IdPage) -> CallerPage:
    fill_photo(page.slots[0])
    fill_bill(page.slots[1])
    counter.press(page.primary)
    return counter.page(CallerPage)


def test_near_enough_needs_a_reason_is_marked_for_the_supervisor_and_does_not_scroll(
    counter: Counter, page: IdPage
) -> None:
    caller = caller_page(counter, page)
    counter.as_small_as(PAGE)
    counter.all_in_sight()
    assert not caller.reason.isVisible() and not caller.check.isVisible()
    counter.press(caller.some_differ)
    counter.press(caller.primary)
    assert caller.check.problem == "Choose how their answer compares."
    counter.all_in_sight()
    caller.check.options["near_enough"].click()
    assert caller.reason.isVisible()
    counter.press(caller.primary)
    assert caller.reason.problem == "Type why it is near enough." and counter.kept().state is State.CHECKED_IN
    counter.all_in_sight()
    QTest.keyClicks(caller.reason.input, "One digit was different.")
    counter.press(caller.primary)
    counter.page(BriefPage)
    assert counter.marks() == (Exceptional.NEAR_ENOUGH, Exceptional.ANSWERS_NOT_SEEN)


def test_the_answers_are_covered_until_the_key_is_held_and_covered_again(counter: Counter, page: IdPage) -> None:
    is_covered_until_held(counter, page)
    is_covered_until_held(counter, caller_page(counter, page))


def is_covered_until_held(counter: Counter, page: SessionPage) -> None:
    covered, answers = page.card.answers, ("01632 960147", "10:42am")
    assert covered is not None

    def seen() -> list[bool]:
        return [answer in counter.words() for answer in answers]

    looks = counter.events().count(EventKind.ANSWERS_SEEN)
    assert seen() == [False, False]
    QTest.keyPress(page, Qt.Key.Key_F8)
    assert seen() == [False, False]  # it is logged first
    counter.settle()
    assert seen() == [True, True] and counter.events().count(EventKind.ANSWERS_SEEN) == looks + 1
    QTest.keyRelease(page, Qt.Key.Key_F8)
    assert seen() == [False, False]
    QTest.mousePress(covered.button, Qt.MouseButton.LeftButton)
    assert seen() == [True, True]
    QTest.mouseRelease(covered.button, Qt.MouseButton.LeftButton)
    assert seen() == [False, False]
    QTest.keyPress(page, Qt.Key.Key_F8)
    page.hide()
    assert not covered.shown
    page.show()
    counter.settle()
    assert counter.events().count(EventKind.ANSWERS_SEEN) == looks + 1


@pytest.mark.against("customer")
def test_a_look_that_cannot_be_logged_shows_nothing(counter: Counter, page: IdPage) -> None:
    answers = page.card.answers
    assert answers is not None
    counter.database.gone = True
    QTest.keyPress(page, Qt.Key.Key_F8)
    counter.settle()
    assert not answers.shown and counter.place.banner.words
    QTest.keyRelease(page, Qt.Key.Key_F8)
    counter.database.gone = False
    QTest.keyClick(page, Qt.Key.Key_F8)
    counter.settle()
    assert not answers.shown, "they were let go before it was logged"
    QTest.keyPress(page, Qt.Key.Key_F8)
    assert answers.shown


def test_no_press_of_enter_says_that_they_match_and_one_of_the_button_does(counter: Counter, page: IdPage) -> None:
    caller = caller_page(counter, page)
    answers = caller.card.answers
    assert answers is not None and answers.button.hasFocus()
    for _ in range(2):
        key_to(caller.window(), Qt.Key.Key_Return)
        counter.settle()
    assert counter.place.page is caller and not answers.shown and EventKind.ANSWERS_SEEN not in counter.events()
    counter.press(caller.some_differ)
    counter.press(caller.match)
    assert answers.button.hasFocus()
    counter.look_at_answers(caller)
    counter.press(caller.primary)
    counter.page(BriefPage)
    assert counter.facts()["caller"] == "matches" and "From: 01632 960147" in counter.words()


@pytest.mark.against("customer")
def test_nothing_of_the_call_is_shown_or_printed_for_somebody_who_is_not_identified(
    counter: Counter, page: IdPage
) -> None:
    caller = caller_page(counter, page)
    counter.tells_nothing()
    counter.press(caller.some_differ)
    caller.check.options["does_not_match"].click()
    counter.press(caller.primary)
    closing = counter.page(ClosePage)
    assert closing.outcome.value() == Outcome.NOT_ENOUGH_EVIDENCE.value and not counter.kept().identified
    assert "open" not in counter.fake_sound.calls
    counter.tells_nothing()
    closing.outcome.set_value(Outcome.CUSTOMER_LEFT.value)  # so that there is a receipt
    closed = counter.close_session()
    counter.tells_nothing()
    receipt = closed.document.toPlainText()
    assert "Receipt" in receipt and not OF_THE_CALL.search(receipt) and "44 s" not in receipt


@pytest.mark.parametrize("closed", [True, False])
def test_an_interrupted_session_covers_the_call_until_the_short_check_and_where_it_is_closed_without_them(
    counter: Counter, closed: bool
) -> None:
    view, staff = counter.identified(), counter.staff
    bound(interrupt, staff.desk, staff.actor(Role.ADVISER), view.id, 0)()
    counter.begin()
    resume = counter.page(ResumePage)
    counter.tells_nothing()
    if closed:
        counter.follow("They don’t want to continue: close it")
        counter.page(ClosePage)
        counter.tells_nothing()
        receipt = counter.close_session().document.toPlainText()
        counter.tells_nothing()
        assert "Receipt" in receipt and not OF_THE_CALL.search(receipt)
    else:
        resume.same.options["same"].click()
        counter.press(resume.primary)
        counter.page(BriefPage)
        assert "From: 01632 960147" in counter.words()


WHEN, BY_OTHERS = "When was the call?", "When did someone call us about you?"
NUMBER = "+441632960147"
THEIRS = CallKind.BY_SOMEBODY_ELSE
ACTS = Representative("Demo Friend", Authority.POWER_OF_ATTORNEY)
ASKED = [
    (CallKind.INBOUND, NUMBER, WHEN, "Which number did you call from?"),
    (CallKind.OUTBOUND, NUMBER, WHEN, "Which number did we call you on?"),
    (CallKind.NUMBER_WITHHELD, WITHHELD, WHEN, "What was the call about? (The number was withheld.)"),
    (CallKind.INBOUND, "", WHEN, "What was the call about? (No number is known.)"),
    (CallKind.OUTBOUND, "", WHEN, "What was the call about? (No number is known.)"),
    (THEIRS, NUMBER, BY_OTHERS, "Which number did that call come from, if you know?"),
    (THEIRS, WITHHELD, BY_OTHERS, "What was that call about, as far as you know?"),
    (THEIRS, "", BY_OTHERS, "What was that call about, as far as you know?"),
]


def test_each_kind_of_call_has_its_own_questions_and_one_of_others_is_not_called_theirs(
    counter: Counter, page: IdPage
) -> None:
    view, context, zone = counter.view, counter.place.context, counter.staff.desk.office.zone

    def of_kind(kind: CallKind, number: str) -> SessionView:
        return replace(view, call=replace(view.call, kind=kind, number=number, outbound=kind is CallKind.OUTBOUND))

    def questions(view: SessionView) -> list[str]:
        caller = CallerPage(view, context)
        shown(counter.qtbot, caller)
        assert ("never say who made the call" in caller.where()) is (view.call.kind is THEIRS)
        return [words.words.strip("“”") for words in caller.questions]

    for kind, number, when, what in ASKED:
        assert questions(of_kind(kind, number)) == [when, what]
    theirs = of_kind(THEIRS, NUMBER)
    alone = replace(theirs, representative=ACTS, parties=frozenset({Party.REPRESENTATIVE}))
    assert questions(alone)[0] == "When did someone call us about them?"
    assert " the call of " in script_of(alone, zone).words
    identified = replace(theirs, state=State.IDENTIFIED, identified=True)
    brief, close = BriefPage(identified, context), ClosePage(identified, context)
    for each in (brief, close):
        shown(counter.qtbot, each)
    for words in (brief.script.words, introduction_of(identified, zone).blocks[0][0]):
        assert "that someone else made about you" in words and "your call" not in words
    assert "parts of the call shown here" in close.acknowledged.label and "my call" not in close.acknowledged.label
    assert "Made by someone else" in words_on(brief)

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import inspect, text

from desktop.application.sessions.day_list import interrupt
from desktop.application.shared.commands import bound
from desktop.bootstrap.opening import open_parts
from desktop.domain.appointments import AppointmentStatus
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.id_policy import DocumentKind
from desktop.domain.sessions.identity import Check
from desktop.domain.sessions.session import Outcome, State
from desktop.ui.kit.text import Words
from desktop.ui.sessions.break_page import ResumePage
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.document_slot import DocumentSlot
from desktop.ui.sessions.id_page import CallerPage, IdPage
from desktop.ui.sessions.session_page import SessionPage
from tests.support.fakes import FakePlayer, FakeSound
from tests.ui.presses import key_to
from tests.ui.sessions.counter import PAGE, Counter, words_on

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


def test_nothing_can_be_confirmed_until_both_documents_are_enough(counter: Counter, page: IdPage) -> None:
    photo, address = page.slots
    missing = "Still needed: one document with a photo and one with the current address"
    assert not page.primary.isEnabled() and missing in counter.words()
    fill_photo(photo)
    assert not page.primary.isEnabled()
    assert "Still needed: one document with the current address. Nothing opens" in counter.words()
    fill_bill(address)
    assert page.primary.isEnabled() and "Still needed" not in counter.words()
    counter.press(page.primary)
    counter.page(CallerPage)
    with counter.staff.desk.uow().read_only() as uow:
        kept = uow.sessions.documents(counter.id)
    assert [(one.kind, one.in_date, one.age_months) for one in kept] == [
        ("passport", True, None),
        ("utility_bill", True, 0),
    ]


def test_all_that_the_kind_needs_is_asked_at_once_and_nothing_else(page: IdPage) -> None:
    photo, address = page.slots
    assert asked(photo) == ["kind"] and asked(address) == []
    choose(photo, "passport")
    assert asked(photo) == ["kind", "expiry", "details"]
    assert "11 March 1971" in words_on(photo.widget) and "Address" not in words_on(photo.widget)
    type_date(photo, TODAY)  # the last day on which it is good
    photo.some_differ.click()
    assert asked(photo) == ["name", "birth"] and "Passport" in words_on(photo.widget)
    photo.widget.acted.emit()  # to begin again
    assert asked(photo) == ["kind", "expiry", "details"] and photo.expiry.value() == TODAY
    photo.some_differ.click()
    photo.name.options["match"].click()
    photo.birth.options["not_shown"].click()
    assert asked(photo) == [] and photo.filled and asked(address) == ["kind"]
    assert "No date of birth on it." in words_on(photo.widget)
    choose(address, "utility_bill")
    assert asked(address) == ["kind", "issued", "details"]
    assert "Date of birth" not in words_on(address.widget)


def test_one_press_answers_each_question_that_is_asked_and_each_is_on_record(counter: Counter, page: IdPage) -> None:
    photo, address = page.slots
    fill_photo(photo, "driving_licence")
    fill_bill(address)
    assert words_on(photo.widget).splitlines()[-1] == "In date. All details match."
    counter.press(page.primary)
    counter.page(CallerPage)
    with counter.staff.desk.uow().read_only() as uow:
        kept = {one.kind: one.checks for one in uow.sessions.documents(counter.id)}
    assert kept["driving_licence"] == ("expiry_fine", "name_matches", "birth_matches", "current_address")
    assert kept["utility_bill"] == ("recent_enough", "name_matches", "current_address")


def test_only_kinds_that_can_fill_a_slot_are_offered_and_the_others_are_named(counter: Counter, page: IdPage) -> None:
    photo, address = page.slots
    offered = [kind.code for kind in photo_kinds(photo)]
    assert "passport" in offered and "utility_bill" not in offered and "residence_permit" not in offered
    counter.press(photo.widget.action)
    assert "Without a photo: Gas, electricity" in words_on(photo.widget)
    assert "No longer accepted: Biometric residence permit." in words_on(photo.widget)
    fill_photo(photo, "driving_licence")  # it shows the address, too
    assert "passport" in [kind.code for kind in photo_kinds(address)]
    photo.widget.acted.emit()
    choose(photo, "passport")
    type_date(photo, TODAY + timedelta(days=900))
    photo.all_match.click()
    offered = [kind.code for kind in photo_kinds(address)]
    assert "utility_bill" in offered and "passport" not in offered and "pass_card" not in offered


def photo_kinds(slot: DocumentSlot) -> list[DocumentKind]:
    """Return the kinds that are offered."""
    keys = [*slot.kind.options, *(slot.kind.more.itemData(at) for at in range(1, slot.kind.more.count()))]
    return [kind for kind in slot._policy.kinds if kind.code in keys]


def test_a_document_can_be_done_from_the_keyboard_without_a_tab(counter: Counter, page: IdPage) -> None:
    photo, address = page.slots
    key_to(page.window(), Qt.Key.Key_Down)
    assert photo.kind.value() is not None
    for letter in "7122029":
        key_to(page.window(), Qt.Key(ord(letter)))
    assert photo.expiry.value() == date(2029, 12, 7) and QApplication.focusWidget() is photo.all_match
    key_to(page.window(), Qt.Key.Key_Return)
    assert photo.filled and page.open_slot is address and QApplication.focusWidget() in address.kind.options.values()


def test_a_whole_date_pasted_into_day_leads_to_the_next_question(counter: Counter, page: IdPage) -> None:
    photo = page.slots[0]
    choose(photo, "passport")
    QApplication.clipboard().setText(f"{TODAY:%d/%m/%Y}")
    photo.expiry.boxes[0].setFocus()
    photo.expiry.boxes[0].paste()
    QApplication.processEvents()
    assert photo.expiry.value() == TODAY and QApplication.focusWidget() is photo.all_match


def test_the_keyboard_goes_on_to_the_next_slot_and_then_to_the_button(page: IdPage) -> None:
    photo, address = page.slots
    fill_photo(photo)
    assert QApplication.focusWidget() in address.kind.options.values()
    fill_bill(address)
    assert QApplication.focusWidget() is page.primary


def test_a_bill_too_old_by_one_day_or_of_tomorrow_will_not_do(page: IdPage) -> None:
    photo, address = page.slots
    fill_photo(photo)
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


def test_a_document_that_ran_out_yesterday_will_not_do_and_says_what_would(counter: Counter, page: IdPage) -> None:
    photo, _ = page.slots
    choose(photo, "passport")
    type_date(photo, TODAY - timedelta(days=1))
    photo.all_match.click()
    assert photo.expiry.problem == "It expired 1 day ago." and not photo.filled
    assert "in date" in words_on(photo.widget) and "will do instead" in words_on(photo.widget)


def test_a_name_that_differs_stops_the_whole_however_good_the_rest_is(counter: Counter, page: IdPage) -> None:
    photo, address = page.slots
    fill_bill(address)
    choose(photo, "passport")
    type_date(photo, TODAY + timedelta(days=900))
    photo.some_differ.click()
    photo.name.options["differs"].click()
    assert photo.name.problem == "The name differs from the request." and not page.primary.isEnabled()
    assert "a name that matches the request" in counter.words()


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize(
    ("place", "kind"),
    [(0, "driving_licence"), (0, "identity_card"), (0, "evisa"), (1, "driving_licence"), (1, "utility_bill")],
)
def test_the_longest_page_of_a_document_does_not_scroll(
    counter: Counter, page: IdPage, place: int, kind: str, dated: bool
) -> None:
    """All differs on it, in the first place and in the second."""
    counter.place.resize(*PAGE)
    counter.until(lambda: (page.width(), page.height()) == PAGE)
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
    photo.widget.acted.emit()
    choose(photo, "driving_licence")
    type_date(photo, TODAY + timedelta(days=900))
    assert photo.name.value() is None and photo.birth.value() is None
    assert asked(photo) == ["kind", "expiry", "details"] and not photo.filled


def test_a_number_is_compared_and_wiped_at_once_and_kept_nowhere(counter: Counter, page: IdPage) -> None:
    photo, address = page.slots
    choose(photo, "driving_licence")
    type_date(photo, TODAY + timedelta(days=900))
    photo.number.unfold.click()
    QTest.keyClicks(photo.number.field.input, LICENCE_NUMBER)
    photo.number.check.click()
    assert photo.number.field.value() == ""
    assert photo.number.result.words == ("The check digits are right, and it agrees with the request. Cleared.")
    photo.number.field._eye.click()
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
    photo, _ = page.slots
    choose(photo, "driving_licence")
    for typed, said in (
        ("CUSTO70311", "That doesn’t match the printed format."),
        ("JONES703111D99AB", "does not agree with the request"),
    ):
        photo.number.unfold.click()
        QTest.keyClicks(photo.number.field.input, typed)
        photo.number.check.click()
        assert said in photo.number.result.words and photo.number.field.value() == ""
        shown = photo.shown()
        assert shown is not None and Check.NUMBER_AGREES not in shown.typed


def test_what_ends_the_session_is_asked_first_and_there_is_a_way_back(counter: Counter, page: IdPage) -> None:
    before, panel = counter.events(), page.ending
    assert panel.link is not None
    counter.press(panel.link)
    counter.until(panel.no.hasFocus)
    assert panel.isVisible() and page.open_slot is None
    counter.press(panel.no)
    assert not panel.isVisible() and panel.link.hasFocus() and page.open_slot is page.slots[0]
    assert counter.events() == before and counter.place.page is page


def test_a_session_opened_by_mistake_is_closed_as_that_without_another_question(counter: Counter, page: IdPage) -> None:
    assert page.ending.link is not None
    counter.press(page.ending.link)
    with counter.qtbot.waitSignal(counter.place.gone):
        counter.press(page.ending.mistake)
    assert counter.kept().outcome is Outcome.OPENED_BY_MISTAKE
    assert counter.marks() == (Exceptional.OPENED_BY_MISTAKE,)
    assert counter.staff.appointments()[0].status is AppointmentStatus.BOOKED


def test_where_it_cannot_be_closed_it_is_said_and_can_be_pressed_again(counter: Counter, page: IdPage) -> None:
    counter.press(page.ending.link)  # type: ignore[arg-type]
    counter.database.gone = True
    counter.press(page.ending.mistake)
    counter.until(lambda: counter.place.banner.words)
    counter.database.gone = False
    with counter.qtbot.waitSignal(counter.place.gone):
        counter.press(page.ending.mistake)


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
    player, sound = counter.staff.desk.player, counter.staff.desk.sound
    assert isinstance(player, FakePlayer) and isinstance(sound, FakeSound)
    assert "open" not in sound.calls and not [call for call in player.calls if call.startswith(("load", "play"))]


def caller_page(counter: Counter, page: IdPage) -> CallerPage:
    fill_photo(page.slots[0])
    fill_bill(page.slots[1])
    counter.press(page.primary)
    return counter.page(CallerPage)


def test_near_enough_needs_a_reason_and_is_marked_for_the_supervisor(counter: Counter, page: IdPage) -> None:
    caller = caller_page(counter, page)
    assert not caller.reason.isVisible() and not caller.check.isVisible()
    counter.press(caller.some_differ)
    counter.press(caller.primary)
    assert caller.check.problem == "Choose how their answer compares."
    caller.check.options["near_enough"].click()
    assert caller.reason.isVisible()
    counter.press(caller.primary)
    assert caller.reason.problem == "Type why it is near enough." and counter.kept().state is State.CHECKED_IN
    QTest.keyClicks(caller.reason.input, "One digit was different.")
    counter.press(caller.primary)
    counter.page(BriefPage)
    assert counter.marks() == (Exceptional.NEAR_ENOUGH, Exceptional.ANSWERS_NOT_SEEN)


def test_the_longest_page_about_the_call_does_not_scroll(counter: Counter, page: IdPage) -> None:
    caller = caller_page(counter, page)
    counter.place.resize(*PAGE)
    counter.until(lambda: (caller.width(), caller.height()) == PAGE)
    counter.all_in_sight()
    counter.press(caller.some_differ)
    counter.press(caller.primary)
    counter.all_in_sight()
    caller.check.options["near_enough"].click()
    counter.press(caller.primary)
    assert caller.reason.problem
    counter.all_in_sight()


def test_an_account_that_does_not_match_ends_the_session_and_opens_nothing(counter: Counter, page: IdPage) -> None:
    caller = caller_page(counter, page)
    counter.press(caller.some_differ)
    caller.check.options["does_not_match"].click()
    counter.press(caller.primary)
    closing = counter.page(ClosePage)
    assert closing.outcome.value() == Outcome.NOT_ENOUGH_EVIDENCE.value and not counter.kept().identified
    sound = counter.staff.desk.sound
    assert isinstance(sound, FakeSound) and "open" not in sound.calls


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


def test_a_look_that_cannot_be_logged_shows_nothing(counter: Counter, page: IdPage) -> None:
    counter.database.gone = True
    QTest.keyPress(page, Qt.Key.Key_F8)
    counter.settle()
    assert page.card.answers is not None and not page.card.answers.shown and counter.place.banner.words
    QTest.keyRelease(page, Qt.Key.Key_F8)
    counter.database.gone = False
    QTest.keyPress(page, Qt.Key.Key_F8)
    counter.settle()
    assert page.card.answers.shown


def test_answers_that_were_let_go_before_the_look_was_logged_stay_covered(counter: Counter, page: IdPage) -> None:
    QTest.keyClick(page, Qt.Key.Key_F8)
    counter.settle()
    assert page.card.answers is not None and not page.card.answers.shown


def test_the_keyboard_begins_at_the_answers_and_no_press_of_enter_says_that_they_match(
    counter: Counter, page: IdPage
) -> None:
    caller = caller_page(counter, page)
    assert caller.card.answers is not None and QApplication.focusWidget() is caller.card.answers.button
    for _ in range(2):
        key_to(caller.window(), Qt.Key.Key_Return)
        counter.settle()
    assert counter.place.page is caller and not caller.card.answers.shown
    assert EventKind.ANSWERS_SEEN not in counter.events()
    counter.press(caller.some_differ)
    counter.press(caller.match)
    assert QApplication.focusWidget() is caller.card.answers.button


OF_THE_CALL = re.compile(r"01632 960147|10:42am|(?<!\d)4 November")
"""The answers to the caller check."""


def test_nothing_of_the_call_is_shown_or_printed_for_somebody_who_is_not_identified(
    counter: Counter, page: IdPage
) -> None:
    caller = caller_page(counter, page)
    tells_nothing(counter)
    counter.press(caller.some_differ)
    caller.check.options["does_not_match"].click()
    counter.press(caller.primary)
    closing = counter.page(ClosePage)
    tells_nothing(counter)
    closing.outcome.set_value(Outcome.CUSTOMER_LEFT.value)  # so that there is a receipt
    closed = counter.close_session()
    tells_nothing(counter)
    receipt = closed.document.toPlainText()
    assert "Receipt" in receipt and not OF_THE_CALL.search(receipt) and "44 s" not in receipt


def tells_nothing(counter: Counter) -> None:
    """Claim that nothing of the call stands on the page, nor is told to a screen reader, nor is in a callout."""
    for widget in (counter.place, *counter.place.findChildren(QWidget)):
        told = widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()
        said = "\n".join((*told, widget.words if isinstance(widget, Words) else ""))
        assert not OF_THE_CALL.search(said), said


def test_an_interrupted_session_covers_the_call_until_the_short_check(counter: Counter) -> None:
    view = counter.identified()
    tasks = counter.staff
    bound(interrupt, tasks.desk, tasks.actor(Role.ADVISER), view.id, 0)()
    counter.place.begin(tasks.appointments()[0])
    resume = counter.page(ResumePage)
    tells_nothing(counter)
    resume.same.options["same"].click()
    counter.press(resume.primary)
    counter.page(BriefPage)
    assert "From: 01632 960147" in counter.words()


def test_closing_an_interrupted_session_without_its_customer_shows_and_prints_nothing_of_the_call(
    counter: Counter,
) -> None:
    view, staff = counter.identified(), counter.staff
    bound(interrupt, staff.desk, staff.actor(Role.ADVISER), view.id, 0)()
    counter.place.begin(staff.appointments()[0])
    counter.page(ResumePage).close_wanted.emit()
    counter.page(ClosePage)
    tells_nothing(counter)
    closed = counter.close_session()
    tells_nothing(counter)
    receipt = closed.document.toPlainText()
    assert "Receipt" in receipt and not OF_THE_CALL.search(receipt)


def test_answers_that_match_are_one_press_and_then_the_call_is_on_the_card(counter: Counter, page: IdPage) -> None:
    caller = caller_page(counter, page)
    counter.look_at_answers(caller)
    asks = [words.words for words in caller.questions]
    assert asks == ["“When was the call?”", "“Which number did you call from?”"]
    counter.press(caller.some_differ)
    counter.press(caller.match)
    counter.press(caller.primary)
    counter.page(BriefPage)
    assert counter.facts()["caller"] == "matches" and "From: 01632 960147" in counter.words()


# A number that was typed and not checked


def typed_number(page: IdPage) -> DocumentSlot:
    photo, _ = page.slots
    choose(photo, "driving_licence")
    type_date(photo, TODAY + timedelta(days=900))
    photo.number.unfold.click()
    QTest.keyClicks(photo.number.field.input, LICENCE_NUMBER)
    assert photo.number.field.value() == LICENCE_NUMBER
    return photo


def test_a_number_is_wiped_when_the_keyboard_goes_elsewhere_and_that_is_said(page: IdPage) -> None:
    photo = typed_number(page)
    photo.all_match.setFocus()
    assert photo.number.field.value() == "" and photo.number.result.words == (
        "The number was not checked. It has been cleared."
    )
    QTest.keyClick(photo.number.field.input, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert photo.number.field.value() == ""


def test_a_number_stays_on_the_way_to_the_buttons_that_belong_to_it(page: IdPage) -> None:
    photo = typed_number(page)
    photo.number.field._eye.setFocus()
    photo.number.field._eye.click()
    photo.number.check.setFocus()
    assert photo.number.field.value() == LICENCE_NUMBER
    photo.number.check.click()
    assert photo.number.result.words == ("The check digits are right, and it agrees with the request. Cleared.")


def test_a_number_is_wiped_when_another_kind_is_chosen(page: IdPage) -> None:
    photo = typed_number(page)
    choose(photo, "passport")
    assert photo.number.field.value() == "" and photo.number.result.words == ""


def test_a_number_is_wiped_when_the_page_is_covered_or_goes(counter: Counter, page: IdPage) -> None:
    photo = typed_number(page)
    counter.place.hide()
    assert photo.number.field.value() == ""
    counter.place.show()
    QApplication.processEvents()
    photo.all_match.setFocus()
    stood: list[str] = []
    photo.number.field.input.textChanged.connect(stood.append)
    photo.number.field.input.setText(LICENCE_NUMBER)  # whatever put it there, it has not the keyboard
    page.ending.evidence.click()
    counter.until(lambda: counter.place.page is not page)
    assert stood == [LICENCE_NUMBER, ""]

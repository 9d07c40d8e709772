"""Who is here: checked in, with or without an appointment, and who leaves again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.application.sessions import checking_in
from desktop.application.sessions.checking_in import CheckIn, CheckInVisitor, Visitor, check_in
from desktop.application.shared.commands import bound
from desktop.domain.appointments import AppointmentStatus
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.requests.request import Authority, Representative
from desktop.domain.sessions.needs import Need
from desktop.domain.sessions.session import Outcome, Party, State, WhyUnbooked
from desktop.errors import FieldsError
from desktop.ui.sessions.break_page import BreakPage, NobodyPage
from desktop.ui.sessions.brief_page import introduction_of, script_of
from desktop.ui.sessions.check_in_page import CheckInPage, VisitorPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.identity.id_page import CallerPage, IdPage
from tests.ui.sessions.counter import PAGE, Counter, words_on
from tests.ui.sessions.identity.test_identification import fill_photo
from tests.ui.staff import shown

FRIEND, SCOPE = "Demo Representative Eleven", "Property and money, and what the council writes"
ACTS = Representative(FRIEND, Authority.POWER_OF_ATTORNEY, SCOPE, address="2 Example Street")
MANY = ("Hearing aid, wants it louder", "Comes with a guide dog, and sits near the door")


def page_of(counter: Counter) -> CheckInPage:
    counter.begin()
    return counter.page(CheckInPage)


def test_what_is_missing_is_said_beside_the_question_and_a_lost_database_above_the_page(counter: Counter) -> None:
    page = page_of(counter)
    counter.press(page.primary)
    assert page.parties.problem == "Tick the customer or their representative. Someone must be here to listen."
    page.parties.options["companion"].click()
    counter.press(page.primary)
    assert page.parties.problem and counter.staff.appointments()[0].status is AppointmentStatus.BOOKED
    page.parties.options["customer"].click()
    counter.database.gone = True
    counter.press(page.primary)
    assert "does not answer" in counter.place.banner.words and page.parties.value() == {"companion", "customer"}
    counter.database.gone = False
    counter.press(page.primary)
    counter.page(IdPage)
    assert counter.kept().parties == {Party.CUSTOMER, Party.COMPANION}


def test_a_pc_that_is_used_from_another_one_is_said_before_anybody_is_checked_in(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "another one" not in words_on(page_of(counter))
    monkeypatch.setattr("desktop.lockdown.windows.is_remote", lambda: True)
    assert "The call would be heard there." in words_on(page_of(counter))


def test_whether_they_want_a_copy_is_what_the_request_says_and_a_double_press_checks_in_once(counter: Counter) -> None:
    counter.begin(2)
    page = counter.page(CheckInPage)
    page.parties.options["customer"].click()
    page.primary.click()
    page.primary.click()
    counter.settle()
    counter.page(IdPage)
    assert counter.place.banner.words == "" and counter.events() == [EventKind.CHECKED_IN]
    assert counter.kept().answers.copy_wanted


def test_the_card_says_who_is_expected_and_what_they_need_and_nothing_of_the_call(counter: Counter) -> None:
    page_of(counter)
    for words in ("Demo Customer One", "SAR-2026-0001", "Appointment 9:30am", "Hearing aid, wants it louder"):
        assert words in counter.words()
    counter.tells_nothing()
    with counter.qtbot.waitSignal(counter.place.gone):
        counter.follow("Nobody came")
    counter.settle()
    row = counter.staff.appointments()[0]
    assert row.status is AppointmentStatus.NO_SHOW and row.request_status.value == "approved"
    counter.place.begin(Visitor(row.request, row.reference, row.kind, row.shown_name, (), None))
    counter.page(VisitorPage)
    counter.tells_nothing()


def test_the_longest_check_in_does_not_scroll(counter: Counter) -> None:
    row, now = counter.staff.appointments()[0], counter.staff.desk.clock.now()
    counter.place.begin(replace(row, representative=ACTS, needs=tuple(Need), adjustments=MANY))
    every_answer(counter, counter.page(CheckInPage))
    visitor = Visitor(row.request, row.reference, row.kind, row.shown_name, MANY, None)
    visitor = replace(visitor, next_at=now + timedelta(days=3), desk_until=now + timedelta(hours=1))
    counter.place.begin(replace(visitor, needs=tuple(Need), representative=ACTS))
    page = counter.page(VisitorPage)
    every_answer(counter, page)
    page.why.set_value(WhyUnbooked.OTHER.value)
    page.why.edited.emit()
    counter.all_in_sight()
    page.show_refusal(FieldsError({"words": "unbooked_words_missing", "proof": "authority_not_seen"}))
    assert page.why_words.problem and page.proof.problem
    counter.all_in_sight()


def test_words_that_were_typed_for_another_reason_and_are_not_shown_any_more_are_not_kept(counter: Counter) -> None:
    row = counter.staff.appointments()[0]
    page = VisitorPage(Visitor(row.request, row.reference, row.kind, row.shown_name, (), None), counter.place.context)
    shown(counter.qtbot, page)
    asked: list[CheckInVisitor] = []
    page.wanted.connect(asked.append)
    for why in (WhyUnbooked.OTHER, WhyUnbooked.CAME_BY):
        page.why.set_value(why.value)
        page.why.edited.emit()
        page.why_words.set_value("They are early.")
        page.submitted.emit()
    assert [(each.why, each.words) for each in asked] == [
        (WhyUnbooked.OTHER, "They are early."),
        (WhyUnbooked.CAME_BY, ""),
    ]


def every_answer(counter: Counter, page: CheckInPage | VisitorPage) -> None:
    """Tick everybody: nothing scrolls, nor does it where problems are shown."""
    counter.as_small_as(PAGE)
    counter.all_in_sight()
    counter.press(page.primary)
    assert page.parties.problem
    counter.all_in_sight()
    for party in page.parties.options.values():
        party.click()
    counter.all_in_sight()
    page.show_refusal(FieldsError({"proof": "authority_not_seen"}))
    assert page.proof.isVisible() and page.proof.problem
    counter.all_in_sight()


# A representative


def test_what_has_to_be_seen_is_asked_while_the_representative_is_ticked(counter: Counter) -> None:
    row = replace(counter.staff.appointments()[0], representative=ACTS)
    page = CheckInPage(row, counter.place.context)
    shown(counter.qtbot, page)
    assert not page.proof.isVisible()
    page.parties.options["representative"].click()
    assert page.proof.isVisible()
    said = [option.text() for option in page.proof.options.values()]
    assert said == ["Their authority: Power of attorney", f"Who both of them are: Demo Customer One, and {FRIEND}"]
    asked: list[CheckIn] = []
    page.wanted.connect(asked.append)
    for option in page.proof.options.values():
        option.click()
    page.submitted.emit()
    [command] = asked
    assert command.parties == {Party.REPRESENTATIVE} and command.authority_seen and command.both_seen
    page.parties.options["representative"].click()
    page.submitted.emit()
    assert not (asked[-1].parties or asked[-1].authority_seen or asked[-1].both_seen)
    assert not page.proof.isVisible()


@pytest.mark.parametrize("alone", [True, False])
def test_documents_and_words_are_about_the_representative_only_where_they_come_alone(
    counter: Counter, alone: bool
) -> None:
    staff = counter.staff
    command = CheckIn(staff.actor(Role.ADVISER), staff.appointments()[0].id, frozenset({Party.CUSTOMER}), False)
    parties = frozenset({Party.REPRESENTATIVE} | (frozenset() if alone else {Party.CUSTOMER}))
    view = replace(bound(check_in, staff.desk, command)(), representative=ACTS, parties=parties)
    page = IdPage(view, counter.place.context)
    shown(counter.qtbot, page)
    page.slots[0].kind.options["passport"].click()
    about = page.slots[0].all_match.accessibleDescription()
    assert (FRIEND in about) is alone and ("Date of birth" in about) is not alone
    caller = CallerPage(view, counter.place.context)
    shown(counter.qtbot, caller)
    who = "they" if alone else "you"
    assert caller.questions[1].words == f"“Which number did {who} call from?”"
    zone = staff.desk.office.zone
    assert (" the call of " in script_of(view, zone).words) is alone
    assert (" the call of " in introduction_of(view, zone).blocks[0][0]) is alone


# Who leaves


def checked_in(counter: Counter, *parties: str) -> IdPage:
    page = page_of(counter)
    for party in parties:
        page.parties.options[party].click()
    counter.press(page.primary)
    return counter.page(IdPage)


def test_who_leaves_is_asked_once_more_and_noted_once_and_what_was_typed_stays(counter: Counter) -> None:
    page = checked_in(counter, "customer", "companion", "interpreter")
    fill_photo(page.slots[0])
    here = counter.present
    here.links[Party.INTERPRETER].setFocus()
    for _ in range(2):  # a key held down answers no
        focused = QApplication.focusWidget()
        assert focused is not None
        counter.qtbot.keyClick(focused, Qt.Key.Key_Return)
    counter.settle()
    assert counter.events() == [EventKind.CHECKED_IN] and QApplication.focusWidget() is here.links[Party.INTERPRETER]
    here.links[Party.INTERPRETER].click()
    yes = here.yes
    assert yes is not None
    yes.click()
    yes.click()
    counter.settle()
    assert counter.events()[1:] == [EventKind.PARTY_LEFT] and counter.place.banner.words == ""
    assert counter.place.page is page and page.slots[0].filled
    assert set(here.links) == {Party.CUSTOMER, Party.COMPANION} and "Interpreter" not in words_on(page.stepper)
    counter.database.gone = True
    counter.leaves(Party.COMPANION)
    assert "does not answer" in counter.place.banner.words
    counter.database.gone = False
    counter.leaves(Party.COMPANION)
    assert counter.kept().parties == {Party.CUSTOMER} and counter.place.banner.words == ""


def test_the_last_who_listens_is_named_as_that_before_it_is_noted(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking_in, "problems_of_presence", lambda *_, **__: {})  # no request of the demo names one
    checked_in(counter, "customer", "representative", "companion")
    here = counter.present
    last = "Then nobody is left to listen, and the session can only be finished."
    here.links[Party.REPRESENTATIVE].click()
    QApplication.processEvents()
    assert "Has the representative left?" in words_on(here) and last not in words_on(here)
    assert here.no is not None
    here.no.click()
    here.links[Party.CUSTOMER].click()
    QApplication.processEvents()
    assert "nothing is played to the representative alone" in words_on(here) and last in words_on(here)
    assert here.yes is not None
    here.yes.click()
    counter.settle()
    assert counter.kept().parties == {Party.COMPANION}


def test_a_customer_who_leaves_before_the_documents_leaves_only_finishing_and_is_no_lack_of_evidence(
    counter: Counter,
) -> None:
    checked_in(counter, "customer")
    counter.leaves(Party.CUSTOMER)
    left = counter.page(NobodyPage)
    assert "Nobody is here to listen" in counter.words() and left.primary.text() == "Finish the session"
    counter.press(left.primary)
    close = counter.page(ClosePage)
    assert counter.facts()["because"] == "left"
    assert close.outcome.value() == Outcome.CUSTOMER_LEFT.value and close.again is None
    assert "Nobody is here to answer." in counter.words()
    counter.close_session()
    assert "open" not in counter.fake_sound.calls
    assert counter.kept().outcome is Outcome.CUSTOMER_LEFT and counter.kept().heard == ()


def test_at_closing_who_is_gone_is_not_asked_and_nothing_more_is_offered(counter: Counter) -> None:
    page = counter.closing()
    page.complaint.options["yes"].click()
    assert page.acknowledged.isVisible() and page.again is not None and page.again.isVisible()
    counter.leaves(Party.CUSTOMER)
    assert counter.place.page is page and page.complaint.value() == "yes"
    assert not page.acknowledged.isVisible() and not page.again.isVisible()
    assert "Not heard: 0:22 to 0:44" in counter.words() and "Do they want to hear it?" not in counter.words()
    counter.press(page.primary)
    counter.page(ClosedPage)
    kept = counter.kept()
    assert kept.outcome is Outcome.HEARD_IN_PART and kept.answers.complaint and not kept.answers.acknowledged


def test_when_the_customer_leaves_in_a_break_it_is_not_played_to_anybody(counter: Counter) -> None:
    counter.listen()
    assert counter.take_break().password.isVisible()
    counter.leaves(Party.CUSTOMER)
    assert counter.place.window_shown is not None and counter.kept().parties == frozenset()
    counter.window.show_break(distressed=False)  # one taken after they left knows it
    page = counter.window.overlay.page
    assert isinstance(page, BreakPage)
    assert "Nobody is here to listen" in words_on(page) and not page.password.isVisible()
    page.password.input.setText("demo listening room")
    counter.press(page.primary)
    counter.page(ClosePage)
    assert counter.place.window_shown is None and counter.kept().state is State.CLOSING
    assert counter.events()[-2:] == [EventKind.PARTY_LEFT, EventKind.LISTENING_FINISHED]
    assert counter.facts()["because"] == "left"

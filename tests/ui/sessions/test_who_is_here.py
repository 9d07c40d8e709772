"""A person leaves: it is asked once more, noted in the log, and nobody plays a call to the helpers alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.application.sessions import checking_in
from desktop.domain.log.events import Event, EventKind
from desktop.domain.sessions.session import Outcome, Party, State
from desktop.ui.sessions.break_page import BreakPage, NobodyPage
from desktop.ui.sessions.check_in_page import CheckInPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.id_page import IdPage
from desktop.ui.sessions.session_page import Attendance
from tests.support.conducted import Course
from tests.support.fakes import FakeSound
from tests.ui.sessions.counter import Counter, words_on
from tests.ui.sessions.test_closing import brief_page, closing
from tests.ui.sessions.test_identification import fill_photo


def checked_in(counter: Counter, *parties: str) -> IdPage:
    counter.begin()
    page = counter.page(CheckInPage)
    for party in parties:
        page.parties.options[party].click()
    counter.press(page.primary)
    return counter.page(IdPage)


def present(page: object) -> Attendance:
    found = page.present if isinstance(page, BreakPage) else page.card.present  # type: ignore[attr-defined]
    assert isinstance(found, Attendance)
    return found


def leaves(counter: Counter, page: object, party: Party) -> None:
    """Note that they left, and confirm it."""
    here = present(page)
    here.links[party].click()
    assert here.yes is not None
    here.yes.click()
    counter.settle()


def test_an_interpreter_who_leaves_is_noted_and_what_was_typed_stays(counter: Counter) -> None:
    page = checked_in(counter, "customer", "interpreter")
    fill_photo(page.slots[0])
    leaves(counter, page, Party.INTERPRETER)
    assert counter.place.page is page and page.slots[0].filled
    assert counter.kept().parties == {Party.CUSTOMER} and counter.events()[-1] is EventKind.PARTY_LEFT
    assert set(present(page).links) == {Party.CUSTOMER}
    assert "Interpreter" not in words_on(page.stepper)


def test_it_is_asked_once_more_and_a_key_held_down_answers_no(counter: Counter) -> None:
    page = checked_in(counter, "customer", "companion")
    here = present(page)
    here.links[Party.COMPANION].setFocus()
    for _ in range(2):
        focused = QApplication.focusWidget()
        assert focused is not None
        counter.qtbot.keyClick(focused, Qt.Key.Key_Return)
    counter.settle()
    assert counter.events() == [EventKind.CHECKED_IN] and QApplication.focusWidget() is here.links[Party.COMPANION]


def test_the_last_who_listens_is_named_as_that_before_it_is_noted(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking_in, "problems_of_presence", lambda *_, **__: {})  # no request of the demo names one
    page = checked_in(counter, "customer", "representative", "companion")
    here = present(page)
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


def test_pressed_twice_it_is_noted_once(counter: Counter) -> None:
    page = checked_in(counter, "customer", "companion")
    here = present(page)
    here.links[Party.COMPANION].click()
    yes = here.yes
    assert yes is not None
    yes.click()
    yes.click()
    counter.settle()
    assert counter.events().count(EventKind.PARTY_LEFT) == 1 and counter.place.banner.words == ""


def test_a_customer_who_leaves_before_listening_leaves_only_finishing(counter: Counter) -> None:
    page = brief_page(counter)
    leaves(counter, page, Party.CUSTOMER)
    left = counter.page(NobodyPage)
    assert "Nobody is here to listen" in counter.words() and left.primary.text() == "Finish the session"
    counter.press(left.primary)
    close = counter.page(ClosePage)
    assert close.outcome.value() == Outcome.CUSTOMER_LEFT.value and close.again is None
    assert "Nobody is here to answer." in counter.words()
    counter.close_session()
    sound = counter.staff.desk.sound
    assert isinstance(sound, FakeSound) and "open" not in sound.calls
    assert counter.kept().outcome is Outcome.CUSTOMER_LEFT and counter.kept().heard == ()


def test_a_customer_who_leaves_before_the_documents_is_no_lack_of_evidence(counter: Counter) -> None:
    leaves(counter, checked_in(counter, "customer"), Party.CUSTOMER)
    counter.press(counter.page(NobodyPage).primary)
    assert counter.page(ClosePage).outcome.value() == Outcome.CUSTOMER_LEFT.value


def test_at_closing_who_is_gone_is_not_asked_and_nothing_more_is_offered(counter: Counter) -> None:
    page = closing(counter)
    page.complaint.options["yes"].click()
    assert page.acknowledged.isVisible() and page.again is not None and page.again.isVisible()
    leaves(counter, page, Party.CUSTOMER)
    assert counter.place.page is page and page.complaint.value() == "yes"
    assert not page.acknowledged.isVisible() and not page.again.isVisible()
    assert "Not heard: 0:22 to 0:44" in counter.words() and "Do they want to hear it?" not in counter.words()
    counter.press(page.primary)
    counter.page(ClosedPage)
    kept = counter.kept()
    assert kept.outcome is Outcome.HEARD_IN_PART and kept.answers.complaint and not kept.answers.acknowledged


def test_who_has_heard_all_and_goes_has_heard_all(counter: Counter) -> None:
    page = closing(counter, Course(heard=1.0))
    leaves(counter, page, Party.CUSTOMER)
    assert page.outcome.value() == Outcome.HEARD_IN_FULL.value


def break_in(counter: Counter) -> BreakPage:
    """Take a break while the customer listens."""
    counter.listen()
    return counter.take_break()


def test_when_the_customer_leaves_in_a_break_it_is_not_played_to_anybody(counter: Counter) -> None:
    page = break_in(counter)
    assert page.password.isVisible()
    leaves(counter, page, Party.CUSTOMER)
    assert counter.place.window_shown is not None and counter.kept().parties == frozenset()
    assert "Nobody is here to listen" in words_on(page) and not page.password.isVisible()
    page.password.input.setText("demo listening room")
    counter.press(page.primary)
    counter.page(ClosePage)
    assert counter.place.window_shown is None and counter.kept().state is State.CLOSING
    assert counter.events()[-2:] == [EventKind.PARTY_LEFT, EventKind.LISTENING_FINISHED]
    with counter.staff.desk.uow().read_only() as uow:
        finished = [event for _, event in uow.reading.events_of(counter.id)][-1]
    assert finished.facts["because"] == "left"


def test_in_a_break_the_others_may_leave_and_the_listening_goes_on(counter: Counter) -> None:
    page = break_in(counter)
    view = counter.place.view
    assert view is not None
    both = frozenset({Party.CUSTOMER, Party.COMPANION})
    with counter.staff.desk.uow() as uow:
        uow.sessions.save(replace(uow.sessions.get(view.id), parties=both))
        uow.commit(Event(EventKind.CHECKED_IN, counter.staff.clock.now(), counter.staff.desk.id))
    present(page).show_parties(replace(view, parties=both))
    leaves(counter, page, Party.COMPANION)
    assert page.password.isVisible() and counter.kept().parties == {Party.CUSTOMER}
    counter.unlock()
    assert not counter.window.on_break


def test_a_break_taken_after_somebody_left_knows_it(counter: Counter) -> None:
    page = break_in(counter)
    leaves(counter, page, Party.CUSTOMER)
    counter.window.show_break(distressed=False)
    again = counter.window.stack.currentWidget()
    assert isinstance(again, BreakPage) and not again.password.isVisible()


def test_what_could_not_be_noted_is_said_and_can_be_pressed_again(counter: Counter) -> None:
    page = checked_in(counter, "customer", "companion")
    counter.database.gone = True
    leaves(counter, page, Party.COMPANION)
    assert "does not answer" in counter.place.banner.words
    counter.database.gone = False
    leaves(counter, page, Party.COMPANION)
    assert counter.kept().parties == {Party.CUSTOMER} and counter.place.banner.words == ""

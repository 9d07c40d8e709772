"""A lesser check: a supervisor allows it at the desk, or is asked at their own PC, and the page waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.log.events import EventKind
from desktop.domain.reviews.review import Exceptional
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.ui.sessions.identity.id_page import CallerPage, IdPage, LesserCheck
from tests.ui.elsewhere import WHY, Elsewhere, elsewhere
from tests.ui.sessions.counter import Counter
from tests.ui.sessions.identity.test_identification import TODAY, choose, type_date
from tests.ui.told import Told


@pytest.fixture
def alone(counter: Counter) -> IdPage:
    """The ID page in an office on one PC."""
    return counter.checked_in()


@pytest.fixture
def page(counter: Counter) -> IdPage:
    """The ID page at a PC of an office of several."""
    desk = replace(counter.staff.desk, changes=Told())
    counter.staff.desk = desk
    object.__setattr__(counter.place.context, "desk", desk)
    return counter.checked_in()


@pytest.fixture
def other(counter: Counter, page: IdPage) -> Iterator[Elsewhere]:
    with elsewhere(counter.staff, counter.folder) as made:
        yield made


# At the desk


def unfold(counter: Counter, page: IdPage) -> LesserCheck:
    page.lesser_link.click()
    counter.qtbot.waitUntil(page.lesser.reason.input.hasFocus)
    assert page.lesser.isVisible()
    return page.lesser


def type_in(lesser: LesserCheck, name: str = "supervisor", password: str = DEMO_PASSWORD) -> None:
    lesser.reason.set_value(WHY)
    lesser.name.set_value(name)
    lesser.password.input.setText(password)


def test_a_supervisor_allows_it_and_the_questions_about_the_call_come_next(counter: Counter, alone: IdPage) -> None:
    passport = alone.slots[0]
    choose(passport, "passport")
    type_date(passport, TODAY + timedelta(days=500))
    passport.all_match.click()
    lesser = unfold(counter, alone)
    assert passport.filled and not lesser.ask.isVisible(), "there is no other PC"
    type_in(lesser)
    lesser.password.input.setFocus()
    QTest.keyClick(lesser.password.input, Qt.Key.Key_Return)
    counter.settle()
    counter.page(CallerPage)
    assert EventKind.LESSER_CHECK_ALLOWED in counter.events() and Exceptional.LESSER_CHECK in counter.marks()
    with counter.staff.desk.uow().read_only() as uow:
        assert [found.kind for found in uow.sessions.documents(counter.id)] == ["passport"]


def test_what_is_missing_and_who_may_not_is_said_there_and_nothing_is_lost_but_the_password(
    counter: Counter, alone: IdPage
) -> None:
    lesser, told = unfold(counter, alone), "A lesser check. If it is already clear who this is"
    lesser.name.set_value("supervisor")
    assert told in counter.words()
    counter.press(lesser.allow)
    assert told not in counter.words(), "it makes way for the problems"
    assert lesser.reason.problem == "Type why it is already clear who this is."
    assert lesser.password.problem == "Type your password." and lesser.name.problem == ""
    assert lesser.name.value() == "supervisor" and lesser.allow.isEnabled()
    type_in(lesser, "adviser")
    lesser.password.input.setFocus()
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_F5, Qt.Key.Key_PageDown, Qt.Key.Key_Down):
        QTest.keyClick(lesser.password.input, key)
    counter.settle()
    assert lesser.refusal.words == "" and lesser.password.value(), "no other key than Enter allows it"
    QTest.keyClick(lesser.password.input, Qt.Key.Key_Enter)
    counter.settle()
    assert "Only a supervisor can allow this." in lesser.refusal.words and lesser.refusal.isVisible()
    assert lesser.password.value() == "" and lesser.password.input.hasFocus() and lesser.reason.value() == WHY
    assert not alone.primary.isEnabled() and counter.place.page is alone
    lesser.fold()
    unfold(counter, alone)
    assert told in counter.words()


# At their own PC


def ask(counter: Counter, page: IdPage) -> LesserCheck:
    page.lesser_link.click()
    counter.qtbot.waitUntil(page.lesser.reason.input.hasFocus)
    page.lesser.reason.set_value(WHY)
    counter.press(page.lesser.ask)
    return page.lesser


def news(counter: Counter) -> None:
    """Another PC did something."""
    counter.place.context.news.changed.emit()
    counter.settle()


def test_the_page_waits_however_long_nobody_answers_and_nothing_on_it_can_be_changed(
    counter: Counter, page: IdPage, other: Elsewhere
) -> None:
    page.lesser_link.click()
    counter.press(page.lesser.ask)
    assert page.lesser.reason.problem == "Type why it is already clear who this is."
    assert page.lesser.password.problem == "" and page.lesser.ask.isEnabled()
    page.lesser.fold()
    lesser = ask(counter, page)
    assert lesser.wait.isVisible() and lesser.wait.give_up.hasFocus()
    assert not lesser.allow.isVisible() and not page.lesser_link.isVisible()
    assert not page.slots[0].kind.focus_target().isEnabled()
    assert counter.events()[-1] is EventKind.LESSER_CHECK_ASKED
    counter.follow("End the session")
    assert page.ending.isVisible() and lesser.waits, "they may end the session meanwhile"
    counter.staff.wait(3600)
    news(counter)
    assert lesser.wait.isVisible()
    other.allow()
    news(counter)
    counter.page(CallerPage)
    assert counter.events()[-1] is EventKind.LESSER_CHECK_ALLOWED


def test_given_up_covered_or_declined_it_ends_says_so_and_can_be_asked_again(
    counter: Counter, page: IdPage, other: Elsewhere
) -> None:
    lesser = ask(counter, page)

    def ask_again() -> None:
        counter.staff.wait(5)
        lesser.ask.click()
        counter.settle()
        assert lesser.wait.isVisible() and lesser.refusal.words == ""

    counter.database.gone = True
    counter.press(lesser.wait.give_up)
    counter.database.gone = False
    assert "does not answer" in lesser.refusal.words and not lesser.waits
    ask_again()  # in the place of the one that could not be withdrawn
    counter.press(lesser.wait.give_up)
    assert counter.events()[-1] is EventKind.LESSER_CHECK_WITHDRAWN and counter.facts()["because"] == "given_up"
    assert not lesser.wait.isVisible() and lesser.allow.isVisible() and lesser.refusal.words == ""
    ask_again()
    other.decline("Please ask for a bill first.")
    news(counter)
    assert lesser.refusal.words == "A supervisor declined: Please ask for a bill first."
    assert lesser.reason.value() == WHY and lesser.ask.isEnabled() and lesser.ask.hasFocus()
    assert page.slots[0].kind.focus_target().isEnabled() and not lesser.wait.isVisible()
    ask_again()
    counter.place.hide()  # a lock, or another place
    counter.settle()
    assert counter.facts()["because"] == "away"
    counter.place.show()
    assert "Supervisors are no longer being asked" in lesser.refusal.words and lesser.allow.isVisible()


def test_given_up_too_late_it_goes_on_with_what_was_allowed(counter: Counter, page: IdPage, other: Elsewhere) -> None:
    lesser = ask(counter, page)
    other.allow()
    counter.press(lesser.wait.give_up)
    counter.page(CallerPage)
    assert EventKind.LESSER_CHECK_WITHDRAWN not in counter.events()


def test_not_enough_evidence_meanwhile_ends_it(counter: Counter, page: IdPage, other: Elsewhere) -> None:
    ask(counter, page)
    page.ending.evidence.click()
    counter.settle()
    counter.settle()
    kinds = counter.events()
    assert EventKind.IDENTITY_NOT_ENOUGH in kinds and kinds[-1] is EventKind.LESSER_CHECK_WITHDRAWN

"""At the counter: supervisors are asked at their own PCs, and the page waits for the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from desktop.domain.log.events import EventKind
from desktop.ui.sessions.id_page import CallerPage, IdPage
from desktop.ui.sessions.lesser_check import LesserCheck
from tests.ui.elsewhere import WHY, Elsewhere, elsewhere
from tests.ui.sessions.counter import Counter
from tests.ui.shell.told import Told


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


def test_in_an_office_on_one_pc_nobody_can_be_asked_elsewhere(counter: Counter) -> None:
    page = counter.checked_in()
    page.lesser_link.click()
    assert page.lesser.allow.isVisible() and not page.lesser.ask.isVisible()


def test_the_page_waits_and_nothing_on_it_can_be_changed(counter: Counter, page: IdPage) -> None:
    lesser = ask(counter, page)
    assert lesser.wait.isVisible() and lesser.wait.give_up.hasFocus()
    assert not lesser.allow.isVisible() and not page.lesser_link.isVisible()
    assert not page.slots[0].kind.focus_target().isEnabled()
    assert counter.events()[-1] is EventKind.LESSER_CHECK_ASKED


def test_allowed_elsewhere_the_questions_about_the_call_come_next(
    counter: Counter, page: IdPage, other: Elsewhere
) -> None:
    ask(counter, page)
    other.allow()
    news(counter)
    counter.page(CallerPage)
    assert counter.events()[-1] is EventKind.LESSER_CHECK_ALLOWED


def test_declined_elsewhere_the_reason_is_read_and_what_was_typed_is_there(
    counter: Counter, page: IdPage, other: Elsewhere
) -> None:
    lesser = ask(counter, page)
    other.decline("Please ask for a bill first.")
    news(counter)
    assert lesser.refusal.words == "A supervisor declined: Please ask for a bill first."
    assert lesser.reason.value() == WHY and lesser.ask.isEnabled() and lesser.ask.hasFocus()
    assert page.slots[0].kind.focus_target().isEnabled() and not lesser.wait.isVisible()


def test_news_of_something_else_leaves_it_waiting(counter: Counter, page: IdPage) -> None:
    lesser = ask(counter, page)
    news(counter)
    assert lesser.wait.isVisible()


def test_given_up_it_is_withdrawn(counter: Counter, page: IdPage) -> None:
    lesser = ask(counter, page)
    counter.press(lesser.wait.give_up)
    assert counter.events()[-1] is EventKind.LESSER_CHECK_WITHDRAWN
    assert counter.facts()["because"] == "given_up"
    assert not lesser.wait.isVisible() and lesser.allow.isVisible() and lesser.refusal.words == ""


def test_it_waits_however_long_nobody_answers(counter: Counter, page: IdPage, other: Elsewhere) -> None:
    lesser = ask(counter, page)
    counter.staff.wait(3600)
    news(counter)
    assert lesser.wait.isVisible()
    other.allow()
    news(counter)
    counter.page(CallerPage)


def test_one_that_could_not_be_withdrawn_is_replaced_by_asking_again(
    counter: Counter, page: IdPage, other: Elsewhere
) -> None:
    lesser = ask(counter, page)
    counter.database.gone = True
    counter.press(lesser.wait.give_up)
    counter.database.gone = False
    assert "does not answer" in lesser.refusal.words
    counter.staff.wait(5)
    counter.press(lesser.ask)
    assert lesser.wait.isVisible() and lesser.refusal.words == ""
    other.allow()
    news(counter)
    counter.page(CallerPage)


def test_covered_by_a_lock_or_another_place_it_is_withdrawn(counter: Counter, page: IdPage) -> None:
    lesser = ask(counter, page)
    counter.place.hide()
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


def test_without_a_reason_nobody_is_asked(counter: Counter, page: IdPage) -> None:
    page.lesser_link.click()
    counter.press(page.lesser.ask)
    assert page.lesser.reason.problem == "Type why it is already clear who this is."
    assert page.lesser.password.problem == "" and page.lesser.ask.isEnabled()


def test_not_enough_evidence_meanwhile_ends_it(counter: Counter, page: IdPage, other: Elsewhere) -> None:
    ask(counter, page)
    page.ending.evidence.click()
    counter.settle()
    counter.settle()
    kinds = counter.events()
    assert EventKind.IDENTITY_NOT_ENOUGH in kinds and kinds[-1] is EventKind.LESSER_CHECK_WITHDRAWN

"""At the counter: a customer who was identified earlier is checked briefly, where the rule allows it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from desktop.application.sessions.checking_in import CheckInVisitor, check_in_visitor
from desktop.application.shared.commands import bound
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.sessions.session import Outcome, Party, State, WhyUnbooked
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.id_page import IdPage
from desktop.ui.sessions.session_page import steps_of
from tests.support.conducted import Course
from tests.ui.sessions.counter import Counter


def come_back(counter: Counter, course: Course, days: int = 0) -> IdPage:
    """Close the session of the first appointment, and check its customer in again."""
    staff = counter.staff
    request = staff.appointments()[0].request
    staff.conduct(0, course)
    staff.wait(3600 + days * 24 * 3600)
    command = CheckInVisitor(
        staff.actor(Role.ADVISER), request, frozenset({Party.CUSTOMER}), WhyUnbooked.OTHER, "They came back."
    )
    counter.go_to(bound(check_in_visitor, staff.desk, command)())
    return counter.page(IdPage)


def test_somebody_who_was_here_earlier_today_is_confirmed_by_the_short_check_with_the_keyboard_alone(
    counter: Counter,
) -> None:
    page = come_back(counter, Course(heard=0.5))
    assert page.earlier_link.isVisible() and page.earlier_link.text() == "They were here earlier today: short check"
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


def test_on_another_day_the_link_says_which(counter: Counter) -> None:
    page = come_back(counter, Course(heard=0.5), days=1)
    assert page.earlier_link.text() == "They were here on 24 November 2026: short check"


def test_whoever_was_not_identified_wholly_is_offered_none(counter: Counter) -> None:
    page = come_back(counter, Course(heard=0.5, outcome=Outcome.STOPPED_BY_STAFF, words="They were unwell."))
    assert not page.earlier_link.isVisible() and not page.earlier.isVisible()


def test_somebody_who_comes_for_the_first_time_is_offered_none(counter: Counter) -> None:
    assert not counter.checked_in().earlier_link.isVisible()

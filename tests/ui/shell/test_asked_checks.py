"""At a supervisor's own PC: a lesser check comes up above whatever page is open, and is answered there.

Also: a window that folds its bar hides no page, so that what a page keeps only while it is shown stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.log.events import EventKind
from desktop.domain.shared.ids import NoteId, SessionId
from desktop.ui.kit.forms.page import Page
from desktop.ui.reviews.place import ReviewsPlace
from desktop.ui.sessions.identity.id_page import IdPage
from desktop.ui.sessions.identity.lesser_check_answer import AskedPanel
from tests.ui.elsewhere import PASSWORD, WHY, Elsewhere
from tests.ui.shell.office import LONG_MS, Office
from tests.ui.test_forgetting import typed
from tests.ui.told import Told

CONTROL = Qt.KeyboardModifier.ControlModifier

pytestmark = pytest.mark.usefixtures("told")


@pytest.fixture
def session(counter: Elsewhere) -> SessionId:
    return counter.checked_in()


def panel(office: Office) -> AskedPanel:
    """Return the panel, once it is shown and takes presses."""
    made = office.shell.asked
    assert made is not None
    office.qtbot.waitUntil(made.isVisible, timeout=LONG_MS)
    office.qtbot.waitUntil(lambda: made.takes_presses, timeout=LONG_MS)
    return made


@pytest.fixture
def made(office: Office, told: Told, counter: Elsewhere, session: SessionId) -> AskedPanel:
    """Return the panel as a supervisor has unfolded it, who was asked before they signed in."""
    counter.ask(session)
    office.sign_in("supervisor")
    found = panel(office)
    found.unfold()
    return found


def shown(office: Office) -> bool:
    asked = office.shell.asked
    return asked is not None and asked.isVisible()


def events(counter: Elsewhere, session: SessionId) -> list[EventKind]:
    with counter.parts.uow(counter.desk).read_only() as uow:
        return [event.kind for _, event in uow.reading.events_of(session)]


def test_it_comes_up_by_itself_takes_nothing_says_what_is_asked_and_is_allowed_by_keyboard(
    office: Office, told: Told, counter: Elsewhere, session: SessionId
) -> None:
    office.sign_in("adviser")
    counter.ask(session)
    told.tell()
    office.settle()
    assert not shown(office), "an adviser answers none"
    counter.withdraw(session, counter.waiting())
    office.sign_out()
    office.sign_in("supervisor")
    assert not shown(office)
    focused = office.shell.focusWidget()
    counter.ask(session)
    told.tell()
    made = panel(office)
    assert office.shell.focusWidget() is focused and office.shell.frame.page is office.place(ReviewsPlace)
    assert "Demo adviser" in made.head.words and "asks you to allow a lesser check" in made.head.words
    assert not made.unfolded
    QTest.keyClick(office.shell, Qt.Key.Key_F8)
    assert made.own_password.input.hasFocus()
    assert WHY in made.about.words and "one document with the current address" in made.about.words
    QTest.keyClicks(made.own_password.input, PASSWORD)
    QTest.keyClick(made.own_password.input, Qt.Key.Key_Return)
    office.settle()
    assert events(counter, session)[-1] is EventKind.LESSER_CHECK_ALLOWED
    assert made.head.words == "Allowed. The adviser goes on with the session." and made.own_password.value() == ""
    office.qtbot.mouseClick(made.close_it, Qt.MouseButton.LeftButton)
    assert not shown(office)


def test_what_is_wrong_is_said_at_its_field_and_what_is_typed_stays_while_other_things_happen(
    office: Office, told: Told, counter: Elsewhere, session: SessionId, made: AskedPanel
) -> None:
    made.own_password.input.setText("not it at all")
    made.allow.click()
    office.settle()
    assert made.own_password.problem and made.own_password.value() == "" and made.own_password.input.hasFocus()
    made.own_password.input.setText(PASSWORD)
    made.decline.click()
    office.settle()
    assert made.reason.problem.startswith("Type why you decline") and made.reason.input.hasFocus()
    made.reason.set_value("Please ask for a bill first.")
    made.own_password.input.setText(PASSWORD)
    told.tell()
    office.qtbot.waitUntil(lambda: not office.shell._alive.news.isActive(), timeout=LONG_MS)  # type: ignore[union-attr]
    office.settle()
    assert (made.reason.value(), made.own_password.value()) == ("Please ask for a bill first.", PASSWORD)
    made.decline.click()
    office.settle()
    assert events(counter, session)[-1] is EventKind.LESSER_CHECK_DECLINED
    assert made.head.words == "Declined. The adviser reads why."


def test_control_enter_in_the_panel_acts_there_and_presses_nothing_on_the_page_below(
    office: Office, told: Told, counter: Elsewhere, session: SessionId, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.ask(session)
    office.sign_in("supervisor")
    made, below = panel(office), []
    monkeypatch.setattr(Page, "press_primary", lambda page: below.append(page))
    reviews = office.place(ReviewsPlace)
    for part in (reviews.list_page.primary, reviews.list_page._footer):
        part.show()  # as on a page that has a main button
    assert reviews.list_page.primary.isVisible()
    made.unfold()
    made.own_password.input.setText(PASSWORD)
    made.later.setFocus()
    QTest.keyClick(made, Qt.Key.Key_Return, CONTROL)
    made.reason.set_value("Please ask for a bill first.")
    made.reason.input.setFocus()
    QTest.keyClick(made.reason.input, Qt.Key.Key_Return, CONTROL)
    office.settle()
    assert below == []
    assert events(counter, session)[-1] is EventKind.LESSER_CHECK_DECLINED


def test_one_that_is_withdrawn_goes_without_a_word_but_for_whoever_was_answering(
    office: Office, told: Told, counter: Elsewhere, session: SessionId
) -> None:
    asked = counter.ask(session)
    office.sign_in("supervisor")
    panel(office)
    counter.withdraw(session, asked)
    told.tell()
    office.qtbot.waitUntil(lambda: not shown(office), timeout=LONG_MS)
    for is_told in (True, False):
        asked = counter.ask(session)
        told.tell()
        made = panel(office)
        made.unfold()
        counter.withdraw(session, asked)
        if is_told:
            told.tell()
        else:
            made.own_password.input.setText(PASSWORD)
            made.allow.click()
        office.qtbot.waitUntil(lambda: "no longer asks" in made.head.words, timeout=LONG_MS)  # noqa: B023
        assert made.close_it.isVisible() and not made.allow.isVisible()
        made.close_it.click()
        office.settle()
    assert EventKind.LESSER_CHECK_ALLOWED not in events(counter, session)


@pytest.mark.parametrize("told_of", [True, False], ids=["it is told", "it answers too"])
def test_whoever_answered_first_is_named_with_the_answer_and_where(
    office: Office, told: Told, counter: Elsewhere, session: SessionId, told_of: bool, made: AskedPanel
) -> None:
    third = replace(counter, desk=office.staff.desk.id)  # by a program of its own
    third.decline("Please ask for a bill first.")
    if told_of:
        told.tell()
    else:
        made.own_password.input.setText(PASSWORD)
        made.allow.click()
    begins = "This was answered already. The lesser check was declined: you did that, "
    office.qtbot.waitUntil(lambda: made.head.words.startswith(begins), timeout=LONG_MS)
    with counter.parts.uow(counter.desk).read_only() as uow:
        assert made.head.words.endswith(f", at {uow.reading.desks()[third.desk]}.")
    assert EventKind.LESSER_CHECK_ALLOWED not in events(counter, session)


def test_a_password_is_gone_however_the_panel_is_left_and_a_locked_desk_shows_none(
    office: Office, told: Told, made: AskedPanel
) -> None:
    check = made.check
    assert check is not None
    for way, leave in (
        ("folded", made.later.click),
        ("another is asked", lambda: made.show_check(replace(check, id=NoteId("another")), 0)),
        ("over", lambda: made.show_ended("The adviser no longer asks.")),
        ("locked", office.lock),
    ):
        made.show_check(check, 0)
        made.unfold()
        made.own_password.input.setText("half typed")
        assert typed() == ["half typed"], way
        leave()
        assert typed() == [], way
    assert not shown(office)
    told.tell()
    office.settle()
    assert not shown(office)
    lock = office.shell.lock_page
    assert lock is not None
    lock.wanted.emit(PASSWORD)
    office.settle()
    panel(office)


NARROW, WIDE = (480, 700), (1366, 768)


def folds(office: Office) -> Iterator[bool]:
    """Make the window narrow, then wide again; yield whether its bar is folded, each time it has come about."""
    frame = office.shell.frame
    for folded, size in ((True, NARROW), (False, WIDE)):
        office.shell.resize(*size)
        office.qtbot.waitUntil(lambda folded=folded: frame.folded_bar.isVisible() is folded, timeout=LONG_MS)  # type: ignore[misc]
        office.settle()
        yield folded


def test_a_supervisors_password_at_the_counter_stays_and_keeps_the_keyboard(office: Office) -> None:
    office.sign_in("adviser")
    office.open_appointment()
    office.check_in()
    page = office.page()
    assert isinstance(page, IdPage)
    page.lesser_link.click()
    office.qtbot.waitUntil(page.lesser.reason.input.hasFocus)
    password = page.lesser.password
    password.focus_target().setFocus()
    QTest.keyClicks(password.focus_target(), "half of ")
    for _ in folds(office):
        assert password.focus_target().hasFocus()
    QTest.keyClicks(password.focus_target(), "it")
    assert password.value() == "half of it"
    page.lesser.reason.set_value("Here last week with all papers")
    page.lesser.ask.click()
    office.settle()
    for _ in folds(office):
        assert page.lesser.waits and page.lesser.wait.isVisible()
        assert office.logged()[-1] is EventKind.LESSER_CHECK_ASKED


def test_unfolded_the_page_fills_again_what_the_bar_and_the_places_leave(office: Office) -> None:
    office.sign_in("adviser")
    for _ in folds(office):
        pass
    frame, page = office.shell.frame, office.shell.frame.page
    assert page is not None
    assert page.mapTo(frame, page.rect().bottomRight()) == frame.rect().bottomRight()
    assert page.mapTo(frame, page.rect().topLeft()).x() == frame.rail.geometry().right() + 1

"""A supervisor allows a lesser check on the ID page, while the adviser stays signed in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.log.events import EventKind
from desktop.domain.reviews.review import Exceptional
from desktop.ui.sessions.id_page import CallerPage, IdPage
from tests.ui.sessions.counter import Counter
from tests.ui.sessions.test_identification import TODAY, choose, type_date

PASSWORD = "demo listening room"


@pytest.fixture
def page(counter: Counter) -> IdPage:
    return counter.checked_in()


def unfold(counter: Counter, page: IdPage) -> None:
    page.lesser_link.click()
    counter.qtbot.waitUntil(page.lesser.reason.input.hasFocus)
    assert page.lesser.isVisible()


def type_in(page: IdPage, name: str = "supervisor", password: str = PASSWORD) -> None:
    page.lesser.reason.set_value("Seen last week with all papers")
    page.lesser.name.set_value(name)
    page.lesser.password.input.setText(password)


def test_a_supervisor_allows_it_and_the_questions_about_the_call_come_next(counter: Counter, page: IdPage) -> None:
    assert not page.lesser.isVisible()
    unfold(counter, page)
    type_in(page)
    page.lesser.password.input.setFocus()
    QTest.keyClick(page.lesser.password.input, Qt.Key.Key_Return)
    counter.settle()
    counter.page(CallerPage)
    assert EventKind.LESSER_CHECK_ALLOWED in counter.events()
    with counter.staff.desk.uow().read_only() as uow:
        assert Exceptional.LESSER_CHECK in uow.sessions.exceptions(counter.kept().id)


def test_enter_in_the_password_allows_it_and_no_other_key_does(counter: Counter, page: IdPage) -> None:
    unfold(counter, page)
    type_in(page, password="not it")
    page.lesser.password.input.setFocus()
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_F5, Qt.Key.Key_PageDown, Qt.Key.Key_Down):
        QTest.keyClick(page.lesser.password.input, key)
    counter.settle()
    assert page.lesser.refusal.words == "" and page.lesser.password.value() == "not it"
    QTest.keyClick(page.lesser.password.input, Qt.Key.Key_Enter)
    counter.settle()
    assert "not match" in page.lesser.refusal.words and not page.lesser.password.value()


def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(counter: Counter, page: IdPage) -> None:
    unfold(counter, page)
    page.lesser.name.set_value("supervisor")
    counter.press(page.lesser.allow)
    assert page.lesser.reason.problem == "Type why it is already clear who this is."
    assert page.lesser.password.problem == "Type your password." and page.lesser.name.problem == ""
    assert page.lesser.name.value() == "supervisor" and page.lesser.allow.isEnabled()


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("supervisor", "not it at all", "do not match"),
        ("nobody here", PASSWORD, "do not match"),
        ("adviser", PASSWORD, "Only a supervisor can allow this."),
    ],
)
def test_a_refusal_is_said_there_and_leaves_the_reason_and_no_password(
    counter: Counter, page: IdPage, name: str, password: str, said: str
) -> None:
    unfold(counter, page)
    type_in(page, name, password)
    counter.press(page.lesser.allow)
    assert said in page.lesser.refusal.words and page.lesser.refusal.isVisible()
    assert page.lesser.password.value() == "" and page.lesser.password.input.hasFocus()
    assert page.lesser.reason.value() == "Seen last week with all papers"
    assert not page.primary.isEnabled() and counter.place.page is page


def test_a_password_does_not_stay_where_another_page_covers_it(counter: Counter, page: IdPage) -> None:
    unfold(counter, page)
    type_in(page)
    counter.place.hide()
    assert page.lesser.password.value() == "" and page.lesser.name.value() == "supervisor"


def test_the_documents_that_were_chosen_stay_chosen_and_one_is_kept(counter: Counter, page: IdPage) -> None:
    passport = page.slots[0]
    choose(passport, "passport")
    type_date(passport, TODAY + timedelta(days=500))
    passport.name.options["match"].click()
    if not passport.filled:
        passport.birth.options["match"].click()
    unfold(counter, page)
    assert passport.filled
    type_in(page)
    counter.press(page.lesser.allow)
    counter.page(CallerPage)
    with counter.staff.desk.uow().read_only() as uow:
        assert [found.kind for found in uow.sessions.documents(counter.kept().id)] == ["passport"]

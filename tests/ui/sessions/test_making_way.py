"""On the pages of a session what was gone through makes way for what is asked now."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtTest import QTest

from desktop.ui.kit.page import ProblemSummary
from desktop.ui.sessions.id_page import IdPage
from tests.ui.sessions.counter import Counter
from tests.ui.sessions.test_identification import LICENCE_NUMBER, TODAY, choose, page, type_date

__all__ = ["page"]


def test_each_document_is_a_line_while_a_lesser_check_is_asked_for(counter: Counter, page: IdPage) -> None:
    photo, address = page.slots
    choose(photo, "driving_licence")
    page.lesser_link.click()
    counter.settle()
    assert page.lesser.isVisible() and not photo.kind.isVisible() and not address.kind.isVisible()
    assert "UK photocard driving licence" in counter.words()
    address.widget.acted.emit()
    assert not page.lesser.isVisible() and address.kind.isVisible() and not photo.kind.isVisible()
    page.lesser_link.click()
    page.lesser.fold()
    assert photo.kind.isVisible() and photo.kind.value() == "driving_licence", "it goes on where it was"


def test_a_number_is_typed_in_the_place_of_the_kinds(counter: Counter, page: IdPage) -> None:
    photo = page.slots[0]
    choose(photo, "driving_licence")
    type_date(photo, TODAY + timedelta(days=900))
    photo.number.unfold.click()
    assert photo.number.field.isVisible() and not photo.kind.isVisible()
    QTest.keyClicks(photo.number.field.input, "not a number of one")
    photo.number.check.click()
    assert photo.number.field.isVisible() and not photo.kind.isVisible(), "it can be typed again"
    QTest.keyClicks(photo.number.field.input, LICENCE_NUMBER)
    photo.number.check.click()
    assert photo.kind.isVisible() and not photo.number.field.isVisible() and photo.number.unfold.hasFocus()
    photo.number.unfold.click()
    photo.widget.acted.emit()
    assert photo.kind.isVisible() and not photo.number.field.isVisible(), "begun again"


def test_what_a_lesser_check_is_makes_way_for_why_it_was_not_allowed(counter: Counter, page: IdPage) -> None:
    page.lesser_link.click()
    counter.settle()
    told = "A lesser check. If it is already clear who this is"
    assert told in counter.words()
    counter.press(page.lesser.allow)
    assert told not in counter.words()
    summary = page.findChild(ProblemSummary)
    assert summary is not None and summary.isVisible() and len(summary.links) == 3
    page.lesser.fold()
    page.lesser_link.click()
    counter.settle()
    assert told in counter.words()

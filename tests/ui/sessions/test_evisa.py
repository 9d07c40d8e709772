"""An eVisa at the counter: it counts once staff have opened it themselves with the holder's share code."""

from __future__ import annotations

from datetime import date

from desktop.domain.sessions.identity import Check, keep
from desktop.ui.sessions.id_page import IdPage
from tests.ui.sessions.counter import Counter
from tests.ui.sessions.test_identification import TODAY, choose, page, type_date

__all__ = ["page"]


def test_one_press_says_that_it_was_opened_and_that_all_matches(counter: Counter, page: IdPage) -> None:
    photo, address = page.slots
    choose(photo, "evisa")
    assert "with their share code" in counter.words()
    assert not photo.expiry.isVisible() and not photo.number.isVisible()
    photo.all_match.click()
    assert photo.filled and "Opened with their share code." in counter.words()
    choose(address, "utility_bill")
    type_date(address, date(2026, 11, 1))
    address.all_match.click()
    assert page.assessment.complete
    shown = tuple(slot.shown() for slot in page.slots)
    kept = keep(counter.staff.desk.id_policy, shown, TODAY, born_known=True)
    assert Check.SHARE_CODE_OPENED in kept[0].checks and kept[0].age_months is None


def test_a_picture_of_it_is_not_enough_and_the_page_says_what_to_do(counter: Counter, page: IdPage) -> None:
    photo, _ = page.slots
    choose(photo, "evisa")
    photo.some_differ.click()
    photo.matching.code.options["no"].click()
    assert photo.matching.code.problem == "A picture or a print of an eVisa is not enough."
    assert "Ask them for a share code" in counter.words() and not photo.filled
    photo.matching.code.options["yes"].click()
    photo.name.options["match"].click()
    photo.birth.options["match"].click()
    assert photo.filled

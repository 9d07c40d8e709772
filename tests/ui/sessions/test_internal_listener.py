"""Internal access at the counter: one slot, no address, no question about the call; and its receipt."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop.application.copies.deciding import Decide, decide
from desktop.application.sessions.checking_in import CheckIn, check_in
from desktop.application.shared.commands import bound
from desktop.domain.copies.decision import Ruling
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.sessions.identity import Fact
from desktop.domain.sessions.session import Party, State
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.id_page import IdPage
from tests.support.fakes import TUESDAY
from tests.support.listing import listed
from tests.ui.sessions.counter import Counter
from tests.ui.sessions.test_identification import asked, choose, type_date


@pytest.fixture
def page(counter: Counter) -> IdPage:
    """Return the page after the demo's internal request is approved, its listener invited and checked in."""
    staff = counter.staff
    desk = staff.desk
    with desk.uow().read_only() as uow:
        id = next(row.id for row in listed(uow, ["prepared"]) if row.reference == "INT-2026-0001")
        copy = uow.requests.get(id).copy
    bound(decide, desk, Decide(staff.in_person(Role.APPROVER), id, Ruling.APPROVE, copy, unheard_known=True))()
    staff.wait(5 * 3600)  # the day's other appointments are over
    command = CheckIn(staff.actor(Role.ADVISER), staff.book(id), frozenset({Party.CUSTOMER}), False)
    view = bound(check_in, desk, command)()
    staff.wait(120)
    counter.go_to(view)
    return counter.page(IdPage)


def test_a_staff_pass_is_enough_and_leads_straight_to_the_brief(counter: Counter, page: IdPage) -> None:
    (slot,) = page.slots
    assert "One form of ID" in counter.words() and "One with their name" in counter.words()
    assert "Still needed: one document with a photo." in counter.words() and not page.primary.isEnabled()
    choose(slot, "staff_pass")
    assert asked(slot) == ["kind", "details"]
    slot.all_match.click()
    assert page.primary.isEnabled() and page.primary.text() == "Confirm identity"
    counter.press(page.primary)
    counter.page(BriefPage)
    assert counter.kept().state is State.IDENTIFIED and "1 document seen" in counter.words()
    assert counter.events()[-2:] == [EventKind.DOCUMENTS_SIGHTED, EventKind.IDENTITY_CONFIRMED]


def test_a_licence_is_not_asked_for_its_address(counter: Counter, page: IdPage) -> None:
    (slot,) = page.slots
    choose(slot, "driving_licence")
    type_date(slot, (TUESDAY + timedelta(days=900)).date())
    assert not slot.matching.details._rows[Fact.ADDRESS][0].isVisible()
    slot.all_match.click()
    assert page.primary.isEnabled()


def test_what_could_not_be_confirmed_is_confirmed_with_another_press(counter: Counter, page: IdPage) -> None:
    choose(page.slots[0], "staff_pass")
    page.slots[0].all_match.click()
    counter.database.lasts = 1  # what was seen is kept, and then the database is gone
    counter.press(page.primary)
    assert "does not answer" in counter.place.banner.words
    counter.database.lasts = None
    assert counter.kept().state is State.CHECKED_IN and page.primary.isEnabled()
    counter.press(page.primary)
    counter.page(BriefPage)


def test_the_slip_says_what_somebody_of_the_office_brings(counter: Counter, page: IdPage) -> None:
    page.ending.evidence.click()
    counter.settle()
    slip = counter.close_session().document.toPlainText()
    assert "Please bring one of these, with your name on it." in slip and "Staff pass" in slip
    assert "address" not in slip.lower()

"""A representative on the pages of the counter: what is asked of them, whose name the documents are compared with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.application.sessions.checking_in import CheckIn, check_in
from desktop.domain.office.people import Role
from desktop.domain.requests.request import Authority, Representative
from desktop.domain.sessions.session import Party
from desktop.ui.sessions.brief_page import ENGLISH, introduction_of, script_of
from desktop.ui.sessions.check_in_page import CheckInPage
from desktop.ui.sessions.id_page import CallerPage, IdPage
from tests.ui.sessions.counter import Counter
from tests.ui.staff import shown

ACTS = Representative("Demo Friend", Authority.POWER_OF_ATTORNEY, "Money and post", address="2 Example Street")


def page_of(counter: Counter, acts: Representative | None = ACTS) -> CheckInPage:
    row = replace(counter.staff.appointments()[0], representative=acts)
    page = CheckInPage(row, counter.place.context)
    shown(counter.qtbot, page)
    return page


def test_what_has_to_be_seen_is_asked_while_the_representative_is_ticked(counter: Counter) -> None:
    page = page_of(counter)
    assert not page.proof.isVisible()
    page.parties.options["representative"].click()
    assert page.proof.isVisible()
    said = [option.text() for option in page.proof.options.values()]
    assert said == ["Their authority: Power of attorney", "Who both of them are: Demo Customer One, and Demo Friend"]
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


def test_whom_the_request_does_not_name_cannot_be_checked_in_and_the_page_says_so(counter: Counter) -> None:
    counter.begin()
    page = counter.page(CheckInPage)
    page.parties.options["representative"].click()
    assert not page.proof.isVisible()
    counter.press(page.primary)
    assert (
        page.parties.problem
        == "The request names nobody who acts for them. An information officer has to add that first."
    )
    assert counter.staff.appointments()[0].session is None


@pytest.mark.parametrize("alone", [True, False])
def test_documents_and_words_are_about_the_representative_only_where_they_come_alone(
    counter: Counter, alone: bool
) -> None:
    staff = counter.staff
    command = CheckIn(staff.actor(Role.ADVISER), staff.appointments()[0].id, frozenset({Party.CUSTOMER}), False)
    ports = {"uow": staff.desk.uow(), "clock": staff.desk.clock, "policy": staff.desk.policy}
    found = check_in(command, **ports, anchored=staff.desk.anchored)  # type: ignore[arg-type]
    parties = frozenset({Party.REPRESENTATIVE} | (frozenset() if alone else {Party.CUSTOMER}))
    view = replace(found, representative=ACTS, parties=parties)
    page = IdPage(view, counter.place.context)
    shown(counter.qtbot, page)
    page.slots[0].kind.options["passport"].click()
    about = page.slots[0].all_match.accessibleDescription()
    assert ("Demo Friend" in about) is alone and ("Date of birth" in about) is not alone
    caller = CallerPage(view, counter.place.context)
    shown(counter.qtbot, caller)
    assert caller.questions[1].words == (
        "“Which number did they call from?”" if alone else "“Which number did you call from?”"
    )
    zone = staff.desk.office.zone
    assert (" the call of " in script_of(view, zone).words) is alone
    assert (" the call of " in introduction_of(view, zone, ENGLISH).blocks[0][0]) is alone

"""A representative at the counter: only the one whom the request names, with proof, identified by their own name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from desktop.application.sessions import checking_in, identifying
from desktop.application.sessions.checking_in import CheckIn, CheckInVisitor
from desktop.application.sessions.views import SessionView
from desktop.domain.log.events import EventKind
from desktop.domain.requests.request import Authority, Representative
from desktop.domain.sessions.identity import NameComparison, Shown
from desktop.domain.sessions.session import Party, WhyUnbooked
from desktop.domain.shared.ids import RequestId
from desktop.words.events import Timeline
from tests.support.builders import Office
from tests.support.refusals import field_problems, refusal

ACTS = Representative("Demo Friend", Authority.COURT_DEPUTY, "Money and post", address="2 Example Street")
ALONE = frozenset({Party.REPRESENTATIVE})


def represented(office: Office) -> RequestId:
    return office.decided(office.prepared(office.imported(office.a_request(representative=ACTS))))


def come(office: Office, request: RequestId, **more: Any) -> SessionView:
    view: SessionView = office.do(replace(CheckIn(office.actor(), office.booked(request).id, ALONE), **more))
    return view


SEEN = {"authority_seen": True, "both_seen": True}


def test_nobody_listens_as_a_representative_whom_the_request_does_not_name(office: Office) -> None:
    assert field_problems(come, office, office.first_request, **SEEN) == {"parties": "nobody_acts_for_them"}
    assert EventKind.CHECKED_IN not in [event.kind for event in office.events()]


@pytest.mark.parametrize(("seen", "code"), [("authority_seen", "both_not_seen"), ("both_seen", "authority_not_seen")])
def test_authority_and_who_both_are_have_to_be_seen_with_and_without_an_appointment(
    office: Office, seen: str, code: str
) -> None:
    request = represented(office)
    more: dict[str, Any] = {seen: True}
    visitor = CheckInVisitor(office.actor(), request, ALONE, WhyUnbooked.CAME_BY, **more)
    assert field_problems(office.do, visitor) == {"proof": code}
    assert field_problems(come, office, request, **more) == {"proof": code}


def test_the_log_says_by_what_authority_and_the_review_reads_it(office: Office) -> None:
    view = come(office, represented(office), **SEEN)
    event = office.events(view.id)[0]
    assert event.facts["acts_by"] == "court_deputy" and "Friend" not in repr(event)
    said = Timeline(8000, office.id_policy).words(event)
    assert said == "Checked in: representative. Seen: Court-appointed deputy, and who both of them are"
    assert (view.compared.name, view.compared.born, view.compared.address) == ("Demo Friend", None, "2 Example Street")
    assert not view.own_call


def test_their_documents_are_not_asked_for_the_persons_date_of_birth(office: Office) -> None:
    view, day = come(office, represented(office), **SEEN), office.clock.now().date()
    shown = (
        Shown("passport", expiry=day + timedelta(days=900), name=NameComparison.MATCH),
        Shown(
            "council_tax_bill", issued=day - timedelta(days=60), name=NameComparison.MATCH, shows_current_address=True
        ),
    )
    office.do(identifying.SightDocuments(office.actor(), view.id, shown))
    with office.uow().read_only() as uow:
        assert [kept.kind for kept in uow.sessions.documents(view.id)] == ["passport", "council_tax_bill"]


def test_a_representative_who_came_with_the_person_hears_nothing_without_them(office: Office) -> None:
    view = come(office, represented(office), parties=ALONE | {Party.CUSTOMER, Party.COMPANION}, **SEEN)
    left = office.do(checking_in.PartyLeft(office.actor(), view.id, Party.CUSTOMER))
    assert left.parties == {Party.COMPANION} and office.verify().whole
    event = office.events(view.id)[-1]
    assert event.facts == {"party": "customer", "with_them": ["representative"]}
    said = Timeline(8000, office.id_policy).words(event)
    assert said == "Customer left: without them nothing is played to the representative"


def test_the_person_listens_on_where_their_representative_leaves(office: Office) -> None:
    view = come(office, represented(office), parties=ALONE | {Party.CUSTOMER}, **SEEN)
    left = office.do(checking_in.PartyLeft(office.actor(), view.id, Party.REPRESENTATIVE))
    assert left.parties == {Party.CUSTOMER} and office.events(view.id)[-1].facts == {"party": "representative"}


def test_the_person_with_their_representative_is_still_compared_themself(office: Office) -> None:
    view, day = come(office, represented(office), parties=ALONE | {Party.CUSTOMER}, **SEEN), office.clock.now().date()
    assert view.compared.born is not None and view.own_call
    shown = (Shown("passport", expiry=day + timedelta(days=900), name=NameComparison.MATCH), None)
    assert refusal(office.do, identifying.SightDocuments(office.actor(), view.id, shown)) == "identity_incomplete"

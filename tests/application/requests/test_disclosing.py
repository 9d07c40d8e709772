"""A file for the police is recorded as disclosed: by codes in the log, with its words apart; in every place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db.log.comparing import compare, facts_of
from desktop.application.requests.closing import CloseRequest, DiscloseFile
from desktop.application.requests.views import RequestView, open_request
from desktop.application.reviews.reviewing import statistics
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.requests.deadline import DeadlineRules
from desktop.domain.requests.request import Answered, DisclosureBasis, DisclosureRoute, Purpose, Request, Status
from desktop.domain.reviews.statistics import Quarter
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.errors import NotAllowedError
from tests.support.builders import ZONE, Office
from tests.support.places import EVERYWHERE
from tests.support.refusals import field_problems, refusal

FORCE, FORM = "Nowhere Constabulary", "Form 8 of 24 November"
RULES = DeadlineRules(frozenset())


pytestmark = EVERYWHERE


def approved_for_police(office: Office, purpose: Purpose = Purpose.POLICE) -> RequestId:
    internal: dict[str, Any] = {"kind": Kind.INTERNAL, "purpose": purpose, "reason": "They asked for it."}
    return office.decided(office.prepared(office.imported(office.a_request(**internal))))


def disclose(office: Office, request: RequestId, who: str = "officer", **more: Any) -> Request:
    given: dict[str, Any] = {
        "receiver": FORCE,
        "route": DisclosureRoute.SECURE_TRANSFER,
        "basis": DisclosureBasis.CRIME,
        "disclosed_on": office.clock.now().date(),
        "reference": FORM,
    }
    disclosed: Request = office.do(DiscloseFile(office.actor(who), request, **given | more))
    return disclosed


def seen(office: Office, request: RequestId) -> RequestView:
    view: RequestView = office.do(open_request, office.actor("officer"), request)
    return view


def test_it_is_recorded_by_codes_alone_with_its_words_under_their_digests(office: Office) -> None:
    request = approved_for_police(office)
    disclose(office, request)
    event = office.events()[-1]
    copy = office.request(request).copy
    assert event.kind is EventKind.FILE_DISCLOSED and event.actor == office.people["officer"]
    assert event.subjects == {Subject.REQUEST: request, Subject.COPY: copy}
    assert {name: event.facts[name] for name in ("route", "basis", "disclosed_on")} == {
        "route": "secure_transfer",
        "basis": "crime",
        "disclosed_on": "2026-11-24",
    }
    for words in (FORCE, FORM):
        assert words.encode() not in b"".join(office.bodies()) and words in office.all_rows()
    [found] = seen(office, request).disclosures
    assert (found.receiver, found.reference, found.disclosure.copy) == (FORCE, FORM, copy)


def test_each_that_went_is_recorded_and_every_row_is_what_its_event_says(office: Office) -> None:
    request = approved_for_police(office)
    disclose(office, request)
    disclose(office, request, receiver="Another body", reference="", basis=DisclosureBasis.COURT_ORDER)
    found = seen(office, request).disclosures
    assert [(each.receiver, each.reference) for each in found] == [(FORCE, FORM), ("Another body", None)]
    with office.parts.engine.connect() as connection:
        assert list(compare(connection, facts_of(connection))) == []
    assert office.verify().whole


def test_a_request_for_the_police_is_closed_by_it_and_not_before(office: Office) -> None:
    request = approved_for_police(office)
    assert seen(office, request).answers == (Answered.WITHDRAWN,)
    close = CloseRequest(office.actor("officer"), request, Answered.DISCLOSED)
    assert field_problems(office.do, close, rules=RULES) == {"answered": "disclosure_not_recorded"}
    disclose(office, request)
    assert office.do(close).status is Status.CLOSED
    assert office.events()[-1].facts["answered"] == "disclosed"
    assert refusal(disclose, office, request) == "request_moved_on"


def test_nothing_else_is_recorded_as_disclosed(office: Office) -> None:
    assert refusal(disclose, office, approved_for_police(office, Purpose.TRAINING)) == "not_for_police"
    request = approved_for_police(office)
    with pytest.raises(NotAllowedError):
        disclose(office, request, who="approver")
    tomorrow = office.clock.now().date() + timedelta(days=1)
    assert field_problems(disclose, office, request, receiver=" ", route=None, disclosed_on=tomorrow) == {
        "disclosed_to": "disclosed_to_missing",
        "disclosure_route": "disclosure_route_missing",
        "disclosed_on": "day_in_future",
    }
    assert seen(office, request).disclosures == ()


def test_it_counts_in_the_quarter_in_which_it_went(office: Office) -> None:
    disclose(office, approved_for_police(office))
    now = Quarter.of(office.clock.now().date())
    counts = [
        statistics(office.actor("supervisor"), quarter, uow=office.uow(), zone=ZONE).disclosures
        for quarter in (now, now.before)
    ]
    assert counts == [1, 0]

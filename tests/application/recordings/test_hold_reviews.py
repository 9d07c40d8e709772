"""A hold is due for review from its day on: one person says why it stays and when it is next reviewed, or two people
release it. In every place: what is due is found by the database."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from desktop.application.ports.reading import RequestRow
from desktop.application.recordings.holding import AskRelease, HoldView, ReleaseHold, ReviewHold
from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.views import open_request
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.requests.request import Answered, Status
from desktop.domain.shared.ids import RequestId
from desktop.errors import WrongStateError
from tests.support.listing import page_of
from tests.support.offices.builders import Office
from tests.support.offices.places import EVERYWHERE
from tests.support.refusals import refusal

DUE, NEXT = date(2027, 2, 24), date(2027, 5, 24)
DAYS = 92
"""From the day of the fakes to the one on which the hold of a request of that day is due for review."""
WHY = "The ombudsman has not answered yet."


pytestmark = EVERYWHERE


@pytest.fixture
def held(office: Office) -> RequestId:
    """Return a request of three months ago: its hold is due for review today."""
    request = office.a_request()
    office.clock.pass_by(days=DAYS)
    return request


def review(office: Office, request: RequestId, next_on: date = NEXT, **more: Any) -> Any:
    actor, seen, why = office.actor(more.get("who", "officer")), more.get("seen", 0), more.get("why", WHY)
    return office.do(ReviewHold(actor, office.hold(request).id, seen, why, next_on))


def listed(office: Office) -> dict[RequestId, RequestRow]:
    return {row.id: row for row in page_of(office).rows}


def shown(office: Office, request: RequestId, who: str = "officer") -> HoldView:
    holds: tuple[HoldView, ...] = office.do(open_request, office.actor(who), request).holds
    (hold,) = holds
    return hold


def close(office: Office, request: RequestId) -> None:
    office.do(CloseRequest(office.actor("officer"), request, Answered.WITHDRAWN))


def test_a_hold_that_is_kept_has_its_next_day_and_its_reason_and_the_log_has_both_days(
    office: Office, held: RequestId
) -> None:
    assert shown(office, held).due
    review(office, held, why=f" {WHY} ")
    event = office.events()[-1]
    found, at = shown(office, held), office.clock.now()
    assert (found.hold.review_on, found.due) == (NEXT, False)
    assert [(each.by_name, each.at, each.became, each.reason) for each in found.reviews] == [
        ("Test officer", at, NEXT, WHY)
    ]
    assert (event.kind, event.actor) == (EventKind.HOLD_REVIEWED, office.people["officer"])
    assert (event.subjects[Subject.HOLD], event.subjects[Subject.REQUEST]) == (found.hold.id, held)
    assert {**event.facts, "digest": ""} == {
        "was": "2027-02-24",
        "day": "2027-05-24",
        "release_withdrawn": False,
        "digest": "",
    }
    assert len(str(event.facts["digest"])) == 64 and b"ombudsman" not in b"".join(office.bodies())
    assert office.verify().whole


def test_of_two_who_review_at_once_exactly_one_wins_and_the_other_is_told(office: Office, held: RequestId) -> None:
    """Also where both choose the same day, the one already set."""
    id, days = office.hold(held).id, (NEXT, date(2027, 3, 1))
    for seen, day in enumerate(days):
        together = threading.Barrier(2)

        def act(who: str, seen: int = seen, day: date = day, together: threading.Barrier = together) -> str:
            desk = office.front if who == "officer" else office.back
            command = ReviewHold(office.actor(who, desk), id, seen, f"Says the {who}.", day)
            together.wait()
            try:
                office.do(command, desk=desk)
            except WrongStateError as refused:
                return refused.code
            return "kept"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(act, ("officer", "approver"))) == ["hold_reviewed", "kept"]
        assert [each.became for each in shown(office, held).reviews] == list(days[: seen + 1])
    told = [event.facts["day"] for event in office.events() if event.kind is EventKind.HOLD_REVIEWED]
    assert told == [day.isoformat() for day in days] and office.verify().whole


def test_a_release_that_was_asked_for_before_it_is_asked_for_no_more(office: Office, held: RequestId) -> None:
    id = office.hold(held).id
    office.do(AskRelease(office.in_person("officer"), id))
    review(office, held, who="approver")
    assert office.events()[-1].facts["release_withdrawn"] is True
    assert shown(office, held, "approver").may_ask
    found = refusal(office.do, ReleaseHold(office.in_person("approver"), id))
    assert found == "release_not_asked" and office.hold(held).stands


def test_a_request_is_listed_with_its_hold_from_the_day_on_until_somebody_has_looked(office: Office) -> None:
    request = office.a_request()
    office.clock.pass_by(days=DAYS - 1)
    assert listed(office)[request].hold_review_on is None
    assert listed(office)[office.first_request].hold_review_on == date(2027, 2, 23)
    office.clock.pass_by(days=1)
    assert listed(office)[request].hold_review_on == DUE
    assert office.do(open_request, office.actor("officer"), request).row.hold_review_on == DUE
    review(office, request)
    assert listed(office)[request].hold_review_on is None
    assert office.do(open_request, office.actor("officer"), request).row.hold_review_on is None
    office.clock.pass_by(days=100)
    assert listed(office)[request].hold_review_on == NEXT


def test_a_closed_request_comes_back_into_the_list_until_its_hold_is_kept_or_released(office: Office) -> None:
    kept, released = office.a_request(), office.a_request()
    for request in (kept, released):
        close(office, request)
    assert {kept, released}.isdisjoint(listed(office))
    office.clock.pass_by(days=DAYS + 3)
    for request in (kept, released):
        row = listed(office)[request]
        assert (row.status, row.hold_review_on) == (Status.CLOSED, DUE)
    review(office, kept)
    id = office.hold(released).id
    office.do(AskRelease(office.in_person("officer"), id))
    assert released in listed(office)
    office.do(ReleaseHold(office.in_person("approver"), id))
    assert {kept, released}.isdisjoint(listed(office))


def test_the_nightly_run_counts_what_is_past_its_day(office: Office) -> None:
    request = office.imported(office.a_request())
    office.clock.pass_by(days=DAYS - 1)
    assert office.retain().all_is_well, "the day of the first request's hold has come, and is not over"
    for days, count in ((1, 1), (1, 2)):
        office.clock.pass_by(days=days)
        report = office.retain()
        assert (report.holds_past_review, report.all_is_well) == (count, False)
    review(office, request)
    review(office, office.first_request)
    assert office.retain().all_is_well

"""A complaint, from a session or not, is listed until its outcome is told; in every place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from db.log.comparing import compare, facts_of
from desktop.application.ports.reading import RequestRow
from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.follow_ups import (
    TakeComplaint,
    TakeComplaintBack,
    TellComplaint,
    count_complaints,
)
from desktop.application.requests.listing import RequestFilter, is_overdue, urgency
from desktop.application.requests.views import ComplaintView, open_request
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.requests.complaints import Complaint, ComplaintOutcome, ComplaintStep, Period
from desktop.domain.requests.deadline import DeadlineRules
from desktop.domain.requests.follow_ups import FollowUpKind
from desktop.domain.requests.request import Answered, Channel
from desktop.domain.shared.ids import ComplaintId, RequestId
from tests.application.requests.test_answer_follow_up import close, listed, listened
from tests.support.builders import Office
from tests.support.fakes import TUESDAY
from tests.support.listing import page_of
from tests.support.places import EVERYWHERE
from tests.support.refusals import refusal

TODAY = TUESDAY.date()
ABOUT, WORDS = "They say that the call was kept for too long.", "It was kept for as long as the policy says."
ACKNOWLEDGED, PROGRESS, OUTCOME = ComplaintStep
DUE = (date(2026, 12, 24), FollowUpKind.COMPLAINT)


pytestmark = EVERYWHERE


def take(office: Office, request: RequestId, who: str = "officer", **more: Any) -> Complaint:
    given: dict[str, Any] = {"came_by": Channel.LETTER, "received_on": office.clock.now().date(), "words": ABOUT} | more
    complaint: Complaint = office.do(TakeComplaint(office.actor(who), request, **given))
    return complaint


def tell(office: Office, complaint: Complaint, step: ComplaintStep, who: str = "officer", **more: Any) -> Complaint:
    given: dict[str, Any] = {"told_on": office.clock.now().date(), "words": WORDS} | more
    command = TellComplaint(office.actor(who), complaint.request, complaint.id, len(complaint.told), step, **given)
    told: Complaint = office.do(command)
    return told


def take_back(office: Office, complaint: Complaint, who: str = "officer") -> Complaint | None:
    command = TakeComplaintBack(office.actor(who), complaint.request, complaint.id, len(complaint.told))
    left: Complaint | None = office.do(command)
    return left


def of(office: Office, request: RequestId) -> list[ComplaintView]:
    return list(office.do(open_request, office.actor("officer"), request).complaints)


def made(office: Office) -> Complaint:
    """Return a complaint made in a session that is closed, and nothing else."""
    session = listened(office, correction=False)
    close(office, session)
    [found] = of(office, office.session(session).request)
    return found.complaint


def row_of(office: Office, request: RequestId) -> RequestRow:
    return listed(office)[request]


def is_over(office: Office, request: RequestId) -> bool:
    """Return whether that request is closed, and nothing waits beside it."""
    closed = {row.id for row in page_of(office, which=RequestFilter.ALL).rows}
    return request in closed and request not in listed(office)


def finish(office: Office, request: RequestId) -> None:
    office.do(CloseRequest(office.actor("officer"), request, Answered.WITHDRAWN))


@pytest.mark.parametrize("session", [True, False], ids=["in a session", "by letter"])
def test_it_is_listed_by_its_day_then_without_one_until_its_outcome_is_told(office: Office, session: bool) -> None:
    complaint = made(office) if session else take(office, office.a_request())
    request = complaint.request
    finish(office, request)
    assert row_of(office, request).follow_up_due == DUE and not row_of(office, request).complaint_open
    office.clock.pass_by(days=40)
    assert is_overdue(row_of(office, request), office.clock.now().date())
    complaint = tell(office, complaint, ACKNOWLEDGED)
    row = row_of(office, request)
    assert row.follow_up_due is None and row.complaint_open
    assert urgency(row)[:2] == (True, row.received_on) and not is_overdue(row, date(2028, 1, 1))
    complaint = tell(office, complaint, PROGRESS)
    complaint = tell(office, complaint, PROGRESS)
    assert row_of(office, request).complaint_open
    tell(office, complaint, OUTCOME, outcome=ComplaintOutcome.NOT_UPHELD)
    assert is_over(office, request)
    [view] = of(office, request)
    assert [each.step for each in view.complaint.told] == [ACKNOWLEDGED, PROGRESS, PROGRESS, OUTCOME]
    assert (view.about, view.said) == (None if session else ABOUT, (None, WORDS, WORDS, WORDS))
    assert office.verify().whole


def test_only_an_outcome_has_an_outcome(office: Office) -> None:
    acknowledged = tell(office, take(office, office.a_request()), ACKNOWLEDGED, outcome=ComplaintOutcome.UPHELD)
    assert tell(office, acknowledged, PROGRESS, outcome=ComplaintOutcome.UPHELD).is_open
    [view] = of(office, acknowledged.request)
    assert [(each.step, each.outcome) for each in view.complaint.told] == [(ACKNOWLEDGED, None), (PROGRESS, None)]
    with office.parts.engine.connect() as connection:
        assert list(compare(connection, facts_of(connection))) == []


def test_the_events_have_days_and_codes_and_a_digest_of_the_words(office: Office) -> None:
    request = office.a_request()
    complaint = take(office, request, came_by=Channel.TELEPHONE)
    event = office.events()[-1]
    assert event.kind is EventKind.COMPLAINT_TAKEN
    assert event.subjects == {Subject.REQUEST: request, Subject.COMPLAINT: complaint.id, Subject.NOTE: complaint.note}
    digest = event.facts["digest"]
    assert event.facts == {"came_by": "telephone", "received_on": "2026-11-24", "digest": digest}
    office.clock.pass_by(days=2)
    complaint = tell(office, complaint, ACKNOWLEDGED, told_on=TODAY + timedelta(days=1))
    event = office.events()[-1]
    assert (event.kind, dict(event.subjects)) == (
        EventKind.COMPLAINT_ACKNOWLEDGED,
        {Subject.REQUEST: request, Subject.COMPLAINT: complaint.id},
    )
    assert event.facts == {"received_on": "2026-11-24", "told_on": "2026-11-25"}
    complaint = tell(office, complaint, OUTCOME, outcome=ComplaintOutcome.UPHELD)
    facts = dict(office.events()[-1].facts)
    assert len(str(facts.pop("digest"))) == 64
    assert facts == {"received_on": "2026-11-24", "told_on": "2026-11-26", "outcome": "upheld"}
    take_back(office, complaint)
    event = office.events()[-1]
    assert event.kind is EventKind.COMPLAINT_TAKEN_BACK
    assert event.facts == {"step": "outcome", "day": "2026-11-26"}
    assert not any(words.encode() in body for body in office.bodies() for words in (ABOUT, WORDS))


def test_one_from_a_session_is_the_sessions_in_the_log_too(office: Office) -> None:
    complaint = tell(office, made(office), ACKNOWLEDGED)
    event = office.events()[-1]
    assert event.subjects[Subject.COMPLAINT] == event.subjects[Subject.SESSION] == complaint.session


def test_what_was_noted_by_mistake_is_taken_back_and_it_is_due_again(office: Office) -> None:
    complaint = take(office, office.a_request())
    finish(office, complaint.request)
    complaint = tell(office, complaint, ACKNOWLEDGED)
    complaint = tell(office, complaint, OUTCOME, outcome=ComplaintOutcome.UPHELD)
    assert complaint.request not in listed(office)
    left = take_back(office, complaint)
    assert left is not None and row_of(office, complaint.request).complaint_open
    left = take_back(office, left)
    assert left is not None and row_of(office, complaint.request).follow_up_due == DUE
    assert take_back(office, left) is None
    assert complaint.request not in listed(office) and of(office, complaint.request) == []
    assert office.verify().whole


def test_whoever_saw_less_than_there_is_notes_nothing(office: Office) -> None:
    complaint = take(office, office.a_request())
    tell(office, complaint, ACKNOWLEDGED)
    before, rows = office.bodies(), office.all_rows()
    acts: list[Callable[[], object]] = [
        lambda: tell(office, complaint, OUTCOME, outcome=ComplaintOutcome.PASSED_ON),
        lambda: take_back(office, complaint),
        lambda: tell(office, replace(complaint, id=ComplaintId("f" * 32)), ACKNOWLEDGED),
    ]
    for act in acts:
        assert refusal(act) == "complaint_moved_on"
    assert office.bodies() == before and office.all_rows() == rows


def test_the_figures_count_all_of_them_by_the_days_on_which_they_came_and_ended(office: Office) -> None:
    letter = take(office, office.a_request())
    take(office, letter.request)
    tell(office, tell(office, letter, ACKNOWLEDGED), OUTCOME, outcome=ComplaintOutcome.UPHELD)
    rules = DeadlineRules(frozenset())
    counts = office.do(count_complaints, Period(TODAY, TODAY), rules=rules)
    assert {name: n for name, n in counts.figures().items() if n} == {
        "received": 2,
        "acknowledged_in_time": 1,
        "not_acknowledged": 1,
        "closed": 1,
        "upheld": 1,
    }
    tomorrow = TODAY + timedelta(days=1)
    assert not any(office.do(count_complaints, Period(tomorrow, tomorrow), rules=rules).figures().values())

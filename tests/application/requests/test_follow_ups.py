"""Complaints and corrections, from a session or not: due until they are answered; in every place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from desktop.application.ports.reading import RequestRow
from desktop.application.requests import follow_ups
from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.letters import MakeLetter, look_at_letter
from desktop.application.requests.listing import RequestFilter, is_overdue, urgency
from desktop.application.requests.views import ComplaintView, open_request
from desktop.application.sessions import closing, listening
from desktop.application.sessions.listening import TakeNote
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.requests.complaints import Complaint, ComplaintOutcome, ComplaintStep, Period
from desktop.domain.requests.deadline import DeadlineRules
from desktop.domain.requests.follow_ups import FollowUpAnswer, FollowUpKind
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Answered, Channel, Status
from desktop.domain.sessions.session import NoteKind, Outcome
from desktop.domain.shared.ids import ComplaintId, RequestId, SessionId
from desktop.domain.shared.paper import Way
from desktop.domain.shared.spans import Span
from desktop.errors import FieldsError, WrongStateError
from tests.support.fakes import TUESDAY
from tests.support.listing import page_of
from tests.support.offices.builders import Office
from tests.support.offices.places import EVERYWHERE
from tests.support.refusals import field_problems, refusal

pytestmark = EVERYWHERE
TODAY = TUESDAY.date()


MADE, REFUSED = LetterKind.CORRECTION_MADE, LetterKind.CORRECTION_REFUSED


RULES = DeadlineRules(frozenset({date(2026, 12, 25), date(2026, 12, 28)}))


def listened(office: Office, *, correction: bool = True) -> SessionId:
    id = office.listening()
    office.do(TakeNote(office.actor(), id, NoteKind.DISPUTE, "Wrong date.", 100, correction))
    office.do(office.at(listening.Finish, id, 8000, Span(0, 8000)))
    return id


def close(office: Office, id: SessionId, *, complaint: bool = True) -> None:
    office.do(closing.Close(office.who(id), id, False, complaint, True, Outcome.HEARD_IN_PART))


def answer(office: Office, session: SessionId, how: FollowUpAnswer | None, **more: Any) -> Any:
    actor, day = office.actor(more.get("who", "officer")), more.get("day", TODAY)
    return office.do(follow_ups.AnswerFollowUp(actor, office.first_request, session, how, day))


def tell(office: Office, session: SessionId, letter: LetterKind) -> None:
    """Make the letter that tells what came of its correction."""
    office.do(MakeLetter(office.actor("officer"), office.session(session).request, letter, Way.PRINTED))


def listed(office: Office) -> dict[RequestId, RequestRow]:
    return {row.id: row for row in page_of(office).rows}


def test_what_was_said_is_due_in_the_list_until_it_is_answered_also_where_the_request_is_closed(office: Office) -> None:
    session = listened(office)
    request = office.session(session).request
    assert listed(office)[request].follow_up_due == (date(2026, 12, 24), FollowUpKind.CORRECTION)
    close(office, session, complaint=False)
    office.do(CloseRequest(office.actor("officer"), request, Answered.WITHDRAWN))
    row = listed(office)[request]
    tell(office, session, REFUSED)
    assert row.status is Status.CLOSED and row.follow_up_due == (date(2026, 12, 24), FollowUpKind.CORRECTION)
    answer(office, session, FollowUpAnswer.NOT_CORRECTED)
    assert request not in listed(office)
    shown = office.do(open_request, office.actor("officer"), request)
    answered = [(each.answer, each.answered_on) for each in shown.follow_ups]
    assert answered == [(FollowUpAnswer.NOT_CORRECTED, TODAY)]
    assert shown.row.follow_ups == ()


def test_the_event_has_what_was_answered_how_and_both_days(office: Office) -> None:
    session = listened(office)
    close(office, session)
    office.clock.pass_by(days=3)
    tell(office, session, MADE)
    answer(office, session, FollowUpAnswer.CORRECTED, day=TODAY + timedelta(days=2))
    event = office.events()[-1]
    assert event.kind is EventKind.CORRECTION_ANSWERED
    assert event.subjects == {Subject.SESSION: session, Subject.REQUEST: office.session(session).request}
    assert event.facts == {"answer": "corrected", "said_on": "2026-11-24", "answered_on": "2026-11-26"}
    assert office.verify().whole


def test_it_is_answered_once_and_after_its_session(office: Office) -> None:
    session = listened(office)
    assert refusal(answer, office, session, FollowUpAnswer.CORRECTED) == "session_open"
    close(office, session)
    tell(office, session, MADE)
    answer(office, session, FollowUpAnswer.CORRECTED)
    found = refusal(answer, office, session, FollowUpAnswer.NOT_CORRECTED)
    assert found == "follow_up_answered"


def test_an_answer_that_was_noted_wrongly_is_taken_back_and_it_is_due_again(office: Office) -> None:
    session = listened(office)
    close(office, session, complaint=False)
    tell(office, session, MADE)
    answer(office, session, FollowUpAnswer.CORRECTED)
    request = office.session(session).request
    command = follow_ups.TakeAnswerBack(office.actor("officer"), request, session)
    office.do(command)
    event = office.events()[-1]
    assert event.kind is EventKind.ANSWER_TAKEN_BACK
    assert event.subjects == {Subject.SESSION: session, Subject.REQUEST: request}
    assert event.facts == {"answer": "corrected", "answered_on": "2026-11-24"}
    assert [each.answer for each in listed(office)[request].follow_ups] == [None]
    with pytest.raises(WrongStateError):
        office.do(command)
    tell(office, session, REFUSED)
    answer(office, session, FollowUpAnswer.NOT_CORRECTED)
    assert listed(office)[request].follow_ups == ()


def test_what_came_of_a_correction_is_not_noted_before_the_letter_that_tells_it(office: Office) -> None:
    one = listened(office)
    close(office, one, complaint=False)
    request = office.session(one).request
    other = office.listening(request=request, minutes_from_now=120)
    office.do(TakeNote(office.actor(), other, NoteKind.DISPUTE, "That too.", 100, True))
    office.do(office.at(listening.Finish, other, 8000, Span(0, 8000)))
    close(office, other, complaint=False)
    first, second = sorted((one, other))
    made, refused = FollowUpAnswer.CORRECTED, FollowUpAnswer.NOT_CORRECTED
    before, rows = office.bodies(), office.all_rows()
    for session in (first, second):
        for how, problem in ((made, "correction_letter_not_made"), (refused, "refusal_letter_not_made")):
            assert field_problems(answer, office, session, how) == {"follow_up_answer": problem}
    assert office.bodies() == before and office.all_rows() == rows
    tell(office, first, MADE)
    event = office.events()[-1]
    assert event.facts["letter"] == MADE.value
    assert event.subjects == {Subject.REQUEST: request, Subject.SESSION: first}
    for session, how in ((first, refused), (second, made)):
        with pytest.raises(FieldsError):
            answer(office, session, how)
    answer(office, first, made)
    tell(office, second, REFUSED)
    answer(office, second, refused)
    assert listed(office)[request].follow_ups == () and office.verify().whole


def test_the_letter_has_the_day_of_the_correction_and_by_when_it_was_to_be_answered(office: Office) -> None:
    session = listened(office)
    close(office, session, complaint=False)
    look = partial(look_at_letter, office.actor("officer"), office.session(session).request)
    for kind in (MADE, REFUSED):
        letter = office.do(look, kind)
        assert letter.correction is not None and (letter.correction.on, letter.correction_due) == (
            TODAY,
            date(2026, 12, 24),
        )
    letter = office.do(look, LetterKind.RESPONSE)
    assert (letter.correction, letter.correction_due) == (None, None)


ABOUT, WORDS = "They say that the call was kept for too long.", "It was kept for as long as the policy says."


ACKNOWLEDGED, PROGRESS, OUTCOME = ComplaintStep


DUE = (date(2026, 12, 24), FollowUpKind.COMPLAINT)


def take(office: Office, request: RequestId, who: str = "officer", **more: Any) -> Complaint:
    given: dict[str, Any] = {"came_by": Channel.LETTER, "received_on": office.clock.now().date(), "words": ABOUT} | more
    complaint = office.do(follow_ups.TakeComplaint(office.actor(who), request, **given))
    assert complaint is not None
    return complaint


def tell_about(
    office: Office, complaint: Complaint, step: ComplaintStep, who: str = "officer", **more: Any
) -> Complaint:
    given: dict[str, Any] = {"told_on": office.clock.now().date(), "words": WORDS} | more
    command = follow_ups.TellComplaint(
        office.actor(who), complaint.request, complaint.id, len(complaint.told), step, **given
    )
    left = office.do(command)
    assert left is not None
    return left


def take_back(office: Office, complaint: Complaint, who: str = "officer") -> Complaint | None:
    command = follow_ups.TakeComplaintBack(office.actor(who), complaint.request, complaint.id, len(complaint.told))
    return office.do(command)


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
    complaint = tell_about(office, complaint, ACKNOWLEDGED)
    row = row_of(office, request)
    assert row.follow_up_due is None and row.complaint_open
    assert urgency(row)[:2] == (True, row.received_on) and not is_overdue(row, date(2028, 1, 1))
    complaint = tell_about(office, complaint, PROGRESS)
    complaint = tell_about(office, complaint, PROGRESS)
    assert row_of(office, request).complaint_open
    tell_about(office, complaint, OUTCOME, outcome=ComplaintOutcome.NOT_UPHELD)
    assert is_over(office, request)
    [view] = of(office, request)
    assert [each.step for each in view.complaint.told] == [ACKNOWLEDGED, PROGRESS, PROGRESS, OUTCOME]
    assert (view.about, view.said) == (None if session else ABOUT, (None, WORDS, WORDS, WORDS))
    assert office.verify().whole


def test_the_events_have_days_and_codes_and_a_digest_of_the_words(office: Office) -> None:
    request = office.a_request()
    complaint = take(office, request, came_by=Channel.TELEPHONE)
    event = office.events()[-1]
    assert event.kind is EventKind.COMPLAINT_TAKEN
    assert event.subjects == {Subject.REQUEST: request, Subject.COMPLAINT: complaint.id, Subject.NOTE: complaint.note}
    digest = event.facts["digest"]
    assert event.facts == {"came_by": "telephone", "received_on": "2026-11-24", "digest": digest}
    office.clock.pass_by(days=2)
    complaint = tell_about(office, complaint, ACKNOWLEDGED, told_on=TODAY + timedelta(days=1))
    event = office.events()[-1]
    assert (event.kind, dict(event.subjects)) == (
        EventKind.COMPLAINT_ACKNOWLEDGED,
        {Subject.REQUEST: request, Subject.COMPLAINT: complaint.id},
    )
    assert event.facts == {"received_on": "2026-11-24", "told_on": "2026-11-25"}
    complaint = tell_about(office, complaint, OUTCOME, outcome=ComplaintOutcome.UPHELD)
    facts = dict(office.events()[-1].facts)
    assert len(str(facts.pop("digest"))) == 64
    assert facts == {"received_on": "2026-11-24", "told_on": "2026-11-26", "outcome": "upheld"}
    take_back(office, complaint)
    event = office.events()[-1]
    assert event.kind is EventKind.COMPLAINT_TAKEN_BACK
    assert event.facts == {"step": "outcome", "day": "2026-11-26"}
    assert not any(words.encode() in body for body in office.bodies() for words in (ABOUT, WORDS))


def test_one_from_a_session_is_the_sessions_in_the_log_too(office: Office) -> None:
    complaint = tell_about(office, made(office), ACKNOWLEDGED)
    event = office.events()[-1]
    assert event.subjects[Subject.COMPLAINT] == event.subjects[Subject.SESSION] == complaint.session


def test_what_was_noted_by_mistake_is_taken_back_and_it_is_due_again(office: Office) -> None:
    complaint = take(office, office.a_request())
    finish(office, complaint.request)
    complaint = tell_about(office, complaint, ACKNOWLEDGED)
    complaint = tell_about(office, complaint, OUTCOME, outcome=ComplaintOutcome.UPHELD)
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
    tell_about(office, complaint, ACKNOWLEDGED)
    before, rows = office.bodies(), office.all_rows()
    acts: list[Callable[[], object]] = [
        lambda: tell_about(office, complaint, OUTCOME, outcome=ComplaintOutcome.PASSED_ON),
        lambda: take_back(office, complaint),
        lambda: tell_about(office, replace(complaint, id=ComplaintId("f" * 32)), ACKNOWLEDGED),
    ]
    for act in acts:
        assert refusal(act) == "complaint_moved_on"
    assert office.bodies() == before and office.all_rows() == rows


def test_the_figures_count_all_of_them_by_the_days_on_which_they_came_and_ended(office: Office) -> None:
    letter = take(office, office.a_request())
    take(office, letter.request)
    tell_about(office, tell_about(office, letter, ACKNOWLEDGED), OUTCOME, outcome=ComplaintOutcome.UPHELD)
    rules = DeadlineRules(frozenset())
    counts = office.do(follow_ups.count_complaints, Period(TODAY, TODAY), rules=rules)
    assert {name: n for name, n in counts.figures().items() if n} == {
        "received": 2,
        "acknowledged_in_time": 1,
        "not_acknowledged": 1,
        "closed": 1,
        "upheld": 1,
    }
    tomorrow = TODAY + timedelta(days=1)
    assert not any(office.do(follow_ups.count_complaints, Period(tomorrow, tomorrow), rules=rules).figures().values())

"""A request is closed when someone says how it was answered, a file for the police once it is recorded as disclosed."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from db.log.comparing import compare
from desktop.application.copies.deciding import WithdrawApproval
from desktop.application.requests.closing import CloseRequest, DiscloseFile
from desktop.application.requests.deadlines import AskClarification, AskProof, ClarificationAnswered
from desktop.application.requests.letters import MakeLetter
from desktop.application.requests.views import RequestView, open_request
from desktop.application.reviews.reviewing import statistics
from desktop.application.sessions import checking_in, listening
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.requests.deadline import DeadlineRules, ProofOf, QuestionAbout
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import (
    Answered,
    DisclosureBasis,
    DisclosureRoute,
    Purpose,
    RefusalReason,
    Request,
    Status,
)
from desktop.domain.reviews.statistics import Quarter
from desktop.domain.sessions.session import Outcome, State
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.paper import Way
from desktop.domain.shared.spans import Span
from desktop.errors import NotAllowedError
from tests.db.logs import facts_in
from tests.support.offices.builders import ZONE, Office
from tests.support.offices.places import EVERYWHERE
from tests.support.refusals import field_problems, refusal


def close(office: Office, request: RequestId, answered: Answered | None, by: str = "officer") -> None:
    office.do(CloseRequest(office.actor(by), request, answered))


def reached(office: Office, status: Status) -> RequestId:
    """Return a fresh request in that state."""
    id = office.a_request()
    if status is Status.REFUSED:
        return office.decided(id, False, refusal=RefusalReason.THIRD_PARTY)
    if status is Status.TAKEN:
        return id
    return office.decided(office.prepared(office.imported(id)))


def told(office: Office, request: RequestId, letter: LetterKind) -> None:
    office.do(MakeLetter(office.actor("officer"), request, letter, Way.SAVED))


def tell(office: Office, request: RequestId) -> None:
    """Make the letter that answers it, if there is one."""
    for letter in office.do(open_request, office.actor("officer"), request).letters:
        if letter in (LetterKind.RESPONSE, LetterKind.REFUSAL):
            told(office, request, letter)


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        (Status.TAKEN, {Answered.WITHDRAWN}),
        (Status.REFUSED, {Answered.REFUSAL_SENT, Answered.WITHDRAWN}),
        (Status.APPROVED, {Answered.COPY_SENT, Answered.WITHDRAWN}),
    ],
)
def test_what_closes_a_request_depends_on_how_far_it_has_come(
    office: Office, status: Status, allowed: set[Answered]
) -> None:
    id = reached(office, status)
    tell(office, id)
    before = office.bodies()
    for answered in set(Answered) - allowed:
        assert set(field_problems(close, office, id, answered)) == {"answered"}, answered
    assert office.request(id).status is status and office.bodies() == before
    close(office, id, answer := next(iter(allowed)))
    assert office.request(id).status is Status.CLOSED
    event = office.events()[-1]
    assert (event.kind, dict(event.facts)) == (EventKind.REQUEST_CLOSED, {"answered": answer.value})


def test_where_a_copy_is_wanted_it_closes_only_when_the_copy_was_sent(office: Office) -> None:
    id = office.closing()
    office.close(id, Outcome.HEARD_IN_PART, copy_wanted=True)
    assert office.request(office.first_request).copy_wanted
    assert field_problems(close, office, office.first_request, Answered.LISTENED) == {"answered": "copy_not_sent"}
    tell(office, office.first_request)
    close(office, office.first_request, Answered.COPY_SENT)


def test_not_while_a_session_is_open(office: Office) -> None:
    office.in_state(State.INTERRUPTED)
    assert refusal(close, office, office.first_request, Answered.WITHDRAWN) == "session_open"


def test_not_while_somebody_is_invited(office: Office) -> None:
    appointment = office.booked()
    assert refusal(close, office, office.first_request, Answered.WITHDRAWN) == "appointment_open"
    office.do(checking_in.CallOff(office.actor(), appointment.id, Outcome.CANCELLED))
    close(office, office.first_request, Answered.WITHDRAWN)


def asked(office: Office, days_ago: int) -> RequestId:
    """Return a request whose person was asked a question so many days ago, and has not answered."""
    today = office.clock.now().date()
    request = office.a_request(received_on=today - timedelta(days=days_ago + 2))
    on = today - timedelta(days=days_ago)
    office.do(AskClarification(office.actor("officer"), request, on, QuestionAbout.WHICH_CALL))
    return request


def test_a_question_that_nobody_answers_in_ninety_days_lets_it_be_closed_with_a_letter(office: Office) -> None:
    request = asked(office, 90)
    assert field_problems(close, office, request, Answered.UNANSWERED) == {"answered": "answer_cannot_be"}
    office.clock.pass_by(days=1)
    assert field_problems(close, office, request, Answered.UNANSWERED) == {"answered": "letter_not_made"}
    assert office.do(open_request, office.actor("officer"), request).letters[0] is LetterKind.CLOSED_UNANSWERED
    told(office, request, LetterKind.CLOSED_UNANSWERED)
    close(office, request, Answered.UNANSWERED)
    assert office.request(request).status is Status.CLOSED
    assert office.events()[-1].facts["answered"] == "unanswered"


def test_proof_that_nobody_brings_lets_it_be_closed_and_what_was_answered_does_not(office: Office) -> None:
    today, officer = office.clock.now().date(), office.actor("officer")
    waits = office.a_request(received_on=today - timedelta(days=100))
    asking = AskProof(officer, waits, ProofOf.IDENTITY, today - timedelta(days=99), "The name differs.")
    office.do(asking)
    answered = asked(office, 95)
    office.do(ClarificationAnswered(officer, answered, today))
    view = partial(office.do, open_request, officer)
    assert Answered.UNANSWERED in view(waits).answers and Answered.UNANSWERED not in view(answered).answers


def test_whoever_was_identified_since_proof_was_asked_for_has_brought_it(office: Office) -> None:
    session = office.listening()
    request, officer = office.session(session).request, office.actor("officer")
    asked_on = office.clock.now().date()
    office.do(AskProof(officer, request, ProofOf.IDENTITY, asked_on, "The name differs."))
    office.do(office.at(listening.Finish, session, 8000, Span(0, 8000)))
    office.close(session, Outcome.HEARD_IN_PART)
    due = office.request(request).due_on
    office.clock.pass_by(days=95)
    view = office.do(open_request, officer, request)
    assert Answered.UNANSWERED not in view.answers and LetterKind.CLOSED_UNANSWERED not in view.letters
    assert view.request.deadline_facts.awaited == (ProofOf.IDENTITY,) and office.request(request).due_on == due
    assert field_problems(close, office, request, Answered.UNANSWERED) == {"answered": "answer_cannot_be"}


def test_a_letter_that_closes_it_counts_for_nothing_once_something_else_was_asked_for(office: Office) -> None:
    request, officer = asked(office, 91), office.actor("officer")
    told(office, request, LetterKind.CLOSED_UNANSWERED)
    today = office.clock.now().date()
    office.do(ClarificationAnswered(officer, request, today))
    office.do(AskProof(officer, request, ProofOf.IDENTITY, today, "The name differs."))
    office.clock.pass_by(days=91)
    assert field_problems(close, office, request, Answered.UNANSWERED) == {"answered": "letter_not_made"}
    told(office, request, LetterKind.CLOSED_UNANSWERED)
    close(office, request, Answered.UNANSWERED)


def test_a_person_is_told_by_letter_before_their_request_is_closed(office: Office) -> None:
    for status, answered in ((Status.APPROVED, Answered.COPY_SENT), (Status.REFUSED, Answered.REFUSAL_SENT)):
        request = reached(office, status)
        assert field_problems(close, office, request, answered) == {"answered": "letter_not_made"}
        assert office.request(request).status is status
        tell(office, request)
        close(office, request, answered)


@pytest.mark.parametrize("before_closing", [False, True], ids=["invited", "listening"])
def test_a_letter_from_before_they_listened_counts_for_nothing(office: Office, before_closing: bool) -> None:
    request = reached(office, Status.APPROVED)
    if not before_closing:
        tell(office, request)
    session = office.closing(request=request)
    if before_closing:
        tell(office, request)
    office.close(session, Outcome.HEARD_IN_PART)
    assert field_problems(close, office, request, Answered.LISTENED) == {"answered": "letter_not_made"}
    tell(office, request)
    close(office, request, Answered.LISTENED)


def test_a_letter_about_a_decision_before_the_last_one_counts_for_nothing(office: Office) -> None:
    request = reached(office, Status.APPROVED)
    tell(office, request)
    office.do(WithdrawApproval(office.actor("approver"), request, "A name is still in it."))
    office.decided(request)
    assert field_problems(close, office, request, Answered.COPY_SENT) == {"answered": "letter_not_made"}
    tell(office, request)
    close(office, request, Answered.COPY_SENT)


def test_a_colleague_is_told_in_the_office_and_needs_no_letter(office: Office) -> None:
    request = office.decided(
        office.prepared(
            office.imported(office.a_request(kind=Kind.INTERNAL, purpose=Purpose.QUALITY, reason="A check."))
        )
    )
    close(office, request, Answered.COPY_SENT)


FORCE, FORM = "Nowhere Constabulary", "Form 8 of 24 November"


RULES = DeadlineRules(frozenset())


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
    return office.do(DiscloseFile(office.actor(who), request, **given | more))


def seen(office: Office, request: RequestId) -> RequestView:
    return office.do(open_request, office.actor("officer"), request)


@EVERYWHERE
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


@EVERYWHERE
def test_each_that_went_is_recorded_and_every_row_is_what_its_event_says(office: Office) -> None:
    request = approved_for_police(office)
    disclose(office, request)
    disclose(office, request, receiver="Another body", reference="", basis=DisclosureBasis.COURT_ORDER)
    found = seen(office, request).disclosures
    assert [(each.receiver, each.reference) for each in found] == [(FORCE, FORM), ("Another body", None)]
    with office.parts.engine.connect() as connection:
        assert list(compare(connection, facts_in(connection))) == []
    assert office.verify().whole


@EVERYWHERE
def test_a_request_for_the_police_is_closed_by_it_and_not_before(office: Office) -> None:
    request = approved_for_police(office)
    assert seen(office, request).answers == (Answered.WITHDRAWN,)
    close = CloseRequest(office.actor("officer"), request, Answered.DISCLOSED)
    assert field_problems(office.do, close, rules=RULES) == {"answered": "disclosure_not_recorded"}
    disclose(office, request)
    assert office.do(close).status is Status.CLOSED
    assert office.events()[-1].facts["answered"] == "disclosed"
    assert refusal(disclose, office, request) == "request_moved_on"


@EVERYWHERE
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


@EVERYWHERE
def test_it_counts_in_the_quarter_in_which_it_went(office: Office) -> None:
    disclose(office, approved_for_police(office))
    now = Quarter.of(office.clock.now().date())
    counts = [
        statistics(office.actor("supervisor"), quarter, uow=office.uow(), zone=ZONE).disclosures
        for quarter in (now, now.before)
    ]
    assert counts == [1, 0]

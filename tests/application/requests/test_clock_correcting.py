"""A mistyped day of the deadline is corrected for all calls of its number, with a reason; the log keeps both days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest

from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.deadlines import (
    AskClarification,
    AskProof,
    ClarificationAnswered,
    CorrectDay,
    ProofArrived,
    TellExtension,
)
from desktop.application.requests.views import open_request
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.requests.deadline import DeadlineRules, ExtensionReason, ProofOf, QuestionAbout
from desktop.domain.requests.deadline_days import DayOf, NotedDay
from desktop.domain.requests.request import Answered, Call, RefusalReason, Request
from desktop.domain.shared.ids import RequestId
from tests.support.builders import Office
from tests.support.fakes import TUESDAY
from tests.support.places import EVERYWHERE
from tests.support.refusals import field_problems, refusal

RECEIVED, TODAY = date(2026, 11, 14), TUESDAY.date()
RULES = DeadlineRules(frozenset({date(2026, 12, 25), date(2026, 12, 28)}))
WHY = "The stamp on the letter says so."
RECEIPT = NotedDay(DayOf.RECEIPT, RECEIVED)


pytestmark = EVERYWHERE


@pytest.fixture
def taken(office: Office) -> RequestId:
    """Take a request received on a Saturday, ten days ago, for two calls; due on 14 December."""
    calls = tuple(Call(TUESDAY - timedelta(days=days), "") for days in (30, 31))
    return office.a_request(calls=calls)


def correct(office: Office, request: RequestId, noted: NotedDay | None, day: date, **more: Any) -> Any:
    command = CorrectDay(
        office.actor(more.get("who", "officer"), office.back), request, noted, day, more.get("why", WHY)
    )
    return office.do(command, desk=office.back)


def of_number(office: Office, request: RequestId) -> list[Request]:
    with office.uow().read_only() as uow:
        return list(uow.requests.of_number(uow.requests.get(request).number))


def due(office: Office, request: RequestId) -> list[str]:
    return [str(each.due_on) for each in of_number(office, request)]


def last(office: Office) -> Event:
    return office.events()[-1]


def note(office: Office, *commands: Any) -> None:
    for command in commands:
        office.do(command, desk=office.back)


def test_the_day_of_receipt_is_corrected_for_every_call_and_both_days_are_in_the_log(
    office: Office, taken: RequestId
) -> None:
    correct(office, taken, RECEIPT, date(2026, 11, 12))
    assert due(office, taken) == ["2026-12-14"] * 2  # 12 December is a Saturday
    assert [each.received_on for each in of_number(office, taken)] == [date(2026, 11, 12)] * 2
    correct(office, taken, NotedDay(DayOf.RECEIPT, date(2026, 11, 12)), date(2026, 11, 18))
    assert due(office, taken) == ["2026-12-18"] * 2
    event = last(office)
    assert event.kind is EventKind.DEADLINE_DAY_CORRECTED and event.subjects[Subject.REQUEST] == taken
    assert {**event.facts, "digest": "", "requests": []} == {
        "day_of": "receipt",
        "position": 0,
        "was": "2026-11-12",
        "day": "2026-11-18",
        "digest": "",
        "due_on": "2026-12-18",
        "due_each": ["2026-12-18"] * 2,
        "requests": [],
    }
    assert len(event.facts["requests"]) == 2  # type: ignore[arg-type]
    earlier = [each.facts["was"] for each in office.events() if each.kind is EventKind.DEADLINE_DAY_CORRECTED]
    assert earlier == ["2026-11-14", "2026-11-12"] and office.verify().whole


def test_the_reference_keeps_its_year_where_receipt_moves_into_another(office: Office) -> None:
    taken = office.a_request(call=Call(TUESDAY - timedelta(days=400), ""))
    before = office.request(taken).reference
    correct(office, taken, RECEIPT, date(2025, 12, 30))
    assert office.request(taken).reference == before and due(office, taken)[0] == "2026-01-30"


def test_the_reason_is_kept_in_words_and_shown_with_the_request_and_the_log_has_its_digest(
    office: Office, taken: RequestId
) -> None:
    correct(office, taken, RECEIPT, date(2026, 11, 12))
    correct(
        office, taken, NotedDay(DayOf.RECEIPT, date(2026, 11, 12)), date(2026, 11, 13), why=" It was the day after. "
    )
    for request in of_number(office, taken):
        shown = office.do(open_request, office.actor("officer"), request.id).corrected
        assert [(each.noted, each.became, each.reason) for each in shown] == [
            (RECEIPT, date(2026, 11, 12), WHY),
            (NotedDay(DayOf.RECEIPT, date(2026, 11, 12)), date(2026, 11, 13), "It was the day after."),
        ]
        assert {each.by_name for each in shown} and {each.at for each in shown} == {office.clock.now()}
    assert b"stamp on the letter" not in b"".join(office.bodies())
    digests = [each.facts["digest"] for each in office.events() if each.kind is EventKind.DEADLINE_DAY_CORRECTED]
    assert [len(str(digest)) for digest in digests] == [64, 64]


def test_every_other_day_is_corrected_and_moves_the_due_date(office: Office, taken: RequestId) -> None:
    actor = office.actor("officer", office.back)
    november = partial(date, 2026, 11)
    note(
        office,
        AskProof(actor, taken, ProofOf.IDENTITY, november(16), "Two spellings."),
        ProofArrived(actor, taken, ProofOf.IDENTITY, november(20)),
        AskClarification(actor, taken, november(20), QuestionAbout.WHICH_CALL),
        ClarificationAnswered(actor, taken, november(23)),
        TellExtension(actor, taken, november(23), ExtensionReason.COMPLEX),
    )
    assert due(office, taken) == ["2027-02-24"] * 2
    for noted, day, expected in (
        (NotedDay(DayOf.QUESTION_ANSWERED, november(23)), november(24), "2027-02-25"),
        (NotedDay(DayOf.QUESTION_ASKED, november(20)), november(18), "2027-02-25"),  # before proof arrived: no pause
        (NotedDay(DayOf.PROOF_ARRIVED, november(20), 0, ProofOf.IDENTITY), november(19), "2027-02-25"),
        (NotedDay(DayOf.PROOF_ASKED, november(16), 0, ProofOf.IDENTITY), november(18), "2027-02-22"),  # not promptly
    ):
        correct(office, taken, noted, day)
        assert due(office, taken) == [expected] * 2, noted
    deadline_facts = office.request(taken).deadline_facts
    assert [(each.asked, each.arrived) for each in deadline_facts.proofs] == [(november(18), november(19))]
    assert [(each.asked, each.answered) for each in deadline_facts.clarifications] == [(november(18), november(24))]
    with office.uow().read_only() as uow:
        assert (
            deadline_facts.proofs[0].note is not None
            and uow.requests.words(deadline_facts.proofs[0].note) == "Two spellings."
        )


def test_an_extension_that_was_told_in_time_after_all_extends(office: Office) -> None:
    request = office.a_request(received_on=date(2026, 10, 15))
    note(office, TellExtension(office.actor("officer", office.back), request, TODAY, ExtensionReason.COMPLEX))
    assert due(office, request) == ["2026-11-16"]
    correct(office, request, NotedDay(DayOf.EXTENSION_TOLD, TODAY), date(2026, 11, 13))
    assert due(office, request) == ["2027-01-15"] and "requests" not in last(office).facts


@pytest.mark.parametrize(
    ("noted", "day", "why", "problems"),
    [
        (None, TODAY, WHY, {"noted_day": "noted_day_missing"}),
        (None, TODAY, " ", {"noted_day": "noted_day_missing", "correction_reason": "correction_reason_missing"}),
        (RECEIPT, TODAY, "\n", {"correction_reason": "correction_reason_missing"}),
        (RECEIPT, RECEIVED, WHY, {"day": "day_as_before"}),
        (RECEIPT, TODAY + timedelta(days=1), WHY, {"day": "day_in_future"}),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_corrected(
    office: Office, taken: RequestId, noted: NotedDay | None, day: date, why: str, problems: dict[str, str]
) -> None:
    before, rows = office.bodies(), office.all_rows()
    assert field_problems(correct, office, taken, noted, day, why=why) == problems
    assert office.bodies() == before and office.all_rows() == rows


def test_who_corrects_what_somebody_corrected_meanwhile_is_told(office: Office, taken: RequestId) -> None:
    correct(office, taken, RECEIPT, date(2026, 11, 12))
    before = office.bodies()
    assert refusal(correct, office, taken, RECEIPT, date(2026, 11, 11)) == "day_moved_on" and office.bodies() == before


def test_nothing_is_corrected_once_the_request_is_closed_or_refused(office: Office, taken: RequestId) -> None:
    first, second = of_number(office, taken)
    office.do(CloseRequest(office.actor("officer"), second.id, Answered.WITHDRAWN))
    assert refusal(correct, office, second.id, RECEIPT, date(2026, 11, 12)) == "request_moved_on"
    correct(office, first.id, RECEIPT, date(2026, 11, 11))  # the other call is open still
    assert [each.received_on.day for each in of_number(office, taken)] == [11, 14]
    assert "requests" not in last(office).facts
    office.decided(first.id, False, refusal=RefusalReason.NOT_THIS_PERSON)
    found = refusal(correct, office, first.id, NotedDay(DayOf.RECEIPT, date(2026, 11, 11)), date(2026, 11, 12))
    assert found == "request_moved_on"


def test_receipt_does_not_move_before_a_call_that_is_looked_for_and_stays_free_once_it_is_found(office: Office) -> None:
    called = RECEIVED - timedelta(days=4)
    at = datetime.combine(called, time(12), UTC)
    id = office.a_request(call=Call(at, ""))
    before = office.bodies()
    assert field_problems(correct, office, id, RECEIPT, called - timedelta(days=1)) == {"day": "before_the_call"}
    assert office.bodies() == before and office.request(id).received_on == RECEIVED
    correct(office, id, RECEIPT, called)
    office.imported(id)
    correct(office, id, NotedDay(DayOf.RECEIPT, called), called - timedelta(days=1))
    assert office.request(id).received_on == called - timedelta(days=1)

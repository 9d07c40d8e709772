"""A request's deadline: facts noted for all calls of its number, days corrected, and an extension taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest

from desktop.application.ports.reading import RequestRow
from desktop.application.requests import deadlines
from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.views import open_request
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.requests.deadline import DeadlineRules, ExtensionReason, ProofOf, QuestionAbout
from desktop.domain.requests.deadline_days import DayOf, NotedDay
from desktop.domain.requests.request import Answered, Call, Purpose, RefusalReason, Request, Status
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.errors import WrongStateError
from tests.support.fakes import TUESDAY
from tests.support.listing import listed
from tests.support.offices.builders import Office
from tests.support.offices.places import EVERYWHERE
from tests.support.refusals import field_problems, refusal

RECEIVED, TODAY = date(2026, 11, 14), TUESDAY.date()


RULES = DeadlineRules(frozenset({date(2026, 12, 25), date(2026, 12, 28)}))


WHY = "The surname is spelled in two ways."


@pytest.fixture
def taken(office: Office) -> RequestId:
    """Take a request received on a Saturday, ten days ago, for two calls; due on 14 December."""
    calls = tuple(Call(TUESDAY - timedelta(days=days), "") for days in (30, 31))
    return office.a_request(calls=calls)


def note(office: Office, *commands: Any) -> None:
    for command in commands:
        office.do(command, desk=office.back)


def of_number(office: Office, request: RequestId) -> list[Request]:
    """Return all calls of its number."""
    with office.uow().read_only() as uow:
        return list(uow.requests.of_number(uow.requests.get(request).number))


def due(office: Office, request: RequestId) -> list[str]:
    return [str(each.due_on) for each in of_number(office, request)]


def withdraw(office: Office, request: RequestId) -> None:
    office.do(CloseRequest(office.actor("officer"), request, Answered.WITHDRAWN))


def last(office: Office) -> Event:
    return office.events()[-1]


def ask(office: Office, request: RequestId, on: date = RECEIVED + timedelta(days=2), **more: Any) -> Any:
    actor = office.actor("officer", office.back)
    command: dict[str, Any] = {"proof": ProofOf.IDENTITY, "asked_on": on, "doubt": WHY} | more
    return note(office, deadlines.AskProof(actor, request, **command))


def ask_which_call(office: Office, request: RequestId) -> None:
    actor = office.actor("officer", office.back)
    note(office, deadlines.AskClarification(actor, request, date(2026, 11, 17), QuestionAbout.WHICH_CALL))


def test_proof_asked_for_in_time_restarts_the_month_of_every_call_when_it_arrives(
    office: Office, taken: RequestId
) -> None:
    ask(office, taken)
    asked = last(office)
    assert asked.kind is EventKind.PROOF_ASKED and asked.facts["asked_on"] == "2026-11-16"
    assert due(office, taken) == ["2026-12-14"] * 2
    note(
        office,
        deadlines.ProofArrived(office.actor("officer", office.back), taken, ProofOf.IDENTITY, date(2026, 11, 20)),
    )
    assert due(office, taken) == ["2026-12-21"] * 2
    arrived = last(office)
    assert arrived.kind is EventKind.PROOF_ARRIVED
    assert (arrived.facts["proof"], arrived.facts["due_on"]) == ("identity", "2026-12-21")
    assert len(arrived.facts["requests"]) == 2  # type: ignore[arg-type]


def test_a_question_pauses_until_it_is_answered(office: Office, taken: RequestId) -> None:
    actor = office.actor("officer", office.back)
    ask_which_call(office, taken)
    assert due(office, taken) == ["2026-12-22"] * 2 and last(office).kind is EventKind.CLARIFICATION_ASKED
    assert last(office).facts["about"] == "which_call"
    assert office.request(taken).deadline_facts.question is QuestionAbout.WHICH_CALL
    office.clock.pass_by(days=2)
    note(office, deadlines.ClarificationAnswered(actor, taken, date(2026, 11, 20)))
    assert due(office, taken) == ["2026-12-18"] * 2 and last(office).kind is EventKind.CLARIFICATION_ANSWERED


def test_while_a_question_is_open_the_list_shows_the_date_as_it_is_today(office: Office, taken: RequestId) -> None:
    ask_which_call(office, taken)

    def row() -> RequestRow:
        with office.uow().read_only() as uow:
            return next(row for row in listed(uow, tuple(Status)) if row.id == taken)

    for days, expected in ((0, "2026-12-22"), (1, "2026-12-23"), (2, "2026-12-24"), (3, "2026-12-29")):
        assert str(deadlines.as_of(row(), RULES, TODAY + timedelta(days=days)).due_on) == expected
    withdraw(office, taken)
    assert deadlines.as_of(row(), RULES, TODAY + timedelta(days=9)) == row()


def test_an_extension_is_told_once_and_moves_nothing_where_it_is_told_too_late(office: Office) -> None:
    in_time, late = (office.a_request(received_on=TODAY - timedelta(days=days)) for days in (10, 40))
    actor = office.actor("officer", office.back)
    for request, expected in ((in_time, ["2027-02-15"]), (late, ["2026-11-16"])):
        note(office, deadlines.TellExtension(actor, request, TODAY, ExtensionReason.COMPLEX))
        assert due(office, request) == expected
        assert (last(office).kind, last(office).facts["reason"]) == (EventKind.EXTENSION_TOLD, "complex")
        with pytest.raises(WrongStateError):
            note(office, deadlines.TellExtension(actor, request, TODAY, ExtensionReason.COMPLEX))


def test_a_call_that_is_closed_keeps_its_deadline(office: Office, taken: RequestId) -> None:
    second = of_number(office, taken)[1]
    withdraw(office, second.id)
    ask_which_call(office, taken)
    assert due(office, taken) == ["2026-12-22", "2026-12-14"] and "requests" not in last(office).facts
    with pytest.raises(WrongStateError) as refused:
        note(
            office,
            deadlines.TellExtension(office.actor("officer", office.back), second.id, TODAY, ExtensionReason.COMPLEX),
        )
    assert refused.value.code == "request_moved_on"


def test_an_internal_request_has_no_deadline(office: Office) -> None:
    request = office.a_request(kind=Kind.INTERNAL, purpose=Purpose.QUALITY, reason="A check.")
    assert refusal(ask, office, request, TODAY) == "no_deadline"


def test_a_day_that_was_noted_on_one_call_refuses_no_other_call_of_the_letter(office: Office, taken: RequestId) -> None:
    """Each is compared with the log by the few events about the calls of its letter, before it is acted on."""
    second = next(each.id for each in of_number(office, taken) if each.id != taken)
    note(office, deadlines.TellExtension(office.actor("officer", office.back), second, TODAY, ExtensionReason.COMPLEX))
    with office.uow().read_only() as uow:
        for id in (taken, second):
            uow.proven.request(id)
    office.prepared(office.imported(taken))
    withdraw(office, taken)
    with office.uow().read_only() as uow:
        uow.proven.request(second)


MISREAD = "The stamp on the letter says so."


RECEIPT = NotedDay(DayOf.RECEIPT, RECEIVED)


def correct(office: Office, request: RequestId, noted: NotedDay | None, day: date, why: str = MISREAD) -> Any:
    return office.do(deadlines.CorrectDay(office.actor("officer"), request, noted, day, why))


@EVERYWHERE
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


@EVERYWHERE
def test_the_reference_keeps_its_year_where_receipt_moves_into_another(office: Office) -> None:
    taken = office.a_request(call=Call(TUESDAY - timedelta(days=400), ""))
    before = office.request(taken).reference
    correct(office, taken, RECEIPT, date(2025, 12, 30))
    assert office.request(taken).reference == before and due(office, taken)[0] == "2026-01-30"


@EVERYWHERE
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
            (RECEIPT, date(2026, 11, 12), MISREAD),
            (NotedDay(DayOf.RECEIPT, date(2026, 11, 12)), date(2026, 11, 13), "It was the day after."),
        ]
        assert {each.by_name for each in shown} and {each.at for each in shown} == {office.clock.now()}
    assert b"stamp on the letter" not in b"".join(office.bodies())
    digests = [each.facts["digest"] for each in office.events() if each.kind is EventKind.DEADLINE_DAY_CORRECTED]
    assert [len(str(digest)) for digest in digests] == [64, 64]


@EVERYWHERE
def test_every_other_day_is_corrected_and_moves_the_due_date(office: Office, taken: RequestId) -> None:
    actor = office.actor("officer", office.back)
    november = partial(date, 2026, 11)
    note(
        office,
        deadlines.AskProof(actor, taken, ProofOf.IDENTITY, november(16), "Two spellings."),
        deadlines.ProofArrived(actor, taken, ProofOf.IDENTITY, november(20)),
        deadlines.AskClarification(actor, taken, november(20), QuestionAbout.WHICH_CALL),
        deadlines.ClarificationAnswered(actor, taken, november(23)),
        deadlines.TellExtension(actor, taken, november(23), ExtensionReason.COMPLEX),
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
    [shown] = office.do(open_request, office.actor("officer"), taken).asked
    assert shown.doubt == "Two spellings."


@EVERYWHERE
def test_what_cannot_be_is_said_and_nothing_is_corrected(office: Office, taken: RequestId) -> None:
    for noted, day, why, problems in (
        (None, TODAY, MISREAD, {"noted_day": "noted_day_missing"}),
        (None, TODAY, " ", {"noted_day": "noted_day_missing", "correction_reason": "correction_reason_missing"}),
        (RECEIPT, TODAY, "\n", {"correction_reason": "correction_reason_missing"}),
        (RECEIPT, RECEIVED, MISREAD, {"day": "day_as_before"}),
        (RECEIPT, TODAY + timedelta(days=1), MISREAD, {"day": "day_in_future"}),
    ):
        before, rows = office.bodies(), office.all_rows()
        assert field_problems(correct, office, taken, noted, day, why=why) == problems
        assert office.bodies() == before and office.all_rows() == rows


@EVERYWHERE
def test_who_corrects_what_somebody_corrected_meanwhile_is_told(office: Office, taken: RequestId) -> None:
    correct(office, taken, RECEIPT, date(2026, 11, 12))
    before = office.bodies()
    assert refusal(correct, office, taken, RECEIPT, date(2026, 11, 11)) == "day_moved_on" and office.bodies() == before


@EVERYWHERE
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


@EVERYWHERE
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


SOONER = "The calls were found sooner than expected."


@pytest.fixture
def extended(office: Office, taken: RequestId) -> RequestId:
    note(office, deadlines.TellExtension(office.actor("officer", office.back), taken, TODAY, ExtensionReason.COMPLEX))
    return taken


def take_back(office: Office, request: RequestId) -> Any:
    return office.do(deadlines.TakeExtensionBack(office.actor("officer"), request, SOONER))


def test_every_call_of_its_number_is_due_as_before_it_was_told(office: Office, extended: RequestId) -> None:
    assert due(office, extended) == ["2027-02-15"] * 2
    office.clock.pass_by(days=1)
    take_back(office, extended)
    assert due(office, extended) == ["2026-12-14"] * 2
    assert office.request(extended).deadline_facts.extension is None
    event = office.events()[-1]
    assert event.kind is EventKind.EXTENSION_TAKEN_BACK
    assert (event.facts["told_on"], event.facts["due_on"]) == ("2026-11-24", "2026-12-14")
    assert SOONER.encode() not in b"".join(office.bodies()) and len(str(event.facts["digest"])) == 64


def test_it_can_be_told_again_and_is_taken_back_once(office: Office, extended: RequestId) -> None:
    take_back(office, extended)
    assert refusal(take_back, office, extended) == "not_extended"
    office.do(deadlines.TellExtension(office.actor("officer"), extended, TODAY, ExtensionReason.MANY_REQUESTS))
    assert due(office, extended) == ["2027-02-15"] * 2

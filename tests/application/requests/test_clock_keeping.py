"""A change of a request's deadline is noted for all calls of its number, with an event, and moves the due date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from desktop.application.ports.reading import RequestRow
from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.deadlines import (
    AskClarification,
    AskProof,
    ClarificationAnswered,
    ProofArrived,
    TellExtension,
    as_of,
)
from desktop.domain.log.events import Event, EventKind
from desktop.domain.requests.deadline import DeadlineRules, ExtensionReason, ProofOf, QuestionAbout
from desktop.domain.requests.request import Answered, Call, Purpose, Status
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.errors import WrongStateError
from tests.support.builders import Office
from tests.support.fakes import TUESDAY
from tests.support.listing import listed
from tests.support.refusals import refusal

RECEIVED, TODAY = date(2026, 11, 14), TUESDAY.date()
RULES = DeadlineRules(frozenset({date(2026, 12, 25), date(2026, 12, 28)}))
WHY = "The surname is spelled in two ways."


@pytest.fixture
def taken(office: Office) -> RequestId:
    """Take a request received on a Saturday, ten days ago, for two calls; due on 14 December."""
    calls = tuple(Call(TUESDAY - timedelta(days=days), "") for days in (30, 31))
    return office.a_request(calls=calls)


def note(office: Office, command: Any) -> Any:
    return office.do(command, desk=office.back)


def due(office: Office, request: RequestId) -> list[str]:
    """Return the due dates of all calls of its number."""
    with office.uow().read_only() as uow:
        return [str(each.due_on) for each in uow.requests.of_number(uow.requests.get(request).number)]


def withdraw(office: Office, request: RequestId) -> None:
    office.do(CloseRequest(office.actor("officer"), request, Answered.WITHDRAWN))


def last(office: Office) -> Event:
    return office.events()[-1]


def ask(office: Office, request: RequestId, on: date = RECEIVED + timedelta(days=2), **more: Any) -> Any:
    actor = office.actor("officer", office.back)
    command: dict[str, Any] = {"proof": ProofOf.IDENTITY, "asked_on": on, "doubt": WHY} | more
    return note(office, AskProof(actor, request, **command))


def test_proof_asked_for_in_time_restarts_the_month_of_every_call_when_it_arrives(
    office: Office, taken: RequestId
) -> None:
    ask(office, taken)
    asked = last(office)
    assert asked.kind is EventKind.PROOF_ASKED and asked.facts["asked_on"] == "2026-11-16"
    assert due(office, taken) == ["2026-12-14"] * 2
    note(office, ProofArrived(office.actor("officer", office.back), taken, ProofOf.IDENTITY, date(2026, 11, 20)))
    assert due(office, taken) == ["2026-12-21"] * 2
    arrived = last(office)
    assert arrived.kind is EventKind.PROOF_ARRIVED
    assert (arrived.facts["proof"], arrived.facts["due_on"]) == ("identity", "2026-12-21")
    assert len(arrived.facts["requests"]) == 2  # type: ignore[arg-type]


def test_the_reason_for_doubt_is_kept_in_words_and_the_log_has_its_digest(office: Office, taken: RequestId) -> None:
    ask(office, taken)
    (proof,) = office.request(taken).deadline_facts.proofs
    assert proof.reason_logged and proof.note is not None
    with office.uow().read_only() as uow:
        assert uow.requests.words(proof.note) == WHY
    assert WHY.encode() not in b"".join(office.bodies())
    assert len(str(last(office).facts["digest"])) == 64


def test_a_question_pauses_until_it_is_answered(office: Office, taken: RequestId) -> None:
    actor = office.actor("officer", office.back)
    note(office, AskClarification(actor, taken, date(2026, 11, 17), QuestionAbout.WHICH_CALL))
    assert due(office, taken) == ["2026-12-22"] * 2 and last(office).kind is EventKind.CLARIFICATION_ASKED
    assert last(office).facts["about"] == "which_call"
    assert office.request(taken).deadline_facts.question is QuestionAbout.WHICH_CALL
    office.clock.pass_by(days=2)
    note(office, ClarificationAnswered(actor, taken, date(2026, 11, 20)))
    assert due(office, taken) == ["2026-12-18"] * 2 and last(office).kind is EventKind.CLARIFICATION_ANSWERED


def test_while_a_question_is_open_the_list_shows_the_date_as_it_is_today(office: Office, taken: RequestId) -> None:
    note(
        office,
        AskClarification(office.actor("officer", office.back), taken, date(2026, 11, 17), QuestionAbout.WHICH_CALL),
    )

    def row() -> RequestRow:
        with office.uow().read_only() as uow:
            return next(row for row in listed(uow, tuple(Status)) if row.id == taken)

    for days, expected in ((0, "2026-12-22"), (1, "2026-12-23"), (2, "2026-12-24"), (3, "2026-12-29")):
        assert str(as_of(row(), RULES, TODAY + timedelta(days=days)).due_on) == expected
    withdraw(office, taken)
    assert as_of(row(), RULES, TODAY + timedelta(days=9)) == row()


def test_an_extension_is_told_once_and_moves_nothing_where_it_is_told_too_late(office: Office) -> None:
    in_time, late = (office.a_request(received_on=TODAY - timedelta(days=days)) for days in (10, 40))
    actor = office.actor("officer", office.back)
    for request, expected in ((in_time, ["2027-02-15"]), (late, ["2026-11-16"])):
        note(office, TellExtension(actor, request, TODAY, ExtensionReason.COMPLEX))
        assert due(office, request) == expected
        assert (last(office).kind, last(office).facts["reason"]) == (EventKind.EXTENSION_TOLD, "complex")
        with pytest.raises(WrongStateError):
            note(office, TellExtension(actor, request, TODAY, ExtensionReason.COMPLEX))


def test_a_call_that_is_closed_keeps_its_deadline(office: Office, taken: RequestId) -> None:
    with office.uow().read_only() as uow:
        second = uow.requests.of_number(office.request(taken).number)[1]
    withdraw(office, second.id)
    note(
        office,
        AskClarification(office.actor("officer", office.back), taken, date(2026, 11, 17), QuestionAbout.WHICH_CALL),
    )
    assert due(office, taken) == ["2026-12-22", "2026-12-14"] and "requests" not in last(office).facts
    with pytest.raises(WrongStateError) as refused:
        note(office, TellExtension(office.actor("officer", office.back), second.id, TODAY, ExtensionReason.COMPLEX))
    assert refused.value.code == "request_moved_on"


def test_an_internal_request_has_no_deadline(office: Office) -> None:
    request = office.a_request(kind=Kind.INTERNAL, purpose=Purpose.QUALITY, reason="A check.")
    assert refusal(ask, office, request, TODAY) == "no_deadline"


def test_a_day_that_was_noted_on_one_call_refuses_no_other_call_of_the_letter(office: Office, taken: RequestId) -> None:
    """Each is compared with the log by the few events about the calls of its letter, before it is acted on."""
    with office.uow().read_only() as uow:
        second = next(each.id for each in uow.requests.of_number(office.request(taken).number) if each.id != taken)
    note(office, TellExtension(office.actor("officer", office.back), second, TODAY, ExtensionReason.COMPLEX))
    with office.uow().read_only() as uow:
        for id in (taken, second):
            uow.proven.request(id)
    office.prepared(office.imported(taken))
    withdraw(office, taken)
    with office.uow().read_only() as uow:
        uow.proven.request(second)

"""A request, and the copy that it leads to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from desktop.domain.copies.copy import ApprovedCopy, SealedKey
from desktop.domain.requests.request import Asker, Call, Request, Status, possible_answers
from desktop.domain.sessions.identity import CallKind
from desktop.domain.shared.ids import CopyId, PersonId, RecordingId, RequestId, RetentionKeyId
from desktop.domain.shared.kinds import Kind
from desktop.errors import WrongStateError

TODAY = date(2026, 11, 24)
AT = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
ASKER = Asker("Quillon", "Testperson", None, "17 Nowhere Lane")
REQUEST = Request(
    id=RequestId("e" * 32),
    reference="SAR-2026-0001",
    kind=Kind.SUBJECT_ACCESS,
    status=Status.APPROVED,
    received_on=TODAY,
    due_on=None,
    asker=ASKER,
    call=Call(AT, "withheld"),
    taken_by=PersonId("a" * 32),
)


def test_who_was_in_a_call_comes_before_how_it_came() -> None:
    cases = [
        (Call(AT, "01632 960733"), CallKind.INBOUND),
        (Call(AT, ""), CallKind.INBOUND),
        (Call(AT, "01632 960733", outbound=True), CallKind.OUTBOUND),
        (Call(AT, "withheld"), CallKind.NUMBER_WITHHELD),
        (Call(AT, "01632 960733", by_somebody_else=True), CallKind.BY_SOMEBODY_ELSE),
        (Call(AT, "withheld", by_somebody_else=True), CallKind.BY_SOMEBODY_ELSE),
    ]
    assert [(call, kind) for call, kind in cases if call.kind is not kind] == []


def test_must_be_lets_the_named_statuses_pass_and_no_other() -> None:
    REQUEST.must_be(Status.APPROVED, Status.TAKEN)
    with pytest.raises(WrongStateError) as refused:
        REQUEST.must_be(Status.PREPARED)
    assert refused.value.code == "request_moved_on" and refused.value.arguments == {"status": "approved"}


def test_only_an_approved_request_may_be_heard() -> None:
    assert [
        status
        for status in Status
        if replace(REQUEST, status=status).may_be_heard_on(TODAY) is not (status is Status.APPROVED)
    ] == []


@pytest.mark.parametrize(("until", "may"), [(date(2026, 11, 23), False), (TODAY, True), (date(2026, 11, 25), True)])
def test_an_approval_stands_through_its_last_day(until: date, may: bool) -> None:
    assert replace(REQUEST, approved_until=until).may_be_heard_on(TODAY) is may


@pytest.mark.parametrize(
    ("given", "surname", "name"), [("A", "B", "A B"), ("", "B", "B"), ("A", "", "A")], ids=["both", "surname", "given"]
)
def test_a_name_is_shown_without_a_gap(given: str, surname: str, name: str) -> None:
    assert Asker(given, surname, None, "").name == name


def test_a_copy_says_how_long_it_lasts() -> None:
    key = SealedKey(b"", RetentionKeyId("f" * 32), b"")
    ids = (CopyId("c" * 32), REQUEST.id, RecordingId("9" * 32), PersonId("a" * 32))
    assert ApprovedCopy(*ids, AT, rate=8000, channels=2, frames=12_000, digest="", key=key).seconds == 1.5


def test_a_closed_request_cannot_be_closed_again() -> None:
    request = replace(REQUEST, status=Status.CLOSED)
    assert possible_answers(request, listened=True) == possible_answers(request, listened=False) == ()


def test_the_number_is_the_same_for_all_calls_that_were_asked_for_together() -> None:
    assert REQUEST.number == replace(REQUEST, reference="SAR-2026-0001/2").number == "SAR-2026-0001"

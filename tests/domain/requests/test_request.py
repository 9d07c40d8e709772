"""A request, the copy that it leads to, its journey, and its disclosures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain, combinations
from typing import Any

from desktop.domain.copies.copy import ApprovedCopy, SealedKey
from desktop.domain.requests.request import (
    Answered,
    Asker,
    Call,
    DisclosureBasis,
    DisclosureRoute,
    Purpose,
    Request,
    Stage,
    StageState,
    Status,
    journey_of,
    may_be_disclosed,
    possible_answers,
    problems_of_disclosing,
)
from desktop.domain.sessions.identity import CallKind
from desktop.domain.shared.ids import CopyId, PersonId, RecordingId, RequestId, RetentionKeyId
from desktop.domain.shared.kinds import Kind
from desktop.errors import WrongStateError
from tests.support.refusals import error_of

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
    refused = error_of(WrongStateError, REQUEST.must_be, Status.PREPARED)
    assert refused.code == "request_moved_on" and refused.arguments == {"status": "approved"}


def test_only_an_approved_request_may_be_heard() -> None:
    assert [
        status
        for status in Status
        if replace(REQUEST, status=status).may_be_heard_on(TODAY) is not (status is Status.APPROVED)
    ] == []


def test_an_approval_stands_through_its_last_day() -> None:
    for until, may in ((date(2026, 11, 23), False), (TODAY, True), (date(2026, 11, 25), True)):
        assert replace(REQUEST, approved_until=until).may_be_heard_on(TODAY) is may


def test_a_name_is_shown_without_a_gap() -> None:
    for given, surname, name in (("A", "B", "A B"), ("", "B", "B"), ("A", "", "A")):
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


BEGUN_ON = date(2026, 11, 24)
LATER = tuple(Stage)[1:-1]
SETS = list(chain.from_iterable(combinations(LATER, n) for n in range(len(LATER) + 1)))


def test_every_stage_is_there_once_and_at_most_one_is_now() -> None:
    for status in Status:
        for some in SETS:
            closed = (Stage.ANSWERED,) if status is Status.CLOSED else ()
            done = dict.fromkeys((Stage.TAKEN, *some, *closed), BEGUN_ON)
            found = journey_of(status, done)
            states = {each.stage: each.state for each in found}
            assert tuple(each.stage for each in found) == tuple(Stage)
            assert {stage for stage, state in states.items() if state is StageState.DONE} == set(done)
            assert all((each.on == BEGUN_ON) is (each.state is StageState.DONE) for each in found)
            now = [stage for stage, state in states.items() if state is StageState.NOW]
            assert len(now) == (0 if status is Status.CLOSED else 1)
            if now:
                before = list(states.values())[: list(states).index(now[0])]
                assert StageState.TO_COME not in before
            left_out = {stage for stage, state in states.items() if state is StageState.LEFT_OUT}
            ends = status in (Status.CLOSED, Status.REFUSED)
            needless = {Stage.INVITED} if Stage.HEARD in done and Stage.INVITED not in done else set()
            assert left_out == ({stage for stage in LATER if stage not in done} if ends else needless)


def test_a_refused_request_stands_at_its_answer() -> None:
    found = journey_of(Status.REFUSED, {Stage.TAKEN: BEGUN_ON, Stage.DECIDED: BEGUN_ON})
    assert [each.stage for each in found if each.state is StageState.NOW] == [Stage.ANSWERED]


def test_a_stage_can_be_done_before_an_earlier_one() -> None:
    found = journey_of(Status.PREPARED, dict.fromkeys((*tuple(Stage)[:4], Stage.INVITED)))
    assert [each.state for each in found][3:] == [
        StageState.DONE,
        StageState.NOW,
        StageState.DONE,
        StageState.TO_COME,
        StageState.TO_COME,
    ]


APPROVED_ON = date(2026, 11, 20)
DAY = timedelta(days=1)


def for_police(**more: Any) -> Request:
    return replace(REQUEST, **{"kind": Kind.INTERNAL, "purpose": Purpose.POLICE, "status": Status.APPROVED} | more)


def problems(request: Request, **more: Any) -> dict[str, str]:
    given: dict[str, Any] = {
        "receiver": "Demo Constabulary",
        "route": DisclosureRoute.SECURE_TRANSFER,
        "basis": DisclosureBasis.CRIME,
        "on": TODAY,
        "approved_on": APPROVED_ON,
        "today": TODAY,
    }
    return problems_of_disclosing(request, **given | more)


def test_it_is_complete_and_between_the_approval_and_today() -> None:
    request = for_police()
    assert problems(request) == {} == problems(request, on=APPROVED_ON)
    assert problems(request, receiver=" ", route=None, basis=None) == {
        "disclosed_to": "disclosed_to_missing",
        "disclosure_route": "disclosure_route_missing",
        "disclosure_basis": "disclosure_basis_missing",
    }
    assert problems(request, on=TODAY + DAY) == {"disclosed_on": "day_in_future"}
    assert problems(request, on=APPROVED_ON - DAY) == {"disclosed_on": "before_the_approval"}
    ended = for_police(approved_until=TODAY - DAY)
    assert problems(ended) == {"disclosed_on": "after_the_approval"} and problems(ended, on=TODAY - DAY) == {}


def test_only_an_approved_request_for_the_police_is_disclosed() -> None:
    for status in Status:
        assert may_be_disclosed(for_police(status=status)) is (status is Status.APPROVED)
        assert not may_be_disclosed(for_police(status=status, purpose=Purpose.TRAINING))


def test_it_is_closed_as_disclosed_once_that_is_recorded_and_never_as_a_copy_that_was_sent() -> None:
    request = for_police()
    assert possible_answers(request, listened=False) == (Answered.WITHDRAWN,)
    assert possible_answers(request, listened=True) == (Answered.LISTENED, Answered.WITHDRAWN)
    assert possible_answers(request, listened=False, disclosed=True) == (Answered.DISCLOSED, Answered.WITHDRAWN)
    both = possible_answers(request, listened=True, disclosed=True)
    assert both == (Answered.DISCLOSED, Answered.LISTENED, Answered.WITHDRAWN)

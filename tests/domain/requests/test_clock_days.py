"""A mistyped day of the deadline, and its possible replacements."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.requests import deadline
from desktop.domain.requests.deadline_days import DayOf, DeadlineDays, NotedDay
from desktop.errors import FieldsError, WrongStateError
from tests.support.refusals import error_of

RECEIVED, TODAY = date(2026, 6, 1), date(2026, 7, 20)
DAY = timedelta(days=1)
IDENTITY, AUTHORITY = deadline.ProofOf.IDENTITY, deadline.ProofOf.AUTHORITY


def june(day: int) -> date:
    return date(2026, 6, day)


DAYS = DeadlineDays(
    RECEIVED,
    deadline.DeadlineFacts(
        (deadline.ProofAsked(IDENTITY, june(2), june(9), True), deadline.ProofAsked(AUTHORITY, june(3), None, True)),
        (deadline.Clarification(june(10), june(12)), deadline.Clarification(june(15), None)),
        deadline.Extension(june(20), deadline.ExtensionReason.COMPLEX),
    ),
)
NOTED = (
    NotedDay(DayOf.RECEIPT, RECEIVED),
    NotedDay(DayOf.PROOF_ASKED, june(2), 0, IDENTITY),
    NotedDay(DayOf.PROOF_ARRIVED, june(9), 0, IDENTITY),
    NotedDay(DayOf.PROOF_ASKED, june(3), 1, AUTHORITY),
    NotedDay(DayOf.QUESTION_ASKED, june(10), 0),
    NotedDay(DayOf.QUESTION_ANSWERED, june(12), 0),
    NotedDay(DayOf.QUESTION_ASKED, june(15), 1),
    NotedDay(DayOf.EXTENSION_TOLD, june(20)),
)
RANGES = {
    0: (date(2020, 1, 1), june(2), None, "after_what_followed"),
    1: (RECEIVED, june(9), "before_receipt", "after_what_followed"),
    2: (june(2), TODAY, "before_asking", "day_in_future"),
    3: (RECEIVED, TODAY, "before_receipt", "day_in_future"),
    4: (RECEIVED, june(12), "before_receipt", "after_what_followed"),
    5: (june(10), TODAY, "before_asking", "day_in_future"),
    6: (RECEIVED, TODAY, "before_receipt", "day_in_future"),
    7: (RECEIVED, TODAY, "before_receipt", "day_in_future"),
}
"""Each noted day's first and last possible replacement, and the problems of the days around them."""


def refusal(noted: NotedDay, day: date, days: DeadlineDays = DAYS) -> dict[str, str]:
    return dict(error_of(FieldsError, days.corrected, noted, day, TODAY).problems)


def test_every_day_that_moves_the_deadline_can_be_named() -> None:
    assert DAYS.noted() == NOTED
    assert DeadlineDays(RECEIVED, deadline.DeadlineFacts()).noted() == NOTED[:1]


def test_a_day_can_be_corrected_to_any_that_could_have_been_noted_and_nothing_else_moves() -> None:
    for at in RANGES:
        noted, (first, last, early, late) = NOTED[at], RANGES[at]
        for day in (first, last):
            corrected = DAYS.corrected(noted, day, TODAY).noted()
            assert corrected[at].day == day
            assert [*corrected[:at], *corrected[at + 1 :]] == [*NOTED[:at], *NOTED[at + 1 :]]
        if early is not None:
            assert refusal(noted, first - DAY) == {"day": early}
        assert refusal(noted, last + DAY) == {"day": late}


def test_what_is_not_a_day_stands_as_it_was_noted() -> None:
    corrected = DAYS
    for noted in NOTED:
        corrected = corrected.corrected(noted, noted.day + DAY if noted.of is not DayOf.RECEIPT else june(2), TODAY)
    proof, authority = corrected.deadline_facts.proofs
    assert (proof.proof, proof.reason_logged, authority.arrived) == (IDENTITY, True, None)
    assert corrected.deadline_facts.extension == deadline.Extension(june(21), deadline.ExtensionReason.COMPLEX)
    assert corrected.deadline_facts.clarifications == (
        deadline.Clarification(june(11), june(13)),
        deadline.Clarification(june(16), None),
    )


def test_the_day_that_stands_already_is_no_correction() -> None:
    assert [noted for noted in NOTED if refusal(noted, noted.day) != {"day": "day_as_before"}] == []


def test_receipt_is_not_before_the_law_was_in_force() -> None:
    assert DAYS.corrected(NOTED[0], date(2018, 5, 25), TODAY).received == date(2018, 5, 25)
    assert refusal(NOTED[0], date(2018, 5, 24)) == {"day": "received_too_long_ago"}


def test_receipt_is_not_in_the_future_where_nothing_was_noted() -> None:
    assert refusal(NOTED[0], TODAY + DAY, DeadlineDays(RECEIVED, deadline.DeadlineFacts())) == {"day": "day_in_future"}


def test_a_day_that_does_not_stand_there_is_not_corrected() -> None:
    for gone in (
        NotedDay(DayOf.RECEIPT, RECEIVED + DAY),
        NotedDay(DayOf.PROOF_ASKED, june(2), 1, IDENTITY),
        NotedDay(DayOf.PROOF_ARRIVED, june(9), 0, AUTHORITY),
        NotedDay(DayOf.QUESTION_ANSWERED, june(12), 1),
    ):
        assert error_of(WrongStateError, DAYS.corrected, gone, june(11), TODAY).code == "day_moved_on"


@given(st.integers(0, len(NOTED) - 1), st.dates(date(2026, 5, 1), date(2026, 8, 1)))
def test_what_is_corrected_could_have_been_noted_so_from_the_start(at: int, day: date) -> None:
    """Either it is refused, or noting the days as they are now, one after the other, yields the same deadline."""
    try:
        corrected = DAYS.corrected(NOTED[at], day, TODAY)
    except FieldsError:
        return
    received, facts = corrected.received, deadline.DeadlineFacts()
    for proof in corrected.deadline_facts.proofs:
        facts = facts.ask_proof(deadline.ProofAsked(proof.proof, proof.asked, None, True), received, TODAY)
        if proof.arrived is not None:
            facts = facts.proof_arrived(proof.proof, proof.arrived, TODAY)
    for question in corrected.deadline_facts.clarifications:
        facts = facts.ask_clarification(question.asked, received, TODAY)
        if question.answered is not None:
            facts = facts.clarification_answered(question.answered, TODAY)
    assert corrected.deadline_facts.extension is not None
    facts = facts.tell_extension(corrected.deadline_facts.extension, received, TODAY)
    assert facts == corrected.deadline_facts


def test_the_due_date_follows_the_corrected_day() -> None:
    rules = deadline.DeadlineRules(frozenset())
    days = DeadlineDays(RECEIVED, deadline.DeadlineFacts())
    assert days.deadline_facts.deadline(days.received, rules, TODAY).due == date(2026, 7, 1)
    days = days.corrected(NOTED[0], june(3), TODAY)
    assert days.deadline_facts.deadline(days.received, rules, TODAY).due == date(2026, 7, 3)

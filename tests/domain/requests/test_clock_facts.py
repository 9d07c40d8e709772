"""Facts of a request's deadline: their order, and their possible days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from desktop.domain.requests.deadline import (
    Clarification,
    DeadlineFacts,
    DeadlineRules,
    DeadlineState,
    Extension,
    ExtensionReason,
    ProofAsked,
    ProofOf,
    QuestionAbout,
)
from desktop.errors import FieldsError, WrongStateError

RECEIVED, TODAY = date(2026, 6, 1), date(2026, 6, 20)
RULES = DeadlineRules(frozenset())
DAY = timedelta(days=1)


def identity(asked: date) -> ProofAsked:
    return ProofAsked(ProofOf.IDENTITY, asked, None, True)


def asked_for_proof(day: date) -> DeadlineFacts:
    return DeadlineFacts().ask_proof(identity(day), RECEIVED, TODAY)


def asked(day: date) -> DeadlineFacts:
    return DeadlineFacts().ask_clarification(day, RECEIVED, TODAY)


def test_proof_is_asked_for_arrives_and_starts_the_month() -> None:
    facts = asked_for_proof(RECEIVED + DAY)
    assert facts.awaited == (ProofOf.IDENTITY,)
    assert facts.deadline(RECEIVED, RULES, TODAY).state is DeadlineState.AWAITING_PROOF
    facts = facts.proof_arrived(ProofOf.IDENTITY, date(2026, 6, 11), TODAY)
    assert facts.awaited == () and facts.deadline(RECEIVED, RULES, TODAY).due == date(2026, 7, 13)


def test_identity_and_authority_are_awaited_side_by_side_and_each_arrives_by_itself() -> None:
    authority = ProofAsked(ProofOf.AUTHORITY, RECEIVED, None, True)
    facts = asked_for_proof(RECEIVED).ask_proof(authority, RECEIVED, TODAY)
    facts = facts.proof_arrived(ProofOf.AUTHORITY, TODAY, TODAY)
    assert facts.awaited == (ProofOf.IDENTITY,)
    assert [proof.arrived for proof in facts.proofs] == [None, TODAY]


def test_the_same_proof_is_not_asked_for_twice_while_it_is_awaited_and_can_be_after() -> None:
    facts = asked_for_proof(RECEIVED)
    with pytest.raises(FieldsError) as refused:
        facts.ask_proof(identity(TODAY), RECEIVED, TODAY)
    assert refused.value.problems == {"proof": "proof_awaited"}
    again = facts.proof_arrived(ProofOf.IDENTITY, TODAY, TODAY).ask_proof(identity(TODAY), RECEIVED, TODAY)
    assert len(again.proofs) == 2 and again.awaited == (ProofOf.IDENTITY,)


def test_of_two_requests_for_the_same_proof_the_awaited_one_arrives() -> None:
    facts = asked_for_proof(RECEIVED).proof_arrived(ProofOf.IDENTITY, RECEIVED, TODAY)
    facts = facts.ask_proof(identity(TODAY), RECEIVED, TODAY).proof_arrived(ProofOf.IDENTITY, TODAY, TODAY)
    assert [proof.arrived for proof in facts.proofs] == [RECEIVED, TODAY]


def test_an_open_question_pauses_the_deadline_day_by_day_until_it_is_answered() -> None:
    facts = asked(date(2026, 6, 3))
    assert facts.question_open and facts.deadline(RECEIVED, RULES, TODAY).due == date(2026, 7, 20)
    assert facts.deadline(RECEIVED, RULES, TODAY + DAY).due == date(2026, 7, 20)  # until then: a weekend
    assert facts.deadline(RECEIVED, RULES, TODAY + 2 * DAY).due == date(2026, 7, 21)
    facts = facts.clarification_answered(date(2026, 6, 10), TODAY)
    assert not facts.question_open and facts.deadline(RECEIVED, RULES, TODAY).due == date(2026, 7, 9)


def test_a_second_question_is_asked_after_the_first_is_answered() -> None:
    facts = asked(RECEIVED)
    with pytest.raises(WrongStateError) as refused:
        facts.ask_clarification(TODAY, RECEIVED, TODAY)
    assert refused.value.code == "question_open"
    facts = facts.clarification_answered(RECEIVED + DAY, TODAY).ask_clarification(TODAY, RECEIVED, TODAY)
    facts = facts.clarification_answered(TODAY, TODAY)
    assert facts.clarifications == (Clarification(RECEIVED, RECEIVED + DAY), Clarification(TODAY, TODAY))


def test_the_subject_is_that_of_the_open_question() -> None:
    answered = Clarification(RECEIVED, RECEIVED + DAY, QuestionAbout.WHICH_NUMBER)
    facts = DeadlineFacts(clarifications=(answered, Clarification(TODAY, None, QuestionAbout.WHICH_PARTS)))
    assert facts.question is QuestionAbout.WHICH_PARTS
    assert DeadlineFacts(clarifications=(answered,)).question is None


def test_an_extension_is_told_once() -> None:
    extension = Extension(TODAY, ExtensionReason.COMPLEX)
    facts = DeadlineFacts().tell_extension(extension, RECEIVED, TODAY)
    assert facts.extension == extension and facts.deadline(RECEIVED, RULES, TODAY).due == date(2026, 9, 1)
    with pytest.raises(WrongStateError) as refused:
        facts.tell_extension(extension, RECEIVED, TODAY)
    assert refused.value.code == "extended_once"


NOT_AWAITED: dict[str, Callable[[], object]] = {
    "proof_not_awaited": lambda: DeadlineFacts().proof_arrived(ProofOf.IDENTITY, TODAY, TODAY),
    "no_question_open": lambda: DeadlineFacts().clarification_answered(TODAY, TODAY),
}


@pytest.mark.parametrize("code", NOT_AWAITED)
def test_what_is_not_awaited_cannot_come(code: str) -> None:
    with pytest.raises(WrongStateError) as refused:
        NOT_AWAITED[code]()
    assert refused.value.code == code


EXTENDED = ExtensionReason.MANY_REQUESTS
DAYS: list[tuple[str, str, date, Callable[[date], object]]] = [
    ("asked_on", "before_receipt", RECEIVED, asked_for_proof),
    ("asked_on", "before_receipt", RECEIVED, asked),
    (
        "told_on",
        "before_receipt",
        RECEIVED,
        lambda day: DeadlineFacts().tell_extension(Extension(day, EXTENDED), RECEIVED, TODAY),
    ),
    (
        "arrived_on",
        "before_asking",
        RECEIVED + DAY,
        lambda day: asked_for_proof(RECEIVED + DAY).proof_arrived(ProofOf.IDENTITY, day, TODAY),
    ),
    (
        "answered_on",
        "before_asking",
        RECEIVED + DAY,
        lambda day: asked(RECEIVED + DAY).clarification_answered(day, TODAY),
    ),
]


@pytest.mark.parametrize(("field", "early", "first", "note"), DAYS)
def test_a_day_is_not_in_the_future_and_not_before_what_it_follows(
    field: str, early: str, first: date, note: Callable[[date], object]
) -> None:
    note(first)
    note(TODAY)
    for day, code in ((first - DAY, early), (TODAY + DAY, "day_in_future")):
        with pytest.raises(FieldsError) as refused:
            note(day)
        assert refused.value.problems == {field: code}


def test_an_extension_that_was_taken_back_is_as_if_it_had_never_been_told() -> None:
    told = DeadlineFacts().tell_extension(Extension(TODAY, ExtensionReason.COMPLEX), RECEIVED, TODAY)
    assert told.take_extension_back() == DeadlineFacts()
    with pytest.raises(WrongStateError) as refused:
        DeadlineFacts().take_extension_back()
    assert refused.value.code == "not_extended"


@pytest.mark.parametrize(("days", "is_over"), [(89, False), (90, False), (91, True)])
def test_the_person_has_all_of_the_last_day_to_answer(days: int, is_over: bool) -> None:
    assert asked(RECEIVED).unanswered(RECEIVED + timedelta(days=days), 90) is is_over


def test_what_was_asked_for_first_and_has_not_come_counts() -> None:
    facts = asked_for_proof(RECEIVED + DAY).ask_clarification(RECEIVED + 3 * DAY, RECEIVED, TODAY)
    assert facts.awaited_since == RECEIVED + DAY
    facts = facts.proof_arrived(ProofOf.IDENTITY, TODAY, TODAY)
    assert facts.awaited_since == RECEIVED + 3 * DAY
    assert facts.clarification_answered(TODAY, TODAY).awaited_since is None
    assert not DeadlineFacts().unanswered(date(2030, 1, 1), 90)


@pytest.mark.parametrize(
    ("proofs", "starts"),
    [
        ((), False),
        (((ProofOf.IDENTITY, 3, True),), True),
        (((ProofOf.IDENTITY, 4, True),), False),
        (((ProofOf.IDENTITY, 1, False),), False),
        (((ProofOf.IDENTITY, 1, True), (ProofOf.AUTHORITY, 2, True)), True),
        (((ProofOf.IDENTITY, 1, True), (ProofOf.AUTHORITY, 9, True)), False),
    ],
)
def test_the_deadline_starts_with_the_proof_if_all_of_it_was_asked_for_promptly(
    proofs: tuple[tuple[ProofOf, int, bool], ...], starts: bool
) -> None:
    asked_for = tuple(ProofAsked(of, RECEIVED + days * DAY, None, why) for of, days, why in proofs)
    assert DeadlineFacts(proofs=asked_for).starts_with_proof(RECEIVED, 3) is starts


@pytest.mark.parametrize(("due_on", "paused"), [(RECEIVED, False), (RECEIVED + DAY, True), (None, False)])
def test_a_question_pauses_if_it_was_asked_by_the_due_date(due_on: date | None, paused: bool) -> None:
    assert asked(RECEIVED + DAY).is_paused(due_on) is paused
    assert not DeadlineFacts().is_paused(RECEIVED + DAY)


def test_what_was_seen_at_the_counter_has_come_if_it_was_asked_for_by_then() -> None:
    asked_for = (ProofAsked(ProofOf.IDENTITY, RECEIVED, None, True), ProofAsked(ProofOf.AUTHORITY, TODAY, None, True))
    seen = DeadlineFacts(proofs=asked_for).seen_on(TODAY - DAY)
    assert [each.arrived for each in seen.proofs] == [TODAY - DAY, None] and seen.awaited_since == TODAY
    assert [each.arrived for each in seen.seen_on(TODAY).proofs] == [TODAY - DAY, TODAY]

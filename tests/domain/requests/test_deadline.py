"""A request's deadline: the due date, its explanation, and the facts that move it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.requests.deadline import (
    Clarification,
    DeadlineFacts,
    DeadlineRules,
    DeadlineState,
    Explanation,
    Extension,
    ExtensionReason,
    ProofAsked,
    ProofOf,
    QuestionAbout,
    Rule,
    days_to_cover,
    due_date,
)
from desktop.domain.shared.dates import add_months, is_working_day
from desktop.errors import FieldsError
from tests.support.refusals import error_of, refusal

NONE: frozenset[date] = frozenset()
CHRISTMAS_2024 = frozenset({date(2024, 12, 25), date(2024, 12, 26)})
RECEIVED = date(2026, 6, 1)
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
TABLES = st.frozensets(DAYS, max_size=40)


def rules(explanation: tuple[Explanation, ...]) -> list[Rule]:
    return [step.rule for step in explanation]


def identity(asked: date, arrived: date | None, reason_logged: bool = True) -> ProofAsked:
    return ProofAsked(ProofOf.IDENTITY, asked, arrived, reason_logged)


def test_christmas_moves_the_25th_to_the_27th_and_says_so() -> None:
    deadline = due_date(date(2024, 11, 25), CHRISTMAS_2024)
    assert deadline.due == date(2024, 12, 27)
    assert deadline.explanation == (
        Explanation(Rule.FROM_RECEIPT, date(2024, 11, 25)),
        Explanation(Rule.SAME_DATE, date(2024, 12, 25), 1),
        Explanation(Rule.HOLIDAY, date(2024, 12, 25)),
        Explanation(Rule.HOLIDAY, date(2024, 12, 26)),
        Explanation(Rule.NEXT_WORKING_DAY, date(2024, 12, 27)),
    )


@given(DAYS, TABLES)
def test_the_due_date_is_the_first_working_day_from_a_month_on(received: date, holidays: frozenset[date]) -> None:
    deadline = due_date(received, holidays)
    nominal = add_months(received, 1)
    assert deadline.due >= nominal
    assert is_working_day(deadline.due, holidays)
    passed = [nominal + timedelta(days=n) for n in range((deadline.due - nominal).days)]
    assert not any(is_working_day(day, holidays) for day in passed)
    assert [s.day for s in deadline.explanation if s.rule in (Rule.WEEKEND, Rule.HOLIDAY)] == passed
    assert deadline.target == deadline.due
    assert deadline.state is DeadlineState.RUNNING


def test_of_identity_and_authority_the_later_one_counts() -> None:
    proofs = [
        identity(RECEIVED, date(2026, 6, 3)),
        ProofAsked(ProofOf.AUTHORITY, RECEIVED, date(2026, 6, 9), True),
    ]
    assert due_date(RECEIVED, NONE, proofs=proofs).due == date(2026, 7, 9)


def test_while_proof_is_awaited_the_careful_date_stands() -> None:
    deadline = due_date(RECEIVED, NONE, proofs=[identity(date(2026, 6, 2), None)])
    assert deadline.due == date(2026, 7, 1)
    assert deadline.state is DeadlineState.AWAITING_PROOF and deadline.awaited == (ProofOf.IDENTITY,)
    assert deadline.explanation[:2] == (
        Explanation(Rule.PROOF_AWAITED, date(2026, 6, 2)),
        Explanation(Rule.FROM_RECEIPT, RECEIVED),
    )


def test_where_two_proofs_are_awaited_the_explanation_has_the_day_of_the_first() -> None:
    first, second = date(2026, 6, 2), date(2026, 6, 3)
    for proofs in (
        [identity(first, None), ProofAsked(ProofOf.AUTHORITY, second, None, True)],
        [identity(second, None), ProofAsked(ProofOf.AUTHORITY, first, None, True)],
    ):
        deadline = due_date(RECEIVED, NONE, proofs=proofs)
        assert deadline.explanation[0] == Explanation(Rule.PROOF_AWAITED, first)
        assert set(deadline.awaited) == {ProofOf.IDENTITY, ProofOf.AUTHORITY}


def test_a_late_second_or_unreasoned_request_for_proof_moves_nothing() -> None:
    for proofs, rule in (
        ([identity(date(2026, 6, 5), date(2026, 6, 20))], Rule.PROOF_ASKED_LATE),
        ([identity(RECEIVED, date(2026, 6, 20), reason_logged=False)], Rule.PROOF_WITHOUT_REASON),
        ([identity(RECEIVED, RECEIVED), identity(date(2026, 6, 2), date(2026, 6, 20))], Rule.PROOF_ASKED_AGAIN),
        (
            [identity(RECEIVED, None, reason_logged=False), identity(date(2026, 6, 2), date(2026, 6, 20))],
            Rule.PROOF_ASKED_AGAIN,
        ),
    ):
        deadline = due_date(RECEIVED, NONE, proofs=proofs)
        assert deadline.due == date(2026, 7, 1)
        assert rule in rules(deadline.explanation)
        assert deadline.state is DeadlineState.RUNNING and deadline.awaited == ()


def test_how_many_days_are_prompt_is_the_offices_to_say() -> None:
    proofs = [identity(date(2026, 6, 5), date(2026, 6, 20))]
    assert due_date(RECEIVED, NONE, proofs=proofs, prompt_days=4).due == date(2026, 7, 20)


def test_pauses_that_overlap_count_once() -> None:
    asked = [
        Clarification(date(2026, 6, 5), date(2026, 6, 12)),
        Clarification(date(2026, 6, 3), date(2026, 6, 10)),
    ]
    deadline = due_date(RECEIVED, NONE, clarifications=asked)  # ten days, to Saturday 11 July
    assert deadline.due == date(2026, 7, 13)
    assert Explanation(Rule.PAUSED, date(2026, 6, 3), 10) in deadline.explanation


def test_an_answer_still_awaited_pauses_until_today() -> None:
    asked = [Clarification(date(2026, 6, 3), None)]
    deadline = due_date(RECEIVED, NONE, clarifications=asked, today=date(2026, 6, 17))
    assert (deadline.due, deadline.target) == (date(2026, 7, 16), date(2026, 7, 15))
    assert deadline.state is DeadlineState.PAUSED
    assert Rule.PAUSE_OPEN in rules(deadline.explanation)


def test_without_today_an_open_pause_counts_nothing() -> None:
    deadline = due_date(RECEIVED, NONE, clarifications=[Clarification(date(2026, 6, 3), None)])
    assert (deadline.due, deadline.state) == (date(2026, 7, 1), DeadlineState.PAUSED)


def test_a_question_asked_after_the_due_date_pauses_nothing() -> None:
    asked = [Clarification(date(2026, 7, 2), None)]
    deadline = due_date(RECEIVED, NONE, clarifications=asked, today=date(2026, 8, 1))
    assert (deadline.due, deadline.state) == (date(2026, 7, 1), DeadlineState.RUNNING)
    assert Rule.PAUSE_TOO_LATE in rules(deadline.explanation)


def test_a_question_asked_on_the_due_date_still_pauses() -> None:
    asked = [Clarification(date(2026, 7, 1), date(2026, 7, 3))]
    deadline = due_date(RECEIVED, NONE, clarifications=asked)  # three days on is a Saturday
    assert (deadline.due, deadline.target) == (date(2026, 7, 6), date(2026, 7, 3))


def test_a_deadline_that_is_paused_while_its_date_has_moved_over_days_off_does_not_run_out() -> None:
    received, monday = date(2026, 1, 28), date(2026, 3, 2)  # a month on is a Saturday
    for today in (monday, date(2026, 3, 5), date(2026, 3, 20)):
        asked = [Clarification(monday, None)]
        deadline = due_date(received, NONE, clarifications=asked, today=today)
        assert (deadline.target, deadline.state) == (today, DeadlineState.PAUSED)
        assert deadline.due > today
    answered = [Clarification(monday, date(2026, 3, 5))]
    deadline = due_date(received, NONE, clarifications=answered)
    assert (deadline.due, deadline.target) == (date(2026, 3, 6), date(2026, 3, 5))
    order = rules(deadline.explanation)
    assert order.index(Rule.NEXT_WORKING_DAY) < order.index(Rule.PAUSED)


def test_an_earlier_pause_makes_room_for_a_later_question() -> None:
    asked = [
        Clarification(date(2026, 6, 3), date(2026, 6, 10)),
        Clarification(date(2026, 7, 2), date(2026, 7, 6)),
    ]
    deadline = due_date(RECEIVED, NONE, clarifications=asked)  # 8 days and 5
    assert (deadline.due, deadline.target) == (date(2026, 7, 14), date(2026, 7, 13))


def test_a_pause_before_the_deadline_starts_is_no_pause() -> None:
    proofs = [identity(RECEIVED, date(2026, 6, 11))]
    asked = [Clarification(date(2026, 6, 2), date(2026, 6, 9))]
    deadline = due_date(RECEIVED, NONE, proofs=proofs, clarifications=asked)
    assert deadline.due == deadline.target == date(2026, 7, 13)


def test_an_extension_told_after_month_one_extends_nothing() -> None:
    deadline = due_date(RECEIVED, NONE, extension_told=date(2026, 7, 2))
    assert deadline.due == date(2026, 7, 1)
    assert Rule.EXTENSION_TOLD_LATE in rules(deadline.explanation)


def test_an_extended_deadline_can_pause_in_its_later_months() -> None:
    asked = [Clarification(date(2026, 8, 3), date(2026, 8, 10))]
    deadline = due_date(RECEIVED, NONE, clarifications=asked, extension_told=date(2026, 6, 20))
    assert deadline.due == date(2026, 9, 9)
    assert Rule.PAUSE_TOO_LATE not in rules(deadline.explanation)


@given(
    DAYS,
    TABLES,
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=4),
    st.one_of(st.none(), st.integers(0, 60)),
)
def test_the_target_is_never_later_and_nothing_shortens_the_month(
    received: date, holidays: frozenset[date], pauses: list[tuple[int, int]], told: int | None
) -> None:
    asked = [
        Clarification(received + timedelta(days=after), received + timedelta(days=after + length))
        for after, length in pauses
    ]
    extension = None if told is None else received + timedelta(days=told)
    deadline = due_date(received, holidays, clarifications=asked, extension_told=extension)
    assert due_date(received, holidays).due <= deadline.target <= deadline.due
    assert is_working_day(deadline.due, holidays)
    assert is_working_day(deadline.target, holidays)


AFTER = st.integers(0, 60)
PROOFS = st.lists(st.tuples(st.sampled_from(ProofOf), AFTER, st.none() | AFTER, st.booleans()), max_size=4)
QUESTIONS = st.lists(st.tuples(AFTER, st.none() | AFTER), max_size=4)


def after(day: date, days: int | None) -> date | None:
    return None if days is None else day + timedelta(days=days)


@given(DAYS, TABLES, PROOFS, QUESTIONS, st.none() | AFTER, st.none() | AFTER)
def test_whatever_happens_it_is_never_due_within_28_days_nor_on_a_closed_day(
    received: date,
    holidays: frozenset[date],
    proofs: list[tuple[ProofOf, int, int | None, bool]],
    questions: list[tuple[int, int | None]],
    told: int | None,
    now: int | None,
) -> None:
    asked_at = [(proof, received + timedelta(days=at), arrived, why) for proof, at, arrived, why in proofs]
    clarified = [(received + timedelta(days=at), answered) for at, answered in questions]
    deadline = due_date(
        received,
        holidays,
        proofs=[ProofAsked(proof, at, after(at, arrived), why) for proof, at, arrived, why in asked_at],
        clarifications=[Clarification(at, after(at, answered)) for at, answered in clarified],
        extension_told=after(received, told),
        today=after(received, now),
    )
    assert deadline.due >= received + timedelta(days=28)
    assert is_working_day(deadline.due, holidays)
    if deadline.state is DeadlineState.PAUSED and now is not None:
        assert deadline.due > received + timedelta(days=now), "a paused deadline does not run out"


@given(DAYS, st.integers(0, 70), TABLES, QUESTIONS, st.none() | AFTER)
def test_what_was_received_later_is_never_due_earlier(
    received: date, later: int, holidays: frozenset[date], questions: list[tuple[int, int | None]], told: int | None
) -> None:
    second = received + timedelta(days=later)
    asked = [Clarification(second + timedelta(days=at), after(second, answered)) for at, answered in questions]
    due = [
        due_date(day, holidays, clarifications=asked, extension_told=after(second, told), today=second).due
        for day in (received, second)
    ]
    assert due[0] <= due[1]


def test_an_invitation_falls_before_the_due_date() -> None:
    deadline = due_date(RECEIVED, NONE)
    assert deadline.invites_in_time(date(2026, 6, 30))
    assert not deadline.invites_in_time(date(2026, 7, 1))


def test_days_left_are_calendar_days() -> None:
    for today, left in ((date(2026, 6, 30), 1), (date(2026, 7, 1), 0), (date(2026, 7, 3), -2)):
        assert due_date(RECEIVED, NONE).days_left(today) == left


def test_days_beyond_the_table_of_holidays_are_named() -> None:
    deadline = due_date(date(2027, 12, 10), NONE)
    assert days_to_cover(deadline, lambda day: day.year <= 2027) == (date(2028, 1, 10),)
    assert days_to_cover(deadline, lambda day: True) == ()


TODAY = date(2026, 6, 20)
RULES = DeadlineRules(frozenset())
DAY = timedelta(days=1)


def asked_for_identity(asked: date) -> ProofAsked:
    return ProofAsked(ProofOf.IDENTITY, asked, None, True)


def asked_for_proof(day: date) -> DeadlineFacts:
    return DeadlineFacts().ask_proof(asked_for_identity(day), RECEIVED, TODAY)


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
    refused = error_of(FieldsError, facts.ask_proof, asked_for_identity(TODAY), RECEIVED, TODAY)
    assert refused.problems == {"proof": "proof_awaited"}
    again = facts.proof_arrived(ProofOf.IDENTITY, TODAY, TODAY).ask_proof(asked_for_identity(TODAY), RECEIVED, TODAY)
    assert len(again.proofs) == 2 and again.awaited == (ProofOf.IDENTITY,)


def test_of_two_requests_for_the_same_proof_the_awaited_one_arrives() -> None:
    facts = asked_for_proof(RECEIVED).proof_arrived(ProofOf.IDENTITY, RECEIVED, TODAY)
    facts = facts.ask_proof(asked_for_identity(TODAY), RECEIVED, TODAY).proof_arrived(ProofOf.IDENTITY, TODAY, TODAY)
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
    assert refusal(facts.ask_clarification, TODAY, RECEIVED, TODAY) == "question_open"
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
    assert refusal(facts.tell_extension, extension, RECEIVED, TODAY) == "extended_once"


NOT_AWAITED: dict[str, Callable[[], object]] = {
    "proof_not_awaited": lambda: DeadlineFacts().proof_arrived(ProofOf.IDENTITY, TODAY, TODAY),
    "no_question_open": lambda: DeadlineFacts().clarification_answered(TODAY, TODAY),
}


def test_what_is_not_awaited_cannot_come() -> None:
    for code in NOT_AWAITED:
        assert refusal(NOT_AWAITED[code]) == code


EXTENDED = ExtensionReason.MANY_REQUESTS
POSSIBLE_DAYS: list[tuple[str, str, date, Callable[[date], object]]] = [
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


def test_a_day_is_not_in_the_future_and_not_before_what_it_follows() -> None:
    for field, early, first, note in POSSIBLE_DAYS:
        note(first)
        note(TODAY)
        for day, code in ((first - DAY, early), (TODAY + DAY, "day_in_future")):
            assert error_of(FieldsError, note, day).problems == {field: code}


def test_an_extension_that_was_taken_back_is_as_if_it_had_never_been_told() -> None:
    told = DeadlineFacts().tell_extension(Extension(TODAY, ExtensionReason.COMPLEX), RECEIVED, TODAY)
    assert told.take_extension_back() == DeadlineFacts()
    assert refusal(DeadlineFacts().take_extension_back) == "not_extended"


def test_the_person_has_all_of_the_last_day_to_answer() -> None:
    for days, is_over in ((89, False), (90, False), (91, True)):
        assert asked(RECEIVED).unanswered(RECEIVED + timedelta(days=days), 90) is is_over


def test_what_was_asked_for_first_and_has_not_come_counts() -> None:
    facts = asked_for_proof(RECEIVED + DAY).ask_clarification(RECEIVED + 3 * DAY, RECEIVED, TODAY)
    assert facts.awaited_since == RECEIVED + DAY
    facts = facts.proof_arrived(ProofOf.IDENTITY, TODAY, TODAY)
    assert facts.awaited_since == RECEIVED + 3 * DAY
    assert facts.clarification_answered(TODAY, TODAY).awaited_since is None
    assert not DeadlineFacts().unanswered(date(2030, 1, 1), 90)


def test_the_deadline_starts_with_the_proof_if_all_of_it_was_asked_for_promptly() -> None:
    for proofs, starts in (
        ((), False),
        (((ProofOf.IDENTITY, 3, True),), True),
        (((ProofOf.IDENTITY, 4, True),), False),
        (((ProofOf.IDENTITY, 1, False),), False),
        (((ProofOf.IDENTITY, 1, True), (ProofOf.AUTHORITY, 2, True)), True),
        (((ProofOf.IDENTITY, 1, True), (ProofOf.AUTHORITY, 9, True)), False),
    ):
        asked_for = tuple(ProofAsked(of, RECEIVED + days * DAY, None, why) for of, days, why in proofs)
        assert DeadlineFacts(proofs=asked_for).starts_with_proof(RECEIVED, 3) is starts


def test_a_question_pauses_if_it_was_asked_by_the_due_date() -> None:
    for due_on, paused in ((RECEIVED, False), (RECEIVED + DAY, True), (None, False)):
        assert asked(RECEIVED + DAY).is_paused(due_on) is paused
        assert not DeadlineFacts().is_paused(RECEIVED + DAY)


def test_what_was_seen_at_the_counter_has_come_if_it_was_asked_for_by_then() -> None:
    asked_for = (ProofAsked(ProofOf.IDENTITY, RECEIVED, None, True), ProofAsked(ProofOf.AUTHORITY, TODAY, None, True))
    seen = DeadlineFacts(proofs=asked_for).seen_on(TODAY - DAY)
    assert [each.arrived for each in seen.proofs] == [TODAY - DAY, None] and seen.awaited_since == TODAY
    assert [each.arrived for each in seen.seen_on(TODAY).proofs] == [TODAY - DAY, TODAY]

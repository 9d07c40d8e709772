from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.requests.deadline import (
    Clarification,
    DeadlineState,
    Explanation,
    ProofAsked,
    ProofOf,
    Rule,
    acknowledgement_due,
    days_to_cover,
    due_date,
)
from desktop.domain.shared.dates import add_months, is_working_day

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


def test_a_date_that_does_not_exist_is_the_last_of_the_month_and_a_weekend_moves_it_on() -> None:
    deadline = due_date(date(2026, 1, 31), NONE)
    assert deadline.due == date(2026, 3, 2)
    assert rules(deadline.explanation) == [
        Rule.FROM_RECEIPT,
        Rule.LAST_DAY_OF_MONTH,
        Rule.WEEKEND,
        Rule.WEEKEND,
        Rule.NEXT_WORKING_DAY,
    ]


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


def test_proof_asked_for_promptly_starts_the_month_when_it_arrives() -> None:
    deadline = due_date(RECEIVED, NONE, proofs=[identity(date(2026, 6, 4), date(2026, 6, 11))])
    assert deadline.due == date(2026, 7, 13)
    assert deadline.explanation[0] == Explanation(Rule.FROM_PROOF, date(2026, 6, 11))


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


@pytest.mark.parametrize(
    ("proofs", "rule"),
    [
        ([identity(date(2026, 6, 5), date(2026, 6, 20))], Rule.PROOF_ASKED_LATE),
        ([identity(RECEIVED, date(2026, 6, 20), reason_logged=False)], Rule.PROOF_WITHOUT_REASON),
        ([identity(RECEIVED, RECEIVED), identity(date(2026, 6, 2), date(2026, 6, 20))], Rule.PROOF_ASKED_AGAIN),
        (
            [identity(RECEIVED, None, reason_logged=False), identity(date(2026, 6, 2), date(2026, 6, 20))],
            Rule.PROOF_ASKED_AGAIN,
        ),
    ],
)
def test_a_late_second_or_unreasoned_request_for_proof_moves_nothing(proofs: list[ProofAsked], rule: Rule) -> None:
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


def test_an_extension_makes_it_three_months_from_the_same_start() -> None:
    deadline = due_date(date(2026, 11, 30), NONE, extension_told=date(2026, 12, 30))
    assert deadline.due == date(2027, 3, 1)
    assert rules(deadline.explanation)[1:3] == [Rule.EXTENDED, Rule.LAST_DAY_OF_MONTH]
    assert deadline.explanation[2].count == 3


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


@pytest.mark.parametrize(("today", "left"), [(date(2026, 6, 30), 1), (date(2026, 7, 1), 0), (date(2026, 7, 3), -2)])
def test_days_left_are_calendar_days(today: date, left: int) -> None:
    assert due_date(RECEIVED, NONE).days_left(today) == left


def test_a_complaint_is_acknowledged_within_thirty_days_from_the_day_after() -> None:
    deadline = acknowledgement_due(date(2026, 6, 1), NONE)
    assert (deadline.due, deadline.target) == (date(2026, 7, 1), date(2026, 6, 30))
    assert rules(deadline.explanation) == [Rule.FROM_RECEIPT, Rule.DAYS_AFTER]


def test_days_beyond_the_table_of_holidays_are_named() -> None:
    deadline = due_date(date(2027, 12, 10), NONE)
    assert days_to_cover(deadline, lambda day: day.year <= 2027) == (date(2028, 1, 10),)
    assert days_to_cover(deadline, lambda day: True) == ()

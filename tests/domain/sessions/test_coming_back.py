"""When the short check is enough for a customer who comes back: each condition by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from desktop.domain.sessions.identity import LEAVE_NO_DOUBT, EarlierSession, short_check_serves
from desktop.domain.sessions.session import Outcome, Party, Session, State
from desktop.domain.shared.ids import CopyId, DeskId, PersonId, RequestId, SessionId
from tests.domain.sessions.test_identity import POLICY

DAY = date(2026, 11, 24)
NOW = Session(
    id=SessionId("now"),
    request=RequestId("r"),
    copy=CopyId("c"),
    adviser=PersonId("adviser"),
    desk=DeskId("front"),
    opened_at=datetime(2026, 11, 24, 12, tzinfo=UTC),
    state=State.CHECKED_IN,
    parties=frozenset({Party.CUSTOMER}),
)
THEN = replace(NOW, id=SessionId("then"), state=State.CLOSED, identified=True, outcome=Outcome.HEARD_IN_PART)
BEFORE = EarlierSession(THEN, DAY, ("passport", "utility_bill"), wholly=True)


def serves(now: Session = NOW, before: EarlierSession = BEFORE, **more: Any) -> bool:
    typed: dict[str, Any] = {"policy": POLICY, "today": DAY, "sighted": False} | more
    return short_check_serves(now, before, typed["policy"], typed["today"], sighted=typed["sighted"])


def then(**changes: Any) -> EarlierSession:
    return replace(BEFORE, session=replace(THEN, **changes))


def test_whoever_was_identified_in_a_closed_session_needs_only_the_short_check() -> None:
    assert serves()


def test_the_new_one_is_at_its_beginning_and_the_earlier_one_is_closed() -> None:
    pairs = product(State, State)
    assert [pair for pair in pairs if serves(replace(NOW, state=pair[0]), then(state=pair[1]))] == [
        (State.CHECKED_IN, State.CLOSED)
    ]


def test_an_outcome_that_leaves_a_doubt_asks_for_the_whole_check() -> None:
    assert {outcome for outcome in (*Outcome, None) if serves(before=then(outcome=outcome))} == set(LEAVE_NO_DOUBT)


@pytest.mark.parametrize(
    ("days", "enough"), [(-1, False), (0, True), (POLICY.resume_days, True), (POLICY.resume_days + 1, False)]
)
def test_it_is_enough_for_as_many_days_as_the_policy_says(days: int, enough: bool) -> None:
    assert serves(today=DAY + timedelta(days=days)) is enough


def test_nothing_less_than_the_whole_check_of_this_requests_person_serves() -> None:
    assert not serves(sighted=True)
    assert not serves(before=replace(BEFORE, wholly=False))
    assert not serves(before=replace(BEFORE, kinds=()))
    assert not serves(before=then(identified=False))
    assert not serves(before=then(request=RequestId("another")))
    assert not serves(policy=replace(POLICY, of_staff=True))


@pytest.mark.parametrize(
    "parties", [{Party.REPRESENTATIVE}, {Party.CUSTOMER, Party.REPRESENTATIVE}, {Party.COMPANION}, set()]
)
def test_where_somebody_acts_for_them_or_they_had_left_everything_is_checked(parties: set[Party]) -> None:
    assert not serves(replace(NOW, parties=frozenset(parties)))
    assert not serves(before=then(parties=frozenset(parties)))

"""The wait between tries at signing in, and how it is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.throttle import (
    ACCOUNT_RULES,
    DESK_RULES,
    ThrottleRules,
    Tries,
    after_failure,
    after_success,
    wait_after,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@st.composite
def rules(draw: st.DrawFn) -> ThrottleRules:
    base = draw(st.integers(1, 600))
    cap = base + draw(st.integers(0, 5000))
    decay = draw(st.one_of(st.just(0), st.integers(cap, 3 * cap)))
    return ThrottleRules(draw(st.integers(0, 20)), base, cap, decay)


failures = st.integers(0, 10_000)
moments = st.timedeltas(timedelta(0), timedelta(days=30))


def failed(times: int, at: datetime = NOW) -> Tries:
    return Tries(times, at)


@pytest.mark.parametrize(
    ("times", "seconds"),
    [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (8, 240), (9, 480), (10, 900), (11, 900), (10**6, 900)],
)
def test_five_tries_are_free_and_then_the_wait_doubles_to_a_quarter_of_an_hour(times: int, seconds: int) -> None:
    assert wait_after(failed(times), NOW) == seconds


def test_nobody_waits_before_the_first_failure() -> None:
    assert wait_after(Tries(), NOW, ThrottleRules(free=0)) == 0


@pytest.mark.parametrize(
    ("later", "left"), [(0.0, 30), (0.001, 30), (1.0, 29), (29.0, 1), (29.999, 1), (30.0, 0), (3000.0, 0)]
)
def test_the_wait_runs_down_and_is_rounded_up(later: float, left: int) -> None:
    assert wait_after(failed(5), NOW + timedelta(seconds=later)) == left


@given(failures, rules(), moments)
def test_the_wait_is_never_negative_and_never_above_the_cap(times: int, rules: ThrottleRules, later: timedelta) -> None:
    assert 0 <= wait_after(failed(times), NOW + later, rules) <= rules.cap_seconds


@given(failures, rules(), moments)
def test_one_failure_more_never_shortens_the_wait(times: int, rules: ThrottleRules, later: timedelta) -> None:
    now = NOW + later
    assert wait_after(failed(times + 1), now, rules) >= wait_after(failed(times), now, rules)


@given(failures, rules())
def test_who_waits_as_long_as_told_may_try_and_a_second_earlier_may_not(times: int, rules: ThrottleRules) -> None:
    wait = wait_after(failed(times), NOW, rules)
    assert wait_after(failed(times), NOW + timedelta(seconds=wait), rules) == 0
    if wait:
        assert wait_after(failed(times), NOW + timedelta(seconds=wait - 1), rules) == 1


@given(failures, rules())
def test_between_base_and_cap_each_failure_doubles_the_wait(times: int, rules: ThrottleRules) -> None:
    wait = wait_after(failed(times), NOW, rules)
    if 0 < wait < rules.cap_seconds:
        assert wait_after(failed(times + 1), NOW, rules) == min(2 * wait, rules.cap_seconds)


def test_a_clock_that_was_put_back_a_little_asks_for_no_more_than_the_wait() -> None:
    assert wait_after(failed(5, NOW + timedelta(seconds=900)), NOW) == 30


def test_a_failure_dated_far_ahead_shuts_nobody_out() -> None:
    assert wait_after(failed(5, NOW + timedelta(seconds=901)), NOW) == 0


def test_a_failure_is_added_and_dated() -> None:
    assert after_failure(failed(3, NOW - timedelta(days=9)), NOW) == failed(4)
    assert after_failure(Tries(), NOW) == failed(1)


def test_signing_in_forgets_the_account_but_the_desk_goes_on_waiting() -> None:
    assert wait_after(after_success(), NOW) == 0
    assert wait_after(failed(12), NOW, DESK_RULES) == 120


def test_a_good_password_does_not_pay_for_guessing_others_at_the_same_desk() -> None:
    desk, at = Tries(), NOW
    for _ in range(DESK_RULES.free):
        desk = after_failure(desk, at, DESK_RULES)
        after_success()
    assert wait_after(desk, at, DESK_RULES) == DESK_RULES.base_seconds


@pytest.mark.parametrize(("quiet", "left"), [(0, 8), (899, 8), (900, 7), (1799, 7), (1800, 6), (7200, 0), (10**6, 0)])
def test_a_quiet_desk_forgets_one_failure_each_quarter_of_an_hour(quiet: int, left: int) -> None:
    now = NOW + timedelta(seconds=quiet)
    assert after_failure(failed(8), now, DESK_RULES) == failed(left + 1, now)


def test_an_account_forgets_nothing_by_time() -> None:
    assert after_failure(failed(8), NOW + timedelta(days=99), ACCOUNT_RULES).failures == 9


def test_a_clock_that_was_put_back_does_not_undo_decay() -> None:
    assert after_failure(failed(8), NOW - timedelta(days=1), DESK_RULES).failures == 9


@given(st.integers(0, 60), rules())
def test_patient_guessing_at_a_desk_gets_no_faster_than_one_try_in_each_cap(start: int, rules: ThrottleRules) -> None:
    tries, now = failed(rules.free + start), NOW
    while wait_after(tries, now, rules) < rules.cap_seconds:
        tries = after_failure(tries, now, rules)
    for _ in range(20):
        wait = wait_after(tries, now, rules)
        assert wait == rules.cap_seconds
        now += timedelta(seconds=wait)
        tries = after_failure(tries, now, rules)


@pytest.mark.parametrize(
    "wrong",
    [{"free": -1}, {"base_seconds": 0}, {"cap_seconds": 29}, {"decay_seconds": 899}, {"decay_seconds": -1}],
)
def test_rules_that_would_let_everybody_in_cannot_be_written(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        replace(ThrottleRules(), **wrong)

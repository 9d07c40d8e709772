"""The wait between tries at signing in, and how it is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.office.throttle import (
    ACCOUNT_RULES,
    DESK_RULES,
    Moment,
    ThrottleRules,
    Tries,
    after_failure,
    after_success,
    wait_after,
)
from desktop.errors import ContradictionError

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@st.composite
def rules(draw: st.DrawFn) -> ThrottleRules:
    base = draw(st.integers(1, 600))
    cap = base + draw(st.integers(0, 5000))
    decay = draw(st.one_of(st.just(0), st.integers(cap, 3 * cap)))
    return ThrottleRules(draw(st.integers(0, 20)), base, cap, decay)


failures = st.integers(0, 10_000)
moments = st.timedeltas(timedelta(0), timedelta(days=30))


def waits(tries: Tries, at: datetime, rules: ThrottleRules = ACCOUNT_RULES) -> int:
    """Return the wait by a server's clock."""
    return wait_after(tries, Moment(at), rules)


def fails(tries: Tries, at: datetime, rules: ThrottleRules = ACCOUNT_RULES) -> Tries:
    return after_failure(tries, Moment(at), rules)


def failed(times: int, at: datetime = NOW) -> Tries:
    return Tries(times, at)


def test_five_tries_are_free_and_then_the_wait_doubles_to_a_quarter_of_an_hour() -> None:
    cases = [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (8, 240), (9, 480), (10, 900), (11, 900), (10**6, 900)]
    assert [
        (times, seconds, found) for times, seconds in cases if (found := waits(failed(times), NOW)) != seconds
    ] == []


def test_nobody_waits_before_the_first_failure() -> None:
    assert waits(Tries(), NOW, ThrottleRules(free=0)) == 0


def test_the_wait_runs_down_and_is_rounded_up() -> None:
    cases = [(0.0, 30), (0.001, 30), (1.0, 29), (29.0, 1), (29.999, 1), (30.0, 0), (3000.0, 0)]
    assert [
        (later, left, found)
        for later, left in cases
        if (found := waits(failed(5), NOW + timedelta(seconds=later))) != left
    ] == []


@given(failures, rules(), moments)
def test_the_wait_is_never_negative_and_never_above_the_cap(times: int, rules: ThrottleRules, later: timedelta) -> None:
    assert 0 <= waits(failed(times), NOW + later, rules) <= rules.cap_seconds


@given(failures, rules(), moments)
def test_one_failure_more_never_shortens_the_wait(times: int, rules: ThrottleRules, later: timedelta) -> None:
    now = NOW + later
    assert waits(failed(times + 1), now, rules) >= waits(failed(times), now, rules)


@given(failures, rules())
def test_who_waits_as_long_as_told_may_try_and_a_second_earlier_may_not(times: int, rules: ThrottleRules) -> None:
    wait = waits(failed(times), NOW, rules)
    assert waits(failed(times), NOW + timedelta(seconds=wait), rules) == 0
    if wait:
        assert waits(failed(times), NOW + timedelta(seconds=wait - 1), rules) == 1


@given(failures, rules())
def test_between_base_and_cap_each_failure_doubles_the_wait(times: int, rules: ThrottleRules) -> None:
    wait = waits(failed(times), NOW, rules)
    if 0 < wait < rules.cap_seconds:
        assert waits(failed(times + 1), NOW, rules) == min(2 * wait, rules.cap_seconds)


def test_a_clock_that_was_put_back_a_little_asks_for_no_more_than_the_wait() -> None:
    assert waits(failed(5, NOW + timedelta(seconds=900)), NOW) == 30


def test_a_failure_dated_far_ahead_shuts_nobody_out() -> None:
    assert waits(failed(5, NOW + timedelta(seconds=901)), NOW) == 0


def test_a_failure_is_added_and_dated() -> None:
    assert fails(failed(3, NOW - timedelta(days=9)), NOW) == failed(4)
    assert fails(Tries(), NOW) == failed(1)


def test_signing_in_forgets_the_account_but_the_desk_goes_on_waiting() -> None:
    assert waits(after_success(), NOW) == 0
    assert waits(failed(12), NOW, DESK_RULES) == 120


def test_a_good_password_does_not_pay_for_guessing_others_at_the_same_desk() -> None:
    desk, at = Tries(), NOW
    for _ in range(DESK_RULES.free):
        desk = fails(desk, at, DESK_RULES)
        after_success()
    assert waits(desk, at, DESK_RULES) == DESK_RULES.base_seconds


@pytest.mark.parametrize(("quiet", "left"), [(0, 8), (899, 8), (900, 7), (1799, 7), (1800, 6), (7200, 0), (10**6, 0)])
def test_a_quiet_desk_forgets_one_failure_each_quarter_of_an_hour(quiet: int, left: int) -> None:
    now = NOW + timedelta(seconds=quiet)
    assert fails(failed(8), now, DESK_RULES) == failed(left + 1, now)


def test_an_account_forgets_nothing_by_time() -> None:
    assert fails(failed(8), NOW + timedelta(days=99), ACCOUNT_RULES).failures == 9


def test_a_clock_that_was_put_back_does_not_undo_decay() -> None:
    assert fails(failed(8), NOW - timedelta(days=1), DESK_RULES).failures == 9


@given(st.integers(0, 60), rules())
def test_patient_guessing_at_a_desk_gets_no_faster_than_one_try_in_each_cap(start: int, rules: ThrottleRules) -> None:
    tries, now = failed(rules.free + start), NOW
    while waits(tries, now, rules) < rules.cap_seconds:
        tries = fails(tries, now, rules)
    for _ in range(20):
        wait = waits(tries, now, rules)
        assert wait == rules.cap_seconds
        now += timedelta(seconds=wait)
        tries = fails(tries, now, rules)


@pytest.mark.parametrize(
    "wrong",
    [{"free": -1}, {"base_seconds": 0}, {"cap_seconds": 29}, {"decay_seconds": 899}, {"decay_seconds": -1}],
)
def test_rules_that_would_let_everybody_in_cannot_be_written(wrong: dict[str, int]) -> None:
    with pytest.raises(ContradictionError):
        replace(ThrottleRules(), **wrong)


# As this PC measures it, whatever its clock is set to


def here(at: datetime, up: float) -> Moment:
    return Moment(at, up)


def failed_here(times: int, up: int = 5000) -> Tries:
    return Tries(times, NOW, up)


@pytest.mark.parametrize("set_to", [-3650, -1, -30 / 1440, 0, 16 / 1440, 1, 3650])
def test_setting_the_clock_neither_shortens_nor_lengthens_a_wait(set_to: float) -> None:
    at = NOW + timedelta(days=set_to)
    assert wait_after(failed_here(10), here(at, 5000)) == 900
    assert wait_after(failed_here(10), here(at, 5899.9)) == 1
    assert wait_after(failed_here(10), here(at, 5900)) == 0


def test_after_a_new_start_of_the_pc_the_wait_is_counted_from_there() -> None:
    tomorrow = NOW + timedelta(days=1)
    assert wait_after(failed_here(10), here(tomorrow, 60)) == 840
    assert wait_after(failed_here(10), here(tomorrow, 900)) == 0


def test_a_clock_that_is_set_ahead_at_each_try_gives_no_more_guesses() -> None:
    """Sixty tries, each with the clock sixteen minutes further and ten seconds of real time later."""
    tries, at, up, guesses = Tries(), NOW, 100.0, 0
    for _ in range(60):
        at, up = at + timedelta(minutes=16), up + 10
        if wait_after(tries, here(at, up)) == 0:
            tries, guesses = after_failure(tries, here(at, up)), guesses + 1
    assert guesses == 9  # five free ones, then 30, 60, 120 and 240 seconds


@pytest.mark.parametrize(("up", "left"), [(5000 + 899, 8), (5000 + 900, 7), (300, 8), (1800, 6)])
def test_a_desk_forgets_by_the_time_that_the_pc_measures(up: int, left: int) -> None:
    after = after_failure(failed_here(8), here(NOW + timedelta(days=900), up), DESK_RULES)
    assert after == Tries(left + 1, NOW + timedelta(days=900), up)


@pytest.mark.parametrize(
    ("minutes", "up", "left"), [(-30, 5, 895), (-30, 900, 0), (16, 5, 895), (16, 5000, 0), (1, 5000, 840)]
)
def test_of_a_failure_that_was_counted_before_this_no_more_is_known_than_both_say(
    minutes: int, up: int, left: int
) -> None:
    assert wait_after(Tries(10, NOW), here(NOW + timedelta(minutes=minutes), up)) == left


@given(failures, rules(), st.integers(0, 10**6), st.integers(0, 10**6), st.timedeltas())
def test_a_wait_never_ends_before_so_much_time_has_really_passed(
    times: int, rules: ThrottleRules, up: int, real: int, set_to: timedelta
) -> None:
    now = here(datetime.min.replace(tzinfo=UTC) + abs(set_to) % timedelta(days=700_000), up + real)
    wait = wait_after(Tries(times, NOW, up), Moment(NOW, up), rules)
    assert wait_after(Tries(times, NOW, up), now, rules) == max(0, wait - real)

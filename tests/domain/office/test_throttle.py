"""The wait between tries at signing in, and whether a PC's clock can be believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.office.clock_doubt import ClockDoubt, ClockEvidence, Witnessed, doubts_of, too_many
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
    assert waits(Tries(), NOW, ThrottleRules(free=0)) == waits(after_success(), NOW) == 0


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


def test_a_quiet_desk_forgets_one_failure_each_quarter_of_an_hour() -> None:
    for quiet, left in ((0, 8), (899, 8), (900, 7), (1799, 7), (1800, 6), (7200, 0), (10**6, 0)):
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


def test_rules_that_would_let_everybody_in_cannot_be_written() -> None:
    for wrong in (
        {"free": -1},
        {"base_seconds": 0},
        {"cap_seconds": 29},
        {"decay_seconds": 899},
        {"decay_seconds": -1},
    ):
        with pytest.raises(ContradictionError):
            replace(ThrottleRules(), **wrong)


# As this PC measures it, whatever its clock is set to


def here(at: datetime, up: float) -> Moment:
    return Moment(at, up)


def failed_here(times: int, up: int = 5000) -> Tries:
    return Tries(times, NOW, up)


def test_setting_the_clock_neither_shortens_nor_lengthens_a_wait() -> None:
    for set_to in (-3650, -1, -30 / 1440, 0, 16 / 1440, 1, 3650):
        at = NOW + timedelta(days=set_to)
        assert wait_after(failed_here(10), here(at, 5000)) == 900
        assert wait_after(failed_here(10), here(at, 5899.9)) == 1
        assert wait_after(failed_here(10), here(at, 5900)) == 0


def test_after_a_new_start_of_the_pc_the_wait_is_counted_from_there() -> None:
    tomorrow = NOW + timedelta(days=1)
    assert wait_after(failed_here(10), here(tomorrow, 60)) == 840
    assert wait_after(failed_here(10), here(tomorrow, 900)) == 0


@pytest.mark.against("adviser")
def test_a_clock_that_is_set_ahead_at_each_try_gives_no_more_guesses() -> None:
    """Sixty tries, each with the clock sixteen minutes further and ten seconds of real time later."""
    tries, at, up, guesses = Tries(), NOW, 100.0, 0
    for _ in range(60):
        at, up = at + timedelta(minutes=16), up + 10
        if wait_after(tries, here(at, up)) == 0:
            tries, guesses = after_failure(tries, here(at, up)), guesses + 1
    assert guesses == 9  # five free ones, then 30, 60, 120 and 240 seconds


def test_a_desk_forgets_by_the_time_that_the_pc_measures() -> None:
    for up, left in ((5000 + 899, 8), (5000 + 900, 7), (300, 8), (1800, 6)):
        after = after_failure(failed_here(8), here(NOW + timedelta(days=900), up), DESK_RULES)
        assert after == Tries(left + 1, NOW + timedelta(days=900), up)


def test_of_a_failure_that_was_counted_before_this_no_more_is_known_than_both_say() -> None:
    for minutes, up, left in ((-30, 5, 895), (-30, 900, 0), (16, 5, 895), (16, 5000, 0), (1, 5000, 840)):
        assert wait_after(Tries(10, NOW), here(NOW + timedelta(minutes=minutes), up)) == left


@given(failures, rules(), st.integers(0, 10**6), st.integers(0, 10**6), st.timedeltas())
def test_a_wait_never_ends_before_so_much_time_has_really_passed(
    times: int, rules: ThrottleRules, up: int, real: int, set_to: timedelta
) -> None:
    now = here(datetime.min.replace(tzinfo=UTC) + abs(set_to) % timedelta(days=700_000), up + real)
    wait = wait_after(Tries(times, NOW, up), Moment(NOW, up), rules)
    assert wait_after(Tries(times, NOW, up), now, rules) == max(0, wait - real)


FRIDAY = datetime(2026, 12, 18, 18, 0, tzinfo=UTC)
EASTER = {date(2027, 3, 26), date(2027, 3, 29)}
RIGHT = ClockEvidence(FRIDAY, (FRIDAY.date(),), 9, FRIDAY, FRIDAY, Witnessed(9, FRIDAY))


def is_open(day: date) -> bool:
    """Return whether the office is open: Monday to Friday, and not on Good Friday and Easter Monday."""
    return day.weekday() < 5 and day not in EASTER


def days_on(days: float) -> ClockEvidence:
    return replace(RIGHT, now=FRIDAY + timedelta(days=days))


def test_a_clock_that_goes_with_log_and_witness_is_believed() -> None:
    assert doubts_of(RIGHT, is_open) == ()


def test_where_there_is_nothing_to_compare_it_with_nothing_is_doubted() -> None:
    assert doubts_of(ClockEvidence(FRIDAY), is_open) == ()


def test_more_than_a_day_ahead_or_behind_is_doubted_but_for_days_when_the_office_is_closed() -> None:
    cases = [
        (0.4, ()),
        (3, ()),  # Monday: the weekend does not count
        (3.2, ()),
        (4, (ClockDoubt.AHEAD,)),  # Tuesday: on Monday someone would have been there
        (21, (ClockDoubt.AHEAD,)),
        (365, (ClockDoubt.AHEAD,)),
        (3653, (ClockDoubt.AHEAD,)),
        (-0.9, ()),
        (-1.1, (ClockDoubt.BEHIND,)),
        (-3653, (ClockDoubt.BEHIND,)),
    ]
    assert [
        (days, doubted, found) for days, doubted in cases if (found := doubts_of(days_on(days), is_open)) != doubted
    ] == []


def test_over_easter_nothing_is_doubted_until_a_day_was_missed() -> None:
    for day, doubted in ((30, ()), (31, (ClockDoubt.AHEAD,))):
        thursday = datetime(2027, 3, 25, 17, 0, tzinfo=UTC)
        left = replace(RIGHT, newest=thursday, witnessed=Witnessed(9, thursday), log_days=())
        assert doubts_of(replace(left, now=datetime(2027, 3, day, 2, 0, tzinfo=UTC)), is_open) == doubted


def test_an_office_that_never_opens_is_still_not_believed_for_ever() -> None:
    assert doubts_of(days_on(15), lambda day: False) == ()
    assert doubts_of(days_on(16), lambda day: False) == (ClockDoubt.AHEAD,)


@pytest.mark.parametrize("place", ["newest", "witnessed"])
@pytest.mark.parametrize(("days", "doubt"), [(5, ClockDoubt.AHEAD), (-2, ClockDoubt.BEHIND)])
def test_log_and_witness_are_each_asked(place: str, days: int, doubt: ClockDoubt) -> None:
    at = FRIDAY - timedelta(days=days)
    old = replace(RIGHT, newest=at) if place == "newest" else replace(RIGHT, witnessed=Witnessed(9, at))
    assert doubts_of(old, is_open) == (doubt,)


def test_what_was_written_under_a_wrong_clock_vouches_for_nothing() -> None:
    """Since the clock jumped, people have signed in: the newest event agrees with it, and so does the witness."""
    jumped = FRIDAY + timedelta(days=365)
    fooled = replace(RIGHT, now=jumped, newest=jumped, witnessed=Witnessed(12, jumped), log_size=12)
    assert doubts_of(replace(fooled, log_days=(FRIDAY.date(), jumped.date())), is_open) == (ClockDoubt.STEPPED,)
    assert doubts_of(replace(fooled, log_days=(jumped.date(), jumped.date())), is_open) == (), "it was confirmed"


def test_a_clock_that_went_ahead_and_came_back_stays_in_sight() -> None:
    days = (FRIDAY.date(), date(2036, 1, 1), FRIDAY.date() + timedelta(days=1))
    assert doubts_of(replace(RIGHT, log_days=days), is_open) == (ClockDoubt.STEPPED,)
    back_by_a_day = (FRIDAY.date(), FRIDAY.date() - timedelta(days=1))
    assert doubts_of(replace(RIGHT, log_days=back_by_a_day), is_open) == ()


def test_another_machines_clock_settles_it() -> None:
    for hours, doubted in ((-23, ()), (23, ()), (-25, True), (25, True), (8760, True)):
        closed_for_a_month = replace(days_on(30), log_days=(FRIDAY.date(), date(2040, 1, 1)))
        server = closed_for_a_month.now + timedelta(hours=hours)
        expected = (ClockDoubt.SERVER_DIFFERS,) if doubted else ()
        assert doubts_of(replace(closed_for_a_month, server=server), is_open) == expected


def test_a_log_that_is_shorter_than_the_witness_knows_is_doubted_until_that_is_confirmed() -> None:
    shorter = replace(RIGHT, log_size=8, found_right=FRIDAY - timedelta(hours=1))
    assert doubts_of(shorter, is_open) == (ClockDoubt.LOG_SHORTER,)
    assert doubts_of(replace(shorter, found_right=None), is_open) == (ClockDoubt.LOG_SHORTER,)
    assert doubts_of(replace(shorter, found_right=FRIDAY), is_open) == ()


def test_a_witness_that_cannot_be_read_is_doubted_with_whatever_else_there_is() -> None:
    unreadable = replace(days_on(365), witnessed=None, readable=False)
    assert doubts_of(unreadable, is_open) == (ClockDoubt.WITNESS_UNREADABLE, ClockDoubt.AHEAD)


def test_more_than_a_tenth_of_what_is_kept_is_too_many() -> None:
    for due, kept, many in ((0, 0, False), (0, 5, False), (1, 10, False), (1, 9, True), (11, 100, True)):
        assert too_many(due, kept) is many

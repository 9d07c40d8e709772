"""How long a recording is kept, what holds it, and what a change of the policy would destroy."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.office.policies import changes_between
from desktop.domain.recordings import retention
from desktop.domain.recordings.sources import Column, Names, SideTable
from desktop.domain.shared.ids import HoldId, PersonId, RecordingId, RequestId
from desktop.errors import ContradictionError
from tests.support.fakes import TUESDAY
from tests.support.refusals import refusal

CALLED = date(2026, 8, 31)
PERIOD = retention.RetentionPeriod(months=6)


def test_a_period_counts_from_the_date_of_the_call() -> None:
    assert retention.deletes_on(CALLED, PERIOD) == date(2027, 2, 28)
    assert retention.deletes_on(CALLED, retention.RetentionPeriod(days=90)) == date(2026, 11, 29)


def test_days_left_and_what_they_mean() -> None:
    for today, days, state in (
        (date(2027, 2, 13), 15, retention.RetentionState.KEPT),
        (date(2027, 2, 14), 14, retention.RetentionState.SOON),
        (date(2027, 2, 27), 1, retention.RetentionState.SOON),
        (date(2027, 2, 28), 0, retention.RetentionState.DUE),
        (date(2027, 3, 1), -1, retention.RetentionState.DUE),
    ):
        left = retention.retention_left(CALLED, PERIOD, today)
        assert (left.days_left, left.state) == (days, state)


@given(st.integers(-400, 400))
def test_a_held_recording_is_never_destroyed(after: int) -> None:
    left = retention.retention_left(CALLED, PERIOD, date(2027, 2, 28) + timedelta(days=after), held=True)
    assert left.state is retention.RetentionState.HELD


@given(st.integers(-400, 400))
def test_without_a_hold_it_may_be_destroyed_from_the_day_on(after: int) -> None:
    left = retention.retention_left(CALLED, PERIOD, date(2027, 2, 28) + timedelta(days=after))
    assert (left.state is retention.RetentionState.DUE) is (after >= 0)


def test_a_period_of_nothing_cannot_be_made() -> None:
    for months, days in ((0, 0), (-1, 40), (1, -1)):
        with pytest.raises(ContradictionError, match="period_of_nothing"):
            retention.RetentionPeriod(months, days)


def test_a_call_belongs_to_the_month_in_which_the_office_says_it_was() -> None:
    for call_at, month in (
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), "2026-06"),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), "2026-07"),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), "2026-12"),
        (datetime(2026, 7, 1, 0, 30, tzinfo=ZoneInfo("Europe/London")), "2026-07"),
    ):
        assert retention.month_of(call_at, ZoneInfo("Europe/London")) == month


LONDON = ZoneInfo("Europe/London")
SOURCE = retention.Source("switchboard", LONDON, retention.RetentionPeriod(months=6), 90)
POLICY = retention.KeepingPolicy((SOURCE,), hold_review_months=3, warn_days=14)
CALL = datetime(2026, 5, 31, 22, 30, tzinfo=UTC)  # half past eleven at night where the telephones are
FIRST, SECOND = PersonId("1" * 32), PersonId("2" * 32)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def kept(**more: object) -> retention.Kept:
    plain = retention.Kept(RecordingId("a" * 32), "switchboard", CALL, held=False, in_use=False, asked_for=True)
    return replace(plain, **more)  # type: ignore[arg-type]


def test_a_number_is_what_stands_behind_the_prefix_of_an_outside_line() -> None:
    cases = [
        ("9", "901632960733", "01632960733"),
        ("9", " 9 01632 960733", "01632 960733"),
        ("9", "960733", "960733"),
        ("9", "9+441632960733", "+441632960733"),
        ("9", "01632960733", "01632960733"),
        ("*9", "*901632960733", "01632960733"),
        ("", "901632960733", "901632960733"),
    ]
    assert [
        (prefix, told, number, found)
        for prefix, told, number in cases
        if (found := replace(SOURCE, outside_line=prefix).without_outside_line(told)) != number
    ] == []


def a_hold() -> retention.Hold:
    return retention.Hold(
        HoldId("b" * 32), RequestId("c" * 32), retention.HoldReason.REQUEST, FIRST, date(2027, 2, 24), NOW
    )


def test_time_runs_from_the_date_of_the_call_where_the_telephones_are() -> None:
    for today, fate in (
        (date(2026, 11, 15), retention.Fate.KEPT),
        (date(2026, 11, 16), retention.Fate.WARNED_OF),
        (date(2026, 11, 29), retention.Fate.WARNED_OF),
        (date(2026, 11, 30), retention.Fate.DUE),
        (date(2030, 1, 1), retention.Fate.DUE),
    ):
        assert retention.fate_of(kept(), POLICY, today) is fate


def test_nobody_is_warned_of_what_nobody_asks_for_or_somebody_holds() -> None:
    for more in ({"asked_for": False}, {"held": True}):
        assert retention.fate_of(kept(**more), POLICY, date(2026, 11, 20)) is retention.Fate.KEPT


def test_what_is_held_or_being_listened_to_is_not_due() -> None:
    assert retention.fate_of(kept(held=True), POLICY, date(2027, 1, 1)) is retention.Fate.HELD
    assert retention.fate_of(kept(in_use=True), POLICY, date(2027, 1, 1)) is retention.Fate.IN_USE


@given(st.booleans(), st.booleans(), st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_a_source_that_is_taken_out_of_the_file_keeps_what_it_has(held: bool, in_use: bool, today: date) -> None:
    of_another = kept(source="gone", held=held, in_use=in_use)
    assert retention.fate_of(of_another, POLICY, today) is retention.Fate.KEPT


def test_the_telephone_system_deletes_on_a_day_of_its_own() -> None:
    assert SOURCE.system_deletes_on(CALL) == date(2026, 8, 29)
    assert replace(SOURCE, system_days=None).system_deletes_on(CALL) is None


def test_somebody_looks_again_at_a_hold_after_the_months_of_the_policy() -> None:
    assert POLICY.review_on(date(2026, 11, 30)) == date(2027, 2, 28)


def test_a_policy_names_each_source_once() -> None:
    for sources in ((), (SOURCE, SOURCE)):
        with pytest.raises(ContradictionError, match="sources_not_named_apart"):
            retention.KeepingPolicy(sources, 3, 14)


def test_two_people_release_a_hold() -> None:
    hold = a_hold().ask_release(FIRST)
    assert hold.stands
    released = hold.release(SECOND, NOW)
    assert not released.stands and (released.released_by, released.released_at) == (SECOND, NOW)


def test_the_one_who_asks_does_not_release() -> None:
    assert refusal(a_hold().ask_release(FIRST).release, FIRST, NOW) == "hold_needs_another_person"


def test_a_release_is_asked_for_first() -> None:
    assert refusal(a_hold().release, SECOND, NOW) == "release_not_asked"


def test_what_is_released_stays_released() -> None:
    released = a_hold().ask_release(FIRST).release(SECOND, NOW)
    assert refusal(released.ask_release, FIRST) == "hold_released"
    assert refusal(released.release, FIRST, NOW) == "hold_released"


def test_a_hold_is_due_for_review_from_its_day_on_while_it_stands() -> None:
    hold = a_hold()
    assert not hold.is_due(date(2027, 2, 23)) and hold.is_due(date(2027, 2, 24)) and hold.is_due(date(2030, 1, 1))
    assert not hold.ask_release(FIRST).release(SECOND, NOW).is_due(date(2030, 1, 1))


def test_the_next_review_is_after_today_and_no_later_than_the_policy_has_it() -> None:
    for next_on, problem in (
        (date(2027, 2, 23), "review_not_after_today"),
        (date(2027, 2, 24), "review_not_after_today"),
        (date(2027, 2, 25), None),
        (date(2027, 5, 24), None),
        (date(2027, 5, 25), "review_too_late"),
    ):
        found = POLICY.review_problems(next_on, date(2027, 2, 24))
        assert found == ({} if problem is None else {"hold_review_on": problem})


def test_a_hold_that_is_reviewed_stays_and_a_release_is_asked_for_anew() -> None:
    kept = a_hold().ask_release(FIRST).reviewed(date(2027, 5, 24))
    assert (kept.stands, kept.review_on, kept.release_asked_by) == (True, date(2027, 5, 24), None)
    assert refusal(kept.release, SECOND, NOW) == "release_not_asked"
    assert refusal(kept.ask_release(FIRST).release(SECOND, NOW).reviewed, date(2027, 5, 24)) == "hold_released"


TODAY = date(2026, 11, 24)
STOPPED = {"confirmed_by": FIRST, "confirmed_at": NOW}


def task(deletes_in: int | None, **more: object) -> retention.StopDeletion:
    deletes_on = None if deletes_in is None else TODAY + timedelta(days=deletes_in)
    return replace(retention.StopDeletion(RequestId("c" * 32), "switchboard", deletes_on), **more)  # type: ignore[arg-type]


def test_a_request_is_protected_once_nothing_can_delete_what_it_asks_for() -> None:
    cases = [
        ((), False, retention.Protection.PROTECTED),
        ((task(30),), True, retention.Protection.PROTECTED),
        ((task(-1),), True, retention.Protection.PROTECTED),
        ((task(30, **STOPPED),), False, retention.Protection.PROTECTED),
        ((task(30),), False, retention.Protection.NOT_YET),
        ((task(1),), False, retention.Protection.NOT_YET),
        ((task(None),), False, retention.Protection.NOT_YET),
        ((task(30, **STOPPED), task(30)), False, retention.Protection.NOT_YET),
        ((task(-1), task(30)), False, retention.Protection.NOT_YET),
        ((task(0),), False, retention.Protection.MAY_BE_GONE),
        ((task(-1), task(0)), False, retention.Protection.MAY_BE_GONE),
    ]
    assert [
        (tasks, imported, protection, found)
        for tasks, imported, protection in cases
        if (found := retention.protection_of(tasks, TODAY, imported=imported)) is not protection
    ] == []


def test_what_a_telephone_system_soon_deletes_presses_until_it_is_stopped() -> None:
    for deletes_on, stopped, presses in (
        (date(2026, 12, 8), False, True),
        (date(2026, 12, 9), False, False),
        (date(2026, 1, 1), False, True),
        (date(2026, 12, 8), True, False),
        (None, False, False),
    ):
        task = retention.StopDeletion(RequestId("c" * 32), "switchboard", deletes_on, FIRST if stopped else None)
        assert task.presses(date(2026, 11, 24), 14) is presses


def test_what_is_quarantined_is_kept_for_thirty_days() -> None:
    assert retention.quarantine_ends(date(2026, 11, 24)) == date(2026, 12, 24)


KEPT_FOR_DAYS = retention.Source("switchboard", LONDON, retention.RetentionPeriod(days=100), 90)
OF_DAYS = retention.KeepingPolicy((KEPT_FOR_DAYS,), 3, 14)
TABLE = SideTable("calls.csv", ((Column.STARTED, "Start"), (Column.MEDIA, "File")), "%d/%m/%Y %H:%M")


def with_source(**changes: object) -> retention.KeepingPolicy:
    return replace(OF_DAYS, sources=(replace(KEPT_FOR_DAYS, **changes),))  # type: ignore[arg-type]


def test_each_setting_is_seen_by_itself() -> None:
    for policy, setting, about, weaker in (
        (with_source(period=retention.RetentionPeriod(days=99)), "days", "switchboard", True),
        (with_source(period=retention.RetentionPeriod(days=101)), "days", "switchboard", False),
        (with_source(period=retention.RetentionPeriod(1, 100)), "months", "switchboard", False),
        (with_source(zone=ZoneInfo("UTC")), "zone", "switchboard", True),
        (with_source(system_days=None), "system_days", "switchboard", False),
        (with_source(names=Names.VERBA), "read_as", "switchboard", False),
        (with_source(agent_channel=0), "read_as", "switchboard", False),
        (with_source(outside_line="9"), "read_as", "switchboard", False),
        (with_source(table=TABLE), "read_as", "switchboard", False),
        (replace(OF_DAYS, sources=(KEPT_FOR_DAYS, replace(KEPT_FOR_DAYS, name="new"))), "source", "new", True),
        (replace(OF_DAYS, hold_review_months=4), "hold_review_months", "", True),
        (replace(OF_DAYS, warn_days=7), "warn_days", "", True),
        (replace(OF_DAYS, estate_assessment="DPIA 1"), "estate_assessment", "", True),
    ):
        [change] = changes_between(OF_DAYS, policy)
        assert (change.setting, change.about, change.weaker) == (setting, about, weaker)
        assert changes_between(policy, policy) == ()


def test_it_is_counted_how_many_go_and_when() -> None:
    today = TUESDAY.date()
    ages = (10, 65, 71, 95, 120)
    kept = [
        retention.Kept(RecordingId(f"{age:032}"), "switchboard", TUESDAY - timedelta(days=age), held, False, False)
        for age in ages
        for held in (False, True)
    ]
    shorter = with_source(period=retention.RetentionPeriod(days=60))
    assert retention.going("switchboard", kept, OF_DAYS, shorter, today) == retention.Going(
        "switchboard", (1, 3, 5), (4, 4, 5)
    )
    assert retention.going("switchboard", kept, OF_DAYS, with_source(name="x"), today) == retention.Going(
        "switchboard", (1, 3, 5), (0, 0, 0)
    )

"""The results of a search for a request, its steps, and the message when nothing is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.recordings import finding
from desktop.domain.recordings.retention import RetentionPeriod, Source
from desktop.domain.requests.request import WITHHELD, Call
from desktop.domain.shared.ids import RecordingId
from desktop.domain.shared.written_numbers import UNREADABLE

LONDON = ZoneInfo("Europe/London")
THEIRS, ANOTHERS = "+441632960733", "+441632960734"
AT = datetime(2026, 11, 3, 14, 30, tzinfo=UTC)
CALL = Call(AT, THEIRS)
MINUTE = timedelta(minutes=1)

zones = st.sampled_from(["Europe/London", "Europe/Berlin", "Pacific/Auckland", "America/St_Johns", "UTC"]).map(ZoneInfo)
times = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
asked_numbers = st.sampled_from([THEIRS, ANOTHERS, WITHHELD, ""])
told_numbers = st.sampled_from([THEIRS, ANOTHERS, UNREADABLE, None])
calls = st.builds(Call, times, asked_numbers, st.booleans())
apart = st.timedeltas(timedelta(days=-10), timedelta(days=10))


def finds(
    call: Call, number: str | None = THEIRS, outbound: bool | None = False, apart: timedelta = timedelta(0)
) -> list[finding.Step]:
    """Return the steps at which a recording so far from the call is found."""
    at = call.at + apart
    return [step for step in finding.steps_of(call) if finding.found_at(step, call, at, number, outbound, LONDON)]


def test_a_call_of_the_number_is_found_when_the_window_is_wide_enough() -> None:
    cases = [
        (timedelta(minutes=-30), finding.Step.HALF_HOUR),
        (timedelta(minutes=29), finding.Step.HALF_HOUR),
        (timedelta(minutes=30), finding.Step.SAME_DAY),
        (timedelta(hours=-14.5), finding.Step.SAME_DAY),
        (timedelta(hours=9.4), finding.Step.SAME_DAY),
        (timedelta(hours=9.5), finding.Step.DAY_EITHER_SIDE),
        (timedelta(hours=-38.5), finding.Step.DAY_EITHER_SIDE),
        (timedelta(hours=-38.6), finding.Step.WEEK_EITHER_SIDE),
        (timedelta(days=7), finding.Step.WEEK_EITHER_SIDE),
    ]
    assert [
        (apart, first)
        for apart, first in cases
        if finds(CALL, apart=apart) != list(finding.STEPS[finding.STEPS.index(first) :])
    ] == []


def test_further_than_a_week_nothing_is_found() -> None:
    assert finds(CALL, apart=timedelta(days=-7.7)) == finds(CALL, apart=timedelta(days=7.5)) == []


def test_another_number_is_never_found_however_near() -> None:
    assert finds(CALL, ANOTHERS) == []


def test_a_recording_that_tells_no_number_is_found_by_its_time_and_only_near_it() -> None:
    assert finds(CALL, None) == list(finding.STEPS)
    assert finds(CALL, None, apart=timedelta(hours=3)) == list(finding.STEPS[1:])
    assert finds(CALL, None, apart=timedelta(days=1)) == []


def test_where_the_number_is_not_known_the_time_finds_and_only_in_the_narrow_steps() -> None:
    for number in (THEIRS, None):
        asked = replace(CALL, number="")
        assert not finding.names_a_number(asked) and finding.steps_of(asked) == finding.NARROW
        assert finds(asked, number) == list(finding.NARROW)
        assert finds(asked, number, apart=timedelta(days=1)) == []


def test_the_nearest_are_on_either_side_of_the_time_and_no_more_than_asked_for() -> None:
    apart = {"a": 3, "b": -1, "c": 2, "d": -2}
    found = [
        finding.Found(
            RecordingId(id * 32), "telephony", AT + timedelta(minutes=minutes), outbound=False, seconds=60, number=None
        )
        for id, minutes in apart.items()
    ]
    assert [each.id[0] for each in finding.nearest(found, AT, 3)] == ["b", "c", "d"]


def test_a_withheld_number_is_known_to_be_withheld() -> None:
    for number, known in (("", False), (WITHHELD, True), (THEIRS, True)):
        assert finding.number_not_known(replace(CALL, number=number)) is not known


def test_a_withheld_number_finds_only_recordings_without_one() -> None:
    asked = replace(CALL, number=WITHHELD)
    assert finding.steps_of(asked) == finding.NARROW
    assert finds(asked, None) == list(finding.NARROW) and finds(asked, THEIRS) == []


def test_a_number_that_was_told_and_cannot_be_read_is_found_by_nothing() -> None:
    for asked in (THEIRS, "", WITHHELD):
        assert finds(replace(CALL, number=asked), UNREADABLE) == []


def test_a_person_is_asked_for_such_a_number_where_the_call_could_be_asked_for() -> None:
    cases = [
        (THEIRS, timedelta(hours=3), False, True),
        (THEIRS, timedelta(days=1), False, False),
        (THEIRS, timedelta(0), True, False),
        (THEIRS, timedelta(0), None, True),
        ("", timedelta(0), False, True),
        (WITHHELD, timedelta(0), False, False),
    ]
    assert [
        (asked, apart, outbound, may, found)
        for asked, apart, outbound, may in cases
        if (found := finding.may_be_asked_for(replace(CALL, number=asked), AT + apart, outbound, LONDON)) is not may
    ] == []


def test_the_direction_is_compared_where_it_is_told() -> None:
    cases = [
        (False, THEIRS, False, True),
        (False, THEIRS, True, False),
        (True, THEIRS, False, False),
        (True, THEIRS, None, True),
        (False, None, True, False),
        (True, None, True, True),
        (True, None, False, True),  # without a number, "inbound" may only mean that nothing told the direction
    ]
    assert [
        (asked, number, told, found, got)
        for asked, number, told, found in cases
        if (got := bool(finds(replace(CALL, outbound=asked), number, told))) is not found
    ] == []


def test_a_day_is_the_offices_also_when_the_clocks_change() -> None:
    summer = Call(datetime(2026, 7, 1, 23, 30, tzinfo=UTC), THEIRS)  # half past midnight, on the second
    assert finding.window(summer, finding.Step.SAME_DAY, LONDON) == finding.Window(
        datetime(2026, 7, 1, 23, 0, tzinfo=UTC), datetime(2026, 7, 2, 23, 0, tzinfo=UTC)
    )
    back = finding.window(Call(datetime(2026, 10, 25, 12, tzinfo=UTC), THEIRS), finding.Step.SAME_DAY, LONDON)
    assert back.end.astimezone(UTC) - back.start.astimezone(UTC) == timedelta(hours=25)


@given(calls, zones)
def test_each_step_holds_the_one_before_it_and_the_call(call: Call, zone: ZoneInfo) -> None:
    windows = [finding.window(call, step, zone) for step in finding.STEPS]
    assert all(found.holds(call.at) for found in windows)
    for near, far in pairwise(windows):
        assert far.start <= near.start and near.end <= far.end


@given(calls, apart, told_numbers, st.none() | st.booleans(), zones)
def test_what_one_step_finds_the_next_finds_too(
    call: Call, apart: timedelta, number: str | None, outbound: bool | None, zone: ZoneInfo
) -> None:
    at = call.at + apart
    by_step = [finding.found_at(step, call, at, number, outbound, zone) for step in finding.steps_of(call)]
    assert by_step == sorted(by_step)
    assert finding.could_be(call, at, number, outbound, zone) is any(by_step)


@given(calls, apart, told_numbers, st.none() | st.booleans(), zones)
def test_nothing_of_another_number_direction_or_week_is_ever_found(
    call: Call, apart: timedelta, number: str | None, outbound: bool | None, zone: ZoneInfo
) -> None:
    at = call.at + apart
    if not finding.could_be(call, at, number, outbound, zone):
        return
    assert number != UNREADABLE
    if call.number == WITHHELD:
        assert number is None
    if number is not None and finding.names_a_number(call):
        assert number == call.number
    else:
        assert abs(at - call.at) <= timedelta(hours=25)
    if number is not None and outbound is not None:
        assert outbound == call.outbound
    assert abs(at - call.at) <= timedelta(days=8, hours=1)


# Nothing left

RECEIVED, TODAY = date(2026, 11, 10), date(2026, 11, 24)


def source(months: int = 6, system_days: int | None = None) -> Source:
    return Source("switchboard", LONDON, RetentionPeriod(months), system_days)


def test_why_nothing_is_left_in_a_telephone_system() -> None:
    for called, system_days, left, since, after in (
        (datetime(2026, 5, 3, 10, tzinfo=UTC), None, finding.Left.PERIOD_OVER, date(2026, 11, 3), False),
        (datetime(2026, 5, 24, 10, tzinfo=UTC), None, finding.Left.PERIOD_OVER, date(2026, 11, 24), True),
        (datetime(2026, 5, 25, 10, tzinfo=UTC), None, finding.Left.MAY_BE_THERE, None, False),
        (datetime(2026, 8, 1, 10, tzinfo=UTC), 90, finding.Left.SYSTEM_DELETED, date(2026, 10, 30), False),
        (datetime(2026, 8, 26, 10, tzinfo=UTC), 90, finding.Left.SYSTEM_DELETED, date(2026, 11, 24), True),
        (datetime(2026, 8, 27, 10, tzinfo=UTC), 90, finding.Left.MAY_BE_THERE, None, False),
        (datetime(2026, 5, 3, 10, tzinfo=UTC), 365, finding.Left.PERIOD_OVER, date(2026, 11, 3), False),
        # The telephone system had deleted it long before the office's own time was over, and before the request came.
        (datetime(2026, 5, 20, 10, tzinfo=UTC), 90, finding.Left.PERIOD_OVER, date(2026, 11, 20), False),
    ):
        found = finding.searched_system(source(6, system_days), called, RECEIVED, TODAY)
        assert (found.left, found.since, found.after_request) == (left, since, after)
        assert finding.still_to_look_at([found]) == (("switchboard",) if left is finding.Left.MAY_BE_THERE else ())

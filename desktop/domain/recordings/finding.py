"""Finding the recording of a request: what it is searched by, how far around the call, and what is no longer available.

Rules:
- A search is a request's own: its number, its direction, and a window around its call that is widened step by step.
- A number is compared where both the request and the recording have one. A recording without one is found by its time
  alone, and so is every recording where the request names none. Only the time supports these matches, so they are
  searched for in the narrow steps only: further out they are other people's calls.
- A request whose number is not known holds no more recordings than the office's policy says: those nearest to the time
  that was named, and later ones as they are imported, until it has so many. Its searches show no more than that.
- A request with a withheld number finds only recordings without a number.
- A recording with a number that cannot be read (`UNREADABLE`) is never found: the number is someone's, and nothing
  says whose. It waits until a person enters its number (`may_be_asked_for`).
- The direction is compared where the recording has one (`may_go`).
- Numbers are normal forms on both sides (the port `Numbers`); "" is not known, `request.WITHHELD` is withheld.
- Days are the office's: the person named the day of the call there.
- A recording that is no longer there is reported for each telephone system separately, with the day on which it went.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from desktop.domain.recordings.retention import RetentionPeriod, Source, deletes_on
from desktop.domain.requests.request import WITHHELD, Call
from desktop.domain.shared.ids import RecordingId
from desktop.domain.shared.written_numbers import UNREADABLE

AROUND = timedelta(minutes=30)
"""The reach of "about half past two": a transferred call, a telephone system's clock that is off."""
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
"""Someone who has the day wrong has the week right, and rarely more than that."""


class Step(StrEnum):
    """How far around the call to search, from near to far. Each step includes the one before."""

    HALF_HOUR = "half_hour"
    SAME_DAY = "same_day"
    DAY_EITHER_SIDE = "day_either_side"
    WEEK_EITHER_SIDE = "week_either_side"


NARROW = (Step.HALF_HOUR, Step.SAME_DAY)
"""The steps in which the time alone is enough for a match."""
STEPS = tuple(Step)


@dataclass(frozen=True)
class Window:
    """From `start` up to, not including, `end`; aware."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        """Return whether that moment is in it."""
        return self.start <= at < self.end


@dataclass(frozen=True)
class Found:
    """A recording as a search returns it, and no more. `number` (normal form) is for the rules; no screen shows it."""

    id: RecordingId
    source: str
    call_at: datetime
    outbound: bool
    seconds: float
    number: str | None


def names_a_number(call: Call) -> bool:
    """Return whether the request gives a number."""
    return call.number not in ("", WITHHELD)


def number_not_known(call: Call) -> bool:
    """Return whether nobody knows the number of the call; a withheld one is known to be withheld."""
    return call.number == ""


def nearest(found: Iterable[Found], at: datetime, most: int) -> tuple[Found, ...]:
    """Return those nearest in time, at most so many, the nearest first."""
    return tuple(sorted(found, key=lambda each: (abs(each.call_at - at), each.id))[:most])


def steps_of(call: Call) -> tuple[Step, ...]:
    """Return the steps of a search for that call, from near to far."""
    return STEPS if names_a_number(call) else NARROW


def by_time(step: Step) -> Step:
    """Return how far that step reaches for matches by time alone."""
    return min(step, NARROW[-1], key=STEPS.index)


def window(call: Call, step: Step, zone: tzinfo) -> Window:
    """Return when a recording found at that step may have begun. Days are those of `zone`, also of 23 or 25 hours."""
    near = Window(call.at - AROUND, call.at + AROUND)
    if step is Step.HALF_HOUR:
        return near
    day = call.at.astimezone(zone).date()
    more = {Step.SAME_DAY: timedelta(0), Step.DAY_EITHER_SIDE: DAY, Step.WEEK_EITHER_SIDE: WEEK}[step]
    start, end = _midnight(day - more, zone), _midnight(day + more + DAY, zone)
    return Window(min(start, near.start), max(end, near.end))  # a call near midnight: the half hour crosses it


def months_of(within: Window) -> tuple[str, ...]:
    """Return the months of UTC that it touches, as the log has them (`2026-11`)."""
    day, found = within.start.astimezone(UTC).date(), dict[str, None]()
    while day <= within.end.astimezone(UTC).date():
        found[day.isoformat()[:7]] = None
        day += DAY
    return tuple(found)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def may_go(call: Call, number: str | None, outbound: bool | None) -> bool:
    """Return whether a recording's direction fits the call, or at least does not contradict it.

    None is not known. A recording without a number counts as inbound where its direction is not known, so for such a
    recording "inbound" is not known either.
    """
    if outbound is None or outbound == call.outbound:
        return True
    return number is None and not outbound


def could_be(call: Call, call_at: datetime, number: str | None, outbound: bool | None, zone: tzinfo) -> bool:
    """Return whether a recording could be that of the call, within the reach of a search for it."""
    return found_at(steps_of(call)[-1], call, call_at, number, outbound, zone)


def found_at(
    step: Step, call: Call, call_at: datetime, number: str | None, outbound: bool | None, zone: tzinfo
) -> bool:
    """Return whether a search for that call finds the recording at that step."""
    if number == UNREADABLE or not may_go(call, number, outbound) or not window(call, step, zone).holds(call_at):
        return False
    if number is not None and call.number != "":
        return number == call.number  # a withheld number is no recording's
    return window(call, by_time(step), zone).holds(call_at)


def may_be_asked_for(call: Call, call_at: datetime, outbound: bool | None, zone: tzinfo) -> bool:
    """Return whether a recording with an unreadable number is near enough to the call for a person to look at it."""
    return call.number != WITHHELD and could_be(call, call_at, None, outbound, zone)


class Left(StrEnum):
    """The state of a telephone system in which nothing was found."""

    PERIOD_OVER = "period_over"
    """The office's retention period for that system has ended."""
    SYSTEM_DELETED = "system_deleted"
    """The period has not ended, but the telephone system deletes by itself, and nobody had imported the recording."""
    MAY_BE_THERE = "may_be_there"
    """Neither has ended: if it was recorded, it is still there, and someone looks."""


@dataclass(frozen=True)
class SearchedSystem:
    """A search result for one telephone system. `since`: the day from which `left` holds; None with MAY_BE_THERE.

    `after_request`: nothing had to be gone on the day on which the request came, so it could still have been kept.
    """

    source: str
    left: Left
    period: RetentionPeriod
    system_days: int | None
    since: date | None
    after_request: bool = False


def searched_system(source: Source, call_at: datetime, received_on: date, today: date) -> SearchedSystem:
    """Return the state of a recording of that call there, if the system made one and nothing was imported."""
    over = deletes_on(source.called_on(call_at), source.period)
    deleted = source.system_deletes_on(call_at)
    gone = [(day, why) for day, why in ((over, Left.PERIOD_OVER), (deleted, Left.SYSTEM_DELETED)) if day]
    # The office's own period is reported before the telephone system's, whichever ended first.
    since, left = next(((day, why) for day, why in gone if day <= today), (None, Left.MAY_BE_THERE))
    after = since is not None and min(day for day, _ in gone) > received_on
    return SearchedSystem(source.name, left, source.period, source.system_days, since, after)


def still_to_look_at(systems: Iterable[SearchedSystem]) -> tuple[str, ...]:
    """Return the telephone systems that someone must search before the office can say that nothing is left."""
    return tuple(system.source for system in systems if system.left is Left.MAY_BE_THERE)

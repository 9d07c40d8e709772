"""Finding the recording of a request: what it is looked for by, how far around the call, and what is not left.

Rules:
- A search is a request's own: its number, its direction, and a window around its call that is widened step by step.
- A number is compared where the request names one and the recording tells one. A recording that tells none is found by
  its time alone, and so is every recording where the request names none. Nothing but the time speaks for these, so they
  are looked for in the narrow steps only: further out they are other people's calls.
- A request with a withheld number finds only recordings without a number.
- A recording whose number was told and cannot be read (`UNREADABLE`) is found by nothing: its number is somebody's, and
  nothing says whose. It waits until a person tells its number (`may_be_asked_for`).
- The direction is compared where the recording tells one (`may_go`).
- Numbers are normal forms on both sides (the port `Numbers`); "" is not known, `request.WITHHELD` is withheld.
- Days are the office's: the person named the day of the call there.
- What is no longer there is said of each telephone system by itself, with the day on which it went.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from desktop.domain.recordings.keeping import Source
from desktop.domain.recordings.retention import RetentionPeriod, deletes_on
from desktop.domain.requests.request import WITHHELD, Call
from desktop.domain.shared.ids import RecordingId
from desktop.domain.shared.written_numbers import UNREADABLE

AROUND = timedelta(minutes=30)
"""How far "about half past two" goes: a call that was put through, a clock of the telephone system that is off."""
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
"""Somebody who has the day wrong has the week right, and rarely more of it."""


class Step(StrEnum):
    """How far around the call one looks, from near to far. Each holds the one before it."""

    HALF_HOUR = "half_hour"
    SAME_DAY = "same_day"
    DAY_EITHER_SIDE = "day_either_side"
    WEEK_EITHER_SIDE = "week_either_side"


NARROW = (Step.HALF_HOUR, Step.SAME_DAY)
"""The steps in which the time alone may find something."""
STEPS = tuple(Step)


@dataclass(frozen=True)
class Window:
    """From `start` up to, not including, `end`; aware."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        """Whether that moment lies in it."""
        return self.start <= at < self.end


@dataclass(frozen=True)
class Found:
    """What a search tells of a recording, and no more. `number` (normal form) is for the rules; no screen shows it."""

    id: RecordingId
    source: str
    call_at: datetime
    outbound: bool
    seconds: float
    number: str | None


def names_a_number(call: Call) -> bool:
    """Whether the request says which number it was."""
    return call.number not in ("", WITHHELD)


def steps_of(call: Call) -> tuple[Step, ...]:
    """The steps of a search for that call, from near to far."""
    return STEPS if names_a_number(call) else NARROW


def by_time(step: Step) -> Step:
    """How far one looks at that step for what nothing but its time speaks for."""
    return min(step, NARROW[-1], key=STEPS.index)


def window(call: Call, step: Step, zone: tzinfo) -> Window:
    """When a recording may have begun that is found at that step. Days are those of `zone`, also of 23 or 25 hours."""
    near = Window(call.at - AROUND, call.at + AROUND)
    if step is Step.HALF_HOUR:
        return near
    day = call.at.astimezone(zone).date()
    more = {Step.SAME_DAY: timedelta(0), Step.DAY_EITHER_SIDE: DAY, Step.WEEK_EITHER_SIDE: WEEK}[step]
    start, end = _midnight(day - more, zone), _midnight(day + more + DAY, zone)
    return Window(min(start, near.start), max(end, near.end))  # a call near midnight: the half hour goes over it


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def may_go(call: Call, number: str | None, outbound: bool | None) -> bool:
    """Whether a recording's direction speaks for the call, or at least not against it.

    None is not told. A recording without a number counts as inbound where nothing told its direction, so for such a
    one "inbound" is not told either.
    """
    if outbound is None or outbound == call.outbound:
        return True
    return number is None and not outbound


def could_be(call: Call, call_at: datetime, number: str | None, outbound: bool | None, zone: tzinfo) -> bool:
    """Whether a recording could be that of the call, looked for as far as a search for it goes."""
    return found_at(steps_of(call)[-1], call, call_at, number, outbound, zone)


def found_at(
    step: Step, call: Call, call_at: datetime, number: str | None, outbound: bool | None, zone: tzinfo
) -> bool:
    """Whether a search for that call finds the recording at that step."""
    if number == UNREADABLE or not may_go(call, number, outbound) or not window(call, step, zone).holds(call_at):
        return False
    if number is not None and call.number != "":
        return number == call.number  # a withheld number is no recording's
    return window(call, by_time(step), zone).holds(call_at)


def may_be_asked_for(call: Call, call_at: datetime, outbound: bool | None, zone: tzinfo) -> bool:
    """Whether a recording whose number cannot be read is near enough to the call for a person to look at it."""
    return call.number != WITHHELD and could_be(call, call_at, None, outbound, zone)


class Left(StrEnum):
    """What is to be said of a telephone system in which nothing was found."""

    PERIOD_OVER = "period_over"
    """The office keeps what comes from there for a time that is over."""
    SYSTEM_DELETED = "system_deleted"
    """That time is not over, but the telephone system deletes by itself, and nobody had brought the recording in."""
    MAY_BE_THERE = "may_be_there"
    """Neither is over: if it was recorded, it is there, and somebody looks."""


@dataclass(frozen=True)
class Whereabouts:
    """Of one telephone system. `since`: the day on which what `left` says came about; None with MAY_BE_THERE.

    `after_request`: nothing had to be gone on the day on which the request came, so it could still have been kept.
    """

    source: str
    left: Left
    period: RetentionPeriod
    system_days: int | None
    since: date | None
    after_request: bool = False


def whereabouts(source: Source, call_at: datetime, received_on: date, today: date) -> Whereabouts:
    """What became of a recording of that call, if that telephone system made one and nothing was brought in."""
    over = deletes_on(source.called_on(call_at), source.period)
    deleted = source.system_deletes_on(call_at)
    gone = [(day, why) for day, why in ((over, Left.PERIOD_OVER), (deleted, Left.SYSTEM_DELETED)) if day]
    # What the office decided is told before what its telephone system does, whichever came first.
    since, left = next(((day, why) for day, why in gone if day <= today), (None, Left.MAY_BE_THERE))
    after = since is not None and min(day for day, _ in gone) > received_on
    return Whereabouts(source.name, left, source.period, source.system_days, since, after)


def still_to_look_at(places: Iterable[Whereabouts]) -> tuple[str, ...]:
    """The telephone systems in which somebody has to look before it can be said that nothing is left."""
    return tuple(place.source for place in places if place.left is Left.MAY_BE_THERE)

"""Matching a recording to open requests, and holding it for them (rules: `domain.recordings.finding`).

Rules:
- A request is open until it is closed. A refused one is too: its recording may turn up after all.
- A match holds a recording; it does not choose it. An officer does that, in the search of the request.
- A request whose number is not known, and that holds as many as the policy allows, asks for no more. Of a folder it
  asks for the nearest only (`nearest_first`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Numbers
from desktop.application.ports.requests import AskedCall
from desktop.application.recordings.holding import hold_match
from desktop.application.recordings.searching import asked_call
from desktop.domain.recordings.finding import could_be, may_be_asked_for, number_not_known
from desktop.domain.shared.ids import RecordingId, RequestId
from desktop.domain.shared.written_numbers import UNREADABLE

FAR = timedelta(days=9)
"""No search reaches so far: a week either side, in whole days."""


class AsTyped:
    """The port `Numbers` for numbers already in normal form."""

    def normal(self, typed: str) -> str | None:
        return typed or None

    def shown(self, kept: str) -> str:
        return kept


AS_TYPED = AsTyped()


@dataclass(frozen=True)
class Heard:
    """A recording's call metadata; `number` in normal form, or UNREADABLE. None is not known."""

    call_at: datetime
    number: str | None = field(default=None, repr=False)
    outbound: bool | None = None


class OpenCalls:
    """The requested calls, indexed so that each recording is compared with only a few of many."""

    def __init__(self, calls: Iterable[AskedCall] = ()) -> None:
        self._every = tuple(calls)
        self._by_number = defaultdict[str, list[AskedCall]](list)
        for asked in self._every:
            self._by_number[asked.call.number].append(asked)

    def near(self, heard: Heard) -> Iterator[AskedCall]:
        """Yield all calls that it could match, and some that it could not."""
        calls: Iterable[AskedCall] = self._every
        if heard.number is not None:
            same, unknown = self._by_number.get(heard.number, []), self._by_number.get("", [])
            calls = (
                sorted((*same, *unknown), key=lambda asked: asked.reference) if same and unknown else same or unknown
            )
        return (asked for asked in calls if abs(asked.call.at - heard.call_at) < FAR)


class Matching:
    """A comparison of recordings with the requested calls. Numbers are normalised once.

    `without_number`: how many recordings a request holds at most whose number is not known; None for any number.
    """

    def __init__(self, numbers: Numbers, zone: ZoneInfo, without_number: int | None = None) -> None:
        self.zone = zone
        self._without_number = without_number
        self._reach: Mapping[RequestId, timedelta] = {}
        self._numbers = numbers
        self._normal: dict[str, str | None] = {}

    def normal(self, typed: str) -> str | None:
        """Return the normal form, as the port `Numbers` does."""
        if typed not in self._normal:
            self._normal[typed] = self._numbers.normal(typed)
        return self._normal[typed]

    def recorded_number(self, number: str | None) -> str | None:
        """Return a recording's number in normal form; UNREADABLE where it has no normal form."""
        return (self.normal(number) or UNREADABLE) if number else None

    def open_calls(self, uow: UnitOfWork) -> OpenCalls:
        """Return the calls of open requests, their numbers in normal form; "" where one is not known."""
        return OpenCalls(self._comparable(asked) for asked in uow.requests.open_calls())

    def calls_to_import(self, uow: UnitOfWork) -> OpenCalls:
        """Return those of them that ask for more than they hold."""
        return OpenCalls(self.asking_still(map(self._comparable, uow.requests.open_calls()), uow))

    def asking_still(self, calls: Iterable[AskedCall], uow: UnitOfWork) -> tuple[AskedCall, ...]:
        """Return the calls that ask for more than they hold: without a number, only as many as the policy allows."""
        return tuple(asked for asked in calls if not self._holds_enough(asked, uow))

    @property
    def most_without_number(self) -> int:
        """How many recordings a request without a number holds at most; 0 where that is not limited."""
        return self._without_number or 0

    def calls_without_number(self, uow: UnitOfWork) -> tuple[AskedCall, ...]:
        """Return the calls of open requests to which that limit applies."""
        calls = uow.requests.open_calls() if self._without_number else ()
        return tuple(self._comparable(asked) for asked in calls if number_not_known(asked.call))

    def held_for(self, asked: AskedCall, uow: UnitOfWork) -> frozenset[RecordingId]:
        """Return the recordings on the request's holds that are in force."""
        holds = (hold for hold in uow.keeping.holds_of(asked.request) if hold.stands)
        return frozenset(recording for hold in holds for recording in uow.keeping.held_by(hold.id))

    def reach(self, reach: Mapping[RequestId, timedelta]) -> None:
        """From now on ask for recordings of these requests no farther in time than that."""
        self._reach = reach

    def asking_for(self, heard: Heard, calls: OpenCalls) -> tuple[AskedCall, ...]:
        """Return the calls that it could match, by reference."""
        return tuple(
            asked
            for asked in calls.near(heard)
            if could_be(asked.call, heard.call_at, heard.number, heard.outbound, self.zone)
            and abs(asked.call.at - heard.call_at) <= self._reach.get(asked.request, FAR)
        )

    def _holds_enough(self, asked: AskedCall, uow: UnitOfWork) -> bool:
        if self._without_number is None or not number_not_known(asked.call):
            return False
        return len(self.held_for(asked, uow)) >= self._without_number

    def may_be_asked_for(self, heard: Heard, calls: OpenCalls) -> bool:
        """Return whether a requested call is so near in time that a person must enter this recording's number."""
        return any(
            may_be_asked_for(asked.call, heard.call_at, heard.outbound, self.zone)
            for asked in calls.near(replace(heard, number=None))
        )

    def _comparable(self, asked: AskedCall) -> AskedCall:
        return replace(asked, call=asked_call(asked.call, self))


def hold_for(calls: Iterable[AskedCall], recording: RecordingId, uow: UnitOfWork) -> tuple[RequestId, ...]:
    """Put the recording on the holds of these requests; return the requests whose holds did not have it before."""
    fresh = []
    holding = frozenset(uow.keeping.holding(recording))
    for asked in calls:
        if any(hold.stands and hold.id not in holding for hold in uow.keeping.holds_of(asked.request)):
            hold_match(asked.request, recording, uow)
            fresh.append(asked.request)
    return tuple(fresh)

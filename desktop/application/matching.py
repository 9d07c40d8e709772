"""Which open requests a recording could be the call of, and holding it for them (rules: `domain.finding`).

Rules:
- A request is open until it is closed. A refused one is too: its recording may turn up after all.
- A match holds a recording; it does not choose it. An officer does that, in the search of the request.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from desktop.application.holding import hold_match
from desktop.application.ports import Numbers
from desktop.application.storage import AskedCall, UnitOfWork
from desktop.domain.finding import could_be
from desktop.domain.ids import RecordingId, RequestId
from desktop.domain.request import WITHHELD


class AsTyped:
    """The port `Numbers` for numbers that are in their normal form already."""

    def normal(self, typed: str) -> str | None:
        return typed or None


AS_TYPED = AsTyped()


@dataclass(frozen=True)
class Heard:
    """What a recording tells of its call; `number` in normal form. None is not told."""

    call_at: datetime
    number: str | None = field(default=None, repr=False)
    outbound: bool | None = None


class Matching:
    """Compares recordings with the calls that are asked for. Numbers are normalised once."""

    def __init__(self, numbers: Numbers, zone: ZoneInfo) -> None:
        self.zone = zone
        self._numbers = numbers
        self._normal: dict[str, str | None] = {}

    def normal(self, number: str | None) -> str | None:
        """The number in its normal form; None where it is none."""
        if not number:
            return None
        if number not in self._normal:
            self._normal[number] = self._numbers.normal(number)
        return self._normal[number]

    def open_calls(self, uow: UnitOfWork) -> tuple[AskedCall, ...]:
        """The calls that open requests ask for, their numbers in normal form; "" where one is not known."""
        return tuple(self._comparable(asked) for asked in uow.requests.open_calls())

    def asking_for(self, heard: Heard, calls: Iterable[AskedCall]) -> tuple[AskedCall, ...]:
        """Those of the calls that it could be."""
        return tuple(
            asked for asked in calls if could_be(asked.call, heard.call_at, heard.number, heard.outbound, self.zone)
        )

    def _comparable(self, asked: AskedCall) -> AskedCall:
        typed = asked.call.number
        number = typed if typed == WITHHELD else self.normal(typed) or ""
        return replace(asked, call=replace(asked.call, number=number))


def hold_for(calls: Iterable[AskedCall], recording: RecordingId, uow: UnitOfWork) -> tuple[RequestId, ...]:
    """The holds of these requests hold the recording from now on; the requests whose holds did not before."""
    fresh = []
    for asked in calls:
        standing = [hold.id for hold in uow.keeping.holds_of(asked.request) if hold.stands]
        if any(recording not in uow.keeping.held_by(hold) for hold in standing):
            hold_match(asked.request, recording, uow)
            fresh.append(asked.request)
    return tuple(fresh)

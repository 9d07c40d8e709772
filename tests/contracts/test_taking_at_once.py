"""Reference numbers have no gap and no duplicate, however many take requests at once; in every place."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from desktop.application.requests.intake import TakeRequest
from desktop.domain.requests.request import Call, Channel, Purpose
from desktop.domain.shared.kinds import Kind
from desktop.errors import FieldsError
from tests.support.builders import ASKER, Office
from tests.support.fakes import TUESDAY, FakeClock

WRITERS, EACH = 6, 4
INTERNAL = {"kind": Kind.INTERNAL, "purpose": Purpose.QUALITY, "reason": "A check."}


class UndoneError(Exception):
    """An error after the number was issued."""


class FailingClock(FakeClock):
    """A clock that fails when the hold is placed, after the transaction has begun: the number is issued by then."""

    def now(self) -> datetime:
        if self.told:
            raise UndoneError
        self.told = True
        return super().now()

    told = False


def command(office: Office, kind: Kind, calls: int) -> TakeRequest:
    asked = tuple(Call(TUESDAY - timedelta(days=30, hours=hour), "") for hour in range(calls))
    more = INTERNAL if kind is Kind.INTERNAL else {"kind": kind, "came_by": Channel.LETTER}
    actor = office.actor("officer", office.back)
    return TakeRequest(actor=actor, asker=ASKER, calls=asked, received_on=TUESDAY.date(), **more)


def test_many_who_take_requests_at_once_leave_no_gap(place: Office) -> None:
    together = threading.Barrier(WRITERS)

    def take(writer: int) -> list[str]:
        taken: list[str] = []
        together.wait()
        for turn in range(EACH):
            kind = Kind.INTERNAL if turn % 2 else Kind.SUBJECT_ACCESS
            with pytest.raises((UndoneError, FieldsError)):
                place.do(command(place, kind, turn % 2), desk=place.back, clock=FailingClock())
            made = place.do(command(place, kind, 1 + turn % 3), desk=place.back)
            assert [request.reference for request in made[1:]] == [
                f"{made[0].reference}/{part}" for part in range(2, len(made) + 1)
            ]
            taken.append(made[0].reference)
        return taken

    with ThreadPoolExecutor(WRITERS) as pool:
        found = [reference for some in pool.map(take, range(WRITERS)) for reference in some]
    half = WRITERS * EACH // 2
    # the place begins with one subject access request
    assert sorted(found) == sorted(
        [f"INT-2026-{number:04d}" for number in range(1, half + 1)]
        + [f"SAR-2026-{number:04d}" for number in range(2, half + 2)]
    )
    assert place.verify().whole

"""Supervisors who answer one lesser check at the same moment: exactly one decides, the others are told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from desktop.domain.log.events import EventKind
from desktop.errors import RefusedError
from tests.application.sessions.asked import allow, ask, decline, withdraw
from tests.support.builders import Office

ROUNDS = 4
ENDS = {EventKind.LESSER_CHECK_ALLOWED, EventKind.LESSER_CHECK_DECLINED, EventKind.LESSER_CHECK_WITHDRAWN}


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run all of them together; return how each was refused, "" where it was not."""
    together = threading.Barrier(len(acts))

    def act(one: Callable[[], object]) -> str:
        together.wait()
        try:
            one()
        except RefusedError as refused:
            return refused.code
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def test_of_two_supervisors_and_an_adviser_who_gives_up_exactly_one_decides(place: Office) -> None:
    for number in range(ROUNDS):
        session = place.checked_in(minutes_from_now=10_000 + 100 * number)
        asked = ask(place, session).id
        said = at_once(
            partial(allow, place, asked),
            partial(decline, place, asked, "other-supervisor"),
            partial(withdraw, place, session, asked),
        )
        [end] = [event.kind for event in place.events(session) if event.kind in ENDS]
        first = {
            EventKind.LESSER_CHECK_ALLOWED: ["", "lesser_check_answered", ""],
            EventKind.LESSER_CHECK_DECLINED: ["lesser_check_answered", "", ""],
            EventKind.LESSER_CHECK_WITHDRAWN: ["lesser_check_withdrawn", "lesser_check_withdrawn", ""],
        }
        assert said == first[end], "whoever gives up too late reads the answer"
        assert bool(place.exceptions(session)) is (end is EventKind.LESSER_CHECK_ALLOWED)
    assert place.verify().whole

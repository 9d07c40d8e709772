"""A hundred seeds of two desks at once, in a process of their own; `script/faults` runs a thousand, and longer ones."""

from __future__ import annotations

from collections import Counter

import pytest

from desktop.domain.log.events import EventKind
from tests.faults.simulation.simulate import simulations

pytestmark = pytest.mark.slow

SEEDS = 100
STEPS = 20
SEEN = {
    EventKind.CHECKED_IN,
    EventKind.IDENTITY_CONFIRMED,
    EventKind.RECORDING_OPENED,
    EventKind.HEARD,
    EventKind.SESSION_INTERRUPTED,
    EventKind.SESSION_RESUMED,
    EventKind.SESSION_CLOSED,
    EventKind.REVIEW_SIGNED_OFF,
    EventKind.REQUEST_APPROVED,
    EventKind.REQUEST_REFUSED,
    EventKind.APPROVAL_WITHDRAWN,
    EventKind.PERSON_LEFT,
    EventKind.PERSON_CAME_BACK,
}
"""Events that have to come about somewhere, or the seeds would try nothing."""


def test_whatever_two_desks_do_at_once_and_whatever_goes_wrong_the_log_says_what_happened() -> None:
    kinds, outcomes = Counter[str](), Counter[str]()
    wrong = []
    for told in simulations(range(SEEDS), steps=STEPS):
        kinds += told.kinds
        outcomes += told.outcomes
        wrong += [told.replay()] if told.wrong else []
    assert not wrong, "\n".join(wrong)
    assert {kind.value for kind in SEEN} <= set(kinds), sorted(kinds)
    assert {"done", "refused", "failed", "unwitnessed", "in-doubt,"} <= set(outcomes)


def test_a_seed_does_the_same_again() -> None:
    [first], [again] = simulations(range(7, 8), steps=STEPS), simulations(range(7, 8), steps=STEPS)
    assert first == again

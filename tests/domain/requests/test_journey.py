"""The journey of a request: every status with every set of stages that can be done, and the stages of a demo office."""

from __future__ import annotations

from datetime import date
from itertools import chain, combinations

import pytest

from desktop.domain.requests.request import Stage, StageState, Status, journey_of

DAY = date(2026, 11, 24)
LATER = tuple(Stage)[1:-1]
SETS = list(chain.from_iterable(combinations(LATER, n) for n in range(len(LATER) + 1)))


@pytest.mark.parametrize("status", Status)
def test_every_stage_is_there_once_and_at_most_one_is_now(status: Status) -> None:
    for some in SETS:
        closed = (Stage.ANSWERED,) if status is Status.CLOSED else ()
        done = dict.fromkeys((Stage.TAKEN, *some, *closed), DAY)
        found = journey_of(status, done)
        states = {each.stage: each.state for each in found}
        assert tuple(each.stage for each in found) == tuple(Stage)
        assert {stage for stage, state in states.items() if state is StageState.DONE} == set(done)
        assert all((each.on == DAY) is (each.state is StageState.DONE) for each in found)
        now = [stage for stage, state in states.items() if state is StageState.NOW]
        assert len(now) == (0 if status is Status.CLOSED else 1)
        if now:
            before = list(states.values())[: list(states).index(now[0])]
            assert StageState.TO_COME not in before
        left_out = {stage for stage, state in states.items() if state is StageState.LEFT_OUT}
        ends = status in (Status.CLOSED, Status.REFUSED)
        needless = {Stage.INVITED} if Stage.HEARD in done and Stage.INVITED not in done else set()
        assert left_out == ({stage for stage in LATER if stage not in done} if ends else needless)


def test_a_refused_request_stands_at_its_answer() -> None:
    found = journey_of(Status.REFUSED, {Stage.TAKEN: DAY, Stage.DECIDED: DAY})
    assert [each.stage for each in found if each.state is StageState.NOW] == [Stage.ANSWERED]


def test_a_stage_can_be_done_before_an_earlier_one() -> None:
    found = journey_of(Status.PREPARED, dict.fromkeys((*tuple(Stage)[:4], Stage.INVITED)))
    assert [each.state for each in found][3:] == [
        StageState.DONE,
        StageState.NOW,
        StageState.DONE,
        StageState.TO_COME,
        StageState.TO_COME,
    ]

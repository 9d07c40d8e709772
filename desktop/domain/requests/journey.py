"""The journey of a request in eight stages, from when it was taken until it is answered.

Rules:
- A stage is done by what is there, not by what came before it: protected is what cannot be lost any more, invited is
  whose invitation was made for the appointment as it is; a colleague, who gets no letters, is invited by it alone.
- The first stage that is neither done nor left out is the one that the request stands at. Those after it are to come.
- What can be of no use any more is left out: of a refused request all but its answer, of a closed one everything, and
  the invitation once someone has listened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.domain.requests.request import Status


class Stage(StrEnum):
    """The stages, in order."""

    TAKEN = "taken"
    PROTECTED = "protected"
    FOUND = "found"
    PREPARED = "prepared"
    DECIDED = "decided"
    INVITED = "invited"
    HEARD = "heard"
    ANSWERED = "answered"


class StageState(StrEnum):
    """How far a stage is."""

    DONE = "done"
    NOW = "now"
    TO_COME = "to_come"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class JourneyStage:
    """A stage of a request. `on`: the office's day of it, where that is known."""

    stage: Stage
    state: StageState
    on: date | None = None


def journey_of(status: Status, done: Mapping[Stage, date | None]) -> tuple[JourneyStage, ...]:
    """Return every stage of a request with that status. `done`: those that are done, each with its day, if known."""
    found: list[JourneyStage] = []
    for stage in Stage:
        now = not any(each.state is StageState.NOW for each in found)
        state = _state(stage, status, stage in done, now)
        if state is not StageState.DONE and stage is Stage.INVITED and Stage.HEARD in done:
            state = StageState.LEFT_OUT
        found.append(JourneyStage(stage, state, done.get(stage)))
    return tuple(found)


def _state(stage: Stage, status: Status, done: bool, now: bool) -> StageState:
    if done:
        return StageState.DONE
    if status is Status.CLOSED or (status is Status.REFUSED and stage is not Stage.ANSWERED):
        return StageState.LEFT_OUT
    return StageState.NOW if now else StageState.TO_COME

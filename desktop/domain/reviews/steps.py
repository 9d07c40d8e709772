"""How long each step of a session took, from its events.

Rules:
- A step lasts from the event that leads to it to the event that leads on. While a session is interrupted no time
  passes; a session that is resumed goes on with the step in which it was cut off.
- A break counts as listening: SCREENS has no hard cut-off, and a supervisor reads how long someone was here.
- Closing lasts until the receipt is made, so the event that closes the session ends it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.domain.log.events import Event, EventKind


class Step(StrEnum):
    """A step of a session, in the order of the stepper."""

    IDENTITY = "identity"
    BRIEF = "brief"
    LISTEN = "listen"
    CLOSE = "close"


@dataclass(frozen=True)
class StepTime:
    """A step, and the whole seconds that it took in all."""

    step: Step
    seconds: int


LEADS_TO = {
    EventKind.CHECKED_IN: Step.IDENTITY,
    EventKind.IDENTITY_CONFIRMED: Step.BRIEF,
    EventKind.SHORT_CHECK_MADE: Step.BRIEF,
    EventKind.BRIEFED: Step.LISTEN,
    EventKind.LISTENING_FINISHED: Step.CLOSE,
    EventKind.IDENTITY_NOT_ENOUGH: Step.CLOSE,
    EventKind.CALLER_NOT_MATCHED: Step.CLOSE,
}
RESUMES = frozenset({EventKind.SESSION_RESUMED, EventKind.SESSION_TAKEN_OVER})


def step_times(events: Iterable[Event]) -> tuple[StepTime, ...]:
    """Return the steps that there were, in order, each with its time. `events` are those of one session, in order."""
    took: dict[Step, float] = {}
    step: Step | None = None
    since: datetime | None = None
    for event in events:
        ends = event.kind in (EventKind.SESSION_INTERRUPTED, EventKind.SESSION_CLOSED)
        if since is not None and step is not None and (ends or event.kind in LEADS_TO):
            took[step] = took.get(step, 0.0) + max(0.0, (event.at - since).total_seconds())
            since = None
        if event.kind in LEADS_TO:
            step, since = LEADS_TO[event.kind], event.at
        elif event.kind in RESUMES:
            since = since or event.at
    return tuple(StepTime(each, round(took[each])) for each in Step if each in took)

"""Whether the nightly run is this PC's to do: a timer asks on every PC of the office, once a night.

Rules:
- A PC that opens originals goes first: it renews keys of both kinds. Another waits for a day longer; a counter leaves
  it to them.
- Where a run has been in the last `NIGHT`, there is nothing to do.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.domain.office.desks import leaves_to_others
from desktop.domain.shared.ids import DeskId

NIGHT, LONGER = timedelta(hours=18), timedelta(hours=24)


class Turn(StrEnum):
    """Whose turn the nightly run is: this PC's, another's that runs now, or nobody's any more."""

    OURS = "ours"
    ANOTHER = "another"
    DONE = "done"


def is_due(desk: DeskId, *, uow: UnitOfWork, clock: Clock) -> bool:
    """Return whether that desk is to run now. One that was withdrawn never is, nor a counter beside a back office."""
    now = clock.now()
    with uow.look():
        here = uow.offices.desk(desk)
        left = leaves_to_others(here, uow.offices.desks())
        figures = uow.reading.health(now.date())
    last = figures.nightly_at
    if here.withdrawn_at is not None or left:
        return False
    if here.opens_originals:
        return last is None or now - last >= NIGHT
    return now - (last or figures.begun_at) >= NIGHT + LONGER

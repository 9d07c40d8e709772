"""Which device staff hear a recording on, outside a session: a copy or an original, while it is prepared or decided.

Rules:
- That it was opened is in the log before anything sounds; which device it sounds on is known only when it does.
- It is an event of its own each time that the device is another: a program that ends in between has told it.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.ports.playing import PlayerStatus
from desktop.application.shared.authorisation import At, event_of
from desktop.application.shared.given_again import given_again, nothing
from desktop.domain.log.events import EventKind, Subject


@given_again(nothing)
def sounds_on(at: At, subjects: Mapping[Subject, str], status: PlayerStatus, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log where it plays, and on which device, as a session does. `subjects`: the request, and what is heard."""
    facts = {"frame": status.frame, "rate_percent": round(status.rate * 100)}
    with uow:
        uow.commit(event_of(EventKind.PLAY_STARTED, at, clock, subjects, device=status.device, **facts))

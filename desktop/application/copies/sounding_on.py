"""Logging the device on which staff hear a recording outside a session, while it is prepared or decided.

Rules:
- The opening is in the log before anything sounds; the device is known only once it does.
- Each change of device is an event of its own: a program that ends in between has logged it.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.ports.playing import PlayerStatus
from desktop.application.shared.authorisation import Actor, event_of
from desktop.application.shared.given_again import given_again, nothing
from desktop.domain.log.events import EventKind, Subject


@given_again(nothing)
def sounds_on(
    actor: Actor, subjects: Mapping[Subject, str], status: PlayerStatus, *, uow: UnitOfWork, clock: Clock
) -> None:
    """Log where it plays, and on which device, as a session does. `subjects`: the request, and what is played."""
    facts = {"frame": status.frame, "rate_percent": round(status.rate * 100)}
    with uow:
        uow.commit(event_of(EventKind.PLAY_STARTED, actor, clock, subjects, device=status.device, **facts))

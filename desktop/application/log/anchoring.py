"""How far the log lags behind its anchors, and a supervisor who lets sessions start all the same.

Rules:
- The lag is the age of the oldest event that is under no checkpoint of the witness. So an office that was closed for a
  fortnight, and anchored its last event, does not lag.
- That age is one that nobody can make less who has no PC: a time that no desk has vouched for is not taken alone.
- Beyond the office's limit (`anchor_days`) no session begins: what is done there could be denied by whoever holds the
  database. A supervisor may let sessions begin for the rest of the day, with a reason; the log says so.
- Where the witness cannot be read, the lag is reckoned from what this PC last found anchored, or else from the newest
  checkpoint in the database that a desk of the office signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Anchored, Clock
from desktop.application.shared.authorisation import Actor, acting, event_of
from desktop.application.shared.given_again import given_again, nothing
from desktop.application.shared.under import under
from desktop.domain.log.events import EventKind, Facts
from desktop.domain.office.people import Permission
from desktop.domain.office.policy import OfficePolicy
from desktop.errors import WrongStateError


class LagReason(StrEnum):
    """Why the log is not anchored, as far as the supervisor knows."""

    SHARE_AWAY = "share_away"
    BEING_REPLACED = "being_replaced"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class Lag:
    """How long the log's oldest event that is not anchored has waited; zero where all are.

    `limit_days`: how long it may. `stops`: whether it waits longer, so that no session begins. `accepted`: whether a
    supervisor lets them begin today all the same.
    """

    age: timedelta
    limit_days: int
    stops: bool
    accepted: bool


@dataclass(frozen=True)
class LogView:
    """The number of events, and how far anchoring them lags."""

    events: int
    lag: Lag


def log_state(actor: Actor, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, anchored: Anchored) -> LogView:
    """Return the number of events, and how far anchoring lags. Raises NotAllowedError."""
    size = anchored()
    with uow.look():
        acting(actor, Permission.VERIFY_LOG, uow)
        return LogView(uow.reading.log_size(), lag_of(uow, clock, policy, size))


@given_again(nothing)
def accept_lag(actor: Actor, reason: LagReason, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy) -> None:
    """Let sessions begin today though the log is not anchored. Raises NotAllowedError."""
    with uow:
        acting(actor, Permission.VERIFY_LOG, uow)
        facts: Facts = {"reason": reason.value, **under(uow, policy)}
        uow.commit(event_of(EventKind.LAG_ACCEPTED, actor, clock, None, **facts))


def must_be_anchored(uow: UnitOfWork, clock: Clock, policy: OfficePolicy, size: int | None) -> None:
    """Raise WrongStateError (`not_anchored`) where a session may not begin. `size`: what `anchored` returned."""
    lag = lag_of(uow, clock, policy, size)
    if lag.stops and not lag.accepted:
        raise WrongStateError("not_anchored")


def lag_of(uow: UnitOfWork, clock: Clock, policy: OfficePolicy, size: int | None) -> Lag:
    """Return how far anchoring lags. `size`: what `anchored` returned."""
    age = _age(uow, clock, size)
    stops = age > timedelta(days=policy.anchor_days)
    return Lag(age, policy.anchor_days, stops, stops and _is_accepted(uow, clock, policy))


def _age(uow: UnitOfWork, clock: Clock, size: int | None) -> timedelta:
    """Return how long the oldest event has waited that is not under the first `size` ones."""
    if size is None:
        size = uow.proven.checkpoint()
    now = clock.now()
    since = uow.proven.waiting_since(size, now)
    return timedelta() if since is None else max(timedelta(), now - since)


def _is_accepted(uow: UnitOfWork, clock: Clock, policy: OfficePolicy) -> bool:
    event = uow.proven.newest(EventKind.LAG_ACCEPTED)
    return event is not None and policy.local(event.at).date() == policy.local(clock.now()).date()

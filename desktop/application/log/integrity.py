"""The integrity of the log: how far its anchors lag behind, a new witness file, and its verification from the screens.

- The lag is the age of the oldest event under no checkpoint of the witness; without a PC nobody can make it less.
- Beyond the office's limit (`anchor_days`) no session begins. A supervisor may allow it for the day, with a reason.
- Nor does one begin where more was anchored than the database has: an older one may have been put in its place.
- Where the witness cannot be read, the lag is reckoned from what this PC last found anchored, or else from the newest
  checkpoint in the database that a desk of the office signed.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import Anchored, LogVerifier, Proof
from desktop.application.ports.sound import Watcher
from desktop.application.shared.commands import Actor, carries_out, nothing, policy_versions, refuse_fields
from desktop.domain.log.checkpoint import WitnessBegun
from desktop.domain.log.events import Event, EventKind, Facts
from desktop.domain.office.office_policy import OfficePolicy
from desktop.domain.office.people import Permission
from desktop.domain.shared.ids import DeskId
from desktop.errors import OtherLogError, WrongStateError


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
    with uow.read_only():
        actor.acting(Permission.VERIFY_LOG, uow)
        return LogView(uow.reading.log_size(), lag_of(uow, clock, policy, size))


@carries_out(again=nothing)
def accept_lag(actor: Actor, reason: LagReason, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy) -> None:
    """Let sessions begin today though the log is not anchored. Raises NotAllowedError."""
    with uow:
        actor.acting(Permission.VERIFY_LOG, uow)
        facts: Facts = {"reason": reason.value, **policy_versions(uow, policy)}
        uow.commit(actor.event(EventKind.LAG_ACCEPTED, clock, None, **facts))


def must_be_anchored(uow: UnitOfWork, clock: Clock, policy: OfficePolicy, size: int | None) -> None:
    """Raise WrongStateError (`not_anchored`) where a session may not begin; OtherLogError where more was anchored than
    there is, and its loss is not stated. `size`: what `anchored` returned.
    """
    events = uow.times.size()
    if size is not None and size > max([events, *(lost for lost, _ in uow.reading.lost())]):
        raise OtherLogError("other_log", seq=events)
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


@carries_out(again=nothing)
def begin_witness(actor: Actor, begun: WitnessBegun, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log it, as an administrator, and anchor the log in the files that there are from now on.

    Raises NotAllowedError, FieldsError; CheckpointNotStoredError where it is logged all the same.
    """
    refuse_fields(begun.problems())
    with uow:
        actor.acting(Permission.ADMINISTER, uow)
        facts: Facts = {
            "reason": begun.reason.value,
            "replaces": begun.replaces,
            "files": begun.files,
            "time_stamps": begun.time_stamps,
        }
        uow.commit(actor.event(EventKind.WITNESS_BEGUN, clock, None, **facts), checkpoint=True)


def follow_the_log(*, uow: UnitOfWork) -> None:
    """Follow the keys of all desks and years, once, so that whoever signs in need not wait for that."""
    with uow.read_only(), suppress(OtherLogError):  # who signs in is told
        uow.proven.follow()


def may_verify(actor: Actor, *, uow: UnitOfWork) -> None:
    """Raise NotAllowedError unless this person may verify the log."""
    with uow.read_only():
        actor.acting(Permission.VERIFY_LOG, uow)


def verify_log(actor: Actor, watcher: Watcher | None = None, *, verifier: LogVerifier) -> Proof:
    """Run the independent verifier. Long work: it uses a connection of its own, and no unit of work.

    A stopped run proves nothing, and leaves no event. Raises ListeningRoomError (`verifying_stopped`).
    """
    return verifier.verify(watcher)


def verify_new(watcher: Watcher | None = None, *, verifier: LogVerifier) -> Proof | None:
    """Run the independent verifier over what is new since the last whole run; None where there was none. Long work.

    Raises ListeningRoomError (`verifying_stopped`).
    """
    return verifier.verify_new(watcher)


@carries_out(again=nothing)
def verified(actor: Actor, proof: Proof, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log that it was verified, and the result."""
    with uow:
        actor.acting(Permission.VERIFY_LOG, uow, goes_on=True)
        uow.commit(actor.event(EventKind.LOG_VERIFIED, clock, None, **_facts(proof)))


@carries_out(again=nothing)
def verified_by_itself(desk: DeskId, proof: Proof, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log that the desk verified it without being asked, and the result."""
    with uow:
        uow.commit(Event(EventKind.LOG_VERIFIED, clock.now(), desk, facts=_facts(proof)))


def _facts(proof: Proof) -> Facts:
    facts: Facts = {"whole": proof.whole, "events": proof.events, "anchored": proof.anchored}
    return facts | ({"since": proof.since} if proof.since else {})

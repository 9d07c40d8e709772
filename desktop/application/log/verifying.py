"""Verifying the log from the screens, and what is known about it without verifying."""

from __future__ import annotations

from contextlib import suppress

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, LogVerifier, Proof
from desktop.application.ports.sound import Watcher
from desktop.application.shared.authorisation import Actor, acting, event_of
from desktop.application.shared.given_again import given_again, nothing
from desktop.domain.log.events import Event, EventKind, Facts
from desktop.domain.office.people import Permission
from desktop.domain.shared.ids import DeskId
from desktop.errors import RowRefusedError


def follow_the_log(*, uow: UnitOfWork) -> None:
    """Follow the keys of all desks and years, once, so that whoever signs in need not wait for that."""
    with uow.look(), suppress(RowRefusedError):  # who signs in is told
        uow.proven.follow()


def may_verify(actor: Actor, *, uow: UnitOfWork) -> None:
    """Raise NotAllowedError unless this person may verify the log."""
    with uow.look():
        acting(actor, Permission.VERIFY_LOG, uow)


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


@given_again(nothing)
def verified(actor: Actor, proof: Proof, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log that it was verified, and the result."""
    with uow:
        acting(actor, Permission.VERIFY_LOG, uow, goes_on=True)
        uow.commit(event_of(EventKind.LOG_VERIFIED, actor, clock, None, **_facts(proof)))


@given_again(nothing)
def verified_by_itself(desk: DeskId, proof: Proof, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log that the desk verified it without being asked, and the result."""
    with uow:
        uow.commit(Event(EventKind.LOG_VERIFIED, clock.now(), desk, facts=_facts(proof)))


def _facts(proof: Proof) -> Facts:
    facts: Facts = {"whole": proof.whole, "events": proof.events, "anchored": proof.anchored}
    return facts | ({"since": proof.since} if proof.since else {})

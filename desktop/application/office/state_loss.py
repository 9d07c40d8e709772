"""After an older database was put back: an administrator and a supervisor state which events were lost.

Rules:
- Lost is what the witness has a checkpoint of and the database has not. The event names these checkpoints, so that
  whoever verifies the log finds it whole, with that gap, and no other.
- Desks may have gone on before anybody states it. So the largest checkpoint that both have below the first lost one is
  where the two histories part.
- A statement excuses no checkpoint that the log still fits: whoever deletes one is found all the same (`verify`).
- A desk whose key was in what was lost goes on by its spare key after this event (`db.log.audit_log`).
- The two are different people; each gives their password, as the database that was put back has it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.application.office.signing_in import SignIn, confirmed
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.shared.commands import Command, carries_out
from desktop.domain.log.checkpoint import parse_note
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.office.policy import OfficePolicy
from desktop.errors import KeyringError, SignInRefusedError, WrongStateError

MOST = 10_000
"""Checkpoints that one event names: it stays well under a megabyte."""

Head = tuple[int, str]
"""A checkpoint: over how many events, and its root in base64."""


@dataclass(frozen=True)
class StateLoss(Command["Loss"]):
    """The two, at one desk, and all checkpoints of the witness as signed text. Raises LogBrokenError for others."""

    administrator: SignIn
    supervisor: SignIn
    witnessed: tuple[str, ...]


@dataclass(frozen=True)
class Loss:
    """The statement: after `kept` events everything up to `known` at least was lost, and so many checkpoints."""

    kept: int
    known: int
    checkpoints: int


@carries_out(StateLoss)
def state_loss(
    command: StateLoss, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> Loss:
    """State a loss. Raises SignInRefusedError, NotAllowedError, RowRefusedError, NotWitnessedError.

    Raises WrongStateError (`nothing_lost`, `too_much_lost`).
    """
    with uow:
        try:
            supervisor = confirmed(
                command.supervisor, uow=uow, clock=clock, passwords=passwords, policy=policy, clears=False
            )
            administrator = confirmed(
                command.administrator, uow=uow, clock=clock, passwords=passwords, policy=policy, clears=False
            )
        except KeyringError:  # the refusal cannot be logged: the desk's key is in what was lost
            raise SignInRefusedError("sign_in_refused") from None
        administrator.must(Permission.ADMINISTER)
        supervisor.must(Permission.REVIEW)
        supervisor.must_not_be(frozenset({administrator.id}))
        witnessed, stored = _heads(command.witnessed), _heads(uow.reading.checkpoints())
        lost = sorted(witnessed - stored - set(uow.reading.lost()))
        loss = _loss(lost, witnessed & stored)
        facts: Facts = {"kept": loss.kept, "known": loss.known, "lost": lost}
        subjects = {Subject.PERSON: supervisor.id}
        at, desk = clock.now(), command.administrator.desk
        uow.commit(Event(EventKind.EVENTS_LOST, at, desk, administrator.id, subjects, facts), checkpoint=True)
    return loss


def _heads(texts: Iterable[str]) -> set[Head]:
    heads = (parse_note(text).checkpoint for text in texts)
    return {(head.size, base64.b64encode(head.root).decode("ascii")) for head in heads}


def _loss(lost: list[Head], both: set[Head]) -> Loss:
    if not lost:
        raise WrongStateError("nothing_lost")
    if len(lost) > MOST:
        raise WrongStateError("too_much_lost")
    kept = max((size for size, _ in both if size < lost[0][0]), default=0)
    return Loss(kept, lost[-1][0], len(lost))

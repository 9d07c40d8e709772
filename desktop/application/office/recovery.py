"""Recovery: a recovery key is replaced, a lost keyring's keys were restored, events lost with a database are stated.

- A key that is replaced opens earlier back-ups for ever, and nothing else: retention keys in use are renewed.
- A restored PC's next signing key is signed with its spare key (`db.log.audit_log`), and it takes over the newest turn.
- Lost is what the witness has a checkpoint of, or this PC knew, and the database has not. An administrator and a
  supervisor state it; the statement excuses no checkpoint that the log still fits.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from desktop import errors
from desktop.application.office.accounts import administering
from desktop.application.office.signing_in import InPerson, SignIn, confirmed
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import PasswordCheck
from desktop.application.ports.office import DeskKeys
from desktop.application.shared.commands import Actor, Command, carries_out, nothing
from desktop.domain.log.checkpoint import parse_note
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.pcs import COPIES, ORIGINALS
from desktop.domain.office.people import Permission


class ReplaceRecoveryKey(Command[None]):
    """The recovery key that was lost, and the one that takes its place: their public halves (age recipients)."""

    by: InPerson
    lost: str
    new: str


@dataclass(frozen=True)
class RecoveryKey:
    """A recovery key by its public half, and since when it is one."""

    recipient: str
    since: datetime


@dataclass(frozen=True)
class OfficeKeys:
    """The recovery keys, and how many retention keys there are: in use, and still to be renewed."""

    recovery: tuple[RecoveryKey, ...]
    in_use: int
    to_renew: int


def office_keys(actor: Actor, *, uow: UnitOfWork) -> OfficeKeys:
    """Return the office's keys, for Keys. Raises NotAllowedError, RowRefusedError."""
    with uow.read_only():
        uow.ahead("keys", actor.by)
        actor.acting(Permission.ADMINISTER, uow)
        begun = uow.offices.created_at()
        told = uow.proven.of_the_office({EventKind.RECOVERY_KEY_REPLACED}, 0)
        since = {str(event.facts["now"]): event.at for _, event in told}
        recovery = tuple(RecoveryKey(each, since.get(each, begun)) for each in uow.proven.recipients("recovery"))
        retention = uow.keys.in_use()
    waiting = sum(key.retired for key in retention)
    return OfficeKeys(recovery, len(retention) - waiting, waiting)


def recovery_keys(actor: Actor, *, uow: UnitOfWork) -> tuple[str, ...]:
    """Return the recipients of the recovery keys. Raises NotAllowedError, RowRefusedError."""
    with uow.read_only():
        actor.acting(Permission.ADMINISTER, uow)
        return tuple(uow.proven.recipients("recovery"))


@carries_out(ReplaceRecoveryKey, again=nothing)
def replace_recovery_key(
    command: ReplaceRecoveryKey, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck, desk_keys: DeskKeys
) -> None:
    """Replace a recovery key. Raises FieldsError, SignInRefusedError, NotAllowedError, RowRefusedError,
    WrongStateError (`recovery_key_changed`).
    """
    lost, new = command.lost.strip(), command.new.strip()
    with errors.in_place_of(errors.VaultDamagedError, errors.FieldsError({"new": "recovery_not_a_recipient"})):
        desk_keys.fresh([new])
    with uow:
        administering(command.by, uow=uow, check=check)
        known = tuple(uow.proven.recipients("recovery"))
        if lost not in known:
            raise errors.WrongStateError("recovery_key_changed").of(was=lost)
        if new.casefold() in (each.casefold() for each in known):
            raise errors.FieldsError({"new": "recovery_same"})
        retired = [COPIES, ORIGINALS]
        uow.keys.retire(retired, clock.now())
        uow.offices.replace_recovery([new if each == lost else each for each in known])
        facts: Facts = {"was": lost, "now": new, "retired": retired}
        event = command.by.actor.event(EventKind.RECOVERY_KEY_REPLACED, clock, {}, **facts)
        uow.commit(event, checkpoint=True)


class RestoreKeyring(Command[None]):
    """The administrator, at the PC. `recipient`: the public half of the recovery key."""

    administrator: SignIn
    recipient: str


@carries_out(RestoreKeyring, again=nothing)
def restore_keyring(command: RestoreKeyring, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> None:
    """State that keys were restored. Raises SignInRefusedError, NotAllowedError (`not_a_recovery_key`), KeyringError,
    CheckpointNotStoredError.
    """
    desk = command.administrator.desk
    with uow:
        uow.turns.adopt()
        # The refusal cannot be logged: the day's signing key is gone.
        with errors.in_place_of(errors.KeyringError, errors.SignInRefusedError("sign_in_refused")):
            by = confirmed(command.administrator, uow=uow, check=check, clears=False)
        by.must(Permission.ADMINISTER)
        if command.recipient not in uow.proven.recipients("recovery"):
            raise errors.NotAllowedError("not_a_recovery_key")
        facts: Facts = {"recipient": command.recipient}
        subjects = {Subject.DESK: desk}
        uow.commit(Event(EventKind.KEYRING_RESTORED, clock.now(), desk, by.id, subjects, facts), checkpoint=True)


MOST = 900
"""Checkpoints that one event names at most: an export holds no event of 64 KiB."""

Head = tuple[int, str]
"""A checkpoint: over how many events, and its root in base64."""


class StateLoss(Command["Loss"]):
    """The two, at one desk, and all checkpoints of the witness as signed text. Raises LogBrokenError for others."""

    administrator: SignIn
    supervisor: SignIn
    witnessed: tuple[str, ...]


@dataclass(frozen=True)
class Loss:
    """The statement: after `kept` events everything up to `known` at least was lost, and so many checkpoints.

    `left`: how many checkpoints are still to be stated, by the same command once more.
    """

    kept: int
    known: int
    checkpoints: int
    left: int


@carries_out(StateLoss)
def state_loss(command: StateLoss, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> Loss:
    """State a loss. Raises SignInRefusedError, NotAllowedError, RowRefusedError, CheckpointNotStoredError.

    Raises WrongStateError (`nothing_lost`).
    """
    with uow:
        # The refusal cannot be logged: the desk's key is in what was lost.
        with errors.in_place_of(errors.KeyringError, errors.SignInRefusedError("sign_in_refused")):
            supervisor = confirmed(command.supervisor, uow=uow, check=check, clears=False)
            administrator = confirmed(command.administrator, uow=uow, check=check, clears=False)
        administrator.must(Permission.ADMINISTER)
        supervisor.must(Permission.REVIEW)
        supervisor.must_not_be(frozenset({administrator.id}))
        witnessed, stored = _heads(command.witnessed), _heads(uow.reading.checkpoints())
        if (missed := uow.proven.missed()) is not None:
            witnessed.add((missed[0], base64.b64encode(missed[1]).decode("ascii")))
        lost = sorted(witnessed - stored - set(uow.reading.lost()))
        loss = _loss(lost, witnessed & stored)
        facts: Facts = {"kept": loss.kept, "known": loss.known, "lost": lost[:MOST]}
        subjects = {Subject.PERSON: supervisor.id}
        at, desk = clock.now(), command.administrator.desk
        uow.commit(Event(EventKind.EVENTS_LOST, at, desk, administrator.id, subjects, facts), checkpoint=True)
    return loss


def _heads(texts: Iterable[str]) -> set[Head]:
    heads = (parse_note(text).checkpoint for text in texts)
    return {(head.size, base64.b64encode(head.root).decode("ascii")) for head in heads}


def _loss(lost: list[Head], both: set[Head]) -> Loss:
    if not lost:
        raise errors.WrongStateError("nothing_lost")
    kept = max((size for size, _ in both if size < lost[0][0]), default=0)
    stated = lost[:MOST]
    return Loss(kept, stated[-1][0], len(stated), len(lost) - len(stated))

"""The office's two recovery keys: one of them is replaced, since it was lost or someone else may have it.

Rules:
- The rules of `accounts` hold here too: the administrator's own password again, what is changed is what was shown, the
  act is anchored at once.
- Whoever finds a lost key must open nothing with it: everything under the retention keys in use moves under fresh ones
  (`desks.renew_all`), which are wrapped to the new recovery key instead. The lost one opens earlier back-ups for ever.
- No secret half of a key comes here: the new key is made elsewhere, and shown by its public half.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.application.office.accounts import administering
from desktop.application.office.in_person import InPerson
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.ports.pcs import DeskKeys
from desktop.application.shared.authorisation import Actor, acting, event_of
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, nothing
from desktop.domain.log.events import EventKind, Facts
from desktop.domain.office.desks import COPIES, ORIGINALS
from desktop.domain.office.people import Permission
from desktop.domain.office.policy import OfficePolicy
from desktop.errors import FieldsError, VaultDamagedError, WrongStateError


@dataclass(frozen=True)
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
    with uow.look():
        uow.ahead("keys", actor.by)
        acting(actor, Permission.ADMINISTER, uow)
        begun = uow.offices.created_at()
        told = uow.proven.of_the_office({EventKind.RECOVERY_KEY_REPLACED}, 0)
        since = {str(event.facts["now"]): event.at for _, event in told}
        recovery = tuple(RecoveryKey(each, since.get(each, begun)) for each in uow.proven.recipients("recovery"))
        retention = uow.keys.in_use()
    waiting = sum(key.retired for key in retention)
    return OfficeKeys(recovery, len(retention) - waiting, waiting)


def recovery_keys(actor: Actor, *, uow: UnitOfWork) -> tuple[str, ...]:
    """Return the recipients of the recovery keys. Raises NotAllowedError, RowRefusedError."""
    with uow.look():
        acting(actor, Permission.ADMINISTER, uow)
        return tuple(uow.proven.recipients("recovery"))


@carries_out(ReplaceRecoveryKey)
@given_again(nothing)
def replace_recovery_key(
    command: ReplaceRecoveryKey,
    *,
    uow: UnitOfWork,
    clock: Clock,
    passwords: Passwords,
    policy: OfficePolicy,
    desk_keys: DeskKeys,
) -> None:
    """Replace a recovery key. Raises FieldsError, SignInRefusedError, NotAllowedError, RowRefusedError,
    WrongStateError (`recovery_key_changed`).
    """
    lost, new = command.lost.strip(), command.new.strip()
    try:
        desk_keys.fresh([new])
    except VaultDamagedError:
        raise FieldsError({"new": "recovery_not_a_recipient"}) from None
    with uow:
        administering(command.by, uow=uow, clock=clock, passwords=passwords, policy=policy)
        known = tuple(uow.proven.recipients("recovery"))
        if lost not in known:
            raise WrongStateError("recovery_key_changed").of(was=lost)
        if new.casefold() in (each.casefold() for each in known):
            raise FieldsError({"new": "recovery_same"})
        retired = [COPIES, ORIGINALS]
        uow.keys.retire(retired, clock.now())
        uow.offices.replace_recovery([new if each == lost else each for each in known])
        facts: Facts = {"was": lost, "now": new, "retired": retired}
        event = event_of(EventKind.RECOVERY_KEY_REPLACED, command.by.actor, clock, {}, **facts)
        uow.commit(event, checkpoint=True)

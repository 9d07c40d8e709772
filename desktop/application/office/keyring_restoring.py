"""After the keyring of a PC was lost and its keys were restored from a back-up: the PC goes on, and the log says so.

Rules:
- It is for a PC whose office lives. It is done by an administrator, with their password and one of the two offline
  recovery keys: the event names the key's public half.
- The day's signing key went with the keyring. The PC's next one comes right before the event, and is signed with its
  spare key, which follows from the secret in the back-up (`db.log.audit_log`).
- On a server the PC takes over the newest turn (`Turns`): from then on a copy of it is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.application.office.signing_in import SignIn, confirmed
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, nothing
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.office.policy import OfficePolicy
from desktop.errors import KeyringError, NotAllowedError, SignInRefusedError


@dataclass(frozen=True)
class RestoreKeyring(Command[None]):
    """The administrator, at the PC. `recipient`: the public half of the recovery key."""

    administrator: SignIn
    recipient: str


@carries_out(RestoreKeyring)
@given_again(nothing)
def restore_keyring(
    command: RestoreKeyring, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> None:
    """State that keys were restored. Raises SignInRefusedError, NotAllowedError (`not_a_recovery_key`), KeyringError,
    NotWitnessedError.
    """
    desk = command.administrator.desk
    with uow:
        uow.turns.adopt()
        try:
            by = confirmed(
                command.administrator, uow=uow, clock=clock, passwords=passwords, policy=policy, clears=False
            )
        except KeyringError:  # the refusal cannot be logged: the day's signing key is gone
            raise SignInRefusedError("sign_in_refused") from None
        by.must(Permission.ADMINISTER)
        if command.recipient not in uow.proven.recipients("recovery"):
            raise NotAllowedError("not_a_recovery_key")
        facts: Facts = {"recipient": command.recipient}
        subjects = {Subject.DESK: desk}
        uow.commit(Event(EventKind.KEYRING_RESTORED, clock.now(), desk, by.id, subjects, facts), checkpoint=True)

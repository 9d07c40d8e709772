"""This PC reaches the office's server at another address, trusts another authority there, or has another password.

Rules:
- It is an administrator's act: their password again, an event, a checkpoint. The new way has been tried by then: the
  event is written through it, into the log that this PC knows.
- The password is this PC's own login's. It is changed on the server in the same transaction as the event, and is in no
  event, no statement and no log: what the server is sent is its SCRAM verifier (RFC 5803).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from desktop.application.office.accounts import administering
from desktop.application.office.in_person import InPerson
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.shared.authorisation import event_of
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, nothing
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.policy import OfficePolicy
from desktop.errors import FieldsError


class Change(StrEnum):
    """A part of the way to the server that changes."""

    ADDRESS = "address"
    AUTHORITY = "authority"
    PASSWORD = "password"


@dataclass(frozen=True)
class ChangeServer(Command[None]):
    """The change to a server. `authority`: the SHA-256 of its certificates; "" where it stays.

    `password`: the new one; "" where it stays, or was changed on the server already.
    """

    by: InPerson
    changes: frozenset[Change]
    authority: str = ""
    password: str = field(default="", repr=False)


@carries_out(ChangeServer)
@given_again(nothing)
def change_server(
    command: ChangeServer, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> None:
    """Log it, and change the password. Raises FieldsError, SignInRefusedError, NotAllowedError, DatabaseError."""
    if not command.changes:
        raise FieldsError({"change": "server_change_missing"})
    with uow:
        administering(command.by, uow=uow, clock=clock, passwords=passwords, policy=policy)
        if command.password:
            uow.offices.change_own_password(command.password)
        facts: Facts = {"changed": sorted(command.changes)}
        if command.authority:
            facts["authority"] = command.authority
        actor = command.by.actor
        event = event_of(EventKind.SERVER_CHANGED, actor, clock, {Subject.DESK: actor.desk}, **facts)
        uow.commit(event, checkpoint=True)

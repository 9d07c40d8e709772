"""An act that asks for the actor's own password again: a desk that is left open does none of them.

Approving, opening an original, releasing a hold, and what administrators do to accounts.

Rules:
- The password is typed for this one act.
- A wrong one counts as an attempt to sign in, and waits as one (`signing_in`).
- It is checked before anything is changed in the unit of work: the attempt is stored there.
- The transaction may end while a directory is asked, and another begins: what was read before it is read again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.application.office.signing_in import confirmed_again
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.shared.authorisation import Actor, acting
from desktop.domain.office.people import Permission, Person
from desktop.domain.office.policy import OfficePolicy
from desktop.errors import FieldsError


@dataclass(frozen=True)
class InPerson:
    """The person who acts, and their own password, typed for this act. Empty: not typed."""

    actor: Actor
    password: str = field(default="", repr=False)


def acting_in_person(
    by: InPerson, permission: Permission, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> Person:
    """Return the person who acts, as `acting` does, once their password was checked. Call it before anything is read.

    Raises FieldsError (`own_password`), SignInRefusedError, NotAllowedError.
    """
    acting(by.actor, permission, uow)
    must_have_typed(by)
    confirmed = confirmed_again(by.actor, by.password, uow=uow, clock=clock, passwords=passwords, policy=policy)
    confirmed.must(permission)  # their groups may no longer give it
    return acting(by.actor, permission, uow)


def must_have_typed(by: InPerson) -> None:
    """Raise FieldsError (`own_password`) where no password was typed."""
    if not by.password:
        raise FieldsError({"own_password": "password_missing"})

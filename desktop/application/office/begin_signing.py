"""The log of an older office is signed from here on: one act of an administrator and a supervisor together.

Rules:
- Until then rows are believed, as they were when there were no signatures.
- Nothing is begun while any row differs from the log.
- What older events do not say (who works here, with which password, at which desks; recovery; the keys of recordings)
  is said by this event as the rows have it. So no row of these kinds is believed any more because no event denies it.
- The two are different people; each gives their password.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.application.office.signing_in import SignIn, confirmed
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.ports.log import OfficeAsItIs
from desktop.domain.log.differences import Difference
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.office.policy import OfficePolicy
from desktop.errors import RowRefusedError, WrongStateError


@dataclass(frozen=True)
class BeginSigning:
    """The two, at one desk."""

    administrator: SignIn
    supervisor: SignIn


def begin_signing(
    command: BeginSigning, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> OfficeAsItIs:
    """Begin, and return what the event says. Raises SignInRefusedError, NotAllowedError, RowRefusedError.

    Raises WrongStateError (`signed_already`) where the log is signed.
    """
    with uow:
        supervisor = confirmed(command.supervisor, uow=uow, clock=clock, passwords=passwords, policy=policy)
        administrator = confirmed(command.administrator, uow=uow, clock=clock, passwords=passwords, policy=policy)
        administrator.must(Permission.ADMINISTER)
        supervisor.must(Permission.REVIEW)
        supervisor.must_not_be(frozenset({administrator.id}))
        if uow.proven.signed_from is not None:
            raise WrongStateError("signed_already")
        for found in uow.proven.differences():
            table = found.table if isinstance(found, Difference) else "audit_event"
            raise RowRefusedError("row_refused", table=table)
        office = uow.proven.as_it_is()
        facts: Facts = {
            "people": office.people,
            "desks": office.desks,
            "keys": office.keys,
            "recipients": office.recovery,
        }
        subjects = {Subject.PERSON: supervisor.id}
        at, desk = clock.now(), command.administrator.desk
        uow.commit(Event(EventKind.SIGNING_BEGUN, at, desk, administrator.id, subjects, facts), checkpoint=True)
    return office

"""A further witness file begins, or one in the place of another."""

from __future__ import annotations

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.shared.authorisation import Actor, acting, event_of
from desktop.application.shared.given_again import given_again, nothing
from desktop.domain.log.events import EventKind, Facts
from desktop.domain.log.witness_files import WitnessBegun
from desktop.domain.office.people import Permission
from desktop.errors import FieldsError


@given_again(nothing)
def begin_witness(actor: Actor, begun: WitnessBegun, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log it, as an administrator, and anchor the log in the files that there are from now on.

    Raises NotAllowedError, FieldsError; NotWitnessedError where it is logged all the same.
    """
    if problems := begun.problems():
        raise FieldsError(problems)
    with uow:
        acting(actor, Permission.ADMINISTER, uow)
        facts: Facts = {
            "reason": begun.reason.value,
            "replaces": begun.replaces,
            "files": begun.files,
            "time_stamps": begun.time_stamps,
        }
        uow.commit(event_of(EventKind.WITNESS_BEGUN, actor, clock, None, **facts), checkpoint=True)

"""A card's security code in a recording: an incident that whoever prepares the copy flags.

Rules:
- The digits are never noted: there is nothing to type, and the event has none. A recording should not hold them at all
  (PCI DSS 3.3.1), so what becomes of it is for Information Governance to decide.
- It is in the log, of the request and of its recording. The pages of the request say it from then on.
"""

from __future__ import annotations

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.shared.authorisation import Actor, acting_here, event_of
from desktop.application.shared.given_again import given_again, nothing
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.office.people import Permission
from desktop.domain.shared.ids import RequestId
from desktop.errors import WrongStateError


@given_again(nothing)
def flag_security_code(actor: Actor, id: RequestId, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log that the recording of a request holds one. Raises NotAllowedError, WrongStateError where it has none."""
    with uow:
        acting_here(actor, Permission.PREPARE_COPY, uow)
        recording = uow.requests.get(id).recording
        if recording is None:
            raise WrongStateError("request_moved_on")
        subjects = {Subject.REQUEST: id, Subject.RECORDING: recording}
        uow.commit(event_of(EventKind.SECURITY_CODE_FLAGGED, actor, clock, subjects))

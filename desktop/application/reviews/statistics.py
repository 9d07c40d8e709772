"""The office's figures of a quarter (`domain.reviews.statistics`), for who answers for them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from desktop.application.ports.database import UnitOfWork
from desktop.application.shared.authorisation import Actor, acting
from desktop.domain.office.people import Permission
from desktop.domain.reviews.statistics import QUARTERS, Figures, Quarter, figures


def statistics(actor: Actor, quarter: Quarter, *, uow: UnitOfWork, zone: ZoneInfo) -> Figures:
    """Return the figures of that quarter as of now. Raises NotAllowedError."""
    first = quarter.back(QUARTERS)[0].first
    with uow.look():
        acting(actor, Permission.SEE_STATISTICS, uow)
        closed = uow.statistics.closed_requests(first, quarter.last, zone)
        sessions = uow.statistics.held_sessions(quarter.first, quarter.last, zone)
        complaints = [complaint.on for complaint in uow.complaints.countable(zone)]
        received = uow.statistics.received_requests(quarter.first, quarter.last)
        disclosures = uow.disclosures.count(quarter.first, quarter.last)
    return figures(quarter, closed, sessions, complaints, disclosures, received)

"""The people involved in a request, who decide nothing about it; and what a decision came to."""

from __future__ import annotations

from desktop.application.ports.database import UnitOfWork
from desktop.domain.copies.decision import Decision
from desktop.domain.copies.weighing import Ruling
from desktop.domain.requests.request import Request
from desktop.domain.shared.ids import PersonId


def ruling_of(decision: Decision) -> Ruling | None:
    """Return that decision's ruling; None where it withdraws an approval."""
    if decision.approved:
        return Ruling.APPROVE
    if decision.sent_back:
        return Ruling.SEND_BACK
    return Ruling.REFUSE if decision.refusal else None


def people_involved(request: Request, uow: UnitOfWork) -> frozenset[PersonId]:
    """Return everybody involved in that request and its copy: they decide nothing about it."""
    savers = uow.drafts.savers(request.id) | uow.transcripts.savers(request.id)
    askers = {request.taken_by} | uow.requests.correctors(request.number)
    return savers | askers | uow.recordings.preparers(request.id)

"""How far a request has come, from what is stored about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from desktop.application.copies.involved import ruling_of
from desktop.application.ports.database import UnitOfWork
from desktop.domain.appointments.appointment import Appointment, AppointmentStatus
from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.copies.decision import Decision
from desktop.domain.copies.weighing import Ruling
from desktop.domain.recordings.keeping import Protection, StopDeletion
from desktop.domain.requests.journey import JourneyStage, Stage, journey_of
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Request, Status
from desktop.domain.sessions.session import Session, State
from desktop.domain.shared.kinds import Kind

INVITED = (AppointmentStatus.BOOKED, AppointmentStatus.ATTENDED)
NOT_PREPARED = (Status.TAKEN, Status.LINKED)
"""The statuses in which there is no copy, or the copy has to be made again."""


def stages_of(
    request: Request,
    copy: ApprovedCopy | None,
    appointments: Sequence[Appointment],
    protection: Protection,
    tasks: Iterable[StopDeletion],
    sessions: Iterable[Session],
    uow: UnitOfWork,
) -> tuple[JourneyStage, ...]:
    """Return the stages of a request, those that are done with their days. `tasks`: to stop deletion."""
    zone, decision = uow.offices.get().zone, uow.requests.decision(request.id)
    done: dict[Stage, date | None] = {Stage.TAKEN: request.received_on}
    if protection is Protection.PROTECTED:
        done[Stage.PROTECTED] = _last((task.confirmed_at for task in tasks), zone)
    if request.recording is not None:
        done[Stage.FOUND] = None
    if copy is not None and request.status not in NOT_PREPARED:
        done[Stage.PREPARED] = _last((copy.prepared_at,), zone)
    if decision is not None and _stands(decision, request):
        done[Stage.DECIDED] = _last((decision.decided_at,), zone)
    if invited := _invited(request, appointments, uow):
        done[Stage.INVITED] = _last(invited, zone)
    heard = [each.closed_at for each in sessions if each.heard and each.state is State.CLOSED]
    if heard:
        done[Stage.HEARD] = _last(heard, zone)
    if request.status is Status.CLOSED:
        done[Stage.ANSWERED] = None
    return journey_of(request.status, done)


def _invited(request: Request, appointments: Sequence[Appointment], uow: UnitOfWork) -> list[datetime]:
    """Return when the invitation was made; of a colleague, who gets none, when the appointments are."""
    if request.kind is Kind.INTERNAL:
        return [each.starts_at for each in appointments if each.status in INVITED]
    made = uow.requests.letters_made(request.id).get(LetterKind.INVITATION)
    return [] if made is None else [made]


def _stands(decision: Decision, request: Request) -> bool:
    """Return whether that decision is in force: neither withdrawn, nor one that sent the copy back."""
    ruled = ruling_of(decision) in (Ruling.APPROVE, Ruling.REFUSE)
    return ruled and request.status not in (*NOT_PREPARED, Status.PREPARED)


def _last(times: Iterable[datetime | None], zone: ZoneInfo) -> date | None:
    """Return the office's day of the last of these."""
    known = [each for each in times if each is not None]
    return max(known).astimezone(zone).date() if known else None

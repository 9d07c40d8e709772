"""Requests as the lists have them, for tests that look for one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.reading import QueueRow, RequestRow
from desktop.application.requests import listing
from desktop.application.requests.deadlines import as_of
from desktop.application.requests.listing import PAGE, RequestFilter, RequestsPage, urgency
from desktop.domain.requests.deadline import DeadlineRules
from desktop.domain.requests.request import UNANSWERED
from tests.support.fakes import TUESDAY
from tests.support.offices.builders import ZONE, Office

ALL = 100_000
RULES = DeadlineRules(frozenset({date(2026, 12, 25), date(2026, 12, 28)}))


def listed(uow: UnitOfWork, statuses: Collection[str] = tuple(UNANSWERED)) -> list[RequestRow]:
    """Return all requests with these statuses: first those that are open, the most urgent first."""
    today = TUESDAY.date()
    found = sorted(uow.reading.open_requests(today, ZONE), key=lambda row: urgency(as_of(row, RULES, today)))
    rows = {row.id: row for row in (*found, *uow.reading.closed_requests(ALL, today, ZONE))}
    return [row for row in rows.values() if row.status in statuses]


def page_of(
    office: Office, who: str = "officer", which: RequestFilter = RequestFilter.UNANSWERED, shown: int = PAGE
) -> RequestsPage:
    """Return the first rows of that list, as someone sees it."""
    page: RequestsPage = office.do(listing.requests, office.actor(who), which, shown, **_ports())
    return page


def queue(office: Office, who: str = "approver") -> tuple[QueueRow, ...]:
    """Return what waits for a decision."""
    rows: tuple[QueueRow, ...] = office.do(listing.decisions_waiting, office.actor(who), **_ports()).rows
    return rows


def to_invite(office: Office, who: str = "officer") -> tuple[RequestRow, ...]:
    """Return the requests to invite for."""
    rows: tuple[RequestRow, ...] = office.do(listing.to_invite, office.actor(who), **_ports())
    return rows


def _ports() -> dict[str, Any]:
    return {"rules": RULES, "zone": ZONE}

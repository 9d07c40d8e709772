"""Requests as the lists have them, for tests that look for one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.reading import QueueRow, RequestRow, RequestsAsked, Which
from desktop.application.requests import listing
from desktop.application.requests.acting_by import key_of
from desktop.application.requests.clock_keeping import as_of
from desktop.application.requests.listing import FIRST, PageAsked, RequestsPage
from desktop.domain.requests.deadline import DeadlineRules
from desktop.domain.requests.request import UNANSWERED
from tests.builders import ZONE, Office
from tests.fakes import TUESDAY

ALL = 100_000
RULES = DeadlineRules(frozenset({date(2026, 12, 25), date(2026, 12, 28)}))


def listed(uow: UnitOfWork, statuses: Collection[str] = tuple(UNANSWERED)) -> list[RequestRow]:
    """Return all requests with these statuses."""
    asked = RequestsAsked(Which.ALL, TUESDAY.date(), ZONE)
    apart = {row.id: row for row in uow.reading.requests_apart(asked, None)}
    places = {id: key_of(as_of(row, RULES, asked.today)) for id, row in apart.items()}
    rows = [
        replace(apart.get(row.id, row), shown_name=row.shown_name, booked=row.booked, heard=row.heard)
        for _, row in uow.reading.requests(asked, None, ALL, places)
    ]
    return [row for row in rows if row.status in statuses]


def page_of(
    office: Office, who: str = "officer", which: Which = Which.UNANSWERED, asked: PageAsked = FIRST
) -> RequestsPage:
    """Return a page of that list, as someone sees it."""
    page: RequestsPage = office.do(listing.requests, office.actor(who), which, asked, **_ports())
    return page


def queue(office: Office, who: str = "approver") -> tuple[QueueRow, ...]:
    """Return what waits for a decision."""
    rows: tuple[QueueRow, ...] = office.do(listing.decisions_waiting, office.actor(who), **_ports()).rows
    return rows


def to_invite(office: Office, who: str = "officer") -> tuple[RequestRow, ...]:
    """Return the requests to invite for."""
    rows: tuple[RequestRow, ...] = office.do(listing.to_invite, office.actor(who), zone=ZONE).rows
    return rows


def _ports() -> dict[str, Any]:
    return {"rules": RULES, "zone": ZONE}

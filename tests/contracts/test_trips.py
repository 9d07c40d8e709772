"""The cost of a page over a slow line: how often the office's server is asked and waited for, counted on the line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from desktop.application.appointments.calendar import calendar
from desktop.application.log.health import office_health
from desktop.application.office.accounts import accounts
from desktop.application.ports.desk import Desk
from desktop.application.ports.reading import Which
from desktop.application.ports.review_rows import ReviewFilter
from desktop.application.requests import listing
from desktop.application.reviews.administration import administration
from desktop.application.reviews.reviewing import reviews
from desktop.application.sessions.today import today
from desktop.application.shared.binding import bound
from desktop.application.shared.list_search import (
    search_appointments,
    search_decisions,
    search_people,
    search_requests,
    search_reviews,
)
from desktop.bootstrap.wiring import open_desk
from tests import postgres
from tests.builders import Office
from tests.places import behind
from tests.proxy import Proxy, a_proxy

MOST = 8
"""The design's: over a line of 20 ms a page then costs 160."""

PREPARED = 7


@dataclass
class Line:
    """A desk of an office that reaches the server through a proxy alone."""

    office: Office
    desk: Desk
    proxy: Proxy

    def page(self, use_case: Callable[..., Any], name: str, *given: object) -> Callable[[], Any]:
        """Return a look at what that use case returns to somebody."""
        return bound(use_case, self.desk, self.office.actor(name), *given)

    def trips_of(self, look: Callable[[], Any]) -> int:
        """Return the trips of a look at a page that was looked at before.

        By then the program has followed the log, and its driver has prepared what is asked often.
        """
        for _ in range(PREPARED):
            look()
        before = self.proxy.trips
        look()
        return self.proxy.trips - before


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with a_proxy(postgres.the_server().port) as proxy, behind(proxy, tmp_path_factory.mktemp("line")) as office:
        office.approved()
        office.closed()
        office.prepared(office.imported(office.a_request()))
        desk = open_desk(office.parts.paths.folder)
        try:
            yield Line(office, desk, proxy)
        finally:
            desk.uow()._engine.dispose()  # type: ignore[attr-defined]


DAY = date(2026, 11, 23)
PAGES: dict[str, tuple[Any, ...]] = {
    "requests": (listing.requests, "officer", Which.UNANSWERED),
    "with the closed ones": (listing.requests, "officer", Which.ALL),
    "decisions": (listing.decisions_waiting, "approver"),
    "to invite": (listing.to_invite, "officer"),
    "today": (today, "adviser"),
    "calendar": (calendar, "officer", DAY, 7, 45),
    "reviews": (reviews, "supervisor", ReviewFilter()),
    "reviews with words": (reviews, "supervisor", ReviewFilter(waiting_only=False, words="something")),
    "administration": (administration, "supervisor"),
    "people": (accounts, "administrator"),
    "health": (office_health, "administrator"),
    "search by name": (search_requests, "officer", "quillon"),
    "search by number": (search_requests, "officer", "+44 20 7946 0000"),
    "search for decisions": (search_decisions, "approver", "quillon"),
    "search for reviews": (search_reviews, "supervisor", "2026-11-23"),
    "search for appointments": (search_appointments, "officer", "2026-11-23"),
    "search for people": (search_people, "administrator", "somebody"),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_at_most_eight_trips_to_the_server(line: Line, page: str) -> None:
    assert 3 <= line.trips_of(line.page(*PAGES[page])) <= MOST

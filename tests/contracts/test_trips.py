"""The cost of a page or an act over a slow line: how often the office's server is asked and waited for, counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from db.engines.locks import hold
from desktop.application.appointments.calendar import calendar, open_appointment, proposals
from desktop.application.copies.staff_listening import open_copy
from desktop.application.log.health import office_health
from desktop.application.log.integrity import log_state
from desktop.application.office.accounts import accounts
from desktop.application.office.desks import desks
from desktop.application.office.policies import policies
from desktop.application.office.recovery import office_keys
from desktop.application.ports.desk import Desk
from desktop.application.ports.reading import ReviewFilter
from desktop.application.requests import listing
from desktop.application.requests.listing import RequestFilter
from desktop.application.requests.views import open_request
from desktop.application.reviews.reviewing import administration, open_review, reviews
from desktop.application.sessions.checking_in import visitor_of
from desktop.application.sessions.day_list import today
from desktop.application.shared.commands import bound
from desktop.application.shared.lists import (
    search_appointments,
    search_decisions,
    search_people,
    search_requests,
    search_reviews,
)
from desktop.bootstrap.wiring import open_desk
from tests.application.steps import STEPS
from tests.support.offices.builders import Office
from tests.support.offices.places import behind
from tests.support.servers import postgres
from tests.support.servers.proxy import Proxy, a_proxy

MOST = 8
"""The design's: over a line of 20 ms a page then costs 160."""

PREPARED, LOOKS = 7, 4

FIRST = {"check-in": 29, "open": 33, "close": 41}
"""The most trips of each act in the first session after a program's start: half of what they took (58, 67, 83)."""
LATER = {"check-in": 15, "open": 13, "close": 23}
"""The most in a session after that, when the program knows what it asks."""
PROGRAMS, SESSIONS = 2, 4


@dataclass
class Line:
    """A desk of an office that reaches the server through a proxy alone."""

    office: Office
    desk: Desk
    proxy: Proxy
    ids: dict[str, str]

    def page(self, use_case: Callable[..., Any], name: str, *given: object) -> Callable[[], Any]:
        """Return a look at what that use case returns to someone."""
        return bound(use_case, self.desk, self.office.actor(name), *given)

    def trips_of(self, look: Callable[[], Any]) -> int:
        """Return the trips of a look at a page that was looked at before.

        By then the program has followed the log, and its driver has prepared what is asked often. The fewest of some
        looks: where questions are sent at once, on a busy PC an answer to the first passes the second, as if that one
        had waited for it.
        """
        for _ in range(PREPARED):
            look()
        return min(self._counted(look) for _ in range(LOOKS))

    def _counted(self, look: Callable[[], Any]) -> int:
        before = self.proxy.trips
        look()
        return self.proxy.trips - before


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with a_proxy(postgres.the_server().port) as proxy, behind(proxy, tmp_path_factory.mktemp("line")) as office:
        ids: dict[str, str] = {"session": office.closed()}
        ids |= {"approved": office.approved(), "prepared": office.prepared(office.imported(office.a_request()))}
        office.clock.pass_by(hours=2)
        ids["appointment"] = office.booked(office.approved(), 600).id
        desk = open_desk(office.parts.paths.folder)
        try:
            yield Line(office, desk, proxy, ids)
        finally:
            desk.uow()._engine.dispose()  # type: ignore[attr-defined]


class One(NamedTuple):
    """The identifier of that one of the line's."""

    of: str


DAY = date(2026, 11, 23)
PAGES: dict[str, tuple[Any, ...]] = {
    "requests": (listing.requests, "officer", RequestFilter.UNANSWERED),
    "with the closed ones": (listing.requests, "officer", RequestFilter.ALL),
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
    "request": (open_request, "officer", One("approved")),
    "request to be decided": (open_request, "approver", One("prepared")),
    "copy to be heard": (open_copy, "approver", One("prepared")),
    "review": (open_review, "supervisor", One("session")),
    "appointment": (open_appointment, "officer", One("appointment")),
    "proposals": (proposals, "officer", One("approved")),
    "visitor": (visitor_of, "adviser", One("approved")),
    "policies": (policies, "administrator"),
    "PCs": (desks, "administrator"),
    "keys": (office_keys, "administrator"),
    "log": (log_state, "supervisor"),
}


def test_what_was_learned_with_one_request_serves_another(line: Line) -> None:
    for _ in range(PREPARED):
        line.page(open_request, "officer", line.ids["approved"])()
    other = line.page(open_request, "officer", line.office.approved())
    before = line.proxy.trips
    other()
    assert line.proxy.trips - before <= MOST


@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_at_most_eight_trips_to_the_server(line: Line, page: str) -> None:
    use_case, who, *given = PAGES[page]
    given = [line.ids[each.of] if isinstance(each, One) else each for each in given]
    assert 3 <= line.trips_of(line.page(use_case, who, *given)) <= MOST


def trips_of_a_session(office: Office, proxy: Proxy) -> dict[str, int]:
    """Return the trips of each act in one session from check-in to close."""
    office.clock.pass_by(hours=2)
    appointment, actor, trips = office.booked(office.approved()), office.actor(), {}
    before = proxy.trips
    id = office.check_in(appointment.id)
    trips["check-in"] = proxy.trips - before
    runs = {each.name: each.run for each in STEPS}
    for name in ("look_at_answers", "caller matches", "brief", "open", "finish", "close"):
        before = proxy.trips
        runs[name](office, actor, id)
        trips[name] = proxy.trips - before
    return trips


def fewest(found: list[dict[str, int]]) -> dict[str, int]:
    return {act: min(each[act] for each in found) for act in FIRST}


def test_a_check_in_an_opening_and_a_close_cost_half_of_what_they_did(tmp_path: Path) -> None:
    """As with pages, the fewest of some: of the first session of each program, and of the sessions after it."""
    first, later = list[dict[str, int]](), list[dict[str, int]]()
    for number in range(PROGRAMS):
        with a_proxy(postgres.the_server().port) as proxy, behind(proxy, tmp_path / str(number)) as office:
            hold(office.parts.engine, None, office.front)  # as the windows do: each commit looks whether it is held
            with office.uow() as uow:
                uow.commit(office.an_event())  # the first of a day announces a key; a PC's first is that of a sign-in
            first.append(trips_of_a_session(office, proxy))
            later += [trips_of_a_session(office, proxy) for _ in range(SESSIONS)]
    assert [act for act, trips in fewest(first).items() if trips > FIRST[act]] == [], fewest(first)
    assert [act for act, trips in fewest(later).items() if trips > LATER[act]] == [], fewest(later)

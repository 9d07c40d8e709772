"""The pages of an office of many years beside those of a young one: as quick, and no larger in memory.

Rules:
- Two demo offices, filled by `big_office`: of a year (2,000 requests, 200,000 recordings), and of ten (20,000 requests,
  2,000,000 recordings), with the same work in hand: 1,000 open requests. A page is what its use case returns, rows and
  counts, with its transaction; searches write their event. A list has a page's length of rows in both, and what is
  searched for is found once.
- `pages-...`: milliseconds in the large office, and in the small one; in a file of processor time, which other work
  changes less, on a server by the clock. `-memory`: the most that Python holds meanwhile.
  `-trips`: what is sent to the database, the beginning and the end of the transaction included; the peer is the limit
  on a server, and in a file, to which there is no line, no limit.
- Where a page takes less than `QUICK_MS` in the large office, its ratio says more of the machine than of the page: it
  is reported without a limit.
- `requests-deep`: the list after **Show more** was pressed `DEEP` times; `closed-deep`: the same among the closed ones.
- With a server (`script/with-postgres script/bench pages`) it is done again in offices on it: `pages-server-...`. Its
  rows come by COPY, and its statistics are those of the filled tables.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, select

from benchmarks.log.rows import add, copy, filling
from benchmarks.measure import Result, in_turn, timed
from benchmarks.offices.big_office import IN_HAND, RECORDINGS_EACH, BigOffice, names, reference, telephone, words
from db.schema import office_tables
from desktop.application.appointments.calendar import calendar
from desktop.application.office.accounts import accounts
from desktop.application.ports.reading import ReviewFilter
from desktop.application.requests import listing
from desktop.application.requests.listing import PAGE, RequestFilter
from desktop.application.reviews.reviewing import reviews
from desktop.application.sessions.day_list import today
from desktop.application.shared.commands import Actor, bound
from desktop.application.shared.lists import search_requests, search_reviews
from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.wiring import open_desk
from desktop.domain.office.people import Role
from desktop.domain.shared.ids import PersonId
from desktop.showcase.demo import make_demo
from tests.support.offices.places import shared
from tests.support.servers import postgres

SMALL, LARGE = 2_000, 20_000
ROUNDS = 15
LIMIT, MEMORY_MB, TRIPS = 1.5, 1.0, 8
QUICK_MS = 2.0
DEEP = 15
"""How often more is shown of a long list."""
Filled = Callable[[Path, int], AbstractContextManager["Measured"]]


@contextmanager
def embedded(folder: Path, requests: int, recordings_each: int = RECORDINGS_EACH) -> Iterator[Measured]:
    """Yield such an office in a file."""
    make_demo(folder)
    parts = open_parts(folder)
    big = _big_office(parts, requests, recordings_each)
    with filling(parts.engine) as raw:
        big.fill(partial(add, raw))
    parts.engine.dispose()
    measured = Measured(folder, big)
    yield measured
    measured.desk.close()


@contextmanager
def on_server(folder: Path, requests: int) -> Iterator[Measured]:
    """Yield such an office on the server of this run."""
    with shared(folder) as office:
        big = _big_office(office.parts, requests, RECORDINGS_EACH)
        with office.parts.engine.connect() as connection:
            database = connection.exec_driver_sql("SELECT current_database()").scalar_one()
        with postgres.the_server().superuser(database) as owner:
            owner.execute("SET session_replication_role = replica")  # only what is read is filled: no foreign keys
            big.fill(partial(copy, owner))
            owner.execute("VACUUM ANALYZE")
        measured = Measured(office.parts.paths.folder, big)
        yield measured
        measured.desk.close()
        measured.engine.dispose()


def _big_office(parts: Parts, requests: int, recordings_each: int) -> BigOffice:
    with parts.engine.connect() as connection:
        person = connection.execute(select(office_tables.person.c.id).limit(1)).scalar_one()
    return BigOffice(requests, datetime.now().astimezone(), person, parts.file.desk, recordings_each)


class Measured:
    """An office with its pages."""

    def __init__(self, folder: Path, big: BigOffice) -> None:
        self._big, self._requests = big, big.requests
        self.desk = open_desk(folder)
        self.engine: Engine = self.desk.uow()._engine  # type: ignore[attr-defined]
        with self.desk.uow().read_only() as uow:
            people = uow.reading.people().values()
        self._people = {role: next(one.id for one in people if role in one.roles) for role in Role}

    def actor(self, role: Role) -> Actor:
        return Actor(PersonId(self._people[role]), self.desk.id)

    def run(self, use_case: Callable[..., Any], role: Role, *given: object) -> Any:
        """Run a use case as someone of that role."""
        return bound(use_case, self.desk, self.actor(role), *given)()

    def pages(self) -> Iterator[tuple[str, Callable[[], Any]]]:
        """Yield each page with its name."""
        officer, run = Role.INFORMATION_OFFICER, self.run
        day = self.desk.today()
        deep = (DEEP + 1) * PAGE
        heard = self._requests // 12 * 3
        yield "requests", partial(run, listing.requests, officer, RequestFilter.UNANSWERED)
        yield "requests-deep", partial(run, listing.requests, officer, RequestFilter.UNANSWERED, deep)
        yield "overdue", partial(run, listing.requests, officer, RequestFilter.OVERDUE)
        yield "mine", partial(run, listing.requests, officer, RequestFilter.MINE)
        yield "waiting", partial(run, listing.requests, officer, RequestFilter.FOR_OFFICERS)
        yield "closed", partial(run, listing.requests, officer, RequestFilter.ALL, IN_HAND + PAGE)
        yield "closed-deep", partial(run, listing.requests, officer, RequestFilter.ALL, IN_HAND + deep)
        yield "decisions", partial(run, listing.decisions_waiting, Role.APPROVER)
        yield "to-invite", partial(run, listing.to_invite, officer)
        yield "today", partial(run, today, Role.ADVISER)
        yield "calendar", partial(run, calendar, officer, day - timedelta(days=day.weekday()), 7, 45)
        yield "reviews", partial(run, reviews, Role.SUPERVISOR, ReviewFilter())
        yield (
            "reviews-words",
            partial(run, reviews, Role.SUPERVISOR, ReviewFilter(waiting_only=False, words=words(heard))),
        )
        yield "search-name", partial(run, search_requests, officer, " ".join(names(self._requests // 2 + 555)))
        yield "search-number", partial(run, search_requests, officer, telephone(self._requests // 2))
        yield "search-date", partial(run, search_requests, officer, str(day - timedelta(days=9)))
        yield "search-reviews", partial(run, search_reviews, Role.SUPERVISOR, reference(self._requests // 2 + 1))
        yield "people", partial(run, accounts, Role.ADMINISTRATOR)


def run(name: str) -> list[Result]:
    """Run every page in both offices, and on the server of this run, where there is one."""
    results = _run(name, embedded)
    if postgres.VARIABLE in os.environ:
        return results + _run(f"{name}-server", on_server)
    return results


def _run(name: str, filled: Filled) -> list[Result]:
    with (
        tempfile.TemporaryDirectory() as folder,
        filled(Path(folder) / "young", SMALL) as young,
        filled(Path(folder) / "old", LARGE) as old,
    ):
        both = zip(young.pages(), old.pages(), strict=True)
        return [
            result for (page, small), (_, large) in both for result in _page(f"{name}-{page}", small, large, old.engine)
        ]


def _page(name: str, small: Callable[[], Any], large: Callable[[], Any], engine: Engine) -> list[Result]:
    clock = time.process_time if engine.dialect.name == "sqlite" else time.perf_counter
    ours, peer = in_turn(timed(large, clock), timed(small, clock), ROUNDS)
    memory = statistics.median(_peak(large) for _ in range(3)), statistics.median(_peak(small) for _ in range(3))
    with trips(engine) as sent:
        large()
    return [
        Result(name, ours, peer, "ms", LIMIT if ours > QUICK_MS else None),
        Result(f"{name}-memory", *memory, "MB", MEMORY_MB, more=True),
        Result(f"{name}-trips", len(sent), TRIPS, "", None if engine.dialect.name == "sqlite" else 1.0),
    ]


def _peak(work: Callable[[], Any]) -> float:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1_000_000
    finally:
        tracemalloc.stop()


@contextmanager
def trips(engine: Engine) -> Iterator[list[str]]:
    """Record what is sent to the database meanwhile."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)

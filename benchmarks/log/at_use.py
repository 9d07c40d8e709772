"""Comparing rows with the log before they are acted on, in a log of 100,000 events: at most 15 ms each.

Rules:
- A demo office, with a log of many years after it, written by its two desks: `fill` gives each a key a day.
- `at-use-sign-in` compares a person, `at-use-open` a session that is about to play with its request, `at-use-decide` a
  request that waits for a decision, `at-use-tries` counts the wrong passwords of an account that has none among many
  refusals. The peer is the limit itself.
- `at-use-start` is what is done once when the program starts: following the desks' keys. It has no limit.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Column, ColumnElement, select

from benchmarks.measure import Result
from benchmarks.offices.filling import EACH, fill
from db.schema import office_tables, request_tables, session_tables
from db.shared.transactions import READING
from desktop.application.ports.database import UnitOfWork
from desktop.application.sessions.checking_in import CheckIn, check_in
from desktop.application.shared.commands import Actor
from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.policies import office_policy_of
from desktop.bootstrap.verifying import AnchoredIn, milestones_of
from desktop.domain.log.events import Event, EventKind, Facts, time_text
from desktop.domain.log.refusals import ACCOUNT, ACCOUNT_FAILURES, COUNTED, DESK_FAILURES, account_mark
from desktop.domain.sessions.session import Party
from desktop.domain.shared.ids import AppointmentId, DeskId, PersonId, RequestId, SessionId
from desktop.environment.clock import SystemClock
from desktop.environment.day_signer import KeystoreDaySigner
from desktop.showcase.demo import make_demo

EVENTS = 100_000
LIMIT_MS = 15.0
ROUNDS = 31
REFUSALS = 150


def run(name: str) -> list[Result]:
    """Run all five."""
    with tempfile.TemporaryDirectory() as folder:
        office = Path(folder) / "office"
        make_demo(office)
        _check_in(office)
        _refuse(office)
        lengthen(office, EVENTS)
        parts = open_parts(office)
        try:
            began = time.perf_counter()
            with parts.uow(parts.file.desk).read_only() as uow:
                uow.proven.person(PersonId(_one(parts, office_tables.person.c.id)))
            start = Result("at-use-start", (time.perf_counter() - began) * 1000, LIMIT_MS, "ms", None)
            return [start, *(_median(parts, *case) for case in _cases(parts))]
        finally:
            parts.engine.dispose()


def _check_in(office: Path) -> None:
    """Begin a session for an appointment of the demo whose request is approved."""
    parts = open_parts(office)
    try:
        adviser = PersonId(_one(parts, office_tables.person.c.id, office_tables.person.c.roles == "adviser"))
        request = request_tables.request.c
        approved = select(request.id).where(request.status == "approved", request.kind == "subject_access")
        booked = request_tables.appointment.c.request.in_(approved)
        appointment = AppointmentId(_one(parts, request_tables.appointment.c.id, booked))
        who = CheckIn(Actor(adviser, parts.file.desk), appointment, frozenset({Party.CUSTOMER}), copy_wanted=False)
        anchored = AnchoredIn(parts.witness, milestones_of(parts))
        policy = office_policy_of(parts)
        check_in(who, uow=parts.uow(parts.file.desk), clock=SystemClock(), policy=policy, anchored=anchored)
    finally:
        parts.engine.dispose()


def _refuse(office: Path) -> None:
    """Log refusals of names that nobody has."""
    parts = open_parts(office)
    clock = SystemClock()
    try:
        for _ in range(REFUSALS):
            at = clock.now()
            facts: Facts = {
                ACCOUNT_FAILURES: 1,
                DESK_FAILURES: 1,
                COUNTED: time_text(at),
                ACCOUNT: account_mark(""),
            }
            with parts.uow(parts.file.desk) as uow:
                uow.commit(Event(EventKind.SIGN_IN_REFUSED, at, parts.file.desk, None, {}, facts))
    finally:
        parts.engine.dispose()


def lengthen(office: Path, events: int) -> None:
    """Give the office a log that is so much longer, written by its desks in turn."""
    parts = open_parts(office)
    try:
        with parts.engine.connect() as connection, connection.begin():
            desks = connection.execute(select(office_tables.desk.c.id)).scalars().all()
            signers = [KeystoreDaySigner(parts.store, parts.file.origin, DeskId(desk)) for desk in desks]
            for _ in fill(connection, signers, events // EACH, datetime.now(UTC)):
                pass
    finally:
        parts.engine.dispose()


def _cases(parts: Parts) -> list[tuple[str, Callable[[UnitOfWork], object]]]:
    person = PersonId(_one(parts, office_tables.person.c.id))
    session = SessionId(_one(parts, session_tables.session.c.id))
    request = RequestId(_one(parts, request_tables.request.c.id, request_tables.request.c.status == "prepared"))
    return [
        ("at-use-sign-in", lambda uow: uow.proven.person(person)),
        ("at-use-open", lambda uow: uow.proven.session(session)),
        ("at-use-decide", lambda uow: uow.proven.request(request)),
        ("at-use-tries", lambda uow: uow.tries.of(person, "a stored hash")),
    ]


def _one(parts: Parts, column: Column[str], *where: ColumnElement[bool]) -> str:
    with parts.engine.connect().execution_options(**READING) as connection:
        return connection.execute(select(column).where(*where).limit(1)).scalar_one()


def _median(parts: Parts, name: str, check: Callable[[UnitOfWork], object]) -> Result:
    taken = []
    for _ in range(ROUNDS):
        with parts.uow(parts.file.desk).read_only() as uow:
            began = time.perf_counter()
            check(uow)
            taken.append((time.perf_counter() - began) * 1000)
    return Result(name, statistics.median(taken), LIMIT_MS, "ms", 1.0)

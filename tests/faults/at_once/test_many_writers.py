"""Twenty desks on one database server write at once: the log has one order and no gap, and no write is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from db.shared.transactions import READING
from db.unit_of_work import SqlUnitOfWork
from desktop.application.ports.database import UnitOfWork
from desktop.bootstrap.verifying import VerifierOver
from desktop.domain.log.checkpoint import key_name
from desktop.domain.log.events import from_canonical
from desktop.domain.office.throttle import Tries
from desktop.environment.day_signer import KeystoreDaySigner
from desktop.errors import DatabaseError
from tests.db.logs import AsItSays, MemoryStore, first_key
from tests.support.fixtures import made
from tests.support.offices.builders import Office
from tests.support.offices.places import shared
from tests.support.servers import postgres

WRITERS = 20
EACH = 5
DESKS = [f"{number:032x}" for number in range(1, WRITERS + 1)]


office = made(shared)


@contextmanager
def engines(office: Office) -> Iterator[list[Engine]]:
    """Yield an engine for each writer, as each desk's program has its own."""
    address = office.parts.file.database
    assert address is not None
    made = [postgres.engine_of(address, postgres.DESKS_PASSWORD) for _ in DESKS]
    try:
        yield made
    finally:
        for engine in made:
            engine.dispose()


def at_once(office: Office, act: Callable[[str, Callable[[], UnitOfWork]], None]) -> None:
    """Run `act(desk, units of work)` by every writer, begun together; raise the first error of any."""
    together = threading.Barrier(WRITERS)

    def write(desk: str, engine: Engine) -> None:
        signer = KeystoreDaySigner(MemoryStore(), office.parts.file.origin, desk)
        known = AsItSays(office.parts.file.origin)
        together.wait()
        act(desk, lambda: SqlUnitOfWork(engine, signer, lambda text: None, known))

    with engines(office) as made, ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(write, *each) for each in zip(DESKS, made, strict=True)]:
            done.result()


def begin_witness(office: Office) -> None:
    """Begin with every writer's first key, and a checkpoint over the log so far."""
    origin = office.parts.file.origin
    with office.parts.engine.connect().execution_options(**READING) as connection:
        for desk in DESKS:
            public = first_key(connection, desk)
            assert public is not None
            office.parts.witness.begin(origin, key_name(origin, desk), public)
    with office.uow() as uow:
        uow.commit(office.an_event(), checkpoint=True)


def numbers(office: Office) -> list[int]:
    return [from_canonical(body)[0] for body in office.bodies()]


def test_twenty_writers_leave_a_log_without_a_gap_that_is_whole(office: Office) -> None:
    before = len(office.bodies())

    def append(desk: str, units: Callable[[], UnitOfWork]) -> None:
        for number in range(EACH):
            with units() as uow:
                at = office.clock.now() + timedelta(seconds=number)
                uow.commit(office.an_event(at, desk), checkpoint=number == EACH - 1)

    at_once(office, append)
    begin_witness(office)
    found = numbers(office)
    # Before each writer's first event, and before the front desk's of this day, comes the one that gives the key.
    assert found == list(range(before + WRITERS * (EACH + 1) + 2))
    proof = VerifierOver(office.parts.engine, office.parts.witness).verify()
    assert proof.whole and proof.anchored == proof.events == len(found)


def test_what_one_reads_and_writes_again_no_other_overwrites(office: Office) -> None:
    references = []

    def count_up(desk: str, units: Callable[[], UnitOfWork]) -> None:
        for _ in range(EACH):
            with units() as uow:
                failures = uow.people.tries("desk", "one").failures
                uow.people.save_tries("desk", "one", Tries(failures + 1, None))
                references.append(uow.requests.next_reference("SA", 2031))
                uow.commit(office.an_event(desk=desk))

    at_once(office, count_up)
    with office.uow().read_only() as uow:
        assert uow.people.tries("desk", "one").failures == WRITERS * EACH
    assert sorted(references) == list(range(1, WRITERS * EACH + 1))


@pytest.mark.against("network")
def test_what_was_acknowledged_before_the_server_was_lost_is_there_when_it_is_back(office: Office) -> None:
    acknowledged: list[int] = []
    enough, codes, wrote = threading.Event(), set(), set()

    def append(desk: str, units: Callable[[], UnitOfWork]) -> None:
        while True:
            try:
                with units() as uow:
                    acknowledged.append(uow.commit(office.an_event(desk=desk)).seq)
                    wrote.add(desk)
            except DatabaseError as error:
                codes.add(error.code)
                return
            if len(wrote) == WRITERS and len(acknowledged) > 3 * WRITERS:
                enough.set()

    def lose_it() -> None:
        assert enough.wait(60)
        server.stop()

    server = postgres.the_server()
    losing = threading.Thread(target=lose_it)
    losing.start()
    try:
        at_once(office, append)
    finally:
        losing.join()
        server.start()
    assert codes <= {"database_lost", "database_unreachable", "database_in_doubt"}
    found = numbers(office)
    assert found == list(range(len(found))) and set(acknowledged) <= set(found)
    begin_witness(office)
    assert office.verify().whole

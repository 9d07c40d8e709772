"""Holds are placed and released while nightly runs are under way at two desks, on either database: in no history is
anything destroyed that is held."""

from __future__ import annotations

import contextlib
import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from desktop.application.recordings.holding import AskRelease, ReleaseHold
from desktop.domain.requests.request import Call
from desktop.domain.shared.ids import DeskId, RecordingId, RequestId
from desktop.errors import RefusedError
from tests.support.builders import NUMBER, Office, a_call
from tests.support.fakes import TUESDAY
from tests.support.places import PLACES

CALLS = [Call(TUESDAY - timedelta(days=days), NUMBER) for days in (26, 28, 30)]
"""No call could be another's: each recording is held by the requests for its own call alone."""
HISTORIES = range(6)


@pytest.fixture(params=PLACES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with PLACES[request.param](tmp_path) as made:
        yield made


def retain(office: Office, desk: DeskId) -> None:
    office.retain(desk)


def ask_for(office: Office, call: Call) -> None:
    """Take another request for that call, which holds its recording if it still exists."""
    office.a_request(call=replace(call))


def release(office: Office, request: RequestId) -> None:
    with office.uow(office.back).read_only() as uow:
        holds = [hold.id for hold in uow.keeping.holds_of(request)]
    for hold in holds:
        office.do(AskRelease(office.in_person("officer", office.back), hold), desk=office.back)
        office.do(ReleaseHold(office.in_person("approver", office.back), hold), desk=office.back)


def refusable(act: Callable[[], None]) -> None:
    with contextlib.suppress(RefusedError):  # someone was quicker
        act()


def a_history(office: Office, requests: list[RequestId], rolls: random.Random) -> list[Callable[[], None]]:
    """Return one person's actions, one after another."""
    acts: list[Callable[[], None]] = [partial(retain, office, office.back), partial(retain, office, office.front)]
    acts += [partial(ask_for, office, call) for call in CALLS]
    acts += [partial(release, office, request) for request in requests] * 2
    return rolls.sample(acts, 5)


def at_once(histories: list[list[Callable[[], None]]]) -> None:
    together = threading.Barrier(len(histories))

    def go_through(history: list[Callable[[], None]]) -> None:
        together.wait()
        for act in history:
            refusable(act)

    with ThreadPoolExecutor(len(histories)) as pool:
        for done in [pool.submit(go_through, history) for history in histories]:
            done.result()


def held_and_destroyed(office: Office) -> tuple[set[RecordingId], set[RecordingId]]:
    held = "SELECT h.recording FROM held_recording h JOIN retention_hold r ON r.id = h.hold WHERE r.released_by IS NULL"
    gone = "SELECT id FROM recording WHERE destroyed_at IS NOT NULL"
    with office.parts.engine.connect() as connection:
        return tuple({RecordingId(id) for id in connection.exec_driver_sql(sql).scalars()} for sql in (held, gone))  # type: ignore[return-value]


@pytest.mark.parametrize("seed", HISTORIES)
def test_in_no_history_is_anything_destroyed_that_is_held(office: Office, seed: int) -> None:
    requests = [office.first_request]
    requests += [
        office.imported(office.a_request(call=call), a_call(0.2, 300 + 50 * n)) for n, call in enumerate(CALLS)
    ]
    office.clock.pass_by(days=184)
    rolls = random.Random(seed)
    for request in requests if seed % 2 else ():
        release(office, request)  # all is due when they begin
    at_once([a_history(office, requests, rolls) for _ in range(4)])
    held, gone = held_and_destroyed(office)
    assert not held & gone
    vault = office.parts.paths.vault / "original"
    assert all((vault / id).exists() for id in held) and not any((vault / id).exists() for id in gone)
    with office.uow().read_only() as uow:
        for id in held:
            key = uow.recordings.get(id).key
            assert office.strongroom.reseal(key, id, key.retention_key_wrapped), "it opens"
    assert office.verify().whole

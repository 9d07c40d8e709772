"""The database server is lost in the middle of a session, and returns.

The sound stops at once, acknowledged work is there, and the session goes on from there to its end.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
from sqlalchemy import event

from desktop.application.ports.sound import PlayState
from desktop.application.sessions import listening
from desktop.bootstrap.wiring import open_desk
from desktop.domain.office.throttle import Tries
from desktop.domain.sessions.session import Outcome, State
from desktop.domain.shared.spans import Span
from desktop.errors import DatabaseError, ExternalSystemError
from desktop.words.errors import message_for
from tests.end_to_end.playing import SoundingDesk, approved_samples, sounding
from tests.playback.copies import until
from tests.support.fixtures import made
from tests.support.offices.builders import Office, a_call
from tests.support.offices.places import behind, shared
from tests.support.servers import postgres
from tests.support.servers.proxy import Proxy, a_proxy

pytestmark = pytest.mark.slow


office = made(shared)


@pytest.fixture
def desk(office: Office) -> Iterator[SoundingDesk]:
    with sounding(office) as made:
        yield made


@pytest.fixture
def server() -> Iterator[postgres.Server]:
    """Yield the server, stopped by the test; it runs again at its end, whatever happens."""
    server = postgres.the_server()
    yield server
    with_server_back(server)


def with_server_back(server: postgres.Server) -> None:
    if not (server.folder / "data" / "postmaster.pid").exists():
        server.start()


@pytest.mark.against("network")
def test_the_server_is_lost_while_the_recording_plays(
    office: Office, desk: SoundingDesk, server: postgres.Server
) -> None:
    id = office.listening(request=office.approved(a_call(6.0), ()))
    copy = office.copy(office.session(id).copy)
    desk.play(id, past=8000)
    saved, events = office.session(id), office.bodies()
    played = len(desk.samples())

    # It plays on, the server goes, and the next saving fails: a desk then stops (`listening_window` in `ui.sessions`).
    position = office.position(id, desk.player.status().frame)
    listening.play(position, uow=office.uow(), clock=office.clock, player=desk.player)
    until(lambda: len(desk.samples()) > played)
    server.stop()
    unsaved = Span(saved.at_frame, saved.at_frame + 100)
    with pytest.raises(DatabaseError) as lost:
        office.do(listening.heard, listening.PlaybackPosition(position.actor, id, unsaved.end, (unsaved,)))
    desk.player.stop()
    assert lost.value.code == "database_unreachable" and isinstance(lost.value, ExternalSystemError)
    until(lambda: desk.player.status().state is PlayState.LOADED)

    # While it is away nothing plays, whatever is tried: the commit comes first.
    silent = len(desk.samples())
    for _ in range(2):
        with pytest.raises(DatabaseError) as away:
            listening.play(position, uow=office.uow(), clock=office.clock, player=desk.player)
        assert away.value.code == "database_unreachable"
    assert desk.player.status().state is PlayState.LOADED and len(desk.samples()) == silent

    # It is back: all acknowledged work is there, and the session goes on with the same program.
    server.start()
    again = office.session(id)
    assert (again.state, again.heard, again.at_frame) == (State.LISTENING, saved.heard, saved.at_frame)
    assert office.bodies()[: len(events)] == events
    desk.seek(id, again.at_frame)
    before = len(desk.samples())
    desk.play(id)
    assert np.array_equal(desk.samples()[before:], approved_samples(office, copy).ravel()[again.at_frame :])
    office.do(office.at(listening.Finish, id, copy.frames))
    heard = office.session(id).heard
    assert heard[0].end >= saved.heard[0].end and heard[-1].end == copy.frames
    assert office.close(id, Outcome.HEARD_IN_FULL).receipt.heard_fraction > 0.99
    proof = office.verify()
    assert proof.whole and proof.anchored == proof.events == len(office.bodies())


def test_the_server_is_lost_in_the_middle_of_a_transaction(office: Office, server: postgres.Server) -> None:
    rows = office.all_rows()
    for commits in (False, True):
        with pytest.raises(DatabaseError) as lost, office.uow() as uow:
            uow.people.save_tries("desk", "one", Tries(1, None))
            server.stop()
            if commits:
                uow.commit(office.an_event())
            uow.people.tries("desk", "one")
        assert lost.value.code == "database_lost" and message_for(lost.value).endswith("Try again when it is back.")
        server.start()
    assert office.all_rows() == rows and office.verify().whole


proxy = made(lambda _: a_proxy(postgres.the_server().port))


@pytest.fixture
def behind_proxy(proxy: Proxy, tmp_path: Path) -> Iterator[Office]:
    with behind(proxy, tmp_path) as made:
        yield made


def reads(office: Office) -> None:
    with office.uow().read_only() as uow:
        uow.people.find("nobody")


def writes(office: Office) -> None:
    with office.uow() as uow:
        uow.commit(office.an_event(), checkpoint=True)


def opens(office: Office) -> None:
    open_desk(office.parts.paths.folder).close()


@pytest.mark.expects_log  # SQLAlchemy's, of a cursor on a server that is gone: the driver warns of the same
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("what", [reads, writes, opens])
@pytest.mark.parametrize("lost", ["question", "answer"])
def test_whichever_trip_is_lost_whoever_asked_is_told_or_has_what_they_asked_for(
    behind_proxy: Office, proxy: Proxy, what: Callable[[Office], None], lost: str
) -> None:
    """And that the server went away in the middle of its handshake makes nobody doubt that it is the right one."""
    told = set()
    for trip in count(1):
        behind_proxy.parts.engine.dispose()
        proxy.drop_at(trip, lost)
        try:
            what(behind_proxy)
        except DatabaseError as error:
            told.add(error.code)
        if proxy.dropped < trip:
            break
    gc.collect()
    assert proxy.dropped > 6 and told == {"database_unreachable", "database_lost"}


def test_a_connection_that_ends_as_a_transaction_begins_is_replaced(office: Office) -> None:
    """Nothing was done on it; whoever pressed notices nothing."""
    ended: list[int] = []

    def end(driver: psycopg.Connection[Any], *_: object) -> None:
        if not ended:
            ended.append(driver.info.backend_pid)
            postgres.the_server().end_backend(ended[0])

    event.listen(office.parts.engine, "checkout", end)
    with office.uow() as uow:
        uow.commit(office.an_event())
    assert ended and office.verify().whole


@pytest.mark.parametrize("state", [State.CHECKED_IN, State.BRIEFED, State.CLOSING])
def test_a_step_that_fails_without_the_server_is_done_when_it_is_back(
    office: Office, server: postgres.Server, state: State
) -> None:
    id = office.in_state(state)
    before, rows = office.session(id), office.all_rows()
    steps: dict[State, Callable[[], Any]] = {
        State.CHECKED_IN: lambda: office.sighted(id),
        State.BRIEFED: lambda: office.do(listening.OpenRecording(office.actor(), id)),
        State.CLOSING: lambda: office.close(id, Outcome.HEARD_IN_PART),
    }
    office.fake_sound.calls.clear()
    server.stop()
    with pytest.raises(DatabaseError):
        steps[state]()
    assert office.fake_sound.calls in ([], ["shut"])
    server.start()
    assert (office.session(id), office.all_rows()) == (before, rows)
    steps[state]()
    assert office.all_rows() != rows and office.verify().whole

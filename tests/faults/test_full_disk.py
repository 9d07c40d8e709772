"""A disk that is full when a session starts, and one that fills while someone listens.

A session does not start unlogged; saved work stays; nothing sounds that cannot be saved; and once there is room,
the same step is simply done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from desktop.application.office.signing_in import sign_out
from desktop.application.sessions import checking_in, listening
from desktop.bootstrap.opening import open_parts
from desktop.domain.log.events import EventKind
from desktop.domain.requests.request import Status
from desktop.domain.sessions.session import Outcome, Party, State
from desktop.domain.shared.spans import Span
from desktop.errors import CheckpointNotStoredError, DatabaseError, ExternalSystemError
from desktop.words.errors import message_for
from tests.faults.full_disk import SmallDisk, small_disk
from tests.support.offices.builders import Office, a_call, an_office
from tests.support.refusals import error_of

FULL = (
    "The disk of this PC that the office’s database is on is full, so this was not done. What was saved before is "
    "safe. Make room on it or ask for help, then try again."
)
NOT_WITNESSED = (
    "What you did is saved, but the witness file could not be written. Check that its place can be reached and has "
    "room. The next checkpoint makes up for it."
)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk") as made:
        yield made


@pytest.fixture
def office(disk: SmallDisk) -> Iterator[Office]:
    """Yield an office on that disk."""
    made = an_office(disk.root)
    yield made
    made.parts.engine.dispose()


def refused_for_want_of_room(step: Callable[[], Any]) -> None:
    assert message_for(error_of(DatabaseError, step)) == FULL


def until_refused(steps: Iterator[Callable[[], Any]]) -> int:
    """Do one after another; return how many were done before one was refused for want of room."""
    for done, step in enumerate(steps):
        try:
            step()
        except DatabaseError as failed:
            assert message_for(failed) == FULL
            return done
    raise AssertionError("the disk never filled")


def test_a_session_does_not_start_when_it_cannot_be_logged(office: Office, disk: SmallDisk) -> None:
    appointment = office.booked()
    before = office.bodies()
    command = checking_in.CheckIn(office.actor(), appointment.id, frozenset({Party.CUSTOMER}), copy_wanted=False)

    def check_in() -> Any:
        return office.do(command)

    reopened(office)
    disk.fill()
    refused_for_want_of_room(check_in)
    disk.make_room()
    assert office.bodies() == before
    view = check_in()
    assert office.session(view.id).state is State.CHECKED_IN
    assert office.verify().whole


def reopened(office: Office) -> None:
    """Start again: the database's own files are put away, so that it needs new room for its writes."""
    office.parts.engine.dispose()


def test_nothing_opens_when_its_opening_cannot_be_logged(office: Office, disk: SmallDisk) -> None:
    id = office.briefed()
    reopened(office)
    disk.fill()
    refused_for_want_of_room(lambda: office.do(listening.OpenRecording(office.actor(), id)))
    assert office.fake_sound.calls == []
    disk.make_room()
    assert office.session(id).state is State.BRIEFED
    office.do(listening.OpenRecording(office.actor(), id))
    assert office.session(id).state is State.LISTENING and office.fake_sound.calls == ["open"]


def test_a_disk_that_fills_while_somebody_listens_loses_nothing_that_was_saved(office: Office, disk: SmallDisk) -> None:
    id = office.listening()
    office.do(listening.heard, office.position(id, 10, Span(0, 10)))

    def saves() -> Iterator[Callable[[], Any]]:
        for frame in count(10, 10):
            position = office.position(id, frame + 10, Span(frame, frame + 10))
            yield partial(office.do, listening.heard, position)

    disk.fill()
    again = Office(open_parts(office.parts.paths.folder), office.back, office.people)
    assert again.session(id).heard == (Span(0, 10),) and again.verify().whole, "a start finds it all"
    again.parts.engine.dispose()
    upto = 10 + 10 * until_refused(saves())
    refused_for_want_of_room(lambda: office.do(listening.play, office.position(id, upto)))
    assert office.player.calls == []
    disk.make_room()
    session = office.session(id)
    assert (session.heard, session.at_frame, session.state) == ((Span(0, upto),), upto, State.LISTENING)
    office.do(office.at(listening.Finish, id, 16_000, Span(upto, 16_000)))
    assert office.close(id, Outcome.HEARD_IN_FULL).receipt.heard_fraction == 1.0
    proof = office.verify()
    assert proof.whole and proof.anchored == proof.events


def test_a_recording_is_stored_whole_or_not_at_all(office: Office, disk: SmallDisk) -> None:
    request = office.a_request()
    stored, before = sorted(office.parts.paths.vault.rglob("*")), office.bodies()
    data = a_call(60)
    disk.fill()
    failed = error_of(ExternalSystemError, office.imported, request, data)
    assert message_for(failed) == (
        "The recording could not be stored: the disk that recordings are kept on is full. Make room on it."
    )
    assert sorted(office.parts.paths.vault.rglob("*")) == stored
    disk.make_room()
    assert office.bodies() == before and office.request(request).status is Status.TAKEN
    office.imported(request, data)
    assert office.request(request).status is Status.LINKED


def test_a_witness_on_a_full_disk_is_said_and_the_next_checkpoint_makes_up_for_it(
    tmp_path: Path, disk: SmallDisk
) -> None:
    """The office's own disk has room: a closed session stays closed, and its checkpoint is in the database."""
    office = an_office(tmp_path / "office-on-another-disk")
    witness = disk.root / "witness.txt"
    witness.write_bytes(office.parts.paths.witness.read_bytes())
    office.parts.witness.files[0].path = witness
    try:
        id = office.closing()
        disk.fill()
        use_up_the_last_block(office)
        closed = office.close(id, Outcome.HEARD_IN_PART)
        assert message_for(closed.not_witnessed) == NOT_WITNESSED
        assert closed.receipt.checkpoint.startswith("listening-room/"), "the receipt bears it all the same"
        with pytest.raises(CheckpointNotStoredError):
            office.do(sign_out, office.actor())
        assert office.session(id).state is State.CLOSED
        assert office.events(id)[-1].kind is EventKind.SESSION_CLOSED
        behind = office.verify()
        assert not behind.whole and behind.unproved
        assert behind.findings == ("The newest checkpoint in the database is missing from the witness file.",)
        disk.make_room()
        office.do(sign_out, office.actor())
        proof = office.verify()
        assert proof.whole and proof.anchored == proof.events
    finally:
        office.parts.engine.dispose()


def use_up_the_last_block(office: Office) -> None:
    """Use up the room in the blocks that a full disk's files have already."""
    with pytest.raises(ExternalSystemError, match="witness_unusable"):
        for _ in range(100):
            office.do(sign_out, office.actor())

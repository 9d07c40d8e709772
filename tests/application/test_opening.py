"""Nothing opens before identity: the real vault and its real door, in front of a player that only takes notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

from desktop.application.sessions import listening
from desktop.bootstrap.keys import identity_of
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.identity import CallerCheck
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import SessionId
from desktop.errors import ListeningRoomError, RowRefusedError, VaultDamagedError
from desktop.media.waveform import waveform_of
from desktop.playback.player import Player, VaultSound
from desktop.playback.source import WavFormat
from desktop.vault.blobs import BlobKind, Blobs
from tests.application.steps import STEPS
from tests.support.fixtures import made
from tests.support.offices.builders import RATE, Office, a_call
from tests.support.offices.places import WITH_A_COUNTER
from tests.support.refusals import refusal

VOICE = WavFormat(RATE, 1, 800).header() + bytes(1600)


class Door:
    """A VaultSound that counts how often the desk's identity was requested: without it no key is unwrapped."""

    def __init__(self, office: Office) -> None:
        self.asked = 0
        self.office = office
        self.blobs = office.parts.vault
        office.other_sound = VaultSound(cast(Player, office.player), self.blobs, self.identity, waveform_of, VOICE)

    def identity(self) -> str:
        self.asked += 1
        return identity_of(self.office.parts.store, self.office.front)

    @property
    def untouched(self) -> bool:
        loads = [call for call in self.office.player.calls if call.startswith("load") and call != "load 800 at 8000"]
        return self.asked == 0 and loads == []


@pytest.fixture
def door(office: Office) -> Iterator[Door]:
    yield Door(office)
    office.player.unload()


BEFORE: dict[str, Callable[[Office], SessionId]] = {
    "checked in": Office.checked_in,
    "documents sighted": lambda office: office.sighted(office.checked_in()),
    "identified": Office.identified,
    "briefed": Office.briefed,
}


@pytest.mark.parametrize("reach", BEFORE.values(), ids=BEFORE)
def test_up_to_the_brief_no_key_is_unwrapped_and_nothing_is_loaded(
    office: Office, door: Door, reach: Callable[[Office], SessionId]
) -> None:
    reach(office)
    assert door.untouched


@pytest.mark.against("customer")
@pytest.mark.parametrize("reach", list(BEFORE.values())[:2], ids=list(BEFORE)[:2])
def test_before_identity_is_confirmed_nothing_that_anybody_does_opens_the_copy(
    office: Office, door: Door, reach: Callable[[Office], SessionId]
) -> None:
    id = reach(office)
    for step in STEPS:
        if step.name.startswith(("caller matches", "finish", "not_enough", "caller does not", "interrupt")):
            continue
        for actor in (office.actor(), office.actor("other-adviser"), office.actor("supervisor")):
            try:
                step.run(office, actor, id)
            except ListeningRoomError:
                continue
    assert office.session(id).state is State.CHECKED_IN
    assert door.untouched and "play" not in office.player.calls


def test_after_a_failed_identity_closing_does_not_go_back_to_listening(office: Office, door: Door) -> None:
    id = office.checked_in()
    [step] = [step for step in STEPS if step.name == "caller does not match"]
    step.run(office, office.actor(), id)
    assert refusal(office.do, listening.OpenRecording(office.actor(), id)) == "listen_before_identity"
    assert office.events(id)[-1].facts["caller"] == CallerCheck.DOES_NOT_MATCH
    assert door.untouched


@pytest.mark.against("adviser")
def test_opening_unwraps_once_and_loads_exactly_the_approved_copy(office: Office, door: Door) -> None:
    id = office.listening()
    copy = office.copy(office.session(id).copy)
    assert door.asked == 1
    assert office.player.calls == [f"load {copy.frames} at {copy.rate}"]
    event = office.events(id)[-1]
    assert event.kind is EventKind.RECORDING_OPENED and event.subjects["copy"] == copy.id  # type: ignore[index]
    assert event.facts["sha256"] == copy.digest, "the log says which bytes sounded"


@pytest.mark.against("customer")
def test_the_waveform_that_comes_back_is_silent_in_the_removed_parts_alone(office: Office, door: Door) -> None:
    id = office.briefed()
    opened = office.do(listening.OpenRecording(office.actor(), id))
    copy = office.copy(office.session(id).copy)
    drawn = opened.waveform.channels[0]
    width = copy.frames / len(drawn)
    for number, (low, high) in enumerate(drawn):
        start, end = number * width, (number + 1) * width
        inside = any(part.start <= start and end <= part.end for part in copy.removed)
        outside = all(end <= part.start or part.end <= start for part in copy.removed)
        assert not inside or (low, high) == (0, 0)
        assert not outside or high > low


WAYS_OUT = ("break", "distress", "finish")


@pytest.mark.parametrize("name", WAYS_OUT)
def test_every_way_out_shuts_the_copy(office: Office, door: Door, name: str) -> None:
    id = office.listening()
    reader = office.player.loaded
    [step] = [step for step in STEPS if step.name == name]
    step.run(office, office.actor(), id)
    assert office.player.calls[-1] == "unload" and office.player.loaded is None
    with pytest.raises(ValueError, match="closed"):
        cast(Any, reader).read(0, 1)


def test_the_sound_check_opens_nothing_of_the_customers(office: Office, door: Door) -> None:
    id = office.identified()
    listening.open_sound_check(office.actor(), id, uow=office.uow(), sound=office.sound)
    assert office.player.calls == ["load 800 at 8000"]
    assert door.untouched


def test_a_copy_that_was_changed_in_the_vault_is_not_loaded(office: Office, door: Door) -> None:
    id = office.briefed()
    [blob] = (office.parts.paths.vault).rglob(f"*{office.session(id).copy}*")
    data = bytearray(blob.read_bytes())
    data[len(data) // 2] ^= 1
    blob.chmod(0o600)
    blob.write_bytes(data)
    with pytest.raises(VaultDamagedError):
        office.do(listening.OpenRecording(office.actor(), id))
    assert office.session(id).state is State.LISTENING and office.player.loaded is None
    assert not [call for call in office.player.calls if call.startswith("load")]


with_a_counter = made(WITH_A_COUNTER["sqlcipher"])


@pytest.mark.against("adviser")
def test_a_counter_cannot_open_an_original(with_a_counter: Office) -> None:
    office = with_a_counter
    request = office.request(office.first_request)
    assert request.recording is not None
    with office.uow().read_only() as uow:
        original = uow.recordings.get(request.recording)
    from desktop.vault.keys import open_key

    front, back = (identity_of(office.parts.store, desk) for desk in (office.front, office.back))
    with pytest.raises(VaultDamagedError):
        open_key(original.key, front, original.id)
    key = open_key(original.key, back, original.id)
    with Blobs(office.parts.paths.vault).open(BlobKind.ORIGINAL, original.id, key) as reader:
        assert reader.size > 0


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE request SET status = 'refused'",
        "UPDATE approved_copy SET digest = 'changed'",
        "UPDATE approved_copy SET version = version + 1",
        "UPDATE decision SET copy = NULL",
        "UPDATE request SET approved_until = '2026-11-23'",
    ],
)
def test_an_approval_that_a_row_says_otherwise_of_opens_nothing(office: Office, door: Door, edit: str) -> None:
    id = office.briefed()
    office.sql(edit)
    before = office.bodies()
    with pytest.raises(RowRefusedError):
        office.do(listening.OpenRecording(office.actor(), id))
    assert door.untouched and office.session(id).state is State.BRIEFED
    assert office.bodies()[:-1] == before and office.events()[-1].kind is EventKind.ROW_REFUSED


@pytest.mark.against("adviser")
def test_an_approval_that_ended_since_the_check_in_opens_nothing(office: Office, door: Door) -> None:
    today = office.clock.now().date()
    request = office.decided(office.prepared(office.imported(office.a_request(), a_call(2.0, 640))), until=today)
    id = office.briefed(request=request)
    office.clock.pass_by(days=1)
    before = office.bodies()
    assert refusal(office.do, listening.OpenRecording(office.actor(), id)) == "approval_withdrawn"
    assert door.untouched and office.bodies() == before and office.session(id).state is State.BRIEFED

"""A stored copy that was changed, cut, extended, swapped, lost, or whose key this desk does not hold.

It never opens. The adviser is told what it means and what to do, the session can be finished, and the log has it all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest

from desktop.application.copies.preparing import PrepareCopy, prepare_copy
from desktop.application.sessions import listening
from desktop.bootstrap.keys import identity_of, new_desk_identity
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.requests.request import Status
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.session import Outcome, State, WhyFinished
from desktop.domain.shared.ids import CopyId, DeskId, RequestId, SessionId
from desktop.errors import KeyringError, VaultDamagedError
from desktop.media.waveform import waveform_of
from desktop.playback.player import Player, VaultSound
from desktop.vault.blobs import BlobKind, Blobs
from desktop.vault.keys import open_key
from desktop.words.errors import message_for, sentence
from tests.support.offices.builders import Office, a_call
from tests.support.refusals import error_of

Damage = Callable[[Office, Path], None]


def changed(office: Office, stored: Path) -> None:
    content = bytearray(stored.read_bytes())
    content[len(content) // 2] ^= 1
    stored.write_bytes(content)


def cut(office: Office, stored: Path) -> None:
    stored.write_bytes(stored.read_bytes()[:-1000])


def cut_to_nothing(office: Office, stored: Path) -> None:
    stored.write_bytes(b"")


def extended(office: Office, stored: Path) -> None:
    stored.write_bytes(stored.read_bytes() + bytes(100))


def swapped(office: Office, stored: Path) -> None:
    """Put another approved copy of the same office in its place."""
    other = office.request(office.approved(a_call(2, 700))).copy
    assert other is not None
    stored.write_bytes(stored.with_name(other).read_bytes())


def replaced(office: Office, stored: Path) -> None:
    """Put another sound of the same length there, sealed with this desk's key: it authenticates."""
    copy = office.copy(CopyId(stored.name))
    key = open_key(copy.key, identity_of(office.parts.store, office.front), copy.id)
    stored.unlink()
    Blobs(office.parts.paths.vault).store(BlobKind.APPROVED, copy.id, [a_call(copy.frames / copy.rate, 880)], key)


def missing(office: Office, stored: Path) -> None:
    stored.unlink()


def unreadable(office: Office, stored: Path) -> None:
    stored.unlink()
    stored.mkdir()


DAMAGES: tuple[tuple[Damage, str], ...] = (
    (changed, "vault_damaged"),
    (cut, "vault_damaged"),
    (cut_to_nothing, "vault_damaged"),
    (extended, "vault_damaged"),
    (swapped, "vault_damaged"),
    (replaced, "vault_not_the_approved_copy"),
    (missing, "vault_missing"),
    (unreadable, "vault_damaged"),
)


@pytest.fixture
def sounding(office: Office) -> Iterator[Office]:
    """Yield the office with its real vault; only the loudspeaker is a fake."""
    with_identity_of(office, office.front)
    yield office
    office.player.unload()


def stored_copy(office: Office, id: SessionId) -> Path:
    return Blobs(office.parts.paths.vault).path(BlobKind.APPROVED, office.session(id).copy)


def with_identity_of(office: Office, desk: DeskId) -> None:
    def identity() -> str:
        return identity_of(office.parts.store, desk)

    blobs = Blobs(office.parts.paths.vault)
    office.other_sound = VaultSound(cast(Player, office.player), blobs, identity, waveform_of, a_call(0.5))


def open_recording(office: Office, id: SessionId) -> None:
    office.do(listening.OpenRecording(office.actor(), id))


def ends_as_a_fault(office: Office, id: SessionId) -> None:
    """Check that nothing is open, and that the session ends as a technical fault and is reviewed by a supervisor."""
    assert office.player.loaded is None and not [call for call in office.player.calls if call.startswith("load")]
    assert office.session(id).heard == ()
    office.do(listening.Finish(office.who(id), id, 0, because=WhyFinished.FAULT))
    office.close(id, Outcome.TECHNICAL_FAULT)
    assert Exceptional.TECHNICAL_FAULT in office.exceptions(id)
    kinds = [event.kind for event in office.events(id)]
    assert EventKind.RECORDING_OPENED in kinds and EventKind.PLAY_STARTED not in kinds
    assert office.verify().whole


def test_a_damaged_copy_never_opens_and_the_session_ends_as_a_fault(sounding: Office) -> None:
    for damage, said in DAMAGES:
        id = sounding.briefed(request=sounding.approved())
        damage(sounding, stored_copy(sounding, id))
        failed = error_of(VaultDamagedError, open_recording, sounding, id)
        words = message_for(failed)
        assert words == sentence(said) and "tell Information Governance" in words, damage
        assert sounding.session(id).state is State.LISTENING
        ends_as_a_fault(sounding, id)
        sounding.clock.pass_by(hours=1)


def test_a_copy_that_is_put_back_opens_again(sounding: Office) -> None:
    id = sounding.briefed()
    stored = stored_copy(sounding, id)
    kept = stored.read_bytes()
    missing(sounding, stored)
    with pytest.raises(VaultDamagedError):
        open_recording(sounding, id)
    stored.write_bytes(kept)
    open_recording(sounding, id)
    assert sounding.player.loaded is not None


def test_another_desks_identity_opens_nothing_and_it_says_whom_to_ask(sounding: Office) -> None:
    id = sounding.briefed()
    new_desk_identity(sounding.parts.store, DeskId("stranger"))
    with_identity_of(sounding, DeskId("stranger"))
    failed = error_of(VaultDamagedError, open_recording, sounding, id)
    assert message_for(failed) == sentence("vault_key_not_ours")
    assert message_for(failed).endswith("ask an administrator.")
    ends_as_a_fault(sounding, id)


def test_a_keyring_without_the_desks_identity_opens_nothing(sounding: Office) -> None:
    id = sounding.briefed()
    with_identity_of(sounding, DeskId("never enrolled"))
    failed = error_of(KeyringError, open_recording, sounding, id)
    assert message_for(failed) == "This account is not enrolled at this desk."
    ends_as_a_fault(sounding, id)


def prepare(office: Office, request: RequestId) -> None:
    command = PrepareCopy(office.actor("officer", office.back), request, ())
    office.do(prepare_copy, command, desk=office.back)


def test_of_a_damaged_original_no_copy_is_prepared(office: Office) -> None:
    vault = office.parts.paths.vault
    for damage in (changed, cut, extended, missing):
        request = office.imported(office.a_request(), a_call(2, 550))
        recording = office.recording(request)
        damage(office, Blobs(vault).path(BlobKind.ORIGINAL, recording))
        before, copies = office.bodies(), sorted((vault / "approved").iterdir())
        with pytest.raises(VaultDamagedError):
            prepare(office, request)
        assert office.bodies() == before and sorted((vault / "approved").iterdir()) == copies, damage
        assert office.request(request).status is Status.LINKED


def test_of_a_damaged_working_copy_a_copy_is_prepared_and_the_log_says_that_it_was_rebuilt(office: Office) -> None:
    request = office.prepared(office.imported(office.a_request(), a_call(2, 550)))
    recording = office.recording(request)
    changed(office, Blobs(office.parts.paths.vault).path(BlobKind.WORKING, recording))
    prepare(office, request)
    rebuilt, prepared = office.events()[-2:]
    assert (rebuilt.kind, prepared.kind) == (EventKind.WORKING_COPY_REBUILT, EventKind.COPY_PREPARED)
    assert rebuilt.subjects == {Subject.REQUEST: request, Subject.RECORDING: recording}
    assert rebuilt.actor == office.people["officer"] and rebuilt.facts["part"] == "working"
    assert str(rebuilt.facts["found"]).startswith("vault_") and office.verify().whole

"""Whole sessions without a window: real telephone speech, in every format, from the import to the verified log.

libvlc's output is compared with the approved copy sample for sample.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desktop.application.sessions import listening
from desktop.domain.copies.marking import Removal, RemovalReason
from desktop.domain.sessions.session import Outcome, State
from desktop.media.formats.formats import AudioFormat
from tests.end_to_end.playing import SoundingDesk, approved_samples, kept_frames, original_samples
from tests.support.machine import speech
from tests.support.offices.builders import Office

PARTS = (
    Removal(900, 1400, None, RemovalReason.ABOUT_ANOTHER_PERSON),
    Removal(4200, 4400, None, RemovalReason.CARD_DETAILS),
)
"""Far apart: on a busy machine a pause between them comes late."""
FORMATS: dict[speech.Kind, AudioFormat] = {
    "pcm": AudioFormat.PCM_WAV,
    "a_law": AudioFormat.A_LAW,
    "mu_law": AudioFormat.MU_LAW,
    "gsm": AudioFormat.GSM,
    "mp3": AudioFormat.MP3,
    "mp3_wav": AudioFormat.MP3_WAV,
}
SHORT_PROMPT = "agent-user"  # about five seconds


@pytest.mark.against("file")
@pytest.mark.parametrize("kind", speech.KINDS)
def test_what_is_heard_is_the_approved_copy_for_every_format(
    office: Office, desk: SoundingDesk, kind: speech.Kind, tmp_path: Path
) -> None:
    data = speech.transcode(speech.prompt_wav(SHORT_PROMPT), kind, tmp_path).read_bytes()
    request = office.approved(data, PARTS)
    recording = office.recording(request)
    with office.uow().read_only() as uow:
        assert uow.recordings.get(recording).format == FORMATS[kind]
    id = office.listening(request=request)
    copy = office.copy(office.session(id).copy)
    approved, original, kept = approved_samples(office, copy), original_samples(data), kept_frames(copy)

    # The copy itself: the original outside the removed parts, silence inside.
    assert len(copy.removed) == 2 and 0 < kept.sum() < copy.frames
    assert np.array_equal(approved[kept], original[kept])
    assert original[~kept].any() and not approved[~kept].any()

    # After a seek, also into the middle of a removed part, the output goes on with exactly that frame.
    into = copy.removed[1].start + 100
    desk.play(id, past=copy.removed[0].end)
    heard_first = len(desk.samples()) // copy.channels
    assert np.array_equal(desk.samples(), approved[:heard_first].ravel())
    desk.seek(id, into)
    desk.play(id)
    out = desk.samples().reshape(-1, copy.channels)
    assert np.array_equal(out[heard_first:], approved[into:])
    first = copy.removed[0]
    assert first.end < heard_first
    assert not out[first.start : first.end].any()
    assert not out[heard_first : heard_first + copy.removed[1].end - into].any()

    # The skipped part was not heard, and is offered.
    session = office.session(id)
    assert session.heard[-1].end == copy.frames and session.heard[0].start == 0
    assert session.heard[0].end < into == session.heard[-1].start


def test_a_stereo_call_keeps_each_party_on_its_side(office: Office, desk: SoundingDesk, tmp_path: Path) -> None:
    path = speech.stereo(speech.prompt_wav("tt-weasels"), speech.prompt_wav("vm-intro"), tmp_path)
    removal = (Removal(1000, 1500, 1, RemovalReason.ABOUT_ANOTHER_PERSON),)
    id = office.listening(request=office.approved(path.read_bytes(), removal))
    copy = office.copy(office.session(id).copy)
    desk.play(id)
    out, original = desk.samples().reshape(-1, 2), original_samples(path.read_bytes())
    assert np.array_equal(out, approved_samples(office, copy))
    part = copy.removed[0]
    assert part.channel == 1
    assert np.array_equal(out[:, 0], original[:, 0])
    assert not out[part.start : part.end, 1].any() and original[part.start : part.end, 1].any()


def test_after_a_break_it_goes_on_where_it_stood(office: Office, desk: SoundingDesk) -> None:
    request = office.approved(speech.prompt_wav("tt-weasels").read_bytes(), ())
    id = office.listening(request=request)
    copy = office.copy(office.session(id).copy)
    desk.play(id, past=8000)
    before = len(desk.samples())
    frame = desk.player.status().frame
    office.do(office.at(listening.TakeBreak, id, frame))
    assert desk.player.settle(5)
    assert desk.player.status().state.value == "empty" and office.session(id).state is State.ON_BREAK
    opened = office.do(listening.OpenRecording(office.actor(), id))
    desk.seek(id, opened.session.at_frame)
    desk.play(id)
    approved = approved_samples(office, copy).ravel()
    assert frame == opened.session.at_frame
    assert np.array_equal(desk.samples(), np.concatenate([approved[:before], approved[frame:]]))
    assert office.session(id).heard[-1].end == copy.frames
    office.do(office.at(listening.Finish, id, copy.frames))
    assert office.close(id, Outcome.HEARD_IN_FULL).receipt.heard_fraction > 0.999


@pytest.mark.against("thief")
def test_nothing_of_the_sound_lies_in_the_clear_in_the_offices_folder(office: Office, desk: SoundingDesk) -> None:
    data = speech.prompt_wav("tt-weasels").read_bytes()
    id = office.listening(request=office.approved(data, ()))
    desk.play(id, past=4000)
    fragments = [data[at : at + 24] for at in range(10_000, 40_000, 2_000)]
    files = [path.read_bytes() for path in office.parts.paths.folder.rglob("*") if path.is_file()]
    assert len(files) > 5
    for content in files:
        assert not [fragment for fragment in fragments if any(fragment) and fragment in content]

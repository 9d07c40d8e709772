from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain.copies.copy import DECODER, ApprovedCopy, Recording, SealedKey
from desktop.domain.recordings.decoding import is_outdated, may_be_wrong
from desktop.domain.shared.ids import CopyId, PersonId, RecordingId, RequestId, RetentionKeyId
from tests.fakes import TUESDAY

KEY = SealedKey(b"", RetentionKeyId("key"), b"")
DECODED_ANOTHER_WAY = ("mp3", "mp3_wav", "gsm")


def a_recording(kind: str, decoder: int, frames: int = 6400) -> Recording:
    more = {"number": None, "decoder": decoder}
    id = RecordingId("recording")
    return Recording(id, "x", TUESDAY, False, kind, 8000, 1, frames, "", KEY, TUESDAY, **more)  # type: ignore[arg-type]


def a_copy(decoder: int, frames: int = 6400) -> ApprovedCopy:
    ids = CopyId("copy"), RequestId("request"), RecordingId("recording"), PersonId("officer")
    return ApprovedCopy(*ids, TUESDAY, 8000, 1, frames, "", KEY, decoder=decoder)


@pytest.mark.parametrize("kind", ["pcm_wav", "a_law", "mu_law", *DECODED_ANOTHER_WAY])
@pytest.mark.parametrize("decoder", range(DECODER + 1))
def test_what_an_earlier_decoder_did_otherwise_is_outdated_and_nothing_else(kind: str, decoder: int) -> None:
    assert is_outdated(a_recording(kind, decoder)) == (decoder < DECODER and kind in DECODED_ANOTHER_WAY)


@pytest.mark.parametrize("kind", ["pcm_wav", "a_law", "mu_law", *DECODED_ANOTHER_WAY])
def test_a_copy_made_of_it_may_be_wrong_also_when_the_recording_has_been_decoded_again(kind: str) -> None:
    for recording in (a_recording(kind, 0), a_recording(kind, DECODER, frames=6080)):
        assert may_be_wrong(a_copy(0), recording) == (kind in DECODED_ANOTHER_WAY)
        assert not may_be_wrong(a_copy(DECODER), recording)


@pytest.mark.parametrize(("frames", "wrong"), [(320, False), (640, True), (960, False), (1280, True), (800, False)])
def test_of_gsm_only_what_can_be_a_block_too_long_may_be_wrong(frames: int, wrong: bool) -> None:
    assert may_be_wrong(a_copy(0, frames), a_recording("gsm", 0, frames)) == wrong


def test_gsm_that_was_as_long_when_it_was_decoded_again_was_right() -> None:
    again = a_recording("gsm", DECODER, 640)
    assert not may_be_wrong(a_copy(0, 640), again)
    assert may_be_wrong(a_copy(0, 640), replace(again, frames=320))

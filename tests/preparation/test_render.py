from __future__ import annotations

import io
import subprocess
import sys
import tracemalloc
import wave
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.removal import Removal, RemovalReason, RemovedFrames, frames_of
from desktop.errors import MediaRefusedError
from desktop.preparation.decode import decode
from desktop.preparation.render import HEADER_SIZE, Style, render, wav_header
from tests.speech import prompt_wav

Samples = np.ndarray[tuple[int, int], np.dtype[np.int16]]
RATE = 8000


def noise(frames: int, channels: int) -> Samples:
    # Never zero, so that a zero is a removed sample and nothing else.
    return np.random.default_rng(frames).integers(1, 32768, (frames, channels)).astype(np.int16)


def rendered(
    samples: Samples,
    removed: Sequence[RemovedFrames],
    block: int = 1000,
    style: Style = "silence",
    rate: int = RATE,
) -> bytes:
    frames, channels = samples.shape
    blocks = (samples[at : at + block].astype("<i2").tobytes() for at in range(0, frames, block))
    return b"".join(render(blocks, rate, channels, removed, frames=frames, style=style))


def sound_of(wav: bytes, channels: int) -> Samples:
    return np.frombuffer(wav[HEADER_SIZE:], "<i2").astype(np.int16).reshape(-1, channels)


def removed_mask(
    shape: tuple[int, int], removed: Sequence[RemovedFrames]
) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    mask = np.zeros(shape, np.bool_)
    for part in removed:
        mask[part.start : part.end, slice(None) if part.channel is None else part.channel] = True
    return mask


@st.composite
def calls(draw: st.DrawFn) -> tuple[Samples, list[RemovedFrames], int]:
    frames, channels = draw(st.integers(1, 3000)), draw(st.integers(1, 2))
    removed = []
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, frames - 1))
        end = draw(st.integers(start + 1, frames))
        channel = draw(st.sampled_from([None, *range(channels)]))
        removed.append(RemovedFrames(start, end, channel))
    return noise(frames, channels), removed, draw(st.integers(1, 1500))


@settings(deadline=None)
@given(calls())
def test_removed_frames_are_silent_and_every_other_sample_is_untouched(
    call: tuple[Samples, list[RemovedFrames], int],
) -> None:
    samples, removed, block = call
    sound = sound_of(rendered(samples, removed, block), samples.shape[1])
    expected = np.where(removed_mask((samples.shape[0], samples.shape[1]), removed), 0, samples)
    assert np.array_equal(sound, expected)


@settings(deadline=None, max_examples=40)
@given(calls())
def test_a_bleep_replaces_removed_frames_alone_and_is_the_same_however_the_blocks_fall(
    call: tuple[Samples, list[RemovedFrames], int],
) -> None:
    samples, removed, block = call
    wav = rendered(samples, removed, block, "bleep")
    mask = removed_mask((samples.shape[0], samples.shape[1]), removed)
    assert np.array_equal(sound_of(wav, samples.shape[1])[~mask], samples[~mask])
    assert np.abs(sound_of(wav, samples.shape[1])[mask]).max(initial=0) <= 3277
    assert wav == rendered(samples, removed, 3000, "bleep")


@pytest.mark.parametrize("rate", [8000, 11025, 44100])
def test_a_bleep_is_a_steady_tone_of_one_kilohertz_without_a_click(rate: int) -> None:
    frames = 5 * rate
    whole = [RemovedFrames(0, frames, None)]
    tone = sound_of(rendered(noise(frames, 1), whole, 777, "bleep", rate), 1)[:, 0].astype(np.float64)
    assert int(np.argmax(np.abs(np.fft.rfft(tone)))) == 5 * 1000
    expected = 3276.7 * np.sin(2 * np.pi * 1000 * np.arange(frames) / rate)
    assert np.abs(tone - expected).max() < 2


@pytest.mark.parametrize("channels", [1, 2])
def test_the_result_is_a_plain_wav_of_the_same_length(channels: int) -> None:
    wav = rendered(noise(12_345, channels), [RemovedFrames(5, 500, None)])
    assert wav[36:40] == b"data"
    with wave.open(io.BytesIO(wav)) as sound:
        facts = sound.getnchannels(), sound.getsampwidth(), sound.getframerate(), sound.getnframes()
        assert facts == (channels, 2, RATE, 12_345)
    assert len(wav) == HEADER_SIZE + 12_345 * 2 * channels


def test_a_rendered_copy_is_itself_accepted_and_decodes_to_itself() -> None:
    original = decode(prompt_wav().read_bytes())
    marks = [Removal(2000, 3000, None, RemovalReason.SAFETY), Removal(9000, 9500, 0, RemovalReason.CARD_DETAILS)]
    removed = frames_of(marks, original.rate, original.frames)
    wav = b"".join(render([original.pcm], original.rate, original.channels, removed, frames=original.frames))
    copy = decode(wav)
    assert (copy.rate, copy.channels, copy.frames) == (original.rate, original.channels, original.frames)
    heard, said = (np.frombuffer(each.pcm, "<i2") for each in (copy, original))
    assert not heard[1850 * 8 : 3150 * 8].any()
    assert said[1850 * 8 : 3150 * 8].any()
    assert np.array_equal(heard[3150 * 8 : 8850 * 8], said[3150 * 8 : 8850 * 8])


def test_nothing_removed_is_the_same_sound() -> None:
    samples = noise(5000, 2)
    assert np.array_equal(sound_of(rendered(samples, []), 2), samples)


@pytest.mark.parametrize("given", [0, 999, 1001])
def test_blocks_of_another_length_than_promised_are_refused(given: int) -> None:
    blocks = [bytes(2 * given)] if given else []
    with pytest.raises(MediaRefusedError) as refused:
        b"".join(render(blocks, RATE, 1, [], frames=1000))
    assert refused.value.code == "media_length_differs"


def test_half_a_frame_is_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match="whole frames"):
        b"".join(render([bytes(6)], RATE, 2, [], frames=2))


@pytest.mark.parametrize(
    "part",
    [
        RemovedFrames(-1, 5, None),
        RemovedFrames(5, 5, None),
        RemovedFrames(0, 101, None),
        RemovedFrames(0, 5, 2),
        RemovedFrames(0, 5, -1),
    ],
)
def test_a_part_outside_the_recording_is_an_error_of_ours_before_anything_is_rendered(part: RemovedFrames) -> None:
    with pytest.raises(ValueError, match="within"):
        render([], RATE, 2, [part], frames=100)


def test_more_than_a_wav_can_hold_is_refused_before_anything_is_rendered() -> None:
    most = (0xFFFFFFFF - 36) // 4
    assert len(wav_header(RATE, 2, most)) == HEADER_SIZE
    with pytest.raises(MediaRefusedError) as refused:
        render([], RATE, 2, [], frames=most + 1)
    assert refused.value.code == "media_too_large"


def test_memory_does_not_grow_with_the_length() -> None:
    def peak_of(count: int) -> int:
        def blocks() -> Iterator[bytes]:
            for _ in range(count):
                yield bytes(range(256)) * 512

        frames = count * 256 * 512 // 4
        removed = [RemovedFrames(at, at + 300, 0) for at in range(0, frames - 300, 20_000)]
        tracemalloc.start()
        for _ in render(blocks(), RATE, 2, removed, frames=frames):
            pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    peak_of(1)
    assert peak_of(100) < peak_of(10) + (1 << 20)


PREPARING = """
import os, sys
sys.path.insert(0, os.getcwd())
from pathlib import Path
from desktop.domain.removal import RemovedFrames
from desktop.preparation.decode import decode_blocks
from desktop.preparation.ranges import MemoryBytes
from desktop.preparation.peaks import peaks_of
from desktop.preparation.render import render

def watch(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and isinstance(path, str) and path != os.devnull:
            print("written:", path)
    elif event.startswith("tempfile."):
        print(event)

data = Path(sys.argv[1]).read_bytes()
sys.dont_write_bytecode = True
sys.addaudithook(watch)
with decode_blocks(MemoryBytes(data)) as decoding:
    peaks = peaks_of(decoding, decoding.channels)
removed = [RemovedFrames(8000, 20000, None)]
for style in ("silence", "bleep"):
    with decode_blocks(MemoryBytes(data)) as decoding:
        for block in render(decoding, decoding.rate, 1, removed, frames=peaks.frames, style=style):
            pass
print("rendered", peaks.frames)
if "planted" in sys.argv:
    import tempfile
    tempfile.NamedTemporaryFile().close()
"""


def prepare_watched(*words: str) -> str:
    command = [sys.executable, "-c", PREPARING, str(prompt_wav()), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_no_file_is_written_from_import_to_copy() -> None:
    assert prepare_watched() == "rendered 175858\n"


def test_the_watch_for_written_files_sees_one() -> None:
    assert "tempfile" in prepare_watched("planted")

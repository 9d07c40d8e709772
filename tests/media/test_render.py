from __future__ import annotations

import io
import subprocess
import sys
import wave
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.copies.marking import Removal, RemovalReason, RemovedFrames, Style, frames_of
from desktop.media.formats.formats import HEADER_SIZE, wav_header
from desktop.media.loudness import Level, comfortable, measured
from desktop.media.render import level_of, render, segment
from desktop.media.sandbox.decoding import decode
from tests.support.machine.speech import prompt_wav
from tests.support.refusals import refusal

Samples = np.ndarray[tuple[int, int], np.dtype[np.int16]]
Mask = np.ndarray[tuple[int, int], np.dtype[np.bool_]]
RATE = 8000
RATES = (8000, 11025, 22050, 44100, 48000)
BLEEP_PEAK = 3277


def noise(frames: int, channels: int) -> Samples:
    # Never zero, so that a zero is a removed sample and nothing else.
    some = np.random.default_rng(frames)
    found: Samples = some.integers(1, 32768, (frames, channels)) * some.choice([-1, 1], (frames, channels))
    return found.astype(np.int16)


def rendered(
    samples: Samples,
    removed: Sequence[RemovedFrames],
    block: int = 1000,
    style: Style = "silence",
    rate: int = RATE,
    gain_cdb: int = 0,
) -> bytes:
    frames, channels = samples.shape
    blocks = (samples[at : at + block].astype("<i2").tobytes() for at in range(0, frames, block))
    return b"".join(render(blocks, rate, channels, removed, frames=frames, style=style, gain_cdb=gain_cdb))


def sound_of(wav: bytes, channels: int) -> Samples:
    return np.frombuffer(wav[HEADER_SIZE:], "<i2").astype(np.int16).reshape(-1, channels)


def raised(samples: Samples, gain_cdb: int) -> Samples:
    """Apply the intended gain: times the factor in single precision, rounded, never over full scale."""
    factor = np.float32(10 ** (gain_cdb / 2000))
    found: Samples = np.rint(samples.astype(np.float32) * factor).clip(-32768, 32767).astype(np.int16)
    return found


def removed_mask(shape: tuple[int, int], removed: Sequence[RemovedFrames]) -> Mask:
    mask = np.zeros(shape, np.bool_)
    for part in removed:
        mask[part.start : part.end, slice(None) if part.channel is None else part.channel] = True
    return mask


@dataclass(frozen=True)
class Call:
    samples: Samples
    removed: list[RemovedFrames]
    rate: int
    block: int
    gain_cdb: int

    @property
    def channels(self) -> int:
        return self.samples.shape[1]

    @property
    def mask(self) -> Mask:
        return removed_mask((self.samples.shape[0], self.samples.shape[1]), self.removed)

    def wav(self, style: Style = "silence", block: int = 0) -> bytes:
        return rendered(self.samples, self.removed, block or self.block, style, self.rate, self.gain_cdb)


@st.composite
def calls(draw: st.DrawFn) -> Call:
    frames, channels = draw(st.integers(1, 3000)), draw(st.integers(1, 2))
    removed = []
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, frames - 1))
        end = draw(st.integers(start + 1, frames))
        channel = draw(st.sampled_from([None, *range(channels)]))
        removed.append(RemovedFrames(start, end, channel))
    gain = draw(st.sampled_from([0, 0, 1]) | st.integers(0, 2000))
    return Call(noise(frames, channels), removed, draw(st.sampled_from(RATES)), draw(st.integers(1, 1500)), gain)


@settings(deadline=None)
@given(calls())
def test_removed_frames_are_silent_and_every_other_sample_is_the_recordings_by_the_gain(call: Call) -> None:
    sound = sound_of(call.wav(), call.channels)
    assert np.array_equal(sound, np.where(call.mask, 0, raised(call.samples, call.gain_cdb)))


@settings(deadline=None, max_examples=40)
@given(calls())
def test_a_bleep_replaces_removed_frames_alone_at_its_own_level(call: Call) -> None:
    sound = sound_of(call.wav("bleep"), call.channels)
    assert np.array_equal(sound[~call.mask], raised(call.samples, call.gain_cdb)[~call.mask])
    assert np.abs(sound[call.mask]).max(initial=0) <= BLEEP_PEAK


@settings(deadline=None, max_examples=40)
@given(calls(), st.integers(1, 3000), st.sampled_from(["silence", "bleep"]))
def test_the_same_decision_gives_the_same_bytes_however_the_blocks_fall(call: Call, block: int, style: Style) -> None:
    assert call.wav(style, block) == call.wav(style)


def level(samples: Samples, removed: Sequence[RemovedFrames], rate: int = RATE) -> Level:
    track = measured([samples.astype("<i2").tobytes()], rate, samples.shape[1])
    return level_of(track, removed, lambda start, end: samples[start:end].astype("<i2").tobytes())


@settings(deadline=None, max_examples=30)
@given(calls())
def test_the_level_is_that_of_what_remains(call: Call) -> None:
    silent = np.where(call.mask, 0, call.samples).astype("<i2").tobytes()
    expected = comfortable(measured([silent], call.rate, call.channels).loudness())
    found = level(call.samples, call.removed, call.rate)
    for name, of_whole in asdict(expected).items():
        told = getattr(found, name)
        assert (told is None) == (of_whole is None)
        assert told is None or abs(told - of_whole) <= 1


def test_a_shout_that_is_removed_does_not_keep_the_rest_soft() -> None:
    speech = np.frombuffer(prompt_wav().read_bytes()[HEADER_SIZE:], "<i2")[:, None] // 8
    shout = np.concatenate([speech, noise(5 * RATE, 1), speech])
    part = [RemovedFrames(len(speech), len(speech) + 5 * RATE, None)]
    alone, removed, kept = (level(samples, parts) for samples, parts in ((speech, ()), (shout, part), (shout, ())))
    assert kept.gain_cdb == 0
    assert alone.gain_cdb > 1000
    assert removed.gain_cdb == pytest.approx(alone.gain_cdb, abs=10)


@pytest.mark.parametrize("channels", [1, 2])
def test_the_copy_measures_as_it_was_said_to(channels: int) -> None:
    speech = np.frombuffer(prompt_wav().read_bytes()[HEADER_SIZE:], "<i2")
    samples = np.stack([speech // 5, np.roll(speech, 9000) // 9][:channels], axis=1)
    part = [RemovedFrames(20_000, 40_000, channels - 1)]
    said = level(samples, part)
    copy = rendered(samples, part, gain_cdb=said.gain_cdb)
    found = measured([copy[HEADER_SIZE:]], RATE, channels).loudness()
    assert found.integrated is not None
    assert found.true_peak is not None
    assert said.loudness_cdb == pytest.approx(100 * found.integrated, abs=2)
    assert said.true_peak_cdb == pytest.approx(100 * found.true_peak, abs=2)
    assert said.gain_cdb > 500
    assert found.integrated <= -19.98
    assert found.true_peak <= -0.98


def test_the_gain_is_pydubs_which_cuts_off_where_this_rounds() -> None:
    every = np.arange(-32768, 32768)[:, None].astype(np.int16)
    for gain_cdb in (1, 423, 600, 1999):
        pydubs = np.frombuffer(segment(every.tobytes(), RATE, 1).apply_gain(gain_cdb / 100).raw_data, "<i2")
        rendered_samples = sound_of(rendered(every, [], 65536, gain_cdb=gain_cdb), 1)[:, 0]
        difference = rendered_samples - pydubs
        assert (difference.min(), difference.max()) == (0, 1)
        exact = every[:, 0] * 10 ** (gain_cdb / 2000)
        clear = np.abs(exact) < 32767
        assert np.abs(exact - rendered_samples)[clear].max() < 0.51


@pytest.mark.parametrize("rate", RATES)
def test_a_bleep_is_a_steady_tone_of_one_kilohertz(rate: int) -> None:
    frames = 5 * rate
    whole = [RemovedFrames(0, frames, None)]
    tone = sound_of(rendered(noise(frames, 1), whole, 777, "bleep", rate), 1)[:, 0].astype(np.float64)
    assert int(np.argmax(np.abs(np.fft.rfft(tone)))) == 5 * 1000
    expected = 3276.7 * np.sin(2 * np.pi * 1000 * np.arange(frames) / rate)
    edge = rate * 5 // 1000
    assert np.abs(tone - expected)[edge:-edge].max() < 2


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("seconds", [0.5, 0.004])
def test_a_bleep_rises_and_falls_within_its_part(rate: int, seconds: float) -> None:
    start, end = rate // 3, rate // 3 + round(seconds * rate)
    quiet = np.zeros((rate, 1), np.int16)
    # Two parts that touch are one: the tone does not dip between them.
    middle = (start + end) // 2
    for parts in ([(start, end)], [(start, middle), (middle, end)], [(start, middle + 1), (middle - 1, end)]):
        removed = [RemovedFrames(*part, None) for part in parts]
        tone = sound_of(rendered(quiet, removed, 501, "bleep", rate), 1)[:, 0].astype(np.int32)
        assert not tone[:start].any()
        assert not tone[end:].any()
        steepest = BLEEP_PEAK * 2 * np.pi * 1000 / rate
        assert np.abs(np.diff(tone)).max() <= steepest + BLEEP_PEAK / min(rate * 5 // 1000, (end - start) // 2) + 1
        assert abs(tone[start]) <= 1
        assert abs(tone[end - 1]) <= 1
        if seconds == 0.5:
            assert np.abs(tone[middle - rate // 1000 : middle + rate // 1000]).max() > 0.9 * BLEEP_PEAK


def test_parts_of_one_frame_bleep_without_a_sound() -> None:
    parts = [RemovedFrames(10, 11, None), RemovedFrames(20, 22, None)]
    assert not sound_of(rendered(noise(100, 2), parts, 7, "bleep"), 2)[[10, 20, 21]].any()


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


@pytest.mark.parametrize("given", [0, 999, 1001])
def test_blocks_of_another_length_than_promised_are_refused(given: int) -> None:
    blocks = [bytes(2 * given)] if given else []
    assert refusal(b"".join, render(blocks, RATE, 1, [], frames=1000)) == "media_length_differs"


def test_a_part_outside_the_recording_and_half_a_frame_are_errors_of_ours() -> None:
    for start, end, channel in ((-1, 5, None), (5, 5, None), (0, 101, None), (0, 5, 2), (0, 5, -1)):
        with pytest.raises(ValueError, match="within"):
            render([], RATE, 2, [RemovedFrames(start, end, channel)], frames=100)
    with pytest.raises(ValueError, match="whole frames"):
        b"".join(render([bytes(6)], RATE, 2, [], frames=2))


def test_more_than_a_wav_can_hold_is_refused_before_anything_is_rendered() -> None:
    most = (0xFFFFFFFF - 36) // 4
    assert len(wav_header(RATE, 2, most)) == HEADER_SIZE
    assert refusal(lambda: render([], RATE, 2, [], frames=most + 1)) == "media_too_large"


PREPARING = """
import os, sys
sys.path.insert(0, os.getcwd())
from pathlib import Path
from desktop.domain.copies.marking import RemovedFrames
from desktop.media.sandbox.decoding import decode_blocks
from desktop.media.formats.formats import MemoryBytes
from desktop.media.waveform import peaks_of
from desktop.media.render import render

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


def test_no_file_is_written_from_import_to_copy_and_the_watch_would_see_one() -> None:
    def prepared(*words: str) -> str:
        command = [sys.executable, "-c", PREPARING, str(prompt_wav()), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert prepared() == "rendered 175858\n"
    assert "tempfile" in prepared("planted")

"""Speed at kept pitch: the samples themselves at speed 1, and no click at a seam or where the speed changes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.application.ports.sound import FASTEST_FOR_STAFF, SLOWEST
from desktop.playback.speed import STEP_SECONDS, Piece, Samples, Stretcher
from tests.playback.copies import speech, stereo_speech

RATE = 8000


def reader(samples: Samples) -> Callable[[int], Samples]:
    """Return what reads these samples in order, as a source does."""
    at = 0

    def read(frames: int) -> Samples:
        nonlocal at
        at += frames
        return samples[at - frames : at].copy()

    return read


def stretched(
    samples: Samples, speed: float, rate_hz: int = RATE, change: Callable[[int, Stretcher], None] | None = None
) -> tuple[Samples, list[Piece]]:
    """Return what comes out of that at a speed; `change` is called before each piece."""
    stretcher, pieces = Stretcher(reader(samples), rate_hz, len(samples)), list[Piece]()
    stretcher.speed = speed
    while True:
        if change is not None:
            change(len(pieces), stretcher)
        piece = stretcher.piece()
        if piece is None:
            return np.concatenate([each.samples for each in pieces]), pieces
        pieces.append(piece)


def samples_of(pcm: bytes, channels: int = 1) -> Samples:
    return np.frombuffer(pcm, "<i2").reshape(-1, channels)


@pytest.mark.parametrize(("pcm", "channels", "rate_hz"), [(speech(2), 1, 8000), (stereo_speech(30_011), 2, 44_100)])
def test_at_speed_1_it_is_the_sound_itself(pcm: bytes, channels: int, rate_hz: int) -> None:
    out, pieces = stretched(samples_of(pcm, channels), 1.0, rate_hz)
    assert out.tobytes() == pcm
    assert [piece.first for piece in pieces[1:]] == [piece.end for piece in pieces[:-1]]


@given(frames=st.integers(1, 3 * RATE), speed=st.floats(SLOWEST, FASTEST_FOR_STAFF))
def test_it_lasts_as_long_as_the_speed_says_and_stands_for_all_of_it_in_order(frames: int, speed: float) -> None:
    out, pieces = stretched(samples_of(speech(3.0))[:frames], speed)
    step = STEP_SECONDS * RATE
    assert abs(len(out) - frames / speed) <= 3 * step
    assert pieces[0].first == 0 and pieces[-1].end == frames
    assert all(one.end == other.first and one.first <= one.end for one, other in pairwise(pieces))


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("rate_hz", [8000, 44_100])
def test_no_step_from_one_sample_to_the_next_is_greater_than_in_the_voice_itself(speed: float, rate_hz: int) -> None:
    """A tone as deep as a deep voice, and one as high as a child's: a seam that does not fit would click."""
    at = np.arange(3 * rate_hz) / rate_hz
    for pitch in (80.0, 300.0):
        tone = (12_000 * np.sin(2 * np.pi * pitch * at)).astype("<i2")[:, np.newaxis]
        out, _ = stretched(tone, speed, rate_hz)
        greatest = np.abs(np.diff(tone[:, 0].astype(int))).max()
        assert np.abs(np.diff(out[:, 0].astype(int))).max() <= greatest * 1.25


def test_there_is_no_seam_where_the_speed_changes_and_none_where_it_is_1_again() -> None:
    def change(number: int, stretcher: Stretcher) -> None:
        stretcher.speed = (1.0, 1.5, 1.0, 0.75, 3.0, 1.0)[min(number // 15, 5)]

    at = np.arange(6 * RATE) / RATE
    tone = (12_000 * np.sin(2 * np.pi * 150 * at)).astype("<i2")[:, np.newaxis]
    out, _ = stretched(tone, 1.0, RATE, change)
    assert np.abs(np.diff(out[:, 0].astype(int))).max() <= np.abs(np.diff(tone[:, 0].astype(int))).max() * 1.25
    assert np.array_equal(out[-RATE:], tone[-RATE:]), "at the end it is the sound itself again"


@pytest.mark.parametrize("speed", [0.5, 1.5, 3.0])
def test_silence_stays_silent_and_is_where_it_was(speed: float) -> None:
    """A removed part is silent at every speed, and nothing of the sound beside it gets far into it."""
    voice = samples_of(speech(3.0)).copy()
    voice[RATE : 2 * RATE] = 0
    _, pieces = stretched(voice, speed)
    inside = [each.samples for each in pieces if each.first > 1.05 * RATE and each.end < 1.95 * RATE]
    assert inside and not np.concatenate(inside).any()


def test_the_places_are_held_against_each_other_by_the_words_themselves() -> None:
    """Speech at twice the speed has the loudness of the speech at the places that it says it stands for."""
    voice = samples_of(speech(6.0)).astype(float)
    out, pieces = stretched(samples_of(speech(6.0)), 2.0)
    step = round(STEP_SECONDS * RATE)
    told = [np.sqrt((voice[int(each.first) : int(each.first) + step] ** 2).mean()) for each in pieces[:-2]]
    heard = [np.sqrt((each.samples.astype(float) ** 2).mean()) for each in pieces[:-2]]
    assert np.corrcoef(told, heard)[0, 1] > 0.9
    assert len(out) < len(voice) * 0.52

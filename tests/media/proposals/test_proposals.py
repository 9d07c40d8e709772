"""Proposals on made-up calls whose every second is known, and none on real speech."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from benchmarks.sound.made_up_calls import (
    RATE,
    Call,
    Codec,
    keys,
    make_call,
    music,
    pcm_of,
    prompts,
    ringing,
    through,
)
from benchmarks.sound.proposals import proposals_for, scores
from desktop.application.ports.sound import Proposed
from desktop.config import RESOURCES
from desktop.media.formats.formats import MemoryBytes
from desktop.media.proposals.proposals import Kind, find_proposals
from desktop.media.sandbox.decoding import decode_blocks

Wave = NDArray[np.float64]
NOISE_DB = -60.0
slow = partial(pytest.param, marks=pytest.mark.slow)
NEAR = RATE // 4
"""A quarter of a second: the tolerance for the edges of a proposal."""


def demo() -> list[dict[str, Any]]:
    """Return the contents of the demo's recordings, and their times."""
    calls: list[dict[str, Any]] = tomllib.loads((RESOURCES / "demo" / "calls.toml").read_text("utf-8"))["call"]
    return calls


@cache
def spoken() -> tuple[Wave, ...]:
    """Return half of the prompts, of the only real voice available: about twelve minutes."""
    return tuple(prompts()[::2])


def seconds(count: float) -> Wave:
    return np.zeros(int(count * RATE))


def line(*parts: Wave, noise_db: float = NOISE_DB, seed: int = 1) -> Wave:
    """Join parts one after the other, on a line that hums a little."""
    wave = np.concatenate(parts)
    return wave + 10 ** (noise_db / 20) * np.random.default_rng(seed).standard_normal(len(wave))


def talk(length: float, seed: int = 3) -> Wave:
    rng = np.random.default_rng(seed)
    wave = np.concatenate([spoken()[place] for place in rng.integers(len(spoken()), size=60)])
    return wave[: int(length * RATE)]


def found(*channels: Wave, agent: int | None = None, kind: Kind | None = None, rate: int = RATE) -> list[Proposed]:
    length = max(len(wave) for wave in channels)
    pcm = pcm_of([np.pad(wave, (0, length - len(wave))) for wave in channels])
    every = find_proposals([pcm], rate, len(channels), agent)
    return [proposal for proposal in every if kind in (None, proposal.kind)]


def rng(seed: int = 5) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_pressed_keys_are_one_span_from_the_first_to_the_last() -> None:
    pressed = keys(rng(), 16)
    (proposal,) = found(line(talk(4), pressed, talk(4)), kind=Kind.KEYPAD_TONES)
    assert abs(proposal.start - 4 * RATE) < NEAR
    assert abs(proposal.end - (4 * RATE + len(pressed))) < NEAR
    assert (proposal.channel, proposal.confidence) == (None, 0.95)
    (single,) = found(line(talk(4), keys(rng(), 1), talk(4)), kind=Kind.KEYPAD_TONES)
    assert single.confidence == 0.5, "less sure"


@pytest.mark.parametrize("low", (697, 770, 852, 941))
def test_a_key_alone_must_sound_as_long_as_telephones_make_it_and_among_others_need_not(low: int) -> None:
    def key(length: float) -> Wave:
        t = np.arange(int(length * RATE)) / RATE
        return 0.08 * (np.sin(2 * np.pi * low * t) + np.sin(2 * np.pi * 1336 * t))

    for length, expected in ((0.03, 0), (0.065, 1), (0.1, 1)):
        assert len(found(line(talk(4), key(length), talk(4)), kind=Kind.KEYPAD_TONES)) == expected, length
    short = key(0.03)
    assert found(line(talk(4), short, seconds(0.5), short, talk(4)), kind=Kind.KEYPAD_TONES)


def test_keys_are_found_on_their_own_channel() -> None:
    quiet, pressed = line(seconds(9)), line(talk(4), keys(rng(), 5), talk(3))
    assert [proposal.channel for proposal in found(quiet, pressed, kind=Kind.KEYPAD_TONES)] == [1]


def test_which_keys_were_pressed_is_told_by_nothing() -> None:
    """A card's number must not come out of here in any form: neither its digits nor how many they are."""
    results = set()
    for low, high in ((697, 1209), (852, 1477), (941, 1633)):
        for count in (4, 9, 16):
            t = np.arange(int(0.08 * RATE)) / RATE
            tone = 0.1 * (np.sin(2 * np.pi * low * t) + np.sin(2 * np.pi * high * t))
            gap = np.zeros(int((3.2 / count - 0.08) * RATE))
            (proposal,) = found(line(seconds(2), *[tone, gap] * count, seconds(2)), kind=Kind.KEYPAD_TONES)
            results.add((proposal.kind, proposal.channel, proposal.confidence))
    assert results == {(Kind.KEYPAD_TONES, None, 0.95)}


def test_tones_off_the_frequency_or_alone_or_with_strong_harmonics_are_no_keys() -> None:
    t = np.arange(RATE // 5) / RATE

    def chord(*tones: float) -> Wave:
        return line(
            seconds(1), 0.05 * sum((np.sin(2 * np.pi * tone * t) for tone in tones), np.zeros(len(t))), seconds(1)
        )

    assert found(chord(770, 1336), kind=Kind.KEYPAD_TONES)
    for tones in ((770,), (1336,), (770, 1336, 1540, 2672), (730, 1270), (770, 852, 1336), (440, 554)):
        assert not found(chord(*tones), kind=Kind.KEYPAD_TONES), tones
    uneven = 0.05 * np.sin(2 * np.pi * 770 * t) + 0.01 * np.sin(2 * np.pi * 1336 * t)
    assert not found(line(seconds(1), uneven, seconds(1)), kind=Kind.KEYPAD_TONES)


@pytest.mark.parametrize(("codec", "pitch"), [slow("mu_law", 1.0), slow("gsm", 0.8), ("pcm", 1.25)])
def test_real_speech_holds_nothing_that_could_be_proposed(codec: Codec, pitch: float) -> None:
    wave = np.concatenate(spoken())
    voice = through(np.interp(np.arange(0, len(wave) - 1, pitch), np.arange(len(wave)), wave), codec)
    assert len(voice) > 8 * 60 * RATE
    assert found(voice) == []


@pytest.mark.parametrize("call", demo(), ids=lambda call: call["id"])
def test_in_the_demos_calls_what_is_there_is_proposed_and_nothing_else(call: dict[str, Any]) -> None:
    """Their synthetic voices keep their pitch as no person does; one is in GSM, one in MP3."""
    with decode_blocks(MemoryBytes((RESOURCES / "demo" / call["file"]).read_bytes())) as decoding:
        every = find_proposals(decoding, decoding.rate, decoding.channels)
    sounds = [(each["kind"], each["start_ms"], each["end_ms"]) for each in call.get("sound", [])]
    proposed = [(each.kind, each.start // 8, each.end // 8) for each in every]
    proposed = [each for each in proposed if each[0] != Kind.SILENCE]
    assert [kind for kind, *_ in proposed] == [kind for kind, *_ in sounds]
    for (_, *ours), (_, *theirs) in zip(proposed, sounds, strict=True):
        assert np.abs(np.array(ours) - np.array(theirs)).max() < 250
    end, pauses = 0, 0
    for part in sorted([*call["turn"], *call.get("sound", [])], key=lambda part: part["start_ms"]):
        pauses += part["start_ms"] - end > 5000
        end = max(end, part["end_ms"])
    assert pauses == sum(each.kind is Kind.SILENCE for each in every)


@pytest.mark.parametrize(("codec", "snr"), [("pcm", 40), ("gsm", 20)])
def test_a_voice_that_never_moves_is_no_music_because_it_is_cut_up(codec: Codec, snr: float) -> None:
    """The same sound without its stops and pauses is music: that is how close a monotonous voice comes."""
    t = np.arange(30 * RATE) / RATE
    voice = 0.1 * np.sum([np.sin(2 * np.pi * 210 * n * t + n) / n for n in range(1, 16)], axis=0)
    syllables = (t % 0.3 < 0.2) & (t % 3.0 < 2.5)
    noise = 10 ** (-(20 + snr) / 20) * rng().standard_normal(len(t))
    assert not found(through(voice * syllables + noise, codec), kind=Kind.HOLD_MUSIC)
    assert found(through(voice + noise, codec), kind=Kind.HOLD_MUSIC)


@pytest.mark.parametrize("noise_db", [-90.0, -60.0, -35.0])
def test_a_payment_pause_is_a_silence_of_all_channels(noise_db: float) -> None:
    one, other = (line(talk(20, seed), seconds(9), talk(20, seed), noise_db=noise_db, seed=seed) for seed in (3, 4))
    (proposal,) = found(one, other, kind=Kind.SILENCE)
    assert proposal.channel is None
    assert abs(proposal.start - 20 * RATE) < 4 * NEAR
    assert abs(proposal.end - 29 * RATE) < 4 * NEAR


def test_short_pauses_and_what_comes_after_the_end_are_no_silences() -> None:
    assert not found(line(talk(10), seconds(3), talk(10)), kind=Kind.SILENCE)
    for length in (9.0, 10.0, 11.0, 12.0):
        assert not found(line(talk(length), seconds(3)), kind=Kind.SILENCE)


def test_a_click_does_not_end_a_silence() -> None:
    click = 0.3 * np.ones(80)
    (proposal,) = found(line(talk(20), seconds(4), click, seconds(4), talk(20)), kind=Kind.SILENCE)
    assert proposal.end - proposal.start > 7 * RATE


def test_keys_that_are_pressed_end_a_silence_and_are_in_none() -> None:
    t = np.arange(int(0.07 * RATE)) / RATE
    key = 0.08 * (np.sin(2 * np.pi * 852 * t) + np.sin(2 * np.pi * 1336 * t))
    spaced = np.concatenate([key, seconds(0.4)] * 4)
    every = found(line(talk(10), spaced, seconds(8), talk(10)))
    (tones,), (silence,) = ([each for each in every if each.kind is kind] for kind in (Kind.KEYPAD_TONES, Kind.SILENCE))
    assert tones.end - RATE // 50 < silence.start < tones.end + RATE // 2


def test_one_channel_alone_must_be_silent_for_longer_and_is_less_sure() -> None:
    speaking = line(talk(60))
    for length, expected in ((15, []), (25, [1])):
        listening = line(talk(20), seconds(length), talk(40 - length), seed=2)
        silences = found(speaking, listening, kind=Kind.SILENCE)
        assert [proposal.channel for proposal in silences] == expected
        assert all(proposal.confidence < 0.5 for proposal in silences)


@pytest.mark.parametrize("seed", [5, slow(6), slow(7)])
def test_hold_music_is_found_on_its_channel(seed: int) -> None:
    customer = line(talk(15, seed), music(rng(seed), 20), talk(15, seed))
    (proposal,) = found(customer, line(talk(15), seconds(20), talk(15)), kind=Kind.HOLD_MUSIC)
    assert proposal.channel == 0
    assert abs(proposal.start - 15 * RATE) < 5 * NEAR
    assert abs(proposal.end - 35 * RATE) < 5 * NEAR


def test_an_announcement_does_not_end_the_hold_and_a_short_jingle_is_none() -> None:
    (proposal,) = found(line(talk(9), music(rng(), 20), talk(4), music(rng(6), 20), talk(9)), kind=Kind.HOLD_MUSIC)
    assert proposal.end - proposal.start > 40 * RATE
    assert not found(line(talk(9), music(rng(), 4), talk(9)), kind=Kind.HOLD_MUSIC)


def test_music_is_no_silence_however_even_it_is() -> None:
    t = np.arange(30 * RATE) / RATE
    even = 0.02 * (np.sin(2 * np.pi * 330 * t) + np.sin(2 * np.pi * 550 * t))
    assert {proposal.kind for proposal in found(line(even))} == {Kind.HOLD_MUSIC}


def test_ringing_until_the_agent_speaks_is_before_the_answer() -> None:
    ring = ringing(rng(), 3)
    customer = line(ring, talk(3), seconds(1), talk(20))
    agent = line(np.zeros(len(ring)), seconds(3), talk(20))
    (proposal,) = found(customer, agent, agent=1, kind=Kind.BEFORE_ANSWER)
    assert (proposal.start, proposal.channel, proposal.confidence) == (0, None, 0.9)
    assert abs(proposal.end - (len(ring) + 3 * RATE)) < 2 * NEAR
    (any_voice,) = found(customer, agent, kind=Kind.BEFORE_ANSWER)
    assert abs(any_voice.end - len(ring)) < 2 * NEAR


def test_a_ring_later_in_the_call_does_not_move_the_answer() -> None:
    ring = ringing(rng(), 2)
    (proposal,) = found(line(ring, talk(20), ringing(rng(), 2), talk(9)), kind=Kind.BEFORE_ANSWER)
    assert abs(proposal.end - len(ring)) < 2 * NEAR


def test_ringing_that_nobody_answers_ends_with_the_last_ring() -> None:
    (proposal,) = found(line(ringing(rng(), 4), seconds(5)), kind=Kind.BEFORE_ANSWER)
    assert proposal.confidence == 0.7


def test_without_ringing_a_late_first_voice_of_the_agent_tells_it() -> None:
    customer, agent = line(talk(30)), line(seconds(12), talk(18))
    (proposal,) = found(customer, agent, agent=1, kind=Kind.BEFORE_ANSWER)
    assert abs(proposal.end - 12 * RATE) < 2 * NEAR
    assert proposal.confidence == 0.5
    assert not found(customer, agent, kind=Kind.BEFORE_ANSWER)
    assert not found(customer, line(talk(30)), agent=1, kind=Kind.BEFORE_ANSWER)


def test_another_cadence_or_a_ring_in_the_middle_is_not_the_beginning() -> None:
    t = np.arange(RATE) / RATE
    steady = 0.05 * (np.sin(2 * np.pi * 400 * t) + np.sin(2 * np.pi * 450 * t))
    assert not found(line(steady, seconds(2), steady, seconds(2), talk(9)), kind=Kind.BEFORE_ANSWER)
    single = steady[: int(0.4 * RATE)]
    assert not found(line(*[single, seconds(2)] * 3, talk(9)), kind=Kind.BEFORE_ANSWER)
    assert not found(line(talk(20), ringing(rng(), 3), talk(9)), kind=Kind.BEFORE_ANSWER)


@cache
def some_calls(codec: Codec, snr: int) -> tuple[Call, ...]:
    return tuple(make_call(seed, snr, codec, list(spoken())) for seed in range(100, 103))


@pytest.mark.parametrize(("codec", "snr"), [("pcm", 30), ("mu_law", 10), slow("gsm", 10)])
def test_on_clear_lines_everything_is_found_and_nothing_else(codec: Codec, snr: int) -> None:
    for kind, score in scores(some_calls(codec, snr)).items():
        assert score.recall == 1, kind
        assert score.precision >= 0.75, kind


@pytest.mark.parametrize("codec", ["mu_law", slow("gsm")])
def test_on_the_worst_lines_most_is_found_and_no_key_is_made_up_in_these_calls(codec: Codec) -> None:
    result = scores(some_calls(codec, 5))
    assert all(score.recall >= 0.6 for score in result.values())
    assert all(score.precision >= 0.6 for score in result.values())
    assert result[Kind.KEYPAD_TONES].precision == 1


@settings(max_examples=4)
@given(st.lists(st.integers(1, 200_000), min_size=1, max_size=20))
def test_the_blocks_that_the_sound_comes_in_change_nothing(sizes: list[int]) -> None:
    call = some_calls("mu_law", 30)[0]

    def cut() -> Iterator[bytes]:
        at = 0
        for size in sizes:
            yield call.pcm[at : at + 4 * size]
            at += 4 * size
        yield call.pcm[at:]

    assert find_proposals(cut(), RATE, 2, 1) == proposals_for(call)


@pytest.mark.parametrize("rate", [4000, 11025, 16000, 44100])
def test_every_rate_finds_the_same_seconds(rate: int) -> None:
    wave = line(talk(12), keys(rng(), 8), talk(8), seconds(8), talk(12), noise_db=-70)
    at_rate = np.interp(np.arange(0, len(wave) - 1, RATE / rate), np.arange(len(wave)), wave)
    spans = [(proposal.kind, proposal.start / rate, proposal.end / rate) for proposal in found(at_rate, rate=rate)]
    expected = [(proposal.kind, proposal.start / RATE, proposal.end / RATE) for proposal in found(wave)]
    assert [kind for kind, *_ in spans] == [kind for kind, *_ in expected] == [Kind.KEYPAD_TONES, Kind.SILENCE]
    for (_, *ours), (_, *theirs) in zip(spans, expected, strict=True):
        assert np.abs(np.array(ours) - np.array(theirs)).max() < 0.35


@settings(max_examples=40)
@given(
    frames=st.integers(0, 20_000),
    channels=st.integers(1, 2),
    rate=st.sampled_from([4000, 5512, 8000, 22050, 96000]),
    seed=st.integers(0, 99),
    agent=st.sampled_from([None, 0, 1]),
)
def test_any_sound_of_any_length_gives_spans_within_it(
    frames: int, channels: int, rate: int, seed: int, agent: int | None
) -> None:
    pcm = np.random.default_rng(seed).integers(-32768, 32767, frames * channels).astype("<i2").tobytes()
    for proposal in find_proposals([pcm], rate, channels, agent):
        assert 0 <= proposal.start < proposal.end <= frames


def test_no_sound_at_all_gives_nothing_and_digital_silence_is_silence() -> None:
    assert find_proposals([], RATE, 1) == ()
    (proposal,) = found(seconds(20), seconds(20))
    assert (proposal.kind, proposal.start, proposal.end) == (Kind.SILENCE, 0, 20 * RATE)

"""Made-up calls whose every second is known, for measuring proposals.

The voices are the spoken prompts of Debian's Asterisk packages, the rest is synthetic: ringing, keys, silences, music.
The same seed makes the same call.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import soundfile
from numpy.typing import NDArray

from desktop.media.proposals.proposals import Kind
from desktop.media.proposals.signal import HIGH, LOW, RING

RATE = 8000
PROMPTS = Path("/usr/share/asterisk/sounds")
VOICE_DB = -23.0
Codec = Literal["pcm", "mu_law", "gsm"]
CODECS: tuple[Codec, ...] = ("pcm", "mu_law", "gsm")
Wave = NDArray[np.float64]
_SUBTYPES = {"mu_law": "ULAW", "gsm": "GSM610"}
_NO_SPEECH = ("beep", "2tone", "silence")


@dataclass(frozen=True)
class Truth:
    """A part put into a call, in frames; the channel as in `Proposed`."""

    kind: Kind
    start: int
    end: int
    channel: int | None


@dataclass(frozen=True)
class Call:
    """PCM as from the decoder, the parts put in, and where each channel was silent before noise was added."""

    pcm: bytes
    truths: tuple[Truth, ...]
    silent: NDArray[np.bool_]


def prompts() -> list[Wave]:
    """Return every spoken prompt there is, at its own level."""
    paths = [path for path in sorted(PROMPTS.rglob("*.wav")) if not any(word in str(path) for word in _NO_SPEECH)]
    return [soundfile.read(path)[0] for path in paths]


def keys(rng: np.random.Generator, count: int) -> Wave:
    """Return some keys, each 50 to 120 ms and off the frequency and twisted as far as the standard allows."""
    parts: list[Wave] = []
    for _ in range(count):
        t = np.arange(int(rng.uniform(0.05, 0.12) * RATE)) / RATE
        low, high = (rng.choice(group) * rng.uniform(0.985, 1.015) for group in (LOW, HIGH))
        tone = np.sin(2 * np.pi * low * t) + 10 ** (rng.uniform(-6, 4) / 20) * np.sin(2 * np.pi * high * t + 1)
        parts += [_at_level(tone, VOICE_DB + 4), np.zeros(int(rng.uniform(0.06, 0.6) * RATE))]
    return np.concatenate(parts[:-1])


def ringing(rng: np.random.Generator, rings: int) -> Wave:
    """Return the cadence of the United Kingdom, with its last pause cut somewhere."""
    t = np.arange(int(0.4 * RATE)) / RATE
    burst = _at_level(sum((np.sin(2 * np.pi * tone * t) for tone in RING), np.zeros(len(t))), VOICE_DB)
    ring = np.concatenate([burst, np.zeros(int(0.2 * RATE)), burst, np.zeros(2 * RATE)])
    return np.tile(ring, rings)[: rings * len(ring) - int(rng.uniform(0, 2) * RATE)]


def music(rng: np.random.Generator, seconds: float) -> Wave:
    """Return notes of a scale with overtones that die away, some of them together, and most with a drum."""
    out = np.zeros(int(seconds * RATE))
    beat = rng.uniform(0.3, 0.7)
    scale = 220 * 2 ** (np.array([0, 2, 4, 5, 7, 9, 11, 12, 14, 16]) / 12)
    for start in np.arange(0, seconds, beat):
        at = int(start * RATE)
        for note in rng.choice(scale, rng.integers(1, 4), replace=False):
            t = np.arange(min(len(out) - at, int(beat * rng.choice([1, 2, 4]) * RATE))) / RATE
            overtones = [number for number in range(1, 9) if note * number < 3800]
            tone = sum((np.sin(2 * np.pi * note * n * t + n) / n**1.5 for n in overtones), np.zeros(len(t)))
            out[at : at + len(t)] += tone * np.exp(-t * rng.uniform(0.5, 4)) * np.minimum(1, t / 0.01)
        if rng.random() < 0.7:
            drum = min(len(out) - at, 600)
            out[at : at + drum] += 0.7 * rng.standard_normal(drum) * np.exp(-np.arange(drum) / 150)
    return _at_level(out, VOICE_DB)


def through(wave: Wave, codec: Codec) -> Wave:
    """Return the same sound, coded and decoded."""
    if codec == "pcm":
        return wave
    file = io.BytesIO()
    soundfile.write(file, np.clip(wave, -1, 1), RATE, format="WAV", subtype=_SUBTYPES[codec])
    file.seek(0)
    decoded: Wave = soundfile.read(file)[0]
    return np.pad(decoded, (0, max(0, len(wave) - len(decoded))))[: len(wave)]


def make_call(seed: int, snr_db: float, codec: Codec, spoken: list[Wave]) -> Call:
    """Make a call of a customer (channel 0) and an agent (channel 1): ringing, and keys, a payment pause, holds."""
    rng = np.random.default_rng(seed)
    scene = _Scene(rng, spoken)
    scene.add(Kind.BEFORE_ANSWER, ringing(rng, int(rng.integers(2, 5))), None, from_start=True)
    for kind in rng.permutation(np.array([Kind.KEYPAD_TONES, Kind.SILENCE, Kind.HOLD_MUSIC], dtype=object)):
        scene.talk(rng.uniform(8, 20))
        if kind is Kind.KEYPAD_TONES:
            scene.add(kind, keys(rng, int(rng.integers(3, 17))), 0)
        elif kind is Kind.SILENCE:
            scene.add(kind, np.zeros(int(rng.uniform(7, 15) * RATE)), None)
        else:
            scene.add(kind, music(rng, rng.uniform(12, 25)), 0)
    scene.talk(rng.uniform(8, 15))
    return scene.finish(snr_db, codec)


def pcm_of(channels: list[Wave]) -> bytes:
    """Return 16-bit little-endian, interleaved."""
    pcm: bytes = (np.clip(np.stack(channels, axis=1), -1, 1) * 32767).astype("<i2").tobytes()
    return pcm


class _Scene:
    """A call being put together, one part after the other."""

    def __init__(self, rng: np.random.Generator, spoken: list[Wave]) -> None:
        self._rng, self._spoken = rng, spoken
        self._channels: list[list[Wave]] = [[], []]
        self._truths: list[Truth] = []
        self._length = 0

    def add(self, kind: Kind, wave: Wave, channel: int | None, *, from_start: bool = False) -> None:
        self._truths.append(Truth(kind, 0 if from_start else self._length, self._length + len(wave), channel))
        self._append(wave, np.zeros(len(wave)))

    def talk(self, seconds: float) -> None:
        """Talk in turn, the agent first; the customer's voice differs from the agent's."""
        until = self._length + int(seconds * RATE)
        speaker = 1
        while self._length < until:
            wave = self._spoken[self._rng.integers(len(self._spoken))]
            wave = wave if speaker else np.interp(np.arange(0, len(wave) - 1, 0.8), np.arange(len(wave)), wave)
            wave = np.concatenate([_at_level(wave, VOICE_DB), np.zeros(int(self._rng.uniform(0.1, 0.6) * RATE))])
            other = np.zeros(len(wave))
            self._append(*((other, wave) if speaker else (wave, other)))
            speaker = 1 - speaker

    def finish(self, snr_db: float, codec: Codec) -> Call:
        noise_level = 10 ** ((VOICE_DB - snr_db) / 20)
        clean = [np.concatenate(parts) for parts in self._channels]
        heard = [through(wave + noise_level * self._rng.standard_normal(len(wave)), codec) for wave in clean]
        silent = np.stack([np.abs(wave) < 1e-4 for wave in clean])
        return Call(pcm_of(heard), tuple(self._truths), silent)

    def _append(self, *waves: Wave) -> None:
        for channel, wave in zip(self._channels, waves, strict=True):
            channel.append(wave)
        self._length += len(waves[0])


def _at_level(wave: Wave, decibels: float) -> Wave:
    """Scale to that power while it sounds; pauses do not count."""
    sounding = wave[np.abs(wave) > 0.02 * np.abs(wave).max()] if len(wave) and wave.any() else np.ones(1)
    levelled: Wave = wave * 10 ** (decibels / 20) / np.sqrt(np.mean(sounding**2))
    return levelled

"""The decoder's result is `ffmpeg`'s from the same file, to the frame, over several blocks.

The files are made here, from the telephone's prompts: by `ffmpeg`, `lame`, `sox`, with and without a first frame that
counts. Both leave out the same of an encoder's delay where it is given, so no offset is allowed for.
"""

from __future__ import annotations

import struct
import subprocess
import wave
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from desktop.media.formats.formats import BLOCK_FRAMES, AudioFormat
from desktop.media.sandbox.decoding import Decoded, decode
from tests.support.machine.speech import PROMPTS, prompt_wav

Samples = NDArray[np.int32]
LONG = BLOCK_FRAMES * 5 // 2
"""Frames: over two edges between blocks, and not at one in the end."""
RATES = (8000, 16000, 22050, 44100)
EACH_RATE = (8000, *(pytest.param(rate, marks=pytest.mark.slow) for rate in RATES if rate != 8000))
"""The telephone's for what one works with, all of them else."""
CHANNELS = (1, 2)
LEAST_KBITS = {44100: 32}
KBITS = (8, 16, 24, 32, 40, 48, 56, 64)
OPTIONS = {
    rate: [f"-b:a {kbits}k" for kbits in KBITS if kbits >= LEAST_KBITS.get(rate, 0)]
    + [f"-q:a {quality}" for quality in range(10)]
    for rate in RATES
}
FEW = {"-b:a 8k", "-b:a 32k", "-q:a 0", "-q:a 9"}
"""Likewise."""
Source = Callable[[int, int], Path]
Encoded = Callable[[int, int, str], tuple[Path, bytes]]


def run(*command: object) -> bytes:
    return subprocess.run([str(word) for word in command], check=True, capture_output=True).stdout


def ffmpeg(source: Path, options: str, target: Path) -> Path:
    run("ffmpeg", "-v", "error", "-nostdin", "-i", source, *options.split(), target)
    return target


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """Return speech at a rate, in one channel or of two people in two."""
    folder, voices = tmp_path_factory.mktemp("sources"), (prompt_wav("demo-instruct"), prompt_wav("demo-congrats"))

    def made(rate: int, channels: int) -> Path:
        path = folder / f"{rate}-{channels}.wav"
        if not path.exists():
            mixed = ["-M", *voices] if channels == 2 else [voices[0]]
            run("sox", "-D", *mixed, path, "rate", rate, "trim", 0, f"{LONG}s", "vol", 0.777)
        return path

    return made


def samples(pcm: bytes, channels: int) -> Samples:
    return np.frombuffer(pcm, "<i2").reshape(-1, channels).astype(np.int32)


def samples_of(*paths: Path) -> list[bytes]:
    """Return `ffmpeg`'s samples of each: all at once, since starting it takes longer than decoding."""
    raws = [path.with_suffix(".raw") for path in paths]
    inputs = [word for path in paths for word in ("-i", path)]
    outputs = [word for at, raw in enumerate(raws) for word in ("-map", at, "-f", "s16le", "-c:a", "pcm_s16le", raw)]
    run("ffmpeg", "-v", "error", "-nostdin", *inputs, *outputs)
    return [raw.read_bytes() for raw in raws]


@pytest.fixture(scope="module")
def encoded(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Encoded:
    """Return an MP3 of a rate, a number of channels and options, and `ffmpeg`'s samples of it."""

    @cache
    def of_rate(rate: int, channels: int) -> dict[str, tuple[Path, bytes]]:
        folder = tmp_path_factory.mktemp("mp3")
        files = [folder / f"{at}.mp3" for at in range(len(OPTIONS[rate]))]
        outputs = [
            word
            for file, each in zip(files, OPTIONS[rate], strict=True)
            for word in ("-c:a", "libmp3lame", *each.split(), file)
        ]
        run("ffmpeg", "-v", "error", "-nostdin", "-i", source(rate, channels), *outputs)
        return dict(zip(OPTIONS[rate], zip(files, samples_of(*files), strict=True), strict=True))

    return lambda rate, channels, options: of_rate(rate, channels)[options]


def compared(path: Path, *, at_most: int, reference: bytes | None = None) -> Decoded:
    """Return the decoded samples, after comparing them with `ffmpeg`'s."""
    ours = decode(path.read_bytes())
    theirs = samples_of(path)[0] if reference is None else reference
    found, expected = samples(ours.pcm, ours.channels), samples(theirs, ours.channels)
    assert len(found) == len(expected)
    wrong = np.flatnonzero((np.abs(found - expected) > at_most).any(axis=1))
    assert not wrong.size, f"{wrong.size} frames, the first at {wrong[0]} of {len(found)}"
    assert np.abs(found).max() > 1000, "there is something to hear"
    return ours


@pytest.mark.parametrize("channels", CHANNELS)
@pytest.mark.parametrize(
    ("rate", "options"),
    [
        pytest.param(rate, each, marks=() if rate == 8000 and each in FEW else pytest.mark.slow)
        for rate in RATES
        for each in OPTIONS[rate]
    ],
)
def test_mp3(encoded: Encoded, rate: int, channels: int, options: str) -> None:
    file, reference = encoded(rate, channels, options)
    decoded = compared(file, at_most=1, reference=reference)
    assert (decoded.format, decoded.rate, decoded.channels) == (AudioFormat.MP3, rate, channels)
    assert decoded.frames == LONG, "what an encoder adds is left out"


@pytest.mark.parametrize("rate", EACH_RATE)
@pytest.mark.parametrize("options", ["--cbr -b 32", "-V 0", "-V 4", "-V 9", "--abr 40"])
def test_mp3_by_lame(source: Source, tmp_path: Path, rate: int, options: str) -> None:
    target = tmp_path / "call.mp3"
    run("lame", "--quiet", *options.split(), "--resample", rate / 1000, source(rate, 1), target)
    assert compared(target, at_most=1).frames >= LONG


@pytest.mark.parametrize("rate", EACH_RATE)
@pytest.mark.parametrize("channels", CHANNELS)
def test_mp3_by_sox(source: Source, tmp_path: Path, rate: int, channels: int) -> None:
    run("sox", "-D", source(rate, channels), "-C", "-4.2", tmp_path / "call.mp3")
    compared(tmp_path / "call.mp3", at_most=1)


@pytest.mark.parametrize("rate", EACH_RATE)
@pytest.mark.parametrize("channels", CHANNELS)
@pytest.mark.parametrize(
    "rest", ["-b:a 32k -write_xing 0 call.mp3", "-q:a 4 -write_xing 0 call.mp3", "-q:a 4 call.wav"]
)
def test_mp3_whose_first_frame_counts_nothing(
    source: Source, tmp_path: Path, rate: int, channels: int, rest: str
) -> None:
    *options, name = rest.split()
    decoded = compared(
        ffmpeg(source(rate, channels), f"-c:a libmp3lame {' '.join(options)}", tmp_path / name), at_most=1
    )
    assert decoded.format is (AudioFormat.MP3_WAV if name == "call.wav" else AudioFormat.MP3)


@pytest.mark.parametrize("rate", EACH_RATE)
@pytest.mark.parametrize("name", ["call.mp3", "call.wav"])
def test_mp3_of_which_a_decoder_would_guess_too_short_a_length(tmp_path: Path, rate: int, name: str) -> None:
    """Loud, then silent, then loud again, with a variable bit rate: see `mpeg`."""
    loud = np.random.default_rng(1).integers(-20000, 20000, rate * 3).astype("<i2").tobytes()
    made = tmp_path / "made.wav"
    with wave.open(str(made), "wb") as sound:
        sound.setparams((1, 2, rate, 0, "NONE", ""))
        sound.writeframes(loud + bytes(rate * 20) + loud)
    options = "-c:a libmp3lame -q:a 0" + (" -write_xing 0" if name == "call.mp3" else "")
    assert compared(ffmpeg(made, options, tmp_path / name), at_most=1).frames > rate * 16


def test_mp3_of_two_that_were_put_together(source: Source, tmp_path: Path) -> None:
    parts = [tmp_path / "1.mp3", tmp_path / "2.mp3"]
    for part, kbits in zip(parts, (24, 32), strict=True):
        run("lame", "--quiet", "--cbr", "-b", kbits, "--resample", 8, source(8000, 1), part)
    both = tmp_path / "both.mp3"
    both.write_bytes(b"".join(part.read_bytes() for part in parts))
    assert compared(both, at_most=1).frames > 2 * LONG


@pytest.mark.parametrize("rate", EACH_RATE)
@pytest.mark.parametrize("channels", CHANNELS)
@pytest.mark.parametrize(
    ("codec", "kind"),
    [
        ("pcm_u8", AudioFormat.PCM_WAV),
        ("pcm_s16le", AudioFormat.PCM_WAV),
        ("pcm_s24le", AudioFormat.PCM_WAV),
        ("pcm_s32le", AudioFormat.PCM_WAV),
        ("pcm_alaw", AudioFormat.A_LAW),
        ("pcm_mulaw", AudioFormat.MU_LAW),
    ],
)
def test_pcm_and_the_laws_of_telephony(
    source: Source, tmp_path: Path, rate: int, channels: int, codec: str, kind: AudioFormat
) -> None:
    """The level is changed on the way, so that the wider ones have something in every bit."""
    options = f"-af volume=0.777:precision=double -c:a {codec}"
    decoded = compared(ffmpeg(source(rate, channels), options, tmp_path / "call.wav"), at_most=0)
    assert (decoded.format, decoded.frames) == (kind, LONG)


GSM_BLOCKS = (*range(1, 7), 39, 40, 204, 205, 409, 410, 411)
"""Odd and even ones, some of which were found wrong, and around the edges between blocks of ours."""


def wav49(sound: bytes, *, says: int, padding: bytes) -> bytes:
    """Write it as Asterisk does: `fact` counts whole blocks."""
    facts = struct.pack("<IHHIIHHHH", 20, 0x31, 1, 8000, 1625, 65, 0, 2, 320)
    count = struct.pack("<II", 4, len(sound) // 65 * 320)
    body = b"WAVEfmt " + facts + b"fact" + count + b"data" + struct.pack("<I", says) + sound + padding
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.fixture(scope="module")
def gsm(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return blocks of 65 bytes, enough of them."""
    path = tmp_path_factory.mktemp("gsm") / "call.wav"
    run("sox", "-D", prompt_wav("demo-instruct"), "-e", "gsm-full-rate", path)
    data = path.read_bytes()
    return data[data.index(b"data") + 8 + 65 * 20 :]


def test_gsm_in_wav_of_any_number_of_blocks(gsm: bytes, tmp_path: Path) -> None:
    files = {blocks: tmp_path / f"{blocks}.WAV" for blocks in GSM_BLOCKS}
    for blocks, file in files.items():
        sound, padding = gsm[: 65 * blocks], b"\0" * (blocks % 2)
        file.write_bytes(wav49(sound, says=len(sound), padding=padding))
    for (blocks, file), reference in zip(files.items(), samples_of(*files.values()), strict=True):
        assert compared(file, at_most=0, reference=reference).frames == 320 * blocks


@pytest.mark.parametrize("blocks", [1, 2, 3, 204, 205])
@pytest.mark.parametrize(("more", "padding"), [(1, b"\0"), (0, b""), (-65, b"\0"), (30, b"x" * 30)])
def test_gsm_in_wav_whose_length_is_told_in_other_ways(
    gsm: bytes, tmp_path: Path, blocks: int, more: int, padding: bytes
) -> None:
    """With the padding in it, as Asterisk does; without any; not filled in; with a part of a block at the end."""
    sound, path = gsm[: 65 * blocks], tmp_path / "call.WAV"
    says = 0 if more < 0 else len(sound) + more
    path.write_bytes(wav49(sound, says=says, padding=padding))
    assert compared(path, at_most=0).frames == 320 * blocks


@pytest.mark.parametrize("seconds", [1, 3, 8.18, 8.2, 20.5])
def test_gsm_in_wav_by_sox(tmp_path: Path, seconds: float) -> None:
    run("sox", "-D", prompt_wav(), "-e", "gsm-full-rate", tmp_path / "call.wav", "trim", 0, seconds)
    assert compared(tmp_path / "call.wav", at_most=0).format is AudioFormat.GSM


def test_gsm_without_a_header() -> None:
    for name in ("demo-instruct", "demo-congrats", "activated", "agent-pass"):
        (path,) = PROMPTS.rglob(f"{name}.gsm")
        assert compared(path, at_most=0).format is AudioFormat.GSM

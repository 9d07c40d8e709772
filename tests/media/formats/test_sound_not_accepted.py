"""Real sound in an unsupported format is named as such, with what to do; an MP3 after something else is read."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import numpy as np
import pytest

from desktop.errors import MediaRefusedError
from desktop.media.formats.detection import must_begin_like_sound, shape_of
from desktop.media.formats.formats import MemoryBytes
from desktop.media.sandbox.decoding import Decoded, decode
from desktop.words.errors import message_for, sentence
from tests.support.machine.speech import prompt_wav
from tests.support.refusals import error_of

OTHERS = {
    "wma": "-c:a wmav2 -f asf",
    "webm": "-c:a libopus -f webm",
    "matroska": "-c:a libmp3lame -f matroska",
    "w64": "-f w64",
    "rf64": "-f wav -rf64 always",
    "opus": "-c:a libopus -f ogg",
    "vorbis": "-c:a libvorbis -ac 2 -f ogg",
    "flac": "-f flac",
    "aac": "-c:a aac -f adts",
    "aac-loas": "-c:a aac -f latm",
    "m4a": "-c:a aac -f mp4 -movflags faststart",
    "au": "-f au",
    "aiff": "-f aiff",
    "caf": "-f caf",
    "voc": "-c:a pcm_u8 -f voc",
    "ac3": "-ar 48000 -f ac3",
    "mp2": "-ar 16000 -c:a mp2 -f mp2",
    "adpcm-in-wav": "-c:a adpcm_ms -f wav",
    "g722-in-wav": "-ar 16000 -c:a g722 -f wav",
    "g726-in-wav": "-c:a g726 -f wav",
    "float-in-wav": "-c:a pcm_f32le -f wav",
    "avi": "-c:a libmp3lame -f avi",
}


def ffmpeg(source: Path, options: str, target: Path) -> Path:
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(source), *options.split(), str(target)]
    subprocess.run(command, check=True)
    return target


def refusal(data: bytes) -> MediaRefusedError:
    return error_of(MediaRefusedError, shape_of, MemoryBytes(data))


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the sound in each of these formats: all at once, since starting `ffmpeg` takes longer than coding."""
    folder = tmp_path_factory.mktemp("others")
    *most, (last, options) = OTHERS.items()
    outputs = [word for kind, each in most for word in (*each.split(), str(folder / kind))]
    ffmpeg(prompt_wav(), " ".join([*outputs, options]), folder / last)
    return {kind: (folder / kind).read_bytes() for kind in OTHERS}


def test_sound_of_another_format_is_called_that(others: dict[str, bytes]) -> None:
    assert {kind: refusal(data).code for kind, data in others.items()} == dict.fromkeys(
        OTHERS, "media_format_not_accepted"
    )
    begins_otherwise = [kind for kind in OTHERS if not kind.endswith("-in-wav") and kind not in ("aac", "mp2")]
    for kind in begins_otherwise:  # the others begin like what is accepted
        told = error_of(MediaRefusedError, must_begin_like_sound, MemoryBytes(others[kind]))
        assert told.code == "media_format_not_accepted", "before anything is stored"


@pytest.mark.parametrize("kind", ["wma", "opus", "g722-in-wav", "none"])
def test_what_is_said_to_do_about_it_works(others: dict[str, bytes], tmp_path: Path, kind: str) -> None:
    file = tmp_path / "RECORDING"
    if kind in others:
        file.write_bytes(others[kind])
        words = message_for(refusal(others[kind]))
    else:
        ffmpeg(prompt_wav(), "-f mulaw", file)
        words = sentence("media_no_header")
    subprocess.run(shlex.split(words[words.index("ffmpeg ") :]), cwd=tmp_path, check=True, capture_output=True)
    assert decode((tmp_path / "RECORDING.wav").read_bytes()).frames > 8000 * 20


def is_the_same(one: Decoded, other: Decoded) -> bool:
    """Return whether it is the same, to the frame, except for how the last bit is rounded."""
    first, second = (np.frombuffer(each.pcm, "<i2").astype(np.int32) for each in (one, other))
    return len(first) == len(second) and bool((np.abs(first - second) <= 1).all())


IN_FRONT = {
    "padding": bytes(60_000),
    "a little": b"\0",
    "ones": b"\xff" * 5000,
    "spaces": b" " * 512,
    "an APE tag": b"APETAGEX" + (2000).to_bytes(4, "little") * 6 + b"Title" * 400,
    "what begins like GSM": b"\xd0" * 700,
    "what looks like frames": b"before" + b"\xff\xfb\x90\xc4" * 90,
}


@pytest.fixture(scope="module", params=["-b:a 16k", "-q:a 4 -write_xing 0", "-q:a 4 -id3v2_version 0"])
def mp3(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("mp3")
    return ffmpeg(prompt_wav(), f"-c:a libmp3lame {request.param}", folder / "call.mp3").read_bytes()


@pytest.mark.parametrize("front", IN_FRONT)
def test_an_mp3_behind_something_else_is_read_as_it_would_be_without(mp3: bytes, front: str) -> None:
    must_begin_like_sound(MemoryBytes(IN_FRONT[front] + mp3))
    assert is_the_same(decode(IN_FRONT[front] + mp3), decode(mp3))


def test_64_kib_in_front_are_read_past_and_no_more_and_a_cut_one_behind_them_is_cut(mp3: bytes) -> None:
    frames = mp3[mp3.index(b"\xff") :]
    assert is_the_same(decode(bytes(1 << 16) + frames), decode(frames))
    assert refusal(bytes((1 << 16) + 1) + frames).code == "media_not_audio"
    assert refusal(bytes(5000) + mp3[:-10]).code == "media_cut"


def test_what_only_looks_like_frames_is_no_recording() -> None:
    letter = b"Dear sir, this is no recording. " * 40
    assert refusal(letter + b"\xff\xfb\x90\xc4" + letter * 4).code == "media_not_audio"

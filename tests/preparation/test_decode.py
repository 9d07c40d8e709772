from __future__ import annotations

import os
import struct
import subprocess
import sys
import threading
import wave
from pathlib import Path

import numpy as np
import pytest

from desktop.errors import MediaRefusedError
from desktop.preparation.decode import CHILD_COMMAND, Decoded, decode, decode_blocks
from desktop.preparation.formats import BLOCK_FRAMES, MAX_BYTES, AudioFormat, status_of
from tests.speech import KINDS, Kind, prompt_wav, stereo, transcode

FORMATS: dict[Kind, AudioFormat] = {
    "pcm": AudioFormat.PCM_WAV,
    "a_law": AudioFormat.A_LAW,
    "mu_law": AudioFormat.MU_LAW,
    "gsm": AudioFormat.GSM,
    "mp3": AudioFormat.MP3,
    "mp3_wav": AudioFormat.MP3_WAV,
}


def pcm_of(path: Path) -> bytes:
    with wave.open(str(path)) as sound:
        pcm: bytes = sound.readframes(sound.getnframes())
        return pcm


def samples(pcm: bytes) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.frombuffer(pcm, "<i2").astype(np.float64)


def code_for(data: bytes, *command: str, wall_seconds: float = 60.0) -> str:
    with pytest.raises(MediaRefusedError) as refused:
        decode(data, child_command=command or CHILD_COMMAND, wall_seconds=wall_seconds)
    return refused.value.code


def child(program: str) -> tuple[str, ...]:
    """A child that is not ours, in place of the decoder."""
    return (sys.executable, "-c", "import os, signal, sys, time\n" + program)


HEADER = 'print(\'{"format": "pcm_wav", "rate": 8000, "channels": 2}\', flush=True)\n'


@pytest.fixture(scope="module")
def encoded(tmp_path_factory: pytest.TempPathFactory) -> dict[Kind, bytes]:
    folder = tmp_path_factory.mktemp("speech")
    return {kind: transcode(prompt_wav(), kind, folder).read_bytes() for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_each_format_is_decoded_to_the_speech_that_went_in(encoded: dict[Kind, bytes], kind: Kind) -> None:
    original = samples(pcm_of(prompt_wav()))
    decoded = decode(encoded[kind])
    assert (decoded.rate, decoded.channels, decoded.format) == (8000, 1, FORMATS[kind])
    assert len(decoded.pcm) == 2 * decoded.frames
    heard = samples(decoded.pcm)
    assert len(original) <= len(heard) <= len(original) + 1600
    # A coder may delay; the best match of the two is what an ear would compare.
    size = 1 << 19
    match = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(original, size)), size)
    assert np.max(match) / (np.linalg.norm(heard) * np.linalg.norm(original)) > 0.9


def test_pcm_comes_out_sample_for_sample(encoded: dict[Kind, bytes]) -> None:
    pcm = pcm_of(prompt_wav())
    assert decode(encoded["pcm"]) == Decoded(8000, 1, len(pcm) // 2, AudioFormat.PCM_WAV, pcm)


@pytest.mark.parametrize("kind", ["a_law", "mu_law"])
def test_the_laws_of_telephony_keep_every_frame_in_its_place(encoded: dict[Kind, bytes], kind: Kind) -> None:
    difference = samples(decode(encoded[kind]).pcm) - samples(pcm_of(prompt_wav()))
    assert np.abs(difference).max() <= 1024


def test_the_two_parties_of_a_call_stay_apart(tmp_path: Path) -> None:
    left, right = prompt_wav(), prompt_wav("demo-nogo")
    decoded = decode(stereo(left, right, tmp_path).read_bytes())
    both = np.frombuffer(decoded.pcm, "<i2").reshape(-1, 2)
    assert decoded.channels == 2
    for channel, source in enumerate((left, right)):
        alone = np.frombuffer(pcm_of(source), "<i2")
        assert np.array_equal(both[: len(alone), channel], alone)


def test_loud_mp3_is_clipped_and_does_not_wrap_around(tmp_path: Path) -> None:
    loud = tmp_path / "loud.wav"
    # 300 Hz square wave, full scale: a coder overshoots it.
    wave_form = b"".join(struct.pack("<h", 32767 if at // 13 % 2 else -32768) for at in range(16000))
    with wave.open(str(loud), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(wave_form)
    heard = samples(decode(transcode(loud, "mp3", tmp_path).read_bytes()).pcm)
    assert np.abs(heard).max() >= 32767
    # Wrapped samples would stand out by their whole range against the wave that they belong to.
    assert np.count_nonzero(np.abs(heard[1000:-1000]) < 1000) < len(heard) / 20


def test_long_recordings_come_in_blocks_of_the_same_sound(encoded: dict[Kind, bytes]) -> None:
    with decode_blocks(encoded["gsm"]) as decoding:
        assert (decoding.rate, decoding.channels, decoding.format) == (8000, 1, AudioFormat.GSM)
        blocks = list(decoding)
    assert [len(block) for block in blocks[:-1]] == [2 * BLOCK_FRAMES] * (len(blocks) - 1)
    assert len(blocks) > 2
    assert b"".join(blocks) == decode(encoded["gsm"]).pcm
    assert decoding.frames == sum(map(len, blocks)) // 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_cut_recording_is_refused(encoded: dict[Kind, bytes], kind: Kind) -> None:
    assert code_for(encoded[kind][: len(encoded[kind]) // 2]) == "media_cut"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "media_empty"),
        (b"Dear sir, this is no recording.", "media_not_audio"),
        (b"OggS" + bytes(100), "media_format_not_accepted"),
    ],
)
def test_what_is_no_recording_is_refused(data: bytes, code: str) -> None:
    assert code_for(data) == code


def test_a_recording_of_no_length_is_refused(encoded: dict[Kind, bytes]) -> None:
    header = encoded["pcm"][:40]
    assert header.endswith(b"data")
    assert code_for(header + bytes(4)) == "media_no_frames"
    assert code_for(header + b"\xff\xff\xff\xff" + encoded["pcm"][44:]) == "media_cut"


def test_mp3_frames_that_hold_no_sound_are_refused() -> None:
    # A valid header, and then nothing that could be decoded.
    assert code_for((b"\xff\xe3\x18\xc4" + bytes(68)) * 1) in {"media_no_frames", "media_not_audio"}


def test_a_header_that_two_readers_read_differently_is_refused(encoded: dict[Kind, bytes]) -> None:
    data = encoded["pcm"]
    layout = data[12:36]
    other = layout[:8] + struct.pack("<HHIIHH", 7, 1, 8000, 8000, 1, 8)
    body = layout + other + data[36:]
    doubled = b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body
    try:
        decoded = decode(doubled)
    except MediaRefusedError as refused:
        assert refused.code in {"media_not_audio", "media_format_not_accepted"}
    else:
        assert decoded.format is AudioFormat.MU_LAW
        assert decoded.frames == len(data) - 44


class Huge(bytes):
    def __len__(self) -> int:
        return MAX_BYTES + 1


def test_a_file_that_is_too_large_is_refused_before_anything_starts() -> None:
    assert code_for(Huge(b"RIFF"), "/no/such/program") == "media_too_large"


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "media_decoder_died"),
        ("os.abort()", "media_decoder_died"),
        ("sys.exit(1)", "media_decoder_died"),
        ("sys.exit(0)", "media_decoder_died"),
        (f"sys.exit({status_of('media_cut')})", "media_cut"),
        (HEADER + "sys.exit(0)", "media_decoder_died"),
        (HEADER + "sys.stdout.write('no whole frame!')", "media_decoder_died"),
        (HEADER + "sys.stdout.write('x' * 400); sys.stdout.flush(); os.abort()", "media_decoder_died"),
        (HEADER + f"sys.stdout.write('x' * 400); sys.exit({status_of('media_cut')})", "media_cut"),
        ("print('no json')", "media_decoder_died"),
        ("print('[]')", "media_decoder_died"),
        ("print('[' * 1000)", "media_decoder_died"),
        ("print('{\"rate\": 8000}')", "media_decoder_died"),
        (HEADER.replace("8000", "true"), "media_decoder_died"),
        (HEADER.replace("8000", "1e9"), "media_decoder_died"),
        (HEADER.replace("2}", "0}"), "media_decoder_died"),
        (HEADER.replace("2}", "2000}"), "media_decoder_died"),
        (HEADER.replace("pcm_wav", "flac"), "media_decoder_died"),
    ],
)
def test_a_decoder_that_fails_or_lies_is_refused(program: str, code: str) -> None:
    assert code_for(b"RIFF", *child(program)) == code


def test_a_decoder_that_cannot_be_started_is_refused() -> None:
    assert code_for(b"RIFF", "/no/such/program") == "media_decoder_died"


def test_a_decoder_that_uses_up_its_processor_time_was_too_slow() -> None:
    program = "from desktop.preparation import confine\nconfine.limit(1 << 32, cpu_seconds=1)\nwhile True: pass"
    assert code_for(b"RIFF", *child(program)) == "media_too_slow"


@pytest.mark.parametrize(
    "program",
    [
        "time.sleep(600)",
        "os.close(1); time.sleep(600)",
        HEADER + "time.sleep(600)",
        HEADER + "sys.stdout.write('x' * 400); sys.stdout.flush(); os.close(1); time.sleep(600)",
        "os.fork() and os._exit(0) or time.sleep(600)",
    ],
)
def test_a_decoder_that_hangs_is_ended(program: str) -> None:
    # More than a pipe holds, so that the feeding side hangs too.
    assert code_for(bytes(1 << 20), *child(program), wall_seconds=1.0) == "media_too_slow"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at /proc")
def test_no_process_and_no_thread_outlives_a_decoding(encoded: dict[Kind, bytes]) -> None:
    threads = set(threading.enumerate())
    with decode_blocks(encoded["pcm"]) as decoding:
        next(iter(decoding))  # and no more: the caller turns away
        assert len(children()) == 1
    for command in (child("time.sleep(600)"), child("sys.exit(1)")):
        code_for(bytes(1 << 20), *command, wall_seconds=0.5)
    assert children() == []
    assert set(threading.enumerate()) == threads


def children() -> list[str]:
    return Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()


def run_confined(program: str) -> str:
    start = "from desktop.preparation import confine\nimport os, socket, sys\nconfine.isolate()\n"
    command = child(start + "confine.limit(1 << 30)\n" + program)
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/passwd')",
        "open('/dev/null', 'w')",
        "socket.socket()",
        "os.pipe()",
        "bytearray(1 << 31)",
    ],
)
def test_a_confined_child_can_open_nothing_and_take_no_more_memory(attempt: str) -> None:
    program = f"try:\n    {attempt}\n    print('done')\nexcept (OSError, MemoryError) as error:\n    print('refused')"
    assert run_confined(program) == "refused"


@pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
def test_a_confined_child_gains_no_privileges_and_sees_no_network() -> None:
    here = str(Path("/proc/self/ns/net").readlink())
    start = "from desktop.preparation import confine\nimport os\nconfine.isolate()\n"
    program = start + "print(os.readlink('/proc/self/ns/net')); print(open('/proc/self/status').read())"
    seen = subprocess.run(child(program), capture_output=True, text=True, check=True).stdout
    assert "NoNewPrivs:\t1" in seen
    if os.geteuid() == 0:
        assert seen.splitlines()[0] != here

from __future__ import annotations

import ctypes
import io
import os
import platform
import struct
import subprocess
import sys
import threading
import wave
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest

from desktop.errors import ListeningRoomError, MediaRefusedError, VaultDamagedError
from desktop.media.formats.formats import BLOCK_FRAMES, MAX_BYTES, WINDOW, AudioFormat, MemoryBytes, refused, status_of
from desktop.media.sandbox import limits
from desktop.media.sandbox.decoding import CHILD_COMMAND, Feeder, decode, decode_blocks, refusal_of
from tests.media.formats.test_sniff import layout_of, wav
from tests.support.machine.speech import KINDS, Kind, prompt_wav, transcode
from tests.support.refusals import error_of


def samples(pcm: bytes) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.frombuffer(pcm, "<i2").astype(np.float64)


def code_for(data: bytes, *command: str, wall_seconds: float = 60.0) -> str:
    told = error_of(MediaRefusedError, decode, data, child_command=command or CHILD_COMMAND, wall_seconds=wall_seconds)
    return told.code


def child(program: str) -> tuple[str, ...]:
    """Put a child that is not ours in place of the decoder."""
    return (sys.executable, "-c", "import os, signal, sys, time\n" + program)


HEADER = 'print(\'{"format": "pcm_wav", "rate": 8000, "channels": 2}\', flush=True)\n'


@pytest.fixture(scope="module")
def encoded(tmp_path_factory: pytest.TempPathFactory) -> dict[Kind, bytes]:
    folder = tmp_path_factory.mktemp("speech")
    return {kind: transcode(prompt_wav(), kind, folder).read_bytes() for kind in KINDS}


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
    with decode_blocks(MemoryBytes(encoded["gsm"])) as decoding:
        assert (decoding.rate, decoding.channels, decoding.format) == (8000, 1, AudioFormat.GSM)
        blocks = list(decoding)
    assert [len(block) for block in blocks[:-1]] == [2 * BLOCK_FRAMES] * (len(blocks) - 1)
    assert len(blocks) > 2
    assert b"".join(blocks) == decode(encoded["gsm"]).pcm
    assert decoding.frames == sum(map(len, blocks)) // 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_cut_recording_is_refused_and_one_whose_length_was_never_filled_in_is_heard_to_the_end(
    encoded: dict[Kind, bytes], kind: Kind
) -> None:
    whole = encoded[kind]
    assert code_for(whole[: len(whole) // 2]) == "media_cut"
    if kind == "mp3":
        return
    at = whole.index(b"data") + 4
    (length,) = struct.unpack_from("<I", whole, at)
    expected = decode(whole)
    for says in (0, 0x7FFFF000, 0xFFFFFFFF):
        filled = struct.pack("<I", says)
        decoded = decode(whole[:4] + filled + whole[8:at] + filled + whole[at + 4 : at + 4 + length])
        if kind == "mp3_wav":
            assert expected.frames - 1152 <= decoded.frames <= expected.frames  # a decoder's own delay goes
        else:
            assert decoded == expected


def test_a_header_that_two_readers_read_differently_is_refused(encoded: dict[Kind, bytes]) -> None:
    data = encoded["pcm"]
    layout = data[12:36]
    other = layout[:8] + struct.pack("<HHIIHH", 7, 1, 8000, 8000, 1, 8)
    body = layout + other + data[36:]
    doubled = b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body
    try:
        decoded = decode(doubled)
    except MediaRefusedError as told:
        assert told.code in {"media_not_audio", "media_format_not_accepted"}
    else:
        assert decoded.format is AudioFormat.MU_LAW
        assert decoded.frames == len(data) - 44


class Huge(bytes):
    def __len__(self) -> int:
        return MAX_BYTES + 1


def test_a_file_that_is_too_large_is_refused_before_anything_starts() -> None:
    assert code_for(Huge(b"RIFF"), "/no/such/program") == "media_too_large"
    assert code_for(b"RIFF", "/no/such/program") == "media_decoder_died"


@pytest.mark.against("file")
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
        (HEADER + "sys.stdout.write('pcm 8\\n' + 'x' * 7)", "media_decoder_died"),
        (HEADER + "sys.stdout.write('pcm 6\\n' + 'x' * 6); sys.stdout.flush(); time.sleep(600)", "media_decoder_died"),
        (HEADER + "print('pcm 0'); sys.stdout.flush(); time.sleep(600)", "media_decoder_died"),
        (HEADER + "print('pcm 999999999'); sys.stdout.flush(); time.sleep(600)", "media_decoder_died"),
        (HEADER + "print('pcm'); sys.stdout.flush(); time.sleep(600)", "media_decoder_died"),
        (HEADER + "print(); sys.stdout.flush(); time.sleep(600)", "media_decoder_died"),
        (HEADER + "print('x' * 5000); sys.stdout.flush(); time.sleep(600)", "media_decoder_died"),
        (HEADER + HEADER + "time.sleep(600)", "media_decoder_died"),
    ],
)
def test_a_decoder_that_fails_or_lies_is_refused(program: str, code: str) -> None:
    assert code_for(b"RIFF", *child(program)) == code


@pytest.mark.against("file")
@pytest.mark.parametrize(
    "samples",
    ["[0, 0]", "[-4, 8]", "[0, 12]", "[8, 4]", "[0, 3]", "[0]", "[0, 4, 4]", "[0, true]", "['a']", "4", "{}", '"ab"'],
)
def test_a_decoder_that_says_of_samples_what_is_not_so_is_refused(samples: str) -> None:
    program = HEADER.replace("2}", f'2, "samples": {samples}}}') + "sys.exit(0)"
    assert code_for(b"RIFF data", *child(program)) == "media_decoder_died"


def test_samples_are_taken_from_where_the_decoder_says_if_it_ends_well() -> None:
    program = HEADER.replace("2}", '2, "samples": [1, 8]}')
    assert decode(b"-12345678-", child_command=child(program)).pcm == b"12345678"
    for end, code in (
        ("sys.exit(1)", "media_decoder_died"),
        (f"sys.exit({status_of('media_cut')})", "media_cut"),
        ("print('pcm 4')", "media_decoder_died"),
        (HEADER, "media_decoder_died"),
    ):
        assert code_for(b"-12345678-", *child(program + end)) == code
    law = HEADER.replace("pcm_wav", "mu_law").replace("2}", '2, "samples": [1, 4]}')
    assert decode(b"-\0\xff\x80\x7f-", child_command=child(law)).pcm == struct.pack("<4h", -32124, 0, 32124, 0)
    no_pcm = child(program.replace("pcm_wav", "mp3"))
    assert code_for(b"-12345678-", *no_pcm) == "media_decoder_died"


@pytest.mark.against("file")
@pytest.mark.parametrize(
    "question",
    [
        *("ask 0 0", "ask 4 1", "ask 0 5", "ask 3 2", "ask -1 2", "ask 0 -4", f"ask 0 {'9' * 900}"),
        *("ask 0", "ask 0 4 4", "ask"),
    ],
)
def test_a_decoder_that_asks_for_what_is_not_there_is_refused(question: str) -> None:
    program = f"print('{question}', flush=True)\nprint(os.read(0, 100)); sys.stdout.flush(); time.sleep(600)"
    assert code_for(b"RIFF", *child(program)) == "media_decoder_died"


def test_few_requests_wait_at_once_so_that_they_take_no_memory() -> None:
    go_on, asked = threading.Event(), list[int]()

    class Slow(MemoryBytes):
        def read(self, offset: int, length: int) -> bytes:
            go_on.wait()
            return super().read(offset, length)

    feeder = Feeder(Slow(bytes(100)), io.BytesIO())
    with pytest.raises(MediaRefusedError):
        for number in range(100):
            feeder.ask(number, 1)
            asked.append(number)
    go_on.set()
    feeder.close()
    assert len(asked) < 10


@pytest.mark.against("file")
def test_a_decoder_that_asks_for_the_same_again_and_again_is_refused() -> None:
    program = "while True:\n    print('ask 0 1', flush=True)\n    os.read(0, 1)"
    assert code_for(b"RIFF", *child(program)) == "media_decoder_died"
    too_much = f"print('ask 0 {WINDOW + 1}', flush=True)\ntime.sleep(600)"
    assert code_for(bytes(2 * WINDOW), *child(too_much)) == "media_decoder_died"
    does_not_listen = f"while True: print('ask 0 {WINDOW}', flush=True)"
    assert code_for(bytes(WINDOW), *child(does_not_listen)) == "media_decoder_died"


@dataclass
class Source:
    """A recording in 8-bit PCM that is stored nowhere, and a record of the reads."""

    frames: int
    asked: list[tuple[int, int]] = field(default_factory=list)
    failure: Exception | None = None
    cut_to: int | None = None

    @property
    def size(self) -> int:
        return 44 + 2 * self.frames

    def read(self, offset: int, length: int) -> bytes:
        self.asked.append((offset, length))
        if self.failure:
            raise self.failure
        header = wav(layout_of(1, 2, bits=8), b"", says=2 * self.frames)
        data = header[offset : offset + length]
        data += bytes(length - len(data))
        return data if self.cut_to is None else data[: max(0, self.cut_to - offset)]


LONG = 40_000_000
"""Frames: more bytes than the child may have memory."""


def test_a_recording_larger_than_the_childs_memory_is_decoded_in_ranges() -> None:
    source = Source(LONG)
    with decode_blocks(source) as decoding:
        assert sum(len(block) for block in decoding) == 4 * LONG
    assert decoding.frames == LONG
    assert max(length for _, length in source.asked) <= WINDOW
    assert sum(length for _, length in source.asked) < source.size + 8 * WINDOW


def test_no_more_is_read_than_a_little_ahead_of_what_is_decoded() -> None:
    source = Source(LONG)
    with decode_blocks(source) as decoding:
        next(iter(decoding))
        # The pipes' content, and the child's requests ahead.
        assert decoding.reached < 16 * WINDOW
    assert sum(length for _, length in source.asked) < 16 * WINDOW


def test_why_the_source_cannot_be_read_is_told() -> None:
    for failure in (VaultDamagedError("vault_changed"), refused("media_cut")):
        with pytest.raises(type(failure)) as told, decode_blocks(Source(1000, failure=failure)):
            pass
        assert told.value is failure


def test_a_file_that_was_cut_while_it_was_read_has_changed() -> None:
    samples = child(HEADER.replace("2}", '2, "samples": [44, 2000]}'))
    for source, command in ((Source(LONG, cut_to=WINDOW + 1), CHILD_COMMAND), (Source(1000, cut_to=99), samples)):
        with pytest.raises(MediaRefusedError) as told, decode_blocks(source, child_command=command) as decoding:
            list(decoding)
        assert told.value.code == "media_changed"


def test_a_decoder_that_uses_up_its_processor_time_was_too_slow() -> None:
    program = "from desktop.media.sandbox import limits\nlimits.limit(1 << 32, cpu_seconds=1)\nwhile True: pass"
    assert code_for(b"RIFF", *child(program)) == "media_too_slow"


LINUX, WINDOWS = -24, limits.OUT_OF_TIME
"""How a child ends whose processor time is used up: by a signal, and by its job."""


def test_how_a_child_ended_tells_why_it_did_not_decode_its_recording() -> None:
    cases = [
        (0, False, LINUX, None),
        (0, False, WINDOWS, None),
        (LINUX, False, LINUX, "media_too_slow"),
        (WINDOWS, False, WINDOWS, "media_too_slow"),
        (LINUX, False, WINDOWS, "media_decoder_died"),
        (WINDOWS, False, LINUX, "media_decoder_died"),
        (-9, True, LINUX, "media_too_slow"),
        (1, True, WINDOWS, "media_too_slow"),  # ended by the clock
        (0, True, WINDOWS, "media_too_slow"),  # and what it had started went on
        (None, False, LINUX, "media_too_slow"),
        (None, False, WINDOWS, "media_too_slow"),
        (-9, False, LINUX, "media_decoder_died"),
        (1, False, WINDOWS, "media_decoder_died"),
        (0xC0000005, False, WINDOWS, "media_decoder_died"),  # an access violation
        (status_of("media_cut"), False, WINDOWS, "media_cut"),
    ]
    for status, late, out_of_time, code in cases:
        found = refusal_of(status, late=late, out_of_time=out_of_time)
        assert (found and found.code) == code, (status, late, out_of_time)


class Kernel:
    """As much of Windows' kernel32 as a child calls to confine itself: what it was given, and what it answers."""

    def __init__(self, *, refuses: str = "") -> None:
        self.given: dict[int, bytes] = {}
        self.entered: list[tuple[object, object]] = []
        self._refuses = refuses
        self.CreateJobObjectW = Mock(return_value=7)
        self.GetCurrentProcess = Mock(return_value=-1)

    def SetInformationJobObject(self, job: object, kind: int, what: Any, size: int) -> int:  # noqa: N802
        self.given[kind] = ctypes.string_at(what, size)
        return int(self._refuses != "limits")

    def AssignProcessToJobObject(self, job: Any, process: Any) -> int:  # noqa: N802
        self.entered.append((job.value, process.value))
        return int(self._refuses != "process")


def test_on_windows_a_child_confines_itself_by_a_job_or_reads_nothing() -> None:
    kernel = Kernel()
    limits.enter_job(1 << 30, 300, kernel)
    assert kernel.entered == [(7, ctypes.c_void_p(-1).value)] and kernel.given.keys() == {4, 9}
    said = limits.JobLimits.from_buffer_copy(kernel.given[9])
    assert (said.process_memory, said.process_time, said.processes) == (1 << 30, 3_000_000_000, 1)
    assert ctypes.sizeof(said) == 144, "as in winnt.h"
    for refuses in ("limits", "process"):
        with pytest.raises(OSError, match="no job"):
            limits.enter_job(1 << 30, 300, Kernel(refuses=refuses))


IN_A_JOB = """
import ctypes
found = ctypes.c_int()
kernel = ctypes.WinDLL("kernel32")
kernel.GetCurrentProcess.restype = ctypes.c_void_p
assert kernel.IsProcessInJob(ctypes.c_void_p(kernel.GetCurrentProcess()), None, ctypes.byref(found))
print(found.value)
"""


@pytest.mark.against("file")
@pytest.mark.skipif(sys.platform != "win32", reason="jobs are Windows'")
def test_windows_has_the_child_in_a_job() -> None:
    """Its limits cannot be seen under Wine, which holds a process to none of them."""
    assert run_confined(IN_A_JOB) == "1"


@pytest.mark.against("file")
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


class Stopped:
    """A watcher that cancels at the first question."""

    def __init__(self) -> None:
        self._asked = False

    @property
    def cancelled(self) -> bool:
        asked, self._asked = self._asked, True
        return not asked

    def report(self, done: int, total: int) -> None:
        """Ignore the report."""


@pytest.mark.parametrize(
    "program",
    ["time.sleep(600)", HEADER + "time.sleep(600)", "while True: pass", "os.close(1); time.sleep(600)"],
)
def test_a_decoder_that_hangs_is_ended_when_it_is_wanted_no_longer(program: str) -> None:
    source = MemoryBytes(b"RIFF")
    with (
        pytest.raises(ListeningRoomError) as stopped,
        decode_blocks(source, child_command=child(program), wall_seconds=30, watcher=Stopped()) as decoding,
    ):
        list(decoding)
    assert stopped.value.code == "stopped"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at /proc")
def test_no_process_and_no_thread_outlives_a_decoding(encoded: dict[Kind, bytes]) -> None:
    threads = set(threading.enumerate())
    with decode_blocks(MemoryBytes(encoded["pcm"])) as decoding:
        next(iter(decoding))  # and no more: the caller turns away
        assert len(children()) == 1
    for command in (child("time.sleep(600)"), child("sys.exit(1)")):
        code_for(bytes(1 << 20), *command, wall_seconds=0.5)
    assert children() == []
    assert set(threading.enumerate()) == threads


def children() -> list[str]:
    return Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()


FILTERED = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in {"x86_64", "aarch64"},
    reason="no filter of calls is known here",
)


def run_confined(program: str) -> str:
    start = "from desktop.media.sandbox import limits\nimport os, socket, sys\nlimits.isolate()\n"
    command = child(start + "limits.limit(1 << 30)\n" + program)
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.against("file")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/passwd')",
        "open('/dev/null', 'w')",
        "socket.socket()",
        "os.pipe()",
        "bytearray(1 << 31)",
        pytest.param("os.kill(os.getppid(), 0)", marks=FILTERED),
        pytest.param("os.unlink('/no/such/file')", marks=FILTERED),
        pytest.param("os.mkdir('/no/such/folder/here')", marks=FILTERED),
        pytest.param("os.getcwd()", marks=FILTERED),
        pytest.param("os.fork()", marks=FILTERED),
    ],
)
def test_a_confined_child_can_open_nothing_and_take_no_more_memory(attempt: str) -> None:
    program = f"try:\n    {attempt}\n    print('done')\nexcept FileNotFoundError:\n    print('looked')\n"
    program += "except (OSError, MemoryError):\n    print('refused')"
    assert run_confined(program) == "refused"


def test_where_no_filter_of_calls_is_known_the_limits_hold_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_CALLS", {"a processor of tomorrow": (1, (0,))})
    assert limits.filter_calls() is False


@FILTERED
def test_a_kernel_that_refuses_the_filter_is_no_failure() -> None:
    # Without "no new privileges" a process that is not root may not have one; with a number of mode that does not exist
    # nobody may.
    program = "from desktop.media.sandbox import limits\nlimits._FILTER = 99\nprint(limits.filter_calls())"
    assert subprocess.run(child(program), capture_output=True, text=True, check=True).stdout.strip() == "False"


@pytest.mark.against("file")
@pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
def test_a_confined_child_gains_no_privileges_and_sees_no_network() -> None:
    here = str(Path("/proc/self/ns/net").readlink())
    start = "from desktop.media.sandbox import limits\nimport os\nlimits.isolate()\n"
    program = start + "print(os.readlink('/proc/self/ns/net')); print(open('/proc/self/status').read())"
    seen = subprocess.run(child(program), capture_output=True, text=True, check=True).stdout
    assert "NoNewPrivs:\t1" in seen
    if os.geteuid() == 0:
        assert seen.splitlines()[0] != here

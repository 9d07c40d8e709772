"""Sound as it comes out of a device: PulseAudio's null sink takes it by way of ALSA, and its monitor gives it back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.application.ports.sound import PlayFailure, PlayState
from tests.playback.copies import speech, until
from tests.playback.to_a_sink import RATE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="ALSA and PulseAudio are of Linux")
ROOT = Path(__file__).resolve().parents[2]
ENGINES = ("libvlc", "portaudio")
SETTLED_BYTES = RATE // 2
"""A quarter of a second: some devices' first samples come while they begin."""


@dataclass
class Headset:
    """The null sink. `heard`: the file of what its monitor gives."""

    server: subprocess.Popen[bytes]
    configuration: Path
    heard: Path
    folder: Path

    @contextmanager
    def playing(self, engine: str, pcm: bytes) -> Iterator[subprocess.Popen[str]]:
        """Yield a program once it plays these samples."""
        samples, module = self.folder / "samples", "tests.playback.to_a_sink"
        samples.write_bytes(pcm)
        command = [sys.executable, "-m", module, engine, str(self.configuration), str(samples)]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as program:
            assert program.stdout is not None and program.stdout.readline() == "playing\n"
            yield program
            program.kill()


@pytest.fixture
def headset(tmp_path: Path) -> Iterator[Headset]:
    socket, heard = tmp_path / "socket", tmp_path / "heard"
    configuration = tmp_path / "alsa.conf"
    configuration.write_text(
        f'pcm.headset {{ type pulse server "unix:{socket}" device "headset" hint.show on }}\npcm.dmix none\n'
    )
    sink = f"module-null-sink sink_name=headset rate={RATE} channels=1 format=s16le"
    begins = [
        *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--log-target=null"),
        *("-L", f"module-native-protocol-unix auth-anonymous=1 socket={socket}", "-L", sink),
    ]
    own = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    with ExitStack() as ends:
        server = ends.enter_context(subprocess.Popen(begins, env=own, stderr=subprocess.DEVNULL))
        ends.callback(server.kill)
        until(socket.exists)
        listens = [
            *("parec", f"--server=unix:{socket}", "--device=headset.monitor", "--raw", "--latency-msec=20"),
            *(f"--rate={RATE}", "--channels=1", "--format=s16le"),
        ]
        with heard.open("wb") as written:
            monitor = ends.enter_context(subprocess.Popen(listens, env=own, stdout=written))
        ends.callback(monitor.kill)
        until(lambda: heard.stat().st_size > 0)
        yield Headset(server, configuration, heard, tmp_path)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_samples_of_the_copy_come_out_of_the_device_and_no_others(headset: Headset, engine: str) -> None:
    pcm = speech(3)
    with headset.playing(engine, pcm) as program:
        assert program.stdout is not None
        assert program.stdout.readline().split() == [PlayState.ENDED, str(len(pcm) // 2), str(len(pcm) // 2)]
    until(lambda: pcm[SETTLED_BYTES:] in headset.heard.read_bytes())
    before, _, after = headset.heard.read_bytes().partition(pcm[SETTLED_BYTES:])
    assert not any(after), "silence follows"
    assert not any(before[: -SETTLED_BYTES - RATE // 4]), "and went before"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_device_that_goes_away_stops_the_sound_and_that_is_said(headset: Headset, engine: str) -> None:
    with headset.playing(engine, speech(30)) as program:
        headset.server.kill()
        assert program.stdout is not None
        failure, frame, frames = program.stdout.readline().split()
    assert failure == PlayFailure.SOUND_NO_DEVICE
    assert 0 <= int(frame) < int(frames) // 2, "no more is said to be heard than came out"

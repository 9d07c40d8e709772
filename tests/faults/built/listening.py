"""The guided demonstration of the built program, disturbed from outside while it conducts a session by itself.

The program is left alone but for what another program on the same desktop can do. The session goes on each time when
Space is pressed on the listening window, and has to end whole: nothing that was missed counts as heard.
"""

from __future__ import annotations

import json
import signal
import subprocess
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from desktop.application.ports.sound import Halt
from desktop.domain.log.events import EventKind
from tests.faults.built.program import Built, NotSoError, Outcome, running, until
from tests.faults.built.remains import Secrets, Watched, compared
from tests.faults.built.x11 import BLANK, Screen, minimise
from tests.playback.remains import memory_of, windows_in, windows_of

FROZEN_SECONDS = 11.0
"""Longer than a PC may stand still while someone listens."""
PLAYS, REMOVED, REVIEW = "*-listening.png", "*-listening-removed-part.png", "*-reviews.png"
"""Numbered pictures that the demonstration takes: they say how far it is."""
PUT_OUT = "what-was-put-out.wav"


def loop(built: Built) -> Iterator[Outcome]:
    """Conduct one session, look into the memory while it plays and after it, and disturb the listening window."""
    out = built.scratch / "guided"
    environment = built.environment("guided-home")
    command = [built.demonstration, "demo", "--guided", out, "--json"]
    with running(command, environment, stdout=subprocess.PIPE) as process:
        watched = _opened(Path(environment["TMPDIR"]), process, out)
        screen = Screen()
        try:
            yield from _while_it_plays(process, out, watched, screen)
        finally:
            screen.close()
            watched.close()
        assert process.stdout is not None
        account = json.loads(process.stdout.read() or "{}")
        heard = account.get("heard_fraction")
        whole = process.wait(60) == 0 and heard == 1.0
        yield Outcome(whole, f"the disturbed session ended whole: {heard} heard, the log verifies, signed off")


def _opened(temporary: Path, process: subprocess.Popen[str], out: Path) -> Watched:
    """Return the demonstration's office once its session plays."""
    until("the sound", lambda: any(out.glob(PLAYS)), process, 120)
    [office] = temporary.glob("listening-room-demo-*/office")
    return Watched(office)


def _while_it_plays(process: subprocess.Popen[str], out: Path, watched: Watched, screen: Screen) -> Iterator[Outcome]:
    copy = watched.opened(EventKind.RECORDING_OPENED)
    assert copy is not None
    secrets = watched.secrets(copy)
    until("the removed part", lambda: any(out.glob(REMOVED)), process, 120)
    playing = memory_of(process.pid)
    window = _full(screen, process.pid)
    disturbing = _Disturbing(process, watched, screen, window)
    yield disturbing.outcome(Halt.FROZE, lambda: _frozen(process))
    yield disturbing.outcome(Halt.COVERED, screen.covered)
    yield disturbing.outcome(Halt.KEYBOARD_ELSEWHERE, screen.without_the_keyboard)
    yield disturbing.outcome(Halt.MINIMISED, lambda: _minimised(window))
    until("the end of the session", lambda: any(out.glob(REVIEW)), process, 120)
    yield from _remains(process, out, secrets, playing)


def _full(screen: Screen, pid: int) -> int:
    """Return the window that fills the screen. Raises NotSoError."""
    for window in screen.windows(pid):
        if screen.fills_the_screen(window):
            return window
    raise NotSoError("no window of the program fills the screen")


def _remains(process: subprocess.Popen[str], out: Path, secrets: Secrets, playing: list[bytes]) -> Iterator[Outcome]:
    """Compare the memory while it played with the memory once the session is over, and what libvlc put out with it."""
    process.send_signal(signal.SIGSTOP)
    try:
        after = memory_of(process.pid)
    finally:
        process.send_signal(signal.SIGCONT)
    with wave.open(str(out / PUT_OUT)) as file:
        put_out = windows_of(file.readframes(file.getnframes()))
    yield from compared("a guided session", secrets, playing, after, sounded=True)
    then, now = windows_in(playing, put_out), windows_in(after, put_out)
    words = f"a guided session: of {len(put_out)} windows of what libvlc put out {then} while it played, {now} after it"
    yield Outcome(then > 0 and now == 0, words)


class _Disturbing:
    """An attack on the listening window, and what the log says of it."""

    def __init__(self, process: subprocess.Popen[str], watched: Watched, screen: Screen, window: int) -> None:
        self._process, self._watched, self._screen, self._window = process, watched, screen, window

    def outcome(self, because: Halt, disturbed: Callable[[], AbstractContextManager[None]]) -> Outcome:
        """Disturb it, see it pause and come back, and have it play on."""
        began = self._count(EventKind.PLAY_STARTED)
        stopped = self._count(EventKind.PLAY_STOPPED)
        with disturbed():
            self._until("a pause", lambda: self._count(EventKind.PLAY_STOPPED) > stopped)
        said = self._watched.events(EventKind.PLAY_STOPPED)[-1].facts.get("because")
        self._until("the window", lambda: self._screen.active() == self._window)
        self._until("full screen", lambda: self._screen.fills_the_screen(self._window))
        quiet = self._count(EventKind.PLAY_STARTED) == began
        self._screen.press(BLANK)
        self._until("it to play on", lambda: self._count(EventKind.PLAY_STARTED) > began)
        words = f"the listening window, {because.value}: paused ({said}), and came back"
        return Outcome(said == because.value and quiet, words if quiet else f"{words}, and played on by itself")

    def _count(self, kind: EventKind) -> int:
        return len(self._watched.events(kind))

    def _until(self, what: str, look: Callable[[], bool]) -> None:
        until(what, look, self._process, 30)


@contextmanager
def _minimised(window: int) -> Iterator[None]:
    minimise(window)
    yield


@contextmanager
def _frozen(process: subprocess.Popen[str]) -> Iterator[None]:
    """Stop the program for longer than a PC may stand still, as one that sleeps."""
    process.send_signal(signal.SIGSTOP)
    time.sleep(FROZEN_SECONDS)
    process.send_signal(signal.SIGCONT)
    yield

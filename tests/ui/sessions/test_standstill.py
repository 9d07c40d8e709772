"""The PC stands still, or its clock jumps, while a call plays: it pauses, says so, and counts no further."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desktop.application.ports.sound import Halt, PlayState
from desktop.domain.log.events import EventKind
from desktop.ui.player.control import FROZE_SECONDS, JUMPED_SECONDS, Standstill
from tests.ui.bent_clock import BentClock
from tests.ui.sessions.counter import Counter

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed", "by_the_clock", "because"),
    [
        (0.1, 0.1, None),
        (FROZE_SECONDS - 1, FROZE_SECONDS - 1, None),
        (90.0, 90.0, Halt.FROZE),
        (0.1, 7200.0, Halt.CLOCK_JUMPED),
        (0.1, -7200.0, Halt.CLOCK_JUMPED),
        (0.1, JUMPED_SECONDS - 1, None),  # the clock is set right by the network
        (0.1, 3600.0, Halt.CLOCK_JUMPED),  # the PC slept: the monotonic clock stood still
    ],
)
def test_what_is_a_standstill(passed: float, by_the_clock: float, because: Halt | None) -> None:
    watch = Standstill()
    assert watch.look(5.0, AT, 800) is None
    assert watch.look(5.0 + passed, AT + timedelta(seconds=by_the_clock), 90_000) is because
    assert watch.frame == (90_000 if because is None else 800)


def test_what_was_before_it_played_does_not_count() -> None:
    watch = Standstill()
    watch.look(5.0, AT, 0)
    watch.forget()
    assert watch.look(5000.0, AT + timedelta(hours=9), 0) is None


@pytest.mark.parametrize(
    ("froze", "jumped", "because", "words"),
    [
        (90.0, timedelta(), Halt.FROZE, "this PC froze for a while"),
        (0.0, timedelta(hours=2), Halt.CLOCK_JUMPED, "this PC slept, or its clock was set"),
    ],
)
def test_it_pauses_says_so_and_counts_nothing_of_it(
    sound: Counter, monkeypatch: pytest.MonkeyPatch, froze: float, jumped: timedelta, because: Halt, words: str
) -> None:
    clock = BentClock(sound.staff.desk.clock, monkeypatch)
    window = sound.listen()
    sound.play_for(0.5)
    window.control._poll.stop()  # nothing of the program runs meanwhile, while the sound goes on
    heard, rate = window.control.heard, window.panel.call.rate
    stood = window.control.frame
    sound.until(lambda: window.control.frame > stood + rate)
    clock.froze, clock.jumped = froze, jumped
    window.control._poll.start()
    sound.until(lambda: not window.control.playing)
    sound.settle()
    sound.until(lambda: sound.staff.desk.player.status().state is PlayState.PAUSED)
    assert window.panel.problem.words == f"Playing has paused: {words}. Press Play to continue."
    assert sound.events()[-1] is EventKind.PLAY_STOPPED and sound.facts()["because"] == because.value
    assert sum(map(len, window.control.heard)) <= sum(map(len, heard)) + 0.2 * rate
    assert window.control.frame <= stood + 0.2 * rate and sound.facts()["frame"] == window.control.frame
    sound.play_for(0.3)
    assert window.panel.problem.words == "" and window.control.halted is None


def test_a_pc_that_freezes_between_the_press_and_the_sound_does_not_play_on_unasked(
    sound: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = BentClock(sound.staff.desk.clock, monkeypatch)
    window = sound.listen()
    window.control.play()
    clock.froze = 90.0
    sound.until(lambda: window.control.halted is Halt.FROZE)
    sound.settle()
    assert not window.control.playing and sound.staff.desk.player.status().state is not PlayState.PLAYING
    assert window.panel.problem.words == "Playing has paused: this PC froze for a while. Press Play to continue."
    assert sum(map(len, window.control.heard)) <= 0.2 * window.panel.call.rate
    sound.play_for(0.3)
    assert window.panel.problem.words == "" and window.control.halted is None

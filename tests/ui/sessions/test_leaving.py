"""While a call plays the window is left without being closed, a display is unplugged, the PC stands still, or its clock
jumps: it pauses, the screen and the log say so, it counts no further, and it comes back.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.application.ports.sound import Ear, Halt, PlayState
from desktop.application.sessions.day_list import mark_interrupted
from desktop.application.sessions.listening import ListeningPreferences
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.session import Outcome, State
from desktop.ui.kit.style import screen_of
from desktop.ui.player.control import FROZE_SECONDS, JUMPED_SECONDS, Standstill
from desktop.ui.sessions.break_page import BreakPage, ResumePage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.listening.listening_window import usable_look
from tests.ui import x_server
from tests.ui.bent_clock import BentClock
from tests.ui.sessions.counter import Counter, a_counter, idempotent_open, with_sound, words_on

on_x11 = pytest.mark.skipif(sys.platform != "linux", reason="the windows of X11")
OTHER = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
app, window = QApplication([]), QWidget()
left, top, wide, high = (int(each) for each in sys.argv[2:])
if sys.argv[1] == "takes-no-keyboard":
    window.setWindowFlags(Qt.WindowType.X11BypassWindowManagerHint | Qt.WindowType.WindowStaysOnTopHint)
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
window.setGeometry(left, top, wide, high)
window.show()
if sys.argv[1] == "takes-the-keyboard":
    window.activateWindow()
print("shown", flush=True)
app.exec()
"""


def needs_a_display() -> None:
    if QGuiApplication.platformName() != "xcb":
        pytest.skip("needs a display: script/test has one")


@contextmanager
def another_program(kind: str, *place: int) -> Iterator[None]:
    """Show a window of another program, there."""
    needs_a_display()
    command = [sys.executable, "-c", OTHER, kind, *map(str, place)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout is not None and other.stdout.readline() == "shown\n"
            yield
        finally:
            other.kill()


def was_halted(sound: Counter, because: Halt, words: str) -> None:
    """Check for silence, its reason on the screen and in the log; earlier listening is kept, and no more is counted."""
    window = sound.window
    sound.until(lambda: not window.control.playing and sound.staff.desk.player.status().state is PlayState.PAUSED)
    sound.settle()
    assert window.panel.problem.words == f"Playing has paused: {words}. Press Play to continue."
    assert sound.events()[-1] is EventKind.PLAY_STOPPED and sound.facts()["because"] == because.value
    assert sound.kept().heard == window.control.heard != ()


def is_back(sound: Counter) -> None:
    window = sound.window
    sound.until(lambda: window.isVisible() and window.isActiveWindow() and not window.isMinimized())
    sound.until(lambda: window.isFullScreen() and window.geometry() == screen_of(window).geometry())
    sound.play_for(0.3)
    assert window.panel.problem.words == ""


@pytest.mark.against("customer")
def test_minimised_or_hidden_it_pauses_and_comes_back(sound: Counter) -> None:
    window = sound.listen()
    before = sound.events()
    window.showMinimized()
    sound.until(lambda: window.isFullScreen() and window.isActiveWindow())
    assert sound.events() == before and window.panel.problem.words == "", "while it is silent nothing is said"
    sound.play_for(0.5)
    for leave, because in ((window.showMinimized, Halt.MINIMISED), (window.hide, Halt.HIDDEN)):
        leave()
        was_halted(sound, because, f"the listening window was {because.value}")
        is_back(sound)


@pytest.mark.against("customer")
@on_x11
def test_minimised_by_the_window_manager_it_pauses_and_comes_back(sound: Counter) -> None:
    needs_a_display()
    window = sound.listen()
    sound.play_for(0.5)
    with x_server.another_program("minimise", str(int(window.winId()))) as other:
        was_halted(sound, Halt.MINIMISED, "the listening window was minimised")
        sound.until(lambda: other.poll() is not None)
        assert other.stdout is not None and other.stdout.read() == "gone\n"
    is_back(sound)


@pytest.mark.against("customer")
@on_x11
def test_where_another_program_takes_the_keyboard_it_pauses(sound: Counter) -> None:
    sound.listen()
    sound.play_for(0.5)
    with another_program("takes-the-keyboard", 100, 100, 300, 200):
        was_halted(sound, Halt.KEYBOARD_ELSEWHERE, "another window took the keyboard")
    is_back(sound)


@pytest.mark.against("customer")
@on_x11
def test_covered_by_a_window_that_never_takes_the_keyboard_it_pauses(sound: Counter) -> None:
    window = sound.listen()
    sound.play_for(0.5)
    with another_program("takes-no-keyboard", 0, 0, window.width(), window.height()):
        was_halted(sound, Halt.COVERED, "another window, or a locked screen, covered the listening window")
        assert window.isActiveWindow()


@on_x11
def test_a_small_window_over_it_such_as_a_keyboard_on_the_screen_is_let_be(sound: Counter) -> None:
    window = sound.listen()
    sound.play_for(0.2)
    with another_program("takes-no-keyboard", 0, 0, window.width(), window.height() // 3):
        sound.play_for(2.0)
        assert window.control.playing


@pytest.mark.against("customer")
@on_x11
def test_nothing_of_a_note_stays_in_what_x_keeps_of_a_selection(counter: Counter) -> None:
    needs_a_display()
    window = counter.listen()
    counter.key(Qt.Key.Key_N)
    counter.settle()
    note = counter.note
    select(note.note_words.input, "the bin was out")
    assert read_elsewhere(counter) == "the bin was out"
    note.back.emit()
    window.panel.finish.click()
    counter.settle()
    page = counter.page(ClosePage)
    assert read_elsewhere(counter) == "" and QGuiApplication.clipboard().text() == ""
    page.outcome.set_value(Outcome.STOPPED_BY_STAFF.value)
    page.outcome.edited.emit()
    select(page.outcome_words.input, "the call was about the bin")
    assert read_elsewhere(counter) == "the call was about the bin"
    page.complaint.set_value("no")
    page.acknowledged.set_value("no")
    counter.press(page.primary)
    counter.page(ClosedPage)
    assert read_elsewhere(counter) == "" and QGuiApplication.clipboard().text() == ""


def select(field: QPlainTextEdit | QLineEdit, words: str) -> None:
    """Type that, and select it with the keyboard: X keeps it from then on."""
    field.setFocus()
    QTest.keyClicks(field, words)
    QTest.keyClick(field, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)


def read_elsewhere(sound: Counter) -> str:
    """Return what another program reads of X's PRIMARY selection."""
    with x_server.another_program("selected") as other:
        sound.until(lambda: other.poll() is not None)
        assert other.stdout is not None
        return other.stdout.read().removesuffix("\n")


# The PC stands still, or its clock jumps


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
    watch.forget()
    assert watch.look(5000.0, AT + timedelta(hours=9), 0) is None, "what was before it played does not count"


@pytest.mark.against("customer")
def test_it_pauses_says_so_and_counts_nothing_of_it(sound: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = BentClock(sound.staff.desk.clock, monkeypatch)
    window = sound.listen()
    sound.play_for(0.5)
    window.control._poll.stop()  # nothing of the program runs meanwhile, while the sound goes on
    heard, rate = window.control.heard, window.panel.call.rate
    stood = window.control.frame
    sound.until(lambda: window.control.frame > stood + rate)
    clock.jumped = timedelta(hours=2)
    window.control._poll.start()
    was_halted(sound, Halt.CLOCK_JUMPED, "this PC slept, or its clock was set")
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
    sound.until(lambda: sound.staff.desk.player.status().state is not PlayState.PLAYING)
    assert not window.control.playing
    assert window.panel.problem.words == "Playing has paused: this PC froze for a while. Press Play to continue."
    assert sum(map(len, window.control.heard)) <= 0.2 * window.panel.call.rate
    sound.play_for(0.3)
    assert window.panel.problem.words == "" and window.control.halted is None


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no signal stops a process there")
def test_a_program_that_was_stopped_for_a_while_does_not_play_on_by_itself(sound: Counter) -> None:
    """All of it stands still, as on a PC that is out of memory; twelve seconds, where ten are too long."""
    window = sound.listen()
    sound.play_for(0.5)
    heard = sum(map(len, window.control.heard))
    freeze = f"kill -{signal.SIGSTOP} {os.getpid()}; sleep 12; kill -{signal.SIGCONT} {os.getpid()}"
    with subprocess.Popen(["sh", "-c", freeze]):
        sound.until(lambda: not window.control.playing)
    sound.settle()
    assert window.panel.problem.words == "Playing has paused: this PC froze for a while. Press Play to continue."
    assert sound.facts()["because"] == "froze"
    assert sum(map(len, window.control.heard)) - heard <= 0.5 * window.panel.call.rate


# A second display of a real X server: `two_displays.py` has the cases; here Qt itself reports the displays


LEFT, RIGHT = QRect(0, 0, 960, 1080), QRect(960, 0, 960, 1080)
needs_xrandr = pytest.mark.skipif(
    not os.environ.get("DISPLAY") or shutil.which("xrandr") is None, reason="needs a display and xrandr"
)


def monitor(name: str, place: QRect, output: str) -> None:
    size = f"{place.width()}/254x{place.height()}/286+{place.left()}+{place.top()}"
    subprocess.run(["xrandr", "--setmonitor", name, size, output], check=True)


def unplug(name: str) -> None:
    subprocess.run(["xrandr", "--delmonitor", name], check=True)


@pytest.fixture
def halves(qtbot: QtBot) -> Iterator[None]:
    """Yield the one screen of the X server, as two displays side by side."""
    monitor("staff", LEFT, "screen")
    monitor("customer", RIGHT, "none")
    qtbot.waitUntil(lambda: len(QGuiApplication.screens()) == 2)
    yield
    for name in ("customer", "staff"):
        subprocess.run(["xrandr", "--delmonitor", name], capture_output=True, check=False)
    qtbot.waitUntil(lambda: [screen.size().width() for screen in QGuiApplication.screens()] == [1920])


@needs_xrandr
@pytest.mark.usefixtures("halves")
def test_unplugged_it_pauses_and_says_why_and_plugged_in_again_all_is_as_it_was(sound: Counter) -> None:
    sound.place.window().move(50, 50)
    window = sound.listen()
    assert window.strip is not None and window.geometry() == RIGHT
    sound.play_for(0.5)
    unplug("customer")
    sound.until(lambda: window.strip is None and window.geometry() == LEFT)
    sound.until(lambda: sound.staff.desk.player.status().state is PlayState.PAUSED)
    sound.settle()
    why = "Playing has paused: a display was unplugged. Press Play to continue."
    assert window.panel.problem.words == why
    assert sound.facts()["because"] == "display_gone" and sound.kept().heard == window.control.heard != ()
    window.panel.more.open()
    assert window.isFullScreen() and window.panel.note.isVisible()
    sound.play_for(0.3)  # and nothing speaks to a strip that is gone
    window.control.halt(Halt.DISPLAY_GONE)
    monitor("customer", RIGHT, "none")
    sound.until(lambda: window.strip is not None and window.geometry() == RIGHT)
    assert window.strip is not None and window.strip.isVisible() and LEFT.contains(window.strip.geometry())
    assert window.panel.problem.words == window.strip.problem.words == why
    sound.play_for(0.5)
    assert window.strip.play.text() == "Pause" and window.strip.problem.words == ""


# The power goes while someone listens: the session is gone on with after the short check, or closed


def resume_page(counter: Counter) -> ResumePage:
    desk = counter.staff.desk
    assert mark_interrupted(desk.id, uow=desk.uow(), clock=desk.clock) == 1
    counter.begin()
    return counter.page(ResumePage)


def test_after_the_short_check_it_stays_blank_until_the_adviser_unlocks_it_and_is_as_they_left_it(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """The power is cut in the middle of listening, unknown to the database."""
    with a_counter(qtbot, with_sound(tmp_path), tmp_path / "demo") as before:
        window = before.listen()
        window.control.set_volume(80)
        window.control.set_ear(Ear.RIGHT)
        window.control.set_rate(0.75)
        window.set_pieces(True)
        window.sheets.wear_theme("high-contrast")
        window.sheets.wear_text(150)
        before.play_for(2.5)
        window.control._save.timeout.emit()
        before.until(lambda: before.kept().heard)
        stood = before.kept().at_frame
    with a_counter(qtbot, idempotent_open(tmp_path), tmp_path / "demo") as again:
        goes_on(again, stood)
        control, sheets = again.window.control, again.window.sheets
        assert (control.volume, control.ear, control.rate, control.in_pieces) == (80, Ear.RIGHT, 0.75, True)
        assert (sheets.theme, sheets.text) == ("high-contrast", 150)


def goes_on(again: Counter, stood: int) -> None:
    page = resume_page(again)
    assert "interrupted, after 0:02. Up to a minute more may have been heard." in again.words()
    again.press(page.primary)
    assert page.same.problem.startswith("Check that it is the same person")
    assert again.kept().state is State.INTERRUPTED and page.primary.isEnabled()
    page.same.options["same"].click()
    again.press(page.primary)
    locked = again.page(BreakPage)
    player = again.staff.desk.player
    seconds = int(stood / again.place.view.call.rate)  # type: ignore[union-attr]
    assert "Welcome back" in again.words() and "On a break" not in again.words()
    assert f"We’ll carry on from 0:0{seconds} when you’re ready." in again.words()
    assert locked.stepper is not None and "4 Listen" in words_on(locked.stepper)
    assert locked.stepper.accessibleName().startswith("Step 4 of 5: Listen, now")
    assert again.kept().state is State.ON_BREAK
    again.press(locked.primary)
    assert locked.password.problem == "Type your password." and locked.primary.isEnabled()
    again.unlock(locked, "not it")
    assert "That is not your password." in locked.refusal.words
    assert again.place.window_shown is None and player.status().state is PlayState.EMPTY
    again.unlock(locked)
    again.until(lambda: again.place.window_shown is not None and again.window.isActiveWindow())
    again.until(lambda: again.window.control.frame == stood)
    assert again.window.panel.waveform.view.heard[0].end == again.kept().heard[0].end
    assert EventKind.DESK_UNLOCKED not in again.events()  # that is the desk's, not the session's
    assert again.events()[-2:] == [EventKind.SESSION_RESUMED, EventKind.BREAK_ENDED]


def test_a_crash_in_the_first_seconds_says_what_may_have_been_heard(qtbot: QtBot, tmp_path: Path) -> None:
    with a_counter(qtbot, with_sound(tmp_path), tmp_path / "demo") as before:
        before.listen()
        before.play_for(0.5)
        before.database.gone = True  # the power goes: nothing more is saved
        before.place.leave_window()
    with a_counter(qtbot, idempotent_open(tmp_path), tmp_path / "demo") as counter:
        page = resume_page(counter)
        assert not counter.kept().heard
        assert "interrupted, after 0:00. Up to a minute more may have been heard." in counter.words()
        assert "before listening began" not in counter.words() and "Nothing was lost" not in counter.words()
        page.same.options["same"].click()
        counter.press(page.primary)
        locked = counter.page(BreakPage)
        assert "The sound broke off after 0:00: you may have heard up to a minute more." in counter.words()
        assert "Nothing has been played yet" not in counter.words()
        counter.press(locked.finish)
        counter.page(ClosePage)
        assert "Up to a minute may have been heard." in counter.words()
        assert "Nothing was opened or played" not in counter.words()
        counter.close_session(acknowledged="no")
        assert counter.kept().state is State.CLOSED


def test_what_another_version_said_is_not_worn_and_nothing_is_louder_than_the_ceiling() -> None:
    before = ListeningPreferences(80, Ear.RIGHT, 75, False, "dark", 150)
    assert usable_look(None, 90) is None and usable_look(replace(before, theme="of another version"), 90) is None
    assert usable_look(replace(before, text=1000), 90) is None
    quieter = usable_look(before, 70)
    assert quieter is not None and quieter.volume == 70

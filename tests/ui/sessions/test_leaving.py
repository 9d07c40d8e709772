"""The listening window is left without being closed: it pauses, the screen and the log say so, and it comes back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from desktop.application.ports.sound import Halt, PlayState
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.session import Outcome
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.listening_window import ListeningWindow
from tests.ui import x_server
from tests.ui.sessions.counter import Counter

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
    sound.until(lambda: window.isFullScreen() and window.geometry() == window.screen().geometry())
    sound.play_for(0.3)
    assert window.panel.problem.words == ""


LEAVES: list[tuple[Callable[[ListeningWindow], object], Halt, str]] = [
    (ListeningWindow.showMinimized, Halt.MINIMISED, "the listening window was minimised"),
    (ListeningWindow.hide, Halt.HIDDEN, "the listening window was hidden"),
]


@pytest.mark.parametrize(("leave", "because", "words"), LEAVES, ids=[each[1].value for each in LEAVES])
def test_minimised_or_hidden_it_pauses_and_comes_back(
    sound: Counter, leave: Callable[[ListeningWindow], object], because: Halt, words: str
) -> None:
    sound.listen()
    sound.play_for(0.5)
    leave(sound.window)
    was_halted(sound, because, words)
    is_back(sound)


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


@on_x11
def test_where_another_program_takes_the_keyboard_it_pauses(sound: Counter) -> None:
    sound.listen()
    sound.play_for(0.5)
    with another_program("takes-the-keyboard", 100, 100, 300, 200):
        was_halted(sound, Halt.KEYBOARD_ELSEWHERE, "another window took the keyboard")
    is_back(sound)


@on_x11
def test_covered_by_a_window_that_never_takes_the_keyboard_it_pauses(sound: Counter) -> None:
    window = sound.listen()
    sound.play_for(0.5)
    with another_program("takes-no-keyboard", 0, 0, window.width(), window.height()):
        was_halted(sound, Halt.COVERED, "another window covered the listening window")
        assert window.isActiveWindow()


@on_x11
def test_a_small_window_over_it_such_as_a_keyboard_on_the_screen_is_let_be(sound: Counter) -> None:
    window = sound.listen()
    sound.play_for(0.2)
    with another_program("takes-no-keyboard", 0, 0, window.width(), window.height() // 3):
        sound.play_for(2.0)
        assert window.control.playing


def test_silent_it_comes_back_and_the_log_says_nothing(sound: Counter) -> None:
    window = sound.listen()
    before = sound.events()
    window.showMinimized()
    sound.until(lambda: window.isFullScreen() and window.isActiveWindow())
    assert sound.events() == before and window.panel.problem.words == ""


@on_x11
def test_nothing_of_a_note_stays_in_what_x_keeps_of_a_selection(sound: Counter) -> None:
    needs_a_display()
    window = sound.listen()
    sound.key(Qt.Key.Key_N)
    sound.settle()
    note = sound.note
    select(note.note_words.input, "the bin was out")
    assert read_elsewhere(sound) == "the bin was out"
    note.back.emit()
    sound.press(window.panel.finish)
    page = sound.page(ClosePage)
    assert read_elsewhere(sound) == "" and QGuiApplication.clipboard().text() == ""
    sound.press(page.other_outcome)
    page.outcome.set_value(Outcome.STOPPED_BY_STAFF.value)
    page.outcome.edited.emit()
    select(page.outcome_words.input, "the call was about the bin")
    assert read_elsewhere(sound) == "the call was about the bin"
    page.complaint.set_value("no")
    page.acknowledged.set_value("no")
    sound.press(page.primary)
    sound.page(ClosedPage)
    assert read_elsewhere(sound) == "" and QGuiApplication.clipboard().text() == ""


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

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QCursor, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import desktop
from desktop.domain.shared.spans import Span
from desktop.ui.kit.bar import BarName
from desktop.ui.kit.buttons import SecondaryButton
from desktop.ui.kit.sound_bars import (
    BarView,
    HeardMap,
    Label,
    Part,
    SeekBar,
    WaveformBar,
    place_labels,
    resampled,
)
from desktop.ui.kit.style import THEMES, mark_theme
from tests.ui.accessible import interface

LISTENING = THEMES["listening"]
RATE = 8000
VIEW = BarView(252 * RATE, RATE, (Span(0, 126 * RATE),), (Part(126 * RATE, 134 * RATE, "part removed, 8 s"),))


@pytest.fixture(params=(WaveformBar, HeardMap))
def bar(request: pytest.FixtureRequest, qtbot: QtBot) -> SeekBar:
    made: SeekBar = request.param("The call")
    qtbot.addWidget(made)
    made.show_bar(VIEW)
    made.resize(1000, 300)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)  # the window manager has placed it: the pointer goes to where it is
    return made


def seeks(bar: SeekBar) -> list[int]:
    told: list[int] = []
    bar.seek.connect(told.append)
    return told


def test_a_click_asks_for_its_place(bar: SeekBar, qtbot: QtBot) -> None:
    told, shares = seeks(bar), (0.0, 0.25, 0.5, 1.0)
    for share in shares:
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(round(share * 999), 60))
    assert told == [pytest.approx(share * VIEW.total, abs=VIEW.total / 300) for share in shares]
    assert bar.frame == 0


def test_where_the_pointer_rests_a_note_says_the_place_and_what_is_there(bar: SeekBar, qtbot: QtBot) -> None:
    at = QPoint(round(bar.x_of(130 * RATE)), 60)
    rest(bar, at)
    assert bar.callout.isVisible() and bar.callout.words == bar.words_at(at)
    assert bar.words_at(at).startswith(("2:09", "2:10")) and bar.words_at(at).endswith(", part removed, 8 s")
    further = count(200)

    def has_gone() -> bool:
        """Move on, and look. Of two moves at once Qt takes the last, and nothing where that ends where it began."""
        point(bar, at + QPoint(next(further), 0))
        return not bar.callout.isVisible()

    qtbot.waitUntil(has_gone)


def test_a_drag_asks_once_for_where_it_ends(bar: SeekBar, qtbot: QtBot) -> None:
    told = seeks(bar)
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(100, 60))
    qtbot.mouseMove(bar, QPoint(400, 60))
    qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(500, 60))
    assert len(told) == 1


def test_keys_ask_for_a_place_within_the_recording(bar: SeekBar, qtbot: QtBot) -> None:
    shift, none, keys = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier, Qt.Key
    for begins, key, modifier, seconds in (
        (60, keys.Key_Right, none, 70),
        (60, keys.Key_Left, none, 50),
        (60, keys.Key_Right, shift, 62),
        (60, keys.Key_Left, shift, 58),
        (60, keys.Key_PageUp, none, 90),
        (60, keys.Key_PageDown, none, 30),
        (60, keys.Key_Home, none, 0),
        (60, keys.Key_End, none, 252),
        (0, keys.Key_Left, none, 0),
        (252, keys.Key_Right, none, 252),
    ):
        bar.set_frame(begins * RATE)
        with qtbot.waitSignal(bar.seek) as sought:
            qtbot.keyClick(bar, key, modifier)
        assert sought.args == [seconds * RATE], key


def test_a_screen_reader_finds_a_slider_that_says_its_place_in_words(bar: SeekBar) -> None:
    bar.set_frame(108 * RATE)
    at = interface(bar)
    assert at.role() == QAccessible.Role.Slider
    assert at.text(QAccessible.Text.Name) == "The call"
    said = at.text(QAccessible.Text.Description)
    assert "1 minute 48 seconds of 4 minutes 12 seconds" in said
    assert "part removed, 8 s, 2:06" in said
    value = at.valueInterface()
    assert value is not None and value.currentValue() == 108
    assert (value.minimumValue(), value.maximumValue()) == (0, 252)


def test_a_screen_reader_that_moves_the_slider_asks_for_a_place(bar: SeekBar) -> None:
    told = seeks(bar)
    bar.set_frame(20 * RATE)
    assert told == []
    value = interface(bar).valueInterface()
    assert value is not None
    value.setCurrentValue(30)
    assert told == [30 * RATE]


def test_space_and_letters_are_left_to_the_page(bar: SeekBar, qtbot: QtBot) -> None:
    told = seeks(bar)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_N, Qt.Key.Key_B):
        qtbot.keyClick(bar, key)
    assert told == []


def test_peaks_that_fall_together_keep_the_lowest_and_the_highest() -> None:
    assert resampled([(-1, 2), (-3, 1), (0, 5), (-2, 0)], 2) == [(-3, 2), (-2, 5)]
    assert resampled([(-1, 2)], 3) == [(-1, 2)] * 3
    assert resampled([], 3) == []


def test_words_that_would_touch_go_to_the_next_row_and_those_that_fit_nowhere_are_left_out() -> None:
    placed = place_labels((Label("0:00", 0, 40), Label("removed", 50, 80), Label("4:12", 300, 40)), 300)
    assert [(label.words, label.row) for label in placed] == [("0:00", 0), ("removed", 1), ("4:12", 0)]
    assert placed[0].left == 0 and placed[2].left == 260

    assert len(place_labels([Label("removed", 50, 80)] * 5, 100)) == 3


def test_pointing_tells_the_frame_and_leaving_tells_none(bar: SeekBar) -> None:
    told: list[object] = []
    bar.pointed.connect(told.append)
    at, none = QPointF(500, 60), Qt.MouseButton.NoButton
    moved = QMouseEvent(QEvent.Type.MouseMove, at, bar.mapToGlobal(at), none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(bar, moved)
    QApplication.sendEvent(bar, QEvent(QEvent.Type.Leave))
    assert told[1] is None
    assert told[0] == pytest.approx(VIEW.total / 2, abs=VIEW.total / 300)


def colours_of(qtbot: QtBot, view: BarView, *labels: str) -> Callable[[int, int, float], set[str]]:
    """Return what tells the colours of a waveform of 1,000 pixels: from left to right, at a share of its height."""
    wave = WaveformBar("The call")
    qtbot.addWidget(wave)
    mark_theme(wave, "listening")
    wave.show_channels([(label, [(-1.0, 1.0)] * 500) for label in labels])
    wave.show_bar(view)
    wave.resize(1000, 300)
    wave.show()
    image = wave.grab().toImage()
    by = round(image.devicePixelRatio())

    def colours(left: int, right: int, share: float) -> set[str]:
        row = round(share * wave.lanes_height() * by)
        return {image.pixelColor(x, row).name() for x in range(left * by, right * by)}

    return colours


def test_heard_bars_are_bright_and_the_rest_is_dim(qtbot: QtBot) -> None:
    colours = colours_of(qtbot, VIEW, "")
    heard, rest, hatched = colours(20, 400, 0.25), colours(600, 900, 0.25), colours(500, 532, 0.25)
    assert LISTENING.heard in heard and LISTENING.unheard not in heard
    assert LISTENING.unheard in rest and LISTENING.heard not in rest
    assert LISTENING.hatch in hatched and LISTENING.heard not in hatched


def test_a_part_of_one_voice_is_hatched_in_its_own_lane_and_the_other_goes_on(qtbot: QtBot) -> None:
    part = Part(40 * RATE, 60 * RATE, "part removed, 20 s", 0)
    colours = colours_of(qtbot, BarView(100 * RATE, RATE, (), (part,)), "You", "Council")
    own, other = colours(420, 580, 0.25), colours(420, 580, 0.75)
    assert LISTENING.hatch in own and LISTENING.unheard not in own
    assert LISTENING.unheard in other and LISTENING.hatch not in other


# A callout beside what it is about (WCAG 2.2, 1.4.13): it can be pointed at, put away and comes with the keyboard

WHOLE = "Demo information officer for housing, highways and public spaces"


def point(widget: QWidget, at: QPoint) -> None:
    """Move the pointer, and have Qt tell whatever it left and came to."""
    QCursor.setPos(widget.mapToGlobal(at))
    QApplication.processEvents()


def rest(widget: QWidget, at: QPoint | None = None) -> None:
    """Rest the pointer on `widget`, until the toolkit would show a tooltip."""
    where = widget.rect().center() if at is None else at
    point(widget, where)
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, where, widget.mapToGlobal(where)))


@pytest.fixture
def name(qtbot: QtBot) -> BarName:
    """A name that is cut, above a button."""
    window, name, button = QWidget(), BarName(), SecondaryButton("Lock")
    qtbot.addWidget(window)
    box = QVBoxLayout(window)
    for each in (name, button):
        box.addWidget(each, 0, Qt.AlignmentFlag.AlignLeft)
    box.addStretch(1)
    name.show_cut(WHOLE, 160)
    window.resize(600, 300)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    point(window, QPoint(590, 290))
    button.setFocus()
    return name


def test_the_pointer_can_move_onto_it_and_it_goes_when_the_pointer_leaves_both(qtbot: QtBot, name: BarName) -> None:
    rest(name)
    callout = name.callout
    assert callout.isVisible() and callout.words == WHOLE
    assert callout.geometry().top() == name.mapTo(name.window(), name.rect().bottomLeft()).y() + 1
    point(callout, callout.rect().center())
    qtbot.waitUntil(callout.underMouse)
    assert callout.isVisible()
    point(name.window(), QPoint(590, 290))
    qtbot.waitUntil(lambda: not callout.isVisible())
    assert callout.parentWidget() is name


def test_it_comes_and_goes_with_the_keyboard(qtbot: QtBot, name: BarName) -> None:
    window = name.window()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert name.hasFocus() and name.callout.isVisible() and not name.callout.hasFocus()
    qtbot.keyClick(name, Qt.Key.Key_Tab)
    assert not name.callout.isVisible()


@pytest.mark.parametrize("by_keyboard", [False, True])
def test_escape_puts_it_away_and_moves_neither_pointer_nor_keyboard(
    qtbot: QtBot, name: BarName, by_keyboard: bool
) -> None:
    name.setFocus() if by_keyboard else rest(name)
    before = name.window().focusWidget()
    assert name.callout.isVisible() and before is not None
    qtbot.keyClick(before, Qt.Key.Key_Escape)
    assert not name.callout.isVisible() and name.window().focusWidget() is before


def test_it_has_its_place_in_the_window_whatever_it_is_about(name: BarName) -> None:
    window = name.window()
    window.resize(170, 300)
    rest(name)
    assert window.rect().contains(name.callout.geometry()) and name.callout.height() > 2 * name.height()


def test_nothing_in_the_program_uses_the_tooltips_of_the_toolkit() -> None:
    [folder] = desktop.__path__
    found = [path.name for path in Path(folder).rglob("*.py") if re.search("setToolTip|QToolTip", path.read_text())]
    assert found == []

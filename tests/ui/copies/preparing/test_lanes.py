"""The waveform: zooming, pointing, selecting, by mouse and by keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QMouseEvent, QRegion, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.copies.preparing.editing import Part, Viewport
from desktop.ui.copies.preparing.lanes import RULER, Lanes
from desktop.ui.copies.preparing.lanes_painting import Flag, LanesView
from desktop.ui.kit.style import LIGHT
from tests.ui.accessible import interface
from tests.ui.copies.preparing.made_up import FakeWaveform, talk

SECONDS, WIDE, HIGH = 10, 1000, 330
NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
LEFT = Qt.MouseButton.LeftButton
BOTH = Flag(2000, 4000, None, "About another person")
ONE = Flag(3000, 5000, 1, "Card details", current=True)
ALONG_LANE_0, ALONG_LANE_1 = RULER + 50, RULER + 250


@pytest.fixture
def lanes(qtbot: QtBot) -> Lanes:
    made = Lanes("The call")
    qtbot.addWidget(made)
    made.resize(WIDE, HIGH)
    made.show_sound(FakeWaveform(talk(SECONDS)), SECONDS * 1000, ("Customer", "Member of staff"), 150)
    made.show()
    qtbot.waitExposed(made)
    return made


class Told:
    """The lanes' requests."""

    def __init__(self, lanes: Lanes) -> None:
        self.seeks: list[int] = []
        self.selected: list[tuple[int, int]] = []
        self.reshaped: list[tuple[int, int]] = []
        self.chosen: list[Flag] = []
        lanes.seek.connect(self.seeks.append)
        lanes.selected.connect(lambda start, end: self.selected.append((start, end)))
        lanes.reshaped.connect(lambda start, end: self.reshaped.append((start, end)))
        lanes.chosen.connect(self.chosen.append)


def move(lanes: Lanes, x: int, buttons: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
    """Move the pointer there, without the display's own pointer, which could send other events."""
    at = QPointF(x, ALONG_LANE_0)
    kind = QEvent.Type.MouseMove
    event = QMouseEvent(kind, at, lanes.mapToGlobal(at), Qt.MouseButton.NoButton, buttons, NONE)
    QApplication.sendEvent(lanes, event)


def drag(qtbot: QtBot, lanes: Lanes, start: int, end: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
    qtbot.mousePress(lanes, LEFT, modifiers, QPoint(start, ALONG_LANE_0))
    move(lanes, (start + end) // 2, LEFT)
    move(lanes, end, LEFT)
    qtbot.mouseRelease(lanes, LEFT, modifiers, QPoint(end, ALONG_LANE_0))


def turn(lanes: Lanes, notches: int, x: int = 500, modifiers: Qt.KeyboardModifier = NONE) -> None:
    at = QPointF(x, 100)
    event = QWheelEvent(
        at,
        lanes.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(lanes, event)


def picture(lanes: Lanes) -> QImage:
    return lanes.grab().toImage()


def colours(image: QImage, x: int, top: int = RULER, bottom: int = HIGH) -> set[int]:
    return {image.pixel(x, y) for y in range(top, bottom)}


def rgb(colour: str) -> int:
    return QColor(colour).rgb()


# Seeing


def test_marks_are_hatched_in_their_lanes_and_their_guard_bands_beside_them(lanes: Lanes) -> None:
    lanes.show_view(LanesView(marks=(ONE,)))
    image, hatch = picture(lanes), rgb(LIGHT.hatch)
    lane = RULER + 150
    for x in (350, 450):
        assert hatch in colours(image, x, lane) and hatch not in colours(image, x, RULER, lane - 2)
    for band in (range(286, 299), range(502, 514)):
        assert any(hatch in colours(image, x, lane) for x in band), "the guard bands"
    assert not any(hatch in colours(image, x, lane) for x in range(250, 283))


def test_what_is_selected_has_another_ground_on_the_lane_that_it_is_for(lanes: Lanes) -> None:
    lanes.show_view(LanesView(selection=Part(6000, 7000), voice=0))
    image, chosen = picture(lanes), rgb(LIGHT.notice)
    assert chosen in colours(image, 650, RULER, RULER + 148)
    assert chosen not in colours(image, 650, RULER + 152)


def test_the_playhead_moves_over_what_is_drawn_already(lanes: Lanes, qtbot: QtBot) -> None:
    waveform = lanes._waveform
    assert isinstance(waveform, FakeWaveform)

    def asked() -> int:
        picture(lanes)
        return len(waveform.asked)

    qtbot.waitUntil(lambda: asked() == asked())  # the window has its size
    before = asked()
    lanes.set_head(5000)
    image = picture(lanes)
    within = 4  # the focus ring is on the edge where a window manager has given the window the keyboard
    assert colours(image, 500, within, HIGH - within) == {rgb(LIGHT.playhead)}
    assert len(waveform.asked) == before


def test_a_narrow_strip_is_painted_as_it_stands_in_the_whole(lanes: Lanes) -> None:
    lanes.show_view(LanesView((BOTH, ONE), (replace(ONE, start=5200, end=5900),), Part(6000, 7000), voice=0))
    lanes.set_head(4400)
    whole = picture(lanes)
    for left in range(200, 700, 45):
        strip = QImage(whole.size(), QImage.Format.Format_RGB32)
        strip.fill(QColor("red"))
        lanes.render(strip, QPoint(left, 0), QRegion(left, 0, 11, HIGH))
        for x in range(left, min(left + 11, WIDE)):
            assert [strip.pixel(x, y) for y in range(HIGH)] == [whole.pixel(x, y) for y in range(HIGH)], x


def test_following_turns_the_page_while_it_plays_and_not_while_somebody_drags(lanes: Lanes, qtbot: QtBot) -> None:
    lanes.set_sight(Viewport(10_000, WIDE, 0, 1000))
    lanes.set_head(1001, follow=True)
    assert lanes.sight.start == 1001
    qtbot.mousePress(lanes, LEFT, NONE, QPoint(100, 100))
    lanes.set_head(5000, follow=True)
    assert lanes.sight.start == 1001
    qtbot.mouseRelease(lanes, LEFT, NONE, QPoint(100, 100))


# Zooming


def test_the_wheel_zooms_about_the_pointer_and_scrolls_with_shift(lanes: Lanes) -> None:
    turn(lanes, 4, x=300)
    assert lanes.sight.span < 5000 and lanes.sight.ms_at(300) == 3000
    start = lanes.sight.start
    turn(lanes, -1, modifiers=SHIFT)
    assert lanes.sight.start > start
    for _ in range(60):
        turn(lanes, -1)
    assert lanes.sight.whole


# The mouse


def test_a_press_asks_for_its_place_and_a_drag_selects_either_way(lanes: Lanes, qtbot: QtBot) -> None:
    told = Told(lanes)
    qtbot.mouseClick(lanes, LEFT, NONE, QPoint(250, 100))
    qtbot.mouseClick(lanes, Qt.MouseButton.RightButton, NONE, QPoint(350, 100))
    assert told.seeks == [2500] and told.selected == [] and lanes.head == 0
    drag(qtbot, lanes, 100, 400)
    drag(qtbot, lanes, 400, 100)
    lanes.set_head(2000)
    drag(qtbot, lanes, 300, 350, SHIFT)
    assert told.selected == [(1000, 4000), (1000, 4000), (2000, 3500)] and told.seeks == [2500]


def test_an_end_of_the_selection_can_be_dragged(lanes: Lanes, qtbot: QtBot) -> None:
    told = Told(lanes)
    lanes.show_view(LanesView(selection=Part(2000, 5000)))
    drag(qtbot, lanes, 503, 700)
    drag(qtbot, lanes, 198, 100)
    assert told.reshaped == [(2000, 7000), (1000, 5000)] and told.selected == []
    for x, shape in ((200, Qt.CursorShape.SizeHorCursor), (300, Qt.CursorShape.ArrowCursor)):
        move(lanes, x)
        assert lanes.cursor().shape() == shape


def test_a_press_on_a_mark_chooses_it_and_that_of_one_voice_lies_above(lanes: Lanes, qtbot: QtBot) -> None:
    told = Told(lanes)
    lanes.show_view(LanesView(marks=(BOTH, ONE)))
    for x, y in ((350, ALONG_LANE_0), (350, ALONG_LANE_1), (250, ALONG_LANE_1), (350, RULER - 10), (600, 100)):
        qtbot.mouseClick(lanes, LEFT, NONE, QPoint(x, y))
    assert told.chosen == [BOTH, ONE, BOTH]


# The keyboard


def test_keys_move_the_playhead_and_others_are_left_to_the_window(lanes: Lanes, qtbot: QtBot) -> None:
    told, key = Told(lanes), Qt.Key
    moves = [(key.Key_Left, NONE, 4000), (key.Key_Right, NONE, 6000), (key.Key_Left, CTRL, 4990)]
    moves += [(key.Key_Right, CTRL, 5010), (key.Key_Home, NONE, 0), (key.Key_End, NONE, 10_000)]
    moves += [(key.Key_PageDown, NONE, 10_000)]
    for pressed, modifier, _ in (*moves, (key.Key_Up, NONE, 0), (key.Key_Space, NONE, 0)):
        lanes.set_head(5000)
        qtbot.keyClick(lanes, pressed, modifier)
    assert told.seeks == [to for _, _, to in moves] and told.selected == []


def test_with_shift_they_select_on_the_way_and_back_again(lanes: Lanes, qtbot: QtBot) -> None:
    told = Told(lanes)
    lanes.set_head(5000)
    for key, part, head in ((Qt.Key.Key_Right, (5000, 6000), 6000), (Qt.Key.Key_Right, (5000, 7000), 7000)):
        qtbot.keyClick(lanes, key, SHIFT)
        assert told.selected[-1] == part
        lanes.show_view(LanesView(selection=Part(*part)))
        lanes.set_head(head)
    qtbot.keyClick(lanes, Qt.Key.Key_Left, SHIFT | CTRL)
    assert told.selected[-1] == (5000, 6990)


# A screen reader


def test_a_screen_reader_has_a_slider_with_place_selection_and_mark_in_words(lanes: Lanes) -> None:
    told = Told(lanes)
    lanes.show_view(LanesView(spoken="2 min 3.45 s, selected 1.2 s, mark 3 of 7, about another person"))
    at = interface(lanes)
    assert at.role() == QAccessible.Role.Slider and at.text(QAccessible.Text.Name) == "The call"
    assert at.text(QAccessible.Text.Description) == "2 min 3.45 s, selected 1.2 s, mark 3 of 7, about another person"
    lanes.set_head(3000)
    assert lanes.value() == 3000 and told.seeks == []
    lanes.setValue(4000)  # as a screen reader does
    assert told.seeks == [4000]

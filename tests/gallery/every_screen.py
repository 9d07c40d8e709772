"""Every screen in every state, in each size and dress in which people meet it.

`QT_LINUX_ACCESSIBILITY_ALWAYS_ON` must be set before Qt starts, and the desktop must be its own: `test_gallery.py` does
both. Each state is looked at

- as usual: 1366x698, a screen of 1366x768 less a title bar and a taskbar. No step of a session scrolls, but for paper,
  which is shown as it is printed. All can be read, as painted. Tab comes to every control, in the order in which one
  reads. Over the accessibility bus all has names, roles, states and targets.
- small: 1366x768 at 200 %. Nothing is cut, it says that it is a demo, and there is one thing to do.
- enlarged: the program's own text at 200 %, in the dark. Nothing is cut, and all can be read.
- narrow: 320x256, what 1280x1024 has at 400 %. One scrolls in one direction, and nothing is cut (WCAG 2.2, 1.4.10, as
  WCAG2ICT reads it). Excepted is what needs two dimensions to be understood: the calendar, and the lanes of a call.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.showcase.demo import make_demo
from desktop.ui.kit import style
from desktop.ui.kit.buttons import PrimaryButton
from desktop.ui.kit.rows import RowsView
from desktop.ui.kit.style import Appearance, Colours, current, wear
from desktop.ui.kit.text import Words
from desktop.ui.sessions.listening.overlay import StaffStrip
from tests.accessibility.as_painted import faint
from tests.accessibility.cut_text import cut_text
from tests.accessibility.keyboard_order import wrong_order
from tests.accessibility.on_the_bus import Reader, Shown, faults
from tests.gallery.camera import Camera
from tests.gallery.posing import StillClock
from tests.gallery.screens import AT, render
from tests.ui.accessible import interface

Size = tuple[int, int]
Check = Callable[[str, QWidget], Iterator[str]]

RESIZED_AT_MOST = 3
"""The display may still tell a window of the size before: then it takes that again."""
USUAL, SMALL, ENLARGED, NARROW = (1366, 698), (683, 384), (1366, 700), (320, 256)
PAPER = {"session-5-closed-receipt", "session-5-closed-of-staff", "session-5-closed-slip"}
"""States with a sheet beside them."""
LEAST_READ = 80
"""Pixels of a page that are in sight at once: a control with its label, or three lines."""
PRESSED = ("button", "push button")


@dataclass(frozen=True)
class Dress:
    """A size of window, how the program is set, and what has to be true of each state in it."""

    name: str
    size: Size
    appearance: Appearance
    checks: tuple[Check, ...]


def areas(window: QWidget) -> list[QScrollArea]:
    return [area for area in window.findChildren(QScrollArea) if area.isVisible()]


def wider_than_the_window(name: str, window: QWidget) -> Iterator[str]:
    for area in areas(window):
        if (inside := area.widget()) is not None and inside.width() > area.viewport().width():
            yield f"{inside.width()} in {area.viewport().width()}"


def cut(name: str, window: QWidget) -> Iterator[str]:
    yield from (f"cut: {words}" for words in cut_text(window))


def hard_to_read(name: str, window: QWidget) -> Iterator[str]:
    yield from faint(window)


def step_that_scrolls(name: str, window: QWidget) -> Iterator[str]:
    """Yield by how many pixels the longest part in sight scrolls."""
    pixels = max((area.verticalScrollBar().maximum() for area in areas(window)), default=0)
    if pixels and name.startswith("session-") and name not in PAPER:
        yield f"scrolls by {pixels}"


def out_of_order(name: str, window: QWidget) -> Iterator[str]:
    yield from wrong_order(name, window)


def no_word_of_the_demo(name: str, window: QWidget) -> Iterator[str]:
    said = any(words.isVisible() and words.words == "Demo office" for words in window.findChildren(Words))
    if not said and not name.startswith("first-start"):  # there is no office yet, and so no demo
        yield "no word of the demo"


def several_things_to_do(name: str, window: QWidget) -> Iterator[str]:
    if len(primary := _primary(window)) > 1:
        yield f"{primary}"


def wider_than_it_was_made(name: str, window: QWidget) -> Iterator[str]:
    if window.width() > NARROW[0]:
        yield f"the window is {window.width()} wide"


def narrow_columns(name: str, window: QWidget) -> Iterator[str]:
    """Yield the lists that have a column narrower than its longest word."""
    for view in window.findChildren(RowsView):
        if view.isVisible() and view.rows_model.rows and view.squeezed:
            yield f"the list {view.accessibleName()!r}"


def without_room(name: str, window: QWidget) -> Iterator[str]:
    """Yield the parts that scroll and have too little in sight."""
    for area in areas(window):
        if area.verticalScrollBar().maximum() > 0 and area.viewport().height() < LEAST_READ:
            yield f"{area.viewport().height()} pixels in sight of what scrolls"


def called_otherwise(name: str, window: QWidget) -> Iterator[str]:
    """Yield the buttons whose name has not the words that are seen on them (WCAG 2.2, 2.5.3)."""
    for button in window.findChildren(QAbstractButton):
        words, called = _plain(button.text()), _plain(interface(button).text(QAccessible.Text.Name))
        if button.isVisible() and words and not _within(words, called):
            yield f"“{words}” is called “{called}”"


class Aloud:
    """A check of what another process reads over the accessibility bus."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def __call__(self, name: str, window: QWidget) -> Iterator[str]:
        seen = self._reader.windows()
        if not any(each.focusable for shown in seen for each in shown):
            yield "nothing takes the keyboard"
        for shown in seen:
            yield from faults(shown)
            yield from _wrong_levels(shown)
        pressed = {each.name for shown in seen for each in shown if each.role in PRESSED}
        yield from (f"no button: {text}" for text in _primary(window) if not any(text in each for each in pressed))


def _wrong_levels(window: list[Shown]) -> Iterator[str]:
    """Yield what is wrong with the headings of a window: none or several of the first level, or one without a level."""
    found = [(each.level, each.name) for each in window if each.role == "heading"]
    first = [words for level, words in found if level == "1"]
    if len(first) != 1:
        yield f"headings of the first level: {first}"
    yield from (f"no level: {words}" for level, words in found if level not in ("1", "2", "3"))


def _primary(window: QWidget) -> list[str]:
    return [button.text() for button in window.findChildren(PrimaryButton) if button.isVisible()]


def _within(words: str, name: str) -> bool:
    """Return whether the words stand in the name, in their order. A sign that is no letter may be said otherwise."""
    wanted = (rf"(?<![a-z]){re.escape(word)}(?![a-z])" for word in re.findall(r"[a-z’']+", words))
    return re.search(".*?".join(wanted), name) is not None


def _plain(text: str) -> str:
    return " ".join(text.replace("\u200b", "").replace("&", "").casefold().split())


@pytest.fixture
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.end()


@pytest.fixture
def dressed(qapp: QApplication) -> None:
    """Use the program's own type and style: the process of this test is its own."""
    style.apply(qapp)


@pytest.mark.parametrize("worn", [{"usual"}, {"small", "narrow", "enlarged"}], ids=["usual", "other-sizes"])
def test_every_state_can_be_read_reached_and_heard(
    worn: set[str],
    qtbot: QtBot,
    qapp: QApplication,
    dressed: None,
    reader: Reader,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    narrow = wider_than_it_was_made, narrow_columns, without_room
    light, dark = Appearance(colours=Colours.LIGHT), Appearance(200, Colours.DARK)
    everything = (
        Dress("usual", USUAL, light, (step_that_scrolls, hard_to_read, out_of_order, called_otherwise, Aloud(reader))),
        Dress("small", SMALL, light, (wider_than_the_window, cut, no_word_of_the_demo, several_things_to_do)),
        Dress("narrow", NARROW, light, (*narrow, wider_than_the_window, cut)),
        Dress("enlarged", ENLARGED, dark, (wider_than_the_window, cut, hard_to_read)),
    )
    dresses = [dress for dress in everything if dress.name in worn]
    monkeypatch.setattr(Camera, "draws", False)
    office = tmp_path / "office"
    make_demo(office, clock=StillClock(AT)).engine.dispose()
    seen: list[str] = []
    wrong: list[str] = []

    def put_on(dress: Dress, windows: set[QWidget], camera: Camera) -> None:
        if current() != dress.appearance:
            wear(dress.appearance)
            camera.lie_still()  # only then is a window as small as it can be
        wide, high = dress.size
        for _ in range(RESIZED_AT_MOST):
            for window in windows:
                window.resize(wide, window.needed(wide) if isinstance(window, StaffStrip) else high)
            camera.lie_still()
            if all(window.width() == wide for window in windows):
                return

    def look(name: str, widget: QWidget, camera: Camera) -> None:
        seen.append(name)
        windows = {camera.shell, widget.window()}
        for dress in dresses:
            put_on(dress, windows, camera)
            wrong.extend(f"{name}, {dress.name}: {words}" for check in dress.checks for words in check(name, widget))
        put_on(dresses[0], windows, camera)

    render(office, tmp_path / "out", USUAL, look)
    assert not wrong, "\n".join(wrong)
    assert len(seen) == len(set(seen)) > 150 and {*seen} >= PAPER

"""Every screen with the program's own text at 200 %, in the dark: nothing is cut, and every word can be read.

1366x700 is a screen of 1366x768 less a title bar and a taskbar. The contrast is measured on the picture: the ground is
the colour that most of a label's place has, as painted, whatever the tokens say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.showcase.demo import make_demo
from desktop.showcase.gallery.posing import StillClock
from desktop.showcase.screens import AT, render
from desktop.ui.kit import style
from desktop.ui.kit.appearance import Appearance, Colours, wear
from desktop.ui.kit.tokens import TEXT, contrast
from tests.every_screen import wider_than_the_window
from tests.faults.cut_text import cut_text

SIZE = (1366, 700)
LEAST_SEEN = 60
"""Pixels of a label in sight below which its ground is not known."""


@pytest.fixture
def enlarged(qapp: QApplication) -> Iterator[None]:
    """Wear the program's own type at 200 %, in the dark: the process of this test is its own."""
    style.apply(qapp)
    wear(qapp, Appearance(200, Colours.DARK))
    yield
    wear(qapp, Appearance())


def hard_to_read(window: QWidget) -> list[str]:
    """Return the labels whose words stand out less from their ground than WCAG 2.2 asks for (1.4.3, AA)."""
    picture = window.grab().toImage()
    found = []
    for label in window.findChildren(QLabel):
        seen = label.visibleRegion().boundingRect()
        if not label.text().strip() or not label.isVisible() or min(seen.width(), seen.height()) * 3 < LEAST_SEEN:
            continue
        if _covered(label, window, label.mapTo(window, seen.center())):
            continue
        ground = _ground(picture, QRect(label.mapTo(window, seen.topLeft()), seen.size()))
        ink = label.palette().color(label.foregroundRole()).name()
        if contrast(ink, ground) < TEXT:
            found.append(f"{label.text()[:40]!r}: {ink} on {ground}")
    return found


def _covered(label: QLabel, window: QWidget, at: QPoint) -> bool:
    """Return whether something lies over it there, as the warning before the lock does over the bar."""
    top = window.childAt(at)
    return top is not None and top is not label and not top.isAncestorOf(label)


def _ground(picture: QImage, place: QRect) -> str:
    ratio = picture.devicePixelRatio()
    xs = range(place.left(), place.right() + 1, max(1, place.width() // 20))
    ys = range(place.top(), place.bottom() + 1, max(1, place.height() // 8))
    points = (QPoint(round(x * ratio), round(y * ratio)) for x in xs for y in ys)
    colours = Counter(picture.pixelColor(at).name() for at in points if picture.rect().contains(at))
    return colours.most_common(1)[0][0]


def test_at_twice_the_size_of_text_in_the_dark_nothing_is_cut_and_all_can_be_read(
    qtbot: QtBot, enlarged: None, tmp_path: Path
) -> None:
    office = tmp_path / "office"
    make_demo(office, clock=StillClock(AT)).engine.dispose()
    wrong: list[str] = []
    seen: list[str] = []

    def look(name: str, widget: QWidget) -> None:
        seen.append(name)
        wrong.extend(f"{name}: {words}" for words in wider_than_the_window(widget))
        wrong.extend(f"{name}: cut: {words}" for words in cut_text(widget))
        wrong.extend(f"{name}: faint: {words}" for words in hard_to_read(widget))

    render(office, tmp_path / "out", SIZE, look)
    assert wrong == []
    assert len(seen) > 70

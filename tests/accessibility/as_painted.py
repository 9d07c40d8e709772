"""Looks for what is hard to read, on the picture of a window: what is painted, whatever the tokens say.

WCAG 2.2: 1.4.3 for text; 1.4.11 for the edges of fields.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QWidget

from desktop.ui.kit.rows import RowsView
from tests.accessibility.contrast import LARGE, TEXT, contrast, luminance

LEAST_SEEN = 12
"""Pixels across below which of a text nothing is measured: little of it is in sight."""
A_LINE = 48
"""Pixels down of a text in sight that have a whole line in them, wherever in its place it stands."""
LEAST_OF_A_LABEL = 60
"""A third of that many pixels, likewise, where the ink is known and only the ground is measured."""
MOST_ACROSS = 400
EDGE = 3
"""Pixels from the side of a field within which its edge is."""

Text = tuple[str, QRect]


def faint_by_palette(window: QWidget) -> list[str]:
    """Return the labels whose own colour stands out too little from what most of their place has, as painted."""
    picture = window.grab().toImage()
    found = []
    for label in window.findChildren(QLabel):
        seen = label.visibleRegion().boundingRect()
        small = min(seen.width(), seen.height()) * 3 < LEAST_OF_A_LABEL
        if not label.text().strip() or not label.isVisible() or small or _covered(label, window, [seen.center()]):
            continue
        ground = _sampled_ground(picture, QRect(label.mapTo(window, seen.topLeft()), seen.size()))
        ink = label.palette().color(label.foregroundRole()).name()
        if contrast(ink, ground) < TEXT:
            found.append(f"faint: {label.text()[:40]!r}: {ink} on {ground}")
    return found


def _sampled_ground(picture: QImage, place: QRect) -> str:
    ratio = picture.devicePixelRatio()
    xs = range(place.left(), place.right() + 1, max(1, place.width() // 20))
    ys = range(place.top(), place.bottom() + 1, max(1, place.height() // 8))
    points = (QPoint(round(x * ratio), round(y * ratio)) for x in xs for y in ys)
    colours = Counter(picture.pixelColor(at).name() for at in points if picture.rect().contains(at))
    return colours.most_common(1)[0][0]


def faint(window: QWidget) -> list[str]:
    """Return what stands out too little from its ground, both as painted.

    Of the place of a text the ground is the colour that most of it has, and the ink the colour farthest from that.
    """
    picture = _pixels(_without_ring(window))
    found = []
    for words, place in texts(window):
        ink, ground = ink_and_ground(picture, place)
        if contrast(ink, ground) < TEXT:
            found.append(f"faint: {words[:40]!r}: {ink} on {ground}")
    for words, place in edges(window):
        side = picture[place.top() : place.bottom() + 1, place.left() : place.left() + EDGE]
        inside = _name(int(picture[place.center().y(), place.left() + 2 * EDGE]))
        edge = max((_name(int(pixel)) for pixel in np.unique(side)), key=lambda colour: contrast(colour, inside))
        if contrast(edge, inside) < LARGE:
            found.append(f"faint: {words}: {edge} on {inside}")
    return found


def _without_ring(window: QWidget) -> QImage:
    """Return the picture without the ring of the keyboard: its yellow would be the ink of what it is around."""
    ring = window.findChild(QWidget, "focus-ring")
    shown = ring is not None and ring.isVisible()
    if ring is not None and shown:
        ring.hide()
    picture = window.grab().toImage()
    if ring is not None and shown:
        ring.show()
    return picture


def texts(window: QWidget) -> Iterator[Text]:
    """Yield what can be read in a window, and where: of labels, buttons, fields and lists, as far as it is in sight."""
    for label in window.findChildren(QLabel):
        yield from _seen(label, label.text(), label.rect(), window)
    for button in window.findChildren(QAbstractButton):
        yield from _seen(button, button.text(), button.rect().adjusted(4, 4, -4, -4), window)
    for line in window.findChildren(QLineEdit):
        yield from _seen(line, line.displayText(), line.rect().adjusted(6, 6, -6, -6), window)
    for several in window.findChildren(QPlainTextEdit):
        yield from _seen(several, several.toPlainText(), several.rect().adjusted(6, 6, -6, -6), window)
    for view in window.findChildren(RowsView):
        model = view.rows_model
        for row in range(model.rowCount()) if view.isVisible() else ():
            for column in range(model.columnCount()):
                index = model.index(row, column)
                place = view.visualRect(index)  # a cell of one line in a row of many has it at its top
                first = QRect(place.topLeft(), QSize(place.width(), min(place.height(), A_LINE)))
                yield from _seen(view.viewport(), str(index.data()), first, window)


def edges(window: QWidget) -> Iterator[Text]:
    """Yield the fields of a window, and where they are."""
    for kind in (QLineEdit, QPlainTextEdit):
        for field in window.findChildren(kind):
            yield from _seen(field, f"the edge of {field.accessibleName()!r}", field.rect(), window)


def _seen(widget: QWidget, words: str, rect: QRect, window: QWidget) -> Iterator[Text]:
    if not widget.isVisible() or not words.replace("\u200b", "").strip() or widget.window() is not window:
        return
    seen = widget.visibleRegion().boundingRect().intersected(rect)
    corners = [seen.center(), seen.topLeft() + QPoint(2, 2), seen.bottomRight() - QPoint(2, 2)]
    whole = seen.width() >= LEAST_SEEN and seen.height() >= min(rect.height(), A_LINE)
    if whole and not _covered(widget, window, corners):
        yield words, QRect(widget.mapTo(window, seen.topLeft()), seen.size())


def _covered(widget: QWidget, window: QWidget, points: list[QPoint]) -> bool:
    """Return whether something lies over it at one of these, as the warning before the lock does over the bar."""
    tops = (window.childAt(widget.mapTo(window, at)) for at in points)
    return any(top is not None and top is not widget and not top.isAncestorOf(widget) for top in tops)


def ink_and_ground(picture: Any, place: QRect) -> tuple[str, str]:
    """Return the colour that is farthest from the most common one in that place, and that one."""
    across = slice(max(place.left(), 0), min(place.right(), place.left() + MOST_ACROSS) + 1)
    part = picture[max(place.top(), 0) : place.bottom() + 1, across].tobytes()
    key = sha256(part).digest()
    if key not in _MEASURED:
        _MEASURED[key] = _measured(part)
    return _MEASURED[key]


_MEASURED: dict[bytes, tuple[str, str]] = {}
"""By a digest of their pixels: the same words are painted in many states, and are measured once."""


def _measured(pixels: bytes) -> tuple[str, str]:
    colours, counts = np.unique(np.frombuffer(pixels, np.uint32), return_counts=True)
    ground = _name(int(colours[int(np.argmax(counts))]))
    lights = sorted((_light(int(colour)), int(colour)) for colour in colours)
    darkest, lightest = _name(lights[0][1]), _name(lights[-1][1])
    return max(darkest, lightest, key=lambda colour: contrast(colour, ground)), ground


@cache
def _light(pixel: int) -> float:
    return luminance(_name(pixel))


def _pixels(picture: QImage) -> Any:
    """Return the picture as rows of numbers, each `0xffRRGGBB`."""
    plain = picture.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(plain.constBits(), np.uint32).reshape(plain.height(), plain.bytesPerLine() // 4)
    return rows[:, : plain.width()].copy()


@cache
def _name(pixel: int) -> str:
    return f"#{pixel & 0xFFFFFF:06x}"

"""The waveform of an original: zooming and panning over 3 hours of stereo, with marks, at 1920x1080.

- One frame is one view shown: the change of view and the repaint of the whole widget, as the wheel makes it. Half of
  the frames zoom, from 3 hours down to 20 ms and out again; half pan, at each of these widths. Close-ups are drawn
  from their detail, which is loaded already.
- A frame is painted into an image as large as the widget, so that the display's own speed is no part of it. `waveform`
  is the median frame, at most 1.5 ms; `waveform-slow` is the frame that 95 of 100 are faster than; `waveform-bare` has
  the median beside that of a widget of the same size that fills itself with one colour.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.measure import Result
from desktop.application.ports.sound import WaveformDetail
from desktop.media.waveform import PAIRS_A_SECOND, Peaks, peaks_of
from desktop.ui.copies.preparing.editing import LEAST_SPAN_MS, Viewport
from desktop.ui.copies.preparing.lanes import Lanes
from desktop.ui.copies.preparing.lanes_painting import Flag, LanesView
from desktop.ui.kit import style

RATE = 8000
SECONDS = 3 * 3600
SIZE = (1920, 1080)
MARKS = 40
LIMIT_MS, SLOW_MS = 1.5, 5.0
_ZOOM, _PAN, _PANS = 1.25, 0.1, 8
_GUARD_MS, _ABOUT = 150, 0.37


class _Bare(QWidget):
    """One colour, and nothing else."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's own name
        QPainter(self).fillRect(self.rect(), QColor("white"))


def run(name: str) -> list[Result]:
    """Run the median and the slow frame against their limits, and the median against a bare widget's."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    style.apply(app, "light")
    lanes, bare = Lanes("The call"), _Bare()
    call, detail = _three_hours()
    lanes.show_sound(call, SECONDS * 1000, ("Customer", "Member of staff"), _GUARD_MS)
    lanes.show_waveform_detail(detail)
    lanes.show_view(LanesView(marks=_marks()))
    for widget in (lanes, bare):
        widget.resize(*SIZE)
        widget.ensurePolished()
    canvas = QImage(*SIZE, QImage.Format.Format_RGB32)
    ours, peer = [], []
    for sight in _sights(Viewport(SECONDS * 1000, SIZE[0])):
        ours.append(_timed(lanes, sight, canvas))
        peer.append(_timed(bare, None, canvas))
    median, slow = statistics.median(ours), statistics.quantiles(ours, n=20)[-1]
    return [
        Result("waveform", median, LIMIT_MS, "ms", 1.0),
        Result("waveform-slow", slow, SLOW_MS, "ms", 1.0),
        Result("waveform-bare", median, statistics.median(peer), "ms", LIMIT_MS, more=True),
    ]


def _timed(widget: QWidget, sight: Viewport | None, canvas: QImage) -> float:
    began = time.perf_counter()
    if sight is not None:
        assert isinstance(widget, Lanes)
        widget.set_sight(sight)
    widget.render(canvas)
    return (time.perf_counter() - began) * 1000


def _sights(sight: Viewport) -> Iterator[Viewport]:
    """Yield views down to the narrowest, panning at each width, and out again."""
    about = SECONDS * 1000 * _ABOUT
    way = [sight]
    while way[-1].span > LEAST_SPAN_MS:
        way.append(way[-1].zoomed(_ZOOM, about))
    for at in (*way, *reversed(way)):
        yield at
        for step in range(_PANS if at in way[::_PANS] else 0):
            yield at.scrolled((step + 1) * _PAN * at.span)


def _three_hours() -> tuple[Peaks, WaveformDetail]:
    """Return noise as loud and soft in turn as speech, another in each channel; two minutes of it close up."""
    random = np.random.default_rng(3)

    def minute(number: int) -> bytes:
        at = np.arange(60 * RATE)
        loud = 3000 * (1 + np.sin(at[:, None] / (RATE * np.array([0.31, 0.43])) + number)) ** 2
        noise = random.standard_normal((len(at), 2))
        return bytes(np.clip(loud * noise, -32768, 32767).astype("<i2").data)

    some = [minute(number) for number in range(4)]
    peaks = peaks_of((some[number % 4] for number in range(SECONDS // 60)), 2)
    near = int(SECONDS * _ABOUT) // 60
    close = peaks_of((some[number % 4] for number in (near, near + 1)), 2, RATE // PAIRS_A_SECOND)
    return replace(peaks, rate=RATE), WaveformDetail(near * 60 * RATE, replace(close, rate=RATE))


def _marks() -> tuple[Flag, ...]:
    apart = SECONDS * 1000 // MARKS
    return tuple(Flag(at, at + 8000, None, "About another person") for at in range(0, SECONDS * 1000 - 8000, apart))

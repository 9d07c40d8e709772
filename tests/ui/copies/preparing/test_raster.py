"""A waveform as pixels, checked pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.application.ports.sound import WaveformDetail
from desktop.ui.copies.preparing import lanes_painting as painting
from desktop.ui.copies.preparing.editing import Viewport
from tests.ui.copies.preparing.made_up import FakeWaveform

INK = painting.Ink(wave="#0b6e6e", ground="#ffffff", selected="#fff6cc")
WAVE, GROUND, SELECTED, STROKE = (QColor(colour).rgb() for colour in ("#0b6e6e", "#ffffff", "#fff6cc", "#7a5b00"))
TOP, HIGH, WIDE = 10, 210, 40


def columns(*pairs: tuple[int, int]) -> painting.Columns:
    """Return a picture in which every channel has one (least, greatest) pair in all of its columns."""
    return np.array([[[low] * WIDE, [high] * WIDE] for low, high in pairs], np.int16)


def column(image: QImage, x: int) -> list[int]:
    return [image.pixel(x, y) for y in range(image.height())]


def drawn(
    raster: painting.Raster,
    *pairs: tuple[int, int],
    selected: painting.Stretch | None = None,
    high: int = HIGH,
    seen: range = range(WIDE),
    made: painting.Columns | None = None,
) -> QImage:
    made = columns(*pairs) if made is None else made
    image = QImage(made.shape[2], high, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    painter = QPainter(image)
    raster.paint(painter, painting.waves_of(made, TOP, high, 1000), seen, INK, selected)
    painter.end()
    return image


def hatched(over: QRect, hatch: painting.Hatch, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painting.paint_hatch(painter, over, hatch)
    painter.end()
    return image


def test_silence_is_a_line_in_the_middle_of_its_lane_and_what_is_louder_than_the_loudest_stays_in_it() -> None:
    seen = column(drawn(painting.Raster(), (-32768, 32767), (0, 0)), 0)[TOP:]
    assert set(seen[:100]) == {WAVE} and [y for y, pixel in enumerate(seen[100:]) if pixel == WAVE] == [50]


@pytest.mark.parametrize("high", (HIGH, 700, 1081))
def test_every_row_of_a_tall_lane_is_on_the_right_side_of_its_column(high: int) -> None:
    random = np.random.default_rng(5)
    made = (random.integers(0, 1000, (2, 2, WIDE)) * np.array([-1, 1])[:, None]).astype(np.int16)
    image, waves = drawn(painting.Raster(), high=high, made=made), painting.waves_of(made, TOP, high, 1000)
    for wave in waves:
        for x in range(WIDE):
            rows = [image.pixel(x, y) == WAVE for y in range(wave.top, wave.bottom)]
            assert rows == [wave.first[x] <= row < wave.after[x] for row in range(wave.height)]


@pytest.mark.parametrize(("every", "wide"), ((12, 3), (24, 1), (15, 4), (700, 9)))
def test_strokes_go_on_without_a_break_over_a_large_part(every: int, wide: int) -> None:
    image = hatched(QRect(3, 5, 990, 980), painting.Hatch("#7a5b00", every, wide), 1000)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(1000, 1000)
    row, across = np.indices((1000, 1000))
    within = (across >= 3) & (across < 993) & (row >= 5) & (row < 985)
    assert np.array_equal(pixels == STROKE, within & ((row + across) % every < wide))


def test_pairs_that_are_many_columns_wide_are_joined_by_straight_lines() -> None:
    samples = np.zeros((2, 8000), np.int16)
    samples[0, 4040:4048] = 1000  # the sixth pair in sight
    seen = painting.columns_of(FakeWaveform(samples, finest=8), Viewport(1000, 400, 500.0, 20.0), 400)
    assert seen.shape == (2, 2, 400) and not seen[1].any()
    wave = seen[0, 1].astype(int)
    assert int(wave.argmax()) in (109, 110) and wave.max() > 970, "in the middle of its pair"
    assert set(np.diff(wave[91:109])) <= {50, 49, 51} and wave[89] == 0 and wave[131] == 0
    assert np.array_equal(seen[0, 0], seen[0, 1]), "in a pair of one value there is nothing between"


def test_a_recordings_last_pairs_are_in_the_picture_though_the_last_is_short() -> None:
    samples = np.zeros((1, 803), np.int16)
    samples[0, 800:] = 1000
    seen = painting.columns_of(FakeWaveform(samples, finest=8), Viewport(101, 400, 81.0, 20.0), 400)
    assert seen[0, 1, -1] == 1000 and seen[0, 1, 0] == 0


def test_what_is_in_a_detail_is_drawn_from_it_and_everything_else_from_the_stored_waveform() -> None:
    samples = np.zeros((1, 80_000), np.int16)
    detail = WaveformDetail(8000, FakeWaveform(np.full((1, 16_000), 500, np.int16), finest=8))
    stored = FakeWaveform(samples, finest=64)
    for start, value in ((1000.0, 500), (2980.0, 500), (990.0, 0), (2981.0, 0), (0.0, 0), (9000.0, 0)):
        seen = painting.columns_of(stored, Viewport(10_000, 400, start, 20.0), 400, detail)
        assert set(seen[0, 1]) == {value}, start
    wide = painting.columns_of(stored, Viewport(10_000, 400, 1000.0, 2000.0), 400, detail)
    assert set(wide[0, 1]) == {500}


def test_a_lane_is_filled_by_what_is_in_sight_from_near_and_by_the_loudest_of_all_from_afar() -> None:
    quiet = columns((-10, 2000))
    assert [painting.filling(quiet, 16_000, span) for span in (3_600_000, 2000, 1000, 200, 20)] == [
        *(16_000, 16_000, 8000, 2000, 2000)
    ]
    assert painting.filling(columns((-3, 4)), 16_000, 20) == 1000, "the noise of a line stays small"
    assert painting.filling(columns((0, 16_000)), 16_000, 20) == 16_000

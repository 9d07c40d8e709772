"""A waveform as pixels, looked at pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from desktop.ui.preparing.raster import Hatch, Ink, Raster, Stretch, columns_of, loudest_of
from desktop.ui.preparing.viewport import Viewport
from tests.ui.preparing.made_up import FakePyramid, talk

INK = Ink(wave="#0b6e6e", ground="#ffffff", selected="#fff6cc")
WAVE, GROUND, SELECTED, STROKE = (QColor(colour).rgb() for colour in ("#0b6e6e", "#ffffff", "#fff6cc", "#7a5b00"))
TOP, HIGH, WIDE = 10, 210, 40


def columns(*pairs: tuple[int, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    """Every channel has one (least, greatest) pair in all of its columns."""
    return np.array([[[low] * WIDE, [high] * WIDE] for low, high in pairs], np.int16)


def column(image: QImage, x: int) -> list[int]:
    return [image.pixel(x, y) for y in range(image.height())]


def drawn(
    raster: Raster, *pairs: tuple[int, int], selected: Stretch | None = None, hatch: Hatch | None = None
) -> QImage:
    hatches = [] if hatch is None else [hatch]
    image = raster.image(columns(*pairs), TOP, HIGH, 1000, INK, selected, hatches)
    assert (image.width(), image.height()) == (WIDE, HIGH)
    return image.copy()


def test_a_column_is_filled_from_its_least_to_its_greatest_sample() -> None:
    seen = column(drawn(Raster(), (-1000, 500)), 7)[TOP:]
    filled = [y for y, pixel in enumerate(seen) if pixel == WAVE]
    assert filled == list(range(filled[0], filled[-1] + 1)), "one stretch"
    assert filled[0] == pytest.approx(100 - 47, abs=1) and filled[-1] == pytest.approx(100 + 94, abs=1)
    assert set(seen) == {WAVE, GROUND}


def test_silence_is_a_line_in_the_middle_of_its_lane() -> None:
    seen = column(drawn(Raster(), (0, 0), (-1000, 1000)), 0)[TOP:]
    assert [y for y, pixel in enumerate(seen[:100]) if pixel == WAVE] == [50]
    assert seen[100:].count(WAVE) > 90


def test_what_is_louder_than_the_loudest_stays_in_its_lane() -> None:
    seen = column(drawn(Raster(), (-32768, 32767), (0, 0)), 0)[TOP:]
    assert set(seen[:100]) == {WAVE} and seen[100:].count(WAVE) == 1


def test_what_is_selected_has_another_ground_in_its_lane_alone() -> None:
    image = drawn(Raster(), (0, 0), (0, 0), selected=Stretch(10, 20, 1, 2))
    assert [image.pixel(x, HIGH - 5) for x in (9, 10, 19, 20)] == [GROUND, SELECTED, SELECTED, GROUND]
    assert image.pixel(15, TOP + 5) == GROUND


def test_hatching_stands_still_while_its_mark_grows() -> None:
    def strokes(left: int) -> set[tuple[int, int]]:
        image = drawn(Raster(), (0, 0), hatch=Hatch(Stretch(left, 30, 0, 1), "#7a5b00", 6, 1))
        return {(x, y) for x in range(WIDE) for y in range(TOP, HIGH) if image.pixel(x, y) == STROKE}

    assert {x for x, _ in strokes(10)} == set(range(10, 30))
    assert {place for place in strokes(10) if place[0] >= 13} == strokes(13)


def test_one_raster_draws_other_sizes_one_after_another() -> None:
    raster = Raster()
    first = drawn(raster, (-1000, 1000), (0, 0))
    other = raster.image(columns((0, 0))[:, :, :9], 0, 33, 1000, INK)
    assert (other.width(), other.height()) == (9, 33) and other.pixel(3, 0) == GROUND
    for x in range(WIDE):
        assert column(drawn(raster, (-1000, 1000), (0, 0)), x)[TOP:] == column(first, x)[TOP:]


def test_where_a_frame_is_wider_than_a_column_each_stands_in_its_place() -> None:
    samples = np.arange(8000, dtype=np.int16)[None, :]
    seen = columns_of(FakePyramid(samples), Viewport(1000, 160, 500.0, 20.0), 320)
    assert seen.shape == (1, 2, 320)
    assert list(seen[0, 0]) == [4000 + x // 2 for x in range(320)]


def test_the_whole_of_it_is_asked_for_in_as_many_columns_as_there_are() -> None:
    pyramid = FakePyramid(talk(4))
    columns_of(pyramid, Viewport(4000, 100), 100)
    assert pyramid.asked == [(0, 32000, 100)]


def test_the_loudest_is_told_whichever_way_it_goes() -> None:
    assert loudest_of(columns((-900, 10))) == 900 and loudest_of(columns((-32768, 0))) == 32768
    assert loudest_of(columns((0, 0))) == 0

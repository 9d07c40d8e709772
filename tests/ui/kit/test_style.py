from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit import style
from desktop.ui.kit.buttons import PrimaryButton, SecondaryButton
from desktop.ui.kit.keyboard import Ring
from desktop.ui.kit.page import Page
from desktop.ui.kit.style import LIGHT, THEMES
from tests.accessibility.contrast import PAIRS, contrast
from tests.ui.presses import put_up


def test_every_pair_of_colours_that_meets_can_be_read() -> None:
    pairs = [
        (name, ink, ground, needed, contrast(getattr(theme, ink), getattr(theme, ground)))
        for name, theme in THEMES.items()
        for ink, ground, needed in PAIRS
    ]
    assert [pair for pair in pairs if pair[-1] < pair[-2]] == []


def test_the_focus_ring_stands_out_on_every_ground() -> None:
    rings = [
        (name, ground, edge, contrast(edge, getattr(theme, ground)))
        for name, theme in THEMES.items()
        for ground in ("page", "soft", "bar", "accent", "notice", "panel", "field", "chosen")
        for edge in [max(theme.focus, theme.focus_edge, key=partial(contrast, getattr(theme, ground)))]
    ]  # the better of its yellow and its black edge
    assert [ring for ring in rings if ring[-1] < 3.0] == []


def test_contrast_is_as_the_guideline_defines_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_marked_subtree_is_dark_and_the_rest_is_not(qtbot: QtBot) -> None:
    window, panel, button = QWidget(), QWidget(), SecondaryButton("Finish")
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(panel)
    QVBoxLayout(panel).addWidget(button)
    style.mark_theme(panel, "listening")
    assert style.theme_of(button) == THEMES["listening"]
    assert style.theme_of(window) == LIGHT


@pytest.mark.parametrize("dressed_first", [True, False])
def test_a_marked_window_is_dark_all_over_and_so_is_what_comes_into_it(
    qtbot: QtBot, qapp: QApplication, dressed_first: bool
) -> None:
    window = QWidget()
    if dressed_first:
        style.dress(window)
    style.mark_theme(window, "listening")
    QVBoxLayout(window).addWidget(QLineEdit())
    qtbot.addWidget(window)
    window.resize(300, 200)
    window.show()
    style.set_theme(qapp, "high-contrast")
    picture = window.grab().toImage()
    field = THEMES["listening"].field
    assert picture.pixelColor(2, 2).name() == THEMES["listening"].page
    assert picture.pixelColor(150, 100).name() == field
    style.set_theme(qapp, "light")


def test_a_change_of_theme_reaches_a_window_that_is_not_shown_yet(qtbot: QtBot, qapp: QApplication) -> None:
    window = QWidget()
    QVBoxLayout(window).addWidget(QLineEdit())
    qtbot.addWidget(window)
    style.set_theme(qapp, "dark")
    window.resize(300, 200)
    window.show()
    assert window.grab().toImage().pixelColor(150, 100).name() == THEMES["dark"].field
    style.set_theme(qapp, "light")


def test_a_primary_button_is_painted_in_the_accent_and_grey_when_disabled(qtbot: QtBot) -> None:
    button = PrimaryButton("Confirm identity")
    qtbot.addWidget(button)
    button.show()
    assert button.grab().toImage().pixelColor(8, 12).name() == LIGHT.accent
    button.setEnabled(False)
    assert button.grab().toImage().pixelColor(8, 12).name() == LIGHT.disabled


def test_a_page_all_in_sight_with_nothing_to_press_has_no_ring_and_one_that_scrolls_has(qtbot: QtBot) -> None:
    area, inside = QScrollArea(), QWidget()
    qtbot.addWidget(area)
    area.setWidget(inside)
    inside.resize(100, 100)
    area.resize(300, 300)
    area.show()
    area.activateWindow()
    qtbot.waitUntil(area.isActiveWindow)
    area.setFocus()
    assert not any(ring.isVisible() for ring in area.findChildren(Ring))
    inside.resize(100, 900)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    assert [ring.isVisible() for ring in area.findChildren(Ring)] == [True]
    inside.resize(100, 100)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)
    assert [ring.isVisible() for ring in area.findChildren(Ring)] == [False]


def test_a_page_that_only_keeps_the_keyboard_has_no_ring(qtbot: QtBot) -> None:
    page = Page("Nothing waits for a review", primary="Sign off")
    put_up(qtbot, page)
    page.primary.setFocus()
    assert [ring.isVisible() for ring in page.findChildren(Ring)] == [True]
    page.setFocus()
    assert page.hasFocus() and [ring.isVisible() for ring in page.findChildren(Ring)] == [False]


def test_the_ring_surrounds_what_has_the_focus_and_follows_it(qtbot: QtBot) -> None:
    window, one, two = QWidget(), SecondaryButton("One"), SecondaryButton("Two")
    qtbot.addWidget(window)
    box = QVBoxLayout(window)
    box.setContentsMargins(30, 30, 30, 30)
    box.addWidget(one)
    box.addWidget(two)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    two.setFocus()
    rings = window.findChildren(Ring)
    assert len(rings) == 1 and rings[0].isVisible()
    assert rings[0].geometry().contains(two.geometry())
    window.resize(500, 400)
    qtbot.waitUntil(lambda: rings[0].geometry().contains(two.geometry()))
    assert not rings[0].geometry().intersects(one.geometry())
    two.hide()
    qtbot.waitUntil(lambda: not two.hasFocus())
    assert rings[0].isHidden() or rings[0].geometry().contains(one.geometry())


def test_text_follows_a_system_that_scales_only_text() -> None:
    assert style.text_scale(96) == 1.0
    assert style.text_scale(100) == 1.0
    assert style.text_scale(144) == pytest.approx(1.5, abs=0.6)
    assert style.text_scale(960) == 3.0

from __future__ import annotations

import ast
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QRawFont
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit import style, text
from desktop.ui.kit.buttons import PrimaryButton, SecondaryButton, Tick
from desktop.ui.kit.choices import RadioOption, TickOption
from desktop.ui.kit.keyboard import Ring
from desktop.ui.kit.page import Page
from desktop.ui.kit.style import LIGHT, THEMES, Size, font
from desktop.ui.kit.text import breakable, wrapped_height
from desktop.ui.player.controls import ListenButton, draw_back
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
    assert style.theme_of(window.findChildren(QLineEdit)[0]) == THEMES["listening"]
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


UI = Path(__file__).parents[3] / "desktop" / "ui"


def ink(widget: QWidget, colour: str) -> int:
    """Return how many pixels of a picture of it are nearly of that colour."""
    picture: QImage = widget.grab().toImage()
    wanted = QColor(colour)
    return sum(
        abs(QColor(picture.pixel(x, y)).lightness() - wanted.lightness()) < 60
        for x in range(picture.width())
        for y in range(picture.height())
    )


def test_a_tick_and_the_arrow_back_are_drawn(qtbot: QtBot) -> None:
    tick, back = Tick(Size.BODY), ListenButton("", draw_back)
    for widget in (tick, back):
        qtbot.addWidget(widget)
        widget.resize(widget.sizeHint())
    assert ink(tick, "#12191b") > 15
    assert ink(back, "#12191b") > 40


def test_every_letter_on_the_screen_is_in_the_font(qtbot: QtBot) -> None:
    ours = QRawFont.fromFont(font(Size.BODY))
    lacking = {
        (letter, path.name)
        for path in sorted(UI.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for letter in node.value
        if letter.isprintable() and ord(letter) > 127 and not ours.supportsCharacter(ord(letter))
    }
    assert lacking == set()


SENTENCES = ("Short", "They come with written authority: a power of attorney, or consent", "x" * 60, "")


def by_the_metrics(text: str, in_font: QFont, width: int) -> int:
    room = QRect(0, 0, width, 100_000)
    return QFontMetrics(in_font).boundingRect(room, Qt.TextFlag.TextWordWrap, breakable(text)).height()


@pytest.mark.parametrize("few", [False, True])
def test_it_is_what_the_metrics_say_however_often_it_is_asked(few: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if few:
        monkeypatch.setattr(text, "_MOST_HEIGHTS", 3)
    asked = [
        (text, font(size, bold), width)
        for _ in range(2)
        for text in SENTENCES
        for size in Size
        for bold in (False, True)
        for width in (20, 100, 333)
    ]
    assert [wrapped_height(*each) for each in asked] == [by_the_metrics(*each) for each in asked]


@pytest.mark.parametrize("kind", [RadioOption, TickOption, SecondaryButton])
def test_a_button_whose_words_or_font_change_is_measured_again(
    qtbot: QtBot, kind: type[RadioOption | TickOption | SecondaryButton]
) -> None:
    button = kind(SENTENCES[1])
    qtbot.addWidget(button)
    before = button.heightForWidth(200)
    button.setText(SENTENCES[1] * 3)
    longer = button.heightForWidth(200)
    button.setFont(font(Size.HEADING))
    assert before < longer < button.heightForWidth(200)

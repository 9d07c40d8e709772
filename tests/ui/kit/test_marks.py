"""Marks are drawn: no text of the program holds a letter that the font lacks."""

from __future__ import annotations

import ast
from pathlib import Path

from PySide6.QtGui import QColor, QImage, QRawFont
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.buttons import Tick
from desktop.ui.kit.steps import Slot, SlotState, SlotView, Step, Stepper
from desktop.ui.kit.style import Size, font
from desktop.ui.player.controls import ListenButton, draw_back

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


def test_done_steps_and_filled_slots_have_a_tick_and_others_have_none(qtbot: QtBot) -> None:
    stepper, slot = Stepper((Step("Check in"), Step("ID"), Step("Brief")), 1), Slot()
    for widget in (stepper, slot):
        qtbot.addWidget(widget)
        widget.show()
    assert [item._tick.isVisible() for item in stepper.items] == [True, False, False]
    slot.show_view(SlotView("One with a photo", SlotState.FILLED, "Passport"))
    assert slot._tick.isVisible() and slot._document.words == "Passport"
    slot.show_view(SlotView("One with a photo", SlotState.PROBLEM, "Passport", problem="It ran out."))
    assert not slot._tick.isVisible()


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

"""The height of words is measured once, and is still that of these words, in this font, at this width."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics
from pytestqt.qtbot import QtBot

from desktop.ui.kit import text
from desktop.ui.kit.buttons import SecondaryButton
from desktop.ui.kit.choices import RadioOption, TickOption
from desktop.ui.kit.style import Size, font
from desktop.ui.kit.text import breakable, wrapped_height

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


def test_it_has_no_memory_of_more_than_a_few_thousand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "_MOST_HEIGHTS", 10)
    for width in range(1, 100):
        wrapped_height("Words", font(Size.BODY), width)
        assert len(text._heights) <= 10


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

"""Text size, colours and motion of this account on this PC: applied at once, kept, and nothing typed is lost."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.kit import style
from desktop.ui.kit.facts import CardPart, CustomerCard
from desktop.ui.kit.fields import LongTextField, TextField
from desktop.ui.kit.frame import Frame, offer_sheets
from desktop.ui.kit.lists import Table
from desktop.ui.kit.overlays import LESS, AppearanceSheet, KeySheet
from desktop.ui.kit.page import Page
from desktop.ui.kit.rows import Row
from desktop.ui.kit.style import THEMES, Appearance, Colours, keep, kept, wear
from desktop.ui.player.controls import BARS, Level
from tests.accessibility.contrast import MEANINGS
from tests.accessibility.cut_text import cut_text
from tests.ui.presses import put_up


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> QSettings:
    made = QSettings(str(tmp_path / "appearance.ini"), QSettings.Format.IniFormat)
    monkeypatch.setattr("desktop.ui.kit.overlays.own_settings", lambda: made)
    return made


@pytest.fixture(autouse=True)
def as_before(qapp: QApplication) -> Iterator[None]:
    yield
    wear(Appearance())
    style.set_theme(qapp, "light")


class Form(Page):
    def __init__(self) -> None:
        super().__init__("A heading", "What to do.", primary="Save the notes")
        self.name, self.notes = TextField("name", "Name"), LongTextField("notes", "Notes")
        self.table = Table("People", ["Name", "Role"])
        self.add(self.name, self.notes, self.table)


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    frame, made = Frame(), Form()
    offer_sheets(frame, frame)
    frame.show_page(made)
    put_up(qtbot, frame, 1366, 700)
    made.table.show_rows([Row("1", ("Demo Adviser", "Adviser"))])
    return made


def test_a_choice_is_kept_and_what_cannot_be_read_is_as_if_it_were_not_there(settings: QSettings) -> None:
    assert kept(settings) == Appearance()
    chosen = Appearance(175, Colours.DARK, still=True, undo=120)
    keep(settings, chosen)
    assert kept(QSettings(settings.fileName(), QSettings.Format.IniFormat)) == chosen
    for key, value in (("text", "huge"), ("colours", "pink")):
        keep(settings, chosen)
        settings.setValue(key, value)
        assert kept(settings) == Appearance()
    keep(settings, chosen)
    settings.setValue("text", 900)
    assert kept(settings) == chosen._replace(text=100)


def test_it_lies_in_the_accounts_own_file_and_in_no_office() -> None:
    assert style.own_settings().fileName().endswith("listening-room/appearance.ini")


def test_a_card_is_as_wide_as_the_page_whose_text_was_enlarged_in_a_small_window(
    qapp: QApplication, form: Form, qtbot: QtBot
) -> None:
    card = CustomerCard(CardPart("Demo customer", ("SAR-2026-0042",)))
    form.set_aside(card)
    form.window().resize(683, 384)
    qtbot.waitUntil(lambda: form.isAncestorOf(card) and card.width() < 683)
    wear(Appearance(200))
    form.window().resize(1366, 700)
    qtbot.waitUntil(lambda: card.width() > style.READABLE)
    assert cut_text(form) == []


def test_larger_text_keeps_what_is_typed_and_cuts_nothing(qapp: QApplication, form: Form, qtbot: QtBot) -> None:
    form.name.input.setFocus()
    qtbot.keyClicks(form.name.input, "Typed")
    form.notes.set_value("Three lines\nof\nnotes")
    before = form.primary.height(), form.notes.input.height(), form.table.view.height()
    wear(Appearance(200))
    qtbot.waitUntil(lambda: form.primary.height() > before[0])
    assert form.primary.font().pixelSize() == 2 * style.Size.BODY
    assert form.notes.input.height() > before[1] and form.table.view.height() > before[2]
    assert (form.name.value(), form.notes.value()) == ("Typed", "Three lines\nof\nnotes")
    assert form.name.input.hasFocus() and cut_text(form.window()) == []
    wear(Appearance(125))
    wear(Appearance(100))
    assert form.primary.font().pixelSize() == style.Size.BODY
    qtbot.waitUntil(lambda: (form.primary.height(), form.notes.input.height(), form.table.view.height()) == before)


def test_colours_change_at_once_and_a_system_with_high_contrast_has_it(
    qapp: QApplication, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    wear(Appearance(colours=Colours.DARK))
    assert style.theme_of(form) == THEMES["dark"]
    assert form.window().grab().toImage().pixelColor(1360, 690).name() == THEMES["dark"].page
    monkeypatch.setattr(style, "system_theme", lambda app: "high-contrast")
    style._follow_system()
    assert style.theme_of(form) == THEMES["high-contrast"]
    monkeypatch.setattr(style, "system_theme", lambda app: "light")
    style._follow_system()
    assert style.theme_of(form) == THEMES["dark"], "what a person chose stays"
    wear(Appearance(colours=Colours.SYSTEM))
    assert style.theme_of(form) == THEMES["light"]


def test_with_less_motion_a_level_says_only_whether_there_is_sound(qapp: QApplication, qtbot: QtBot) -> None:
    level = Level()
    qtbot.addWidget(level)
    wear(Appearance(still=True))
    found = set()
    for loud in (0.1, 0.4, 0.9):
        level.show_level(loud)
        found.add(level.filled)
    assert found == {BARS // 2} and not QApplication.isEffectEnabled(Qt.UIEffect.UI_AnimateCombo)
    level.show_level(0)
    assert level.filled == 0


def test_the_sheet_is_reached_before_sign_in_and_applies_and_keeps_each_choice(
    qapp: QApplication, form: Form, settings: QSettings, qtbot: QtBot
) -> None:
    frame = form.window()
    assert isinstance(frame, Frame)
    frame.top_bar.display_button.click()
    sheet = frame.findChild(AppearanceSheet)
    assert isinstance(sheet, AppearanceSheet)
    for _ in range(4):
        sheet.text.more_button.click()
    assert sheet.text.middle.text() == "200%" and not sheet.text.more_button.isEnabled()
    sheet.colours.options["dark"].click()
    sheet.motion.options[LESS].click()
    sheet.undo.options["30"].click()
    assert kept(settings) == style.current() == Appearance(200, Colours.DARK, still=True, undo=30)
    qtbot.waitUntil(lambda: cut_text(sheet) == [])
    sheet.text.middle.click()
    assert kept(settings).text == 100
    sheet.close_button.click()
    qtbot.waitUntil(lambda: frame.findChild(AppearanceSheet) is None)


def test_f1_shows_the_keys_of_what_is_in_view_and_a_sign_only_outside_fields(form: Form, qtbot: QtBot) -> None:
    frame = form.window()
    form.name.input.setFocus()
    qtbot.keyClick(form.name.input, Qt.Key.Key_Question)
    assert form.name.value() == "?" and frame.findChild(KeySheet) is None
    qtbot.keyClick(form.name.input, Qt.Key.Key_F1)
    sheet = frame.findChild(KeySheet)
    assert isinstance(sheet, KeySheet)
    said = sheet.sheet.values()
    assert said["Ctrl + Enter"] == "Save the notes" and said["Up, Down"] and said["F1, or ?"]
    assert "Ctrl + L" not in said, "nobody has signed in"
    qtbot.waitUntil(sheet.isActiveWindow)
    qtbot.keyClick(sheet, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: frame.findChild(KeySheet) is None)


@pytest.mark.parametrize("name", ["dark", "listening"])
def test_in_the_dark_no_two_meanings_have_one_colour(name: str) -> None:
    theme = THEMES[name]
    near = [
        (one, other)
        for one, other in combinations(MEANINGS, 2)
        if apart(getattr(theme, one), getattr(theme, other)) < 20
    ]
    assert near == []


def apart(one: str, other: str) -> float:
    """Return how different two colours look: CIE76 in CIELAB (D65); 2.3 is just noticed."""
    return math.dist(_lab(one), _lab(other))


def _lab(colour: str) -> tuple[float, float, float]:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    x = _root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047)
    y = _root(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    z = _root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _root(part: float) -> float:
    return float(part ** (1 / 3)) if part > 0.008856 else 7.787 * part + 16 / 116

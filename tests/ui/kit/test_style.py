from __future__ import annotations

import ast
import math
import sys
from collections.abc import Iterator
from functools import partial
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSettings, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QRawFont
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit import style, text
from desktop.ui.kit.buttons import PrimaryButton, SecondaryButton, Tick
from desktop.ui.kit.facts import CardPart, CustomerCard
from desktop.ui.kit.forms.choices import RadioOption, TickOption
from desktop.ui.kit.forms.fields import LongTextField, TextField
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.frame import Frame
from desktop.ui.kit.keyboard import Ring
from desktop.ui.kit.lists import Table
from desktop.ui.kit.overlays import LESS, AppearanceSheet, KeySheet
from desktop.ui.kit.rows import Row
from desktop.ui.kit.style import LIGHT, THEMES, Appearance, Colours, Size, font, keep, kept, wear
from desktop.ui.kit.text import breakable, wrapped_height
from desktop.ui.player.controls import BARS, Level, ListenButton, draw_back
from tests.accessibility.contrast import MEANINGS, PAIRS, contrast
from tests.accessibility.cut_text import cut_text
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


@pytest.mark.parametrize(
    ("chosen", "size"), [(100, 1.0), (150, 1.5), (225, 2.25), (10_000, 2.25), (0, 1.0), ("150", 1.0), (None, 1.0)]
)
def test_the_size_of_text_that_an_account_of_windows_has_chosen_is_taken(
    chosen: object, size: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, ...]] = []

    class Registry:
        Format = QSettings.Format

        def __init__(self, *given: object) -> None:
            asked.append(given)

        def value(self, name: str, otherwise: int) -> object:
            asked.append((name, otherwise))
            return chosen

    assert style.account_text_size() == 1.0
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(style, "QSettings", Registry)
    assert style.account_text_size() == size
    assert asked == [(style.ACCESSIBILITY, QSettings.Format.NativeFormat), ("TextScaleFactor", 100)]


@pytest.mark.skipif(sys.platform != "win32", reason="the real registry is Windows'")
def test_windows_itself_says_what_was_chosen() -> None:
    registry = QSettings(style.ACCESSIBILITY, QSettings.Format.NativeFormat)
    registry.setValue("TextScaleFactor", 175)
    registry.sync()
    try:
        assert style.account_text_size() == 1.75
    finally:
        registry.remove("TextScaleFactor")


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


# Text size, colours and motion of this account on this PC: applied at once, kept, and nothing typed is lost


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> QSettings:
    made = QSettings(str(tmp_path / "appearance.ini"), QSettings.Format.IniFormat)
    monkeypatch.setattr("desktop.ui.kit.style.own_settings", lambda: made)
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

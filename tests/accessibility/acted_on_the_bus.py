"""The widgets of the kit as an assistive technology works them over the accessibility bus (EN 301 549, 11.5.2).

In a process of its own, with a desktop of its own: `tests/ui/kit/test_accessible.py` runs it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from desktop.ui.kit.bar import Place, Rail
from desktop.ui.kit.forms.choices import Choice, ChoiceField, ListField, Segmented, TicksField
from desktop.ui.kit.forms.fields import LongTextField, PasswordField, TextField
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.sound_bars import BarView, WaveformBar
from desktop.ui.kit.text import title
from desktop.ui.shell.app import application
from tests.accessibility.on_the_bus import Hands
from tests.ui.presses import put_up

PRESSED, TYPED, TICK, RADIO = "push button", "text", "check box", "radio button"


@pytest.fixture
def hands() -> Iterator[Hands]:
    made = Hands()
    yield made
    made.end()


class Asking(Page):
    """A page with a field of each kind."""

    def __init__(self) -> None:
        super().__init__("Take a request", "Ask the person.", primary="Register")
        self.name = TextField("name", "Name", "As on the document.")
        self.words = LongTextField("words", "What they want")
        self.secret = PasswordField("secret", "Password")
        self.kind = ChoiceField("kind", "Kind", (Choice("call", "A call"), Choice("other", "Something else")))
        self.needs = TicksField("needs", "Needs", (Choice("louder", "Louder"), Choice("slower", "Slower")))
        self.language = ListField("language", "Language", (Choice("cy", "Welsh"), Choice("en", "English")))
        self.ear = Segmented("Ear", (("left", "Left"), ("both", "Both")), "both")
        self.bar = WaveformBar("The call")
        self.bar.show_bar(BarView(80_000, 8000))
        self.add(title("About the person"), self.name, self.words, self.secret, self.kind, self.needs, self.language)
        self.add(self.ear, self.bar)


@pytest.fixture
def page(qtbot: QtBot) -> Asking:
    application()
    made = Asking()
    put_up(qtbot, made, 900, 1000)
    return made


def test_a_field_tells_its_label_by_the_relation_and_its_hint_by_its_description(page: Asking, hands: Hands) -> None:
    assert hands.do(TYPED, "Name", "relations")["labelled by"] == ["Name"]
    assert hands.do(TYPED, "What they want", "relations")["labelled by"] == ["What they want"]
    assert hands.do(TYPED, "Password", "relations")["labelled by"] == ["Password"]
    assert "As on the document." in hands.do(TYPED, "Name", "property", ("Accessible", "Description"))


def test_buttons_and_choices_tell_what_can_be_done_and_do_it(qtbot: QtBot, page: Asking, hands: Hands) -> None:
    for role, name in ((PRESSED, "Register"), (RADIO, "Kind: A call"), (TICK, "Needs: Louder"), (RADIO, "Ear: Left")):
        assert hands.do(role, name, "actions"), name
    with qtbot.waitSignal(page.submitted):
        assert hands.do(PRESSED, "Register", "act", 0)
    with qtbot.waitSignal(page.ear.chosen) as chosen:
        assert hands.do(RADIO, "Ear: Left", "act", 0)
    assert chosen.args == ["left"]
    assert hands.do(RADIO, "Kind: A call", "act", 0) and hands.do(TICK, "Needs: Louder", "act", 0)
    qtbot.waitUntil(lambda: (page.kind.value(), page.needs.value()) == ("call", frozenset({"louder"})))


def test_the_keyboard_goes_where_it_is_sent(qtbot: QtBot, page: Asking, hands: Hands) -> None:
    for role, name, target in (
        (TYPED, "Name", page.name.input),
        (PRESSED, "Register", page.primary),
        (RADIO, "Kind: A call", page.kind.options["call"]),
    ):
        assert hands.do(role, name, "focus")
        qtbot.waitUntil(target.hasFocus)


def test_what_is_typed_over_the_bus_is_typed(qtbot: QtBot, page: Asking, hands: Hands) -> None:
    assert hands.do(TYPED, "Name", "type", "Demo person")
    qtbot.waitUntil(lambda: page.name.value() == "Demo person")
    assert hands.do(TYPED, "Name", "read") == "Demo person"
    assert hands.do(TYPED, "What they want", "type", "The call\nof Monday")
    qtbot.waitUntil(lambda: page.words.value() == "The call\nof Monday")


def test_a_slider_that_is_set_asks_for_that_place(qtbot: QtBot, page: Asking, hands: Hands) -> None:
    with qtbot.waitSignal(page.bar.seek) as sought:
        hands.do("slider", "The call", "set", 4.0)
    assert sought.args == [32_000]


def test_changes_of_text_and_of_states_are_told(qtbot: QtBot, page: Asking, hands: Hands) -> None:
    hands.do(TYPED, "Name", "told")
    told: list[list[object]] = []

    def is_told() -> bool:
        """Change each, and once more where the bus did not know yet that someone listens."""
        qtbot.keyClicks(page.name.input, "x")
        page.needs.options["slower"].click()
        page.primary.setEnabled(not page.primary.isEnabled())
        told.extend(hands.do(TYPED, "Name", "told"))
        kinds = {(each[0], each[1]) for each in told}
        wanted = {("TextChanged", "insert"), ("StateChanged", "checked"), ("StateChanged", "enabled")}
        return wanted <= kinds

    qtbot.waitUntil(is_told, timeout=10_000)


def test_a_problem_that_the_focus_has_read_is_not_told_as_a_change_too(
    qtbot: QtBot, page: Asking, hands: Hands
) -> None:
    hands.do(RADIO, "Kind: A call", "told")
    page.kind.ask("Choose one.")
    told: list[list[object]] = []

    def is_there() -> bool:
        told.extend(hands.do(RADIO, "Kind: A call", "told"))
        return ["StateChanged", "focused"] in [each[:2] for each in told]

    qtbot.waitUntil(is_there)
    described = [each for each in told if each[:2] == ["PropertyChange", "accessible-description"]]
    assert len(described) == 1, "of the other choice alone"
    assert "Choose one." in hands.do(RADIO, "Kind: A call", "property", ("Accessible", "Description"))


def test_a_rail_goes_to_the_place_that_is_acted_on(qtbot: QtBot, hands: Hands) -> None:
    application()
    rail = Rail()
    qtbot.addWidget(rail)
    rail.show_places([Place("today", "Today"), Place("requests", "Requests", 3)], "today")
    rail.show()
    with qtbot.waitSignal(rail.chosen) as chosen:
        assert hands.do(PRESSED, "Requests, 3 waiting", "act", 0)
    assert chosen.args == ["requests"]


def test_the_language_is_that_of_the_words_whatever_the_system_speaks(page: Asking, hands: Hands) -> None:
    assert hands.do(TYPED, "Name", "property", ("Accessible", "Locale")) == "en_GB"
    assert QLocale.system().language() == QLocale.Language.German


def test_a_heading_tells_its_level(page: Asking, hands: Hands) -> None:
    assert hands.do("heading", "Take a request", "attributes")["level"] == "1"
    assert hands.do("heading", "About the person", "attributes")["level"] == "2"
    assert "org.a11y.atspi.Accessible" in hands.do("heading", "About the person", "interfaces")

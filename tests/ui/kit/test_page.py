from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.facts import CardPart, CustomerCard, Passage
from desktop.ui.kit.forms.choices import Choice, ChoiceField
from desktop.ui.kit.forms.date_field import DateField
from desktop.ui.kit.forms.fields import LongTextField, TextField
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.keyboard import EDGE, REACH
from desktop.ui.kit.layouts import AtReadingWidth, column_in
from desktop.ui.kit.printing.paper import Sheets
from desktop.ui.kit.style import Appearance, wear
from desktop.ui.kit.text import Words
from tests.ui.accessible import interface, tab_stops
from tests.ui.presses import put_up


def shown(qtbot: QtBot, page: QWidget, width: int = 1100, height: int = 700) -> None:
    put_up(qtbot, page, width, height)


def a_form() -> tuple[Page, TextField, DateField]:
    page = Page("A new request", "Type what they say.", primary="Take the request")
    name, when = TextField("name", "Full name"), DateField("call_on", "Date of the call")
    page.add(name, when)
    return page, name, when


def test_problems_are_named_at_the_top_and_repeated_at_their_fields(qtbot: QtBot) -> None:
    page, name, when = a_form()
    shown(qtbot, page)
    page.set_problems_by_name({"call_on": "The date must be in the past.", "name": "Enter a name."})
    summary = page._summary
    assert [link.text() for link in summary.links] == ["Enter a name.", "The date must be in the past."]
    assert summary.hasFocus()
    assert name.problem == "Enter a name." and when.problem == "The date must be in the past."
    assert "Enter a name." in interface(name.input).text(QAccessible.Text.Description)
    assert "Enter a name." in interface(summary).text(QAccessible.Text.Name)


def test_a_problem_jumps_to_its_field_by_keyboard(qtbot: QtBot) -> None:
    page, _name, when = a_form()
    shown(qtbot, page)
    page.set_problems([(when, "The date must be in the past.")])
    qtbot.keyClick(page._summary, Qt.Key.Key_Tab)
    link = QApplication.focusWidget()
    assert link is page._summary.links[0]
    qtbot.keyClick(link, Qt.Key.Key_Return)
    assert when.boxes[0].hasFocus()


def test_what_is_missing_disables_the_primary_button_and_says_so(qtbot: QtBot) -> None:
    page, _name, _when = a_form()
    shown(qtbot, page)
    page.set_missing("Still needed: one document.")
    assert not page.primary.isEnabled() and page._missing.isVisible()
    with qtbot.assertNotEmitted(page.submitted):
        qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page.set_missing()
    assert page.primary.isEnabled() and page._missing.isHidden()


def test_what_is_pinned_is_in_sight_wherever_the_page_is_scrolled_to(qtbot: QtBot) -> None:
    page, tall, said = Page("A list", primary="Go on"), QWidget(), Banner("success", "It is done.")
    tall.setFixedHeight(3000)
    page.add(tall)
    page.pin(said)
    shown(qtbot, page)
    bar = page._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    assert not said.visibleRegion().isEmpty()
    assert page.primary.mapTo(page, page.primary.rect().topLeft()).y() > said.mapTo(page, said.rect().bottomLeft()).y()


def test_the_ring_of_what_is_in_sight_is_whole_above_the_footer(qtbot: QtBot) -> None:
    class Compact(Page):
        compact = True

    page, tall, last = Compact("A form", primary="Go on"), QWidget(), SecondaryButton("The last")
    tall.setFixedHeight(3000)
    page.add(tall, last)
    shown(qtbot, page)
    last.setFocus()
    bar = page._scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
    ring = page.window().findChild(QWidget, "focus-ring")
    assert ring is not None
    bottom = last.mapTo(page, last.rect().bottomLeft()).y()
    qtbot.waitUntil(lambda: ring.isVisible() and ring.geometry().bottom() >= bottom + REACH - EDGE)


def test_each_enter_presses_once_what_it_is_for(qtbot: QtBot) -> None:
    page, name, _when = a_form()
    words, part = LongTextField("words", "Words"), QWidget()
    save, line = SecondaryButton("Save this part"), TextField("line", "Line")
    who = ChoiceField("who", "Whose call is it?", (Choice("a", "Their own"), Choice("b", "Somebody else's")))
    column_in(part, line, save)
    part.__dict__["part_button"] = save
    page.add(words, part, who)
    pressed: list[str] = []
    page.submitted.connect(lambda: pressed.append("page"))
    save.clicked.connect(lambda: pressed.append("part"))
    link = page.add_link("Not today", lambda: pressed.append("link"))
    shown(qtbot, page)
    control, plain = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
    for widget, key, modifier, what in (
        (name.input, Qt.Key.Key_Return, plain, ["page"]),
        (name.input, Qt.Key.Key_Return, control, ["page"]),
        (words.input, Qt.Key.Key_Return, control, ["page"]),
        (words.input, Qt.Key.Key_Enter, control | Qt.KeyboardModifier.KeypadModifier, ["page"]),
        (line.input, Qt.Key.Key_Return, control, ["part"]),
        (line.input, Qt.Key.Key_Return, plain, ["part"]),
        (link, Qt.Key.Key_Return, plain, ["link"]),
        (who.options["a"], Qt.Key.Key_Return, plain, []),
    ):
        widget.setFocus()
        qtbot.keyClick(widget, key, modifier)
        assert pressed == what, (widget, key, modifier)
        pressed.clear()
    assert words.value() == "" and page.primary.shown_key == "Ctrl + Enter"
    assert "Ctrl" not in page.primary.accessibleName()


def test_tab_goes_through_the_fields_to_the_button_and_the_links(qtbot: QtBot) -> None:
    page, name, when = a_form()
    link = page.add_link("Not today", page.close)
    shown(qtbot, page)
    assert tab_stops(qtbot, name.input) == [name.input, *when.boxes, page.primary, link]


@pytest.mark.parametrize(("width", "height"), ((683, 280), (683, 384), (1366, 712)))
def test_nothing_lies_outside_a_narrow_page(qtbot: QtBot, width: int, height: int) -> None:
    page, _name, _when = a_form()
    who = ChoiceField("who", "Whose call is it?", (Choice("a", "word " * 60), Choice("b", "x" * 300)))
    page.add(who)
    page.add_link("A rather long secondary action that has to wrap somewhere", page.close)
    page.set_aside(CustomerCard(CardPart("Demo customer " * 8, ("SAR-2026-0042", "y" * 200))))
    shown(qtbot, page, width, height)
    assert page.width() == width
    for widget in page.findChildren(QWidget):
        if widget.isVisible():
            right = widget.mapTo(page, widget.rect().topRight()).x()
            assert right <= width, type(widget)
            assert widget.minimumSizeHint().width() <= width, type(widget)


def test_the_focus_is_scrolled_into_sight_with_its_label(qtbot: QtBot) -> None:
    page = Page("Many", primary="Continue")
    fields = [TextField(f"f{number}", f"Field {number}") for number in range(30)]
    page.add(*fields)
    shown(qtbot, page, 900, 600)
    for field in (fields[-1], fields[0]):
        field.focus_target().setFocus()
        seen = page._scroll.viewport().rect()
        top = field.mapTo(page._scroll.viewport(), field.rect().topLeft()).y()
        assert top >= 0 and top + field.height() <= seen.height()


def test_the_card_stands_beside_or_above(qtbot: QtBot) -> None:
    page, name, _when = a_form()
    card = CustomerCard(CardPart("Demo customer", ("SAR-2026-0042",)))
    page.set_aside(card)
    shown(qtbot, page, 1200, 700)
    assert card.mapTo(page, card.rect().topLeft()).x() > name.mapTo(page, name.rect().topRight()).x()
    page.resize(1700, 900)  # a screen of 1920, without the rail
    qtbot.waitUntil(lambda: 1100 < page._column.width() <= 1120)
    page.resize(683, 700)
    qtbot.waitUntil(lambda: page._column.isAncestorOf(card))
    assert card.isVisible()
    page.resize(900, 700)
    assert page._column.maximumWidth() == card.maximumWidth() == 800, (
        "a wider column would give the card too little height"
    )


# A problem of a field that is not shown


@pytest.mark.parametrize("compact", [False, True])
def test_a_problem_of_a_field_that_is_hidden_is_said_at_the_top(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, compact: bool
) -> None:
    monkeypatch.setattr(Page, "compact", compact)
    page, name, when = a_form()
    shown(qtbot, page)
    when.hide()
    page.set_problems_by_name({"call_on": "The date must be in the past.", "name": "Enter a name."})
    summary = page._summary
    assert [link.text() for link in summary.links] == ["Enter a name."] and summary.others.isVisible()
    assert summary.others.words == "The date must be in the past." in summary.accessibleName()
    name.set_value("Quillon")
    name.edited.emit()
    assert summary.isVisible() and summary.links == [], "what is hidden cannot be mended by typing"
    page.set_problems_by_name({"call_on": "The date must be in the past."})
    assert summary.isVisible() and summary.hasFocus()
    page.set_problems(())
    assert summary.isHidden() and summary.others.isHidden()


# A problem disappears when its field is changed


def test_a_problem_goes_when_its_field_is_changed_and_the_others_stay(qtbot: QtBot) -> None:
    page, name, when = a_form()
    shown(qtbot, page)
    page.set_problems([(name, "Enter a name."), (when, "Enter a day.")])
    page.set_problems([])
    assert page._summary.isHidden() and name.problem == "" and name.input.accessibleDescription() == ""
    page.set_problems([(name, "Enter a name."), (when, "Enter a day.")])
    name.input.setFocus()
    qtbot.keyClicks(name.input, "S")
    assert name.problem == "" and when.problem == "Enter a day." and name.value() == "S"
    assert [link.text() for link in page._summary.links] == ["Enter a day."] and page._summary.isVisible()
    qtbot.keyClicks(when.boxes[0], "3")
    assert when.problem == "" and page._summary.isHidden()
    assert name.input.property("wrong") is False
    page.set_problems([(name, "Enter a name.")])
    assert page._summary.isVisible()
    qtbot.keyClicks(name.input, "S")
    assert name.problem == "" and page._summary.isHidden()


# While something is going on


def test_while_it_is_busy_it_says_so_and_takes_nothing_and_then_goes_on_where_it_was(qtbot: QtBot) -> None:
    page, name, _when = a_form()
    followed: list[None] = []
    link = page.add_link("Not today", lambda: followed.append(None))
    shown(qtbot, page)
    name.input.setFocus()
    page.set_busy("The recording is being opened.")
    assert "being opened" in page._busy.words and page._busy.isVisible() and page.focusWidget() is None
    with qtbot.assertNotEmitted(page.submitted):
        for widget in (page.primary, link):
            qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(name.input, "S")
    assert followed == [] and name.value() == ""
    page.set_busy("")
    assert not page._busy.isVisible() and page.primary.isEnabled() and name.input.hasFocus()


# How it opens, how it lines up


@pytest.mark.parametrize(("width", "height"), ((683, 384), (683, 260), (1366, 500)))
def test_a_page_without_a_question_opens_at_its_top(qtbot: QtBot, width: int, height: int) -> None:
    page = Page("Closed: heard in full", "Print the receipt.", primary="Print the receipt")
    page.add(*(Words(f"Line {number} of what is printed") for number in range(60)))
    link = page.add_link("Done, back to Today", page.close)
    shown(qtbot, page, width, height)
    page.focus_first()
    QApplication.processEvents()
    page.resize(width - 1, height - 1)
    QApplication.processEvents()
    assert page._scroll.verticalScrollBar().value() == 0 and page.primary.hasFocus()
    link.setFocus()
    followed = page._column.isAncestorOf(link)  # in a very low window the footer scrolls along
    assert (page._scroll.verticalScrollBar().value() > 0) is followed is (height < 480)
    page.resize(width, 700)
    qtbot.waitUntil(lambda: not page._column.isAncestorOf(link))


def test_from_the_button_of_a_page_without_a_question_the_keyboard_goes_round_it_in_reading_order(qtbot: QtBot) -> None:
    page, passage = Page("Read this aloud", "All of it.", primary="It was read"), Passage("First this.", "Then that.")
    print_it, went_on = SecondaryButton("Print it"), list[str]()
    page.add(passage, print_it)
    back = page.add_link("Back to Today", page.close)
    page.submitted.connect(lambda: went_on.append(""))
    shown(qtbot, page)
    page.focus_first()
    assert page.where() == "Read this aloud. All of it." and page.primary.hasFocus()
    order = [widget for widget in tab_stops(qtbot, page.primary) if page.isAncestorOf(widget)]
    assert order == [page.primary, back, passage, print_it] and not went_on
    page.primary.setFocus()
    qtbot.keyClick(page.primary, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(print_it, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert passage.hasFocus() and interface(passage).text(QAccessible.Text.Name) == "First this. Then that."


def test_a_panel_that_opens_at_the_edge_is_in_sight_and_whoever_scrolls_is_not_pulled_back(qtbot: QtBot) -> None:
    page = Page("One request", primary="Continue")
    link, holder, more = LinkButton("Open"), QWidget(), Words("More. " * 200)
    box = column_in(holder, link)
    lines = [Words(f"Line {number}") for number in range(60)]
    page.add(*lines[:30], holder, *lines[30:], more)
    more.hide()
    shown(qtbot, page, 900, 600)
    link.setFocus()
    panel, why, when = QWidget(), LongTextField("why", "Why?", lines=6), DateField("when", "When?")
    column_in(panel, why, when)
    box.addWidget(panel)
    link.hide()
    panel.show()
    why.focus_target().setFocus()
    area, bar = page._scroll.viewport(), page._scroll.verticalScrollBar()

    def in_sight() -> bool:
        top, tall = why.mapTo(area, why.rect().topLeft()).y(), why.height()
        return tall >= why.minimumSizeHint().height() and top >= 0 and top + tall <= area.height()

    qtbot.waitUntil(in_sight)
    bar.setValue(0)
    highest = bar.maximum()
    more.show()
    qtbot.waitUntil(lambda: bar.maximum() > highest)
    assert bar.value() == 0


def left_of(widget: QWidget, page: Page) -> int:
    return widget.mapTo(page, widget.rect().topLeft()).x()


def test_a_reading_column_is_in_the_middle_of_a_roomy_page_and_its_button_below_it(qtbot: QtBot) -> None:
    page, name, _when = a_form()
    shown(qtbot, page, 1706, 900)  # a screen of 1920, without the rail
    qtbot.waitUntil(lambda: page._column.width() == 800)
    assert left_of(page._column, page) == left_of(page.primary, page) == (1706 - 800) // 2
    page.add(*(TextField(f"more{number}", f"More {number}") for number in range(20)))
    qtbot.waitUntil(lambda: page._scroll.verticalScrollBar().maximum() > 0)
    assert left_of(page._column, page) == left_of(page.primary, page) == (1706 - 800) // 2, "a scroll bar moves nothing"
    page.resize(1366, 700)
    qtbot.waitUntil(lambda: left_of(page._column, page) == 34)
    assert left_of(page.primary, page) == 34 and left_of(name, page) == 34


@pytest.fixture
def large_text(qapp: QApplication) -> Iterator[Callable[[], None]]:
    """Yield what makes the text twice as large."""
    yield lambda: wear(Appearance(200))
    wear(Appearance())


def test_a_reading_column_grows_with_the_text(qtbot: QtBot, large_text: Callable[[], None]) -> None:
    page, _name, _when = a_form()
    part = QWidget()
    part.setLayout(AtReadingWidth(panel := QWidget()))
    panel.setMinimumHeight(20)
    shown(qtbot, page, 1906, 900)
    qtbot.addWidget(part)
    part.resize(1800, 100)
    part.show()
    qtbot.waitUntil(lambda: page._column.width() == panel.width() == 800)
    large_text()
    qtbot.waitUntil(lambda: page._column.width() == panel.width() == 1600)
    assert left_of(page._column, page) == left_of(page.primary, page) == (1906 - 1600) // 2
    page.resize(1366, 700)
    qtbot.waitUntil(lambda: 1_250 < page._column.width() <= 1366 - 2 * 34)


def test_paper_is_beside_the_fields_of_a_roomy_page_and_else_below_them(qtbot: QtBot) -> None:
    page, name, when = a_form()
    sheets = Sheets()
    page.set_paper(sheets)
    shown(qtbot, page, 1706, 900)
    qtbot.waitUntil(lambda: left_of(sheets, page) > left_of(name, page) + name.width())
    assert sheets.width() == sheets.maximumWidth() and name.width() <= 800
    assert sheets.mapTo(page, QPoint()).y() <= name.mapTo(page, QPoint()).y(), "it begins where the fields begin"
    assert when.mapTo(page, QPoint()).y() < 500, "and the fields stay together"
    page.resize(1400, 900)
    qtbot.waitUntil(lambda: sheets.width() < sheets.maximumWidth())
    assert left_of(sheets, page) + sheets.width() <= 1400 - 34
    page.resize(1366, 700)
    qtbot.waitUntil(lambda: left_of(sheets, page) == left_of(name, page) == 34)
    assert sheets.mapTo(page, QPoint()).y() > when.mapTo(page, when.rect().bottomLeft()).y()

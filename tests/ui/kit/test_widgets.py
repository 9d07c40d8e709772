from __future__ import annotations

from unittest.mock import patch

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.banners import BESIDE, Banner
from desktop.ui.kit.bar import Place, Rail, TopBar, TopBarView
from desktop.ui.kit.buttons import LinkButton, PrimaryButton, SecondaryButton, WordsButton
from desktop.ui.kit.forms.choices import Choice, ChoiceField, ListField, RadioOption, Segmented
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.frame import Frame
from desktop.ui.kit.lists import Table
from desktop.ui.kit.progress import Countdown, Empty, Step, Stepper, Working
from desktop.ui.kit.rows import Row, RowsView, shared
from desktop.ui.kit.style import theme_of
from desktop.ui.kit.text import Words, breakable, strong
from desktop.ui.player.controls import Panel
from tests.ui.accessible import interface, name
from tests.ui.presses import put_up

PLACES = (Place("today", "Today", 3), Place("requests", "Requests"), Place("reviews", "Reviews", 1247))


def shown(qtbot: QtBot, widget: QWidget, width: int = 700, height: int = 400) -> None:
    put_up(qtbot, widget, width, height)


@pytest.mark.parametrize("kind", (PrimaryButton, SecondaryButton, LinkButton))
def test_enter_and_space_press_a_button(qtbot: QtBot, kind: type[WordsButton]) -> None:
    button = kind("Continue")
    shown(qtbot, button)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        with qtbot.waitSignal(button.clicked):
            qtbot.keyClick(button, key)


def test_space_does_not_press_a_button_where_space_plays(qtbot: QtBot) -> None:
    button = SecondaryButton("Finish")
    button.space_presses = False
    shown(qtbot, button)
    with qtbot.assertNotEmitted(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Space)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Return)


def test_words_never_become_markup(qtbot: QtBot) -> None:
    words = Words("A <b>customer</b> &", strong("<i>co</i>"))
    qtbot.addWidget(words)
    assert "&lt;b&gt;customer" in words.text() and "<b>&lt;i&gt;co" in words.text()
    assert name(interface(words)) == "A <b>customer</b> & <i>co</i>"


def test_a_very_long_word_may_break_and_a_usual_one_may_not() -> None:
    assert breakable("acknowledgement") == "acknowledgement"
    assert "\u200b" in breakable("x" * 30) and breakable("x" * 30).replace("\u200b", "") == "x" * 30


def test_the_rail_is_walked_with_arrows_and_goes_only_on_enter(qtbot: QtBot) -> None:
    rail = Rail()
    rail.show_places(PLACES, "today")
    shown(qtbot, rail)
    rail.items[0].setFocus()
    with qtbot.assertNotEmitted(rail.chosen):
        qtbot.keyClick(rail.items[0], Qt.Key.Key_Down)
        qtbot.keyClick(rail.items[1], Qt.Key.Key_End)
    assert rail.items[2].hasFocus()
    assert [item.focusPolicy() == Qt.FocusPolicy.StrongFocus for item in rail.items] == [False, False, True]
    with qtbot.waitSignal(rail.chosen) as told:
        qtbot.keyClick(rail.items[2], Qt.Key.Key_Return)
    assert told.args == ["reviews"]


def test_places_of_a_group_stand_below_its_words_and_along_the_top_beside_the_others(qtbot: QtBot) -> None:
    rail = Rail()
    grouped = [Place("people", "People", 1, "Office"), Place("pcs", "PCs", 0, "Office"), Place("log", "Log")]
    rail.show_places(grouped, "people")
    shown(qtbot, rail)
    [words] = rail.groups
    people, pcs, log = rail.items
    assert words.isVisible() and words.words == "Office" and words.y() < people.y() < pcs.y() < log.y()
    assert people.lead == pcs.lead > log.lead == 0 and people.height() < log.height()
    assert [interface(item).text(QAccessible.Text.Description) for item in rail.items] == ["Office", "Office", ""]
    needed = rail.needed_along()
    rail.set_along_top(True)
    assert not words.isVisible() and people.lead == 0 and rail.needed_along() == needed
    rail.set_along_top(False, in_menu=True)
    assert words.isVisible() and people.lead > 0
    rail.show_places([Place("log", "Log")], "log")
    assert rail.groups == []


def test_the_rail_has_one_tab_stop_and_says_what_waits_and_where_one_is(qtbot: QtBot) -> None:
    rail = Rail()
    rail.show_places(PLACES, "today")
    shown(qtbot, rail)
    assert [item.focusPolicy() == Qt.FocusPolicy.StrongFocus for item in rail.items] == [True, False, False]
    assert [name(interface(item)) for item in rail.items] == [
        "Today, 3 waiting, you are here",
        "Requests",
        "Reviews, 1247 waiting",
    ]


def test_what_another_pc_has_is_said_below_the_places_and_not_along_the_top(qtbot: QtBot) -> None:
    rail = Rail()
    rail.show_places(PLACES, "today", "At another PC: Decisions.")
    shown(qtbot, rail)
    assert rail.elsewhere is not None and rail.elsewhere.isVisible()
    assert rail.elsewhere.y() >= rail.items[-1].geometry().bottom()
    rail.set_along_top(True)
    assert not rail.elsewhere.isVisible()
    rail.set_along_top(False)
    assert rail.elsewhere.isVisible()
    rail.show_places(PLACES, "today")
    assert not rail.elsewhere.isVisible()


def test_control_l_locks_once_signed_in_and_not_before(qtbot: QtBot) -> None:
    bar = TopBar()
    bar.show_view(TopBarView("Listening Room", "Riverside House"))
    shown(qtbot, bar)
    assert bar.sign_out_button.isHidden()
    with qtbot.assertNotEmitted(bar.lock):
        qtbot.keyClick(bar, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    bar.show_view(TopBarView("Listening Room", "Riverside House", "Demo adviser", "Demo office"))
    with qtbot.waitSignal(bar.lock):
        qtbot.keyClick(bar, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(bar.sign_out_button.clicked):
        qtbot.mouseClick(bar.sign_out_button, Qt.MouseButton.LeftButton)


def test_the_rail_lies_along_the_top_of_a_narrow_frame(qtbot: QtBot) -> None:
    frame = Frame()
    frame.top_bar.show_view(TopBarView("Listening Room", "Riverside House", "Demo adviser", "Demo office"))
    frame.rail.show_places(PLACES, "today")
    frame.show_page(Page("Today"))
    shown(qtbot, frame, 683, 384)
    assert frame.rail.width() == 683
    frame.resize(1366, 768)
    qtbot.waitUntil(lambda: frame.rail.height() > 600)
    assert frame.rail.width() < 250


def test_steps_say_their_state_and_keep_a_summary_when_done(qtbot: QtBot) -> None:
    stepper = Stepper((Step("Check in", "Customer, interpreter"), Step("ID"), Step("Brief")), 1)
    qtbot.addWidget(stepper)
    assert [item.accessibleName() for item in stepper.items] == [
        "Step 1 of 3: Check in, done. Customer, interpreter",
        "Step 2 of 3: ID, now",
        "Step 3 of 3: Brief, to come",
    ]


def test_the_mark_of_a_banner_never_touches_its_words(qtbot: QtBot) -> None:
    banner = Banner("problem", "The desk is locked.")
    banner.set_margin(16)
    shown(qtbot, banner, 600, 60)
    assert banner._words.x() >= BESIDE + 6


def test_a_banner_without_words_is_not_there(qtbot: QtBot) -> None:
    banner = Banner("notice", "Still needed:", strong("one document"))
    shown(qtbot, banner)
    assert banner.words == "Still needed: one document"
    banner.set_parts()
    assert banner.isHidden()


def test_a_choice_in_a_row_is_asked_for_and_shown_only_when_told(qtbot: QtBot) -> None:
    ear = Segmented("Ear", (("left", "Left"), ("both", "Both"), ("right", "Right")), "both")
    shown(qtbot, ear)
    ear.options["both"].setFocus()
    with qtbot.waitSignal(ear.chosen) as told:
        qtbot.keyClick(ear.options["both"], Qt.Key.Key_Right)
    assert told.args == ["right"]
    assert ear.options["both"].chosen and not ear.options["right"].chosen
    ear.set_chosen("right")
    assert interface(ear.options["right"]).state().checked
    assert name(interface(ear.options["right"])) == "Ear: Right"
    assert {interface(option).role() for option in ear.options.values()} == {QAccessible.Role.RadioButton}


def test_a_list_of_choices_unfolds_below_its_field_in_one_frame(qtbot: QtBot) -> None:
    field, page = ListField("outcome", "How did it end?", [Choice(str(n), f"Outcome {n}") for n in range(5)]), Page("")
    page.add(field)
    shown(qtbot, page)
    box = field.focus_target()
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(2)
    box.showPopup()
    view = box.view()
    qtbot.waitUntil(view.isVisible)
    around = view.parentWidget()
    assert around is not None and view.geometry() == around.rect(), "no frame stands out around the list"
    assert around.y() >= box.mapToGlobal(box.rect().bottomLeft()).y()
    box.hidePopup()


def a_table(qtbot: QtBot) -> Table:
    table = Table("Reviews", ("Session", "Why"), weights=(0, 1), empty=Empty("Nothing to review.", "Closed sessions."))
    shown(qtbot, table)
    return table


def test_a_row_opens_with_enter_and_with_a_click(qtbot: QtBot) -> None:
    table = a_table(qtbot)
    table.show_rows([Row("a", ("SAR-1", "Interrupted"), True), Row("b", ("SAR-2", "Ordinary"))])
    table.view.setFocus()
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(table.opened) as told:
        qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert told.args == ["b"]
    with qtbot.waitSignal(table.opened) as told:
        qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert told.args == ["a"]


def test_a_row_that_opens_nothing_neither_looks_like_a_link_nor_has_a_links_pointer(qtbot: QtBot) -> None:
    table = a_table(qtbot)
    table.show_rows([Row("a", ("SAR-1", "Ready")), Row("b", ("SAR-2", "Heard in full"), opens=False)])
    view, link = table.view, theme_of(table).link
    image = view.viewport().grab().toImage()

    def as_link(row: int) -> bool:
        rect = view.visualRect(view.rows_model.index(row, 0))
        dots = ((x, y) for x in range(rect.left(), rect.right()) for y in range(rect.top(), rect.bottom()))
        return any(image.pixelColor(x, y).name() == link for x, y in dots)

    pointers = []
    for row in range(2):
        view.entered.emit(view.rows_model.index(row, 0))
        pointers.append(view.cursor().shape())
    assert [as_link(0), as_link(1)] == [True, False]
    assert pointers == [Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor]


def test_after_more_rows_the_first_new_one_is_current_and_the_table_is_taller(qtbot: QtBot) -> None:
    table = a_table(qtbot)
    rows = [Row(number, (f"SAR-{number}", "Ordinary")) for number in range(4)]
    table.show_rows(rows[:2], more=True)
    table.view.select_key(1)
    height = table.view.height()
    with qtbot.waitSignal(table.more_wanted):
        qtbot.keyClick(table.more, Qt.Key.Key_Return)
    table.show_rows(rows)
    assert table.view.current_key() == 2 and table.view.height() > height and table.more.isHidden()


def test_a_table_without_rows_says_why_once_that_is_known(qtbot: QtBot) -> None:
    table = a_table(qtbot)
    assert table.view.isHidden() and table._empty is not None and table._empty.isHidden() and table.more.isHidden()
    table.show_rows(())
    assert table.view.isHidden() and table._empty is not None and table._empty.isVisible()
    table.show_rows([Row("a", ("SAR-1", "Ordinary"))])
    assert table.view.isVisible() and table._empty.isHidden()


def test_tab_leaves_a_table(qtbot: QtBot) -> None:
    table = a_table(qtbot)
    table.show_rows([Row("a", ("SAR-1", "Ordinary"))], more=True)
    table.view.setFocus()
    qtbot.keyClick(table.view, Qt.Key.Key_Tab)
    assert table.more.hasFocus()


def test_columns_get_what_they_need_and_share_the_rest() -> None:
    assert shared(1000, (100, 50, 50), (0, 1, 2)) == [100, 300, 600]
    assert shared(300, (100, 150, 20), (0, 1, 1)) == [100, 150, 50]
    assert sum(shared(100, (100, 150, 20), (0, 1, 1))) <= 100


def test_a_timeline_tells_the_row_one_moves_to_and_shows_the_row_it_is_told(qtbot: QtBot) -> None:
    line = RowsView("What happened", ("Time", "What"), (0, 1), header=False, links=False)
    line.show_rows([Row("a", ("2:31pm", "Checked in")), Row("b", ("2:34pm", "Identity confirmed"))])
    shown(qtbot, line)
    line.setFocus()
    with qtbot.waitSignal(line.moved) as told:
        qtbot.keyClick(line, Qt.Key.Key_Down)
    assert told.args == ["b"]
    line.select_key("a")
    assert line.current_key() == "a"
    QApplication.sendEvent(line, QEvent(QEvent.Type.Leave))


def test_long_work_shows_its_words_then_progress_and_cancel_and_what_is_over_at_once_is_never_shown(
    qtbot: QtBot,
) -> None:
    working = Working(soon_ms=0, long_ms=1)
    qtbot.addWidget(working)
    working.begin("Opening the recording")
    working.end()
    assert working.isHidden() and not working._soon.isActive() and not working._long.isActive()
    working.begin("Importing")
    qtbot.waitUntil(working.cancel.isVisible)
    with qtbot.waitSignal(working.cancelled):
        qtbot.keyClick(working.cancel, Qt.Key.Key_Return)


def test_the_low_panel_scrolls_what_has_the_focus_into_sight(qtbot: QtBot) -> None:
    panel = Panel()
    buttons = [SecondaryButton(f"Button {number}", big=True) for number in range(12)]
    for button in buttons:
        panel.add(button)
    shown(qtbot, panel, 683, 384)
    for button in (buttons[-1], buttons[0]):
        button.setFocus()
        top = button.mapTo(panel, button.rect().topLeft()).y()
        assert top >= 0 and top + button.height() <= 384


@pytest.mark.parametrize("across", [True, False])
def test_choices_that_are_not_offered_any_more_are_gone_from_the_screen(qtbot: QtBot, across: bool) -> None:
    field = ChoiceField("length", "How long?", [Choice("30", "30 min"), Choice("45", "45 min")], across=across)
    qtbot.addWidget(field)
    field.show()
    field.set_choices((Choice("60", "60 min"),))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert [option.text() for option in field.findChildren(RadioOption)] == ["60 min"]


# The time that is left: counted each second for the eye, said twice to a screen reader, over once


class Uptime:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def uptime() -> Uptime:
    return Uptime()


@pytest.fixture
def countdown(qtbot: QtBot, uptime: Uptime) -> Countdown:
    made = Countdown(uptime)
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_is_said_at_its_beginning_at_a_minute_and_at_twenty_seconds_and_never_else(
    countdown: Countdown, uptime: Uptime
) -> None:
    with patch("desktop.ui.kit.progress.announce") as announced:
        countdown.begin(120)
        assert countdown.accessibleName() == "2 minutes left"
        names = []
        for _ in range(119):
            uptime.seconds += 1
            countdown.look()
            names.append(countdown.accessibleName())
    assert list(dict.fromkeys(names)) == ["2 minutes left", "1 minute left", "20 seconds left"]
    assert [call.args[1] for call in announced.call_args_list] == ["1 minute left", "20 seconds left"]
    assert countdown.seconds == 1


def test_it_is_over_once_also_where_nobody_looked_for_a_while(
    qtbot: QtBot, countdown: Countdown, uptime: Uptime
) -> None:
    over: list[bool] = []
    countdown.over.connect(lambda: over.append(True))
    countdown.begin(120)
    countdown.hide()
    uptime.seconds += 500
    assert over == []
    countdown.show()
    countdown.look()
    assert over == [True] and not countdown.counts and countdown.seconds == 0


def test_hidden_or_ended_no_timer_runs(countdown: Countdown) -> None:
    countdown.begin(30)
    assert countdown.accessibleName() == "30 seconds left" and countdown._timer.isActive()
    countdown.hide()
    assert not countdown._timer.isActive()
    countdown.show()
    assert countdown._timer.isActive()
    countdown.end()
    assert not countdown._timer.isActive()

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QButtonGroup, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.shared.dates import read_date
from desktop.ui.kit.forms.choices import CardText, Choice, ChoiceField, ListField, RadioCard, TicksField
from desktop.ui.kit.forms.date_field import DateField
from desktop.ui.kit.forms.fields import LongTextField, PasswordField, TextField
from desktop.ui.kit.style import TARGET
from tests.ui.accessible import interface, name
from tests.ui.presses import put_up

CHOICES = (Choice("self", "Their own"), Choice("other", "Somebody else's", "With written authority"))


def test_a_date_is_read_from_its_three_parts() -> None:
    cases = (
        (("14", "8", "2026"), date(2026, 8, 14)),
        ((" 3", "June", "2026"), date(2026, 6, 3)),
        (("3", "jun", "2026"), date(2026, 6, 3)),
        (("31", "2", "2026"), None),
        (("3", "6", "26"), None),
        (("", "", ""), None),
        (("x", "6", "2026"), None),
        (("1_0", "6", "2026"), None),
        (("+1", "6", "2026"), None),
        (("3", "6", "2_26"), None),
        (("3", "6", "+202"), None),
        (("3", "6", "0206"), None),
        (("31", "12", "9999"), None),
        (("31", "12", "9998"), date(9998, 12, 31)),
        (("1", "1", "1000"), date(1000, 1, 1)),
    )
    assert [(typed, read, found) for typed, read in cases if (found := read_date(*typed)) != read] == []


def test_what_was_pasted_into_one_line_is_read_as_it_looks(qtbot: QtBot) -> None:
    field = TextField("name", "Surname")
    qtbot.addWidget(field)
    for between in ("\n", "\r\n", "\t", "\u2028", "\0", "\x0b", " \n "):
        QApplication.clipboard().setText(f"\nTest{between}Person\n")
        field.set_value("")
        field.input.paste()
        assert field.value() == "Test Person", between


def test_what_was_pasted_into_several_lines_keeps_them_and_has_no_sign_that_nobody_sees(qtbot: QtBot) -> None:
    field = LongTextField("words", "What happened?")
    qtbot.addWidget(field)
    QApplication.clipboard().setText("\0One\r\ntwo\0three\n\x07")
    field.input.paste()
    assert field.value() == "One\ntwo three"


@pytest.mark.against("customer")
@pytest.mark.parametrize("kind", [TextField, LongTextField])
def test_a_hidden_character_is_told_of_at_its_field_as_soon_as_it_is_pasted(
    qtbot: QtBot, kind: type[TextField | LongTextField]
) -> None:
    field = kind("name", "Surname")
    qtbot.addWidget(field)
    QApplication.clipboard().setText("Dun\u202eNILREK")
    field.input.paste()
    assert field.problem.startswith("There is a hidden character in this")
    assert field.problem in field.input.accessibleDescription()
    field.set_problem("")  # as when another problem of the page has been put right
    assert field.problem
    field.set_value("Dunkerlin")
    field.edited.emit()
    assert field.problem == ""


def test_other_problems_are_left_alone_and_scripts_keep_their_marks(qtbot: QtBot) -> None:
    field, number = TextField("name", "Surname"), TextField("number", "Number", free=False)
    for each in (field, number):
        qtbot.addWidget(each)
    field.set_problem("Type a name.")
    QTest.keyClicks(field.input, "x")
    assert field.problem == "Type a name."
    field.set_problem("")
    field.set_value("می\u200cنا")
    field.edited.emit()
    number.set_value("\u202a+44 1632 960733\u202c")  # as an address book wraps it
    number.edited.emit()
    assert field.problem == number.problem == ""


def test_what_is_no_date_is_kept_as_typed(qtbot: QtBot) -> None:
    field = DateField("on", "Date on the bill")
    qtbot.addWidget(field)
    for box, text in zip(field.boxes, ("31", "2", "2026"), strict=True):
        qtbot.keyClicks(box, text)
    assert field.value() is None and field.typed() == ("31", "2", "2026")


def test_each_box_of_a_date_is_named_after_its_question(qtbot: QtBot) -> None:
    field = DateField("on", "Date on the bill")
    qtbot.addWidget(field)
    assert [name(interface(box)) for box in field.boxes] == [
        f"Date on the bill: {part}" for part in ("Day", "Month", "Year")
    ]


def test_a_password_is_hidden_until_asked_for_and_wiped(qtbot: QtBot) -> None:
    field = PasswordField("password", "Password")
    qtbot.addWidget(field)
    qtbot.keyClicks(field.input, " secret ")
    assert field.value() == " secret " and field.input.echoMode() == QLineEdit.EchoMode.Password
    qtbot.keyClick(field._eye, Qt.Key.Key_Space)
    assert field.input.echoMode() == QLineEdit.EchoMode.Normal
    field.wipe()
    field.input.undo()
    assert field.value() == "" and field.input.echoMode() == QLineEdit.EchoMode.Password


def test_one_of_a_few_is_chosen_by_keyboard(qtbot: QtBot) -> None:
    field = ChoiceField("who", "Whose call is it?", CHOICES)
    put_up(qtbot, field)
    assert field.value() is None
    with qtbot.waitSignal(field.edited):
        qtbot.keyClick(field.options["self"], Qt.Key.Key_Space)
    field.options["self"].setFocus()
    qtbot.keyClick(field.options["self"], Qt.Key.Key_Down)
    assert field.value() == "other"


def test_arrow_keys_stop_at_the_last_answer_and_go_round_among_cards(qtbot: QtBot) -> None:
    field, window = ChoiceField("who", "Whose call is it?", CHOICES), QWidget()
    cards, group, box = (
        [RadioCard(CardText(name, "", "", "")) for name in "AB"],
        QButtonGroup(window),
        QVBoxLayout(window),
    )
    for card in cards:
        group.addButton(card)
        box.addWidget(card)
    for shown, options, chosen in ((field, list(field.options.values()), 1), (window, cards, 0)):
        put_up(qtbot, shown)
        options[1].setChecked(True)
        options[1].setFocus()
        qtbot.keyClick(options[1], Qt.Key.Key_Down)
        assert options[chosen].isChecked() and options[chosen].hasFocus()


def test_arrow_keys_choose_also_where_nothing_is_chosen_and_pass_over_what_cannot_be(qtbot: QtBot) -> None:
    field = ChoiceField("who", "Whose call is it?", (*CHOICES, Choice("third", "A third")))
    put_up(qtbot, field)
    first, second, third = field.options.values()
    second.setEnabled(False)
    third.setFocus()
    qtbot.keyClick(third, Qt.Key.Key_Down)
    assert third.isChecked() and third.hasFocus()
    qtbot.keyClick(third, Qt.Key.Key_Up)
    assert first.isChecked() and first.hasFocus()


def test_other_choices_keep_what_is_still_offered(qtbot: QtBot) -> None:
    field = ChoiceField("who", "Whose call is it?", CHOICES)
    qtbot.addWidget(field)
    field.set_value("other")
    field.set_choices((Choice("other", "Somebody else's"), Choice("third", "A third")))
    assert field.value() == "other"
    field.set_choices((Choice("third", "A third"),))
    assert field.value() is None


def test_any_of_a_few(qtbot: QtBot) -> None:
    field = TicksField("needs", "What would help?", CHOICES)
    qtbot.addWidget(field)
    field.set_value(("other",))
    qtbot.keyClick(field.options["self"], Qt.Key.Key_Space)
    assert field.value() == {"self", "other"}


def test_a_list_starts_with_nothing_chosen(qtbot: QtBot) -> None:
    field = ListField("source", "Which system?", CHOICES)
    qtbot.addWidget(field)
    assert field.value() is None
    qtbot.keyClick(field.input, Qt.Key.Key_Down)
    assert field.value() == "self"
    field.set_value(None)
    assert field.value() is None


def test_an_option_is_a_target_over_its_whole_line(qtbot: QtBot) -> None:
    field = ChoiceField("who", "Whose call is it?", CHOICES)
    qtbot.addWidget(field)
    field.resize(600, 300)
    field.show()
    option = field.options["other"]
    assert option.height() >= TARGET
    qtbot.mouseClick(option, Qt.MouseButton.LeftButton, pos=option.rect().center())
    assert field.value() == "other"


def test_several_lines_can_be_left_with_tab(qtbot: QtBot) -> None:
    field, after = LongTextField("comment", "Comment"), TextField("next", "Next")
    qtbot.addWidget(field)
    assert field.input.tabChangesFocus()
    qtbot.keyClicks(field.input, "Power cut.")
    assert field.value() == "Power cut."
    qtbot.addWidget(after)


def test_hint_and_problem_are_described_to_a_screen_reader(qtbot: QtBot) -> None:
    field = TextField("name", "Full name", "As on the request")
    qtbot.addWidget(field)
    field.set_problem("Enter a name.")
    said = interface(field.input).text(QAccessible.Text.Description)
    assert "Enter a name." in said and "As on the request" in said


def described(field: ChoiceField, key: str) -> str:
    at = QAccessible.queryAccessibleInterface(field.options[key])
    return at.text(QAccessible.Text.Description)


def test_each_option_is_described_by_its_own_hint_and_what_is_wrong_with_the_answer(qtbot: QtBot) -> None:
    choices = (Choice("share", "On a share", "Other PCs reach it."), Choice("here", "Here"))
    field = ChoiceField("where", "Where?", choices, "You can change it later.")
    qtbot.addWidget(field)
    assert described(field, "share") == "Other PCs reach it. You can change it later."
    assert described(field, "here") == "You can change it later."
    field.set_problem("Choose one.")
    assert described(field, "share") == "Other PCs reach it. Problem: Choose one. You can change it later."


def test_options_side_by_side_are_level_with_a_hint_and_without(qtbot: QtBot) -> None:
    choices = (Choice("friend", "Companion"), Choice("words", "Interpreter", "An adult."))
    for field in (
        TicksField("here", "Who is here?", choices, across=True),
        ChoiceField("one", "Who is it?", choices, across=True),
    ):
        qtbot.addWidget(field)
        field.resize(600, 200)
        field.show()
        without, hinted = field.options.values()
        assert without.height() < hinted.height() and without.y() == hinted.y()


# A date goes on by itself while it is typed, and a whole one can be typed or pasted anywhere in its first box


@pytest.fixture
def field(qtbot: QtBot) -> DateField:
    made = DateField("issued", "Date on it")
    put_up(qtbot, made)
    made.boxes[0].setFocus()
    return made


def typed(field: DateField, keys: str) -> None:
    """Type, for whatever has the keyboard."""
    window = field.windowHandle()
    assert window is not None
    for key in keys:
        QTest.keyClick(window, Qt.Key.Key_Backspace if key == "<" else Qt.Key(ord(key.upper())))


@pytest.mark.parametrize(
    "keys", ["12082031", "1282031", "12/8/2031", "12.08.2031", "12-8-2031", "12 aug 2031", "12/august/2031"]
)
def test_each_way_of_typing_gives_the_date_and_says_once_that_it_is_whole(field: DateField, keys: str) -> None:
    whole: list[date | None] = []
    field.completed.connect(lambda: whole.append(field.value()))
    typed(field, keys)
    assert field.value() == date(2031, 8, 12) and whole == [date(2031, 8, 12)]
    assert QApplication.focusWidget() is field.boxes[2]


def test_a_field_of_this_century_takes_a_year_of_two_digits_unless_it_may_begin_one_of_four(
    field: DateField, qtbot: QtBot
) -> None:
    typed(field, "5931")
    assert field.value() is None, "any other field waits for four"
    short = DateField("expiry", "Expiry date on it", this_century=True)
    put_up(qtbot, short)
    for keys, year in (("5931", 2031), ("592020", 2020), ("591999", 1999), ("592031", 2031)):
        short.set_value(None)
        short.boxes[0].setFocus()
        with qtbot.waitSignal(short.completed):
            typed(short, keys)
        assert short.value() == date(year, 9, 5)


def test_a_digit_that_may_be_followed_by_another_waits(field: DateField) -> None:
    typed(field, "3")
    assert QApplication.focusWidget() is field.boxes[0]
    typed(field, "/1")
    assert QApplication.focusWidget() is field.boxes[1] and field.typed() == ("3", "1", "")
    typed(field, "/2026")
    assert field.value() == date(2026, 1, 3)


def test_backspace_takes_back_and_does_not_go_on(field: DateField) -> None:
    typed(field, "4")
    assert QApplication.focusWidget() is field.boxes[1]
    typed(field, "<")
    assert QApplication.focusWidget() is field.boxes[0] and field.boxes[0].selectedText() == "4"
    typed(field, "12")
    typed(field, "<12")
    assert QApplication.focusWidget() is field.boxes[1] and field.typed()[:2] == ("12", "")


@pytest.mark.parametrize("whole", ["14/8/2026", "14.08.2026", "14 August 2026", " 14-Aug-2026", "2026-08-14"])
def test_a_whole_date_that_is_pasted_is_spread_over_the_boxes_and_told(
    field: DateField, qtbot: QtBot, whole: str
) -> None:
    told: list[date | None] = []
    field.edited.connect(lambda: told.append(field.value()))
    QApplication.clipboard().setText(whole)
    with qtbot.waitSignal(field.completed):
        field.boxes[0].paste()
    assert field.value() == told[-1] == date(2026, 8, 14)
    assert [box.text().isalnum() for box in field.boxes] == [True] * 3


def test_a_date_that_begins_elsewhere_goes_on_here(field: DateField) -> None:
    field.set_value(date(2020, 1, 1))
    field.begin_with("5")
    typed(field, "112026")
    assert field.value() == date(2026, 11, 5)

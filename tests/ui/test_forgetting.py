"""Screens forget secrets that were typed and not used, and a call's words once they go blank.

Every secret is typed into a `PasswordField`, which forgets it once it is hidden. So that is tested here once, for all
screens; then, at the counter, that each way of leaving hides the field. A supervisor at their own PC: `shell/`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QStackedWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import desktop
from desktop.application.sessions.checking_in import PartyLeft
from desktop.domain.sessions.session import Party
from desktop.showcase.demo import demo_calls
from desktop.ui.kit.forms.fields import PasswordField, SecretEdit
from desktop.ui.sessions.break_page import BreakPage
from desktop.ui.sessions.listening.listening_panel import CaptionedPanel
from tests.ui.accessible import walk
from tests.ui.presses import put_up
from tests.ui.sessions.counter import Counter, a_counter, with_sound
from tests.ui.staff import the_staff
from tests.ui.told import Told

HALF = "half typed"
TRANSCRIBED = 2
"""Today's appointment whose copy has a transcript that is approved with it."""


def typed() -> list[str]:
    """Return what stands in the secret fields of all windows, shown or not."""
    return [each.text() for each in QApplication.allWidgets() if isinstance(each, SecretEdit) and each.text()]


# The field


class Window(QWidget):
    """A field in a part of a page that can be folded, and another page."""

    def __init__(self) -> None:
        super().__init__()
        self.pages, self.part, self.field = QStackedWidget(), QWidget(), PasswordField("password", "Password")
        page = QWidget()
        for outer, inner in ((self, self.pages), (page, self.part), (self.part, self.field)):
            QVBoxLayout(outer).addWidget(inner)
        for each in (page, QWidget()):
            self.pages.addWidget(each)


HIDES: dict[str, Callable[[Window], object]] = {
    "by another choice": lambda window: window.field.hide(),
    "folded": lambda window: window.part.hide(),
    "another page": lambda window: window.pages.setCurrentIndex(1),
    "window hidden": lambda window: window.hide(),
    "window minimised": lambda window: window.showMinimized(),
    "window closed": lambda window: window.close(),
}


@pytest.mark.parametrize("hide", HIDES.values(), ids=HIDES)
def test_a_secret_field_keeps_nothing_once_it_is_hidden(qtbot: QtBot, hide: Callable[[Window], object]) -> None:
    window = Window()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.field.input.setText(HALF)
    window.field._eye.setChecked(True)
    hide(window)
    qtbot.waitUntil(lambda: window.field.value() == "")
    assert window.field.input.echoMode() is SecretEdit.EchoMode.Password


def test_what_is_typed_in_a_secret_field_is_not_spoken(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Qt reports each letter even where it shows dots; a screen reader would say them in earshot of the counter."""
    window, spoken = Window(), list[str]()
    put_up(qtbot, window)

    def update(event: object) -> None:
        told = getattr(event, "textInserted", None)
        spoken.extend([str(told())] if callable(told) else [])

    window.field.input.setFocus()
    with monkeypatch.context() as patched:
        patched.setattr(QAccessible, "updateAccessibility", update)
        qtbot.keyClicks(window.field.input, "ZQ97")
    assert len(spoken) == 4 and len({*spoken}) == 1, "a dot each time"
    spoken += [at.text(kind) for at in walk(window.field) for kind in QAccessible.Text]
    assert not [said for said in spoken if any(letter in said for letter in "ZQ97")]


def test_every_secret_is_typed_into_such_a_field() -> None:
    root = Path(desktop.__file__).parent
    makes = re.compile(r"SecretEdit\(|EchoMode")
    found = {path.relative_to(root).as_posix() for path in root.rglob("*.py") if makes.search(path.read_text("utf-8"))}
    assert found == {"ui/kit/forms/fields.py"}


# At the counter


@pytest.fixture
def counter(qtbot: QtBot, tmp_path: Path) -> Iterator[Counter]:
    with a_counter(qtbot, the_staff(tmp_path), tmp_path / "demo") as made:
        yield made


def test_a_supervisors_password_is_gone_where_a_lesser_check_is_asked_for_elsewhere_or_folded(counter: Counter) -> None:
    object.__setattr__(counter.place.context, "desk", replace(counter.staff.desk, changes=Told()))
    page = counter.checked_in()
    for leave in (page.lesser.ask.click, page.lesser.fold):  # no reason is given: nobody is asked
        page.lesser_link.click()
        counter.until(page.lesser.password.isVisible)
        page.lesser.password.input.setText(HALF)
        leave()
        assert typed() == []
        counter.settle()


def test_the_advisers_password_is_gone_where_everybody_left_in_a_break(counter: Counter) -> None:
    window = counter.listen()
    counter.press(window.panel.rest)
    page = window.overlay.page
    assert isinstance(page, BreakPage)
    page.password.input.setText(HALF)
    page.wanted.emit(PartyLeft(counter.place.context.actor, counter.id, Party.CUSTOMER))
    counter.settle()
    assert page.password.isHidden() and typed() == []


# A call's words


def said_in(window: QWidget) -> str:
    """Return everything that the window's widgets show, or would say to a screen reader, hidden ones too."""
    found = []
    for widget in window.findChildren(QWidget):
        found.append(widget.toolTip())
        if isinstance(widget, QLabel | QAbstractButton):
            found.append(widget.text())
        interface = QAccessible.queryAccessibleInterface(widget)
        found += [interface.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Description)]
    return "\n".join(found)


@pytest.mark.parametrize("keys", [(Qt.Key.Key_B,), (Qt.Key.Key_Escape, Qt.Key.Key_Escape)], ids=["break", "distress"])
def test_no_word_of_the_call_is_on_a_blank_screen(qtbot: QtBot, tmp_path: Path, keys: tuple[Qt.Key, ...]) -> None:
    lines = demo_calls()[TRANSCRIBED].lines
    topics = [line.topic for line in lines if line.topic]
    with a_counter(qtbot, with_sound(tmp_path), tmp_path / "demo") as counter:
        window = counter.listen(TRANSCRIBED)
        panel = window.panel
        assert isinstance(panel, CaptionedPanel)
        window.control.seek(lines[0].start_ms * panel.call.rate // 1000)
        counter.until(lambda: lines[0].words in said_in(window))
        assert topics and all(topic in said_in(window) for topic in topics)
        for key in keys:
            counter.key(key)
        counter.until(lambda: window.on_break)
        left = said_in(window)
        assert not [words for words in (*topics, *(line.words for line in lines)) if words in left]

"""Every page of a first start as a screen reader finds it: a heading, names for all controls, secrets unspoken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.application.ports.lifecycle import Asked
from desktop.ui.first_start.making import KEY_STEPS
from desktop.ui.first_start.making_pages import Step, StepPage
from desktop.ui.kit.fields import PasswordField
from desktop.ui.kit.page import Page
from tests.gallery.first_start import REQUEST, StillStart
from tests.ui.accessible import name, walk
from tests.ui.first_start.walk import Walk, walking

SECRET = "ZQ97"
"""Letters that are in no label."""
CONTROLS = {QAccessible.Role.Button, QAccessible.Role.EditableText, QAccessible.Role.RadioButton}


@pytest.fixture
def first(qtbot: QtBot) -> Iterator[Walk]:
    with walking(qtbot, StillStart()) as walked:
        yield walked


def every_page(first: Walk) -> Iterator[Page]:
    """Show one page after another."""
    yield first.window.choice
    for page in (first.window.demo_page, *first.window.joining.pages, *first.window.restoring.pages):
        first.window.frame.show_page(page)
        yield page
    making = first.window.making
    for step in Step:
        if step in KEY_STEPS:
            making.keys[step].page.show_printed()
        page = making.pages[step]
        if isinstance(page, StepPage):
            page.show_plan(making.plan)
        first.window.frame.show_page(page)
        yield page


def test_each_has_one_heading_a_place_to_say_and_names_for_its_controls(first: Walk) -> None:
    first.window.joining.request_page.show_asked(Asked(REQUEST, "four words of it"), None)
    seen = 0
    for page in every_page(first):
        first.settle()
        found = list(walk(page))
        assert len([at for at in found if at.role() == QAccessible.Role.Heading]) == 1
        nameless = [at.role() for at in found if at.role() in CONTROLS and not name(at)]
        assert nameless == [] and page.where()
        seen += 1
    assert seen == 10 + len(Step)


def test_what_is_typed_in_a_secret_field_is_not_spoken(
    qtbot: QtBot, first: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[str] = []

    def update(event: object) -> None:
        told = getattr(event, "textInserted", None)
        spoken.append(str(told()) if callable(told) else "")

    for page in every_page(first):
        for field in page.findChildren(PasswordField):
            if not field.isVisible():
                continue
            field.input.setFocus()
            monkeypatch.setattr(QAccessible, "updateAccessibility", update)
            QTest.keyClicks(field.input, SECRET)
            monkeypatch.undo()
            for at in walk(field):
                spoken += [at.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Description)]
                spoken.append(at.text(QAccessible.Text.Value))
            QTest.keyClick(field.input, Qt.Key.Key_Backspace)
    assert spoken and not [said for said in spoken if any(letter in said for letter in SECRET)]

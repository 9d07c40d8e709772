from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.forms.page import Page
from desktop.ui.running.pages_place import PagesPlace
from tests.ui.staff import Staff, settle, shown, the_staff_after_a_day


class Place(Protocol):
    """A place of the rail."""

    def refresh(self) -> None: ...


P = TypeVar("P", bound=Place)


@dataclass(frozen=True)
class Seat:
    """Someone at a PC of the office, who waits until what they did is done."""

    qtbot: QtBot
    staff: Staff

    def settle(self) -> None:
        settle(self.qtbot, self.staff)

    def open(self, place: P) -> P:
        """Show a place, as the rail does."""
        shown(self.qtbot, cast("QWidget", place))
        self.refresh(place)
        return place

    def refresh(self, place: Place) -> None:
        place.refresh()
        self.settle()

    def reload(self, place: PagesPlace) -> None:
        """Have the place hear that another PC changed something."""
        place.reload()
        self.settle()

    def press(self, button: QAbstractButton) -> None:
        button.click()
        self.settle()

    def back(self, page: QWidget) -> None:
        """Leave a page for the one before it."""
        page.back.emit()  # type: ignore[attr-defined]
        self.settle()

    def activate(self, widget: QWidget) -> None:
        widget.activateWindow()
        self.qtbot.waitUntil(widget.isActiveWindow)

    def submit(self, page: Page, password: str = "") -> None:
        """Press the page's main button, with a password where it asks for one."""
        if password:
            page.own_password.input.setText(password)  # type: ignore[attr-defined]
            reason = getattr(page, "reason", None)
            if reason is not None and reason.isVisible() and not reason.value():
                reason.set_value("The office decided so.")
        self.qtbot.waitUntil(lambda: page.primary.isEnabled() and page.isVisible())
        self.press(page.primary)


def office(make: Callable[[Path], Staff]) -> Any:
    """Return the fixture of an office's staff, who were shown no error that a test has not looked at."""

    @pytest.fixture
    def staff(tmp_path: Path) -> Iterator[Staff]:
        made = make(tmp_path)
        yield made
        made.close()
        assert [error.code for error in made.said] == []

    return staff


staff = office(the_staff_after_a_day)


@pytest.fixture
def seat(qtbot: QtBot, staff: Staff) -> Seat:
    return Seat(qtbot, staff)

"""The whole program over a copy of the demo office, as staff meet it: its window, and the hands that work it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.application.ports.desk import Desk
from desktop.bootstrap.opening import Parts, open_parts
from desktop.domain.log.events import EventKind
from desktop.ui.kit.lists import Table
from desktop.ui.sessions.check_in_page import CheckInPage
from desktop.ui.sessions.today import TodayPlace
from desktop.ui.shell.app import Screens
from desktop.ui.shell.window import Shell
from tests.support.offices.conducted import carried_out
from tests.support.offices.stored_log import events_in
from tests.ui.sessions.counter import words_on
from tests.ui.staff import Staff

P = TypeVar("P", bound=QWidget)
PASSWORD = "demo listening room"
LONG_MS = 15_000


@dataclass
class Office:
    """`screens` is the program, once it is open. `asked` is told when it is started a second time."""

    qtbot: QtBot
    staff: Staff
    folder: Path
    asked: list[bool] = field(default_factory=list)
    screens: Screens | None = None

    def start(self, open_desk: Callable[[], Desk]) -> Shell:
        """Start the program and show its window."""
        self.screens = Screens(open_desk, lambda: bool(self.asked and self.asked.pop()), demo=True)
        shell = self.screens.shell
        shell.resize(1366, 768)
        shell.show()
        shell.activateWindow()
        self.qtbot.waitUntil(shell.isActiveWindow, timeout=LONG_MS)
        return shell

    def open(self) -> Shell:
        """Start it, and wait until the office has opened."""
        shell = self.start(lambda: self.staff.desk)
        self.qtbot.waitUntil(lambda: shell.desk is not None, timeout=LONG_MS)
        self.settle()
        return shell

    @property
    def shell(self) -> Shell:
        assert self.screens is not None
        return self.screens.shell

    def settle(self) -> None:
        assert self.screens is not None
        tasks = self.screens.tasks
        self.qtbot.waitUntil(lambda: not tasks.busy, timeout=LONG_MS)
        QApplication.processEvents()

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        """Type both and press Enter."""
        page = self.shell.sign_in
        page.name.set_value("")
        page.name.input.setFocus()
        QTest.keyClicks(page.name.input, name)
        QTest.keyClicks(page.password.input, password)
        QTest.keyClick(page.password.input, Qt.Key.Key_Return)
        self.settle()

    def read(self) -> str:
        """Return all text in the window."""
        return words_on(self.shell)

    def place(self, kind: type[P]) -> P:
        """Return the place of that kind."""
        return next(place for place in self.shell.places.values() if isinstance(place, kind))

    def go(self, kind: type[P]) -> P:
        """Go to the place of that kind."""
        place = self.place(kind)
        self.shell.go(next(key for key, each in self.shell.places.items() if each is place))
        self.settle()
        return place

    def choose(self, key: str) -> None:
        """Choose a place in the rail."""
        self.shell.frame.rail.chosen.emit(key)
        self.settle()

    def open_first(self, table: Table) -> None:
        """Open the first row of a list."""
        table.opened.emit(table.view.rows_model.rows[0].key)
        self.settle()

    def lock(self) -> None:
        self.shell.lock()
        self.settle()

    def sign_out(self) -> None:
        self.shell.sign_out()
        self.settle()

    def open_appointment(self, row: int = 0) -> None:
        """Open it from Today, by keyboard."""
        today = self.shell.places["today"]
        assert isinstance(today, TodayPlace)
        view = today.table.view
        view.setFocus()
        view.selectRow(row)
        QTest.keyClick(view, Qt.Key.Key_Return)
        self.settle()

    def check_in(self) -> None:
        page = self.page()
        assert isinstance(page, CheckInPage)
        page.parties.options["customer"].click()
        page.primary.click()
        self.settle()

    def page(self) -> QWidget | None:
        """Return the session's page."""
        assert self.shell.session is not None
        return self.shell.session.page

    def listen(self) -> QWidget:
        """Sign in as the adviser, and conduct the first appointment to the listening window."""
        self.sign_in("adviser")
        self.open_appointment()
        session, conductor = self.shell.session, self.staff.identified()
        assert session is not None
        conductor.brief()
        session.take_view(conductor.view)
        self.qtbot.waitUntil(lambda: session.window_shown is not None, timeout=LONG_MS)
        self.settle()
        assert session.window_shown is not None
        return session.window_shown

    @contextmanager
    def beside(self) -> Iterator[Parts]:
        """Open the office as another program does, over a connection of its own."""
        parts = open_parts(self.folder)
        try:
            yield parts
        finally:
            parts.engine.dispose()

    def another_pc(self, wanted: Any) -> None:
        """Have another program carry out a command."""
        desk = self.staff.desk
        with self.beside() as parts:
            carried_out(replace(desk, uow=lambda: parts.uow(desk.id)), wanted)

    def logged(self) -> list[EventKind]:
        """Return the kinds of all events, in order; also after the desk is closed."""
        with self.beside() as parts:
            return [event.kind for event in events_in(parts.engine)]

    def execute(self, statement: str) -> None:
        """Change the database behind the program's back."""
        with self.beside() as parts, parts.engine.begin() as connection:
            connection.exec_driver_sql(statement)

    def close(self) -> None:
        screens, self.screens = self.screens, None
        if screens is not None:
            session = screens.shell.session
            if session is not None and session.window_shown is not None:
                session.leave_window()
            if not screens.tasks._closed:
                screens.shell.close()
                screens.close()
            screens.shell.deleteLater()
        self.staff.close()
        QApplication.processEvents()


@contextmanager
def an_office(qtbot: QtBot, staff: Staff, folder: Path) -> Iterator[Office]:
    office = Office(qtbot, staff, folder)
    try:
        yield office
    finally:
        office.close()

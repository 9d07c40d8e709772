"""An approver at the place of decisions, and the hands that work it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.log.events import Event, EventKind, from_canonical
from desktop.domain.shared.ids import RequestId
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.ui.copies.hearing import HearingWindow
from desktop.ui.decisions.place import DecisionsPlace
from tests.ui.presses import key_to
from tests.ui.staff import Staff, settle

LONG_MS = 15_000
KINDS = {
    EventKind.COPY_OPENED,
    EventKind.ORIGINAL_OPENED,
    EventKind.WORKING_COPY_REBUILT,
    EventKind.HEARD,
    EventKind.PLAY_STARTED,
    EventKind.LOCKDOWN_DEGRADED,
}


@dataclass
class Approver:
    """`place` is the place of decisions; `staff` the office around it."""

    qtbot: QtBot
    staff: Staff
    place: DecisionsPlace

    @property
    def window(self) -> HearingWindow:
        assert self.place.hearings.window is not None
        return self.place.hearings.window

    def settle(self) -> None:
        settle(self.qtbot, self.staff)

    def until(self, look: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(look()), timeout=LONG_MS)

    def press(self, widget: QWidget) -> None:
        QApplication.processEvents()
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key in the hearing window, for whatever has the keyboard there."""
        key_to(self.window, key, modifier)
        self.settle()

    def open(self, reference: str = "SAR-2026-0007") -> RequestId:
        """Open the page of that request."""
        rows = self.place.list_page.table.view.rows_model.rows
        row = next(row for row in rows if row.cells[0] == reference)
        self.place.list_page.table.opened.emit(row.key)
        self.settle()
        return RequestId(str(row.key))

    def hear(self) -> HearingWindow:
        """Open the copy of that request, so that its window fills the screen and waits for Play."""
        self.place.hearings.open_copy(self.open())
        self.settle()
        self.until(lambda: self.place.hearings.window)
        self.until(self.window.isActiveWindow)
        return self.window

    def hear_original(self) -> HearingWindow:
        """Open the original of the request that is shown, so that its window fills the screen."""
        self.press(self.place.page.hearing.original)
        asked = self.place.in_person
        asked.own_password.input.setText(DEMO_PASSWORD)
        key_to(asked.window(), Qt.Key.Key_Return)
        self.settle()
        self.until(lambda: self.place.hearings.window)
        return self.window

    def events(self) -> list[Event]:
        """Return the log's events about hearing, since the office was made; sessions are no part of it."""
        engine = self.staff.desk.verifier.engine  # type: ignore[attr-defined]
        with engine.connect() as connection:
            bodies = connection.exec_driver_sql("SELECT body FROM audit_event ORDER BY seq").scalars().all()
        return [event for event in (from_canonical(bytes(body))[1] for body in bodies) if event.kind in KINDS]

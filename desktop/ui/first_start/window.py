"""The window of a first start: the choice, and the pages that follow from it.

Rules:
- It makes nothing itself. What it is given (`FirstStart`) does, on the workers.
- While an office is being made, joined or restored it cannot be closed. Closed at any other time it leaves nothing
  behind, but a request to join, which is in the keyring: the next start goes on with that.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QAccessible, QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.errors import ListeningRoomError
from desktop.ui.first_start.choice_page import ChoicePage, Purpose
from desktop.ui.first_start.demo_page import DemoPage
from desktop.ui.first_start.joining import Joining
from desktop.ui.first_start.making import Making
from desktop.ui.first_start.restoring import Restoring
from desktop.ui.kit.sheets import offer_sheets
from desktop.ui.kit.style import dress
from desktop.ui.kit.widgets.accessible import set_role
from desktop.ui.kit.widgets.frame import Frame
from desktop.ui.kit.widgets.top_bar import TopBarView
from desktop.ui.running.tasks import Noted, Tasks
from desktop.words import tr
from desktop.words.errors import words_of

if TYPE_CHECKING:
    from desktop.application.ports.first_start import Asked, DemoMade, FirstStart


class Opens(StrEnum):
    """The office that is opened next."""

    DEMO = "demo"
    OFFICE = "office"


class FirstStartWindow(QWidget):
    """The window. `opens`: what is to be opened once it is closed; None for nothing.

    `looked`: whether it is known if this PC has asked to join.
    """

    def __init__(self, start: FirstStart, noted: Noted | None = None) -> None:
        super().__init__()
        set_role(self, QAccessible.Role.Window)
        dress(self)
        self.setWindowTitle(tr("Listening Room"))
        self.tasks = Tasks(noted=noted, ends=frozenset())
        self.opens: Opens | None = None
        self.demo: DemoMade | None = None
        self.looked = self._ended = False
        self._start = start
        self.frame = Frame()
        self.frame.rail.hide()
        offer_sheets(self.frame, self)
        self.frame.top_bar.show_view(TopBarView(tr("Listening Room"), ""))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.frame)
        self.choice, self.demo_page = ChoicePage(has_demo=start.has_demo), DemoPage()
        self.making = Making(start, self.tasks, self.frame, self)
        self.joining = Joining(start, self.tasks, self.frame, self)
        self.restoring = Restoring(start, self.tasks, self.frame, self)
        self._connect()
        self._show_choice()
        QTimer.singleShot(0, self, self._look)

    def _connect(self) -> None:
        self.choice.wanted.connect(self._begin)
        self.choice.restore.connect(self.restoring.begin)
        self.demo_page.back.connect(self._show_choice)
        self.demo_page.submitted.connect(self._open_demo)
        for way in (self.making, self.joining, self.restoring):
            way.left.connect(self._show_choice)
        for done in (self.making.made, self.joining.joined, self.restoring.restored):
            done.connect(self._open_office)

    @Slot()
    def _look(self) -> None:
        """Look whether this PC has asked to join; a keyring that does not answer is said when it is needed."""
        if not self._ended:
            self.tasks.run(self._start.pending, owner=self).then(self._looked).otherwise(self._not_looked)

    @Slot(object)
    def _looked(self, asked: Asked | None) -> None:
        self.looked, self.joining.asked = True, asked
        if asked is not None and self.frame.page is self.choice:
            self.choice.cards[Purpose.JOIN].setChecked(True)
            self.joining.begin()

    @Slot(object)
    def _not_looked(self, _: ListeningRoomError) -> None:
        self.looked = True

    @Slot()
    def _show_choice(self) -> None:
        self.frame.banner.set_parts()
        self.frame.show_page(self.choice)
        self.choice.focus_first()

    @Slot(object)
    def _begin(self, purpose: Purpose) -> None:
        if purpose is Purpose.MAKE:
            self.making.begin()
        elif purpose is Purpose.JOIN:
            self.joining.begin()
        else:
            self._make_demo()

    def _make_demo(self) -> None:
        self.frame.banner.set_parts()
        self.frame.show_page(self.demo_page)
        if self.demo is None:
            self.demo_page.show_making()
            self.tasks.run(self._start.make_demo, owner=self).then(self._demo_made).otherwise(self._demo_not_made)

    @Slot(object)
    def _demo_made(self, made: DemoMade) -> None:
        self.demo = made
        self.demo_page.show_made(made)

    @Slot(object)
    def _demo_not_made(self, error: ListeningRoomError) -> None:
        self.demo_page.show_failed()
        self.frame.banner.set_parts(words_of(error))

    @Slot()
    def _open_demo(self) -> None:
        self._open(Opens.DEMO)

    @Slot()
    def _open_office(self) -> None:
        self._open(Opens.OFFICE)

    def _open(self, opens: Opens) -> None:
        self.opens = opens
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if any(way.running for way in (self.making, self.joining, self.restoring)):
            event.ignore()
        else:
            super().closeEvent(event)

    def end(self) -> None:
        """Wait for running work, and forget everything."""
        self._ended = True
        self.tasks.close()
        for way in (self.making, self.joining, self.restoring):
            way.end()
        if self.demo_page.parent() is None:
            self.demo_page.deleteLater()

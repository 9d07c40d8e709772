"""The window of a first start: the choice of what this PC is for, the demonstration, and the ways that follow from it.

Rules:
- It makes nothing itself. What it is given (`FirstStart`) does, on the workers.
- While an office is being made, joined or restored it cannot be closed. Closed at any other time it leaves nothing
  behind, but a request to join, which is in the keyring: the next start goes on with that.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QButtonGroup, QWidget

from desktop.application.ports.lifecycle import DemoMade
from desktop.errors import ListeningRoomError
from desktop.ui.first_start.joining import Joining
from desktop.ui.first_start.making import Making
from desktop.ui.first_start.restoring import Restoring
from desktop.ui.kit import style
from desktop.ui.kit.accessible import set_role
from desktop.ui.kit.bar import TopBarView
from desktop.ui.kit.facts import Sheet
from desktop.ui.kit.forms.choices import CardText, RadioCard
from desktop.ui.kit.forms.page import BackPage, Page
from desktop.ui.kit.frame import Frame
from desktop.ui.kit.keyboard import ENTER
from desktop.ui.kit.layouts import Columns, column_in
from desktop.ui.kit.progress import Working
from desktop.ui.kit.style import dress
from desktop.ui.kit.text import small
from desktop.ui.running.tasks import Noted, Tasks
from desktop.ui.shell.app import application, show_within_screen
from desktop.words import Texts, text, tr
from desktop.words.codes import or_list
from desktop.words.errors import message_for

if TYPE_CHECKING:
    from desktop.application.ports.lifecycle import Asked, DemoMade, FirstStart
    from desktop.ui.running.tasks import Noted


class Purpose(StrEnum):
    """The purpose of an account."""

    DEMO = "demo"
    MAKE = "make"
    JOIN = "join"


BUTTONS: Texts[Purpose] = {
    Purpose.DEMO: text("Start the demo"),
    Purpose.MAKE: text("Set up an office"),
    Purpose.JOIN: text("Join an office"),
}


class ChoicePage(Page):
    """The page. Emits `wanted(Purpose)`. Left and Right choose, Enter goes on. `restore`: the link to another way."""

    wanted = Signal(Purpose)

    def __init__(self, *, has_demo: bool) -> None:
        lead = tr("Choose one. You can change your mind until the last step.")
        super().__init__(tr("What is this PC for?"), lead, primary=tr(BUTTONS[Purpose.MAKE]), wide=True)
        self.cards = {purpose: RadioCard(said) for purpose, said in _cards().items() if has_demo or purpose != "demo"}
        self._group = QButtonGroup(self)
        for card in self.cards.values():
            self._group.addButton(card)
        self.add(Columns(*self.cards.values(), gap=32))
        hint = tr("Left and Right choose. Enter goes on.")
        if not has_demo:
            hint += " " + tr(
                "The demonstration is a package of its own, listening-room-demo, and is not installed here."
            )
        self.add(small(hint, tone="muted"))
        self.restore = self.add_link(tr("Restore an office from a back-up"))
        self._group.buttonToggled.connect(self._chosen)
        self.submitted.connect(self._submit)
        next(iter(self.cards.values())).setChecked(True)

    @property
    def purpose(self) -> Purpose:
        """The chosen purpose."""
        return next(purpose for purpose, card in self.cards.items() if card.isChecked())

    def focus_first(self) -> None:
        """Focus the card that is chosen."""
        self.rest_on(self.cards[self.purpose])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and isinstance(QApplication.focusWidget(), RadioCard):
            self.press_primary()
        else:
            super().keyPressEvent(event)

    def _chosen(self, _card: object, on: bool) -> None:
        if on:
            self.primary.set_words(tr(BUTTONS[self.purpose]))

    def _submit(self) -> None:
        self.wanted.emit(self.purpose)


def _cards() -> dict[Purpose, CardText]:
    return {
        Purpose.DEMO: CardText(
            tr("Try the demo"),
            tr("Look around with made-up people and calls."),
            tr("Ready in about a minute"),
            tr("You need: nothing"),
        ),
        Purpose.MAKE: CardText(
            tr("Set up an office"),
            tr("This is your first PC. You add people and other PCs later."),
            tr("About 15 minutes"),
            tr("You need: a printer or two USB sticks, someone to keep one key, and a place for the witness"),
        ),
        Purpose.JOIN: CardText(
            tr("Join an office"),
            tr("Add this PC to an office that is already there."),
            tr("About 5 minutes"),
            tr("You need: an administrator at another PC of the office, a USB stick"),
        ),
    }


class DemoPage(BackPage):
    """The demo: being made, then ready. `submitted` opens it."""

    def __init__(self) -> None:
        super().__init__(tr("The demo office"), primary=tr("Open the demo"))
        self.sheet, self.working = Sheet(), Working(soon_ms=0, long_ms=0, stops=False)
        self.add(self.sheet, self.working)

    def show_making(self) -> None:
        """Say that it is being made."""
        said = tr("Making today’s demo office. This takes about ten seconds.")
        self.set_lead(tr("Everybody in it is made up, and every voice is synthetic."))
        self.sheet.show_pairs(())
        self.set_missing(said)
        self.working.begin(said)

    def show_made(self, made: DemoMade) -> None:
        """Say how to sign in there."""
        self.working.end()
        self.set_missing()
        self.set_lead(tr("The demo is ready. Sign in as any of these people."))
        self.sheet.show_pairs(((tr("Sign-in name"), or_list(list(made.names))), (tr("Password"), made.password)))
        self.reset()
        self.rest_on(self.primary)

    def show_failed(self) -> None:
        """Say no more of it."""
        self.working.end()
        self.set_missing(tr("The demo could not be made."))


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
        self.frame.top_bar.show_view(TopBarView(tr("Listening Room"), ""))
        column_in(self, self.frame)
        self.choice, self.demo_page = ChoicePage(has_demo=start.has_demo), DemoPage()
        self.making = Making(start, self.tasks, self.frame, self)
        self.joining = Joining(start, self.tasks, self.frame, self)
        self.restoring = Restoring(start, self.tasks, self.frame, self)
        self._connect()
        self._show_choice()
        QTimer.singleShot(0, self, self._look)

    def _connect(self) -> None:
        self.choice.wanted.connect(self._begin)
        self.choice.restore.clicked.connect(self.restoring.begin)
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

    def _looked(self, asked: Asked | None) -> None:
        self.looked, self.joining.asked = True, asked
        if asked is not None and self.frame.page is self.choice:
            self.choice.cards[Purpose.JOIN].setChecked(True)
            self.joining.begin()

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

    def _demo_made(self, made: DemoMade) -> None:
        self.demo = made
        self.demo_page.show_made(made)

    def _demo_not_made(self, error: ListeningRoomError) -> None:
        self.demo_page.show_failed()
        self.frame.banner.set_parts(message_for(error))

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


def run_first_start(start: FirstStart, noted: Noted | None = None) -> tuple[Opens | None, bool]:
    """Show the window until it is closed; return what is to be opened, and whether a demo replaced one of another day.

    None: nothing, it was closed.
    """
    app = application()
    style.wear(style.kept(style.own_settings()))
    window = FirstStartWindow(start, noted)
    show_within_screen(window)
    app.exec()
    window.end()
    opens, passed = window.opens, window.demo is not None and window.demo.passed
    window.deleteLater()
    return opens, passed

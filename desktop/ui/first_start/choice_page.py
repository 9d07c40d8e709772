"""The first page: what this PC is for."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QButtonGroup

from desktop.ui.kit.widgets.columns import Columns
from desktop.ui.kit.widgets.enter import ENTER
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.radio_card import CardText, RadioCard
from desktop.ui.kit.widgets.words import small
from desktop.words import Texts, text, tr


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
    """The page. Emits `wanted(Purpose)`, and `restore`. Left and Right choose, Enter goes on."""

    wanted = Signal(Purpose)
    restore = Signal()

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
        self.add_link(tr("Restore an office from a back-up"), self.restore.emit)
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

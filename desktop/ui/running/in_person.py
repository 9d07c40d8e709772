"""One act that asks for the password again, on a page that comes up over another one of a place.

Used where the page that offers the act has no room for the field beside its button: opening an original, and releasing
a hold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from desktop.application.office.signing_in import InPerson
from desktop.errors import ListeningRoomError
from desktop.ui.kit.accessible import StackOfPages, let_go, unspoken
from desktop.ui.kit.forms.page import OWN_PASSWORD, BackPage, OwnPasswordField, problems_with_password, show_refused
from desktop.ui.running.context import Context


@dataclass(frozen=True)
class InPersonWords:
    """The page of an act: its heading, what follows from it, its button, and what is said while it is done."""

    about: str
    lead: str
    button: str
    busy: str


class InPersonPage(BackPage):
    """The page for the acts of a place, one at a time, over the other pages of its stack."""

    def __init__(self, context: Context, stack: StackOfPages) -> None:
        super().__init__("", primary=" ")
        self._context, self._stack = context, stack
        self._busy_words = ""
        self._under: QWidget | None = None
        self._pressed: QWidget | None = None
        self._act: Callable[[InPerson], object] | None = None
        self.own_password = OwnPasswordField()
        self.add(self.own_password)
        self.submitted.connect(self._submit)
        self.back.connect(self.done)
        stack.addWidget(self)

    @property
    def _asks(self) -> bool:
        return self._under is not None and self._stack.currentWidget() is self

    def ask(self, said: InPersonWords, act: Callable[[InPerson], object]) -> None:
        """Show the page; `act` is called with what was typed, each time. It ends by `done`, or `takes` its error."""
        self._under, self._act = self._stack.currentWidget(), act
        self._pressed = self._stack.window().focusWidget()
        self._stack.setCurrentWidget(self)
        self._busy_words = said.busy
        self.set_heading(said.about)
        self.set_lead(said.lead)
        self.primary.set_words(said.button)
        self.set_problems(())
        self.set_busy("")
        self.reset()
        self.focus_first()

    @Slot()
    def done(self) -> None:
        """Return to the page beneath, where that is not shown already, and to what was pressed there."""
        if (pressed := self._shown_beneath()) is not None:
            pressed.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def make_way(self) -> None:
        """The same, where a window comes next: a screen reader on a busy PC would say what was pressed over that."""
        let_go(self)  # else Qt hands the keyboard on
        if (pressed := self._shown_beneath()) is not None:
            with unspoken():
                pressed.setFocus(Qt.FocusReason.OtherFocusReason)

    def _shown_beneath(self) -> QWidget | None:
        """Show the page beneath, where it is not shown already; return what was pressed there."""
        if not self._asks or self._under is None:
            return None
        self._stack.setCurrentWidget(self._under)
        return self._pressed if self._pressed is not None and self._under.isAncestorOf(self._pressed) else None

    def takes(self, error: ListeningRoomError) -> bool:
        """Show an error of the act that is about the password, and return whether it was; else return beneath.

        An error that comes before the password is given is another act's: the page stays, and does not show it.
        """
        if not self._asks or not self.busy:
            return False
        if OWN_PASSWORD in problems_with_password(error):
            return show_refused(self, error, self.own_password)
        self.done()
        return False

    def _submit(self) -> None:
        assert self._act is not None, "asked before"
        typed = InPerson(self._context.actor, self.own_password.value())
        self.set_busy(self._busy_words)
        self._act(typed)

"""Changing one's own password: a first one before anything else is shown, or another at any time.

Rules:
- The page is made when it is needed, and everything typed in it is wiped when it goes.
- Where only the witness could not be reached, the password is changed all the same; the next page says so.
- Where it is not theirs to choose here, no page is shown, and the window says where it is.
- A change that ends after they have signed out lets nobody in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from desktop.errors import ListeningRoomError, NotAllowedError, NotWitnessedError
from desktop.ui.kit.widgets.frame import Frame
from desktop.words.errors import words_of

if TYPE_CHECKING:
    from desktop.domain.office.people import Person
    from desktop.ui.running.context import Context
    from desktop.ui.shell.sign_in.own_password_page import OwnPasswordPage


def why_not(context: Context) -> str:
    """Say why this person chooses no password here, and where they do; nothing if they do here."""
    from desktop.domain.office.desks import must_choose_password_at

    try:
        context.person.must_have_password_here()
        must_choose_password_at(context.desk.not_here, context.person)
    except NotAllowedError as error:
        return words_of(error)
    return ""


class OwnPassword(QObject):
    """Shows the page in the frame. Emits `chosen(person)` after a first password, and `left` when it is put aside."""

    chosen = Signal(object)
    """With a `Person`, whose module is loaded behind the painted window."""
    left = Signal()

    def __init__(self, frame: Frame, parent: QObject) -> None:
        super().__init__(parent)
        self.page: OwnPasswordPage | None = None
        self._frame = frame
        self._context: Context | None = None
        self._first = False

    def begin(self, context: Context, typed: str = "") -> None:
        """Ask for a new one. `typed`: the first password, as it was typed to sign in."""
        from desktop.ui.shell.sign_in.own_password_page import OwnPasswordPage

        self.end()
        self._context, self._first = context, bool(typed)
        page = self.page = OwnPasswordPage(typed)
        page.wanted.connect(self._change)
        page.back.connect(self._leave)
        self._frame.show_page(page)
        page.focus_first()

    def end(self) -> None:
        """Drop the page."""
        page, self.page = self.page, None
        if page is not None:
            page.wipe()
            self._frame.drop_page(page)

    def _change(self, present: str, new: str, again: str) -> None:
        from desktop.application.office.own_password import ChangePassword

        assert self._context is not None
        command = ChangePassword(self._context.actor, present, new, again)
        self._context.run(command).then(self._changed).otherwise(self._not_changed)

    @Slot(object)
    def _changed(self, person: Person) -> None:
        if self.page is None:
            return  # it was put aside meanwhile, or they have signed out
        if self._first:
            self.end()
            self.chosen.emit(person)
        else:
            self.page.show_changed()

    @Slot(object)
    def _not_changed(self, error: ListeningRoomError) -> None:
        if self.page is None or self._context is None:
            return
        if isinstance(error, NotWitnessedError):
            from dataclasses import replace  # the window opens without

            self._changed(replace(self._context.person, first_password=False))
            self._context.fail(error)
        elif not self.page.show_refusal(error):
            self._context.fail(error)

    @Slot()
    def _leave(self) -> None:
        self.end()
        self.left.emit()

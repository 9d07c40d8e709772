"""Acts with the administrator's password: what is common to the places that carry them out."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.office.signing_in import InPerson
from desktop.errors import FieldsError, ListeningRoomError, NotWitnessedError, SignInRefusedError
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import PagesPlace


class Asks(Protocol):
    """A page that asks for what an act needs, with the password."""

    def show_refusal(self, error: ListeningRoomError) -> object: ...


class ActsPresenter(QObject):
    """Carries out one act after another. A subclass says what follows where the witness alone was away."""

    refused = Signal(ListeningRoomError)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def _by(self, password: str) -> InPerson:
        return InPerson(self._context.actor, password)

    def _is_done_all_the_same(self) -> None:
        raise NotImplementedError

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        if isinstance(error, NotWitnessedError):
            self._context.fail(error)
            self._is_done_all_the_same()
        else:
            self.refused.emit(error)


class ActsPlace(PagesPlace):
    """A place with such acts."""

    def _show_refusal(self, page: Asks, error: ListeningRoomError) -> None:
        """Show on the page of the act what is about its fields, and the rest above it, too."""
        page.show_refusal(error)
        if not isinstance(error, FieldsError | SignInRefusedError):
            self._context.fail(error)

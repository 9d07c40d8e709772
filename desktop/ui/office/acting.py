"""Acts with the administrator's password: what is common to the places that carry them out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from PySide6.QtCore import Slot

from desktop.application.office.signing_in import InPerson
from desktop.application.shared.commands import Command
from desktop.errors import CheckpointNotStoredError, FieldsError, ListeningRoomError, SignInRefusedError
from desktop.ui.running.pages_place import PagesPlace

R = TypeVar("R")


class Asks(Protocol):
    """A page that asks for what an act needs, with the password."""

    def show_refusal(self, error: ListeningRoomError) -> object: ...


class ActsPlace(PagesPlace):
    """A place with such acts, one after another. A subclass says what follows where the witness alone was away."""

    def _by(self, password: str) -> InPerson:
        return InPerson(self._context.actor, password)

    def _carry_out(self, command: Command[R], then: Callable[[R], object]) -> None:
        self._context.run(command).then(then).otherwise(self._failed)

    def _is_done_all_the_same(self) -> None:
        raise NotImplementedError

    def _refused(self, error: ListeningRoomError) -> None:
        raise NotImplementedError

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        if isinstance(error, CheckpointNotStoredError):
            self._context.fail(error)
            self._is_done_all_the_same()
        else:
            self._refused(error)

    def _show_refusal(self, page: Asks, error: ListeningRoomError) -> None:
        """Show on the page of the act what is about its fields, and the rest above it, too."""
        page.show_refusal(error)
        if not isinstance(error, FieldsError | SignInRefusedError):
            self._context.fail(error)

"""Acts with the administrator's password: what is common to the places that carry them out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Slot

from desktop.application.office.signing_in import InPerson
from desktop.application.shared.commands import Command
from desktop.errors import CheckpointNotStoredError, FieldsError, ListeningRoomError, SignInRefusedError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.page import BackPage, OwnPasswordField, show_refused
from desktop.ui.kit.text import strong
from desktop.ui.running.pages_place import ListPage, PagesPlace

R = TypeVar("R")


class ActsListPage(ListPage):
    """A list, above which stands what was done."""

    def __init__(self, about: str, *, primary: str = "") -> None:
        super().__init__(about, primary=primary, wide=True)
        self.banner = Banner("success")
        self.pin(self.banner)

    def show_done(self, said: str) -> None:
        """Say above the list what was done."""
        self.banner.set_parts(strong(said) if said else "")


class AskingPage(BackPage):
    """A page that asks for what an act needs, with the password. `submitted` when it is filled."""

    def __init__(self, about: str, *, primary: str) -> None:
        super().__init__(about, primary=primary)
        self.own_password = OwnPasswordField()

    def ask(self) -> None:
        """Ask, with nothing refused yet."""
        self.set_problems(())
        self.wipe()
        self.set_busy("")
        self.reset()
        self.focus_first()

    def show_refusal(self, error: ListeningRoomError) -> str:
        """Show what was refused at its field; what was typed stays, but for the password."""
        show_refused(self, error, self.own_password)
        return ""


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

    def _show_refusal(self, page: AskingPage, error: ListeningRoomError) -> None:
        """Show on the page of the act what is about its fields, and the rest above it, too."""
        page.show_refusal(error)
        if not isinstance(error, FieldsError | SignInRefusedError):
            self._context.fail(error)

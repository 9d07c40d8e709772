"""Acts with the administrator's password: what is common to the places that carry them out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from desktop.application.office.signing_in import InPerson
from desktop.application.shared.commands import Command
from desktop.errors import CheckpointNotStoredError, FieldsError, ListeningRoomError, SignInRefusedError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.forms.fields import Field
from desktop.ui.kit.forms.page import BackPage, OwnPasswordField, show_refused
from desktop.ui.kit.text import strong
from desktop.ui.running.pages_place import ListPage, PagesPlace
from desktop.words import text


class ActsListPage(ListPage):
    """A list, above which stands what was done."""

    def __init__(self, about: str, *, primary: str = "") -> None:
        super().__init__(about, primary=primary, wide=True)
        self.banner = Banner("success")
        self.pin(self.banner)

    def show_done(self, said: str) -> None:
        """Say above the list what was done."""
        self.banner.set_parts(strong(said) if said else "")


@dataclass(frozen=True)
class ActWords:
    """The words of an act on the thing called {name}: the heading of its page, what follows from it, the button, and
    that it is done. `asks`: the fields, besides the password. `busy`: what is going on. `link`: the way to it.
    """

    about: str
    lead: tuple[str, ...]
    button: str
    done: str
    asks: tuple[str, ...] = ()
    link: str = ""
    busy: str = text("Saving.")


class AskingPage(BackPage):
    """A page that asks for what an act needs, with the password. `submitted` when it is filled."""

    _asked: tuple[Field, ...] = ()
    """The fields that not every act asks for."""

    def __init__(self, about: str, *, primary: str) -> None:
        super().__init__(about, primary=primary)
        self.own_password = OwnPasswordField()

    def show_act(self, about: str, lead: Iterable[str], button: str, asks: Collection[str]) -> None:
        """Show the words of an act, from the table of whoever calls, and the fields that it asks for by name."""
        self.set_heading(about)
        self.set_lead(*lead)
        self.primary.set_words(button)
        for field in self._asked:
            field.setVisible(field.name in asks)

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
    """A place with such acts, one after another, on `act_page`. A subclass says what follows one (`_is_done`)."""

    act_page: AskingPage

    def _by(self, password: str) -> InPerson:
        return InPerson(self._context.actor, password)

    def _carry_out(self, command: Command[Any]) -> None:
        self._context.run(command).then(self._is_done).otherwise(self._failed)

    def _is_done(self, _: object = None) -> None:
        raise NotImplementedError

    def _refused(self, error: ListeningRoomError) -> None:
        """Show on the page of the act what is about its fields, and the rest above it, too."""
        self.act_page.show_refusal(error)
        if not isinstance(error, FieldsError | SignInRefusedError):
            self._context.fail(error)

    def _failed(self, error: ListeningRoomError) -> None:
        if isinstance(error, CheckpointNotStoredError):  # the witness alone was away
            self._context.fail(error)
            self._is_done()
        else:
            self._refused(error)

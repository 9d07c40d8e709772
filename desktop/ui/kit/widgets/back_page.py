"""The base of a page that one can leave again: it shows what was refused, and forgets its secrets."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.style import Size
from desktop.ui.kit.widgets.field import PasswordField
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.where import in_sentences
from desktop.ui.kit.widgets.words import Words
from desktop.words import tr
from desktop.words.errors import words_of
from desktop.words.problems import problems_of


class BackPage(Page):
    """The base. `submitted` when it is filled, `back` otherwise; what is typed stays, but for secrets."""

    back = Signal()

    def __init__(self, about: str, lead: str = "", *, primary: str = "", wide: bool = False) -> None:
        super().__init__(about, lead, primary=primary or tr("Continue"), wide=wide)
        self.back_link = self.add_link(tr("Back"), self.back.emit)
        self._step = Words(size=Size.SMALL, tone="muted")
        self.add_above(self._step)
        self._step.hide()

    def show_step(self, number: int, of: int) -> None:
        """Say above the heading which of so many pages this is."""
        self._step.set_parts(tr("Step {number} of {all}").format(number=number, all=of))
        self._step.show()

    def where(self) -> str:
        """Return that as well, for a screen reader."""
        return in_sentences(self._step.words, super().where())

    def show_refusal(self, error: ListeningRoomError) -> str:
        """Show what was refused beside its field; return the words of an error that is of none."""
        self.set_busy("")
        if not isinstance(error, FieldsError):
            self.set_problems(())
            return words_of(error)
        problems = problems_of(error)
        self.set_problems_by_name(problems)
        own = {field.name for field in self.fields()}
        return " ".join(said for name, said in problems.items() if name not in own)

    def wipe(self) -> None:
        """Forget every secret that was typed here."""
        for field in self.findChildren(PasswordField):
            field.wipe()

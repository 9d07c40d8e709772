"""The base of the pages that make an office: each asks for one thing, and adds it to the plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Signal

from desktop.application.ports.first_start import OfficePlan
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.first_start.flow import Step
from desktop.ui.kit.widgets.field import PasswordField
from desktop.ui.kit.widgets.page import Page
from desktop.words import tr
from desktop.words.errors import words_of
from desktop.words.problems import problems_of

P = TypeVar("P", bound=Page)


class Pages(dict[Step, P]):
    """The pages of a way, each made when it is first asked for: all at once would keep the window waiting."""

    def __init__(self, make: Callable[[Step], P]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, step: Step) -> P:
        page = self[step] = self._make(step)
        return page


class StepPage(Page):
    """The base. `submitted` when it is filled, `back` otherwise; what is typed stays, but for secrets."""

    back = Signal()

    def __init__(self, about: str, lead: str = "", *, primary: str = "") -> None:
        super().__init__(about, lead, primary=primary or tr("Continue"))
        self.add_link(tr("Back"), self.back.emit)

    def typed(self, plan: OfficePlan) -> OfficePlan:
        """Return the plan with what was typed here."""
        return plan

    def show_plan(self, plan: OfficePlan) -> None:
        """Show the page, with what the plan says of it so far."""

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


def kept_hint(*, kept: bool, otherwise: str = "") -> str:
    """Return the hint of a password that was typed before, and left out of its field since."""
    return tr("Leave it empty to keep what you typed before.") if kept else otherwise

"""The base of the pages that make an office: each asks for one thing, and adds it to the plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from desktop.application.ports.first_start import OfficePlan
from desktop.ui.first_start.flow import Step
from desktop.ui.kit.widgets.back_page import BackPage
from desktop.ui.kit.widgets.page import Page
from desktop.words import kit as kit_wording

P = TypeVar("P", bound=Page)


class Pages(dict[Step, P]):
    """The pages of a way, each made when it is first asked for: all at once would keep the window waiting."""

    def __init__(self, make: Callable[[Step], P]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, step: Step) -> P:
        page = self[step] = self._make(step)
        return page


class StepPage(BackPage):
    """The base: a page that adds what was typed to the plan."""

    def typed(self, plan: OfficePlan) -> OfficePlan:
        """Return the plan with what was typed here."""
        return plan

    def show_plan(self, plan: OfficePlan) -> None:
        """Show the page, with what the plan says of it so far."""


def kept_hint(*, kept: bool, otherwise: str = "") -> str:
    """Return the hint of a password that was typed before, and left out of its field since."""
    return kit_wording.kept_before() if kept else otherwise

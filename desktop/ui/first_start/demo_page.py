"""The page of the demo, with who can sign in there."""

from __future__ import annotations

from desktop.application.ports.first_start import DemoMade
from desktop.ui.first_start.step_page import StepPage
from desktop.ui.kit.sheet import Sheet
from desktop.ui.kit.widgets.working import Working
from desktop.words import tr
from desktop.words.codes import or_list


class DemoPage(StepPage):
    """The demo: being made, then ready. `submitted` opens it."""

    def __init__(self) -> None:
        super().__init__(tr("The demo office"), primary=tr("Open the demo"))
        self.sheet, self.working = Sheet(), Working(soon_ms=0, long_ms=0, stops=False)
        self.add(self.sheet, self.working)

    def show_making(self) -> None:
        """Say that it is being made."""
        said = tr("Making today’s demo office. This takes about ten seconds.")
        self.set_lead(tr("Everybody in it is made up, and every voice is synthetic."))
        self.sheet.show_pairs(())
        self.set_missing(said)
        self.working.begin(said)

    def show_made(self, made: DemoMade) -> None:
        """Say how to sign in there."""
        self.working.end()
        self.set_missing()
        self.set_lead(tr("The demo is ready. Sign in as any of these people."))
        self.sheet.show_pairs(((tr("Sign-in name"), or_list(list(made.names))), (tr("Password"), made.password)))
        self.come_anew()
        self.rest_on(self.primary)

    def show_failed(self) -> None:
        """Say no more of it."""
        self.working.end()
        self.set_missing(tr("The demo could not be made."))

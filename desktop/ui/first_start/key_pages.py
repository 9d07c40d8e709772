"""The pages about recovery keys, before one is made or where both are there already."""

from __future__ import annotations

from dataclasses import replace

from desktop.application.ports.first_start import OfficePlan
from desktop.ui.first_start.step_page import StepPage
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.field import TextField
from desktop.words import tr

MADE, OWN = "made", "own"


class KeysPage(StepPage):
    """Whether the program makes the recovery keys."""

    def __init__(self) -> None:
        lead = tr("Either of two keys opens a back-up, and the recordings if this account is lost. Nothing else does.")
        super().__init__(tr("Recovery keys"), lead)
        made = tr("One after the other goes to paper or a USB stick. The program keeps neither.")
        choices = (
            Choice(MADE, tr("Make them here"), made),
            Choice(OWN, tr("I have two keys already"), tr("Made with age-keygen, on another PC")),
        )
        self.whence = ChoiceField("whence", tr("Choose one"), choices)
        self.whence.set_value(MADE)
        self.add(self.whence)

    @property
    def own(self) -> bool:
        """Whether they are there already."""
        return self.whence.value() == OWN


class OwnKeysPage(StepPage):
    """The public halves of two keys that were made elsewhere."""

    def __init__(self) -> None:
        lead = tr("age-keygen prints the public half of a key: age1... Keep the secret halves away from this PC.")
        super().__init__(tr("Your two recovery keys"), lead)
        self.first = TextField("first", tr("Public half of the first key"), letters=62)
        self.second = TextField("second", tr("Public half of the second key"), letters=62)
        self.add(self.first, self.second)

    def typed(self, plan: OfficePlan) -> OfficePlan:
        given = self.first.value(), self.second.value()
        for field in (self.first, self.second):
            if field.value().upper().startswith("AGE-SECRET-KEY"):
                field.set_value("")
        return replace(plan, recovery=given)

"""The pages about the office itself: its name, this PC, and where its data is kept."""

from __future__ import annotations

from dataclasses import replace

from desktop.application.ports.first_start import OfficePlan
from desktop.ui.first_start.step_page import StepPage
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.field import TextField
from desktop.words import tr

YES, NO = "yes", "no"


class OfficePage(StepPage):
    """The office's name, its place, its nation."""

    def __init__(self) -> None:
        super().__init__(tr("Your office"), tr("This is on every screen, letter and receipt."))
        self.name = TextField("name", tr("Name of the office"), tr("For example, Town Council"))
        self.place = TextField("place", tr("Where it is"), tr("For example, Town Hall. You can leave it empty."))
        nations = [Choice(key, said) for key, said in nation_words()]
        self.nation = ChoiceField("nation", tr("Whose public holidays count?"), nations, across=True)
        self.add(self.name, self.place, self.nation)

    def typed(self, plan: OfficePlan) -> OfficePlan:
        return replace(plan, name=self.name.value(), place=self.place.value(), nation=self.nation.value())


class PcPage(StepPage):
    """This PC's name, and whether everything is done at it."""

    def __init__(self) -> None:
        super().__init__(tr("This PC"), tr("It is the first one of the office."))
        self.desk = TextField("desk", tr("Name of this PC"), tr("As people call it, for example, Desk 1"))
        self.desk.set_value(tr("Desk 1"))
        back_office = tr(
            "It imports recordings, prepares copies, and plays both, approved copies to customers too. Choose it for "
            "an office of one PC."
        )
        choices = (
            Choice(YES, tr("The back office"), back_office),
            Choice(NO, tr("The counter"), tr("It plays approved copies to customers. Its keys open no original.")),
        )
        self.kind = ChoiceField("opens_originals", tr("What is it for?"), choices)
        self.add(self.desk, self.kind)

    def typed(self, plan: OfficePlan) -> OfficePlan:
        return replace(plan, desk=self.desk.value(), opens_originals=_answer(self.kind))


class RowsPage(StepPage):
    """Where the rows are."""

    def __init__(self) -> None:
        super().__init__(tr("Where is the office’s data kept?"), tr("Choose a server if other PCs are to join."))
        choices = (
            Choice(NO, tr("On this PC"), tr("Encrypted, with its key in the keyring. Other PCs cannot join.")),
            Choice(YES, tr("On a PostgreSQL server"), tr("Other PCs can join. You need two roles and a certificate.")),
        )
        self.rows = ChoiceField("on_server", tr("Choose one"), choices)
        self.add(self.rows)

    def typed(self, plan: OfficePlan) -> OfficePlan:
        return replace(plan, on_server=_answer(self.rows))


def nation_words() -> tuple[tuple[str, str], ...]:
    """Return the nations, each with its name."""
    return (
        ("england_and_wales", tr("England and Wales")),
        ("scotland", tr("Scotland")),
        ("northern_ireland", tr("Northern Ireland")),
    )


def _answer(field: ChoiceField) -> bool | None:
    return None if field.value() is None else field.value() == YES

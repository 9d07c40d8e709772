"""The list of the office's PCs, and the page of one of them."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.domain.office.desks import DeskKind, EnrolledDesk
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.facts import Fact, Facts
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.table import Row, Table
from desktop.ui.kit.widgets.words import strong
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import ListPage
from desktop.words import counted, text, tr
from desktop.words.codes import words
from desktop.words.formatting import day, local

OPENS = {
    DeskKind.COUNTER: text("It plays approved copies to customers."),
    DeskKind.BACK_OFFICE: text(
        "It imports recordings, prepares copies, and plays both, approved copies to customers too."
    ),
    DeskKind.DECISION: text("It plays copies, for decisions."),
    DeskKind.REVIEW: text("It plays nothing."),
}


class PcsPage(ListPage):
    """The list. `submitted`: a PC's request is to be opened."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("PCs"), primary=tr("Let a PC join") if context.desk.pcs else "", wide=True)
        self._context = context
        self.banner = Banner("success")
        columns = (tr("PC"), tr("For"), tr("Since"), tr("State"))
        self.table = Table(tr("PCs of this office"), columns, weights=(4, 4, 3, 3))
        self.pin(self.banner)
        self.add(self.table)

    def show_desks(self, desks: tuple[EnrolledDesk, ...]) -> None:
        """Show all, those that are here first."""
        here = sum(desk.withdrawn_at is None for desk in desks)
        alone = "" if self._context.desk.pcs else tr("Others can join an office whose database is on a server.")
        self.set_lead(counted(here, "1 PC is here.", "{n} PCs are here."), alone)
        self.table.show_rows([self._row(desk) for desk in desks])

    def show_done(self, said: str) -> None:
        """Say above the list what was done."""
        self.banner.set_parts(strong(said) if said else "")

    def _row(self, desk: EnrolledDesk) -> Row:
        zone = self._context.desk.office.zone
        state = tr("This PC") if desk.id == self._context.desk.id else ""
        if desk.withdrawn_at is not None:
            state = tr("Withdrawn on {day}").format(day=day(local(desk.withdrawn_at, zone).date()))
        cells = desk.name, words(desk.kind), day(local(desk.enrolled_at, zone).date()), state
        return Row(desk.id, cells)


class PcPage(Page):
    """One PC: what it is for, and since when. `submitted`: it is to be withdrawn. Emits `change_wanted`, `back`, and
    `end_wanted`: the login of one that is withdrawn is to be ended.
    """

    change_wanted = Signal()
    end_wanted = Signal()
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("PC"), primary=tr("Withdraw this PC"))
        self._context = context
        self.state, self.facts = Banner("notice"), Facts()
        self.add(self.state, self.facts)
        self.change = self.add_link(tr("Change what it is for"), self.change_wanted.emit)
        self.end = self.add_link(tr("End its login on the server"), self.end_wanted.emit)
        self.add_link(tr("Back to the list"), self.back.emit)

    def show_desk(self, desk: EnrolledDesk) -> None:
        """Show a PC."""
        zone = self._context.desk.office.zone
        self.set_heading(desk.name)
        self.set_lead(f"{words(desk.kind)}.", tr(OPENS[desk.kind]))
        facts = [Fact(tr("With the office since"), day(local(desk.enrolled_at, zone).date()))]
        if desk.withdrawn_at is not None:
            facts.append(Fact(tr("Withdrawn on"), day(local(desk.withdrawn_at, zone).date())))
        self.facts.show_facts(*facts)
        here = desk.id == self._context.desk.id
        self.state.set_parts(tr("You are at this PC. It can be changed or withdrawn at another one.") if here else "")
        may = not here and desk.withdrawn_at is None and self._context.desk.pcs is not None
        self.primary.setVisible(may)
        self.change.setVisible(may)
        self.end.setVisible(desk.withdrawn_at is not None and self._context.desk.pcs is not None)
        self.come_anew()
        self.rest_on(self.primary)

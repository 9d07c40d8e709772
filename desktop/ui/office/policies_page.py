"""The list of the office's policies, and the page of one: what it says, who changed it, and what waits."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.application.office.policies import PoliciesView, PolicyState
from desktop.domain.office.people import Permission
from desktop.domain.office.policies import PolicyName
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.rows_view import RowsView
from desktop.ui.kit.widgets.table import Row, Table
from desktop.ui.kit.widgets.words import Words, strong, subtitle
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import ListPage
from desktop.words import counted, text, tr
from desktop.words.codes import words
from desktop.words.codes.policies import version_words
from desktop.words.formatting import day, local
from desktop.words.office.policy_rows import PolicyRow, rows_of

ABOUT = {
    PolicyName.IDENTITY: text("Which documents are enough, and what is enough from people of the office."),
    PolicyName.OFFICE: text("Opening hours, holidays, waits, limits, and what is on letters."),
    PolicyName.KEEPING: text("For how long recordings are kept, and what an import keeps."),
}


class PoliciesPage(ListPage):
    """The list."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Policies"), wide=True)
        self._context = context
        self.banner = Banner("success")
        columns = (tr("Policy"), tr("What it decides"), tr("Version"), tr("Since"), tr("State"))
        self.table = Table(tr("Policies of this office"), columns, weights=(4, 7, 2, 4, 5))
        self.pin(self.banner)
        self.add(self.table)

    def show_policies(self, view: PoliciesView) -> None:
        """Show all three."""
        waits = sum(state.waiting is not None for state in view.states)
        said = counted(waits, "1 change waits for a second person.", "{n} changes wait for a second person.")
        self.set_lead(tr("Every PC of the office uses these."), said if waits else "")
        self.table.show_rows([self._row(state) for state in view.states])

    def _row(self, state: PolicyState) -> Row:
        now = next((each for each in state.history if each.version == state.version), None)
        zone = self._context.desk.office.zone
        since = "" if now is None else day(local(now.adopted_at or now.changed_at, zone).date())
        number = str(state.version)
        waits = tr("A change waits for a second person") if state.waiting is not None else ""
        cells = words(state.name), tr(ABOUT[state.name]), number, since, waits
        return Row(state.name, cells, attention=bool(waits))


class PolicyPage(Page):
    """One policy. `submitted`: the change that waits is to be seen.

    Emits `change_wanted(PolicyRow)`, `kind_wanted`, `enough_wanted`, `holiday_wanted`, `group_wanted`, `system_wanted`,
    `file_wanted`, `save_wanted` and `back`.
    """

    change_wanted = Signal(PolicyRow)
    kind_wanted = Signal()
    enough_wanted = Signal()
    holiday_wanted = Signal()
    group_wanted = Signal()
    system_wanted = Signal()
    file_wanted = Signal()
    save_wanted = Signal()
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Policy"), primary=tr("See the change that waits"), wide=True)
        self._context = context
        self._rows: tuple[PolicyRow, ...] = ()
        self.state = Banner("notice")
        columns = (tr("What"), tr("Now"))
        self.own_title, self.rest_title = subtitle(tr("What you can change here")), subtitle(tr("The rest"))
        self.own = Table(tr("What you can change here"), columns, weights=(1, 1))
        self.rest = RowsView(tr("The rest"), columns, (1, 1), header=True, links=False)
        self.history_title, self.history = subtitle(tr("Versions")), Words()
        self.add(self.state, self.own_title, self.own, self.rest_title, self.rest)
        self.add(self.history_title, self.history)
        self.kind = self.add_link(tr("Add a document"), self.kind_wanted.emit)
        self.enough = self.add_link(tr("Add a combination"), self.enough_wanted.emit)
        self.holiday = self.add_link(tr("Add a holiday"), self.holiday_wanted.emit)
        self.group = self.add_link(tr("Add a directory group"), self.group_wanted.emit)
        self.system = self.add_link(tr("Add a telephone system"), self.system_wanted.emit)
        self.file = self.add_link(tr("Import a file"), self.file_wanted.emit)
        self.save = self.add_link(tr("Save as a file"), self.save_wanted.emit)
        self.add_link(tr("Back to the list"), self.back.emit)
        self.own.opened.connect(self._open)

    def show_policy(self, view: PoliciesView, state: PolicyState, said: str = "") -> None:
        """Show it. `said`: what has just been done."""
        self.set_busy("")
        self.set_heading(words(state.name))
        self.set_lead(tr(ABOUT[state.name]))
        waits = tr("A change waits for a second person. Until then nothing else is changed in this policy.")
        parts = [strong(said)] if said else []
        self.state.set_kind("success" if said and state.waiting is None else "notice")
        self.state.set_parts(*parts, waits if state.waiting is not None else "")
        may = self._context.person.may(Permission.ADMINISTER) and bool(state.version) and state.waiting is None
        self._rows = rows_of(state.policy)
        own = [(at, row) for at, row in enumerate(self._rows) if row.can_change and may]
        rest = [(at, row) for at, row in enumerate(self._rows) if not (row.can_change and may)]
        self.own.show_rows([Row(at, (row.what, row.now)) for at, row in own])
        self.rest.show_rows([Row(at, (row.what, row.now)) for at, row in rest])
        for part in (self.own_title, self.own):
            part.setVisible(may)
        self.rest.setVisible(bool(rest))
        self.rest_title.setVisible(may and bool(rest))
        zone = self._context.desk.office.zone
        self.history.set_parts("\n".join(version_words(each, view.people, zone) for each in state.history))
        self.history_title.setVisible(bool(state.history))
        self.primary.setVisible(state.waiting is not None)
        for link in (self.kind, self.enough):
            link.setVisible(may and state.name is PolicyName.IDENTITY)
        for link in (self.holiday, self.group):
            link.setVisible(may and state.name is PolicyName.OFFICE)
        self.system.setVisible(may and state.name is PolicyName.KEEPING)
        self.file.setVisible(may)
        self.come_anew()
        self.rest_on(self.primary if state.waiting is not None else self.own.view if may else self.save)

    def _open(self, at: object) -> None:
        assert isinstance(at, int)
        self.change_wanted.emit(self._rows[at])

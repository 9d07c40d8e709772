"""The list of the office's policies, and the page of one: what it says, who changed it, and what waits."""

from __future__ import annotations

from functools import partial

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
from desktop.words.codes.policies import PolicyRow, rows_of, version_words
from desktop.words.formatting import day, local

ABOUT = {
    PolicyName.IDENTITY: text("Which documents are enough, and what is enough from people of the office."),
    PolicyName.OFFICE: text("Opening hours, holidays, waits, limits, and what is on letters."),
    PolicyName.KEEPING: text("For how long recordings are kept, and what an import keeps."),
}
MORE = {
    "kinds": (PolicyName.IDENTITY, text("Add a document")),
    "combinations": (PolicyName.IDENTITY, text("Add a combination")),
    "holidays": (PolicyName.OFFICE, text("Add a holiday")),
    "directory_groups": (PolicyName.OFFICE, text("Add a directory group")),
    "sources": (PolicyName.KEEPING, text("Add a telephone system")),
}
"""The lists that get one more entry, with their policy."""


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

    Emits `change_wanted(PolicyRow)`, `file_wanted`, `save_wanted` and `back`. `more`: the links that add an entry.
    """

    change_wanted = Signal(PolicyRow)
    file_wanted = Signal()
    save_wanted = Signal()
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Policy"), primary=tr("See the change that waits"), wide=True)
        self._context = context
        self._rows: tuple[PolicyRow, ...] = ()
        self.state = Banner("notice")
        columns = (tr("What"), tr("Now"))
        self.own_title = subtitle(tr("What you can change here"))
        self.own = Table(tr("What you can change here"), columns, weights=(1, 1))
        self.said = RowsView(tr("What it says"), columns, (1, 1), header=True, links=False)
        self.history_title, self.history = subtitle(tr("Versions")), Words()
        self.add(self.state, self.own_title, self.own, self.said)
        self.add(self.history_title, self.history)
        self.more = {
            of: self.add_link(tr(said), partial(self.change_wanted.emit, PolicyRow(tr(said), "", (of, ""))))
            for of, (_, said) in MORE.items()
        }
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
        shown = [Row(at, (row.what, row.now)) for at, row in enumerate(self._rows)]
        self.own.show_rows(shown if may else [])
        self.said.show_rows([] if may else shown)
        for part, is_shown in ((self.own_title, may), (self.own, may), (self.said, not may)):
            part.setVisible(is_shown)
        zone = self._context.desk.office.zone
        self.history.set_parts("\n".join(version_words(each, view.people, zone) for each in state.history))
        self.history_title.setVisible(bool(state.history))
        self.primary.setVisible(state.waiting is not None)
        for of, link in self.more.items():
            link.setVisible(may and state.name is MORE[of][0])
        self.file.setVisible(may)
        self.come_anew()
        self.rest_on(self.primary if state.waiting is not None else self.own.view if may else self.save)

    def _open(self, at: object) -> None:
        assert isinstance(at, int)
        self.change_wanted.emit(self._rows[at])

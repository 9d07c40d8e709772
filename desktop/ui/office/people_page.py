"""The list of the office's people: their roles, since when, their last sign-in, and who needs the administrator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal

from desktop.application.office.accounts import Account
from desktop.domain.office.people import Loan, Role
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.search_bar import SearchBar
from desktop.ui.kit.widgets.table import Row, Table
from desktop.ui.kit.widgets.words import strong
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import ListPage
from desktop.words import counted, tr
from desktop.words import kit as kit_wording
from desktop.words.codes import words
from desktop.words.formatting import day, from_day_to_day, local, moment_beside


class PeoplePage(ListPage):
    """The list. The table emits who is opened; `submitted` is the wish to add someone, `paper_wanted` to print it."""

    paper_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("People"), primary=tr("Add a person"), wide=True)
        self._context = context
        self.banner = Banner("success")
        columns = (tr("Person"), tr("Roles"), tr("Since"), tr("Last sign-in"), tr("State"))
        self.table = Table(tr("People of this office"), columns, weights=(4, 4, 3, 3, 3))
        self.search = SearchBar(kit_wording.search_people_label())
        self.pin(self.banner)
        self.add(self.search, self.table)
        self.search.ended.connect(self._show)
        self._accounts: tuple[Account, ...] = ()
        self._found: frozenset[str] = frozenset()
        self.paper = self.add_link(tr("Print this list"), self.paper_wanted.emit)

    def show_accounts(self, accounts: tuple[Account, ...]) -> None:
        """Show everybody, or those of them who were found: who is here comes first."""
        self._accounts = accounts
        self._show()

    def show_found(self, ids: Iterable[str]) -> None:
        """Show those who were found, until the search is ended."""
        self._found = frozenset(ids)
        self.search.show_on(True)
        self._show()

    def _show(self) -> None:
        accounts = self._accounts
        here = sum(account.person.active for account in accounts)
        left = len(accounts) - here
        gone = counted(left, "1 has left.", "{n} have left.") if left else ""
        lead = [counted(here, "1 person.", "{n} people."), gone]
        if self.search.on:
            accounts = tuple(account for account in accounts if account.person.id in self._found)
            lead = [counted(len(accounts), "1 person was found.", "{n} people were found.")]
            lead = lead if accounts else [tr("Nobody of that name was found.")]
        self.set_lead(*lead)
        ordered = sorted(accounts, key=lambda account: not account.person.active)
        self.table.show_rows([self._row(account) for account in ordered])

    def show_done(self, said: str) -> None:
        """Say above the list what was done."""
        self.banner.set_parts(strong(said) if said else "")

    def _row(self, account: Account) -> Row:
        person, desk = account.person, self._context.desk
        today = local(desk.clock.now(), desk.office.zone).date()
        last = account.last_sign_in
        came = moment_beside(last, today, desk.office.zone) if last else tr("Never")
        since = since_words(account, desk.office.zone)
        cells = (person.shown_name, roles_words(person.roles), since, came, state_words(account, today))
        return Row(person.id, cells, attention=bool(account.wait))


def roles_words(roles: Iterable[Role]) -> str:
    """Return the roles, in their usual order."""
    held = frozenset(roles)
    return ", ".join(words(role) for role in Role if role in held)


def loan_words(loan: Loan) -> str:
    """Return a lent role with its days."""
    return f"{words(loan.role)} {from_day_to_day(loan.first, loan.last)}"


def since_words(account: Account, zone: ZoneInfo) -> str:
    """Return the day since when they have their roles."""
    if account.roles_since is None:
        return tr("Not known")
    return day(local(account.roles_since, zone).date())


def state_words(account: Account, today: date) -> str:
    """Return what is out of the ordinary, or nothing: among it the roles lent to them now or later."""
    if not account.person.active:
        return tr("Left")
    if account.wait:
        return tr("Has to wait")
    if account.person.first_password:
        return tr("First password")
    said = [tr("Directory")] if account.person.directory else []
    lent = [loan for loan in account.person.lent if loan.last >= today]
    loans = [tr("{role} to {day}").format(role=words(loan.role), day=day(loan.last)) for loan in lent]
    return "; ".join([*said, *loans])

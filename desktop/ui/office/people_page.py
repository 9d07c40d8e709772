"""The office's people: the list, with their roles and who needs the administrator, and one person's page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal

from desktop.application.office.accounts import Account
from desktop.domain.office.people import Loan, Role
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.facts import Fact, Facts
from desktop.ui.kit.lists import SearchBar, Table
from desktop.ui.kit.page import Page
from desktop.ui.kit.rows import Row
from desktop.ui.office.account_acts import ACTS, Act, acts_for
from desktop.ui.office.acting import ActsListPage
from desktop.ui.running.context import Context
from desktop.words import counted, tr
from desktop.words import kit as kit_wording
from desktop.words.codes import words
from desktop.words.formatting import day, from_day_to_day, length, local, moment, moment_beside


class PeoplePage(ActsListPage):
    """The list. The table emits who is opened; `submitted` is the wish to add someone, `paper_wanted` to print it."""

    paper_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("People"), primary=tr("Add a person"))
        self._context = context
        columns = (tr("Person"), tr("Roles"), tr("Since"), tr("Last sign-in"), tr("State"))
        self.table = Table(tr("People of this office"), columns, weights=(4, 4, 3, 3, 3))
        self.search = SearchBar(kit_wording.search_people_label())
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


WAYS = [(act, said) for act, said in ACTS.items() if said.link]
"""The acts to which a person's page has a way."""


class PersonPage(Page):
    """The page. Emits `wanted(Act)`, and `back`."""

    wanted = Signal(Act)
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Person"), primary=tr("Reset the password"))
        self._context = context
        self.account: Account | None = None
        self._first = Act.RESET
        self.state = Banner("notice")
        self.facts = Facts()
        self.add(self.state, self.facts)
        self.links = {act: self.add_link(tr(said.link), partial(self.wanted.emit, act)) for act, said in WAYS}
        self.add_link(tr("Back to the list"), self.back.emit)
        self.submitted.connect(self._submit)

    def show_account(self, account: Account) -> None:
        """Show someone."""
        self.account = account
        person, zone = account.person, self._context.desk.office.zone
        self.set_heading(person.shown_name)
        self.set_lead(roles_words(person.roles))
        self.state.set_parts(*self._state(account))
        last = moment(account.last_sign_in, zone) if account.last_sign_in else tr("Never")
        self.facts.show_facts(
            Fact(tr("Signs in as"), person.sign_in_name),
            Fact(tr("These roles since"), since_words(account, zone)),
            Fact(tr("Last sign-in"), last),
        )
        acts = acts_for(account, self._context.person.id)
        self._first = acts[0]
        self.primary.set_words(tr(ACTS[self._first].link))
        for act, link in self.links.items():
            link.setVisible(act in acts[1:])
        self.reset()
        self.rest_on(self.primary)

    def _state(self, account: Account) -> tuple[str, ...]:
        if account.person.directory and not account.person.active:
            return (_directory_says(account.person.barred),)
        if not account.person.active:
            return (tr("They have left, and cannot sign in."),)
        if account.wait:
            said = tr("After several wrong passwords they have to wait {wait} before the next try.")
            return (said.format(wait=length(account.wait)),)
        if account.person.first_password:
            return (tr("They have not chosen a password of their own yet. They do when they sign in."),)
        if account.person.directory:
            return (tr("They sign in with the directory’s password, and their roles are those of their groups there."),)
        return ()

    def _submit(self) -> None:
        self.wanted.emit(self._first)


def _directory_says(barred: bool) -> str:
    if barred:
        return tr("An administrator has ended their access. The directory alone does not bring them back.")
    return tr("They have left the directory, or all its groups with a role here. It brings them back by itself.")

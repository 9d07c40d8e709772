"""The office's people: the list, one person's page, and the acts by which administrators look after their accounts.

Each act asks for the administrator's own password again. A first password is shown once, on a page of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal

from desktop.application.office import accounts
from desktop.application.office.accounts import Account
from desktop.application.office.signing_in import InPerson
from desktop.application.shared.commands import Actor, Command
from desktop.domain.office.people import Loan, Person, Role
from desktop.domain.shared.ids import PersonId
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.choices import Choice, ChoiceField, TicksField
from desktop.ui.kit.date_field import DateField
from desktop.ui.kit.facts import Fact, Facts
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.lists import SearchBar, Table
from desktop.ui.kit.page import Page
from desktop.ui.kit.rows import Row
from desktop.ui.kit.style import Size
from desktop.ui.kit.text import Words
from desktop.ui.office.acting import ActsListPage, AskingPage
from desktop.ui.running.context import Context
from desktop.words import counted, text, tr
from desktop.words import kit as kit_wording
from desktop.words.codes import words
from desktop.words.formatting import day, from_day_to_day, length, local, moment, moment_beside


class Act(StrEnum):
    """One act, named as on its button."""

    ADD = "add"
    WAIT = "wait"
    RESET = "reset"
    BACK = "back"
    LET_IN = "let_in"
    ROLES = "roles"
    LEND = "lend"
    END_LOAN = "end_loan"
    RENAME = "rename"
    LEAVE = "leave"


GIVES_PASSWORD = frozenset({Act.ADD, Act.RESET, Act.BACK})


@dataclass(frozen=True)
class AccountAct:
    """The words of an act: the heading of its page, what follows from it, the button, and that it is done; and on the
    person's page the way to it. `asks`: the fields, besides the password.
    """

    about: str
    lead: str
    button: str
    done: str
    link: str
    asks: tuple[str, ...] = ()


ACTS: Mapping[Act, AccountAct] = {
    Act.ADD: AccountAct(
        text("Add a person"),
        text("They get a first password of four words, which you see once. They change it when they sign in."),
        text("Add this person"),
        text("{name} is added."),
        "",
        ("shown_name", "sign_in_name", "roles"),
    ),
    Act.WAIT: AccountAct(
        text("Let {name} try again"),
        text("They typed a wrong password several times. Ask them whether it was them before you do this."),
        text("Let them try again"),
        text("{name} can try again at once."),
        text("Let them try again"),
    ),
    Act.RESET: AccountAct(
        text("A new first password for {name}"),
        text("Their password stops working. They get four words, which you see once, and change them at sign-in."),
        text("Give a first password"),
        text("{name} has a new first password."),
        text("Reset the password"),
    ),
    Act.BACK: AccountAct(
        text("{name} is back"),
        text("They can sign in again with a first password of four words, which you see once."),
        text("Let them in again"),
        text("{name} can sign in again."),
        text("They are back"),
        ("roles",),
    ),
    Act.LET_IN: AccountAct(
        text("Let {name} in again"),
        text("They can sign in again with the directory’s password, while they are in one of the groups there."),
        text("Let them in again"),
        text("{name} can sign in again."),
        text("Let them in again"),
    ),
    Act.ROLES: AccountAct(
        text("The roles of {name}"),
        text("A role that is taken away ends at once, at every PC. A new one shows within seconds."),
        text("Change the roles"),
        text("The roles of {name} are changed."),
        text("Change roles"),
        ("roles",),
    ),
    Act.LEND: AccountAct(
        text("Lend {name} a role"),
        text("It counts on these days and those between, beside their own roles, and ends by itself."),
        text("Lend the role"),
        text("{name} has the role for these days."),
        text("Lend a role"),
        ("role", "first", "last"),
    ),
    Act.END_LOAN: AccountAct(
        text("Take a lent role back from {name}"),
        text("It ends at once, at every PC. What they decided under it stays decided."),
        text("Take the role back"),
        text("{name} no longer has the lent role."),
        text("Take a lent role back"),
        ("role",),
    ),
    Act.RENAME: AccountAct(
        text("Other names for {name}"),
        text("What they did before is shown under the new name, too."),
        text("Change the names"),
        text("The names are changed: {name}."),
        text("Rename"),
        ("shown_name", "sign_in_name"),
    ),
    Act.LEAVE: AccountAct(
        text("{name} has left"),
        text("Their access ends at once, at every PC. What they did stays in the log."),
        text("End their access"),
        text("{name} has left. Nobody can sign in under this name."),
        text("They have left"),
    ),
}


def acts_for(account: Account, me: PersonId) -> tuple[Act, ...]:
    """Return what can be done for someone, the likeliest first. Nobody ends their own access.

    The directory looks after the roles and the password of its people, and brings back who left there.
    """
    person = account.person
    if not person.active:
        back = (Act.BACK,) if not person.directory else (Act.LET_IN,) if person.barred else ()
        return (*back, Act.RENAME)
    first = (Act.WAIT,) if account.wait else ()
    lending = (Act.LEND, *((Act.END_LOAN,) if person.lent else ()))
    if person.directory:
        return (*first, *lending, Act.RENAME, Act.LEAVE)
    roles = (Act.ROLES, *lending, Act.RENAME)
    if person.id == me:
        return (*first, *roles)
    return (*first, Act.RESET, *roles, Act.LEAVE)


class ActPage(AskingPage):
    """The page. Call `begin` for each act."""

    def __init__(self) -> None:
        super().__init__(tr("People"), primary=tr("Save"))
        self.act = Act.ADD
        self.person: Person | None = None
        self.shown_name = TextField("shown_name", tr("Name, as screens show it"))
        hint = tr("They type it to sign in. Upper and lower case are the same.")
        self.sign_in_name = TextField("sign_in_name", tr("Sign-in name"), hint)
        self.roles = TicksField("roles", tr("Roles"), [Choice(role.value, words(role)) for role in Role])
        self.role = ChoiceField("role", tr("Role"), [Choice(role.value, words(role)) for role in Role])
        self.first = DateField("first", tr("First day"))
        self.last = DateField("last", tr("Last day"))
        self._asked = self.shown_name, self.sign_in_name, self.roles, self.role, self.first, self.last
        self.add(*self._asked, self.own_password)

    def begin(self, act: Act, person: Person | None) -> None:
        """Ask for that act, with what is known of the person."""
        self.act, self.person, said = act, person, ACTS[act]
        name = "" if person is None else person.shown_name
        self.set_heading(tr(said.about).format(name=name))
        self.set_lead(tr(said.lead))
        self.primary.set_words(tr(said.button))
        self.shown_name.set_value(name)
        self.sign_in_name.set_value("" if person is None else person.sign_in_name)
        self.roles.set_value([] if person is None else [role.value for role in person.roles])
        for field in self._asked:
            field.setVisible(field.name in said.asks)
        self._offer_roles(act, person)
        self.ask()

    def done_words(self) -> str:
        """Return that it is done, for whom."""
        renamed = self.shown_name.value().strip() if "shown_name" in ACTS[self.act].asks else ""
        return tr(ACTS[self.act].done).format(name=renamed or (self.person.shown_name if self.person else ""))

    def command(self, by: Actor, password: str) -> Command[Person]:
        """Return what is asked for, of the person as they were shown. `password`: the first one, where it gives one."""
        who, person = InPerson(by, self.own_password.value()), self.person
        names = self.sign_in_name.value(), self.shown_name.value()
        roles = frozenset(Role(key) for key in self.roles.value())
        role = Role(key) if (key := self.role.value()) else None
        if person is None:
            return accounts.AddAccount(who, *names, roles, password)
        match self.act:
            case Act.RENAME:
                return accounts.Rename(who, person, *names)
            case Act.ROLES:
                return accounts.ChangeRoles(who, person, roles)
            case Act.LEND:
                return accounts.LendRole(who, person, role, self.first.value(), self.last.value())
            case Act.END_LOAN:
                return accounts.EndLoan(who, person, role)
            case Act.RESET:
                return accounts.ResetPassword(who, person, password)
            case Act.LEAVE:
                return accounts.EndAccess(who, person)
            case Act.BACK:
                return accounts.ComeBack(who, person, roles, password)
            case Act.LET_IN:
                return accounts.ComeBack(who, person, person.roles, "")
            case _:
                return accounts.EndWait(who, person)

    def _offer_roles(self, act: Act, person: Person | None) -> None:
        """Offer the roles that can be lent, or the loans that can end, each with its last day."""
        for field in (self.role, self.first, self.last):
            field.set_value(None)
        if act is Act.END_LOAN and person is not None:
            until = tr("{role}, to {day}")
            choices = [
                Choice(loan.role.value, until.format(role=words(loan.role), day=day(loan.last))) for loan in person.lent
            ]
        else:
            own = frozenset() if person is None else person.roles
            if person is not None and person.directory:
                own |= {Role.ADMINISTRATOR}
            choices = [Choice(role.value, words(role)) for role in Role if role not in own]
        self.role.set_choices(tuple(choices))


class FirstPasswordPage(Page):
    """The page. Emits `left`; from then on nobody sees these words again."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__(tr("First password"), primary=tr("I have passed it on"))
        self.password = Words(size=Size.HEADING, bold=True)
        advice = Words(
            tr(
                "Read the four words out, or write them down and hand them over. They are shown only now. "
                "Anyone who forgets them gets new ones from you."
            )
        )
        self.add(self.password, advice)
        self.submitted.connect(self._leave)

    def show_words(self, said: str, password: str) -> None:
        """Show them; `said` is what was done."""
        self.set_lead(said)
        self.password.set_parts(password)
        self.reset()
        self.rest_on(self.primary)

    def where(self) -> str:
        """Say the words too: they are meant to be passed on."""
        return f"{super().where()} {self.password.words}."

    def _leave(self) -> None:
        self.password.set_parts()
        self.left.emit()


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


WAYS = [act for act in Act if ACTS[act].link]
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
        self.links = {act: self.add_link(tr(ACTS[act].link), partial(self.wanted.emit, act)) for act in WAYS}
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

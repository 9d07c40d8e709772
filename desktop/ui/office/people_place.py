"""The office's people: the list, one person's page, and the acts by which administrators look after their accounts.

Each act asks for the administrator's own password again. A first password is shown once, on a page of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import partial

from PySide6.QtCore import Signal, Slot

from desktop.application.office import accounts
from desktop.application.office.accounts import Account
from desktop.application.office.signing_in import InPerson
from desktop.application.shared.commands import Actor, Command
from desktop.application.shared.lists import search_people
from desktop.domain.office.people import Person, Role
from desktop.domain.shared.ids import PersonId
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.facts import Fact, Facts
from desktop.ui.kit.forms.choices import Choice, ChoiceField, TicksField
from desktop.ui.kit.forms.date_field import DateField
from desktop.ui.kit.forms.fields import TextField
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.lists import SearchBar, Table
from desktop.ui.kit.rows import Row
from desktop.ui.kit.style import Size
from desktop.ui.kit.text import Words
from desktop.ui.office.acting import ActsListPage, ActsPlace, ActWords, AskingPage
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import Searching, refresh_keeping_focus
from desktop.words import counted, text, tr
from desktop.words.codes import words
from desktop.words.formatting import day, length, local, moment, moment_beside
from desktop.words.office import roles_words, since_words


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


ACTS: Mapping[Act, ActWords] = {
    Act.ADD: ActWords(
        text("Add a person"),
        (text("They get a first password of four words, which you see once. They change it when they sign in."),),
        text("Add this person"),
        text("{name} is added."),
        ("shown_name", "sign_in_name", "roles"),
    ),
    Act.WAIT: ActWords(
        text("Let {name} try again"),
        (text("They typed a wrong password several times. Ask them whether it was them before you do this."),),
        text("Let them try again"),
        text("{name} can try again at once."),
        link=text("Let them try again"),
    ),
    Act.RESET: ActWords(
        text("A new first password for {name}"),
        (text("Their password stops working. They get four words, which you see once, and change them at sign-in."),),
        text("Give a first password"),
        text("{name} has a new first password."),
        link=text("Reset the password"),
    ),
    Act.BACK: ActWords(
        text("{name} is back"),
        (text("They can sign in again with a first password of four words, which you see once."),),
        text("Let them in again"),
        text("{name} can sign in again."),
        ("roles",),
        link=text("They are back"),
    ),
    Act.LET_IN: ActWords(
        text("Let {name} in again"),
        (text("They can sign in again with the directory’s password, while they are in one of the groups there."),),
        text("Let them in again"),
        text("{name} can sign in again."),
        link=text("Let them in again"),
    ),
    Act.ROLES: ActWords(
        text("The roles of {name}"),
        (text("A role that is taken away ends at once, at every PC. A new one shows within seconds."),),
        text("Change the roles"),
        text("The roles of {name} are changed."),
        ("roles",),
        link=text("Change roles"),
    ),
    Act.LEND: ActWords(
        text("Lend {name} a role"),
        (text("It counts on these days and those between, beside their own roles, and ends by itself."),),
        text("Lend the role"),
        text("{name} has the role for these days."),
        ("role", "first", "last"),
        link=text("Lend a role"),
    ),
    Act.END_LOAN: ActWords(
        text("Take a lent role back from {name}"),
        (text("It ends at once, at every PC. What they decided under it stays decided."),),
        text("Take the role back"),
        text("{name} no longer has the lent role."),
        ("role",),
        link=text("Take a lent role back"),
    ),
    Act.RENAME: ActWords(
        text("Other names for {name}"),
        (text("What they did before is shown under the new name, too."),),
        text("Change the names"),
        text("The names are changed: {name}."),
        ("shown_name", "sign_in_name"),
        link=text("Rename"),
    ),
    Act.LEAVE: ActWords(
        text("{name} has left"),
        (text("Their access ends at once, at every PC. What they did stays in the log."),),
        text("End their access"),
        text("{name} has left. Nobody can sign in under this name."),
        link=text("They have left"),
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
        self.show_act(tr(said.about).format(name=name), [tr(each) for each in said.lead], tr(said.button), said.asks)
        self.shown_name.set_value(name)
        self.sign_in_name.set_value("" if person is None else person.sign_in_name)
        self.roles.set_value([] if person is None else [role.value for role in person.roles])
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
    """The list. The table emits who is opened; `submitted`: someone is to be added. `paper`: the link to print it."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("People"), primary=tr("Add a person"))
        self._context = context
        columns = (tr("Person"), tr("Roles"), tr("Since"), tr("Last sign-in"), tr("State"))
        self.table = Table(tr("People of this office"), columns, weights=(4, 4, 3, 3, 3))
        self.search = SearchBar(tr("Search by name"))
        self.add(self.search, self.table)
        self.search.ended.connect(self._show)
        self._accounts: tuple[Account, ...] = ()
        self._found: frozenset[str] = frozenset()
        self.paper = self.add_link(tr("Print this list"))

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


class PeoplePlace(ActsPlace):
    """The place of everybody's accounts. Who has to wait, waits for the administrator."""

    list_page: PeoplePage
    act_page: ActPage

    def __init__(self, context: Context) -> None:
        self.person_page, self.act_page = PersonPage(context), ActPage()
        self.password_page = FirstPasswordPage()
        pages = (self.person_page, self.act_page, self.password_page)
        super().__init__(context, PeoplePage(context), *pages)
        self._accounts: dict[str, Account] = {}
        self._person: Person | None = None
        self._said = self._password = ""
        self.list_page.table.opened.connect(self._open)
        self.list_page.submitted.connect(self._add)
        self.list_page.paper.clicked.connect(self._show_paper)
        listed = self.list_page
        Searching(context, listed, listed.search, search_people).found.connect(listed.show_found)
        self.person_page.wanted.connect(self._begin)
        self.person_page.back.connect(self._back)
        self.act_page.submitted.connect(self._do)
        self.act_page.back.connect(self._leave_act)
        self.password_page.left.connect(self._passed_on)

    def load(self) -> None:
        """Reload the list."""
        self._context.run(accounts.accounts, self._context.actor, owner=self).then(self._show_list)

    def _show_list(self, found: tuple[Account, ...]) -> None:
        self._accounts = {account.person.id: account for account in found}
        self.list_page.show_accounts(found)
        self.waiting.emit(sum(account.wait > 0 for account in found))
        shown = self.person_page.account
        account = self._accounts.get(shown.person.id) if shown is not None else None
        if account is not None and shown is not None and self.person_page.isVisible() and _differs(account, shown):
            self._person = account.person
            refresh_keeping_focus(self.person_page, partial(self.person_page.show_account, account))

    @Slot()
    def _show_paper(self) -> None:
        from desktop.ui.office.roles_paper import roles_paper  # at its first use

        self.list_page.show_done("")
        desk = self._context.desk
        self.show_on_paper(roles_paper(tuple(self._accounts.values()), desk.clock.now(), desk.office))

    @Slot(object)
    def _open(self, id: str) -> None:
        self.list_page.show_done("")
        self._person = self._accounts[id].person
        self.stack.setCurrentWidget(self.person_page)
        self.person_page.show_account(self._accounts[id])

    @Slot()
    def _add(self) -> None:
        self.list_page.show_done("")
        self._person = None
        self._begin(Act.ADD)

    @Slot(object)
    def _begin(self, act: Act) -> None:
        self.stack.setCurrentWidget(self.act_page)
        self.act_page.begin(act, self._person)

    @Slot()
    def _do(self) -> None:
        page = self.act_page
        page.set_busy(tr("Saving."))
        self._said, self._password = page.done_words(), ""
        if page.act in GIVES_PASSWORD:
            drawn = self._context.run(accounts.first_password, self._context.actor)
            drawn.then(self._drawn).otherwise(self._failed)
        else:
            self._carry_out(page.command(self._context.actor, ""))

    def _drawn(self, password: str) -> None:
        self._password = password
        self._carry_out(self.act_page.command(self._context.actor, password))

    def _is_done(self, _: object = None) -> None:
        if self._password:
            self.stack.setCurrentWidget(self.password_page)
            self.password_page.show_words(self._said, self._password)
        else:
            self._passed_on()
        self._context.news.here.emit()

    def go_to_list(self) -> None:
        """Stay at a first password: it is shown only once."""
        if self.stack.currentWidget() is not self.password_page:
            super().go_to_list()

    @Slot()
    def _passed_on(self) -> None:
        self._back()
        self.list_page.show_done(self._said)

    @Slot()
    def _leave_act(self) -> None:
        if self._person is None:
            self._back()
        else:
            self._open(self._person.id)


def _differs(account: Account, shown: Account) -> bool:
    """Return whether there is something new, apart from a wait that has grown shorter."""
    return replace(account, wait=min(account.wait, 1)) != replace(shown, wait=min(shown.wait, 1))

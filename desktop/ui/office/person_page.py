"""One person's page: who they are here, and what can be done for them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from desktop.application.office.accounts import Account
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.facts import Fact, Facts
from desktop.ui.kit.widgets.page import Page
from desktop.ui.office.acts import LINKS, Act, acts_for
from desktop.ui.office.people_page import roles_words, since_words
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.formatting import length, moment


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
        self.links = {act: self.add_link(tr(LINKS[act]), partial(self.wanted.emit, act)) for act in LINKS}
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
        self.primary.set_words(tr(LINKS[self._first]))
        for act, link in self.links.items():
            link.setVisible(act in acts[1:])
        self.come_anew()
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

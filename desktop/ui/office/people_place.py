"""The office's people: the list, a person, an act, and a first password that is shown once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Slot

from desktop.application.office import accounts
from desktop.application.office.accounts import Account
from desktop.application.shared.lists import search_people
from desktop.domain.office.people import Person
from desktop.errors import ListeningRoomError
from desktop.ui.office.account_acts import GIVES_PASSWORD, Act, ActPage, FirstPasswordPage
from desktop.ui.office.acting import ActsPlace
from desktop.ui.office.people_page import PeoplePage, PersonPage
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import Searching, refresh_keeping_focus
from desktop.words import tr


class PeoplePlace(ActsPlace):
    """The place of everybody's accounts. Who has to wait, waits for the administrator."""

    list_page: PeoplePage

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
        self.list_page.paper_wanted.connect(self._show_paper)
        searching = Searching(context, search_people, self)
        searching.serve(self.list_page)
        searching.found.connect(self.list_page.show_found)
        self.person_page.wanted.connect(self._begin)
        self.person_page.back.connect(self._back)
        self.act_page.submitted.connect(self._do)
        self.act_page.back.connect(self._leave_act)
        self.password_page.left.connect(self._passed_on)

    def load(self) -> None:
        """Reload the list."""
        self._context.run(accounts.accounts, self._context.actor, owner=self).then(self._show_list)

    @Slot(tuple)
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
            self._carry_out(page.command(self._context.actor, ""), self._done)

    @Slot(object)
    def _drawn(self, password: str) -> None:
        self._password = password
        self._carry_out(self.act_page.command(self._context.actor, password), self._done)

    @Slot(object)
    def _done(self, _: Person) -> None:
        self._is_done_all_the_same()

    def _is_done_all_the_same(self) -> None:
        if self._password:
            self.stack.setCurrentWidget(self.password_page)
            self.password_page.show_words(self._said, self._password)
        else:
            self._passed_on()
        self._context.news.here.emit()

    @Slot()
    def go_to_list(self) -> None:
        """Stay at a first password: it is shown only once."""
        if self.stack.currentWidget() is not self.password_page:
            super().go_to_list()

    @Slot()
    def _passed_on(self) -> None:
        self._back()
        self.list_page.show_done(self._said)

    @Slot(object)
    def _refused(self, error: ListeningRoomError) -> None:
        self._show_refusal(self.act_page, error)

    @Slot()
    def _leave_act(self) -> None:
        if self._person is None:
            self._back()
        else:
            self._open(self._person.id)


def _differs(account: Account, shown: Account) -> bool:
    """Return whether there is something new, apart from a wait that has grown shorter."""
    return replace(account, wait=min(account.wait, 1)) != replace(shown, wait=min(shown.wait, 1))

"""Restoring an office, page by page: the back-up and a key, where its database is or goes, and the restoring itself.

Rules:
- Nothing is made before the last page's button. What fails, or is cancelled, leaves nothing behind (`restoring`).
- A server's passwords are gone from their page as it is left, and from the plan when this is left.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop.application.ports.lifecycle import BackupFacts, OfficePlan, Restored, RestorePlan
from desktop.errors import FieldsError
from desktop.ui.first_start.making_pages import ServerPage
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.forms.choices import Choice, ChoiceField
from desktop.ui.kit.forms.page import BackPage
from desktop.ui.kit.text import Words
from desktop.ui.recovery_keys.restoring import BackupAndKeyPage, RestoredPage, RestoringPage, RestoringWay
from desktop.words import office, tr
from desktop.words.errors import message_for
from desktop.words.formatting import grouped

if TYPE_CHECKING:
    from desktop.application.ports.lifecycle import FirstStart
    from desktop.ui.kit.frame import Frame
    from desktop.ui.running.tasks import Tasks


LOST, STAYS = "lost", "stays"


OF_BACKUP = ("backup_unknown", "backup_damaged", "office_still_there")


class DatabasePage(BackPage):
    """Of an office on a server: whether its database is lost, or still there and this PC alone is restored."""

    def __init__(self) -> None:
        lead = tr("The back-up has the office’s database as it was when it was taken.")
        super().__init__(tr("Where is the office’s database?"), lead)
        choices = (
            Choice(LOST, tr("It is lost"), tr("The back-up’s is restored into an empty database of a server.")),
            Choice(STAYS, tr("It is still on its server"), tr("This PC alone is restored, and goes on with it.")),
        )
        self.place = ChoiceField("database_stays", tr("Choose one"), choices)
        self.add(self.place)

    def typed_into(self, plan: RestorePlan) -> RestorePlan:
        """Return the plan with what was chosen here."""
        chosen = self.place.value()
        return replace(plan, database_stays=None if chosen is None else chosen == STAYS)


class RestorePage(RestoringPage):
    """The facts of the back-up, and the button that restores it."""

    def __init__(self) -> None:
        super().__init__(
            tr("Restore the office"),
            tr("Restore the office"),
            not_yet=tr("Nothing has been restored yet. It is restored whole, or not at all."),
            at_work=tr("The back-up is checked, then restored. You can cancel it."),
            doing=tr("Restoring the office"),
        )
        still = tr("Never open a restored office while the old one is still in use: two would write one log.")
        ours = tr("Restore it only if the server and the witness are your office’s.")
        self.notice = Banner("notice", still, ours)
        self.show_parts(self.notice, self.sheet)

    def show_plan(self, plan: RestorePlan) -> None:
        facts = plan.facts
        assert facts is not None, "the page before has looked"
        self.show_facts(
            plan.backup,
            facts,
            (tr("By version"), facts.program),
            (tr("Events in its log"), grouped(facts.events)),
            (tr("Data goes to"), _goes_to(plan, facts)),
            (tr("Keys go to"), tr("This account’s keyring")),
            (tr("Server"), "" if plan.server is not None else facts.server),
            (tr("Witness"), "\n".join(facts.witnesses)),
        )

    def show_ended(self) -> None:
        super().show_ended()
        self.rest_on(self.primary)


class OfficeRestoredPage(RestoredPage):
    """The outcome: the office is there, and what may be lost."""

    def __init__(self) -> None:
        super().__init__(tr("Restored from the back-up"), primary=tr("Open the office"))
        self.lost, self.next = Banner("notice"), tuple(Words() for _ in range(3))
        self.add(self.lost, *self.next)

    def show_restored(self, done: Restored) -> None:
        """Show the restored office."""
        self.set_lead(office.restored(done.events))
        if done.not_opened is not None:
            self.lost.set_parts(message_for(done.not_opened))
        elif done.events is None or done.witnessed is None:
            self.lost.set_parts(office.witness_not_read())
        elif done.witnessed > done.events:
            lost, *then = office.events_lost(done.witnessed)
            self.lost.set_parts(lost)
            for words, said in zip(self.next, then, strict=True):
                words.set_parts(said)
        self.reset()
        self.rest_on(self.primary)

    def where(self) -> str:
        """Say what is to be done about what is lost, too."""
        return " ".join([super().where(), *(words.words for words in self.next if words.words)])


def _goes_to(plan: RestorePlan, facts: BackupFacts) -> str:
    if plan.server is not None:
        return tr("{database} on {server}").format(database=plan.server.database, server=plan.server.host)
    if plan.database_stays:
        return tr("It is still on its server. This PC goes on with it.")
    if facts.server:
        return tr("It is on its server, and not in this back-up. It has to be there already.")
    return tr("This PC")


class Restoring(RestoringWay[RestorePlan]):
    """Shows the pages in the frame."""

    restore_page: RestorePage

    def __init__(self, start: FirstStart, tasks: Tasks, frame: Frame, parent: QObject) -> None:
        lead = tr(
            "For a PC that was lost, or an office that moves to another PC. You need one of the two recovery keys."
        )
        backup_page = BackupAndKeyPage(tr("Restore an office from a back-up"), lead, OF_BACKUP)
        self.database_page, self.server_page = DatabasePage(), ServerPage()
        self.restore_page, self.restored_page = RestorePage(), OfficeRestoredPage()
        plan, check = RestorePlan(), start.check_backup
        super().__init__(tasks, frame, parent, plan=plan, backup_page=backup_page, check=check, restore=start.restore)
        self._start = start
        self.pages = (*self.pages, self.database_page, self.server_page)
        self.database_page.submitted.connect(self._choose_place)
        self.database_page.back.connect(self.begin)
        self.server_page.submitted.connect(self._try_server)
        self.server_page.back.connect(self._ask_for_place)

    @property
    def unchanged(self) -> str:
        return tr("Nothing of the office was left behind. What you chose is still here.")

    @Slot()
    def _before(self) -> None:
        if self.plan.server is not None:
            self._ask_for_server()
        elif self.plan.database_stays:
            self._ask_for_place()
        else:
            self.begin()

    def _looked(self, plan: RestorePlan) -> None:
        assert plan.facts is not None
        self.plan = plan
        if plan.facts.has_rows:
            self._ask_for_place()
        else:
            self.plan = replace(plan, server=None, database_stays=None)
            self._show_backup()

    @Slot()
    def _ask_for_place(self) -> None:
        self.show(self.database_page)

    @Slot()
    def _choose_place(self) -> None:
        plan = self.database_page.typed_into(self.plan)
        if plan.database_stays is None:
            self.show_refused(self.database_page, FieldsError({"database_stays": "database_stays_missing"}))
            return
        self.database_page.set_problems(())
        self.plan = replace(plan, server=None) if plan.database_stays else plan
        if plan.database_stays:
            self._show_backup()
        else:
            self._ask_for_server()

    def _ask_for_server(self) -> None:
        self.server_page.show_plan(OfficePlan(server=self.plan.server))
        self.show(self.server_page)

    @Slot()
    def _try_server(self) -> None:
        page = self.server_page
        typed = page.typed(OfficePlan(on_server=True, server=self.plan.server))
        self.check(page, tr("Trying it."), partial(self._start.check_server, typed), self._tried)

    def _tried(self, found: OfficePlan) -> None:
        self.plan = replace(self.plan, server=found.server)
        self._show_backup()

"""The pages that restore an office: which back-up and which key, what is in it, and what came of it."""

from __future__ import annotations

from dataclasses import replace

from desktop.application.ports.first_start import BackupFacts, Restored, RestorePlan
from desktop.errors import ListeningRoomError
from desktop.ui.kit.progress import Progress
from desktop.ui.kit.sheet import Sheet
from desktop.ui.kit.widgets.back_page import BackPage
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.words import Words
from desktop.ui.kit.widgets.working import Working
from desktop.ui.recovery_keys.backup_and_key import BackupAndKeyPage
from desktop.words import tr
from desktop.words.errors import words_of
from desktop.words.formatting import day, grouped
from desktop.words.office import restoring

LOST, STAYS = "lost", "stays"


class BackupPage(BackupAndKeyPage):
    """Which back-up the office is restored from."""

    of_backup = ("backup_unknown", "backup_damaged", "office_still_there")

    def __init__(self) -> None:
        lead = tr(
            "For a PC that was lost, or an office that moves to another PC. You need one of the two recovery keys."
        )
        super().__init__(tr("Restore an office from a back-up"), lead)


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


class RestorePage(BackPage):
    """The facts of the back-up, and the button that restores it. It can be cancelled meanwhile."""

    def __init__(self) -> None:
        super().__init__(tr("Restore the office"), primary=tr("Restore the office"))
        still = tr("Never open a restored office while the old one is still in use: two would write one log.")
        ours = tr("Restore it only if the server and the witness are your office’s.")
        self.notice, self.sheet, self.working = Banner("notice", still, ours), Sheet(), Working(soon_ms=0, long_ms=0)
        self.add(self.notice, self.sheet, self.working)
        self._show_facts(True)

    def show_backup(self, plan: RestorePlan) -> None:
        """Show what it is, and where it goes."""
        facts = plan.facts
        assert facts is not None, "the page before has looked"
        taken = day(facts.taken_at.astimezone().date())
        events = "" if facts.events is None else grouped(facts.events)
        self.sheet.show_pairs(
            (
                (tr("Back-up"), str(plan.backup)),
                (tr("Taken on"), taken),
                (tr("By version"), facts.program),
                (tr("Events in its log"), events),
                (tr("Data goes to"), _goes_to(plan, facts)),
                (tr("Keys go to"), tr("This account’s keyring")),
                (tr("Server"), "" if plan.server is not None else facts.server),
                (tr("Witness"), "\n".join(facts.witnesses)),
            )
        )

    def show_at_work(self, progress: Progress) -> None:
        """Say that it is being restored, and how far that is."""
        self._show_facts(False)
        self.set_lead(tr("The back-up is checked, then restored. You can cancel it."))
        self.working.begin(tr("Restoring the office"), progress, focused=True)

    def show_ended(self) -> None:
        """Say no more of it."""
        self.working.end()
        self._show_facts(True)
        self.rest_on(self.primary)

    def _show_facts(self, shown: bool) -> None:
        """Show what is to be restored, and the buttons; while it is under way, neither."""
        self.notice.setVisible(shown)
        self.sheet.setVisible(shown)
        self.primary.setEnabled(shown)
        self.back_link.setEnabled(shown)
        if shown:
            self.set_lead(tr("Nothing has been restored yet. It is restored whole, or not at all."))


class RestoredPage(Page):
    """The outcome: the office is there, and what may be lost. `submitted`: it is opened."""

    def __init__(self) -> None:
        super().__init__(tr("Restored from the back-up"), primary=tr("Open the office"))
        self.lost, self.next = Banner("notice"), tuple(Words() for _ in range(3))
        self.add(self.lost, *self.next)

    def show_restored(self, done: Restored) -> None:
        """Show the restored office."""
        self.set_lead(restoring.restored(done.events))
        if done.not_opened is not None:
            self.lost.set_parts(words_of(done.not_opened))
        elif done.events is None or done.witnessed is None:
            self.lost.set_parts(restoring.witness_not_read())
        elif done.witnessed > done.events:
            lost, *then = restoring.events_lost(done.witnessed)
            self.lost.set_parts(lost)
            for words, said in zip(self.next, then, strict=True):
                words.set_parts(said)
        self.come_anew()
        self.rest_on(self.primary)

    def where(self) -> str:
        """Say what is to be done about what is lost, too."""
        return " ".join([super().where(), *(words.words for words in self.next if words.words)])


def failed_words(error: ListeningRoomError) -> tuple[str, ...]:
    """Say why it was not restored; of one that was cancelled that is all."""
    if error.code == "stopped":
        return (words_of(error),)
    return words_of(error), tr("Nothing of the office was left behind. What you chose is still here.")


def _goes_to(plan: RestorePlan, facts: BackupFacts) -> str:
    if plan.server is not None:
        return tr("{database} on {server}").format(database=plan.server.database, server=plan.server.host)
    if plan.database_stays:
        return tr("It is still on its server. This PC goes on with it.")
    if facts.server:
        return tr("It is on its server, and not in this back-up. It has to be there already.")
    return tr("This PC")

"""The pages that restore a PC's lost keys: which back-up and which recovery key, who does it, and what was done."""

from __future__ import annotations

from dataclasses import replace

from desktop.application.ports.lost_keys import KeysPlan, KeysRestored
from desktop.errors import FieldsError, ListeningRoomError, RoleRefusedError, SignInRefusedError
from desktop.ui.kit.progress import Progress
from desktop.ui.kit.sheet import Sheet
from desktop.ui.kit.widgets.back_page import BackPage
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.field import PasswordField, TextField
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.words import Words
from desktop.ui.kit.widgets.working import Working
from desktop.ui.recovery_keys.backup_and_key import BackupAndKeyPage
from desktop.words import tr
from desktop.words.errors import words_of
from desktop.words.formatting import day
from desktop.words.problems import problems_of


class KeysBackupPage(BackupAndKeyPage):
    """Which back-up the keys are restored from."""

    of_backup = ("backup_unknown", "backup_damaged", "backup_of_another_office", "backup_of_another_pc")

    def __init__(self) -> None:
        lead = tr(
            "For a PC whose keyring was lost, while its office is still there. You need a back-up that was made on "
            "this PC, however old, and one of the two recovery keys."
        )
        super().__init__(tr("Restore this PC’s keys"), lead)

    def show_kept(self, kept: bool) -> None:
        """Say how a key is typed, or that one was typed before."""
        self.which.show_kept(kept)


class KeysRestorePage(BackPage):
    """The facts of the back-up, and the administrator's name and password. It can be cancelled until the log has it."""

    def __init__(self, *, on_server: bool) -> None:
        super().__init__(tr("Who restores the keys?"), primary=tr("Restore the keys"))
        self.sheet, self.working = Sheet(), Working(soon_ms=0, long_ms=0)
        self.name = TextField("administrator", tr("Sign-in name of an administrator"))
        self.password = PasswordField("own_password", tr("Their password"))
        hint = tr("Leave it empty, unless it was changed since the back-up. Then a database administrator gives it.")
        self.given = PasswordField("given", tr("Password of this PC’s login on the server"), hint)
        self.add(self.sheet, self.name, self.password, self.given, self.working)
        self._asked = (self.name, self.password, *((self.given,) if on_server else ()))
        self.given.setVisible(on_server)
        self._show_asked(True)

    def show_plan(self, plan: KeysPlan) -> None:
        """Show what the back-up is."""
        facts = plan.facts
        assert facts is not None, "the page before has looked"
        self.sheet.show_pairs(
            (
                (tr("Back-up"), str(plan.backup)),
                (tr("Taken on"), day(facts.taken_at.astimezone().date())),
                (tr("Recovery key"), facts.recipient),
                (tr("Keys go to"), tr("This account’s keyring")),
            )
        )

    def typed_into(self, plan: KeysPlan) -> KeysPlan:
        """Return the plan with what was typed here."""
        who = self.name.value(), self.password.value()
        return replace(plan, administrator=who[0], own_password=who[1], given=self.given.value())

    def show_at_work(self, progress: Progress) -> None:
        """Say that they are being restored, and how far that is."""
        self._show_asked(False)
        self.set_lead(tr("The keys go into the keyring, and the log says so. You can cancel it until then."))
        self.working.begin(tr("Restoring the keys"), progress, focused=True)

    def show_ended(self) -> None:
        """Say no more of it."""
        self.working.end()
        self._show_asked(True)
        self.wipe()

    def show_refusal(self, error: ListeningRoomError) -> str:
        self.focus_first()
        if isinstance(error, FieldsError):
            self.set_problems_by_name(problems_of(error))
        elif isinstance(error, SignInRefusedError):
            self.set_problems_by_name({self.password.name: words_of(error)})
        elif isinstance(error, RoleRefusedError):
            refused = problems_of(FieldsError({self.given.name: "given_refused"}))
            self.set_problems_by_name(refused)
        else:
            self.set_problems(())
            return words_of(error)
        return ""

    def _show_asked(self, shown: bool) -> None:
        """Show what is asked, and the buttons; while it is under way, neither."""
        for part in (self.sheet, *self._asked):
            part.setVisible(shown)
        self.primary.setEnabled(shown)
        self.back_link.setEnabled(shown)
        if shown:
            self.set_lead(tr("Nothing has been changed yet. The log will name who did it, and the recovery key."))


class KeysRestoredPage(Page):
    """The outcome, and what is still to be done. `submitted`: the office is opened."""

    def __init__(self, *, on_server: bool) -> None:
        super().__init__(tr("This PC has its keys again"), primary=tr("Open the office"))
        self._on_server = on_server
        self.not_anchored, self.sheet, self.next = Banner("problem"), Sheet(), Words()
        self.add(self.not_anchored, self.sheet, self.next)

    def show_restored(self, done: KeysRestored) -> None:
        """Show that the keys are restored, and by whom."""
        self.set_lead(tr("They are in the keyring, and the log says so. A supervisor reviews it."))
        self.sheet.show_pairs(
            ((tr("Restored by"), done.administrator), (tr("Recovery key"), done.recipient)),
        )
        then = [tr("Open the office, verify its log under Log, and make a new back-up of this PC.")]
        if self._on_server:
            then.append(tr("If someone else may have the old keyring, withdraw this PC at another one instead."))
        self.next.set_parts(*then)
        if done.not_witnessed is not None:
            self.not_anchored.set_parts(words_of(done.not_witnessed))
        self.come_anew()
        self.rest_on(self.primary)

    def where(self) -> str:
        """Say what is still to be done, too."""
        return " ".join(part for part in (super().where(), self.not_anchored.words, self.next.words) if part)


def failed_words(error: str, code: str) -> tuple[str, ...]:
    """Say why they were not restored; of one that was cancelled that is all. `error`: its words."""
    if not error or code == "stopped":
        return (error,)
    return error, tr("The keyring is as it was. What you chose is still here.")

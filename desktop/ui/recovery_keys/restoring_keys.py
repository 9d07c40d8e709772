"""Restoring a PC's lost keys, page by page, where the office cannot be opened for want of them.

Rules:
- Nothing is changed before the last page's button. What fails, or is cancelled, leaves the keyring as it was
  (`LostKeys`).
- A secret is gone from its field as its page is left; the recovery key is known until the pages are left.
- The window is not closed while the keys are being restored.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Slot

from desktop.application.ports.lifecycle import KeysPlan, KeysRestored
from desktop.errors import FieldsError, ListeningRoomError, RoleRefusedError, SignInRefusedError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.facts import Sheet
from desktop.ui.kit.fields import PasswordField, TextField
from desktop.ui.kit.text import Words
from desktop.ui.recovery_keys.which_key import BackupAndKeyPage, RestoredPage, RestoringPage, RestoringWay
from desktop.words import tr
from desktop.words.errors import message_for, problems_of

if TYPE_CHECKING:
    from desktop.application.ports.lifecycle import LostKeys
    from desktop.ui.kit.frame import Frame
    from desktop.ui.running.tasks import Tasks


OF_BACKUP = ("backup_unknown", "backup_damaged", "backup_of_another_office", "backup_of_another_pc")


class KeysRestorePage(RestoringPage):
    """The facts of the back-up, and the administrator's name and password. It can be cancelled until the log has it."""

    def __init__(self, *, on_server: bool) -> None:
        super().__init__(
            tr("Who restores the keys?"),
            tr("Restore the keys"),
            not_yet=tr("Nothing has been changed yet. The log will name who did it, and the recovery key."),
            at_work=tr("The keys go into the keyring, and the log says so. You can cancel it until then."),
            doing=tr("Restoring the keys"),
        )
        self.name = TextField("administrator", tr("Sign-in name of an administrator"))
        self.password = PasswordField("own_password", tr("Their password"))
        hint = tr("Leave it empty, unless it was changed since the back-up. Then a database administrator gives it.")
        label = tr("Password of this PC’s login on the server")
        self.given = PasswordField("given", label, hint) if on_server else None
        self.show_parts(self.sheet, self.name, self.password, *((self.given,) if self.given else ()))

    def show_plan(self, plan: KeysPlan) -> None:
        """Show what the back-up is."""
        assert plan.facts is not None, "the page before has looked"
        recovery_key = (tr("Recovery key"), plan.facts.recipient)
        self.show_facts(plan.backup, plan.facts, recovery_key, (tr("Keys go to"), tr("This account’s keyring")))

    def typed_into(self, plan: KeysPlan) -> KeysPlan:
        """Return the plan with what was typed here."""
        who, given = (self.name.value(), self.password.value()), self.given.value() if self.given else ""
        return replace(plan, administrator=who[0], own_password=who[1], given=given)

    def show_refusal(self, error: ListeningRoomError) -> str:
        self.focus_first()
        if isinstance(error, FieldsError):
            self.set_problems_by_name(problems_of(error))
        elif isinstance(error, SignInRefusedError):
            self.set_problems_by_name({self.password.name: message_for(error)})
        elif isinstance(error, RoleRefusedError):
            self.set_problems_by_name(problems_of(FieldsError({"given": "given_refused"})))
        else:
            self.set_problems(())
            return message_for(error)
        return ""


class KeysRestoredPage(RestoredPage):
    """The outcome: the keys are in the keyring."""

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
            self.not_anchored.set_parts(message_for(done.not_witnessed))
        self.reset()
        self.rest_on(self.primary)

    def where(self) -> str:
        """Say what is still to be done, too."""
        return " ".join(part for part in (super().where(), self.not_anchored.words, self.next.words) if part)


class RestoringKeys(RestoringWay[KeysPlan]):
    """Shows the pages in the frame, from `begin` on."""

    restore_page: KeysRestorePage
    restored_page: KeysRestoredPage

    def __init__(self, keys: LostKeys, tasks: Tasks, frame: Frame, parent: QObject) -> None:
        lead = tr(
            "For a PC whose keyring was lost, while its office is still there. You need a back-up that was made on "
            "this PC, however old, and one of the two recovery keys."
        )
        backup_page = BackupAndKeyPage(tr("Restore this PC’s keys"), lead, OF_BACKUP)
        self.restore_page = KeysRestorePage(on_server=keys.on_server)
        self.restored_page = KeysRestoredPage(on_server=keys.on_server)
        plan, check = KeysPlan(), keys.check
        super().__init__(tasks, frame, parent, plan=plan, backup_page=backup_page, check=check, restore=keys.restore)
        tasks.access_ended.connect(self._access_ended)
        frame.window().installEventFilter(self)

    @property
    def unchanged(self) -> str:
        return tr("The keyring is as it was. What you chose is still here.")

    def end(self) -> None:
        super().end()
        self._frame.banner.set_parts()
        self._frame.drop_pages(self.pages)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Close and self.running:
            event.ignore()
            return True
        return False

    @Slot(object)
    def _access_ended(self, error: ListeningRoomError) -> None:
        """This PC was withdrawn, or the administrator has left, before anything was restored."""
        if self.backup_page.busy:
            self._frame.banner.set_parts(message_for(error))

"""Asking for a recovery key, in its file or pasted; restoring with it, page by page; and so a PC's lost keys.

Rules:
- Nothing is changed before the last page's button. What fails, or is cancelled, leaves all as it was.
- A secret is gone from its field as its page is left; the recovery key is known until the pages are left.
- The window is not closed while the keys are being restored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.application.ports.lifecycle import BackupFacts, KeysBackupFacts, KeysPlan, KeysRestored, RestorePlan
from desktop.errors import FieldsError, ListeningRoomError, RoleRefusedError, SignInRefusedError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.facts import Sheet
from desktop.ui.kit.forms.choices import Choice, ChoiceField
from desktop.ui.kit.forms.fields import Field, PasswordField, TextField
from desktop.ui.kit.forms.page import BackPage, Page
from desktop.ui.kit.overlays import PathField
from desktop.ui.kit.progress import Progress, Working
from desktop.ui.kit.text import Words
from desktop.ui.running.under_way import UnderWay, Way
from desktop.words import tr
from desktop.words.errors import message_for, problems_of
from desktop.words.formatting import day

if TYPE_CHECKING:
    from desktop.application.ports.lifecycle import LostKeys
    from desktop.ui.kit.frame import Frame
    from desktop.ui.running.tasks import Tasks

FILE, TYPED = "file", "typed"


class KeptSecret(PasswordField):
    """The field of a secret that need not be typed again: its hint says so where it was typed before."""

    def __init__(self, name: str, label: str, hint: str = "", *, letters: int = 26) -> None:
        super().__init__(name, label, hint, letters=letters)
        self._usual = hint

    def show_kept(self, kept: bool) -> None:
        """Say that it was typed before, or give the usual hint."""
        self.set_hint(tr("Leave it empty to keep what you typed before.") if kept else self._usual)


class WhichKey:
    """The fields, for the page that holds them. A key that is pasted shows as dots."""

    def __init__(self) -> None:
        choices = Choice(FILE, tr("In a file")), Choice(TYPED, tr("On paper, or to be pasted"))
        self.whence = ChoiceField("whence", tr("Where is the recovery key?"), choices, across=True)
        self.whence.set_value(FILE)
        title = tr("Choose the recovery key")
        hint = tr("From a USB stick")
        self.file = PathField("recovery", tr("The file of a recovery key"), hint, file_title=title, files=True)
        begins = tr("It begins with AGE-SECRET-KEY-1. Spaces and small letters do no harm.")
        self.key = KeptSecret("recovery_key", tr("The recovery key"), begins, letters=60)
        self.fields: tuple[Field, ...] = self.whence, self.file, self.key
        self.key.hide()  # never `show` here: without a parent each would be a window of its own for a moment
        self.whence.edited.connect(self._show_whence)

    @property
    def in_file(self) -> bool:
        """Whether it is in a file."""
        return self.whence.value() == FILE

    @property
    def asked(self) -> Field:
        """The field that is asked for now."""
        return self.file if self.in_file else self.key

    def show(self, shown: bool) -> None:
        """Ask for it, or do not."""
        self.whence.setVisible(shown)
        self.file.setVisible(shown and self.in_file)
        self.key.setVisible(shown and not self.in_file)

    def _show_whence(self) -> None:
        self.show(True)


OF_KEY = ("recovery_key_not_ours",)
AnyPlan = TypeVar("AnyPlan", RestorePlan, KeysPlan)


class BackupAndKeyPage(BackPage):
    """The folder of the back-up, and the recovery key: in a file, or pasted. A key that is pasted shows as dots."""

    def __init__(self, about: str, lead: str, of_backup: tuple[str, ...]) -> None:
        """`of_backup`: the codes of the errors that are of the back-up, and are shown beside its folder."""
        super().__init__(about, lead, primary=tr("Look at the back-up"))
        self._of_backup = of_backup
        hint = tr("It has a file manifest.json in it. It is read, and not changed.")
        title = tr("Choose the back-up’s folder")
        self.backup = PathField("backup", tr("The back-up’s folder"), hint, folder_title=title)
        self.which = WhichKey()
        self.whence, self.recovery, self.key = self.which.whence, self.which.file, self.which.key
        self.add(self.backup, *self.which.fields)

    def typed_into(self, plan: AnyPlan) -> AnyPlan:
        """Return the plan with what was typed here."""
        return replace(
            plan,
            backup=self.backup.value(),
            in_file=self.which.in_file,
            recovery=self.recovery.value(),
            recovery_key=self.key.value() or plan.recovery_key,
        )

    def show_refusal(self, error: ListeningRoomError) -> str:
        said = super().show_refusal(error)
        for field, codes in ((self.backup, self._of_backup), (self.which.asked, OF_KEY)):
            if error.code in codes:
                self.set_problems_by_name({field.name: said})
                return ""
        return said


class RestoringPage(BackPage):
    """The facts of the back-up, and the button that restores it. Meanwhile it shows the work alone."""

    def __init__(self, about: str, primary: str, *, not_yet: str, at_work: str, doing: str) -> None:
        """`not_yet`, `at_work`: the leads before and meanwhile; `doing`: the words of the work."""
        super().__init__(about, not_yet, primary=primary)
        self._leads, self._doing = (at_work, not_yet), doing
        self._shown: tuple[QWidget, ...] = ()
        self.sheet, self.working = Sheet(), Working(soon_ms=0, long_ms=0)

    def show_plan(self, plan: Any) -> None:
        """Show what the back-up is, and where it goes."""
        raise NotImplementedError

    def typed_into(self, plan: Any) -> Any:
        """Return the plan with what was typed here."""
        return plan

    def show_parts(self, *shown: QWidget) -> None:
        """Show these, above the work."""
        self._shown = shown
        self.add(*shown, self.working)

    def show_facts(self, backup: object, facts: BackupFacts | KeysBackupFacts, *more: tuple[str, str]) -> None:
        """Show what the back-up is."""
        taken = day(facts.taken_at.astimezone().date())
        self.sheet.show_pairs(((tr("Back-up"), str(backup)), (tr("Taken on"), taken), *more))

    def show_at_work(self, progress: Progress) -> None:
        """Say that it is under way, and how far it is."""
        self._show_parts(False)
        self.working.begin(self._doing, progress, focused=True)

    def show_ended(self) -> None:
        """Show again what can be restored."""
        self.working.end()
        self._show_parts(True)

    def _show_parts(self, shown: bool) -> None:
        for part in self._shown:
            part.setVisible(shown)
        self.primary.setEnabled(shown)
        self.back_link.setEnabled(shown)
        self.set_lead(self._leads[shown])


class RestoredPage(Page):
    """The outcome, and what is still to be done. `submitted`: the office is opened."""

    def show_restored(self, done: Any) -> None:
        """Show what was restored."""
        raise NotImplementedError


class RestoringWay(Way, Generic[AnyPlan]):
    """Asks for a back-up and a key, shows what the back-up is, and restores it. Emits `restored` after the last page.

    What was typed is in `plan` until this is left. A subclass has the pages between, and what is said after a failure
    (`unchanged`).
    """

    restored = Signal()
    restore_page: RestoringPage
    restored_page: RestoredPage

    def __init__(
        self,
        tasks: Tasks,
        frame: Frame,
        parent: QObject,
        *,
        plan: AnyPlan,
        backup_page: BackupAndKeyPage,
        check: Callable[[AnyPlan], AnyPlan],
        restore: Callable[[AnyPlan, Progress], object],
    ) -> None:
        """`plan`: an empty one. `check` looks at its back-up. The subclass has made the last two pages."""
        super().__init__(tasks, frame, parent)
        self.plan: AnyPlan = plan
        self._fresh: AnyPlan = plan
        self._check_plan: Callable[[AnyPlan], AnyPlan] = check
        self._restore_plan: Callable[[AnyPlan, Progress], object] = restore
        self.backup_page: BackupAndKeyPage = backup_page
        self.pages: tuple[Page, ...] = backup_page, self.restore_page, self.restored_page
        backup_page.submitted.connect(self._look)
        backup_page.back.connect(self._leave)
        self.restore_page.submitted.connect(self._restore)
        self.restore_page.back.connect(self._before)
        self.restored_page.submitted.connect(self.restored)
        self._work = UnderWay(tasks, self.restore_page, self)
        self._work.failed.connect(self._not_restored)

    @property
    def unchanged(self) -> str:
        """The words on what stayed as it was, after a failure."""
        raise NotImplementedError

    @property
    def running(self) -> bool:
        """Whether it is being restored."""
        return self._work.running

    @Slot()
    def begin(self) -> None:
        """Show the first page; what was chosen before is still there."""
        self.backup_page.key.show_kept(bool(self.plan.recovery_key))
        self.show(self.backup_page)

    def end(self) -> None:
        """Forget the secrets, and destroy the pages that were never shown."""
        self.plan = self._fresh
        self.drop(self.pages)

    @Slot()
    def _leave(self) -> None:
        self.plan = self._fresh
        self._frame.banner.set_parts()
        self.left.emit()

    @Slot()
    def _look(self) -> None:
        page = self.backup_page
        check = partial(self._check_plan, page.typed_into(self.plan))
        self.check(page, tr("Looking at the back-up."), check, self._looked)

    def _looked(self, plan: AnyPlan) -> None:
        self.plan = plan
        self._show_backup()

    def _show_backup(self) -> None:
        self.restore_page.show_plan(self.plan)
        self.show(self.restore_page)

    @Slot()
    def _before(self) -> None:
        """Return to the page before that of the restoring."""
        self.begin()

    @Slot()
    def _restore(self) -> None:
        self._frame.banner.set_parts()
        restore = partial(self._restore_plan, self.restore_page.typed_into(self.plan))
        self.restore_page.set_problems(())
        self._work.begin(restore, self._restored)

    def _restored(self, done: object) -> None:
        self.plan = self._fresh
        self.restored_page.show_restored(done)
        self.show(self.restored_page)

    @Slot(object)
    def _not_restored(self, error: ListeningRoomError) -> None:
        said = self.restore_page.show_refusal(error)
        cancelled = error.code == "stopped"
        self._frame.banner.set_parts(said, self.unchanged if said and not cancelled else "")


OF_KEYS_BACKUP = ("backup_unknown", "backup_damaged", "backup_of_another_office", "backup_of_another_pc")


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
        backup_page = BackupAndKeyPage(tr("Restore this PC’s keys"), lead, OF_KEYS_BACKUP)
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

"""Asking for a recovery key, in its file or pasted; and the pages of what is restored with it from a back-up."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from desktop.application.ports.lifecycle import BackupFacts, KeysBackupFacts, KeysPlan, RestorePlan
from desktop.errors import ListeningRoomError
from desktop.ui.kit.choices import Choice, ChoiceField
from desktop.ui.kit.facts import Sheet
from desktop.ui.kit.fields import Field, PasswordField
from desktop.ui.kit.overlays import PathField
from desktop.ui.kit.page import BackPage
from desktop.ui.kit.progress import Progress, Working
from desktop.words import kit as kit_wording
from desktop.words import tr
from desktop.words.formatting import day

FILE, TYPED = "file", "typed"


class WhichKey:
    """The fields, for the page that holds them. A key that is pasted shows as dots."""

    def __init__(self) -> None:
        choices = Choice(FILE, tr("In a file")), Choice(TYPED, tr("On paper, or to be pasted"))
        self.whence = ChoiceField("whence", tr("Where is the recovery key?"), choices, across=True)
        self.whence.set_value(FILE)
        title = tr("Choose the recovery key")
        hint = tr("From a USB stick")
        self.file = PathField("recovery", tr("The file of a recovery key"), hint, file_title=title, files=True)
        self.key = PasswordField("recovery_key", tr("The recovery key"), letters=60)
        self.fields: tuple[Field, ...] = self.whence, self.file, self.key
        self.key.hide()  # never `show` here: without a parent each would be a window of its own for a moment
        self.whence.edited.connect(self._show_whence)
        self.show_kept(False)

    @property
    def in_file(self) -> bool:
        """Whether it is in a file."""
        return self.whence.value() == FILE

    @property
    def asked(self) -> Field:
        """The field that is asked for now."""
        return self.file if self.in_file else self.key

    def typed(self, before: str) -> str:
        """Return the key that was typed, or else the one `before`."""
        return self.key.value() or before

    def show(self, shown: bool) -> None:
        """Ask for it, or do not."""
        self.whence.setVisible(shown)
        self.file.setVisible(shown and self.in_file)
        self.key.setVisible(shown and not self.in_file)

    def show_kept(self, kept: bool) -> None:
        """Say how a key is typed, or that one was typed before."""
        begins = tr("It begins with AGE-SECRET-KEY-1. Spaces and small letters do no harm.")
        self.key.set_hint(kit_wording.kept_before() if kept else begins)

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
            recovery_key=self.which.typed(plan.recovery_key),
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


def failed_words(error: ListeningRoomError, said: str, unchanged: str) -> tuple[str, ...]:
    """Return what is `said` of an error, and what stayed as it was; of one that was cancelled that goes without."""
    return (said,) if not said or error.code == "stopped" else (said, unchanged)

"""Asking for a recovery key, in its file or pasted, and the page that asks for a back-up with it."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, TypeVar

from desktop.application.ports.lifecycle import KeysPlan, RestorePlan
from desktop.errors import ListeningRoomError
from desktop.ui.kit.choices import Choice, ChoiceField
from desktop.ui.kit.dialogs import PathField
from desktop.ui.kit.fields import Field, PasswordField
from desktop.ui.kit.page import BackPage
from desktop.words import kit as kit_wording
from desktop.words import tr

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

    of_backup: ClassVar[tuple[str, ...]]
    """The codes of the errors that are of the back-up, and are shown beside its folder."""

    def __init__(self, about: str, lead: str) -> None:
        super().__init__(about, lead, primary=tr("Look at the back-up"))
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
        for field, codes in ((self.backup, self.of_backup), (self.which.asked, OF_KEY)):
            if error.code in codes:
                self.set_problems_by_name({field.name: said})
                return ""
        return said

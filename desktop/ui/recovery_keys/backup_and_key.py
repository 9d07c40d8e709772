"""The base of a page that asks for a back-up and a recovery key: of an office, or of one PC's lost keys."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, TypeVar

from desktop.application.ports.first_start import RestorePlan
from desktop.application.ports.lost_keys import KeysPlan
from desktop.errors import ListeningRoomError
from desktop.ui.kit.widgets.back_page import BackPage
from desktop.ui.kit.widgets.path_field import PathField
from desktop.ui.recovery_keys.which_key import WhichKey
from desktop.words import tr

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

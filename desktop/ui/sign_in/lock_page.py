"""A locked desk: everything else is covered until the person who is signed in types their password again."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.field import PasswordField
from desktop.ui.widgets.page import Page
from desktop.ui.wording import tr
from desktop.ui.wording.problems import problems_of, words_of


class LockPage(Page):
    """Emits `wanted(password)`, and `sign_out` for somebody else to use the desk."""

    wanted = Signal(str)
    sign_out = Signal()

    def __init__(self, who: str) -> None:
        super().__init__(
            tr("This desk is locked"), tr("{who}, type your password to go on.").format(who=who), primary=tr("Unlock")
        )
        self.refusal = Banner("problem")
        self.password = PasswordField("password", tr("Password"))
        self.add(self.refusal, self.password)
        self.add_link(tr("Sign out instead"), self.sign_out.emit)
        self.submitted.connect(self._submit)

    def show_refusal(self, error: ListeningRoomError) -> None:
        """Still locked."""
        self.password.wipe()
        self.primary.setEnabled(True)
        if isinstance(error, FieldsError):
            self.set_problems_by_name(problems_of(error))
        else:
            self.refusal.set_parts(words_of(error))
        self.password.focus_target().setFocus()

    def _submit(self) -> None:
        self.primary.setEnabled(False)
        self.wanted.emit(self.password.value())

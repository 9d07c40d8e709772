"""A page that lets nothing through but the password of who is signed in: a locked desk, a break."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.field import PasswordField
from desktop.ui.kit.widgets.page import Page
from desktop.words.errors import words_of
from desktop.words.problems import problems_of


class PasswordPage(Page):
    """Emits `wanted(password)`, once until it is refused."""

    wanted = Signal(str)

    def __init__(self, about: str, lead: str, *, primary: str, label: str) -> None:
        super().__init__(about, lead, primary=primary)
        self.refusal = Banner("problem")
        self.password = PasswordField("password", label)
        self.add(self.refusal, self.password)
        self.submitted.connect(self._submit)

    def show_refusal(self, error: ListeningRoomError) -> None:
        """It stays as it is."""
        self.set_busy("")
        self.password.wipe()
        if isinstance(error, FieldsError):
            self.refusal.set_parts()
            self.set_problems_by_name(problems_of(error))
        else:
            self.set_problems(())
            self.refusal.set_parts(words_of(error))
        self.password.focus_target().setFocus()

    def _submit(self) -> None:
        self.primary.setEnabled(False)
        self.wanted.emit(self.password.value())

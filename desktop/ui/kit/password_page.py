"""The page that asks the signed-in person for their password: a locked desk, a break."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.errors import FieldsError, ListeningRoomError, SignInRefusedError
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.field import PasswordField
from desktop.ui.kit.widgets.page import Page
from desktop.words.errors import words_of
from desktop.words.kit import not_your_password
from desktop.words.problems import problems_of


class PasswordPage(Page):
    """The password page. Emits `wanted(password)`, and not again until it is refused."""

    wanted = Signal(str)

    def __init__(self, about: str, lead: str, *, primary: str, label: str) -> None:
        super().__init__(about, lead, primary=primary)
        self.refusal = Banner("problem")
        self.password = PasswordField("password", label)
        self.add(self.refusal, self.password)
        self.submitted.connect(self._submit)

    def show_refusal(self, error: ListeningRoomError) -> None:
        """Show why the password was refused, and stay locked."""
        self.set_busy("")
        self.password.wipe()
        if isinstance(error, FieldsError):
            self.refusal.set_parts()
            self.set_problems_by_name(problems_of(error))
        else:
            self.set_problems(())
            wrong = isinstance(error, SignInRefusedError) and not error.wait_seconds  # there is no name to check here
            self.refusal.set_parts(not_your_password() if wrong else words_of(error))
        self.password.focus_target().setFocus()

    def _submit(self) -> None:
        self.primary.setEnabled(False)
        self.wanted.emit(self.password.value())

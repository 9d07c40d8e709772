"""The page of one's own password: a first one that has to be changed, or another at any time."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.errors import FieldsError, ListeningRoomError, SignInRefusedError
from desktop.ui.kit.widgets.field import PasswordField
from desktop.ui.kit.widgets.page import Page
from desktop.words import tr
from desktop.words.errors import words_of
from desktop.words.problems import problems_of


class OwnPasswordPage(Page):
    """The page. Emits `wanted(present, new, again)`, and `back`. `typed`: the first password, as typed at sign-in."""

    wanted = Signal(str, str, str)
    back = Signal()

    def __init__(self, typed: str = "") -> None:
        about = tr("Choose a password of your own") if typed else tr("Change your password")
        lead = tr("Nobody else will know it. Use at least 12 characters. A few unrelated words work well.")
        super().__init__(about, lead, primary=tr("Change the password"))
        self._typed = typed
        self.present = PasswordField("present", tr("Your current password"))
        self.new = PasswordField("new", tr("New password"))
        self.again = PasswordField("again", tr("New password again"))
        self.present.setVisible(not typed)
        self.add(self.present, self.new, self.again)
        self.leave = self.add_link(tr("Sign out instead") if typed else tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def show_refusal(self, error: ListeningRoomError) -> bool:
        """Show what was refused beside its field; return whether it has one."""
        self.set_busy("")
        if isinstance(error, FieldsError):
            self.set_problems_by_name(problems_of(error))
        elif isinstance(error, SignInRefusedError):
            self.present.wipe()
            self.present.show()
            self._typed = ""
            wrong = words_of(error) if error.wait_seconds else tr("That is not your password. Type it again.")
            self.set_problems_by_name({"present": wrong})
        else:
            self.set_problems(())
            return False
        return True

    def show_changed(self) -> None:
        """Say that it is changed; there is nothing left to do but to go back."""
        self.set_busy("")
        self.wipe()
        self.set_problems(())
        for field in (self.present, self.new, self.again):
            field.hide()
        self.primary.hide()
        self.set_heading(tr("Your password is changed"))
        self.set_lead(tr("Use the new one from now on."))
        self.leave.setFocus()

    def wipe(self) -> None:
        """Forget what was typed."""
        self._typed = ""
        for field in (self.present, self.new, self.again):
            field.wipe()

    def _submit(self) -> None:
        self.set_busy(tr("Changing the password."))
        self.wanted.emit(self._typed or self.present.value(), self.new.value(), self.again.value())

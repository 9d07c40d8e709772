"""The signed-in person's own password, typed again: a page (a locked desk, a break), or a field for one act."""

from __future__ import annotations

from desktop.errors import FieldsError, ListeningRoomError, SignInRefusedError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.fields import PasswordField
from desktop.ui.kit.page import Page
from desktop.words import tr
from desktop.words.errors import message_for, problems_of


class PasswordPage(Page):
    """The password page. It can be pressed once, until it is refused; a subclass says what for (`_submit`)."""

    def __init__(self, about: str, lead: str, *, primary: str, label: str) -> None:
        super().__init__(about, lead, primary=primary)
        self.refusal = Banner("problem")
        self.password = PasswordField("password", label)
        self.add(self.refusal, self.password)
        self.submitted.connect(self._hold)

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
            self.refusal.set_parts(tr("That is not your password. Type it again.") if wrong else message_for(error))
        self.password.focus_target().setFocus()

    def _hold(self) -> None:
        self.primary.setEnabled(False)
        self._submit()

    def _submit(self) -> None:
        raise NotImplementedError


OWN_PASSWORD = "own_password"
"""The field's name in a `FieldsError`."""


class OwnPasswordField(PasswordField):
    """The password field, named for a `FieldsError`."""

    def __init__(self) -> None:
        super().__init__(OWN_PASSWORD, tr("Your password"), tr("To be sure that it is you."))


def problems_with_password(error: ListeningRoomError) -> dict[str, str]:
    """Return the problems of a page with the field, by name: what was typed, or a password that was refused.

    Empty for an error that is about neither.
    """
    if isinstance(error, FieldsError):
        return problems_of(error)
    if isinstance(error, SignInRefusedError):
        return {
            OWN_PASSWORD: message_for(error) if error.wait_seconds else tr("That is not your password. Type it again.")
        }
    return {}


def show_refused(page: Page, error: ListeningRoomError, own_password: OwnPasswordField | None = None) -> bool:
    """Show at its field what was refused, and let the page be pressed again; return whether there was a field for it.

    What was typed stays, but for the password.
    """
    page.set_busy("")
    if own_password is not None:
        own_password.wipe()
    problems = problems_with_password(error)
    page.set_problems_by_name(problems)
    return bool(problems)

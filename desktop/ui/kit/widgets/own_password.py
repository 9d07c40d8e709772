"""The field for the password of whoever is signed in, typed again for one act."""

from __future__ import annotations

from desktop.errors import FieldsError, ListeningRoomError, SignInRefusedError
from desktop.ui.kit.widgets.field import PasswordField
from desktop.ui.kit.widgets.page import Page
from desktop.words import kit as kit_wording
from desktop.words.errors import words_of
from desktop.words.problems import problems_of

NAME = "own_password"
"""The field's name in a `FieldsError`."""


class OwnPasswordField(PasswordField):
    """The password field, named for a `FieldsError`."""

    def __init__(self) -> None:
        super().__init__(NAME, kit_wording.your_password(), kit_wording.why_your_password())


def problems_with_password(error: ListeningRoomError) -> dict[str, str]:
    """Return the problems of a page with the field, by name: what was typed, or a password that was refused.

    Empty for an error that is about neither.
    """
    if isinstance(error, FieldsError):
        return problems_of(error)
    if isinstance(error, SignInRefusedError):
        return {NAME: words_of(error) if error.wait_seconds else kit_wording.not_your_password()}
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

"""The page of a locked desk: everything else is covered until the signed-in person enters their password again."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.ui.kit.password_page import PasswordPage
from desktop.words import tr


class LockPage(PasswordPage):
    """The lock page. Emits `wanted(password)`, and `sign_out` for someone else to use the desk."""

    sign_out = Signal()

    def __init__(self, who: str) -> None:
        lead = tr("{who}, type your password to continue.").format(who=who)
        super().__init__(tr("This desk is locked"), lead, primary=tr("Unlock"), label=tr("Password"))
        self.add_link(tr("Sign out instead"), self.sign_out.emit)

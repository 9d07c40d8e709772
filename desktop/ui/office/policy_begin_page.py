"""The page on which an office of before begins its policies with the files of this PC."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.errors import ListeningRoomError
from desktop.ui.kit.widgets.own_password import OwnPasswordField, show_refused
from desktop.ui.kit.widgets.page import Page
from desktop.words import tr


class PolicyBeginPage(Page):
    """The page. Emits `wanted(password)`, and `back`."""

    wanted = Signal(str)
    back = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Begin with this PC’s policies"), primary=tr("Begin"))
        said = tr("They are copied into the office’s database as they are in this PC’s files.")
        self.set_lead(said, tr("From then on every PC uses them, and no PC’s files count any more."))
        self.own_password = OwnPasswordField()
        self.add(self.own_password)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin(self) -> None:
        """Ask for it."""
        self.own_password.wipe()
        self.set_problems(())
        self.set_busy("")
        self.come_anew()
        self.focus_first()

    def show_refusal(self, error: ListeningRoomError) -> bool:
        """Show a password that was refused; return whether it was that."""
        return show_refused(self, error, self.own_password)

    def _submit(self) -> None:
        password = self.own_password.value()
        self.set_busy(tr("Beginning the policies."))
        self.wanted.emit(password)

"""The blank screen of a break, or after the distress key: nothing of the call on it, and the ways to go on."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.field import PasswordField
from desktop.ui.widgets.page import Page
from desktop.ui.wording import tr
from desktop.ui.wording.problems import problems_of, words_of

HELP = (
    "You do not have to go on. You can have a copy instead, or come back another day. "
    "If you would like to talk to somebody, the adviser has a card with people who listen, day and night."
)


class BreakPage(Page):
    """Emits `go_on(password)` and `finish_wanted`."""

    go_on = Signal(str)
    finish_wanted = Signal()

    def __init__(self, *, distress: bool) -> None:
        about = tr("Stopped") if distress else tr("On a break")
        lead = tr(HELP) if distress else tr("Take as long as you like. Nothing plays, and nothing is shown.")
        super().__init__(about, lead, primary=tr("Go on listening"))
        self.refusal = Banner("problem")
        self.password = PasswordField("password", tr("Adviser’s password, to go on"))
        self.add(self.refusal, self.password)
        self.add_link(tr("Finish the session"), self.finish_wanted.emit)
        self.submitted.connect(self._submit)

    def show_refusal(self, error: ListeningRoomError) -> None:
        """Still on the break."""
        self.password.wipe()
        self.primary.setEnabled(True)
        if isinstance(error, FieldsError):
            self.set_problems_by_name(problems_of(error))
        else:
            self.refusal.set_parts(words_of(error))
        self.password.focus_target().setFocus()

    def _submit(self) -> None:
        self.primary.setEnabled(False)
        self.go_on.emit(self.password.value())

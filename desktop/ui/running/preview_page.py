"""A change of a policy before it is made: what it changes, what it destroys, and the password of whoever makes it."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.application.office.policies import Preview
from desktop.errors import ListeningRoomError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.forms.fields import LongTextField
from desktop.ui.kit.forms.page import OwnPasswordField, Page, show_refused
from desktop.ui.kit.rows import Row, RowsView
from desktop.ui.kit.text import Words, subtitle
from desktop.words import tr
from desktop.words.policies import change_words, going_words


class PreviewPage(Page):
    """The page. Emits `wanted(password, reason)`: a reason for a change that a second person has to adopt."""

    wanted = Signal(str, str)

    def __init__(self, about: str, *, primary: str) -> None:
        super().__init__(about, primary=primary, wide=True)
        self.notice = Banner("notice")
        self.changes = RowsView(tr("What changes"), (tr("What changes"), tr("Check")), (5, 2), header=True, links=False)
        self.why = Words()
        self.going_title, self.going = subtitle(tr("Recordings that are destroyed")), Words()
        self.reason = LongTextField("reason", tr("Why?"), tr("Whoever decides on this change will read it."), lines=2)
        self.own_password = OwnPasswordField()
        self.add(self.notice, self.changes, self.why, self.going_title, self.going, self.reason, self.own_password)
        self.submitted.connect(self._submit)

    def show_changes(self, preview: Preview, lead: str, notice: str, primary: str, *, new: bool = True) -> None:
        """Show what changes, with the words of the page and its button. `new`: it is not proposed already."""
        self.set_busy("")
        self.set_lead(lead)
        self.notice.set_parts(notice)
        self.primary.set_words(primary)
        rows = [
            Row(at, (change_words(each), tr("Gets weaker") if each.weaker else tr("No weaker")), attention=each.weaker)
            for at, each in enumerate(preview.changes)
        ]
        self.changes.show_rows(rows or [Row(0, (tr("Nothing but comments, or the order."), ""))])
        self.going.set_parts("\n".join(line for going in preview.going for line in going_words(going)))
        for part in (self.going_title, self.going):
            part.setVisible(bool(preview.going))
        self.reason.set_value("")
        self.reason.setVisible(new and preview.weaker)
        self.primary.show()
        self.own_password.wipe()
        self.set_problems(())
        self.reset()
        self.rest_on((self.own_password if self.reason.isHidden() else self.reason).focus_target())

    def show_refusal(self, error: ListeningRoomError) -> bool:
        """Show a password that was refused; return whether it was that."""
        return show_refused(self, error, self.own_password)

    def _submit(self) -> None:
        password = self.own_password.value()
        self.set_busy(tr("Saving."))
        self.wanted.emit(password, self.reason.value())

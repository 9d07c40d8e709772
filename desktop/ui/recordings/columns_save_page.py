"""The page to save the columns: the changes to the keeping policy, the password, and the outcome."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.application.office.policies import Preview
from desktop.domain.office.settings import Change
from desktop.errors import ListeningRoomError
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.field import LongTextField
from desktop.ui.kit.widgets.own_password import OwnPasswordField, show_refused
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.rows_view import Row, RowsView
from desktop.ui.kit.widgets.words import Words, strong
from desktop.words import tr
from desktop.words.codes.policies import change_words, going_words


class ColumnsSavePage(Page):
    """The page. Emits `wanted(password, reason)`, `back` (to the columns) and `left` (to importing)."""

    wanted = Signal(str, str)
    back = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Save what the columns are"), primary=tr("Save and go on"), wide=True)
        self.notice, self.done = Banner("notice"), Banner("success")
        self.changes = RowsView(tr("What changes"), (tr("What changes"), tr("Check")), (5, 2), header=True, links=False)
        self.going, self.own_password = Words(), OwnPasswordField()
        self.reason = LongTextField("reason", tr("Why?"), tr("Whoever decides on this change will read it."), lines=2)
        self.add(self.done, self.notice, self.changes, self.going, self.reason, self.own_password)
        self._back = self.add_link(tr("Back to the columns"), self.back.emit)
        self._leave = self.add_link(tr("Import recordings"), self.left.emit)
        self.submitted.connect(self._submit)

    def show_preview(self, preview: Preview) -> None:
        """Show what is about to be saved."""
        self.set_lead(tr("Check that this is what you mean. Nothing is saved yet."))
        weaker = tr(
            "Someone else has to adopt it: another administrator, or a supervisor. Import the recordings after that."
        )
        self.notice.set_parts(weaker if preview.weaker else "")
        changes = enumerate(preview.changes)
        self.changes.show_rows([Row(at, _cells(each), attention=each.weaker) for at, each in changes])
        self.going.set_parts("\n".join(line for going in preview.going for line in going_words(going)))
        self.going.setVisible(bool(preview.going))
        self.primary.set_words(tr("Propose it") if preview.weaker else tr("Save and go on"))
        self.reason.set_value("")
        self._show(done=())
        self.reason.setVisible(preview.weaker)
        self.rest_on((self.reason if preview.weaker else self.own_password).focus_target())

    def show_proposed(self, name: str) -> None:
        """Say that it waits for someone else."""
        said = tr("Once it is adopted under Policies, choose {name} as the telephone system and import them.")
        self._show(done=(strong(tr("This is proposed.")), said.format(name=name)))

    def show_saved(self, file: str) -> None:
        """Say that it is in a file for an administrator."""
        said = tr(
            "Give it to an administrator, who imports it under Policies, Keeping recordings. Then check "
            "this folder again."
        )
        self._show(done=(strong(tr("It is saved as {file}.").format(file=file)), said))

    def show_refusal(self, error: ListeningRoomError) -> bool:
        """Show a password that was refused; return whether it was that."""
        return show_refused(self, error, self.own_password)

    def _show(self, done: tuple[str, ...]) -> None:
        self.set_busy("")
        self.own_password.wipe()
        self.set_problems(())
        self.done.set_parts(*done)
        if done:
            self.set_lead("")
            self.notice.set_parts("")
        for part in (self.changes, self.own_password, self.primary, self._back):
            part.setVisible(not done)
        self.reason.hide()
        self.going.setVisible(not done and bool(self.going.words))
        self.come_anew()
        if done:
            self.rest_on(self._leave)

    def _submit(self) -> None:
        password = self.own_password.value()
        self.set_busy(tr("Saving."))
        self.wanted.emit(password, self.reason.value())


def _cells(change: Change) -> tuple[str, str]:
    return change_words(change), tr("Gets weaker") if change.weaker else tr("No weaker")

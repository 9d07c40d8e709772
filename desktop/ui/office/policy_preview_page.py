"""The preview of a change to a policy, before it is made; or of one that waits for the second person."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.application.office.policies import PoliciesView, PolicyState, Preview
from desktop.domain.office.settings import Change
from desktop.errors import ListeningRoomError
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.field import LongTextField
from desktop.ui.kit.widgets.own_password import OwnPasswordField, show_refused
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.rows_view import Row, RowsView
from desktop.ui.kit.widgets.words import Words, filled, strong, subtitle
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.codes.policies import change_words, going_words


class PolicyPreviewPage(Page):
    """The page. Emits `wanted(password, reason)`, `drop_wanted(password)` and `back`."""

    wanted = Signal(str, str)
    drop_wanted = Signal(str)
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Policy"), primary=tr("Put in force"), wide=True)
        self._context = context
        self.notice = Banner("notice")
        self.changes = RowsView(tr("What changes"), (tr("What changes"), tr("Check")), (5, 2), header=True, links=False)
        self.going_title, self.going = subtitle(tr("Recordings that are destroyed")), Words()
        self.why = Words()
        self.reason = LongTextField("reason", tr("Why?"), tr("Whoever decides on this change will read it."), lines=2)
        self.own_password = OwnPasswordField()
        self.add(self.notice, self.changes, self.why, self.going_title, self.going, self.reason, self.own_password)
        self.drop = self.add_link(tr("Drop this change"), self._drop)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def show_preview(self, preview: Preview) -> None:
        """Show what someone is about to change."""
        self._show(preview)
        weaker = tr("This weakens a check. Another administrator or a supervisor has to adopt it.")
        self.notice.set_parts(weaker if preview.weaker else "")
        self.set_lead(tr("Check that this is what you mean. Nothing is changed yet."))
        self.primary.set_words(tr("Propose this change") if preview.weaker else tr("Put in force"))
        self.drop.hide()
        self.why.set_parts()
        self.reason.set_value("")
        self.reason.setVisible(preview.weaker)
        self._rest()

    def show_waiting(self, view: PoliciesView, state: PolicyState) -> None:
        """Show what waits for a second person; whoever proposed it can drop it only."""
        assert state.preview is not None and state.waiting is not None, "it waits"
        self._show(state.preview)
        by = view.people.get(state.waiting.changed_by, "") if state.waiting.changed_by else ""
        own = state.waiting.changed_by == self._context.actor.by
        self.notice.set_parts(tr("You proposed this. Someone else has to adopt it.") if own else "")
        self.set_lead(tr("Proposed by {by}. Adopt it only if that is what the office wants.").format(by=by))
        self.primary.set_words(tr("Adopt this change"))
        self.primary.setVisible(not own)
        reason = state.waiting.reason
        self.why.set_parts(filled(tr("Why: {reason}"), reason=strong(reason.words)) if reason else "")
        self.reason.hide()
        self.drop.show()
        self._rest()

    def show_refusal(self, error: ListeningRoomError) -> bool:
        """Show a password that was refused; return whether it was that."""
        return show_refused(self, error, self.own_password)

    def _show(self, preview: Preview) -> None:
        self.set_busy("")
        self.set_heading(tr("{policy}: what changes").format(policy=words(preview.name)))
        none = tr("Nothing but comments, or the order.")
        rows = [Row(at, _cells(change), attention=change.weaker) for at, change in enumerate(preview.changes)]
        self.changes.show_rows(rows or [Row(0, (none, ""))])
        self.going.set_parts("\n".join(line for going in preview.going for line in going_words(going)))
        for part in (self.going_title, self.going):
            part.setVisible(bool(preview.going))
        self.primary.show()

    def _rest(self) -> None:
        self.own_password.wipe()
        self.set_problems(())
        self.come_anew()
        asked = self.own_password if self.reason.isHidden() else self.reason
        self.rest_on(asked.focus_target())

    def _submit(self) -> None:
        password = self.own_password.value()
        self.set_busy(tr("Saving."))
        self.wanted.emit(password, self.reason.value())

    def _drop(self) -> None:
        password = self.own_password.value()
        self.set_busy(tr("Dropping the change."))
        self.drop_wanted.emit(password)


def _cells(change: Change) -> tuple[str, str]:
    return change_words(change), tr("Gets weaker") if change.weaker else tr("No weaker")

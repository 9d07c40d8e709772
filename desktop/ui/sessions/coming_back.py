"""The short check on the ID page, for a customer who was identified in an earlier session.

It is folded until requested, and there only where it is enough (`domain.sessions.coming_back`).
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.application.sessions.coming_back import EarlierView, MakeShortCheck, earlier_session
from desktop.application.sessions.views import SessionView
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.choice_field import Choice, TicksField
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.errors import words_of
from desktop.words.formatting import day
from desktop.words.problems import problems_of


class ComingBack(QWidget):
    """Emits `found(words)` for the link where the short check is enough, `confirmed(SessionView)` once it was made, and
    `problems` (field, words) for the page; `unfolded` with whether it is.
    """

    found = Signal(str)
    confirmed = Signal(SessionView)
    unfolded = Signal(bool)
    problems = Signal(tuple)

    def __init__(self, view: SessionView, context: Context) -> None:
        super().__init__()
        self._view, self._context = view, context
        self._earlier: EarlierView | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 6)
        self._box.setSpacing(10)
        self.same: TicksField | None = None
        self.refusal = Banner("problem")
        self.confirm = SecondaryButton(tr("Confirm identity by the short check"))
        self._box.addWidget(self.refusal)
        self._box.addWidget(self.confirm, 0, Qt.AlignmentFlag.AlignLeft)
        self.part_button = self.confirm
        self.confirm.clicked.connect(self._make)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.hide()
        looking = context.run(earlier_session, context.actor, view.id, owner=self)
        looking.then(self.offer).otherwise(self._not_read)

    @Slot(object)
    def offer(self, earlier: EarlierView | None) -> None:
        """Offer the short check after that session, or none."""
        if earlier is None:
            return
        self._earlier = earlier
        kinds = [self._context.desk.id_policy.for_request(self._view.kind).named(code) for code in earlier.kinds]
        seen = "; ".join(kind.name if kind else "?" for kind in kinds)
        against = tr("Checked against a document they showed: {seen}").format(seen=seen)
        choice = Choice("same", tr("It is the same person"), against)
        self.same = TicksField("same_person", tr("The short check"), (choice,))
        self._box.insertWidget(0, self.same)
        today = self._context.desk.policy.local(self._context.desk.clock.now()).date()
        if earlier.on == today:
            self.found.emit(tr("They were here earlier today: short check"))
        else:
            self.found.emit(tr("They were here on {day}: short check").format(day=day(earlier.on)))

    @Slot(object)
    def _not_read(self, error: ListeningRoomError) -> None:
        """Offer nothing: the whole check is always right."""

    def unfold(self) -> None:
        """Unfold it, on request."""
        self.show()
        self.unfolded.emit(True)
        QTimer.singleShot(0, self, self._begin)  # after layout, so that it scrolls into view

    def fold(self) -> None:
        """Fold it: something else is made."""
        if not self.isHidden():
            self.hide()
            self.unfolded.emit(False)

    def _begin(self) -> None:
        if self.same is not None:
            self.same.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _make(self) -> None:
        if self._earlier is None or self.same is None:
            return
        self.problems.emit(())
        self.refusal.set_parts()
        self.confirm.setEnabled(False)
        same = "same" in self.same.value()
        command = MakeShortCheck(self._context.actor, self._view.id, self._earlier.session, same)
        making = self._context.run(command, owner=self)
        making.then(self.confirmed.emit).otherwise(self._refused)

    @Slot(object)
    def _refused(self, error: ListeningRoomError) -> None:
        self.confirm.setEnabled(True)
        if isinstance(error, FieldsError):
            self.problems.emit(((self.same, problems_of(error)["same_person"]),))
        else:
            self.refusal.set_parts(words_of(error))

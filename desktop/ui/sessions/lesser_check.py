"""A lesser check, on the ID page: a supervisor at the desk allows it, with a reason and their own password; or one is
asked at their own PC, where there is another PC, and the page waits for the answer.

It is folded until requested, and hidden while the documents are enough. The documents chosen stay as they are, a line
each (`unfolded`), for the supervisor to review; while one is asked elsewhere they cannot be changed (`waiting`). Why it
is clear stands beside who allows it, so that the page need not scroll.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.application.sessions import lesser_check as use_cases
from desktop.domain.sessions.identity import Shown
from desktop.domain.sessions.lesser_check import Standing, Withdrawn
from desktop.domain.shared.ids import NoteId, SessionId
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import SecondaryButton
from desktop.ui.kit.fields import LongTextField, PasswordField, TextField
from desktop.ui.kit.layouts import Columns, column, column_in, in_a_row
from desktop.ui.kit.text import Words, announce, strong, title
from desktop.ui.running.context import Context
from desktop.words import text, tr
from desktop.words.errors import message_for, problems_of

WAITING = text(
    "Supervisors see at their own PCs who is asking, your reason, which documents are here and what is missing. "
    "Nothing here can be changed until one of them answers, or you give up."
)
ENDED_AWAY = text(
    "Supervisors are no longer being asked, because this desk was locked or the page was left. You can ask again."
)

_RING = 6
"""Pixels below the button, for the ring around it."""


class FoldedPanel(QWidget):
    """A panel of the ID page, folded until someone asks for it. Emits `unfolded` whenever it unfolds or folds."""

    unfolded = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.hide()

    def begin(self) -> None:
        """Move the keyboard to its first field."""
        raise NotImplementedError

    def unfold(self) -> None:
        """Unfold it, on request."""
        self.show()
        self.unfolded.emit()
        QTimer.singleShot(0, self, self.begin)  # after layout, so that it scrolls into view

    def fold(self) -> None:
        """Fold it: not needed."""
        if not self.isHidden():
            self.hide()
            self.unfolded.emit()


class WaitForAnswer(QWidget):
    """The calm part of the page meanwhile: what is waited for, and a way out (`give_up`)."""

    def __init__(self) -> None:
        super().__init__()
        self.give_up = SecondaryButton(tr("Give up"))
        self._head = title(tr("Waiting for a supervisor"))
        box = column_in(self, self._head, Words(tr(WAITING)), gap=16)
        box.setContentsMargins(0, 0, 0, _RING)
        box.addWidget(self.give_up, alignment=Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def begin(self) -> None:
        """Wait."""
        self.show()
        self.give_up.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self._head.words)


INTRO = text("If it is already clear who this is, a supervisor can accept fewer documents.")
ASKED_NEXT = text("You still ask about the call next.")


class LesserCheck(FoldedPanel):
    """Emits `wanted(AllowLesserCheck)` for a supervisor here, `wanted(SessionView)` once one elsewhere allowed it, or
    `problems` (field, words) for the page. `shown` returns the page's choices.

    Emits `waiting` with whether a supervisor is asked elsewhere. Supervisors are asked once at a time: `asked` is the
    one that waits for an answer.
    """

    wanted = Signal(object)
    """With a command, or the session as it is once that is allowed."""
    problems = Signal(tuple)
    waiting = Signal(bool)

    def __init__(
        self,
        id: SessionId,
        context: Context,
        shown: Callable[[], tuple[Shown | None, ...]],
        *,
        asks_caller: bool = True,
    ) -> None:
        super().__init__()
        self._id, self._context, self._shown = id, context, shown
        self.asked: NoteId | None = None
        self._why = Withdrawn.GIVEN_UP
        self._asks = self._unwanted = False
        """Whether one is being asked; and whether that is to be withdrawn as soon as it was."""
        self.refusal = Banner("problem")
        hint = tr("This goes on file, and whoever reviews the session reads it. Don’t type the number of a document.")
        self.reason = LongTextField("reason", tr("Why is it already clear who this is?"), hint, lines=2)
        self.name = TextField("name", tr("Supervisor’s name"))
        self.password = PasswordField("password", tr("Supervisor’s password"))
        self.allow = SecondaryButton(tr("Allow the lesser check"))
        self.ask = SecondaryButton(tr("Ask supervisors at their own PCs"))
        self.part_button = self.allow
        context.news.changed.connect(self._look)
        self.wait = WaitForAnswer()
        self._intro = Words(strong(tr("A lesser check.")), tr(INTRO), *([tr(ASKED_NEXT)] if asks_caller else []))
        who = column(self.name, self.password, gap=10)
        self._form = QWidget()
        ways = in_a_row(self.allow, self.ask, gap=16, row_gap=12)
        column_in(self._form, self._intro, Columns(column(self.reason), who, gap=24), ways, gap=10)
        column_in(self, self._form, self.wait, self.refusal, gap=10)
        self.ask.setVisible(context.desk.changes is not None)  # where there is another PC
        self.allow.clicked.connect(self._allow)
        self.ask.clicked.connect(self._ask)
        self.wait.give_up.clicked.connect(lambda: self._withdraw(Withdrawn.GIVEN_UP))

    def begin(self) -> None:
        self.reason.focus_target().setFocus()

    def fold(self) -> None:
        self._say_refusal("")
        super().fold()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask nobody any more: folded, behind a lock, or another place is shown."""
        if self.waits and not event.spontaneous():
            self._withdraw(Withdrawn.AWAY)
        super().hideEvent(event)

    # Here

    @Slot()
    def _allow(self) -> None:
        self._begin_press()
        shown, reason = self._shown(), self.reason.value()
        name, password = self.name.value(), self.password.value()
        self.wanted.emit(use_cases.AllowLesserCheck(self._context.actor, self._id, shown, reason, name, password))
        self.password.wipe()

    # Elsewhere

    @property
    def waits(self) -> bool:
        """Whether a supervisor is asked elsewhere, or about to be."""
        return self._asks or self.asked is not None

    @Slot()
    def _ask(self) -> None:
        self._begin_press()
        self.password.wipe()
        self._asks, self._unwanted = True, False
        command = use_cases.AskForLesserCheck(self._context.actor, self._id, self._shown(), self.reason.value())
        self._context.run(command, owner=self).then(self._began).otherwise(self._failed)

    def _withdraw(self, because: Withdrawn) -> None:
        """Ask no more."""
        self._why = because
        self._unwanted = self._asks
        if self.asked is not None:
            command = use_cases.WithdrawAsked(self._context.actor, self._id, self.asked, because)
            self._context.run(command, owner=self).then(self._answered).otherwise(self._failed)

    def _began(self, view: use_cases.AskedView) -> None:
        """Show that a supervisor is asked: nothing here can be changed until it is over."""
        self._asks, self.asked = False, view.id
        if self._unwanted:
            self._withdraw(self._why)
            return
        self.waiting.emit(True)
        self._form.hide()
        self.wait.begin()
        self._answered(view)

    @Slot()
    def _look(self) -> None:
        if self.asked is not None:
            reading = self._context.run(use_cases.read_answer, self._context.actor, self._id, self.asked, owner=self)
            reading.then(self._answered).otherwise(self._failed)

    def _answered(self, view: use_cases.AskedView) -> None:
        if self.asked != view.id or view.standing is Standing.WAITING:
            return
        self.asked = None
        if view.standing is Standing.ALLOWED:
            self.wanted.emit(view.session)
        elif view.standing is Standing.DECLINED:
            self._wait_no_more(tr("A supervisor declined: {why}").format(why=view.why))
        else:
            self._wait_no_more(tr(ENDED_AWAY) if self._why is Withdrawn.AWAY else "")

    def _failed(self, error: ListeningRoomError) -> None:
        """It could not be asked, read or withdrawn: asking again takes its place."""
        self._asks, self.asked = False, None
        if isinstance(error, FieldsError):
            self.show_refusal(error)
        else:
            self._wait_no_more(message_for(error))

    def _wait_no_more(self, said: str) -> None:
        """Show the form again, with what was typed, and what became of it."""
        self.wait.hide()
        self._form.show()
        self._press(enabled=True)
        self.waiting.emit(False)
        self._say_refusal(said)
        if self.isVisible():
            self.ask.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_refusal(self, said: str) -> None:
        """Say why it was not allowed, in place of what a lesser check is."""
        self.refusal.set_parts(*([said] if said else []))
        self._intro.setVisible(not said)

    def _press(self, *, enabled: bool) -> None:
        self.allow.setEnabled(enabled)
        self.ask.setEnabled(enabled)

    def _begin_press(self) -> None:
        self._say_refusal("")
        self.problems.emit(())
        self._press(enabled=False)

    def show_refusal(self, error: ListeningRoomError) -> None:
        """Show that it was not allowed: the words stay, the password is wiped."""
        self._press(enabled=True)
        if isinstance(error, FieldsError):
            found = problems_of(error)
            fields = {"reason": self.reason, "name": self.name, "password": self.password}
            self._intro.hide()  # it was read: its place is the problems'
            self.problems.emit(tuple((field, found[name]) for name, field in fields.items() if name in found))
        else:
            self._say_refusal(message_for(error))
            self.password.focus_target().setFocus()

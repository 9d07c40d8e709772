"""A lesser check, on the ID page: a supervisor at the desk allows it, with a reason and their own password; or one is
asked at their own PC, where there is another PC.

It is folded until requested, and hidden while the documents are enough. The documents chosen stay as they are, for the
supervisor to review; while one is asked elsewhere they cannot be changed (`waiting`).
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop.application.sessions.lesser_check import AllowLesserCheck, allow_lesser_check
from desktop.application.sessions.views import SessionView
from desktop.domain.sessions.asked_check import Withdrawn
from desktop.domain.sessions.identity import Shown
from desktop.domain.shared.ids import SessionId
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.field import LongTextField, PasswordField, TextField
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import Words, title
from desktop.ui.running.context import Context
from desktop.ui.sessions.asked_wait import AskedPresenter, WaitForAnswer
from desktop.words import text, tr
from desktop.words.errors import words_of
from desktop.words.problems import problems_of

INTRO = text(
    "If it is already clear who this is, a supervisor can accept fewer documents. What you chose above is kept."
)
ASKED_NEXT = text("You still ask about the call next.")
TWO_WAYS = text("They allow it here, with their name and password, or answer at their own PC.")


class LesserCheckPresenter(QObject):
    """Runs the use case, and reports its result."""

    allowed = Signal(SessionView)
    problems = Signal(FieldsError)
    failed = Signal(ListeningRoomError)

    def __init__(self, id: SessionId, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._id, self._context = id, context

    def allow(self, shown: tuple[Shown | None, ...], reason: str, name: str, password: str) -> None:
        """Allow the lesser check, as the supervisor."""
        command = AllowLesserCheck(self._context.actor, self._id, shown, reason, name, password)
        self._context.run(allow_lesser_check, command, owner=self).then(self._allowed).otherwise(self._failed)

    @Slot(object)
    def _allowed(self, view: SessionView) -> None:
        self.allowed.emit(view)

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        (self.problems if isinstance(error, FieldsError) else self.failed).emit(error)


class LesserCheck(QWidget):
    """Emits `allowed(SessionView)`, or `problems` (field, words) for the page. `shown` returns the page's choices.

    Emits `waiting` with whether a supervisor is asked elsewhere.
    """

    allowed = Signal(SessionView)
    problems = Signal(object)
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
        self._shown = shown
        self.presenter = LesserCheckPresenter(id, context, self)
        self.elsewhere = AskedPresenter(id, context, self)
        self.refusal = Banner("problem")
        hint = tr("This goes on file, and whoever reviews the session reads it. Don’t type the number of a document.")
        self.reason = LongTextField("reason", tr("Why is it already clear who this is?"), hint, lines=2)
        self.name = TextField("name", tr("Supervisor’s name"))
        self.password = PasswordField("password", tr("Supervisor’s password"))
        self.allow = SecondaryButton(tr("Allow the lesser check"))
        self.ask = SecondaryButton(tr("Ask supervisors at their own PCs"))
        self.ask.setVisible(False)
        self._apart = context.desk.changes is not None
        self.wait = WaitForAnswer(context)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 8, 0, 0)
        box.setSpacing(16)
        intro = [tr(INTRO), *([tr(ASKED_NEXT)] if asks_caller else []), *([tr(TWO_WAYS)] if self._apart else [])]
        head = (title(tr("A lesser check")), Words(*intro))
        self._form = QWidget()
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(16)
        for widget in (*head, self.reason, self.name, self.password):
            form.addWidget(widget)
        form.addWidget(self._buttons())
        for part in (self._form, self.wait, self.refusal):
            box.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.hide()
        self.allow.clicked.connect(self._ask)
        self.presenter.allowed.connect(self.allowed)
        self.presenter.problems.connect(self._show_problems)
        self.presenter.failed.connect(self._show_refusal)
        self._connect_elsewhere()

    def _buttons(self) -> QWidget:
        """Return the two ways, side by side where there is room; the second only where there is another PC."""
        holder = QWidget()
        row = FlowLayout(holder)
        row.addWidget(self.allow)
        row.addWidget(self.ask)
        self.ask.setVisible(self._apart)
        return holder

    def _connect_elsewhere(self) -> None:
        elsewhere = self.elsewhere
        self.ask.clicked.connect(self._ask_elsewhere)
        self.wait.given_up.connect(lambda: elsewhere.withdraw(Withdrawn.GIVEN_UP))
        self.wait.ran_out.connect(lambda: elsewhere.withdraw(Withdrawn.RAN_OUT))
        elsewhere.began.connect(self._wait)
        elsewhere.problems.connect(self._show_problems)
        elsewhere.allowed.connect(self.allowed)
        elsewhere.ended.connect(self._wait_no_more)
        elsewhere.failed.connect(lambda error: self._wait_no_more(words_of(error)))

    def unfold(self) -> None:
        """Unfold it, on request."""
        self.show()
        QTimer.singleShot(0, self, self._begin)  # after layout, so that it scrolls into view

    def _begin(self) -> None:
        self.reason.focus_target().setFocus()

    def fold(self) -> None:
        """Fold it: not needed."""
        self.refusal.set_parts()
        self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """Wipe the password, and ask nobody any more: folded, or covered by a lock or another place."""
        self.password.wipe()
        if self.elsewhere.waits and not event.spontaneous():
            self.elsewhere.withdraw(Withdrawn.COVERED)
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Enter in a line edit from the page's own button."""
        typed = isinstance(self.focusWidget(), QLineEdit)
        if typed and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.allow.click()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _ask_elsewhere(self) -> None:
        self.refusal.set_parts()
        self.problems.emit([])
        self.password.wipe()
        self._press(enabled=False)
        self.elsewhere.ask(self._shown(), self.reason.value())

    @Slot()
    def _wait(self) -> None:
        """Show that a supervisor is asked: nothing here can be changed until it is over."""
        self.waiting.emit(True)
        self._form.hide()
        self.wait.begin()

    @Slot(str)
    def _wait_no_more(self, said: str) -> None:
        """Show the form again, with what was typed, and what became of it."""
        self.wait.end()
        self._form.show()
        self._press(enabled=True)
        self.waiting.emit(False)
        self.refusal.set_parts(said)
        if self.isVisible():
            self.ask.setFocus(Qt.FocusReason.OtherFocusReason)

    def _press(self, *, enabled: bool) -> None:
        self.allow.setEnabled(enabled)
        self.ask.setEnabled(enabled)

    def _ask(self) -> None:
        self.refusal.set_parts()
        self.problems.emit([])
        self._press(enabled=False)
        self.presenter.allow(self._shown(), self.reason.value(), self.name.value(), self.password.value())
        self.password.wipe()

    @Slot(object)
    def _show_problems(self, error: FieldsError) -> None:
        self._press(enabled=True)
        found = problems_of(error)
        fields = {"reason": self.reason, "name": self.name, "password": self.password}
        self.problems.emit([(field, found[name]) for name, field in fields.items() if name in found])

    @Slot(object)
    def _show_refusal(self, error: ListeningRoomError) -> None:
        """Show that it was not allowed: the words stay, the password is wiped."""
        self._press(enabled=True)
        self.refusal.set_parts(words_of(error))
        self.password.focus_target().setFocus()

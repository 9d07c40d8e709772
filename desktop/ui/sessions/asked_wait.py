"""Waiting, on the ID page, for a supervisor who was asked at their own PC."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.sessions.asking_lesser_check import (
    AskedView,
    AskForLesserCheck,
    WithdrawAsked,
    read_answer,
)
from desktop.application.sessions.views import SessionView
from desktop.domain.sessions.asked_check import Standing, Withdrawn
from desktop.domain.sessions.identity import Shown
from desktop.domain.shared.ids import NoteId, SessionId
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.words import Words, announce, title
from desktop.ui.running.context import Context
from desktop.words import text, tr

WAITS = text(
    "Supervisors see at their own PCs who is asking, your reason, which documents are here and what is missing. "
    "Nothing here can be changed until one of them answers, or you give up."
)
AWAY = text(
    "Supervisors are no longer being asked, because this desk was locked or the page was left. You can ask again."
)

_RING = 6
"""Pixels below the button, for the ring around it."""


class AskedPresenter(QObject):
    """Asks, reads the answer, withdraws; one at a time. `asked` is the one that waits.

    Emits `began`, `allowed(SessionView)`, `ended(words)` where nothing was allowed, `problems`, `failed`.
    """

    began = Signal()
    allowed = Signal(SessionView)
    ended = Signal(str)
    problems = Signal(FieldsError)
    failed = Signal(ListeningRoomError)

    def __init__(self, id: SessionId, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._id, self._context = id, context
        self.asked: NoteId | None = None
        self._why = Withdrawn.GIVEN_UP
        self._under_way = self._unwanted = False
        context.news.changed.connect(self._look)

    @property
    def waits(self) -> bool:
        """Whether a supervisor is asked, or about to be."""
        return self._under_way or self.asked is not None

    def ask(self, shown: tuple[Shown | None, ...], reason: str) -> None:
        """Ask the supervisors."""
        self._under_way, self._unwanted = True, False
        command = AskForLesserCheck(self._context.actor, self._id, shown, reason)
        asking = self._context.run(command, owner=self)
        asking.then(self._began).otherwise(self._refused)

    def withdraw(self, because: Withdrawn) -> None:
        """Ask no more."""
        self._why = because
        self._unwanted = self._under_way
        if self.asked is not None:
            command = WithdrawAsked(self._context.actor, self._id, self.asked, because)
            self._context.run(command, owner=self).then(self._answered).otherwise(self._lost)

    @Slot(object)
    def _began(self, view: AskedView) -> None:
        self._under_way, self.asked = False, view.id
        if self._unwanted:
            self.withdraw(self._why)
        else:
            self.began.emit()
            self._answered(view)

    @Slot()
    def _look(self) -> None:
        if self.asked is not None:
            reading = self._context.run(read_answer, self._context.actor, self._id, self.asked, owner=self)
            reading.then(self._answered).otherwise(self._lost)

    @Slot(object)
    def _answered(self, view: AskedView) -> None:
        if self.asked != view.id or view.standing is Standing.WAITING:
            return
        self.asked = None
        if view.standing is Standing.ALLOWED:
            self.allowed.emit(view.session)
        elif view.standing is Standing.DECLINED:
            self.ended.emit(tr("A supervisor declined: {why}").format(why=view.why))
        else:
            self.ended.emit(tr(AWAY) if self._why is Withdrawn.AWAY else "")

    @Slot(object)
    def _refused(self, error: ListeningRoomError) -> None:
        self._under_way = False
        if isinstance(error, FieldsError):
            self.problems.emit(error)
        else:
            self.failed.emit(error)

    @Slot(object)
    def _lost(self, error: ListeningRoomError) -> None:
        """It could not be read or withdrawn: asking again takes its place."""
        self.asked = None
        self.failed.emit(error)


class WaitForAnswer(QWidget):
    """The calm part of the page meanwhile: what is waited for, and a way out. Emits `given_up`."""

    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.give_up = SecondaryButton(tr("Give up"))
        self._head = title(tr("Waiting for a supervisor"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, _RING)
        box.setSpacing(16)
        for widget in (self._head, Words(tr(WAITS))):
            box.addWidget(widget)
        box.addWidget(self.give_up, alignment=Qt.AlignmentFlag.AlignLeft)
        self.give_up.clicked.connect(self.given_up)
        self.hide()

    def begin(self) -> None:
        """Wait."""
        self.show()
        self.give_up.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self._head.words)

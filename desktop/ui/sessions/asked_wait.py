"""Waiting, on the ID page, for a supervisor who was asked at their own PC."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.sessions.asking_lesser_check import (
    AskedView,
    AskForLesserCheck,
    LengthenAsked,
    WithdrawAsked,
    read_answer,
)
from desktop.application.sessions.views import SessionView
from desktop.domain.sessions.asked_check import ASKED_FOR, MOST_LENGTHENED, Standing, Withdrawn
from desktop.domain.sessions.identity import Shown
from desktop.domain.shared.ids import NoteId, SessionId
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.countdown import Countdown
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import Words, announce, title
from desktop.ui.running.context import Context
from desktop.words import text, tr

WAITS = text(
    "Supervisors see at their own PCs who is asking, your reason, which documents are here and what is missing. "
    "Nothing here can be changed meanwhile. You can wait two minutes longer, up to ten times."
)
RAN_OUT = text("Nobody answered in time. Ask again, or call a supervisor over.")
LONGER = text("Two minutes longer")
"""The words of the button, at either end."""
ADVICE = text("Choose “Two minutes longer” if that is not enough.")
"""Read by a screen reader with the time left, while there is the button."""
AWAY = text(
    "Supervisors are no longer being asked, because this desk was locked or the page was left. You can ask again."
)

_RING = 6
"""Pixels below the buttons, for the ring around the one with the keyboard."""


class AskedPresenter(QObject):
    """Asks, reads the answer, withdraws; one at a time. `asked` is the one that waits.

    Emits `began`, `allowed(SessionView)`, `ended(words)` where nothing was allowed, `problems`, `failed`; `longer` with
    how often the wait has been lengthened, at either end, or `not_longer` where that was refused.
    """

    began = Signal()
    allowed = Signal(SessionView)
    ended = Signal(str)
    longer = Signal(int)
    not_longer = Signal(ListeningRoomError)
    problems = Signal(FieldsError)
    failed = Signal(ListeningRoomError)

    def __init__(self, id: SessionId, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._id, self._context = id, context
        self.asked: NoteId | None = None
        self._why = Withdrawn.GIVEN_UP
        self._under_way = self._unwanted = False
        self._lengthened = 0
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
            command = WithdrawAsked(self._context.actor, self._id, self.asked, because, self._lengthened)
            self._context.run(command, owner=self).then(self._answered).otherwise(self._lost)

    @Slot()
    def lengthen(self) -> None:
        """Wait longer."""
        if self.asked is not None:
            command = LengthenAsked(self._context.actor, self._id, self.asked)
            done = self._context.run(command, owner=self)
            done.then(self._answered).otherwise(self._not_longer)

    @Slot(object)
    def _not_longer(self, error: ListeningRoomError) -> None:
        if self.asked is not None:
            self.not_longer.emit(error)
            self._look()

    @Slot(object)
    def _began(self, view: AskedView) -> None:
        self._under_way, self.asked, self._lengthened = False, view.id, 0
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
        if self.asked != view.id:
            return
        if view.standing is Standing.WAITING:
            if view.lengthened > self._lengthened:
                self._lengthened = view.lengthened
                self.longer.emit(view.lengthened)
            return
        self.asked = None
        if view.standing is Standing.ALLOWED:
            self.allowed.emit(view.session)
        elif view.standing is Standing.DECLINED:
            self.ended.emit(tr("A supervisor declined: {why}").format(why=view.why))
        else:
            said = {Withdrawn.RAN_OUT: tr(RAN_OUT), Withdrawn.AWAY: tr(AWAY)}
            self.ended.emit(said.get(self._why, ""))

    @Slot(object)
    def _refused(self, error: ListeningRoomError) -> None:
        self._under_way = False
        if isinstance(error, FieldsError):
            self.problems.emit(error)
        else:
            self.failed.emit(error)

    @Slot(object)
    def _lost(self, error: ListeningRoomError) -> None:
        """It could not be read or withdrawn: the supervisors have it no longer than its time."""
        self.asked = None
        self.failed.emit(error)


class WaitForAnswer(QWidget):
    """The calm part of the page meanwhile: what is waited for, how long yet, and a way out.

    Emits `given_up`, `lengthened` where the adviser waits longer, and `ran_out`.
    """

    given_up = Signal()
    lengthened = Signal()
    ran_out = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._uptime, self._began = context.desk.clock.monotonic, 0.0
        self.countdown = Countdown(self._uptime)
        self.give_up, self.longer = SecondaryButton(tr("Give up")), SecondaryButton(tr(LONGER))
        self._head = title(tr("Waiting for a supervisor"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, _RING)
        box.setSpacing(16)
        for widget in (self._head, Words(tr(WAITS)), self.countdown):
            box.addWidget(widget)
        buttons = QWidget()
        row = FlowLayout(buttons)
        row.addWidget(self.give_up)
        row.addWidget(self.longer)
        box.addWidget(buttons)
        self.give_up.clicked.connect(self.given_up)
        self.longer.clicked.connect(self.lengthened)
        self.countdown.over.connect(self.ran_out)
        self.hide()

    def begin(self) -> None:
        """Wait."""
        self.show()
        self._began = self._uptime()
        self._count(0)
        self.give_up.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"{self._head.words}. {self.countdown.accessibleName()}.")

    @Slot(int)
    def wait_longer(self, times: int) -> None:
        """Wait on: it was lengthened so often by now."""
        had_focus = self.longer.hasFocus()
        self._count(times)
        if had_focus and self.longer.isHidden():
            self.give_up.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.countdown.accessibleName())

    def _count(self, times: int) -> None:
        self.countdown.advice = tr(ADVICE) if times < MOST_LENGTHENED else ""
        self.countdown.begin(ASKED_FOR.total_seconds() * (1 + times) - (self._uptime() - self._began))
        self.longer.setVisible(times < MOST_LENGTHENED)

    def end(self) -> None:
        """Wait no more."""
        self.countdown.end()
        self.hide()

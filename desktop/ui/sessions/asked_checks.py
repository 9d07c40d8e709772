"""The lesser checks that are asked for at other PCs, shown at the PC of whoever may allow them.

Rules:
- It is looked at when someone signs in, when another PC did something, and when the desk is unlocked.
- Nothing is shown while the desk is locked, or while a session is open here: a customer sits beside this screen.
- Nothing comes up while a mouse button is held: press and release hit the same widget.
- What cannot be read is not shown; it is said where someone wants something of the database.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Self

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from desktop.application.office.in_person import InPerson
from desktop.application.sessions.answering_lesser_check import (
    AllowAsked,
    DeclineAsked,
    NotAnswered,
    WaitingCheck,
    lengthen_waiting,
    waiting_checks,
    what_became,
)
from desktop.domain.office.people import Permission
from desktop.domain.shared.ids import NoteId
from desktop.errors import FieldsError, ListeningRoomError, SignInRefusedError, WrongStateError
from desktop.ui.kit.widgets.frame import Frame
from desktop.ui.kit.widgets.where import in_sentences
from desktop.ui.running.context import Context
from desktop.ui.running.overtaken import ask_who
from desktop.ui.sessions.asked_panel import AskedPanel
from desktop.words import tr
from desktop.words.errors import sentence, words_of
from desktop.words.quicker import quicker_words

HELD_MS = 200


class AskedChecks(QObject):
    """Shows those that wait, until `end`. `busy` says whether a session is open here. `panel`: None until one waits."""

    def __init__(self, context: Context, frame: Frame, busy: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._frame, self._busy = context, frame, busy
        self.panel: AskedPanel | None = None
        self._waiting: tuple[WaitingCheck, ...] = ()
        self._held = QTimer(self)
        self._held.setSingleShot(True)
        self._held.setInterval(HELD_MS)
        self._held.timeout.connect(self._show)
        context.news.changed.connect(self.look)
        context.front.changed.connect(self._front_changed)
        self.look()

    def know(self, context: Context) -> Self:
        """Take their roles of now from that context."""
        self._context = context
        self.look()
        return self

    def end(self) -> None:
        """Look no more: they have signed out."""
        self._held.stop()
        self._context.news.changed.disconnect(self.look)
        self._context.front.changed.disconnect(self._front_changed)
        if self.panel is not None:
            self.panel.put_away()
            self.panel.deleteLater()
        self.deleteLater()

    @Slot()
    def look(self) -> None:
        """Ask the database what waits."""
        context = self._context
        if context.desk.changes is None or not context.person.may(Permission.ALLOW_LESSER_CHECK):
            self.show_waiting(())
        elif not self._kept_back:
            context.run(waiting_checks, context.actor, owner=self).then(self.show_waiting).otherwise(self._not_read)

    @Slot(object)
    def show_waiting(self, waiting: tuple[WaitingCheck, ...]) -> None:
        """Show what waits, the earliest first; or what became of the one that was shown."""
        self._waiting = waiting
        shown = self.panel.check if self.panel is not None else None
        if shown is not None and shown.id not in [each.id for each in waiting]:
            asking = self._context.run(what_became, self._context.actor, shown.id, owner=self)
            asking.then(self._ended).otherwise(self._not_read)
        else:
            self._show()

    @property
    def _kept_back(self) -> bool:
        """Whether nothing is shown now: the desk is locked, or a session is open here."""
        return self._context.front.locked or self._busy()

    @Slot()
    def _front_changed(self) -> None:
        if not self._kept_back:
            self.look()
        elif self.panel is not None:
            self.panel.put_away()

    @Slot()
    def _show(self) -> None:
        if not self._waiting or self._kept_back:
            return
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._held.start()
            return
        panel = self._made()
        shown = next((each for each in self._waiting if panel.check is not None and each.id == panel.check.id), None)
        panel.show_check(shown or self._waiting[0], len(self._waiting) - 1)

    def _made(self) -> AskedPanel:
        if self.panel is None:
            self.panel = AskedPanel(self._context)
            self._frame.put_above(self.panel)
            self.panel.allowed.connect(self._allow)
            self.panel.declined.connect(self._decline)
            self.panel.lengthened.connect(self._lengthen)
            self.panel.looked.connect(self.look)
        return self.panel

    @Slot(object)
    def _ended(self, ended: NotAnswered | None) -> None:
        if self.panel is not None and ended is not None:
            desk = self._context.desk
            quicker = quicker_words(ended.quicker, desk.clock.now(), desk.office.zone)
            self.panel.show_ended(in_sentences(sentence(ended.code), quicker))
            if not self.panel.isVisible():
                self._show()

    def _allow(self, asked: str, password: str) -> None:
        command = AllowAsked(InPerson(self._context.actor, password), NoteId(asked))
        done = self._context.run(command, owner=self)
        done.then(lambda _: self._done(tr("Allowed. The adviser goes on with the session."))).otherwise(self._refused)

    def _decline(self, asked: str, password: str, reason: str) -> None:
        command = DeclineAsked(InPerson(self._context.actor, password), NoteId(asked), reason)
        done = self._context.run(command, owner=self)
        done.then(lambda _: self._done(tr("Declined. The adviser reads why."))).otherwise(self._refused)

    @Slot(str)
    def _lengthen(self, asked: str) -> None:
        longer = self._context.run(lengthen_waiting, self._context.actor, NoteId(asked), owner=self)
        longer.then(lambda _: self.look()).otherwise(self._not_longer)

    @Slot(object)
    def _not_longer(self, error: ListeningRoomError) -> None:
        """Say why it is no longer; one that still waits goes on."""
        if isinstance(error, WrongStateError) and error.code == "lesser_check_longest":
            self.look()
        else:
            self._refused(error)

    def _done(self, said: str) -> None:
        if self.panel is not None:
            self.panel.show_ended(said)

    @Slot(object)
    def _refused(self, error: ListeningRoomError) -> None:
        if self.panel is None or self.panel.check is None:
            return
        if isinstance(error, FieldsError | SignInRefusedError):
            self.panel.show_error(error)
        elif not ask_who(self._context, error, partial(self._say_ended, error), self):
            self._say_ended(error)

    def _say_ended(self, error: ListeningRoomError, quicker: str = "") -> None:
        if self.panel is not None:
            self.panel.show_ended(in_sentences(words_of(error), quicker))

    @Slot(object)
    def _not_read(self, error: ListeningRoomError) -> None:
        if self.panel is not None:
            self.panel.put_away()

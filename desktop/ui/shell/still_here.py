"""Whether the person at the desk is still here, and with which roles: asked at once after a change, or soon.

Rules:
- It is asked when another PC did something, and when an act for an account was done here (`News`); every few
  seconds besides, since news can be lost. A change that comes while it is being asked has it asked once more.
- That someone's access has ended is told by the tasks, whatever they were doing (`Tasks.access_ended`).
- The directory is asked on a worker of its own (`office.directory`). Where it has not answered for too long, the desk
  locks.
- Other roles or names are emitted with each answer until they were taken on (`know`). The end of a lent role's last day
  is such a change, too. Where a row is not what the log says, roles are not asked about again.
- That a newer program has upgraded the database (`office.pc_checks`) is said once to whoever is signed in.
- An answer about someone who has signed out meanwhile does nothing to the next.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.errors import ListeningRoomError, RowRefusedError, WrongStateError
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.application.office.directory import Presence
    from desktop.application.shared.commands import Actor
    from desktop.domain.office.people import Person
    from desktop.ui.running.context import Context
    from desktop.ui.running.tasks import Running

EVERY_MS = 5000


class StillHere(QObject):
    """Asks from `begin` to `end`. Emits `changed(person)`, and `lock_wanted(why)`."""

    changed = Signal(object)
    """With a `Person`, whose module is loaded behind the painted window."""
    lock_wanted = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._context: Context | None = None
        self._known: Person | None = None
        self._asking: Running[Presence] | None = None
        self._told = self._again = False
        self.timer = QTimer(self, interval=EVERY_MS)
        self.timer.timeout.connect(self._ask)

    def begin(self, context: Context) -> None:
        """Ask about the person of that context."""
        self._told = self._again = False
        self.know(context)
        context.news.changed.connect(self.look)
        context.news.here.connect(self.look)
        self.timer.start()

    def know(self, context: Context) -> None:
        """Their roles are those of that context now."""
        self._context, self._known = context, context.person

    def end(self) -> None:
        """Ask no more: they have signed out. The directory forgets them."""
        self.timer.stop()
        context, self._context, self._known = self._context, None, None
        if context is None:
            return
        context.news.changed.disconnect(self.look)
        context.news.here.disconnect(self.look)
        if context.person.directory:
            from desktop.application.office.directory import leave_directory

            context.run(leave_directory, context.actor, owner=self, lane="outside").otherwise(self._not_answered)

    @Slot()
    def look(self) -> None:
        """Ask at once."""
        if self._asking is None or self._asking.finished:
            self._ask()
        else:
            self._again = True  # what is being read may be from before the change

    @Slot()
    def _ask(self) -> None:
        from desktop.application.office.directory import still_here

        if self._context is not None and (self._asking is None or self._asking.finished):
            actor = self._context.actor
            asking = self._context.run(still_here, actor, owner=self)
            self._asking = asking.then(partial(self._found, actor)).otherwise(self._not_answered)

    def _found(self, actor: Actor, presence: Presence) -> None:
        from desktop.application.office.directory import Presence, ask_directory, in_roles_of_now

        if self._context is None or self._context.actor != actor:
            return
        self._ask_again()
        if presence is Presence.OUTDATED and not self._told:
            self._told = True
            self._context.fail(WrongStateError("program_outdated"))
        if presence in (Presence.HERE, Presence.OUTDATED) and self._known is not None:
            asked = self._context.run(in_roles_of_now, actor, self._known, owner=self)
            asked.then(self._answered).otherwise(self._not_answered)
        elif presence is Presence.ASK:
            asking = self._context.run(ask_directory, actor, owner=self, lane="outside")
            self._asking = asking.then(partial(self._found, actor)).otherwise(self._not_answered)
        elif presence is Presence.LEFT:
            self._ask()
        elif presence is Presence.LOCK:
            self.lock_wanted.emit(
                tr("The directory has not answered for a while, so this desk is locked. Unlocking asks it again.")
            )

    def _ask_again(self) -> None:
        again, self._again = self._again, False
        if again:
            self.look()

    def _answered(self, person: Person | None) -> None:
        if person is not None and self._context is not None and person.id == self._context.person.id:
            self.changed.emit(person)

    def _not_answered(self, error: ListeningRoomError) -> None:
        """Say nothing: what is wrong is said where someone wants something of the database."""
        if isinstance(error, RowRefusedError):
            self._known = None
        self._ask_again()

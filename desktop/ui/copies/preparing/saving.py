"""Autosave of a draft: within a second of a change, even while changes continue, and on leaving.

Rules:
- One save runs at a time; changes made meanwhile are saved after it.
- A failed save is reported, and retried until it succeeds, even after the window is gone.
- If someone else has saved meanwhile, nothing is retried: a person chooses (`keep_mine`, `take`). Nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.application.copies import preparing
from desktop.application.copies.preparing import Preparation, SaveDraft
from desktop.application.shared.commands import bound
from desktop.domain.copies.marking import Draft
from desktop.errors import InDoubtError, ListeningRoomError, WrongStateError
from desktop.ui.copies.preparing.editing import Content
from desktop.ui.running.context import Context, ask_who
from desktop.words import tr
from desktop.words.errors import message_for

SOON_MS, AGAIN_MS = 600, 5000


class Kept(Enum):
    """The state of the last change."""

    SAVED = auto()
    NOT_YET = auto()
    FAILED = auto()
    """Saving failed, and is retried."""
    OVERTAKEN = auto()
    """Someone else has saved: a person chooses."""


def content_of(draft: Draft) -> Content:
    """Return the part of a draft that is edited."""
    return Content(draft.marks, draft.dismissed, draft.style, draft.chapters)


class Saver(QObject):
    """The saver of one draft. `told(kept, words)`: its state, in words. `settled(kept)`: a save has finished."""

    told = Signal(Kept, str)
    settled = Signal(Kept)

    def __init__(self, context: Context, preparation: Preparation, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._request = context, preparation.request
        self.version = preparation.draft.version
        self._saved = self._wanted = self._under_way = content_of(preparation.draft)
        self.kept = Kept.SAVED
        self._busy = False
        self._overtaken = ""
        self._call: Callable[[], Draft] | None = None
        """The save that is running, or whose reply was lost: it is repeated before any other."""
        self._soon, self._again = QTimer(self), QTimer(self)
        for timer, after in ((self._soon, SOON_MS), (self._again, AGAIN_MS)):
            timer.setSingleShot(True)
            timer.setInterval(after)
            timer.timeout.connect(self.save)

    def change(self, content: Content) -> None:
        """Take the draft's new content."""
        self._wanted = content
        if self.kept is Kept.OVERTAKEN:
            return
        if content == self._saved and not self._busy:
            self._soon.stop()
            self._tell(Kept.SAVED)
        else:
            if not self._soon.isActive():
                self._soon.start()
            self._tell(Kept.NOT_YET)

    @Slot()
    def save(self) -> None:
        """Save unsaved changes now; emit `settled` on success or failure."""
        self._soon.stop()
        self._again.stop()
        if self._busy:
            return
        if self._call is not None:
            self._send(self._call)
            return
        if self._wanted == self._saved and self.kept is not Kept.OVERTAKEN:
            self._settle(Kept.SAVED)
            return
        made = self._under_way = self._wanted
        draft = Draft(self.version, made.marks, made.dismissed, made.style, made.chapters)
        command = SaveDraft(self._context.actor, self._request, draft)
        self._send(bound(preparing.save_draft, self._context.desk, command))

    def _send(self, call: Callable[[], Draft]) -> None:
        self._busy, self._call = True, call
        self._context.tasks.run(call, owner=self).then(self._stored).otherwise(self._not_stored)

    def keep_mine(self, theirs: Draft) -> None:
        """Keep this version instead of theirs."""
        self.version, self._saved = theirs.version, content_of(theirs)
        self.kept = Kept.NOT_YET
        self.save()

    def take(self, theirs: Draft) -> None:
        """Take their version instead of this one; the caller shows it."""
        self.version = theirs.version
        self._saved = self._wanted = content_of(theirs)
        self._settle(Kept.SAVED)

    def retire(self) -> None:
        """Stop as soon as everything is saved: the window is gone."""
        if self.kept is Kept.SAVED or self.kept is Kept.OVERTAKEN:
            self.deleteLater()
        else:
            self.settled.connect(self._retire)

    @Slot(object)
    def _retire(self, kept: Kept) -> None:
        if kept is not Kept.FAILED:
            self.deleteLater()

    @Slot(object)
    def _stored(self, draft: Draft) -> None:
        self._busy, self._call = False, None
        self.version, self._saved = draft.version, self._under_way
        if self._wanted == self._saved:
            self._settle(Kept.SAVED)
        else:
            self.save()

    @Slot(object)
    def _not_stored(self, error: ListeningRoomError) -> None:
        self._busy = False
        if not isinstance(error, InDoubtError):
            self._call = None
        if isinstance(error, WrongStateError):
            self._overtaken = message_for(error)
            self._settle(Kept.OVERTAKEN, self._overtaken)
            ask_who(self._context, error, self._tell_who, self)
        else:
            self._again.start()
            self._settle(Kept.FAILED, message_for(error))

    def _tell_who(self, who: str) -> None:
        """Say who has saved, unless someone has chosen by now."""
        if who and self.kept is Kept.OVERTAKEN:
            self._tell(Kept.OVERTAKEN, f"{self._overtaken} {who}")

    def _settle(self, kept: Kept, why: str = "") -> None:
        self._tell(kept, why)
        self.settled.emit(kept)

    def _tell(self, kept: Kept, why: str = "") -> None:
        self.kept = kept
        self.told.emit(kept, _words(kept, why))


def _words(kept: Kept, why: str) -> str:
    if kept is Kept.SAVED:
        return tr("All changes are saved.")
    if kept is Kept.NOT_YET:
        return tr("Saving.")
    if kept is Kept.OVERTAKEN:
        return why
    return tr("Your last changes are not saved yet. {why} The program keeps trying.").format(why=why)

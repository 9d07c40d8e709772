"""Keeping a draft as it goes: within a second of a change, also while others follow it, and when one leaves.

Rules:
- One save is under way at a time; what changes meanwhile is saved after it.
- What could not be saved is said, and tried again until it is saved. It outlives the window for that.
- If somebody else has saved meanwhile nothing is tried again: a person chooses (`keep_mine`, `take`). Nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.application.copies import drafting
from desktop.application.copies.drafting import Preparation, SaveDraft
from desktop.application.shared.binding import bound
from desktop.domain.copies.draft import Draft
from desktop.errors import InDoubtError, ListeningRoomError, WrongStateError
from desktop.ui.copies.preparing.editing import Content
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.errors import words_of

SOON_MS, AGAIN_MS = 600, 5000


class Kept(Enum):
    """How far it is with what was changed last."""

    SAVED = auto()
    NOT_YET = auto()
    FAILED = auto()
    """It is tried again."""
    OVERTAKEN = auto()
    """Somebody else has saved: a person chooses."""


def content_of(draft: Draft) -> Content:
    """Return the part of a draft that is edited."""
    return Content(draft.marks, draft.dismissed, draft.style, draft.chapters)


class Saver(QObject):
    """Saves one draft. `told(kept, words)`: how far it is, in words. `settled(kept)`: a save has come home."""

    told = Signal(object, str)
    settled = Signal(object)

    def __init__(self, context: Context, preparation: Preparation, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._request = context, preparation.request
        self.version = preparation.draft.version
        self._saved = self._wanted = self._under_way = content_of(preparation.draft)
        self.kept = Kept.SAVED
        self._busy = False
        self._call: Callable[[], Draft] | None = None
        """The save that is under way, or whose answer was lost: it is made again before any other."""
        self._soon, self._again = QTimer(self), QTimer(self)
        for timer, after in ((self._soon, SOON_MS), (self._again, AGAIN_MS)):
            timer.setSingleShot(True)
            timer.setInterval(after)
            timer.timeout.connect(self.save)

    def change(self, content: Content) -> None:
        """It is like this now."""
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
        """Save now what is not saved; `settled` when it is, or could not be."""
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
        command = SaveDraft(self._context.at, self._request, draft)
        self._send(bound(drafting.save_draft, self._context.desk, command))

    def _send(self, call: Callable[[], Draft]) -> None:
        self._busy, self._call = True, call
        self._context.tasks.run(call, owner=self).then(self._came_home).otherwise(self._did_not)

    def keep_mine(self, theirs: Draft) -> None:
        """This one in place of theirs."""
        self.version, self._saved = theirs.version, content_of(theirs)
        self.kept = Kept.NOT_YET
        self.save()

    def take(self, theirs: Draft) -> None:
        """Theirs in place of this one; the caller shows it."""
        self.version = theirs.version
        self._saved = self._wanted = content_of(theirs)
        self._settle(Kept.SAVED)

    def retire(self) -> None:
        """Go, as soon as everything is saved: nobody looks any more."""
        if self.kept is Kept.SAVED or self.kept is Kept.OVERTAKEN:
            self.deleteLater()
        else:
            self.settled.connect(self._retire)

    @Slot(object)
    def _retire(self, kept: Kept) -> None:
        if kept is not Kept.FAILED:
            self.deleteLater()

    @Slot(object)
    def _came_home(self, draft: Draft) -> None:
        self._busy, self._call = False, None
        self.version, self._saved = draft.version, self._under_way
        if self._wanted == self._saved:
            self._settle(Kept.SAVED)
        else:
            self.save()

    @Slot(object)
    def _did_not(self, error: ListeningRoomError) -> None:
        self._busy = False
        if not isinstance(error, InDoubtError):
            self._call = None
        if isinstance(error, WrongStateError):
            self._settle(Kept.OVERTAKEN, words_of(error))
        else:
            self._again.start()
            self._settle(Kept.FAILED, words_of(error))

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
    return tr("The last changes are not saved yet. {why} It is tried again by itself.").format(why=why)

"""Opens a copy or an original for a place of the program, shows its window, and closes it on every way out.

Rules:
- It closes when the window is left, when the desk is locked, and when the place is hidden for any reason.
- If the place is hidden while something opens, it is closed unheard and never shown.
- The page shows how much of a copy was heard, from the log and since then; it decides nothing.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.application.copies import staff_listening
from desktop.application.copies.rebuild_log import LogRebuilt
from desktop.application.copies.staff_listening import Hearing, Opening
from desktop.application.office.in_person import InPerson
from desktop.application.ports.playing import Ear
from desktop.application.requests.views import RequestView
from desktop.domain.copies.copy import Recording
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.spans import Span, union
from desktop.errors import ListeningRoomError
from desktop.ui.copies.hearing.window import HearingWindow
from desktop.ui.kit.widgets.accessible import read_aloud
from desktop.ui.running.context import Context
from desktop.ui.running.tasks import Running
from desktop.words import tr


class Hearings(QObject):
    """A place's hearings, one at a time. Emits `busy(words)` while one opens ("" when that is over), and `shut`.

    `begun`: an original is open, by the password that was typed for it.
    """

    busy = Signal(str)
    begun = Signal()
    shut = Signal()
    failed = Signal(ListeningRoomError)
    lock_wanted = Signal()

    def __init__(self, context: Context, place: QWidget) -> None:
        super().__init__(place)
        self._context, self._place = context, place
        self.window: HearingWindow | None = None
        self._opening = self._given_up = False
        self._heard: dict[str, tuple[Span, ...]] = {}
        self._sound = (60, Ear.BOTH)
        self._starts: tuple[bool, int | None] = (False, None)
        place.installEventFilter(self)

    def heard(self, id: str | None) -> tuple[Span, ...]:
        """Return the spans of a copy that the signed-in user has heard, as far as is known here."""
        return self._heard.get(id or "", ())

    def know(self, view: RequestView) -> tuple[Span, ...]:
        """Return the spans heard of the copy of a request just opened, including those in the log."""
        if view.copy is not None:
            self._heard[view.copy] = union((*self.heard(view.copy), *view.heard))
        return self.heard(view.copy)

    def open_copy(self, request: RequestId, *, plays: bool = False, part: int | None = None) -> None:
        """Open the copy that waits for a decision. `plays`: it starts by itself, or that removed part of it."""
        if self._may_open():
            self._starts = (plays, part)
            self._opening_by(self._context.run(staff_listening.open_copy, self._context.actor, request))

    def open_original(self, request: RequestId, by: InPerson) -> None:
        """Open the original of the copy."""
        if self._may_open():
            self._opening, self._given_up, self._starts = True, False, (False, None)
            running = self._context.run(staff_listening.open_original, by, request)
            running.then(self._original_open).otherwise(self._not_opened)

    @Slot()
    def close(self) -> None:
        """Stop the sound at once, and close anything open or opening; what was heard is logged."""
        self._given_up = True
        window, self.window = self.window, None
        if window is None:
            if self._opening:  # the long lane runs one task at a time: it is closed as soon as it is open
                self._context.tasks.run(self._context.desk.sound.shut, lane="long").otherwise(self._context.fail)
            return
        self._done_opening()
        opening, new = window.opening, window.control.new
        self._sound = (window.control.volume, window.control.ear)
        window.leave()
        self._heard[opening.sound.id] = union((*self.heard(opening.sound.id), *new))
        self._shut(opening, new)
        self._place.window().activateWindow()
        self.shut.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close the hearing when its place is hidden: by another place, the lock, or signing out.

        The page behind stays busy until the window is active: it would take the focus back, and be read over it.
        """
        if watched is self.window and event.type() == QEvent.Type.WindowActivate:
            self._done_opening()
        if watched is self._place and event.type() == QEvent.Type.Hide:
            self.close()
        return False

    def _may_open(self) -> bool:
        """Return whether nothing is open or opening."""
        return not self._opening and self.window is None

    def _opening_by(self, running: Running[Opening]) -> None:
        self._opening, self._given_up = True, False
        self._say_busy()
        running.then(self._load).otherwise(self._not_opened)

    def _say_busy(self) -> None:
        alone = self._starts[0] and not read_aloud()
        then = tr("It starts by itself.") if alone else tr("Nothing plays until you press Play.")
        self.busy.emit(f"{tr('Opening and checking it.')} {then}")

    @Slot(object)
    def _original_open(self, opening: Opening) -> None:
        """Return to the page that offered it, which stays busy until the window comes."""
        self.begun.emit()
        self._say_busy()
        self._load(opening)

    @Slot(object)
    def _load(self, opening: Opening) -> None:
        """Load the key, now that opening is logged."""
        desk = self._context.desk
        if self._given_up:
            self._done_opening()
            return
        rebuilt = None
        if isinstance(opening.sound, Recording):
            actor, hand_over = self._context.actor, self._context.tasks.hand_over
            rebuilt = LogRebuilt(actor, opening.request, opening.sound.id, desk.uow, desk.clock, hand_over)
        self._context.work(staff_listening.load, opening, rebuilt).then(self._loaded).otherwise(self._not_opened)

    @Slot(object)
    def _loaded(self, found: Hearing) -> None:
        if self._given_up:
            self._done_opening()
            return
        window = HearingWindow(found, self.heard(found.opening.sound.id), self._context, *self._sound)
        window.finish_wanted.connect(self.close)
        window.lock_wanted.connect(self._lock)
        window.degraded.connect(partial(self._degraded, found.opening))
        window.installEventFilter(self)
        self.window = window
        window.lock_down(self._place)
        plays, part = self._starts
        if plays:
            window.play_at_once(part)

    def _shut(self, opening: Opening, new: tuple[Span, ...]) -> None:
        desk = self._context.desk
        self._context.tasks.run(desk.sound.shut, lane="long").otherwise(self._context.fail)
        device = desk.player.status().device if new else ""
        self._context.run(staff_listening.heard, self._context.actor, opening, new, device)

    @Slot(object)
    def _not_opened(self, error: ListeningRoomError) -> None:
        self._done_opening()
        self.failed.emit(error)

    def _done_opening(self) -> None:
        self._opening = False
        self.busy.emit("")

    def _lock(self) -> None:
        self.close()
        self.lock_wanted.emit()

    def _degraded(self, opening: Opening, codes: tuple[str, ...]) -> None:
        self._context.run(staff_listening.lockdown_degraded, self._context.actor, opening, codes)


def _nothing(_: object) -> None:
    """Do nothing: the work is done, and nobody waits for it."""

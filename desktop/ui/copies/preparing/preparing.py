"""Preparing a copy from beginning to end: open the original, mark it, autosave, make the copy.

Rules:
- Opening the original is committed before anything of it is read. Opening, looking for proposals and rendering are
  long tasks: they show progress, and can be stopped.
- However it ends (left, made, stopped, the desk locked, the place left), the sound is closed and the window gone.
  Unsaved changes are then saved in the background, and retried until they are.
- The copy is made from the version saved last.
- A draft is saved within a second of a change, even while changes continue, and on leaving. One save runs at a time;
  changes made meanwhile are saved after it. A failed save is reported, and retried until it succeeds.
- If someone else has saved meanwhile, nothing is retried: a person chooses (`keep_mine`, `take`). Nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.application.copies import preparing
from desktop.application.office.signing_in import InPerson
from desktop.application.ports.sound import Prepared, Strongroom, Watcher, WaveformLevels
from desktop.application.shared.commands import bound
from desktop.application.shared.stored_sound import LogRebuilt
from desktop.domain.copies.copy import ApprovedCopy, Recording
from desktop.domain.copies.marking import Draft
from desktop.domain.shared.ids import RequestId
from desktop.errors import InDoubtError, ListeningRoomError, WrongStateError
from desktop.ui.copies.copy_parts import security_code_words
from desktop.ui.copies.preparing.editing import unversioned
from desktop.ui.copies.preparing.lanes import WaveformDetails
from desktop.ui.copies.preparing.transcript import Transcribing
from desktop.ui.copies.preparing.workbench import PreparingWindow
from desktop.ui.kit.progress import Progress
from desktop.ui.player.controls import displays
from desktop.ui.running.context import Context, ask_who
from desktop.ui.running.tasks import Running
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


class Saver(QObject):
    """The saver of one draft. `told(kept, words)`: its state, in words. `settled(kept)`: a save has finished."""

    told = Signal(Kept, str)
    settled = Signal(Kept)

    def __init__(self, context: Context, preparation: preparing.Preparation, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._request = context, preparation.request
        self.version = preparation.draft.version
        self._saved = self._wanted = self._under_way = unversioned(preparation.draft)
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

    def change(self, content: Draft) -> None:
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
        command = preparing.SaveDraft(self._context.actor, self._request, draft)
        self._send(bound(preparing.save_draft, self._context.desk, command))

    def _send(self, call: Callable[[], Draft]) -> None:
        self._busy, self._call = True, call
        self._context.tasks.run(call, owner=self).then(self._stored).otherwise(self._not_stored)

    def keep_mine(self, theirs: Draft) -> None:
        """Keep this version instead of theirs."""
        self.version, self._saved = theirs.version, unversioned(theirs)
        self.kept = Kept.NOT_YET
        self.save()

    def take(self, theirs: Draft) -> None:
        """Take their version instead of this one; the caller shows it."""
        self.version = theirs.version
        self._saved = self._wanted = unversioned(theirs)
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

    def _stored(self, draft: Draft) -> None:
        self._busy, self._call = False, None
        self.version, self._saved = draft.version, self._under_way
        if self._wanted == self._saved:
            self._settle(Kept.SAVED)
        else:
            self.save()

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
        self.told.emit(kept, _kept_words(kept, why))


def _kept_words(kept: Kept, why: str) -> str:
    if kept is Kept.SAVED:
        return tr("All changes are saved.")
    if kept is Kept.NOT_YET:
        return tr("Saving.")
    if kept is Kept.OVERTAKEN:
        return why
    return tr("Your last changes are not saved yet. {why} The program keeps trying.").format(why=why)


STOPPED = "stopped"


class Preparing(QObject):
    """Prepares one copy at a time. `left(request)`: the window closed. `made(request)`: it did, with a copy.

    `begun`: the original is open, by the password that was typed for it; `refused(error)`: it is not.
    """

    begun = Signal()
    refused = Signal(ListeningRoomError)
    left = Signal(str)
    made = Signal(str)

    def __init__(self, context: Context, strongroom: Strongroom, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._strongroom, self._place = context, strongroom, parent
        self.window: PreparingWindow | None = None
        self.saver: Saver | None = None
        self.transcribing: Transcribing | None = None
        self._progress: Progress | None = None
        self._handles: list[Running[Any]] = []
        self._opening = False
        self._then: Callable[[], None] | None = None
        """The action to take once everything is saved."""
        self._left_over: dict[RequestId, Draft] = {}
        """Marks that conflicted with another person's save when the window had to close at once."""
        self._plan: preparing.CopyPlan | None = None

    # Opening

    def open(self, request: RequestId, by: InPerson) -> None:
        """Open the original of a request."""
        if self.window is not None or self._opening:
            return
        self._opening = True
        self._context.run(preparing.open_preparation, by, request).then(self._opened).otherwise(self._not_opened)

    def _opened(self, preparation: preparing.Preparation) -> None:
        self._opening = False
        self.begun.emit()
        if not self._context.front.shows(self._place):
            return  # the desk was locked or the place left: nothing was read, and nothing must come to the front
        self.window = window = PreparingWindow(preparation, self._context)
        window.waiting.working.cancelled.connect(self._cancel)
        window.degraded.connect(self._degraded)
        progress = self._new_progress()
        window.show_opening(progress)
        window.fill(displays(self._place.window()).staff)
        window.restrict()
        rebuilt = self._log_rebuilt(preparation.request, preparation.recording)
        original, open_sound = preparation.recording, self._context.desk.sound.open_original
        call = partial(_load, original, self._strongroom, open_sound, progress, rebuilt)
        self._run_long(call, self._loaded, self._not_loaded, progress)

    def _not_opened(self, error: ListeningRoomError) -> None:
        self._opening = False
        self.refused.emit(error)

    def _loaded(self, waveform: WaveformLevels) -> None:
        window = self.window
        assert window is not None
        preparation = window.preparation
        page, bench = window.show_editor(waveform)
        self.saver = saver = Saver(self._context, preparation, self)
        bench.changed.connect(saver.change)
        saver.told.connect(self._tell_saved)
        saver.settled.connect(self._settled)
        self._tell_saved(Kept.SAVED, tr("All changes are saved."))
        self.transcribing = Transcribing(self._context, window, bench)
        self.transcribing.read()
        page.more.code.clicked.connect(self._flag_code)
        page.leave.clicked.connect(self._leave)
        page.copy_wanted.connect(self._make)
        page.theirs.clicked.connect(lambda: self._read_theirs(self._take_theirs))
        page.mine.clicked.connect(lambda: self._read_theirs(saver.keep_mine))
        if (left_over := self._left_over.pop(preparation.request, None)) is not None:
            bench.take(left_over)
            page.show_problem(tr("These are your earlier marks. Undo shows what someone else has saved."))
        recording = preparation.recording
        details = WaveformDetails(
            page.lanes, waveform, partial(self._strongroom.waveform_detail, recording), self._context.tasks
        )
        details.failed.connect(self._say)
        progress = self._new_progress()
        call = partial(self._strongroom.proposals, recording, recording.agent_channel, progress)
        self._run_long(call, bench.show_found, self._nothing_found, progress)

    def _not_loaded(self, error: ListeningRoomError) -> None:
        self.shut()
        if error.code != STOPPED:
            self._context.fail(error)

    def _nothing_found(self, error: ListeningRoomError) -> None:
        if self.window is not None and self.window.page is not None:
            self.window.page.proposals.say(message_for(error))

    @Slot(object)
    def _degraded(self, codes: tuple[str, ...]) -> None:
        if self.window is not None:
            request = self.window.preparation.request
            self._context.run(preparing.lockdown_degraded, self._context.actor, request, codes)

    # Saving

    @Slot(Kept, str)
    def _tell_saved(self, kept: Kept, words: str) -> None:
        page = self.window.page if self.window is not None else None
        if page is not None:
            page.show_saved(words, fine=kept in (Kept.SAVED, Kept.NOT_YET), conflict=kept is Kept.OVERTAKEN)

    @Slot(object)
    def _settled(self, kept: Kept) -> None:
        then, self._then = self._then, None
        if kept is Kept.SAVED and then is not None:
            then()

    def _read_theirs(self, use: Callable[[Draft], None]) -> None:
        window = self.window
        assert window is not None
        self._context.run(preparing.read_draft, self._context.actor, window.preparation.request, owner=window).then(
            use
        ).otherwise(self._say)

    def _take_theirs(self, theirs: Draft) -> None:
        if self.saver is not None and self.window is not None and self.window.bench is not None:
            self.saver.take(theirs)
            self.window.bench.take(unversioned(theirs))

    # Making the copy

    @Slot()
    def _make(self) -> None:
        assert self.saver is not None and self.window is not None and self.window.bench is not None
        if self.window.bench.ask_about_proposals():
            return
        self.window.bench.page.show_problem("")
        self.window.bench.sounding.end()
        self._then = self._make_plan
        self.saver.save()

    def _make_plan(self) -> None:
        assert self.saver is not None and self.window is not None
        preparation = self.window.preparation
        progress = self._new_progress()
        self.window.show_copying(progress)
        command = preparing.MakeCopy(self._context.actor, preparation.request, self.saver.version, preparation.guard_ms)
        self._handles.append(
            self._context.run(preparing.plan_from_draft, command).then(self._planned).otherwise(self._not_made)
        )

    def _planned(self, plan: preparing.CopyPlan) -> None:
        assert self._progress is not None
        self._plan = plan
        rebuilt = self._log_rebuilt(plan.command.request, plan.original)
        watcher = self._progress
        call = partial(preparing.render_copy, plan, strongroom=self._strongroom, watcher=watcher, rebuilt=rebuilt)
        self._run_long(call, self._rendered, self._not_made, self._progress)

    def _rendered(self, prepared: Prepared) -> None:
        assert self._plan is not None
        self._context.run(preparing.keep_copy, self._plan, prepared).then(self._kept).otherwise(self._not_made)

    def _kept(self, copy: ApprovedCopy) -> None:
        self._go()
        self.made.emit(copy.request)

    def _not_made(self, error: ListeningRoomError) -> None:
        if self.window is not None:
            self.window.show_editor_again()
            if error.code != STOPPED:
                self._say(error)

    # Leaving

    @Slot()
    def _leave(self) -> None:
        """Save, then leave; if saving fails, a second press leaves, and saving is retried in the background."""
        assert self.saver is not None and self.window is not None
        if self.saver.kept is Kept.FAILED:
            self.shut()
        else:
            self._then = self.shut
            self.saver.save()

    def shut(self) -> None:
        """Stop the sound and close at once: also when the desk is locked or the place is left."""
        if self.window is None:
            return
        request = self.window.preparation.request
        if self.saver is not None and self.window.bench is not None:
            if self.saver.kept is Kept.OVERTAKEN:
                self._left_over[request] = self.window.bench.editing.content
            elif self.saver.kept is not Kept.SAVED:
                self.saver.save()
        self._go()
        self.left.emit(request)

    def _go(self) -> None:
        self._stop_long()
        window, self.window = self.window, None
        self.transcribing = None
        assert window is not None
        if window.bench is not None:
            window.bench.sounding.end()
        self._context.tasks.run(self._context.desk.sound.shut, lane="long")
        window.release()
        self._let_saver_go()

    def _let_saver_go(self) -> None:
        """Release the saver once it has saved everything."""
        saver, self.saver, self._then = self.saver, None, None
        if saver is not None:
            saver.told.disconnect(self._tell_saved)
            saver.settled.disconnect(self._settled)
            saver.retire()

    @Slot()
    def _cancel(self) -> None:
        """Cancel: while opening, leave; while making the copy, return to the editor."""
        if self.window is None or self.window.page is None:
            self.shut()
        else:
            self._stop_long()
            self.window.show_editor_again()

    @Slot(object)
    def _say(self, error: ListeningRoomError) -> None:
        if self.window is not None and self.window.page is not None:
            self.window.page.show_problem(message_for(error))

    @Slot()
    def _flag_code(self) -> None:
        """Stop the sound at once, and flag the incident."""
        if (window := self.window) is not None and window.bench is not None:
            window.bench.sounding.pause()
            flagged = self._context.run(preparing.flag_security_code, self._context.actor, window.preparation.request)
            flagged.then(self._code_flagged).otherwise(self._say)

    def _code_flagged(self, _: object) -> None:
        if self.window is not None and self.window.page is not None:
            self.window.page.problem.set_parts(*security_code_words())

    # Long work

    def _log_rebuilt(self, request: RequestId, original: Recording) -> LogRebuilt:
        desk, hand_over = self._context.desk, self._context.tasks.hand_over
        return LogRebuilt(self._context.actor, request, original.id, desk.uow, desk.clock, hand_over)

    def _new_progress(self) -> Progress:
        """Make a progress without a parent: the worker may still report when the window is gone."""
        self._progress = progress = Progress()
        self.destroyed.connect(progress.cancel)
        return progress

    def _run_long(
        self, call: Callable[[], object], done: Callable[..., None], failed: Callable[..., None], progress: Progress
    ) -> None:
        self._handles = [handle for handle in self._handles if not handle.finished]
        self._handles.append(
            self._context.tasks.run(call, lane="long", owner=self.window, progress=progress)
            .then(done)
            .otherwise(failed)
        )

    def _stop_long(self) -> None:
        for handle in self._handles:
            handle.cancel()
        self._handles = []


def _load(
    original: Recording,
    strongroom: Strongroom,
    open_sound: Callable[..., None],
    watcher: Watcher,
    rebuilt: LogRebuilt,
) -> WaveformLevels:
    """Do all the work of opening, on the long worker."""
    strongroom.make_working(original, watcher, rebuilt)
    waveform = strongroom.waveform(original)
    open_sound(original)
    return waveform

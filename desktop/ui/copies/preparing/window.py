"""The window to prepare a copy: it fills the screen, like the listening window.

It shows progress (opening, making the copy), and in between the editor.
"""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.application.copies.preparing import Preparation
from desktop.application.ports.sound import WaveformLevels
from desktop.errors import ListeningRoomError
from desktop.ui.copies.preparing.editing import voices_of
from desktop.ui.copies.preparing.page import EditorPage, Shortcuts
from desktop.ui.copies.preparing.sounding import Sounding
from desktop.ui.copies.preparing.workbench import Workbench
from desktop.ui.kit.page import Page
from desktop.ui.kit.progress import Progress, Working
from desktop.ui.kit.text import Where
from desktop.ui.player.control import DeviceLog
from desktop.ui.player.window import LockedWindow
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.errors import message_for


class WorkingPage(Page):
    """The page that shows the work in progress, how long it takes, and how to stop it."""

    def __init__(self, reference: str) -> None:
        super().__init__(tr("Prepare the copy: {reference}").format(reference=reference))
        self.working = Working()
        self.add(self.working)

    def where(self) -> str:
        """Return nothing: `PreparingWindow` says it."""
        return ""

    def about(self) -> str:
        """Return the text for a screen reader."""
        return super().where()

    def begin(self, lead: str, words: str, progress: Progress) -> None:
        """Show that work has begun."""
        self.set_lead(lead)
        self.working.begin(words, progress, focused=True)


class PreparingWindow(LockedWindow):
    """The window of preparing. Emits `cancelled` while it works; `page` and `bench` emit the editor's intents."""

    cancelled = Signal()

    def __init__(self, preparation: Preparation, context: Context) -> None:
        super().__init__(context, preparation.reference)
        self.preparation = preparation
        self.waiting = WorkingPage(preparation.reference)
        self.waiting.working.cancelled.connect(self.cancelled)
        self.stack.addWidget(self.waiting)
        self.page: EditorPage | None = None
        self.bench: Workbench | None = None
        self._shortcuts: Shortcuts | None = None
        self._where = Where(self, self.where)

    def where(self) -> str:
        """Return the text for a screen reader about the page shown; the heading once, whichever page says it."""
        shown = self.stack.currentWidget()
        if self.page is not None and shown is self.page:
            return self.page.where()
        return self.waiting.about() if shown is self.waiting else ""

    def show_opening(self, progress: Progress) -> None:
        """Show that the recording is opening."""
        lead = tr("You opened this recording. That is in the log.")
        self.waiting.begin(lead, tr("Opening the recording."), progress)

    def show_editor(self, waveform: WaveformLevels) -> tuple[EditorPage, Workbench]:
        """Show the editor: the recording is open."""
        recording = self.preparation.recording
        page = EditorPage(self.preparation, voices_of(recording.channels, recording.agent_channel), self._context)
        bench = Workbench(self.preparation, waveform, page, self._context.desk)
        self.page, self.bench = page, bench
        self._log_devices(bench.sounding)
        self._shortcuts = Shortcuts(self, bench.commands(), self._context)
        page.more.letters_changed.connect(self._shortcuts.look)
        self.stack.addWidget(page)
        bench.begin()
        self._bring(page)
        return page, bench

    def _log_devices(self, sounding: Sounding) -> None:
        devices = DeviceLog(self._context, self.preparation.subjects, sounding)
        sounding.looked.connect(devices.look)
        devices.failed.connect(self._device_not_logged)

    @Slot(object)
    def _device_not_logged(self, error: ListeningRoomError) -> None:
        """Stop the sound: nothing plays unless it can be logged."""
        if self.page is not None and self.bench is not None:
            self.bench.sounding.pause()
            self.page.show_problem(message_for(error))

    def show_copying(self, progress: Progress) -> None:
        """Show that the copy is being made."""
        self.waiting.begin(tr("Your marks are saved."), tr("Making the copy."), progress)
        self._bring(self.waiting)

    def show_beside(self, page: Page) -> None:
        """Show another page in place of the editor. It says by itself where one is."""
        self.stack.addWidget(page)
        self._bring(page)
        page.focus_first()

    def show_editor_again(self) -> None:
        """Return to the editor as it was: no copy was made."""
        if self.page is not None:
            self._bring(self.page)

    def _bring(self, page: QWidget) -> None:
        self.stack.setCurrentWidget(page)
        if page is not self.waiting:
            self.waiting.working.end()
        if self._shortcuts is not None:
            self._shortcuts.enable(page is self.page)
        self._where.say_soon()
        (self.page.lanes if page is self.page and self.page is not None else self.waiting.working.cancel).setFocus()

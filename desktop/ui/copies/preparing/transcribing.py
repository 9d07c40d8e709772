"""The transcript, reached from the workbench: its page beside the editor, and what is done on it.

The page plays the call that its lines are checked against, by the editor's own player. The sound stops when the page
opens, and where a file is asked for: it is chosen in a dialog where nothing plays. What is saved is in the next copy
that is made. Where someone else saved it meanwhile, theirs is shown, and what was typed here stays beside it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from desktop.application.copies import transcribing
from desktop.application.copies.transcribing import SaveTranscript, Transcribed
from desktop.application.ports.playing import Halt
from desktop.domain.copies.transcript import Cue, Transcript
from desktop.errors import ListeningRoomError
from desktop.ui.copies.preparing.editing import Part
from desktop.ui.copies.preparing.window import PreparingWindow
from desktop.ui.copies.transcript.page import TranscriptPage
from desktop.ui.running.context import Context
from desktop.ui.running.overtaken import ask_who
from desktop.words.codes import why_paused
from desktop.words.errors import words_of


class Transcribing(QObject):
    """Works on the transcript of one preparation; `page` is there while it is shown."""

    def __init__(self, context: Context, window: PreparingWindow) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._request, self._version = window.preparation.request, 0
        self.page: TranscriptPage | None = None
        self._leaving = False
        assert window.page is not None and window.bench is not None
        self._sounding = window.bench.sounding
        self._sounding.playing_changed.connect(self._playing_changed)
        self._sounding.moved.connect(self._moved)
        self._sounding.failed.connect(self._sound_failed)
        self._sounding.halted_by.connect(self._halted)
        window.page.more.transcript.clicked.connect(self.open)

    @Slot()
    def open(self) -> None:
        """Open the page, with the transcript as it was saved last."""
        self._sounding.pause()
        call = self._context.run(transcribing.open_transcript, self._context.actor, self._request, owner=self._window)
        call.then(self._opened).otherwise(self._not_opened)

    @Slot(object)
    def _opened(self, found: Transcribed) -> None:
        self._version = found.version
        recording = self._window.preparation.recording
        self.page = page = TranscriptPage(self._window.preparation.reference, recording.frames / recording.rate)
        page.line_played.connect(self._play)
        page.toggle_wanted.connect(self._toggle)
        page.silence_wanted.connect(self._sounding.pause)
        page.file_wanted.connect(self._read)
        page.save_wanted.connect(self._save)
        page.back.connect(self._leave)
        page.show_transcript(found.transcript)
        page.show_time(self._sounding.ms)
        self._window.show_beside(page)

    @Slot(int, int)
    def _play(self, start_ms: int, end_ms: int) -> None:
        """Play one line, once."""
        assert self.page is not None
        self.page.say_problem("")
        if self._sounding.loop and self._window.bench is not None:
            self._window.bench.transport.set_loop(False)
        self._sounding.play_part(Part(start_ms, end_ms))

    @Slot()
    def _toggle(self) -> None:
        assert self.page is not None
        self.page.say_problem("")
        self._sounding.toggle()

    @Slot(bool)
    def _playing_changed(self, playing: bool) -> None:
        if self.page is not None:
            self.page.show_playing(playing)

    @Slot(int)
    def _moved(self, ms: int) -> None:
        if self.page is not None:
            self.page.show_time(ms)

    @Slot(object)
    def _sound_failed(self, error: ListeningRoomError) -> None:
        if self.page is not None:
            self.page.say_problem(words_of(error))

    @Slot(object)
    def _halted(self, because: Halt) -> None:
        if self.page is not None:
            self.page.say_problem(why_paused(because))

    @Slot(object)
    def _not_opened(self, error: ListeningRoomError) -> None:
        if self._window.page is not None:
            self._window.page.show_problem(words_of(error))

    @Slot(Path)
    def _read(self, file: Path) -> None:
        actor, window = self._context.actor, self._window
        call = self._context.run(transcribing.read_file, actor, self._request, file, owner=window)
        call.then(self._has_read).otherwise(self._refused)

    @Slot(object)
    def _has_read(self, cues: tuple[Cue, ...]) -> None:
        if self.page is not None:
            self.page.show_cues(cues)

    @Slot(Transcript)
    def _save(self, transcript: Transcript) -> None:
        command = SaveTranscript(self._context.actor, self._request, transcript, self._version)
        call = self._context.run(command, owner=self._window)
        call.then(self._saved).otherwise(self._not_saved)

    @Slot(object)
    def _not_saved(self, error: ListeningRoomError) -> None:
        if not ask_who(self._context, error, partial(self._read_again, error), self):
            self._refused(error)

    def _read_again(self, error: ListeningRoomError, who: str) -> None:
        """Show what someone else saved; `who`: that, and when."""
        self._leaving = False
        call = self._context.run(transcribing.open_transcript, self._context.actor, self._request, owner=self._window)
        call.then(partial(self._show_newer, words_of(error), who)).otherwise(self._refused)

    def _show_newer(self, why: str, who: str, found: Transcribed) -> None:
        self._version = found.version
        if self.page is not None:
            self.page.show_newer(found.transcript, why, *([who] if who else []))

    @Slot(object)
    def _saved(self, saved: Transcribed) -> None:
        self._version = saved.version
        if self.page is not None:
            self.page.show_transcript(saved.transcript)
        if self._leaving:
            self._leave()

    @Slot(object)
    def _refused(self, error: ListeningRoomError) -> None:
        self._leaving = False
        if self.page is not None:
            self.page.show_problem(error)

    @Slot()
    def _leave(self) -> None:
        """Return to the editor; a line that was changed is saved first."""
        if self.page is not None and self.page.dirty:
            self._leaving = True
            self.page.save_line()
            return
        self._sounding.pause()
        page, self.page, self._leaving = self.page, None, False
        self._window.show_editor_again()
        if page is not None:
            self._window.stack.removeWidget(page)
            page.deleteLater()

"""The transcript of a recording, beside the workbench: take in a file, say who speaks, correct a line.

The page shows one step at a time and holds no rule. It plays the call that its lines are checked against, by the
editor's own player; the sound stops when it opens, and where a file is asked for. What is saved is in the next copy
that is made. Where someone else saved it meanwhile, theirs is shown, and what was typed here stays beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.application.copies.preparing import SaveTranscript, Transcribed, open_transcript, read_file
from desktop.application.ports.sound import Halt
from desktop.domain.copies.transcript import Cue, Line, Speaker, Transcript, corrected, names_of, spoken_by
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.copies.copy_parts import LinesView
from desktop.ui.copies.preparing.editing import Part
from desktop.ui.copies.preparing.workbench import PreparingWindow, Workbench
from desktop.ui.kit.accessible import unspoken
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import small_button
from desktop.ui.kit.forms.choices import Choice, ChoiceField
from desktop.ui.kit.forms.fields import LongTextField, TextField
from desktop.ui.kit.forms.page import BackPage
from desktop.ui.kit.layouts import Columns, column_in, in_a_row
from desktop.ui.kit.overlays import KeySheet, PathField, keys_in_view
from desktop.ui.kit.style import Size
from desktop.ui.kit.text import Clock, announce, small
from desktop.ui.running.context import Context, ask_who
from desktop.words import counted, text, tr
from desktop.words.codes import why_paused, words
from desktop.words.errors import message_for
from desktop.words.formatting import clock

USUAL = {
    **dict.fromkeys(("council", "office", "agent", "adviser", "advisor", "officer", "staff"), Speaker.OFFICE),
    **dict.fromkeys(("caller", "customer", "resident", "you"), Speaker.CALLER),
}
"""The hint of a name, in small letters: chosen already, and open to be changed."""
_BEGINNING, _SHOWN = 60, 4


KEYS = (
    ("F9", text("F9"), text("Play this line")),
    ("Ctrl+Space", text("Ctrl + Space"), text("Play or pause")),
    ("F1", text("F1"), text("These keys")),
)
"""The keys of the page, which act while a line is typed, too. The last acts at every step."""


class TranscriptPage(BackPage):
    """The page. Emits `file_wanted(path)`, `save_wanted(transcript)` and `back`; of the sound
    `line_played(start_ms, end_ms)`, `toggle_wanted`, and `silence_wanted` where a file is to be chosen.
    """

    compact = True
    file_wanted = Signal(Path)
    save_wanted = Signal(Transcript)
    line_played = Signal(int, int)
    toggle_wanted, silence_wanted = Signal(), Signal()

    def __init__(self, reference: str, seconds: float) -> None:
        """`seconds`: how long the recording is."""
        about = tr("Transcript: {reference}").format(reference=reference)
        super().__init__(about, primary=tr("Read the file"), wide=True)
        self.transcript = Transcript()
        self.cues: tuple[Cue, ...] = ()
        self.names: list[ChoiceField] = []
        self.problem, self.told = Banner("problem"), Banner("success")
        self.file = PathField(
            "file", tr("WebVTT, SRT or Contact Lens file"), files=True, file_title=tr("The transcript of this call")
        )
        self.lines = LinesView(tr("Lines of the transcript"), shown=_SHOWN)
        self.place = small()
        self._make_player(seconds)
        self.speaker = ChoiceField("line_speaker", tr("Who says this"), _speakers(), across=True)
        self.line_words = LongTextField("line_words", tr("Words of this line"), lines=2)
        hint = tr("The listener sees it beside the words. Empty: none.")
        self.topic = TextField("line_topic", tr("A topic that begins here"), hint)
        self._asked = _Names(())
        self.add(self.problem, self.told, self.file, self._asked, self.lines, self.player)
        self.add(Columns(self.speaker, self.topic, stack_below=700), self.line_words)
        self.another = self.add_link(tr("Use another file"), self._ask_for_file)
        self.away = self.add_link(tr("Delete the transcript"), self._take_away)
        self.back_link.set_words(tr("Back to the marks"))
        self._file_asked = self._sure = False
        self._shown = -1
        self.lines.moved.connect(self._move_to)
        self.submitted.connect(self._submit)
        self._show_step()

    def _make_player(self, seconds: float) -> None:
        """Make the row above the fields: which line it is, and the sound."""
        self.play_line, self.play = small_button(tr("Play this line")), small_button(tr("Play"))
        self.play.keep_room_for(tr("Pause"))
        self.time = Clock(Size.SMALL, clock(seconds))
        self.show_time(0)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        acts: tuple[Callable[[], object], ...] = (self._play_line, self._toggle, self._show_keys)
        for sequence, act in zip([keys for keys, _, _ in KEYS], acts, strict=True):
            QShortcut(QKeySequence(sequence), self, context=here).activated.connect(act)
        shown = [tr(named) for _, named, _ in KEYS]
        for button, sign, act in zip((self.play_line, self.play), shown, acts, strict=False):
            button.set_key(sign)
            button.clicked.connect(act)
        self.player = in_a_row(self.place, self.play_line, self.play, self.time)

    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """Return its keys; those of the sound while there are lines to check."""
        pairs = tuple((tr(named), tr(does)) for _, named, does in KEYS)
        return pairs[-1:] if self._asks else pairs

    def show_playing(self, playing: bool) -> None:
        """Show whether it plays. A screen reader says the new name only where it does not talk over sound."""
        with unspoken() if playing else nullcontext():
            self.play.set_words(tr("Pause") if playing else tr("Play"))

    def show_time(self, ms: int) -> None:
        """Show where the sound is."""
        if (shown := clock(ms / 1000)) != self.time.words:
            with unspoken():
                self.time.set_parts(shown)

    @Slot(object)
    def show_sound_failed(self, error: ListeningRoomError) -> None:
        """Say why nothing sounds."""
        self._say_problem(message_for(error))

    @Slot(object)
    def show_halted(self, because: Halt) -> None:
        """Say why the sound has paused."""
        self._say_problem(why_paused(because))

    @Slot()
    def _play_line(self) -> None:
        if not self._asks and 0 <= self._shown < len(self.transcript.lines):
            self._say_problem()
            line = self.transcript.lines[self._shown]
            self.line_played.emit(line.start_ms, line.end_ms)

    @Slot()
    def _toggle(self) -> None:
        if not self._asks:
            self._say_problem()
            self.toggle_wanted.emit()

    @Slot()
    def _show_keys(self) -> None:
        KeySheet(self, keys_in_view(self)).open()

    def show_transcript(self, transcript: Transcript) -> None:
        """Show the transcript as it is saved; without lines, the file is asked for."""
        taken_in = bool(self.cues) and bool(transcript.lines)
        saved = bool(self.transcript.lines or self.cues) and transcript != self.transcript
        self.transcript, self.cues, self._file_asked, self._sure = transcript, (), False, False
        self.set_busy("")
        self.problem.set_parts()
        self.set_problems(())
        rows = [(clock(line.start_ms / 1000), words(line.speaker), line.words) for line in transcript.lines]
        self.lines.show_lines(rows)
        self.told.set_parts(*((tr("Saved. It will be in the next copy that you make."),) if saved else ()))
        self._show_step()
        self._show_line(self.lines.current)
        if taken_in:
            self.rest_on(self.lines)

    def show_cues(self, cues: tuple[Cue, ...]) -> None:
        """Ask who each speaker of a file is."""
        self.set_busy("")
        self.problem.set_parts()
        self.told.set_parts()
        self.cues, self._file_asked = cues, False
        self._ask_names()
        self._show_step()
        self.focus_first()

    def show_newer(self, transcript: Transcript, *why: str) -> None:
        """Show what someone else saved meanwhile, and why nothing was saved here.

        What was typed stays in its line, to be saved again; of a line that is gone it stands in the message.
        """
        typed = (self.speaker.value(), self.line_words.value(), self.topic.value()) if self.dirty else None
        at = self._shown
        before, cues, asked = self.transcript.lines, self.cues, self._file_asked
        with QSignalBlocker(self.lines):  # going to another line saves
            self.show_transcript(transcript)
        self.told.set_parts()
        self.cues, self._file_asked = cues, asked
        self._show_step()
        gone = ""
        if typed is not None:
            self._show_line(at)
            there = transcript.lines[at : at + 1]
            if [(line.start_ms, line.end_ms) for line in there] == [(before[at].start_ms, before[at].end_ms)]:
                self._put_back(typed, before[at])
            else:
                gone = tr("You had typed: “{words}”").format(words=" ".join(each for each in typed[1:] if each))
        self._say_problem(*why, *([gone] if gone else []))

    def _put_back(self, typed: tuple[str | None, str, str], was: Line) -> None:
        """Put what was changed of a line back, beside what someone else changed of it."""
        speaker, said, topic = typed
        if speaker != was.speaker.value:
            self.speaker.set_value(speaker)
        if said != was.words:
            self.line_words.set_value(said)
        if topic != was.topic:
            self.topic.set_value(topic)

    def show_problem(self, error: ListeningRoomError) -> None:
        """Show why it was refused: what was typed stays."""
        self.told.set_parts()
        said = self.show_refusal(error)
        self._say_problem(*((said,) if said else ()))

    def _say_problem(self, *said: str) -> None:
        self.problem.set_parts(*said)
        if said:
            announce(self.problem, " ".join(said))
            self.scroll_to(self.problem)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:  # its parts have their places now
            self._fill()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()

    def _fill(self) -> None:
        """Fill a tall window with lines; a low one scrolls."""
        if not self.lines.isHidden():
            self.lines.fill(self.height() - self._scroll.sizeHint().height() - self._footer.height())

    def focus_first(self) -> None:
        if self.transcript.lines and not self._asks:
            self.rest_on(self.lines)
        else:
            super().focus_first()

    @property
    def _asks(self) -> bool:
        """Whether a file is asked for, or who speaks in one."""
        return bool(self.cues) or self._file_asked or not self.transcript.lines

    def _show_step(self) -> None:
        asks_file, asks_names = self._asks and not self.cues, bool(self.cues)
        self.file.setVisible(asks_file)
        self._asked.setVisible(asks_names)
        line = (self.player, self.speaker, self.line_words, self.topic)
        for part in (self.lines, *line, self.another, self.away):
            part.setVisible(not self._asks)
        self.set_lead(self._lead_words(asks_file=asks_file, asks_names=asks_names))
        said = tr("Read the file") if asks_file else tr("Use this transcript") if asks_names else tr("Save this line")
        self.primary.set_words(said)
        self.away.set_words(tr("Delete the transcript"))

    def _lead_words(self, *, asks_file: bool, asks_names: bool) -> str:
        if asks_file:
            return tr("The person can read along while they listen. Choose the file of your own transcription.")
        if asks_names:
            return tr("Say who speaks. No name is kept.")
        return tr("Check it against the sound. Going to another line saves.")

    def _ask_names(self) -> None:
        old, self._asked = self._asked, _Names(self.cues)
        self.names = self._asked.fields
        self._body.replaceWidget(old, self._asked)
        old.hide()
        old.deleteLater()

    @property
    def dirty(self) -> bool:
        """Whether the line shown was changed, and is not saved."""
        if self._asks or not 0 <= self._shown < len(self.transcript.lines):
            return False
        return self._typed() != self.transcript

    @Slot(int)
    def _move_to(self, index: int) -> None:
        """Show another line; one that was changed is saved first."""
        if self.dirty and not self.busy:
            self.save_line()
        elif not self.busy:
            self._show_line(index)

    def _show_line(self, index: int) -> None:
        self._shown = index
        if not 0 <= index < len(self.transcript.lines):
            return
        line = self.transcript.lines[index]
        place = tr("Line {n} of {total}: {start} to {end}").format(
            n=index + 1,
            total=len(self.transcript.lines),
            start=clock(line.start_ms / 1000),
            end=clock(line.end_ms / 1000),
        )
        self.place.set_parts(place)
        self.speaker.set_value(line.speaker.value)
        self.line_words.set_value(line.words)
        self.topic.set_value(line.topic)
        self.set_problems(())

    @Slot()
    def _submit(self) -> None:
        self.problem.set_parts()
        if self.cues:
            self._use_file()
        elif self._asks:
            self._read_file()
        else:
            self.save_line()

    def _read_file(self) -> None:
        path: Path | None = self.file.value()
        if path is None:
            self.show_problem(FieldsError({"file": "transcript_file_missing"}))
            return
        self.set_busy(tr("Reading the file."))
        self.file_wanted.emit(path)

    def _use_file(self) -> None:
        missing = {field.name: "speaker_missing" for field in self.names if field.value() is None}
        if missing:
            self.show_problem(FieldsError(missing))
            return
        told = zip(names_of(self.cues), self.names, strict=True)
        self._save(spoken_by(self.cues, {name: Speaker(field.value() or "") for name, field in told}))

    def save_line(self) -> None:
        """Save the line as it is typed."""
        self._save(self._typed())

    def _typed(self) -> Transcript:
        speaker = Speaker(self.speaker.value() or Speaker.OTHER)
        said, topic = (" ".join(each.value().split()) for each in (self.line_words, self.topic))
        return corrected(self.transcript, self._shown, speaker, said, topic)

    def _save(self, transcript: Transcript) -> None:
        self.set_busy(tr("Saving."))
        self.save_wanted.emit(transcript)

    def _ask_for_file(self) -> None:
        self._file_asked = True
        self.silence_wanted.emit()
        self._show_step()
        self.file.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_away(self) -> None:
        """Ask once more, then take it away: corrected lines would have to be corrected again."""
        if self._sure:
            self._save(Transcript())
            return
        self._sure = True
        self.away.set_words(tr("Press again to delete it, with all corrections"))
        announce(self.away, self.away.text())


class _Names(QWidget):
    """The question of who each speaker of a file is."""

    def __init__(self, cues: tuple[Cue, ...]) -> None:
        super().__init__()
        counts, first = Counter(cue.name for cue in cues), dict[str, str]()
        for cue in cues:
            first.setdefault(cue.name, cue.words)
        self.fields = [_name_field(place, name, counts[name], first[name]) for place, name in enumerate(names_of(cues))]
        column_in(self, *self.fields, gap=14)


def _name_field(place: int, name: str, count: int, first: str) -> ChoiceField:
    who = tr("Who is “{name}”?").format(name=name) if name else tr("Who says the lines without a name?")
    said = first if len(first) <= _BEGINNING else f"{first[:_BEGINNING]}…"
    hint = counted(count, "1 line: “{said}”", "{n} lines. The first: “{said}”", said=said)
    field = ChoiceField(f"name_{place}", who, _speakers(), hint, across=True)
    usual = USUAL.get(name.casefold())
    field.set_value(usual.value if usual is not None else None)
    return field


def _speakers() -> tuple[Choice, ...]:
    return tuple(Choice(speaker.value, words(speaker)) for speaker in Speaker)


class Transcribing(QObject):
    """Works on the transcript of one preparation; `page` is there while it is shown."""

    def __init__(self, context: Context, window: PreparingWindow, bench: Workbench) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._request, self._version = window.preparation.request, 0
        self.page: TranscriptPage | None = None
        self._leaving = False
        self._bench, self._sounding = bench, bench.sounding
        bench.page.more.transcript.clicked.connect(self.open)

    def read(self) -> None:
        """Show the words of the call under its waveform, if it has a transcript."""
        call = self._context.run(open_transcript, self._context.actor, self._request, owner=self._window)
        call.then(lambda found: self._bench.show_words(found.transcript)).otherwise(self._not_opened)

    @Slot()
    def open(self) -> None:
        """Open the page, with the transcript as it was saved last."""
        self._sounding.pause()
        call = self._context.run(open_transcript, self._context.actor, self._request, owner=self._window)
        call.then(self._opened).otherwise(self._not_opened)

    def _opened(self, found: Transcribed) -> None:
        self._version = found.version
        self._bench.show_words(found.transcript)
        recording = self._window.preparation.recording
        self.page = page = TranscriptPage(self._window.preparation.reference, recording.frames / recording.rate)
        page.line_played.connect(self._play)
        page.toggle_wanted.connect(self._sounding.toggle)
        page.silence_wanted.connect(self._sounding.pause)
        page.file_wanted.connect(self._read)
        page.save_wanted.connect(self._save)
        page.back.connect(self._leave)
        self._sounding.playing_changed.connect(page.show_playing)
        self._sounding.moved.connect(page.show_time)
        self._sounding.failed.connect(page.show_sound_failed)
        self._sounding.halted_by.connect(page.show_halted)
        page.show_transcript(found.transcript)
        page.show_time(self._sounding.ms)
        self._window.show_beside(page)

    @Slot(int, int)
    def _play(self, start_ms: int, end_ms: int) -> None:
        """Play one line, once."""
        if self._sounding.loop:
            self._bench.transport.set_loop(False)
        self._sounding.play_part(Part(start_ms, end_ms))

    def _not_opened(self, error: ListeningRoomError) -> None:
        self._bench.page.show_problem(message_for(error))

    @Slot(Path)
    def _read(self, file: Path) -> None:
        actor, window = self._context.actor, self._window
        call = self._context.run(read_file, actor, self._request, file, owner=window)
        call.then(self._has_read).otherwise(self._refused)

    def _has_read(self, cues: tuple[Cue, ...]) -> None:
        if self.page is not None:
            self.page.show_cues(cues)

    @Slot(Transcript)
    def _save(self, transcript: Transcript) -> None:
        command = SaveTranscript(self._context.actor, self._request, transcript, self._version)
        call = self._context.run(command, owner=self._window)
        call.then(self._saved).otherwise(self._not_saved)

    def _not_saved(self, error: ListeningRoomError) -> None:
        if not ask_who(self._context, error, partial(self._read_again, error), self):
            self._refused(error)

    def _read_again(self, error: ListeningRoomError, who: str) -> None:
        """Show what someone else saved; `who`: that, and when."""
        self._leaving = False
        call = self._context.run(open_transcript, self._context.actor, self._request, owner=self._window)
        call.then(partial(self._show_newer, message_for(error), who)).otherwise(self._refused)

    def _show_newer(self, why: str, who: str, found: Transcribed) -> None:
        self._version = found.version
        self._bench.show_words(found.transcript)
        if self.page is not None:
            self.page.show_newer(found.transcript, why, *([who] if who else []))

    def _saved(self, saved: Transcribed) -> None:
        self._version = saved.version
        self._bench.show_words(saved.transcript)
        if self.page is not None:
            self.page.show_transcript(saved.transcript)
        if self._leaving:
            self._leave()

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

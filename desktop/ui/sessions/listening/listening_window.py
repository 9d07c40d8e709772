"""The window that fills the screen while someone listens in a session, and its controls: commit, then play; stop, then
commit.

Rules (besides those of `player.window` and `player.control`):
- Keys: N note; B break; W says the line of now, where there are captions; Esc twice (or Stop) stops, blanks, and offers
  the ways to continue. The first Esc also closes what "More" had opened. Space never presses Finish.
- A note in progress when the screen goes blank is restored afterwards; `unsaved` is its text.
- With a second display the customer has the panel there, and staff a strip on theirs: also if it is plugged in while
  they listen, or plugged in again.
- What was heard is saved at each stop and once a minute; a failed save is reported and retried with the next. Where the
  reply to a save was lost, that same save is repeated first, so that it is not logged twice.
- When the window comes again in the same session (after the close, after a lock, or at another PC, where the log says
  how it was) it has the sound and the look of before: nobody makes the call as loud, or the words as large, twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QWidget

from desktop.application.ports.sound import Halt
from desktop.application.sessions import listening
from desktop.application.sessions.listening import (
    Brief,
    ListeningPreferences,
    Opened,
    RecordDegradedLockdown,
    StopInDistress,
    TakeBreak,
    TakeNote,
)
from desktop.application.sessions.views import SessionView
from desktop.application.shared.commands import Command, bound
from desktop.domain.copies.transcript import Captions
from desktop.domain.sessions.needs import Need
from desktop.domain.sessions.session import WhyFinished
from desktop.domain.sessions.waveform import Pieces, drawn_waveform
from desktop.domain.shared.spans import Span, intersect, subtract, union
from desktop.errors import InDoubtError, ListeningRoomError
from desktop.ui.kit.accessible import read_aloud
from desktop.ui.kit.style import LARGEST, SMALLEST, THEMES, the_app
from desktop.ui.player.control import STEP_SECONDS, PlayControl
from desktop.ui.player.controls import displays
from desktop.ui.player.window import Keys, PlayWindow, session_keys
from desktop.ui.running.context import Context
from desktop.ui.sessions.break_page import BreakPage, StopPage, a_break
from desktop.ui.sessions.listener_language import in_language
from desktop.ui.sessions.listening.listening_panel import ON, CaptionedPanel, ListeningPanel, panel_of
from desktop.ui.sessions.listening.overlay import NotePanel, Overlay, StaffStrip
from desktop.ui.sessions.sound_check import Sound, usual_sound

SAVE_EVERY_MS = 60_000
Save = Callable[..., None]
SaveCall = partial[tuple[Span, ...]]
"""A save, and the spans it saves (`_then_spans`)."""


class ListeningControl(PlayControl):
    """Drives the player for one open copy of a session."""

    def __init__(
        self,
        context: Context,
        view: SessionView,
        parent: QObject,
        preferences: Callable[[], ListeningPreferences | None] = lambda: None,
    ) -> None:
        """`preferences`: returns the sound and the look as they are now; the window says how it looks."""
        super().__init__(context, view.call.frames, view.call.rate, parent)
        self._id, self._preferences = view.id, preferences
        self._before = view.heard
        self._saved: tuple[Span, ...] = ()
        self._in_doubt: SaveCall | None = None
        self._save = QTimer(self, interval=SAVE_EVERY_MS)
        self._save.timeout.connect(self._save_heard)
        self.playing_changed.connect(self._save_while_playing)

    @property
    def heard(self) -> tuple[Span, ...]:
        """The spans heard in this session so far."""
        return union((*self._before, *self._tracker.heard))

    def unsaved(self) -> tuple[Span, ...]:
        """Return the spans heard, and not known to be in the database."""
        return subtract(self._tracker.heard, self._saved)

    def note_saved(self, heard: tuple[Span, ...]) -> None:
        """Note that these spans are in the database, whichever step saved them."""
        self._saved = intersect(self._tracker.heard, heard)

    def _ask_to_play(self) -> None:
        position = self._playback_position(())
        self._context.run(listening.play, position, owner=self).then(lambda _: self._begun()).otherwise(
            self._not_started
        )

    def _has_stopped(self) -> None:
        self._keep(listening.stopped)

    @Slot(bool)
    def _save_while_playing(self, playing: bool) -> None:
        self._save.start() if playing else self._save.stop()

    def _save_heard(self) -> None:
        self._keep(listening.heard)

    def _keep(self, use_case: Save) -> None:
        spans = self.unsaved()
        call = bound(use_case, self._desk, self._playback_position(spans))
        again, self._in_doubt = self._in_doubt, None
        if again is not None:
            self._send(again, partial(self._keep, use_case))
        else:
            self._send(partial(_then_spans, call, spans))

    def _send(self, call: SaveCall, then: Callable[[], None] = lambda: None) -> None:
        tasks = self._context.tasks
        tasks.run(call, owner=self).then(partial(self._kept, then)).otherwise(partial(self._not_kept, call, then))

    def _playback_position(self, spans: tuple[Span, ...]) -> listening.PlaybackPosition:
        way_out, rate = self._desk.player.status().way_out, round(self.rate * 100)
        return listening.PlaybackPosition(
            self._context.actor, self._id, self.position, spans, rate, way_out, self.halted, self._preferences()
        )

    def _not_started(self, error: ListeningRoomError) -> None:
        self._set_playing(False)
        self.failed.emit(error)

    def _kept(self, then: Callable[[], None], spans: tuple[Span, ...]) -> None:
        self._saved = union((*self._saved, *spans))
        then()

    def _not_kept(self, call: SaveCall, then: Callable[[], None], error: ListeningRoomError) -> None:
        """Stop the player: nothing plays unless it can be logged."""
        self._in_doubt = call if isinstance(error, InDoubtError) else None
        self._desk.player.stop()
        self._set_playing(False)
        self.failed.emit(error)


def _then_spans(save: Callable[[], None], spans: tuple[Span, ...]) -> tuple[Span, ...]:
    save()
    return spans


TWICE_MS = 1000


class ListeningWindow(PlayWindow):
    """The listening window. Emits `wanted(command)` for what is to be carried out, and `finish_wanted(why)`."""

    wanted = Signal(Command)
    finish_wanted = Signal(WhyFinished)
    once = (Qt.Key.Key_Space, Qt.Key.Key_N, Qt.Key.Key_B)

    control: ListeningControl
    panel: ListeningPanel
    _plays = False
    """Whether the sound starts as soon as the window has the keyboard."""

    def __init__(
        self, opened: Opened, context: Context, briefed: Brief | None, before: ListeningPreferences | None = None
    ) -> None:
        """`briefed`: how the sound check found it. `before`: as they had it in the window before, if there was one;
        else as they had it at another PC, or as their request asks for."""
        view, ceiling = opened.session, context.desk.policy.sound_ceiling_percent
        super().__init__(context, view.reference)
        self._escape = QElapsedTimer()
        self.control = ListeningControl(context, view, self, lambda: self.preferences)
        self.panel = panel_of(opened, context)
        self._opened, self._view = replace(opened, captions=Captions()), view
        self.unsaved: TakeNote | None = None
        self.overlay = Overlay(self.stack, self.panel)
        self._connect()
        before = before or usable_look(opened.sound_and_look, ceiling)
        sound = _sound(view, briefed, before, ceiling)
        self.control.set_rate(sound.rate)
        self.control.begin(view.at_frame, sound.volume, sound.ear)
        self.sheets.wear_needs(view.to_meet)
        if before is not None:
            self._wear(before)
        elif Need.INTERPRETER in view.to_meet:
            self.set_pieces(True)
        self.installEventFilter(self)

    @property
    def preferences(self) -> ListeningPreferences:
        """The sound and the look as they are now."""
        control, sheets = self.control, self.sheets
        rate = round(control.rate * 100)
        return ListeningPreferences(control.volume, control.ear, rate, control.in_pieces, sheets.theme, sheets.text)

    def _wear(self, before: ListeningPreferences) -> None:
        """Look like that, and pause for an interpreter as it did."""
        if before.in_pieces:
            self.set_pieces(True)
        self.sheets.wear_theme(before.theme)
        if before.text != self.sheets.text:
            self.sheets.wear_text(before.text)

    def lock_down(self, staff_window: QWidget) -> None:
        """Fill the screen and ask the PC for its restrictions. With a second display, staff have a strip on theirs."""
        self._staff_window = staff_window
        where = displays(staff_window)
        if where.customer is not None:
            self._make_strip(where.staff)
        self.fill(where.customer or where.staff)
        self.restrict()
        the_app().screenRemoved.connect(self._display_gone)
        the_app().screenAdded.connect(self._display_come)

    def play_at_once(self) -> None:
        """Start the sound, as soon as the window has the keyboard: without it, it would be paused again.

        With a screen reader someone presses Play: it says where one is, and would talk over the call.
        """
        self._plays = not read_aloud()
        self._play_if_there()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self._plays:
            QTimer.singleShot(0, self, self._play_if_there)

    def _play_if_there(self) -> None:
        if self._plays and (self.isActiveWindow() or self.strip is not None) and not self.keys_off:
            self._plays = False
            self.control.play()

    def go(self) -> None:
        if self.strip is not None:
            self.strip.go()
        super().go()

    # Two displays, unplugged and plugged in

    def _make_strip(self, screen: QScreen) -> None:
        call, control = self.panel.call, self.control
        demo = self._context.desk.office.demo
        strip = StaffStrip(self._view.reference, call.frames / call.rate, self.keyPressEvent, demo=demo)
        strip.play.clicked.connect(control.toggle)
        strip.note.clicked.connect(self._note)
        strip.rest.clicked.connect(lambda: self._break(False))
        strip.finish.clicked.connect(self._finish)
        self.overlay.use_strip(strip)
        self._tell_strip()
        strip.show_problem(self.panel.problem.words)  # before it is placed: it is placed once, with room for the words
        strip.stand_on(screen)

    @Slot()
    def _tell_strip(self) -> None:
        """Update the strip, if staff have one: the position, and whether it plays."""
        if self.strip is not None:
            self.strip.show_frame(self.control.frame / self.panel.call.rate)
            self.strip.show_playing(self.control.playing)

    @Slot()
    def _display_gone(self) -> None:
        """Stop the sound at once: a display was unplugged. Once Qt has moved its windows, all are on the one left."""
        self.control.halt(Halt.DISPLAY_GONE)
        QTimer.singleShot(0, self, self._come_together)

    def _come_together(self) -> None:
        now = displays(self)
        if now.customer is not None or self._may_close:
            return
        self.overlay.give_up_strip()
        self.fill(now.staff)
        if self.overlay.page is not None:
            self.overlay.page.focus_first()

    @Slot()
    def _display_come(self) -> None:
        """Use a new display: once Qt has placed it, the customer has the panel there, and staff the strip."""
        QTimer.singleShot(0, self, self._come_apart)

    def _come_apart(self) -> None:
        where = displays(self._staff_window)
        if where.customer is None or self._may_close or self.strip is not None:
            return
        problem = self.panel.problem.words
        self._make_strip(where.staff)
        self.fill(where.customer)
        self._say_problem(problem)
        if self.overlay.page is not None:
            self.overlay.page.focus_first()

    def show_break(self, *, distressed: bool) -> None:
        """Blank the screen."""
        if isinstance(self.overlay.page, NotePanel) and self.overlay.page.note_words.value():
            self.unsaved = self.overlay.page.typed()
        if isinstance(self.panel, CaptionedPanel):
            self.panel.forget_words()
        with in_language(self.panel.language):
            why = a_break()
        page = self._stopped() if distressed else BreakPage(why, self._view, self._context)
        page.wanted.connect(self.wanted)
        page.finish_wanted.connect(self._finish)
        self.overlay.put(page)
        page.focus_first()

    def _stopped(self) -> StopPage:
        page = StopPage(self._view, self._context, self.panel.language)
        page.turned.connect(self.overlay.show_why)
        return page

    def show_reopened(self, opened: Opened) -> None:
        """Return from a break, two seconds earlier."""
        back = opened.session.at_frame - STEP_SECONDS * opened.session.call.rate
        self.control.begin(back, self.control.volume, self.control.ear)
        if isinstance(self.panel, CaptionedPanel):
            self.panel.show_words(opened.captions)
        self.overlay.clear()
        note, self.unsaved = self.unsaved, None
        if note is not None and note.at_frame is not None:
            self._write(note.at_frame).fill(note)

    def show_saved(self, view: SessionView) -> None:
        """Note a saved step: what was heard, a note, a break."""
        self.control.note_saved(view.heard)
        typed, kept = self.unsaved, [(note.words, note.at_frame) for note in view.notes]
        if typed is not None and (typed.words, typed.at_frame) in kept:
            self.unsaved = None  # it was saved while the screen went blank
        if self.on_break:
            return
        noted = isinstance(self.overlay.page, NotePanel)
        self.overlay.clear()
        if noted:
            (self.panel if self.strip is None else self.strip).show_note_saved()

    def show_busy(self, words: str) -> None:
        """Show the work in progress while the screen is blank; no words: it is over."""
        if isinstance(self.overlay.page, BreakPage):
            self.overlay.page.set_busy(words)

    def show_parties(self, view: SessionView) -> None:
        """Show who is still here."""
        self._view = view
        if isinstance(self.overlay.page, BreakPage):
            self.overlay.page.show_parties(view)

    def show_error(self, error: ListeningRoomError) -> None:
        """Show an error, or a missing answer, where the person is looking."""
        if isinstance(self.overlay.page, BreakPage | NotePanel):
            self.overlay.page.show_refusal(error)
        else:
            super().show_error(error)

    def _say_problem(self, words: str) -> None:
        super()._say_problem(words)
        if self.strip is not None:
            self.strip.show_problem(words)

    @property
    def strip(self) -> StaffStrip | None:
        """The strip on the staff display, where there are two displays."""
        return self.overlay.strip

    @property
    def on_break(self) -> bool:
        return isinstance(self.overlay.page, BreakPage)

    def _connect(self) -> None:
        panel, control = self.panel, self.control
        self.connect_playing()
        panel.rest.clicked.connect(lambda: self._break(False))
        panel.stop.clicked.connect(lambda: self._break(True))
        panel.louder.clicked.connect(control.louder)
        panel.pieces.chosen.connect(lambda key: self.set_pieces(key == ON))
        panel.letters.chosen.connect(lambda key: self._set_letters(key == ON))
        panel.finish.clicked.connect(self._finish)
        panel.note.clicked.connect(self._note)
        control.piece_over.connect(panel.show_piece_over)
        control.moved.connect(self._tell_strip)
        control.playing_changed.connect(self._tell_strip)
        self.degraded.connect(self._not_restricted)
        panel.show_letters(self._context.habits.letter_keys)

    @Slot(tuple)
    def _not_restricted(self, codes: tuple[str, ...]) -> None:
        self.wanted.emit(RecordDegradedLockdown(self._context.actor, self._view.id, codes))

    def set_pieces(self, on: bool) -> None:
        """Set whether it stops at natural pauses."""
        call, waveform = self.panel.call, self._opened.waveform
        removed = [Span(part.start, part.end) for part in call.removed]
        drawn = drawn_waveform(waveform.channels, call.frames, call.rate)
        self.control.set_pieces(Pieces(drawn, removed).stop_after if on else None)
        self.panel.show_pieces(on)

    def _set_letters(self, on: bool) -> None:
        self._context.habits.letter_keys = on
        self.panel.show_letters(on)

    def _finish(self) -> None:
        self.finish_wanted.emit(WhyFinished.FAULT if self.control.fault else WhyFinished.ASKED)

    def _break(self, distressed: bool) -> None:
        self.panel.more.fold()
        self.show_break(distressed=distressed)
        if distressed:
            self.control.fade_out()
        else:
            self.control.end()
        stop = StopInDistress if distressed else TakeBreak
        self.wanted.emit(stop(self._context.actor, self._view.id, self.control.frame, self.control.unsaved()))

    def _note(self) -> None:
        self.panel.more.fold()
        if self.control.playing:
            self.control.pause()
        self._write(self.control.frame)

    def _write(self, frame: int) -> NotePanel:
        page = NotePanel(frame, self._view, self._context.actor)
        page.wanted.connect(self.wanted)
        page.back.connect(self.overlay.clear)
        self.overlay.put(page)
        page.note_words.focus_target().setFocus()
        return page

    # Keys

    def keys(self) -> Keys:
        none = Qt.KeyboardModifier.NoModifier
        return super().keys() | {
            (Qt.Key.Key_N, none): self._note,
            (Qt.Key.Key_B, none): lambda: self._break(False),
            (Qt.Key.Key_W, none): self._say_line,
        }

    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        letters = self._context.habits.letter_keys
        captions = isinstance(self.panel, CaptionedPanel)
        return () if self.keys_off else (*super().shown_keys(), *session_keys(letters=letters, captions=captions))

    def sheet_closed(self) -> None:
        """Count the Esc that closed a sheet as the first of two: the way to stop is never longer."""
        self._escape.start()

    def _say_line(self) -> None:
        if isinstance(self.panel, CaptionedPanel):
            self.panel.say_line()

    @property
    def keys_off(self) -> bool:
        return self.overlay.page is not None

    def escaped(self) -> None:
        if self.on_break:
            return
        self.panel.more.fold()
        if self._escape.isValid() and self._escape.elapsed() < TWICE_MS:
            self._escape.invalidate()
            self._break(True)
        else:
            self._escape.start()


def usable_look(found: ListeningPreferences | None, ceiling: int) -> ListeningPreferences | None:
    """Return them no louder than this office's ceiling, in percent; None where this version has no such look."""
    if found is None or found.theme not in THEMES or not SMALLEST <= found.text <= LARGEST:
        return None
    return replace(found, volume=min(found.volume, ceiling))


def _sound(view: SessionView, briefed: Brief | None, before: ListeningPreferences | None, ceiling: int) -> Sound:
    """Return the sound of before; else that of the sound check, at the speed that the request asks for."""
    if before is not None:
        return Sound(before.volume, before.ear, before.rate_percent / 100)
    usual = usual_sound(view.to_meet, ceiling)
    return usual if briefed is None else replace(usual, volume=briefed.volume, ear=briefed.ear)

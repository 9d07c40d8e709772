"""The listener's panel, words first: who is speaking, what is removed and what comes next; then the lanes of the call.

Four controls are always there, at the foot: Play, Back, Louder, Stop. The rest is behind "More". Of staff information
there is only the reference. At the end of the call Finish stands beside the words, and is the main action.

In a window with little room the controls are smaller; the chapters go below the lanes, and these, then the lanes, are
scrolled to. On a large display the words are larger.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.application.ports.desk import Waveform
from desktop.application.sessions.views import SessionView
from desktop.domain.sessions.pauses import drawn_waveform
from desktop.domain.sessions.talking import talk_of
from desktop.domain.shared.spans import Span
from desktop.ui.kit.style import Size, font, scaled
from desktop.ui.kit.widgets.accessible import unspoken
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.listen_button import ListenButton, draw_back, draw_louder, draw_stop
from desktop.ui.kit.widgets.now_line import NowLine
from desktop.ui.kit.widgets.seek_bar import Span as BarSpan
from desktop.ui.kit.widgets.segmented import Segmented
from desktop.ui.kit.widgets.speaker_mark import Mark
from desktop.ui.kit.widgets.talk_bar import Lane, TalkBar
from desktop.ui.kit.widgets.words import Words, announce
from desktop.ui.player.panel import PlayPanel
from desktop.ui.player.spoken import spoken
from desktop.ui.running.context import Context
from desktop.ui.sessions.call_chapters import CallChapters
from desktop.ui.sessions.listening_more import More
from desktop.ui.sessions.now_said import Said, now_said, voices_of
from desktop.ui.sessions.session_page import LISTEN, at_step
from desktop.words import tr
from desktop.words.formatting import moment

OFF, ON = "off", "on"
_STACK_BELOW = 520
"""The width, in pixels, below which the lanes are under the time."""
_BESIDE_FROM = 1000
"""The width from which on the chapters stand beside the words."""
_LOW, _LARGE = QSize(1040, 620), QSize(1600, 860)
"""A window with little room is less wide or high, a large display at least as wide and high."""
BESIDE, FINISH_AT = QSize(28, 20), 2
"""The padding of Finish beside the words, and its place among the others behind "More"."""


class ListeningPanel(PlayPanel):
    """The panel, with the controls of a session: stop, a note, a break, short pieces, and finishing."""

    stop_wanted = Signal()
    break_wanted = Signal()
    note_wanted = Signal()
    louder_wanted = Signal()
    waveform: TalkBar
    back: ListenButton
    large = False
    """Whether the words are in larger type."""

    def __init__(self, view: SessionView, waveform: Waveform, context: Context) -> None:
        name = tr("Your call") if view.own_call else tr("The call")
        self._voices = voices_of(view.call.agent_channel, view.kind)
        super().__init__(view.call, waveform, context, name=name, voices=self._voices.names, finish=tr("Finish"))
        self.now = NowLine()
        self.louder = ListenButton(tr("Louder"), draw_louder, tr("Up"))
        self.stop = ListenButton(tr("Stop"), draw_stop, tr("Esc twice"))
        self.note = SecondaryButton(tr("Note"))
        self.rest = SecondaryButton(tr("Take a break"))
        self.pieces = Segmented(tr("Pause for an interpreter"), [(OFF, tr("Off")), (ON, tr("On"))], OFF)
        self.letters = Segmented(tr("Letter keys"), [(OFF, tr("Off")), (ON, tr("On"))], ON)
        self.more, self.chapters = More(), CallChapters(view.call, self.topics())
        self.finish.padding = SecondaryButton.padding
        self._at_end = False
        self._lay_out(view)
        self.show_heard(view.heard)
        self.show_frame(view.at_frame)
        self._connect()

    @spoken
    def where(self) -> str:
        return at_step(LISTEN, super().where())

    def make_bar(self, name: str, waveform: Waveform, voices: tuple[str, str]) -> TalkBar:
        made = TalkBar(name)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.show_lanes(self.lanes_of(waveform, voices), waveform.channels)
        return made

    def lanes_of(self, waveform: Waveform, voices: tuple[str, str]) -> list[Lane]:
        """Return a lane for each channel, the office's first."""
        call, channels = self.call, waveform.channels
        removed = [Span(part.start, part.end) for part in call.removed]
        talk = [talk_of(drawn_waveform([channel], call.frames, call.rate), removed) for channel in channels]
        if len(channels) < 2:
            return [Lane("", Mark.NONE, bars(spans)) for spans in talk]
        order, marks = (self._voices.first, 1 - self._voices.first), (Mark.SQUARE, Mark.CIRCLE)
        return [Lane(voices[at], mark, bars(talk[at]), at) for at, mark in zip(order, marks, strict=True)]

    def topics(self) -> tuple[tuple[int, str], ...]:
        """Return where each topic begins, in frames, and its name; none without a transcript."""
        return ()

    def make_back(self) -> ListenButton:
        return ListenButton(tr("Back 10 seconds"), draw_back, tr("Left"))

    @spoken
    def show_frame(self, frame: int) -> None:
        """Move the playhead, and say who is speaking; at the end of the call, offer to finish."""
        super().show_frame(frame)
        self.chapters.show_frame(frame)
        self._say_now(frame)

    @spoken
    def show_heard(self, heard: tuple[Span, ...]) -> None:
        super().show_heard(heard)
        self.chapters.show_heard(heard)

    @spoken
    def show_playing(self, playing: bool) -> None:
        super().show_playing(playing)
        self._say_now(self.waveform.frame)

    def show_next(self, frame: int) -> None:
        """Say what comes next. What is removed here stands above already."""
        words = "" if self._now(frame).removed else self.next_words(frame).strip()
        self.next_part.set_parts(words)
        self.next_part.setVisible(bool(words))

    @spoken
    def show_volume(self, volume: int) -> None:
        """Show the volume under "More"; at the office's ceiling the button says so."""
        before = self.level.middle.text()
        super().show_volume(volume)
        loudest = volume >= self._context.desk.policy.sound_ceiling_percent
        self.louder.set_key(tr("Loudest") if loudest else tr("Up"))
        if before and before != self.level.middle.text() and not self.more.is_open:
            announce(self, self.level.middle.accessibleName())

    def show_pieces(self, on: bool) -> None:
        """Show whether it stops by itself at natural pauses."""
        self.pieces.set_chosen(ON if on else OFF)

    @spoken
    def show_piece_over(self) -> None:
        """Say that it stopped by itself, where the next step is shown."""
        words = tr("End of this piece. Press Play to continue.")
        self.next_part.set_parts(words)
        self.next_part.show()
        announce(self.next_part, words)

    @spoken
    def show_note_saved(self) -> None:
        """Confirm that the note is saved, until the sound goes on."""
        words = tr("The note is saved.")
        self.next_part.set_parts(words)
        self.next_part.show()
        announce(self.next_part, words)

    def show_notes_elsewhere(self, elsewhere: bool) -> None:
        """Hide the note control: staff write notes on their own display."""
        self.note.setVisible(not elsewhere)

    def show_letters(self, on: bool) -> None:
        """Show whether letter keys work; where they do they stand on their buttons."""
        self.letters.set_chosen(ON if on else OFF)
        slower, faster = self.speed.less_button, self.speed.more_button
        for button, key in ((self.note, "N"), (self.rest, "B"), (slower, "["), (faster, "]")):
            button.set_key(key if on else "")
            button.setAccessibleDescription(key if on else "")

    def set_order(self) -> None:
        """Chain the tab stops; at the end of the call Finish comes after Play."""
        super().set_order()
        if self._at_end:
            QWidget.setTabOrder(self.play, self.finish)

    def _now(self, frame: int) -> Said:
        return now_said(self.call, self._voices, self.waveform.lanes, frame, playing=self.play.playing)

    def _say_now(self, frame: int) -> None:
        said = self._now(frame)
        self.now.show_said(said.words, said.mark, removed=said.removed)
        at_end = frame >= self.call.frames and not self.play.playing
        if at_end != self._at_end:
            self._at_end = at_end
            self.play.set_main(not at_end)
            self.finish.set_main(at_end)
            with unspoken():
                self.finish.padding = BESIDE if at_end else SecondaryButton.padding
                if at_end:
                    self._steps.take_out(self.finish)
                    self._beside.addWidget(self.finish)
                else:
                    self._beside.take_out(self.finish)
                    self._steps.insertWidget(FINISH_AT, self.finish)

    def _lay_out(self, view: SessionView) -> None:
        when = moment(view.call.at, self._context.desk.office.zone)
        about = tr("Your call of {when}") if view.own_call else tr("The call of {when}")
        self.about.set_parts(about.format(when=when))
        top = QHBoxLayout()
        top.addWidget(self.about, 1)
        top.addWidget(Words(view.reference, tone="muted", wraps=False))
        self._beside = FlowLayout(gap=24)
        self._beside.addWidget(self.next_part)
        self._beside.addWidget(self.skip)
        self._steps = self.more.add_row((self.rest, self.note, self.finish))
        self.more.add_row((self.level, self.speed, self.letters, self.display))
        for row in (self.ear, self.pieces, self.help):
            self._steps.addWidget(row)
        self._words = QHBoxLayout()
        self._words.setSpacing(32)
        self._words.addWidget(self.make_words(), 1)
        self._words.addWidget(self.chapters, 0, Qt.AlignmentFlag.AlignTop)
        self.add(top)
        self.add(self.problem)
        self.add(self._words, grows=True)
        self.add(self.more)
        self.add(self._lanes())
        self._below_lanes = self._box.count()
        self._controls = self._made_controls()
        self.pin(self._controls)

    def make_words(self) -> QWidget:
        """Make what takes the room above the lanes: what is said now, and what comes next."""
        words = QWidget()
        box = QVBoxLayout(words)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.now)
        box.addLayout(self._beside)
        box.addStretch(1)
        return words

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._time_and_lanes.setDirection(down if self.width() < scaled(_STACK_BELOW) else across)
        self._place_chapters()
        low = self.width() < scaled(_LOW.width()) or self.height() < scaled(_LOW.height())
        for button in (self.play, self.back, self.louder, self.stop, self.more.button):
            button.set_compact(low)
        self._controls.set_gap(10 if low else 24)
        self.chapters.set_few(low)
        self._box.setSpacing(8 if low else 16)
        large = self.width() >= scaled(_LARGE.width()) and self.height() >= scaled(_LARGE.height())
        if large != self.large:
            self.large = large
            self.show_large(large)

    def show_large(self, large: bool) -> None:
        """Show the words in larger type, on a large display; or in the usual."""
        self.now.set_large(large)
        self.next_part.setFont(font(Size.PANEL if large else Size.TITLE))

    def _place_chapters(self) -> None:
        """Place the chapters beside the words, or below the lanes where there is little room."""
        if self.width() >= scaled(_BESIDE_FROM):
            if self._words.indexOf(self.chapters) < 0:
                self._words.addWidget(self.chapters, 0, Qt.AlignmentFlag.AlignTop)
        elif self._box.indexOf(self.chapters) < 0:
            self._box.insertWidget(self._below_lanes, self.chapters)

    def _lanes(self) -> QBoxLayout:
        """Return the time, and the lanes beside it; below it where there is no room."""
        time, row = QVBoxLayout(), QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._time_and_lanes = row
        time.setSpacing(0)
        time.addWidget(self.elapsed)
        time.addWidget(self.total)
        time.addStretch(1)
        row.setSpacing(24)
        row.addLayout(time)
        row.addWidget(self.waveform, 1)
        return row

    def _made_controls(self) -> FlowLayout:
        """Return the four controls that are always there, and the one that shows the rest."""
        controls = FlowLayout(gap=24)
        for button in (self.play, self.back, self.louder, self.stop):
            controls.addWidget(button)
        controls.add_spring()
        controls.addWidget(self.more.button)
        return controls

    def _connect(self) -> None:
        self.stop.clicked.connect(self.stop_wanted)
        self.louder.clicked.connect(self.louder_wanted)
        self.rest.clicked.connect(self.break_wanted)
        self.note.clicked.connect(self.note_wanted)
        self.chapters.chosen.connect(self.waveform.seek)
        self.leave_space_to_play()
        self.pieces.setAccessibleDescription(tr("Stops at natural pauses"))


def bars(spans: tuple[Span, ...]) -> tuple[BarSpan, ...]:
    """Return spans of frames as a bar draws them."""
    return tuple(BarSpan(span.start, span.end) for span in spans)

"""The listener's panel, words first: who is speaking, what is removed and what comes next; then the lanes of the call.

Four controls are always there, at the foot: Play, Back, Louder, Stop. The rest is behind "More", which opens above the
lanes, where nothing has to move. Of staff information there is only the reference. At the end of the call Finish stands
beside the words, and is the main action. In a window with little room the controls are smaller; the chapters go below
the lanes, and these, then the lanes, are scrolled to. On a large display the words are larger.

A call with an approved transcript has its words above the lanes, and a lane for each speaker also where both voices
are in one channel. The words follow the sound wherever it goes, and a removed part stands in its place. W says the
current line to someone who uses a screen reader; nothing is said by itself while the call plays. On a break, and after
the distress key, the words are gone as the sound is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.application.ports.desk import Waveform
from desktop.application.sessions.listening import Opened
from desktop.application.sessions.views import CallView, RemovedView, SessionView
from desktop.domain.copies.transcript import Captions, Speaker
from desktop.domain.sessions.waveform import drawn_waveform, talk_of
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.spans import Span
from desktop.ui.kit.accessible import unspoken
from desktop.ui.kit.buttons import SecondaryButton, fill
from desktop.ui.kit.forms.choices import Segmented
from desktop.ui.kit.layouts import FlowLayout, column_in
from desktop.ui.kit.style import Size, font, scaled, smooth_painter, theme_of
from desktop.ui.kit.text import announce, in_sentences
from desktop.ui.player.controls import ListenButton, draw_back, draw_less, draw_louder, draw_more, draw_stop
from desktop.ui.player.panel import PlayPanel, spoken
from desktop.ui.running.context import Context
from desktop.ui.sessions.listener_language import in_language, on_screen
from desktop.ui.sessions.listening.call_chapters import CallChapters
from desktop.ui.sessions.listening.speech import CaptionLine, CaptionLines, Lane, Mark, NowLine, TalkBar
from desktop.ui.sessions.session_page import LISTEN, at_step
from desktop.words import tr
from desktop.words.copies import removed_words, words_left_out
from desktop.words.formatting import moment

_AROUND_MORE, _BETWEEN_MORE = 12, 20


class More(QWidget):
    """The folded controls, in rows. `button` opens and closes them."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("More controls"))
        self._more, self._less = tr("More"), tr("Less")
        self.button = ListenButton(self._more, draw_more)
        self.button.clicked.connect(self._turn)
        self._first: QWidget | None = None
        self._rows = column_in(self, gap=_AROUND_MORE)
        self._rows.setContentsMargins(_AROUND_MORE, _AROUND_MORE, _AROUND_MORE, _AROUND_MORE)
        self.hide()

    def add_row(self, *widgets: QWidget) -> FlowLayout:
        """Add a row of controls; return it."""
        row = FlowLayout(gap=_BETWEEN_MORE)
        row.add(*widgets)
        self._first = self._first or widgets[0]
        self._rows.addLayout(row)
        return row

    @property
    def is_open(self) -> bool:
        return not self.isHidden()

    def open(self) -> None:
        """Show the controls, with the keyboard at the first."""
        self._show(True)
        if self._first is not None:
            self._first.setFocus()

    def fold(self) -> None:
        """Hide the controls. The keyboard does not stay on one that is gone."""
        if self.is_open:
            inside = self.window().focusWidget()
            back = inside is not None and self.isAncestorOf(inside)
            self._show(False)
            if back:
                self.button.setFocus()

    def _turn(self) -> None:
        self.fold() if self.is_open else self.open()

    def _show(self, shown: bool) -> None:
        self.setVisible(shown)
        self.button.set_words(self._less if shown else self._more)
        self.button.set_draw(draw_less if shown else draw_more)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = smooth_painter(self)
        fill(painter, self.rect(), theme.soft, theme.edge, radius=8)


@dataclass(frozen=True)
class Said:
    """The words, with the speaker's mark. `removed`: they stand in the place of a removed part."""

    words: str
    mark: Mark = Mark.NONE
    removed: bool = False


@dataclass(frozen=True)
class Voices:
    """How the speakers of two channels are named: on their lanes, and speaking. `first`: the office's channel."""

    names: tuple[str, str]
    speaking: tuple[str, str]
    first: int = 0


def voices_of(agent: int | None, kind: Kind) -> Voices:
    """Return the speaker of each of two channels, in the listener's terms; if unknown, only that there are two."""
    if agent is None:
        return Voices(
            (tr("One voice"), tr("The other voice")), (tr("One voice is speaking"), tr("The other voice is speaking"))
        )
    theirs = (
        (tr("The other person"), tr("The other person is speaking"))
        if kind is Kind.INTERNAL
        else (tr("You"), tr("You are speaking"))
    )
    ours = tr("Council"), tr("The council is speaking")
    first, second = (ours, theirs) if agent == 0 else (theirs, ours)
    return Voices((first[0], second[0]), (first[1], second[1]), agent)


def removed_at(call: CallView, frame: int) -> RemovedView | None:
    """Return the part at `frame` of which nothing can be heard, if there is one."""
    return next((part for part in call.removed if part.channel is None and part.start <= frame < part.end), None)


def now_said(call: CallView, voices: Voices, lanes: Sequence[Lane], frame: int, *, playing: bool) -> Said:
    """Return what is said while the playhead is at `frame`."""
    if (part := removed_at(call, frame)) is not None:
        return Said(removed_said(part, call.rate), removed=True)
    if not playing:
        if frame >= call.frames:
            return Said(tr("This is the end of the call"))
        return Said(tr("Paused") if frame else tr("Ready when you are"))
    speaking = [lane for lane in lanes if any(span.start <= frame < span.end for span in lane.talk)]
    if not speaking:
        return _nobody_speaks(call, lanes, frame)
    if len(speaking) > 1:
        return Said(tr("Both are speaking"))
    (lane,) = speaking
    if lane.channel is None:
        return Said(tr("The call is playing"))
    return Said(voices.speaking[lane.channel], lane.mark)


def _nobody_speaks(call: CallView, lanes: Sequence[Lane], frame: int) -> Said:
    """Return that nobody speaks, or that what one voice says here is removed."""
    for part in call.removed:
        if part.start <= frame < part.end:
            mark = next((lane.mark for lane in lanes if lane.channel == part.channel), Mark.NONE)
            return Said(removed_said(part, call.rate), mark, removed=True)
    return Said(tr("Nobody is speaking"))


def removed_said(part: RemovedView, rate: int) -> str:
    """Return what stands in the place of a removed part: "8 seconds removed: about another person"."""
    return removed_words((part.end - part.start) / rate, part.reason)


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
            return [Lane("", Mark.NONE, spans) for spans in talk]
        order, marks = (self._voices.first, 1 - self._voices.first), (Mark.SQUARE, Mark.CIRCLE)
        return [Lane(voices[at], mark, talk[at], at) for at, mark in zip(order, marks, strict=True)]

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
        self._say_next(tr("End of this piece. Press Play to continue."))

    @spoken
    def show_note_saved(self) -> None:
        """Confirm that the note is saved, until the sound goes on."""
        self._say_next(tr("The note is saved."))

    def _say_next(self, words: str) -> None:
        self.next_part.set_parts(words)
        self.next_part.show()
        announce(self.next_part, words)

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
        self._beside = FlowLayout(gap=24)
        self._beside.add(self.next_part, self.skip)
        self._steps = self.more.add_row(self.rest, self.note, self.finish, self.ear, self.pieces, self.help)
        self.more.add_row(self.level, self.speed, self.letters, self.display)
        self._words = QHBoxLayout()
        self._words.setSpacing(32)
        self._words.addWidget(self.make_words(), 1)
        self._words.addWidget(self.chapters, 0, Qt.AlignmentFlag.AlignTop)
        self.add_about(about.format(when=when), view.reference)
        self.add(self._words, grows=True)
        self.add(self.more)
        self.add(self._lanes())
        self._below_lanes = self._box.count()
        self._controls = self._made_controls()
        self.pin(self._controls)

    def make_words(self) -> QWidget:
        """Make what takes the room above the lanes: what is said now, and what comes next."""
        words = QWidget()
        box = column_in(words, self.now, gap=6)
        box.addLayout(self._beside)
        self.fill_words(box)
        return words

    def fill_words(self, box: QVBoxLayout) -> None:
        """Fill the room below these."""
        box.addStretch(1)

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
        controls.add(self.play, self.back, self.louder, self.stop)
        controls.add_spring()
        controls.addWidget(self.more.button)
        return controls

    def _connect(self) -> None:
        self.chapters.chosen.connect(self.waveform.seek)
        self.leave_space_to_play()
        self.pieces.setAccessibleDescription(tr("Stops at natural pauses"))


_LINE, _AROUND_LINE = 200, 185
"""The height that a long line needs, and that of what stays in sight above and below it, in pixels at 100 %."""


class CaptionedPanel(ListeningPanel):
    """The panel with captions in the place of the largest words."""

    def __init__(self, view: SessionView, waveform: Waveform, context: Context, captions: Captions) -> None:
        self._captions, self._speakers = captions, speakers_of(view.kind)
        self.captions = CaptionLines()
        super().__init__(view, waveform, context)
        self.now.hide()
        self.show_words(captions)

    def fill_words(self, box: QVBoxLayout) -> None:
        box.addWidget(self.captions, 1)

    def lanes_of(self, waveform: Waveform, voices: tuple[str, str]) -> list[Lane]:
        """Return the lanes of two channels, else one for each speaker of the transcript."""
        if len(waveform.channels) > 1:
            return super().lanes_of(waveform, voices)
        return [
            Lane(name, mark, talk)
            for speaker, (name, mark) in self._speakers.items()
            if (talk := self._captions.talk_of(speaker))
        ]

    def topics(self) -> tuple[tuple[int, str], ...]:
        return self._captions.topics

    @spoken
    def show_words(self, captions: Captions) -> None:
        """Show the words of this copy again, where the sound is."""
        self._captions = captions
        self.chapters.name_again(captions.topics)
        self.captions.show_lines(len(captions.all), self._line, tuple(name for name, _ in self._speakers.values()))
        self.captions.show_index(captions.at(self.waveform.frame))

    def forget_words(self) -> None:
        """Show no words any more: the sound is closed."""
        self._captions = Captions()
        self.captions.forget()
        self.chapters.forget()

    def say_line(self) -> None:
        """Say the current line to assistive technology."""
        if said := self.captions.current():
            announce(self.captions, said)

    @spoken
    def show_frame(self, frame: int) -> None:
        super().show_frame(frame)
        self.captions.show_index(self._captions.at(frame))

    @spoken
    def where(self) -> str:
        return in_sentences(super().where(), tr("The words are shown. W says the current line."))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep room for a long line: what is below it is scrolled to."""
        super().resizeEvent(event)
        tall = min(scaled(_LINE), self.height() - scaled(_AROUND_LINE))
        self.captions.setMinimumHeight(max(tall, self.captions.minimumSizeHint().height()))

    def show_large(self, large: bool) -> None:
        super().show_large(large)
        self.captions.set_large(large)

    def _line(self, index: int) -> CaptionLine:
        found = self._captions.all[index]
        if found.removed is not None:
            seconds = (found.end - found.start) / self.call.rate
            return CaptionLine(removed_words(seconds, found.removed), removed=True)
        name, mark = self._speakers[found.speaker or Speaker.OTHER]
        return CaptionLine(found.words or words_left_out(), name, mark)


def speakers_of(kind: Kind) -> dict[Speaker, tuple[str, Mark]]:
    """Return the name and the mark of each speaker, in the listener's terms."""
    theirs = tr("The other person") if kind is Kind.INTERNAL else tr("You")
    return {
        Speaker.OFFICE: (tr("Council"), Mark.SQUARE),
        Speaker.CALLER: (theirs, Mark.CIRCLE),
        Speaker.OTHER: (tr("Someone else"), Mark.NONE),
    }


def panel_of(opened: Opened, context: Context) -> ListeningPanel:
    """Return the panel of an open copy, in the listener's language: with its words, where they are approved."""
    view = opened.session
    language = on_screen(view.kind, view.language, context.desk.policy)
    with in_language(language):
        if opened.captions:
            made: ListeningPanel = CaptionedPanel(view, opened.waveform, context, opened.captions)
        else:
            made = ListeningPanel(view, opened.waveform, context)
    made.language = language
    return made

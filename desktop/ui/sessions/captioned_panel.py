"""The listener's panel of a call with an approved transcript: its words above the lanes, the line of now marked.

Each speaker has a lane where both voices are in one channel, too: the transcript says who speaks when.
The words follow the sound wherever it goes: played, sought, gone back. A removed part stands in its place. W says the
current line to someone who uses a screen reader; nothing is said by itself while the call plays. On a break, and after
the distress key, the words are gone as the sound is.
"""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.ports.desk import Waveform
from desktop.application.sessions.listening import Opened
from desktop.application.sessions.views import SessionView
from desktop.domain.copies.captions import Captions
from desktop.domain.copies.transcript import Speaker
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.style import scaled
from desktop.ui.kit.widgets.caption_lines import CaptionLine, CaptionLines
from desktop.ui.kit.widgets.speaker_mark import Mark
from desktop.ui.kit.widgets.talk_bar import Lane
from desktop.ui.kit.widgets.where import in_sentences
from desktop.ui.kit.widgets.words import announce
from desktop.ui.player.spoken import spoken
from desktop.ui.running.context import Context
from desktop.ui.sessions.listening_panel import ListeningPanel, bars
from desktop.ui.sessions.their_language import in_language, on_screen
from desktop.words import tr
from desktop.words.shared.captions import removed_words, words_left_out

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

    def make_words(self) -> QWidget:
        words = QWidget()
        box = QVBoxLayout(words)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.now)
        box.addLayout(self._beside)
        box.addWidget(self.captions, 1)
        return words

    def lanes_of(self, waveform: Waveform, voices: tuple[str, str]) -> list[Lane]:
        """Return the lanes of two channels, else one for each speaker of the transcript."""
        if len(waveform.channels) > 1:
            return super().lanes_of(waveform, voices)
        return [
            Lane(name, mark, bars(talk))
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

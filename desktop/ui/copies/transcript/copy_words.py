"""The transcript of a copy, beside its sound: read by whoever decides, and approved with it or left out.

The words are fetched when someone asks for them, which is logged; they are gone once the page is hidden or locked.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.requests.views import CopyWords
from desktop.domain.copies.captions import Caption, Captions
from desktop.ui.copies.transcript.lines_view import LinesView
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField, TicksField
from desktop.ui.kit.widgets.columns import Columns
from desktop.ui.kit.widgets.words import Words, small, strong, title
from desktop.words import counted, tr
from desktop.words.codes import words
from desktop.words.formatting import clock
from desktop.words.shared.captions import removed_words, words_left_out

WITH, WITHOUT, KNOWN, UNREAD = "with", "without", "newer_transcript", "unread"


class CopyWordsPart(QWidget):
    """The part of the page. Emits `wanted` when someone wants to read it. `field`: whether it is approved, too;
    `known`: that it was changed since, `unread`: that they have not opened it, which are asked where it is approved all
    the same."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.told = Words()
        self.read = SecondaryButton(tr("Read the transcript"))
        self.lines = LinesView(tr("The transcript of this copy"))
        self.whole = small()
        choices = (
            Choice(WITH, tr("Yes, they can read along")),
            Choice(WITHOUT, tr("No, the sound alone")),
        )
        self.field = ChoiceField("transcript", tr("Is the transcript approved?"), choices, beside=True)
        tick = Choice(KNOWN, tr("Approve the transcript as it is in this copy"))
        hint = tr("It was changed after this copy was made, and the change is not in it.")
        self.known = TicksField("newer_transcript", tr("Newer transcript"), (tick,), hint)
        tick = Choice(UNREAD, tr("Approve the transcript although I have not read it"))
        self.unread = TicksField("unread", tr("Not read"), (tick,), tr("The log says that you approved it unread."))
        self.not_read = Banner("notice", aloud=False)  # the page asks once more
        self._asks_unread = False
        self._view, self._captions, self._rate = CopyWords(), Captions(), 1
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        row = Columns(title(tr("Transcript")), self.told, self.read, weights=(0, 1, 0), gap=20, stack_below=760)
        for part in (row, self.lines, self.whole):
            box.addWidget(part)
        self.read.clicked.connect(self.wanted)
        self.lines.moved.connect(self._show_whole)
        self.forget()

    def show_view(self, view: CopyWords, chosen: str | None) -> None:
        """Show whether the copy has a transcript, with the answer given before; of another copy nothing is shown."""
        self._view, self._asks_unread = view, False
        self.unread.set_value(())
        self.forget()
        self.field.set_value(chosen)
        self.setVisible(view.lines is not None or view.newer)
        self.told.set_parts(*_told(view))

    def show_words(self, captions: Captions, rate: int) -> None:
        """Show the words, and each removed part in its place."""
        self._captions, self._rate, self._view = captions, rate, replace(self._view, read=True)
        self.lines.show_lines(
            [(clock(each.start / rate), speaker_of(each), words_of(each, rate)) for each in captions.all]
        )
        for part in (self.lines, self.whole):
            part.show()
        self.read.hide()
        self._show_whole(self.lines.current)
        self.lines.setFocus()

    def forget(self) -> None:
        """Show no words."""
        self._captions = Captions()
        self.lines.show_lines(())
        self.whole.set_parts()
        self.lines.hide()
        self.whole.hide()
        self.read.setVisible(self._view.lines is not None)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.forget()

    def show_choice(self, *, approving: bool) -> None:
        """Ask whether it is approved, where someone is about to approve a copy that has one."""
        asks = approving and self._view.lines is not None
        self.field.setVisible(asks)
        approved = asks and self.field.value() == WITH
        self.known.setVisible(approved and self._view.newer)
        unread = approved and not self._view.read
        once_more = tr("If you approve it now, you are asked once more.")
        self.not_read.set_parts(*((strong(tr("You have not read the transcript.")), once_more) if unread else ()))
        self.unread.setVisible(unread and self._asks_unread)

    @property
    def to_confirm(self) -> bool:
        """Whether it is about to be approved unread, and nobody said that they know."""
        return self.answer() is True and not self._view.read and not self.unread.value()

    def ask_unread(self) -> None:
        """Ask once more, from now on."""
        self._asks_unread = True
        self.unread.show()

    def fold(self, folded: bool) -> None:
        """Hide it where what it says is said in one line; not while its words are shown."""
        there = self._view.lines is not None or self._view.newer
        self.setVisible(there and not (folded and not self._captions.all))

    def ask_about_newer(self) -> None:
        """Ask whether they know: it may have been changed while this page was read."""
        self._view = replace(self._view, newer=True)
        self.told.set_parts(*_told(self._view))
        self.known.show()

    def answer(self) -> bool | None:
        """Return whether it is approved with the copy; None where that was not said, or there is none."""
        return {WITH: True, WITHOUT: False}.get(self.field.value() or "")

    def _show_whole(self, index: int) -> None:
        if 0 <= index < len(self._captions.all):
            self.whole.set_parts(words_of(self._captions.all[index], self._rate))


def speaker_of(caption: Caption) -> str:
    """Return whose words these are, as staff read it; nothing for a removed part."""
    return "" if caption.speaker is None else words(caption.speaker)


def words_of(caption: Caption, rate: int) -> str:
    """Return a caption as it is read: its words, or what stands in their place."""
    if caption.removed is not None:
        return removed_words((caption.end - caption.start) / rate, caption.removed)
    said = caption.words or words_left_out()
    return tr("Topic: {topic}. {words}").format(topic=caption.topic, words=said) if caption.topic else said


def _told(view: CopyWords) -> tuple[str, ...]:
    newer = tr("It was changed after this copy was made, and the change is not in it.")
    if view.lines is None:
        return (tr("This copy has no transcript: it was added after the copy was made."),) if view.newer else ()
    has = counted(view.lines, "This copy has a transcript of 1 line.", "This copy has a transcript of {n} lines.")
    return (has, newer) if view.newer else (has,)

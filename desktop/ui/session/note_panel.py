"""A note, time-stamped where the sound stood when N was pressed."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.domain.counter import NoteKind
from desktop.ui.formatting import clock
from desktop.ui.widgets.choice_field import Choice, ChoiceField
from desktop.ui.widgets.field import LongTextField
from desktop.ui.widgets.page import Page
from desktop.ui.wording import tr


class NotePanel(Page):
    """Emits `wanted(kind, words, frame, correction_wanted)` or `back`."""

    wanted = Signal(object, str, object, bool)
    back = Signal()

    def __init__(self, frame: int, rate: int) -> None:
        super().__init__(tr("Note at {time}").format(time=clock(frame / rate)), primary=tr("Keep the note"))
        self._frame = frame
        self.kind = ChoiceField(
            "kind",
            tr("What is it?"),
            (
                Choice(NoteKind.DISPUTE.value, tr("They dispute what is said here")),
                Choice(NoteKind.QUESTION.value, tr("A question")),
                Choice(NoteKind.REMARK.value, tr("Something to remember")),
            ),
        )
        self.kind.set_value(NoteKind.DISPUTE.value)
        self.note_words = LongTextField("words", tr("In their words"), lines=2)
        self.correction = ChoiceField(
            "correction",
            tr("Do they want it corrected?"),
            (Choice("yes", tr("Yes")), Choice("no", tr("No"))),
            across=True,
        )
        self.correction.set_value("no")
        self.add(self.kind, self.note_words, self.correction)
        self.add_link(tr("Back, without a note"), self.back.emit)
        self.kind.edited.connect(self._chosen)
        self.submitted.connect(self._submit)

    def _chosen(self) -> None:
        self.correction.setVisible(self.kind.value() == NoteKind.DISPUTE.value)

    def _submit(self) -> None:
        kind = NoteKind(self.kind.value() or NoteKind.REMARK.value)
        wanted = kind is NoteKind.DISPUTE and self.correction.value() == "yes"
        self.wanted.emit(kind, self.note_words.value(), self._frame, wanted)

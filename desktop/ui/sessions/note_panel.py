"""A note, with the playback position when N was pressed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor

from desktop.domain.sessions.counter import NoteKind
from desktop.domain.shared.kinds import Kind
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.field import LongTextField
from desktop.ui.kit.widgets.page import Page
from desktop.words import tr
from desktop.words.errors import words_of
from desktop.words.formatting import clock
from desktop.words.problems import problems_of


@dataclass(frozen=True)
class TypedNote:
    """An unsaved note: its text, and the frame at which N was pressed. `correction_wanted`: None until it is asked."""

    kind: NoteKind
    words: str
    frame: int
    correction_wanted: bool | None

    def cut_off(self) -> TypedNote:
        """Return it as what is kept where nobody can be asked any more."""
        return replace(self, correction_wanted=bool(self.correction_wanted))


class NotePanel(Page):
    """The panel to write a note. Emits `wanted(TypedNote)` or `back`."""

    compact = True
    wanted = Signal(TypedNote)
    back = Signal()

    def __init__(self, frame: int, rate: int, kind: Kind) -> None:
        super().__init__(tr("Note at {time}").format(time=clock(frame / rate)), primary=tr("Save the note"))
        self._frame = frame
        choices = [
            Choice(NoteKind.DISPUTE.value, tr("They dispute what is said here")),
            Choice(NoteKind.QUESTION.value, tr("A question")),
            Choice(NoteKind.REMARK.value, tr("Something to remember")),
        ]
        if kind is Kind.INTERNAL:  # only the person in the call disputes it or wants a correction
            choices = [choices[2], choices[1]]
        self.kind = ChoiceField("kind", tr("What is it?"), choices, across=True)
        self.kind.set_value(choices[0].key)
        self.note_words = LongTextField("words", tr("In their words"), lines=2)
        self.correction = ChoiceField(
            "correction",
            tr("Do they want it corrected?"),
            (Choice("yes", tr("Yes")), Choice("no", tr("No"))),
            across=True,
        )
        self.refusal = Banner("problem")
        self.add(self.refusal, self.kind, self.note_words, self.correction)
        self.add_link(tr("Back without a note"), self.back.emit)
        self.kind.edited.connect(self._chosen)
        self.submitted.connect(self._submit)
        self._chosen()

    def typed(self) -> TypedNote:
        """Return the note as typed now."""
        kind = NoteKind(self.kind.value() or NoteKind.REMARK.value)
        answer = {"yes": True, "no": False}.get(self.correction.value() or "")
        wanted = answer if kind is NoteKind.DISPUTE else False
        return TypedNote(kind, self.note_words.value(), self._frame, wanted)

    def fill(self, note: TypedNote) -> None:
        """Put a note back, as it was typed."""
        self.kind.set_value(note.kind.value)
        self.note_words.set_value(note.words)
        self.note_words.input.moveCursor(QTextCursor.MoveOperation.End)
        answers = {True: "yes", False: "no", None: None}
        self.correction.set_value(answers[note.correction_wanted])
        self._chosen()

    def show_refusal(self, error: ListeningRoomError) -> None:
        """Show why the note could not be saved; the text stays."""
        self.set_busy("")
        if isinstance(error, FieldsError):
            self.refusal.set_parts()
            self.set_problems_by_name(problems_of(error))
        else:
            self.refusal.set_parts(words_of(error))

    def _chosen(self) -> None:
        self.correction.setVisible(self.kind.value() == NoteKind.DISPUTE.value)

    def _submit(self) -> None:
        self.primary.hold()  # one press, one note
        self.wanted.emit(self.typed())

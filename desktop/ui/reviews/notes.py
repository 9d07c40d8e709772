"""The notes of a session, with their times."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.application.sessions.views import NoteView, SessionView
from desktop.domain.sessions.counter import NoteKind
from desktop.ui.kit.widgets.words import Words, small, strong, subtitle
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import clock, time_of_day


class NotesView(QWidget):
    """The notes, or a line that says there are none."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone
        self.shown: list[Words] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        self._box.addWidget(subtitle(tr("Notes")))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_notes(self, session: SessionView) -> None:
        """Show the notes of a session instead of the previous ones."""
        for old in self.shown:
            old.hide()
            old.deleteLater()
        rate = session.call.rate
        self.shown = [small(*self._parts(note, rate)) for note in session.notes] or [
            small(tr("Nothing was noted."), tone="muted")
        ]
        for note in self.shown:
            self._box.addWidget(note)

    def _parts(self, note: NoteView, rate: int) -> tuple[str, ...]:
        time = time_of_day(note.taken_at, self._zone)
        kind = words(NoteKind(note.kind))
        if note.at_frame is not None:
            kind = tr("{kind} at {at}").format(kind=kind, at=clock(note.at_frame / rate))
        head = tr("{note}, correction wanted").format(note=kind) if note.correction_wanted else kind
        return strong(f"{time}  {head}"), f"\n{note.words}"

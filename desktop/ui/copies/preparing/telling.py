"""The announcements to a screen reader while a copy is prepared: actions, where the sound stopped, findings.

Rules:
- While sound plays, only answers to the user are announced.
- The text of a row that just received the keyboard focus is not repeated.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from desktop.ui.copies.preparing.editing import Editing
from desktop.ui.copies.preparing.page import EditorPage
from desktop.ui.copies.preparing.proposals import Proposal
from desktop.ui.copies.preparing.sounding import Sounding
from desktop.ui.copies.preparing.times import lasting, place
from desktop.ui.copies.preparing.words import span_of, spoken, what_is_selected
from desktop.ui.kit.widgets.rows_view import RowsView
from desktop.ui.kit.widgets.where import in_sentences
from desktop.ui.kit.widgets.words import announce
from desktop.words import counted, tr


class Telling(QObject):
    """The announcements of one page, its draft and its sound."""

    def __init__(self, page: EditorPage, editing: Editing, sounding: Sounding) -> None:
        super().__init__(page)
        self._page, self._editing, self._sounding = page, editing, sounding
        sounding.playing_changed.connect(self._playing_changed)

    def about(self, ms: int) -> str:
        """Return the position, the selection and the mark there, in words."""
        return spoken(ms, self._editing, self._page.voices)

    def done(self, *what: str) -> None:
        """Say what was done, and what is now active."""
        self._say(*what, self.about(self._page.lanes.head))

    def chose(self) -> None:
        """Say that another mark is current."""
        self._say(self.about(self._page.lanes.head), by=self._page.marks.rows)

    def selected(self) -> None:
        """Say what is selected, or how much of it."""
        self._say(what_is_selected(self._editing))

    def nothing_selected(self) -> None:
        """Say that nothing is selected."""
        self._say(tr("Nothing is selected."))

    def moved_end(self, *, start: bool) -> None:
        """Say where that end of the selection is now, and how long the selection is."""
        part = self._editing.selection
        if part is not None:
            said = tr("Start: {place}, selected {length}") if start else tr("End: {place}, selected {length}")
            self._say(said.format(place=place(part.start if start else part.end), length=lasting(part.length)))

    def in_sight(self) -> None:
        """Say how much of the recording is in view."""
        sight = self._page.lanes.sight
        seen = span_of(round(sight.start), round(sight.end))
        self._say(tr("All of it is shown.") if sight.whole else tr("Shown: {span}").format(span=seen))

    def found(self, proposals: tuple[Proposal, ...]) -> None:
        """Say that proposals have arrived; nothing while sound plays."""
        count = len(proposals)
        if not self._sounding.playing:
            self._say(counted(count, "1 proposal", "{n} proposals") if count else self._page.proposals.empty.words)

    def proposal(self, one: Proposal | None, *before: str) -> None:
        """Describe the current proposal, after `before`: what was done with the previous one."""
        said = tr("No more proposals") if one is None else f"{one.words}, {span_of(one.start, one.end)}"
        self._say(*before, said, by=None if before else self._page.proposals.rows)

    def _say(self, *sentences: str, by: RowsView | None = None) -> None:
        """Say it, unless the keyboard focus moved to a row of `by`, which is read anyway."""
        if by is None or not by.hasFocus():
            announce(self._page.lanes, in_sentences(*sentences))

    @Slot(bool)
    def _playing_changed(self, playing: bool) -> None:
        if not playing:
            self._say(tr("Stopped at {place}").format(place=lasting(self._sounding.ms)))

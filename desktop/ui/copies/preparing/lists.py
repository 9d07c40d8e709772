"""The marks and the proposals as lists: the current row is shown in the waveform."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.copies.removal import Removal
from desktop.ui.copies.preparing.proposals import Proposal
from desktop.ui.copies.preparing.times import lasting
from desktop.ui.copies.preparing.words import span_of, voice_of
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.rows_view import Row, RowsView
from desktop.ui.kit.widgets.words import Words, title
from desktop.words import tr
from desktop.words.codes import words


class _List(QWidget):
    """A title, and the rows, or words where there are none. Emits `chosen(key)` when the user moves to a row."""

    chosen = Signal(object)

    def __init__(self, name: str, columns: Sequence[str], weights: Sequence[int], empty: str) -> None:
        super().__init__()
        self.name = title(name)
        self.rows = RowsView(name, columns, weights, header=True, links=False)
        self.empty = Words(empty, tone="muted")
        self._showing = False
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(12)
        for part in (self.name, self.rows, self.empty):
            self.box.addWidget(part)
        self.rows.moved.connect(self._moved)
        self.rows.opened.connect(self._moved)

    def _show(self, rows: Sequence[Row], current: object) -> None:
        """Show the rows; `current` is the key of the current one, if any."""
        self._showing = True
        if tuple(rows) != self.rows.rows_model.rows:
            self.rows.show_rows(rows)
        if self.rows.current_key() != current:
            self.rows.select_key(current)
        self.rows.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self._showing = False

    def _moved(self, key: object) -> None:
        if not self._showing:
            self.chosen.emit(key)


class MarkList(_List):
    """The list of marks."""

    def __init__(self, voices: tuple[str, ...]) -> None:
        columns = [tr("Where"), tr("Length"), tr("Reason")]
        super().__init__(tr("Marked for removal"), columns, (4, 2, 4), tr("Nothing is marked yet."))
        self._voices = voices

    def show_marks(self, marks: Sequence[Removal], current: Removal | None) -> None:
        """Show the marks, and make one the current row."""
        self._show([self._row(mark) for mark in marks], current)

    def _row(self, mark: Removal) -> Row:
        why = words(mark.reason)
        if len(self._voices) > 1:
            why = tr("{what} ({voice})").format(what=why, voice=voice_of(mark.channel, self._voices))
        where, lasts = span_of(mark.start_ms, mark.end_ms), lasting(mark.end_ms - mark.start_ms)
        return Row(mark, (where, lasts, why))


class ProposalList(_List):
    """The list of proposals. Nothing in it is removed until somebody accepts it."""

    def __init__(self, voices: tuple[str, ...]) -> None:
        columns = [tr("What it may be"), tr("Where"), tr("Length")]
        super().__init__(tr("Proposals"), columns, (4, 4, 2), tr("Looking for parts you may want to remove."))
        self._voices = voices
        self.lead = Words(tr("Listen to each one. Nothing is removed automatically."), tone="muted")
        self.next = SecondaryButton(tr("Next"))
        self.accept = SecondaryButton(tr("Accept"))
        self.dismiss = SecondaryButton(tr("Dismiss"))
        self.tell = SecondaryButton(tr("Tell the listener"))
        self.ways = QWidget()
        row = FlowLayout(gap=16)
        self.ways.setLayout(row)
        for button, tip in ((self.accept, "A"), (self.dismiss, "D"), (self.tell, "C"), (self.next, "N")):
            button.setToolTip(tip)
            row.addWidget(button)
        self.box.insertWidget(1, self.lead)
        self.box.addWidget(self.ways)
        self.box.addStretch(1)
        self.show_proposals((), None)

    def show_proposals(
        self, proposals: Sequence[Proposal], current: Proposal | None, told: Collection[str] = ()
    ) -> None:
        """Show the proposals; `current` is the one to accept or dismiss. `told`: those the listener is told of."""
        self._show([self._row(one, one.key in told) for one in proposals], current)
        for part in (self.lead, self.ways):
            part.setVisible(bool(proposals))
        for button in (self.accept, self.dismiss):
            button.setEnabled(current is not None)
        self.tell.setEnabled(current is not None and current.may_be_told and current.key not in told)

    def say(self, said: str) -> None:
        """Say why the list is empty."""
        self.empty.set_parts(said)
        self.empty.setVisible(not self.rows.rows_model.rows)

    def _row(self, one: Proposal, told: bool) -> Row:
        what = one.words
        if one.channel is not None:
            what = tr("{what} ({voice})").format(what=what, voice=voice_of(one.channel, self._voices))
        if told:
            what = tr("{what}: the listener is told").format(what=what)
        return Row(one, (what, span_of(one.start, one.end), lasting(one.end - one.start)))
